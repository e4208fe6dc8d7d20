//! What somebody waits for: conversations that the hub pushed, the one that came on screen, what the outbox just
//! changed. Kept apart from the planned pulls so that a first sync of an hour keeps nobody waiting.
//!
//! The list of what is wanted is a set: ten events about one conversation are one reading. What could not be read
//! stays on it. It lies in memory only; a new session looks at everything that changed anyway.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bellhop_hubspot::client::{ObjectType, PushEvent, PushKind};
use bellhop_model::{ContactId, InsertableKind, ThreadId, TicketId};
use bellhop_store::Origin;
use chrono::Utc;
use futures::{FutureExt, StreamExt, stream};
use tokio::{sync::Notify, time::Instant};

use crate::{
    board::Task,
    error::{Remedy, SyncError},
    pull::{
        forget_contact, ingest, read_contacts, read_conversation, read_directory, read_insertables, read_packs,
        ticket_properties,
    },
    session::{Exit, Pace, Rest, Session},
};

/// Events of one commit come in a burst; this short wait makes one reading of them.
const BURST: Duration = Duration::from_millis(4);

#[derive(Debug, Default)]
pub(crate) struct Urgent {
    wanted: Mutex<BTreeSet<Wanted>>,
    bell: Notify,
    listening: AtomicBool,
    catch_up: AtomicBool,
}

/// One thing that is wanted, in the order of reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Wanted {
    /// A conversation that came on screen: read unless it is known to be current.
    Screen(ThreadId),
    Thread(ThreadId),
    Ticket(TicketId),
    Contact(ContactId),
    Directory,
    Packs,
    /// A rep looks for something of this kind.
    Insertables(InsertableKind),
}

impl Urgent {
    pub(crate) fn screen(&self, thread: ThreadId) {
        self.want(Wanted::Screen(thread));
    }

    pub(crate) fn thread(&self, thread: ThreadId) {
        self.want(Wanted::Thread(thread));
    }

    pub(crate) fn ticket(&self, ticket: TicketId) {
        self.want(Wanted::Ticket(ticket));
    }

    pub(crate) fn is_listening(&self) -> bool {
        self.listening.load(Ordering::SeqCst)
    }

    /// Has the plan look at everything that may have changed.
    pub(crate) fn catch_up(&self) {
        self.catch_up.store(true, Ordering::SeqCst);
    }

