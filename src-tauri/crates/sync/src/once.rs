//! One round, for the command line: pull everything that changed, empty the outbox, read back what that changed.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use bellhop_hubspot::client::Client;
use bellhop_store::Store;
use tokio::sync::watch;

use crate::{
    board::Board,
    config::{Cadence, Focus, OutgoingFiles, PageSizes},
    error::SyncError,
    pull::Planned,
    push,
    session::{Known, Session, Tally},
    urgent,
};

/// What one round is told.
#[derive(Clone)]
pub struct OnceConfig {
    /// The rep's own address.
    pub me_email: String,
    /// The rep's attached files.
    pub outgoing: OutgoingFiles,
    /// How much is asked for at once.
    pub pages: PageSizes,
    /// How long a doubt is looked into.
    pub cadence: Cadence,
}

impl OnceConfig {
    /// The usual sizes for this rep.
    pub fn new(me_email: impl Into<String>, outgoing: OutgoingFiles) -> Self {
        Self { me_email: me_email.into(), outgoing, pages: PageSizes::default(), cadence: Cadence::default() }
    }
}

impl std::fmt::Debug for OnceConfig {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OnceConfig").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SyncReport {
    /// Conversations that were read.
    pub threads: u64,
    /// Entries of histories that were read.
    pub messages: u64,
    /// Tickets that were read.
    pub tickets: u64,
    /// Contacts that were read.
    pub contacts: u64,
    /// Requests that were made in this round.
    pub requests: u64,
    /// How long it took.
    pub seconds: f64,
}

/// Does one round. Fails with the first thing that keeps the rest from being done; what was read until then is kept.
pub async fn sync_once(store: &Store, client: &Client, config: OnceConfig) -> Result<SyncReport, SyncError> {
    let started = Instant::now();
    let requests = client.requests();
    let session = session(store, client, config).await?;
    let mut planned = Planned::new(&session);
    pull_all(&mut planned).await?;
    push::drain_once(&session).await?;
    urgent::read_wanted(&session).await?;
    pull_all(&mut planned).await?;
    let tally = &session.tally;
    Ok(SyncReport {
        threads: tally.threads.load(Ordering::Relaxed),
        messages: tally.messages.load(Ordering::Relaxed),
        tickets: tally.tickets.load(Ordering::Relaxed),
        contacts: tally.contacts.load(Ordering::Relaxed),
        requests: client.requests() - requests,
        seconds: started.elapsed().as_secs_f64(),
    })
}

async fn pull_all(planned: &mut Planned) -> Result<(), SyncError> {
    while !planned.is_done().await? {
        planned.step().await?;
    }
    Ok(())
}

async fn session(store: &Store, client: &Client, config: OnceConfig) -> Result<Session, SyncError> {
    let known = Known::default();
    known.set_owners(store.read(|r| r.owners().all()).await?);
    Ok(Session {
        store: store.clone(),
        client: client.clone(),
        pages: config.pages,
        cadence: Arc::new(config.cadence),
        outgoing: config.outgoing,
        me_email: config.me_email.as_str().into(),
        board: Arc::new(Board::new(store.clone())),
        urgent: Arc::default(),
        focus: watch::channel(Focus::default()).1,
        bells: Arc::default(),
        known: Arc::new(known),
        tally: Arc::new(Tally::default()),
    })
}
