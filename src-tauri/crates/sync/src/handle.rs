//! What the rest of the app sees of a running sync.

use std::sync::{Arc, Mutex, PoisonError};

use bellhop_hubspot::client::Client;
use bellhop_model::{FileId, InsertableKind, MessageId, ThreadId};
use bellhop_store::{FileRow, Origin};
use chrono::{DateTime, Utc};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    board::{Board, SyncStatus},
    config::{Focus, Link, SyncConfig},
    error::FetchError,
    pull::ingest,
    session::{Bells, Known, Session, Tally},
    urgent::Urgent,
};

/// A running sync; cheap to clone. Sync stops when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct SyncHandle {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) task: Mutex<Option<JoinHandle<()>>>,
}

/// What outlives a session.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) board: Arc<Board>,
    pub(crate) urgent: Arc<Urgent>,
    pub(crate) bells: Arc<Bells>,
    pub(crate) focus: watch::Sender<Focus>,
    pub(crate) link: watch::Sender<Link>,
    pub(crate) session: watch::Sender<Option<Session>>,
}

impl Shared {
    pub(crate) async fn session(&self, config: &SyncConfig, client: Client) -> Session {
        let known = Known::default();
        if let Ok(owners) = config.store.read(|r| r.owners().all()).await {
            known.set_owners(owners);
        }
        Session {
            store: config.store.clone(),
            client,
            pages: config.pages,
            cadence: Arc::new(config.cadence.clone()),
            outgoing: config.outgoing.clone(),
            me_email: config.me_email.as_str().into(),
            board: Arc::clone(&self.board),
            urgent: Arc::clone(&self.urgent),
            focus: self.focus.subscribe(),
            bells: Arc::clone(&self.bells),
            known: Arc::new(known),
            tally: Arc::new(Tally::default()),
        }
    }
}

/// Where a file's bytes can be had without the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSource {
    /// The URL; on another origin than the API.
    pub url: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// The file's name with its extension, if the remote tells.
    pub name: Option<String>,
    /// Bytes; 0 where the remote does not tell.
    pub size: u64,
}

impl SyncHandle {
    /// What sync is doing, now and whenever it changes. The store's change feed says [`bellhop_model::Change::Sync`].
    pub fn state(&self) -> watch::Receiver<SyncStatus> {
        self.inner.shared.board.watch()
    }

    /// Says what the rep looks at: it is read at once and more often. Whether anybody can see the window is told by
    /// [`SyncHandle::seen`] alone.
    pub fn focus(&self, thread: Option<ThreadId>, focused: bool) {
        let shared = &self.inner.shared;
        let new = shared.focus.send_if_modified(|focus| {
            let changed = focus.thread != thread || focus.focused != focused;
            focus.thread.clone_from(&thread);
            focus.focused = focused;
            changed
        });
        if new {
            if let Some(thread) = thread {
                shared.urgent.screen(thread);
            }
            shared.bells.plan.ring();
        }
    }

    /// Says whether anybody can see the window. While nobody can, the polls are far apart; what is due when it is seen
    /// again is read at once.
    pub fn seen(&self, seen: bool) {
        let turned =
            self.inner.shared.focus.send_if_modified(|focus| std::mem::replace(&mut focus.hidden, !seen) == seen);
        if turned {
            self.inner.shared.bells.plan.ring();
        }
    }

    /// Tries at once what waits: a pause after an outage, a poll, a refused token.
    pub fn wake(&self) {
        self.inner.shared.urgent.catch_up();
        self.inner.shared.bells.wake.ring();
        self.inner.shared.bells.plan.ring();
    }

    /// Reads one kind of what is put into answers before its time: a rep looks for something of it.
    pub fn look_for(&self, kind: InsertableKind) {
        self.inner.shared.urgent.insertables(kind);
    }

    /// Fetches the whole text of a cut message into the cache; the change feed tells when it is there.
    pub async fn fetch_full_text(&self, thread: &ThreadId, message: &MessageId) -> Result<(), FetchError> {
        let session = self.session()?;
        let whole = session.client.original_content(thread.as_str(), message.as_str()).await?;
        let html = whole.rich_text.filter(|html| !html.trim().is_empty());
        let text = whole.text.filter(|text| !text.trim().is_empty());
        let text = text.or_else(|| html.as_deref().map(ingest::text_of)).unwrap_or_default();
        let message = message.clone();
        session.store.write(Origin::Pull, move |w| w.messages().set_text(&message, &text, html.as_deref())).await?;
        Ok(())
    }

    /// Finds out where a file's bytes can be had for a while, and notes what the remote tells about it.
    pub async fn file_source(&self, file: &FileId) -> Result<FileSource, FetchError> {
        let session = self.session()?;
        let signed = session.client.signed_url(file.as_str(), None).await?;
        let row = FileRow {
            id: file.clone(),
            name: signed.name.clone(),
            extension: signed.extension.clone(),
            mime: None,
            size: (signed.size > 0).then_some(signed.size),
            width: signed.width,
            height: signed.height,
        };
        session.store.write(Origin::Pull, move |w| w.files().upsert(&[row])).await?;
        let name = match (signed.name, signed.extension.filter(|extension| !extension.is_empty())) {
            (Some(name), Some(extension)) if !name.ends_with(&format!(".{extension}")) => {
                Some(format!("{name}.{extension}"))
            }
            (name, _) => name,
        };
        Ok(FileSource { url: signed.url, expires_at: signed.expires_at, name, size: signed.size })
    }

    /// Talks to another remote from now on, or to none.
    pub fn reconnect(&self, link: impl Into<Link>) {
        self.inner.shared.link.send_replace(link.into());
    }

    /// True while there is a remote that was reached, whatever it answers at the moment.
    pub fn is_connected(&self) -> bool {
        self.session().is_ok()
    }

    /// Requests made since the connection was made; 0 while there is none.
    pub fn requests(&self) -> u64 {
        self.session().map_or(0, |session| session.client.requests())
    }

    /// Begins anew with the same remote: the computer slept, and no connection from before is worth waiting for. What
    /// changed meanwhile is read at once. Where there was no session, what waits is tried.
    pub fn begin_anew(&self) {
        self.inner.shared.link.send_modify(|_| {});
        self.wake();
    }

    /// Stops everything; deliveries that are under way get a moment to finish. The state stays as it was.
    pub async fn stop(&self) {
        self.inner.stop.send_replace(true);
        let task = self.inner.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            // A panic was logged; stopped is stopped.
            let _ = task.await;
        }
    }

    pub(crate) fn session(&self) -> Result<Session, FetchError> {
        let session = self.inner.shared.session.borrow().clone();
        session.ok_or_else(|| FetchError::Offline("there is no connection".to_owned()))
    }
}