    /// True once after the hub's push was opened anew without its past.
    pub(crate) fn take_catch_up(&self) -> bool {
        self.catch_up.swap(false, Ordering::SeqCst)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Wanted>> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The directory on hand is old: a refusal said so.
    pub(crate) fn directory(&self) {
        self.want(Wanted::Directory);
    }

    /// A rep looks for something of this kind to put into an answer.
    pub(crate) fn insertables(&self, kind: InsertableKind) {
        self.want(Wanted::Insertables(kind));
    }

    fn want(&self, wanted: Wanted) {
        self.lock().insert(wanted);
        self.bell.notify_one();
    }

    fn take(&self) -> BTreeSet<Wanted> {
        std::mem::take(&mut *self.lock())
    }

    fn note(&self, event: PushEvent) {
        match event.kind {
            PushKind::Channel => self.want(Wanted::Directory),
            PushKind::Snippets => self.want(Wanted::Packs),
            PushKind::Object | PushKind::Heartbeat | PushKind::Reset | PushKind::Other => {}
            PushKind::Thread | PushKind::Message => {
                if let Some(thread) = event.thread {
                    self.want(Wanted::Thread(thread.into()));
                }
            }
            PushKind::Ticket => {
                if let Some(ticket) = event.ticket {
                    self.want(Wanted::Ticket(ticket.into()));
                }
            }
            PushKind::Contact => {
                if let Some(contact) = event.contact {
                    self.want(Wanted::Contact(contact.into()));
                }
            }
        }
    }
}

/// Reads what is wanted, as it comes.
pub(crate) async fn run(session: &Session) -> Exit {
    let mut pace = Pace::new(session, Task::Urgent);
    loop {
        let heard = session.bells.wake.heard();
        let step = step(session).await;
        if let Some(exit) = pace.rest(step, heard).await {
            return exit;
        }
    }
}

/// Reads once what is wanted now.
pub(crate) async fn read_wanted(session: &Session) -> Result<(), SyncError> {
    for item in session.urgent.take() {
        read(session, &item).await?;
    }
    Ok(())
}

async fn step(session: &Session) -> Result<Rest, SyncError> {
    let mut wanted = session.urgent.take();
    while wanted.is_empty() {
        session.urgent.bell.notified().await;
        tokio::time::sleep(BURST).await;
        wanted = session.urgent.take();
    }
    let readings: Vec<_> = wanted.into_iter().map(|item| read_named(session, item).boxed()).collect();
    let results: Vec<_> = stream::iter(readings).buffer_unordered(session.pages.parallel).collect().await;
    let mut failed = None;
    for (item, result) in results {
        match result {
            Ok(()) => {}
            Err(error) if error.remedy() == Remedy::LetRest => {
                tracing::warn!(%error, ?item, "the remote refused what was wanted");
            }
            Err(error) => {
                // Without the bell: the pause decides when it is tried again.
                session.urgent.lock().insert(item);
                failed = Some(error);
            }
        }
    }
    if session.urgent.is_listening() && failed.is_none() {
        session.board.synced(Utc::now());
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(Rest::None),
    }
}

async fn read_named(session: &Session, item: Wanted) -> (Wanted, Result<(), SyncError>) {
    let result = read(session, &item).await;
    (item, result)
}

async fn read(session: &Session, wanted: &Wanted) -> Result<(), SyncError> {
    match wanted {
        Wanted::Screen(thread) if is_current(session, thread).await? => Ok(()),
        Wanted::Screen(thread) | Wanted::Thread(thread) => {
            read_conversation(session, &session.client, thread).await?;
            // Actors that it names are read by the plan.
            session.bells.plan.ring();
            Ok(())
        }
        Wanted::Ticket(ticket) => read_ticket(session, ticket).await,
        Wanted::Contact(contact) => read_contact(session, contact).await,
        Wanted::Directory => read_directory(session, &session.client).await,
        Wanted::Packs => read_packs(session, &session.client).await,
        Wanted::Insertables(kind) => read_insertables(session, &session.client, *kind).await,
    }
}

/// True when the hub would have told of anything newer.
async fn is_current(session: &Session, thread: &ThreadId) -> Result<bool, SyncError> {
    if !session.urgent.is_listening() {
        return Ok(false);
    }
    let id = thread.clone();
    let (sync, known) = session.store.read(move |r| Ok((r.thread_sync().get(&id)?, r.threads().get(&id)?))).await?;
    Ok(sync.synced_at.is_some() && known.is_some_and(|known| known.latest_at <= sync.synced_latest))
}

/// Reads one ticket itself: the search index would still show it as it was.
pub(crate) async fn read_ticket(session: &Session, ticket: &TicketId) -> Result<(), SyncError> {
    let wanted = ticket_properties(session).await?;
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    match session.client.object(ObjectType::Tickets, ticket.as_str(), &wanted).await {
        Ok(object) => {
            let read = ingest::ticket(object, None);
            session.tally.tickets(1);
            session.store.write(Origin::Pull, move |w| w.tickets().upsert(std::slice::from_ref(&read))).await?;
        }
        Err(error) if error.is_gone() => {
            let ticket = ticket.clone();
            session.store.write(Origin::Pull, move |w| w.tickets().remove(std::slice::from_ref(&ticket))).await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn read_contact(session: &Session, contact: &ContactId) -> Result<(), SyncError> {
    match session.client.object(ObjectType::Contacts, contact.as_str(), &["email"]).await {
        // The batch knows the names of companies.
        Ok(_) => read_contacts(session, &session.client, std::slice::from_ref(contact)).await,
        Err(error) if error.is_gone() => forget_contact(session, contact.clone()).await,
        Err(error) => Err(error.into()),
    }
}

/// Listens to the hub's push; waits for ever where there is none.
pub(crate) async fn listen(session: &Session) -> Exit {
    if !session.client.is_hub() {
        return std::future::pending().await;
    }
    let mut last: Option<String> = None;
    let mut pace = Pace::new(session, Task::Listen);
    loop {
        let heard = session.bells.wake.heard();
        let step = follow(session, &mut last).await;
        if let Some(exit) = pace.rest(step, heard).await {
            return exit;
        }
    }
}

async fn follow(session: &Session, last: &mut Option<String>) -> Result<Rest, SyncError> {
    let Some(mut stream) = session.client.events(last.as_deref()).await? else {
        return Ok(Rest::Until(Instant::now() + session.cadence.rest));
    };
    if last.is_none() {
        session.urgent.catch_up();
    }
    let _listening = Listening::new(session);
    loop {
        let event = match stream.next().await {
            Ok(event) => event,
            Err(error) => {
                tracing::debug!(%error, "the push stream broke");
                return Ok(Rest::Until(Instant::now() + session.cadence.pause / 4));
            }
        };
        match event.kind {
            PushKind::Reset => {
                session.urgent.catch_up();
                session.bells.plan.ring();
            }
            PushKind::Heartbeat if session.urgent.lock().is_empty() => session.board.synced(Utc::now()),
            _ => {}
        }
        if event.id.is_some() {
            last.clone_from(&event.id);
        }
        session.urgent.note(event);
    }
}

/// Says that the push is open, until it is dropped.
struct Listening<'s>(&'s Session);

impl<'s> Listening<'s> {
    fn new(session: &'s Session) -> Self {
        session.urgent.listening.store(true, Ordering::SeqCst);
        session.board.listening(true);
        // The step goes on for as long as the stream does: what kept it from opening is over now.
        session.board.recovered(Task::Listen);
        session.bells.plan.ring();
        Self(session)
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        self.0.urgent.listening.store(false, Ordering::SeqCst);
        self.0.board.listening(false);
        self.0.bells.plan.ring();
    }
}
