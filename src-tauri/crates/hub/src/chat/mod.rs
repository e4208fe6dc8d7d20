//! The web chat: a customer's end of a real custom channel.
//!
//! It is an app like any other that HubSpot's custom channels API serves. It has its own token and its own file
//! (`chat.db`), registers its channel and account over HTTP, publishes what visitors write, receives answers at its
//! webhook, and tells how deliveries went. It never looks into the hub's tables, although they are one process away:
//! a developer of another channel can read this module as an example, and every message of it proves the API.
//!
//! States: open (the page is served, visitors can be read from the file), connected (registered with the help desk,
//! messages flow), stopped. Until it is connected, and while the help desk is away, what visitors write is kept and
//! sent later under the same idempotency id; answers whose delivery could not be reported are reported later.
//! A visitor's conversation is a session; its id is random, known to that browser only, and is the channel's
//! thread id, so that an answer finds its way back without any other table.

mod answers;
mod api;
mod channel_api;
mod courier;
mod db;
mod entries;
mod events;
mod files;
mod install;
mod media;
mod page;
mod pictures;
mod registration;
mod reports;
mod sessions;
mod signature;
mod stream;
mod webhook;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use axum::Router;
use chrono::{DateTime, Utc};
use tokio::{
    sync::{Notify, broadcast, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use channel_api::ChannelApi;
use db::ChatDb;
pub(crate) use install::{start, url};
pub(crate) use registration::Registration;

/// What a channel app is told when it is installed in an account.
#[derive(Clone)]
pub(crate) struct Installation {
    /// The API's address without a slash at the end, for example `http://127.0.0.1:4100`.
    pub(crate) api: String,
    /// The app's own token; scopes `conversations.custom_channels.read`, `…write` and `files`.
    pub(crate) token: String,
    /// The inbox that the account is connected to.
    pub(crate) inbox_id: String,
}

/// A visitor whose conversation began elsewhere, for example in demo data.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// The session's id, which is the channel's thread id.
    pub(crate) session: String,
    /// The name that the visitor gave.
    pub(crate) name: Option<String>,
    /// The e-mail address that the visitor gave.
    pub(crate) email: Option<String>,
    /// When the conversation began.
    pub(crate) since: DateTime<Utc>,
}

/// The web chat app. Clones share one app.
#[derive(Clone)]
pub(crate) struct Chat(Arc<ChatApp>);

/// What the handlers and tasks of the web chat share.
struct ChatApp {
    db: ChatDb,
    link: watch::Sender<Option<Arc<Link>>>,
    /// Names the session in which something changed; an empty name means every session.
    news: broadcast::Sender<Arc<str>>,
    /// There is something to publish or to report.
    courier: Notify,
    stopping: CancellationToken,
    tasks: Mutex<JoinSet<()>>,
}

/// The connection to the help desk, once there is one.
struct Link {
    api: ChannelApi,
    registration: Registration,
    webhook_url: String,
    client_secret: String,
}

impl Chat {
    /// Opens the web chat's file in this folder. Fails when the file cannot be opened or is of a newer version.
    pub(crate) fn open(dir: &Path) -> anyhow::Result<Self> {
        let db = ChatDb::open(&dir.join("chat.db"))?;
        Ok(Self(Arc::new(ChatApp {
            db,
            link: watch::Sender::new(None),
            news: broadcast::Sender::new(256),
            courier: Notify::new(),
            stopping: CancellationToken::new(),
            tasks: Mutex::new(JoinSet::new()),
        })))
    }

    /// The page, its endpoints and the webhook, all under `/chat`.
    pub(crate) fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes = page::routes().merge(api::routes()).merge(media::routes()).merge(webhook::routes());
        routes.with_state(Arc::clone(&self.0))
    }

    /// Connects to the help desk in the background, and again until it works.
    pub(crate) fn connect(&self, installation: Installation) {
        let app = Arc::clone(&self.0);
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(async move {
            let stopping = app.stopping.clone();
            stopping.run_until_cancelled(courier::keep_going(app, installation)).await;
        });
    }

    /// Waits until the channel is registered. Fails when the app is stopped before.
    pub(crate) async fn connected(&self) -> anyhow::Result<Registration> {
        let mut link = self.0.link.subscribe();
        let wait = link.wait_for(Option::is_some);
        let found = self.0.stopping.run_until_cancelled(wait).await;
        match found {
            Some(Ok(link)) => link.as_ref().map(|link| link.registration.clone()).ok_or_else(stopped),
            Some(Err(_)) | None => Err(stopped()),
        }
    }

    /// Takes over visitors whose conversations began elsewhere, so that answers to them count as delivered.
    pub(crate) async fn adopt(&self, visitors: Vec<Visitor>) -> anyhow::Result<()> {
        let adopt =
            move |tx: &rusqlite::Transaction<'_>| visitors.iter().try_for_each(|visitor| sessions::adopt(tx, visitor));
        Ok(self.0.db.run(adopt).await?)
    }

    /// Ends the tasks and the open streams.
    pub(crate) async fn stop(&self) {
        self.0.stopping.cancel();
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        while tasks.join_next().await.is_some() {}
    }
}

impl ChatApp {
    /// The connection to the help desk, if there is one now.
    fn link(&self) -> Option<Arc<Link>> {
        self.link.borrow().clone()
    }

    /// Tells the open pages of a session that something changed.
    fn tell(&self, session: &str) {
        // Nobody listening is no failure: the page reads the transcript when it comes back.
        let _listeners = self.news.send(Arc::from(session));
    }
}

fn stopped() -> anyhow::Error {
    anyhow::anyhow!("the web chat was stopped before it was connected")
}
