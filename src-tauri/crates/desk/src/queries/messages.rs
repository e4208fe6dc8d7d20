//! A conversation's history with what is still on its way.

use std::collections::HashSet;

use bellhop_media::Media;
use bellhop_model::{
    ActorId, Address, ChannelId, Content, Direction, EmailPeople, Intent, Message, MessageId, MessageKind, MessageRef,
    ThreadId,
};
use bellhop_store::{HistoryPlace, OutboxRow as Row, OutboxStep, Reads, Result};
use chrono::Utc;

use crate::body::{excerpt, local_body, remote_body};
use crate::contract::{ApiError, MessagesArgs};
use crate::desk::Desk;
use crate::failure::bad_request;
use crate::files::Files;
use crate::names::{Names, Side};
use crate::views::{AuthorView, BodyView, MessageBodyKind, MessagePage, MessageView, QuoteView};

/// The most entries that one call gives.
const MOST: u32 = 200;

impl Desk {
    pub(crate) async fn messages(&self, args: MessagesArgs) -> Result<MessagePage, ApiError> {
        let before: Option<HistoryPlace> = match &args.before {
            Some(text) => Some(text.parse().map_err(|_| bad_request("`before` is not a place in a history."))?),
            None => None,
        };
        let (email, media) = (self.on.email.clone(), self.on.media.clone());
        let limit = args.limit.clamp(1, MOST);
        let read =
            move |reads: &Reads<'_>| History { reads, thread: &args.thread, media: &media }.page(&email, before, limit);
        Ok(self.on.store.read(read).await?)
    }
}

struct History<'a> {
    reads: &'a Reads<'a>,
    thread: &'a ThreadId,
    media: &'a Media,
}

