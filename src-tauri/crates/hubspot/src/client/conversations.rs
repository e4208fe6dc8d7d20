//! Threads, messages, actors, inboxes, channels and channel accounts.

use std::sync::atomic::Ordering;

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::{Method, header::HeaderName};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Client, Error, http::Call, http::Repeat, limit::Turn};
use crate::wire::{
    BatchAnswer, Page,
    channels::ChannelCapabilities,
    conversations::{
        Actor, Channel, ChannelAccount, Inbox, Message, NewMessage, OriginalContent, Thread, ThreadPatch, ThreadStatus,
    },
};

/// The largest page that is asked for; a remote may give less.
pub(super) const PAGE: u32 = 500;
/// No maximum is documented for threads and messages: a remote that refuses large pages is asked for these.
const SMALL_PAGE: u32 = 100;

/// A header of the hub's own: a rep's send call has no field for the message that it answers.
const IN_REPLY_TO: HeaderName = HeaderName::from_static("x-helpdesk-in-reply-to");

/// Which threads to list. By default all that are not archived, by id.
#[derive(Debug, Clone, Default)]
pub struct ThreadsQuery {
    /// Only open or only closed ones.
    pub status: Option<ThreadStatus>,
    /// Archived ones instead of the others.
    pub archived: bool,
    /// By their newest message, ascending, from this time on.
    pub changed_since: Option<DateTime<Utc>>,
    /// Those of one ticket.
    pub ticket: Option<String>,
    /// Those of one contact; the remote wants a status with it.
    pub contact: Option<String>,
    /// `Page::after` of the page before.
    pub after: Option<String>,
    /// At most 500; 0 for as many as there may be.
    pub limit: u32,
}

/// Which part of a thread's history to list. By default its newest entries, newest first.
#[derive(Debug, Clone, Default)]
pub struct MessagesQuery {
    /// `Page::after` of the page before.
    pub after: Option<String>,
    /// At most 500; 0 for as many as there may be.
    pub limit: u32,
    /// From the beginning instead.
    pub oldest_first: bool,
}

/// A message or comment to be handed over.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The thread's id.
    pub thread: String,
    /// What to hand over.
    pub message: NewMessage,
    /// The id of the message that it answers. HubSpot has no place for it; a hub carries it to the channel.
    pub in_reply_to: Option<String>,
}

impl Client {
    /// The inboxes (`GET /inboxes`).
    pub async fn inboxes(&self) -> Result<Vec<Inbox>, Error> {
        self.every_page("listing the inboxes", "inboxes").await
    }

    /// The channels (`GET /channels`).
    pub async fn channels(&self) -> Result<Vec<Channel>, Error> {
        self.every_page("listing the channels", "channels").await
    }

    /// What each custom channel can carry (`GET /helpdesk/v1/channels`). HubSpot tells no account's token.
    pub async fn channel_capabilities(&self) -> Result<Vec<ChannelCapabilities>, Error> {
        if !self.is_hub() {
            return Ok(Vec::new());
        }
        let url = self.url("/helpdesk/v1", &["channels"]);
        let call = Call::new("asking what channels can carry", Method::GET, url);
        Ok(self.json::<Page<ChannelCapabilities>>(call).await?.results)
    }

    /// The channel accounts (`GET /channel-accounts`).
    pub async fn channel_accounts(&self) -> Result<Vec<ChannelAccount>, Error> {
        self.every_page("listing the channel accounts", "channel-accounts").await
    }

    /// A page of threads with their tickets (`GET /threads?association=TICKET`).
    pub async fn threads(&self, query: &ThreadsQuery) -> Result<Page<Thread>, Error> {
        let mut call = self
            .conversations("listing the threads", &["threads"])
            .query("association", "TICKET")
            .maybe("after", query.after.as_deref())
            .maybe("associatedTicketId", query.ticket.as_deref())
            .maybe("associatedContactId", query.contact.as_deref());
        if let Some(status) = query.status {
            let open = matches!(status, ThreadStatus::Open);
            call = call.query("threadStatus", if open { "OPEN" } else { "CLOSED" });
        }
        if query.archived {
            call = call.query("archived", "true");
        }
        if let Some(since) = query.changed_since {
            call = call
                .query("sort", "latestMessageTimestamp")
                .query("latestMessageTimestampAfter", &since.to_rfc3339_opts(SecondsFormat::Millis, true));
        }
        self.page(call, query.limit).await
    }

    /// One thread with its ticket (`GET /threads/{id}?association=TICKET`).
    pub async fn thread(&self, id: &str) -> Result<Thread, Error> {
        self.json(self.conversations("reading a thread", &["threads", id]).query("association", "TICKET")).await
    }

    /// One archived thread; those are not found without asking for them (`GET /threads/{id}?archived=true`).
    pub async fn archived_thread(&self, id: &str) -> Result<Thread, Error> {
        let call = self.conversations("reading an archived thread", &["threads", id]).query("association", "TICKET");
        self.json(call.query("archived", "true")).await
    }