impl History<'_> {
    fn page(&self, email: &str, before: Option<HistoryPlace>, limit: u32) -> Result<MessagePage> {
        let page = self.reads.messages().page(self.thread, before, limit)?;
        let names = self.names(email, &page.messages)?;
        let mut messages = Vec::with_capacity(page.messages.len());
        for message in page.messages {
            messages.push(self.view(message, &names)?);
        }
        if before.is_none() {
            messages.extend(self.on_their_way(&names)?);
        }
        let sync = self.reads.thread_sync().get(self.thread)?;
        Ok(MessagePage { messages, older: page.older.map(|place| place.to_string()), complete: sync.complete })
    }

    /// The names of everybody on the page.
    fn names(&self, email: &str, messages: &[Message]) -> Result<Names> {
        let mut actors: HashSet<ActorId> = HashSet::new();
        for message in messages {
            actors.extend(message.author.actor.clone());
            if let MessageKind::Assignment { from, to } = &message.kind {
                actors.extend(from.iter().chain(to).cloned());
            }
        }
        let row = self.reads.lists().rows(std::slice::from_ref(self.thread))?.into_iter().next();
        let customer = row.and_then(|row| row.contact.or(row.facts.customer));
        Names::read(self.reads, email, &actors.into_iter().collect::<Vec<_>>(), customer)
    }

    fn view(&self, message: Message, names: &Names) -> Result<MessageView> {
        let side = match &message.kind {
            MessageKind::Message { direction: Direction::Incoming, .. } => Side::Customer,
            MessageKind::Message { .. } | MessageKind::Comment(_) => Side::Team,
            _ => Side::Desk,
        };
        let author = names.author(&message.author, side);
        let body = self.body(message.kind, names)?;
        Ok(MessageView { key: MessageRef::Remote(message.id), at: message.at, author, body })
    }

    fn body(&self, kind: MessageKind, names: &Names) -> Result<MessageBodyKind> {
        let files = Files { reads: self.reads, media: self.media };
        let content = |content: &Content| remote_body(content, &files);
        Ok(match kind {
            MessageKind::Message { direction, content: says, channel, recipients, in_reply_to, receipt, .. } => {
                MessageBodyKind::Message {
                    direction,
                    people: people(channel.as_ref(), &recipients),
                    channel,
                    content: content(&says)?,
                    receipt,
                    delivery: None,
                    quote: self.quote(in_reply_to, names)?,
                }
            }
            MessageKind::Comment(says) => MessageBodyKind::Comment { content: content(&says)?, delivery: None },
            MessageKind::Welcome(says) => MessageBodyKind::Welcome { content: content(&says)? },
            MessageKind::Assignment { from, to } => MessageBodyKind::Assignment {
                to_me: to.as_ref().is_some_and(|to| names.is_me(to)),
                to: to.and_then(|to| names.of(&to)),
                from: from.and_then(|from| names.of(&from)),
            },
            MessageKind::StatusChange(status) => MessageBodyKind::StatusChange { status },
            MessageKind::InboxChange { to, .. } => {
                let inboxes = self.reads.inboxes().all()?;
                let to = to.and_then(|to| inboxes.into_iter().find(|inbox| inbox.id == to)).map(|inbox| inbox.name);
                MessageBodyKind::InboxChange { to }
            }
            MessageKind::Unknown { name, content: says } => MessageBodyKind::Unknown { name, content: content(&says)? },
        })
    }

    /// The answered message, when it is still known.
    fn quote(&self, answered: Option<MessageId>, names: &Names) -> Result<Option<QuoteView>> {
        let Some(answered) = answered else { return Ok(None) };
        let Some(message) = self.reads.messages().get(&answered)? else { return Ok(None) };
        let (side, says) = match &message.kind {
            MessageKind::Message { direction: Direction::Incoming, content, .. } => (Side::Customer, content),
            MessageKind::Message { content, .. } | MessageKind::Comment(content) => (Side::Team, content),
            MessageKind::Welcome(content) | MessageKind::Unknown { content, .. } => (Side::Desk, content),
            _ => return Ok(None),
        };
        let author = names.author(&message.author, side).name;
        Ok(Some(QuoteView { message: answered, author, text: excerpt(says) }))
    }

    /// The rep's own messages that the cache does not have yet, in the order in which they were written.
    fn on_their_way(&self, names: &Names) -> Result<Vec<MessageView>> {
        let mut views = Vec::new();
        for row in self.reads.outbox().of_thread(self.thread)? {
            if let OutboxStep::Confirmed { message: Some(message) } = &row.step
                && self.reads.messages().get(message)?.is_some()
            {
                continue;
            }
            views.extend(self.local_view(row, names.myself(), names)?);
        }
        Ok(views)
    }

    fn local_view(&self, row: Row, author: AuthorView, names: &Names) -> Result<Option<MessageView>> {
        let delivery = Some(row.delivery(Utc::now()));
        let body = match row.intent {
            Intent::SendMessage { text, html, files, channel, recipients, subject, reply_to, .. } => {
                MessageBodyKind::Message {
                    direction: Direction::Outgoing,
                    people: people(Some(&channel), &recipients),
                    channel: Some(channel),
                    content: BodyView { subject, ..local_body(&text, html.as_deref(), &files, self.media)? },
                    receipt: None,
                    delivery,
                    quote: self.quote(reply_to, names)?,
                }
            }
            Intent::AddComment { text, html, files, .. } => {
                MessageBodyKind::Comment { content: local_body(&text, html.as_deref(), &files, self.media)?, delivery }
            }
            Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => return Ok(None),
        };
        Ok(Some(MessageView { key: MessageRef::Local(row.id), at: row.created_at, author, body }))
    }
}

/// Whom an e-mail went to. Elsewhere a message goes to the customer, and nobody needs to be told.
fn people(channel: Option<&ChannelId>, recipients: &[Address]) -> Option<EmailPeople> {
    let people = channel.filter(|channel| channel.is_email()).map(|_| EmailPeople::of(recipients));
    people.filter(|people| *people != EmailPeople::default())
}