    /// Opens, closes or restores a thread (`PATCH /threads/{id}`).
    pub async fn patch_thread(&self, id: &str, patch: &ThreadPatch) -> Result<Thread, Error> {
        let mut call =
            self.write("changing a thread", Method::PATCH, &self.inner.paths.conversations, &["threads", id]);
        call.body = Some(json!(patch));
        if patch.archived == Some(false) {
            call = call.query("archived", "true");
        }
        self.json(call).await
    }

    /// Gives a thread to an agent, `A-<userId>` (`PUT /threads/{id}/assignee`).
    pub async fn assign(&self, id: &str, actor: &str) -> Result<Thread, Error> {
        let segments = ["threads", id, "assignee"];
        let mut call = self.write("assigning a thread", Method::PUT, &self.inner.paths.assignee, &segments);
        call.body = Some(json!({ "actorId": actor }));
        self.json(call).await
    }

    /// Takes a thread from its agent (`DELETE /threads/{id}/assignee`).
    pub async fn unassign(&self, id: &str) -> Result<(), Error> {
        let segments = ["threads", id, "assignee"];
        self.empty(self.write("unassigning a thread", Method::DELETE, &self.inner.paths.assignee, &segments)).await
    }

    /// A page of a thread's history (`GET /threads/{id}/messages`).
    pub async fn messages(&self, thread: &str, query: &MessagesQuery) -> Result<Page<Message>, Error> {
        let call = self
            .conversations("listing the messages", &["threads", thread, "messages"])
            .query("sort", if query.oldest_first { "createdAt" } else { "-createdAt" })
            .maybe("after", query.after.as_deref());
        self.page(call, query.limit).await
    }

    /// One entry of a thread's history (`GET /threads/{id}/messages/{id}`).
    pub async fn message(&self, thread: &str, id: &str) -> Result<Message, Error> {
        self.json(self.conversations("reading a message", &["threads", thread, "messages", id])).await
    }

    /// The whole text of a cut message (`GET …/messages/{id}/original-content`).
    pub async fn original_content(&self, thread: &str, id: &str) -> Result<OriginalContent, Error> {
        let segments = ["threads", thread, "messages", id, "original-content"];
        self.json(self.conversations("reading a whole text", &segments)).await
    }

    /// Hands a message or comment over (`POST /threads/{id}/messages`), once: there is no idempotency key, so an
    /// unclear answer is [`super::Retry::Uncertain`].
    pub async fn send_message(&self, outgoing: &Outgoing, turn: Turn) -> Result<Message, Error> {
        let segments = ["threads", outgoing.thread.as_str(), "messages"];
        let mut call = self.write("sending a message", Method::POST, &self.inner.paths.conversations, &segments);
        call.repeat = Repeat::Never;
        call.body = Some(json!(outgoing.message));
        if self.is_hub() {
            call.header = outgoing.in_reply_to.clone().map(|id| (IN_REPLY_TO, id));
        }
        self.json_in_turn(call, turn).await
    }

    /// Up to 100 actors; those that the remote does not know are left out (`POST /actors/batch/read`).
    pub async fn actors_batch(&self, ids: &[String]) -> Result<BatchAnswer<Actor>, Error> {
        let base = &self.inner.paths.conversations;
        let body = json!({ "inputs": ids });
        self.json(self.ask("reading actors", base, &["actors", "batch", "read"], body)).await
    }

    /// A page of at most so many items, or as many as the remote takes.
    async fn page<T: DeserializeOwned>(&self, call: Call, limit: u32) -> Result<Page<T>, Error> {
        let most = self.inner.page.load(Ordering::Relaxed);
        let size = if limit == 0 { most } else { limit.min(most) };
        match self.json(call.clone().query("limit", &size.to_string())).await {
            Err(error) if size > SMALL_PAGE && error.status() == Some(400) => {
                let page = self.json(call.query("limit", &SMALL_PAGE.to_string())).await?;
                self.inner.page.store(SMALL_PAGE, Ordering::Relaxed);
                Ok(page)
            }
            answer => answer,
        }
    }

    fn conversations(&self, what: &'static str, segments: &[&str]) -> Call {
        self.call(what, Method::GET, &self.inner.paths.conversations, segments)
    }

    async fn every_page<T: DeserializeOwned>(&self, what: &'static str, name: &str) -> Result<Vec<T>, Error> {
        let call = |after: Option<&str>| self.conversations(what, &[name]).query("limit", "100").maybe("after", after);
        self.all_pages(call).await
    }

    /// All pages of a small listing. A cursor that comes twice ends it.
    pub(super) async fn all_pages<T: DeserializeOwned>(
        &self,
        call: impl Fn(Option<&str>) -> Call,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page: Page<T> = self.json(call(after.as_deref())).await?;
            let next = page.after().map(str::to_owned);
            all.extend(page.results);
            if next.is_none() || next == after {
                return Ok(all);
            }
            after = next;
        }
    }
}
