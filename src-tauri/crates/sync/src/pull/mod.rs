//! Pull: the remote's changes into the cache.
//!
//! [`plan`] decides what to read, this task reads it, piece by piece, so that a long first sync never keeps a poll or a
//! stop waiting for more than one piece. A page and the cursor behind it are one transaction: a crash reads a page
//! twice, never skips one. What the rep waits for does not go through here but through [`crate::urgent`].

mod conversation;
mod directory;
mod histories;
pub mod ingest;
mod insertables;
mod listing;
mod packs;
mod people;
pub mod plan;

use bellhop_hubspot::client::Client;
use chrono::{DateTime, Utc};
use tokio::time::Instant;

use crate::{
    board::{Progress, Task, state_of},
    error::{Remedy, SyncError},
    session::{Exit, Pace, Rest, Session, instant_of},
};
use plan::{Cursors, Listing, Pull, Source, next_due};

pub(crate) use conversation::{forget_contact, read_conversation, refresh_thread};
pub(crate) use directory::{read_directory, read_owners};
pub(crate) use histories::keep_messages;
pub(crate) use insertables::read_insertables;
pub(crate) use packs::{keep_packs, read_packs};
pub(crate) use people::{read_contacts, ticket_properties};

/// The names of the cursors in the cache.
mod cursor {
    /// The page of the whole list that comes next.
    pub(super) const LIST: &str = "threads.list";
    /// The remote's time when the whole list was begun.
    pub(super) const BEGAN: &str = "threads.began";
    /// Set once the whole list was read to its end.
    pub(super) const LISTED: &str = "threads.listed";
    /// Up to which newest message changed conversations are known.
    pub(super) const CHANGED: &str = "threads.changed";
    /// Up to which change tickets are known.
    pub(super) const TICKETS: &str = "tickets.changed";
    /// Set once every history was read as far as its newest page.
    pub(super) const FIRST: &str = "first.done";
}

/// Runs the planned pulls until the token is refused.
pub(crate) async fn run(session: &Session) -> Exit {
    let mut planned = Planned::new(session);
    let mut pace = Pace::new(session, Task::Planned);
    loop {
        let heard = session.bells.plan.heard();
        let step = planned.step().await;
        if let Some(exit) = pace.rest(step, heard).await {
            return exit;
        }
    }
}

/// The planned pulls and what they remember.
pub(crate) struct Planned {
    session: Session,
    /// For what nobody in particular waits for.
    client: Client,
    cursors: Cursors,
    /// Pages of the whole list whose cursor did not move.
    repeats: u32,
}

impl Planned {
    pub(crate) fn new(session: &Session) -> Self {
        let client = session.client.background();
        Self { session: session.clone(), client, cursors: Cursors::default(), repeats: 0 }
    }

    /// Reads what is due, or tells how long nothing is.
    pub(crate) async fn step(&mut self) -> Result<Rest, SyncError> {
        let now = Utc::now();
        self.look(now).await?;
        let focus = self.session.focus.borrow().clone();
        let pulls = plan::plan(&self.cursors, &focus, &self.session.cadence, now);
        if pulls.is_empty() {
            self.session.board.progress(Progress::Idle);
            let due = instant_of(next_due(&self.cursors, &focus, &self.session.cadence, now));
            let lag = self.session.known.lag().1.unwrap_or(due).max(Instant::now());
            return Ok(Rest::Until(due.min(lag)));
        }
        let polled = pulls.contains(&Pull::Changed);
        for pull in pulls {
            self.carry_out(pull, now).await?;
        }
        if polled {
            self.session.board.synced(now);
        }
        Ok(Rest::None)
    }

    /// True when the last plan left nothing that could be read now, polls aside.
    pub(crate) async fn is_done(&mut self) -> Result<bool, SyncError> {
        self.look(Utc::now()).await?;
        let polls = [Pull::Newest, Pull::Changed, Pull::Tickets].into_iter().chain(plan::insertables());
        let waiting = self.cursors.waiting.iter().any(|pull| !self.cursors.resting.contains_key(pull));
        Ok(self.cursors.list == Listing::Done
            && !waiting
            && polls
                .into_iter()
                .all(|pull| self.cursors.read.contains_key(&pull) || self.cursors.resting.contains_key(&pull)))
    }

    async fn carry_out(&mut self, pull: Pull, now: DateTime<Utc>) -> Result<(), SyncError> {
        let result = self.read(&pull).await;
        match result {
            Ok(()) => {
                if self.cursors.resting.remove(&pull).is_some() && self.cursors.resting.is_empty() {
                    self.session.board.recovered(Task::Refused);
                }
            }
            // One thing that is refused must not keep the others from being read.
            Err(error) if error.remedy() == Remedy::LetRest => {
                tracing::warn!(%error, ?pull, "the remote refused a pull; it rests");
                self.session.board.trouble(Task::Refused, state_of(&error, now));
                self.cursors.resting.insert(pull.clone(), now + self.session.cadence.rest);
            }
            Err(error) => return Err(error),
        }
        self.cursors.read.insert(pull, now);
        Ok(())
    }

    async fn read(&mut self, pull: &Pull) -> Result<(), SyncError> {
        tracing::trace!(?pull, "reading");
        let (session, client) = (&self.session, &self.client);
        match pull {
            Pull::Directory => read_directory(session, client).await,
            Pull::List => listing::next_page(session, client, &mut self.repeats).await,
            Pull::Newest => histories::newest(session, &session.client).await,
            Pull::Screen(thread) => read_conversation(session, &session.client, thread).await,
            Pull::Changed => listing::changed(session, client).await,
            Pull::Tickets => people::changed_tickets(session, client).await,
            Pull::People => people::missing(session, client).await,
            Pull::Histories => histories::news(session, client).await,
            Pull::Older => histories::older(session, client).await,
            Pull::Sweep => listing::sweep(session, client, listing::Scope::Open).await,
            Pull::SweepAll => listing::sweep(session, client, listing::Scope::All).await,
            Pull::Archived => listing::archived(session, client).await,
            Pull::Insertables(kind) => read_insertables(session, client, *kind).await,
        }
    }

    /// Reads from the cache what the plan needs to know.
    async fn look(&mut self, now: DateTime<Utc>) -> Result<(), SyncError> {
        let lagging = self.session.known.lag().0;
        let facts = self
            .session
            .store
            .read(move |r| {
                let people = !r.tickets().missing(1)?.is_empty()
                    || !r.contacts().missing(1)?.is_empty()
                    || !r.actors().missing(1)?.is_empty();
                Ok(Facts {
                    listed: r.cursors().get(cursor::LISTED)?.is_some(),
                    first: r.cursors().get(cursor::FIRST)?.is_none(),
                    stale: r.thread_sync().stale(lagging + 1)?,
                    people,
                    older: !r.thread_sync().incomplete(1)?.is_empty(),
                    counts: r.thread_sync().counts()?,
                })
            })
            .await?;
        let stale = facts.stale.iter().any(|thread| !self.session.known.waits(thread));
        self.cursors.list = if facts.listed { Listing::Done } else { Listing::Running };
        self.cursors.waiting.clear();
        self.cursors.waiting.extend(stale.then_some(Pull::Histories));
        self.cursors.waiting.extend(facts.people.then_some(Pull::People));
        self.cursors.waiting.extend(facts.older.then_some(Pull::Older));
        self.cursors.resting.retain(|_, until| *until > now);
        self.cursors.source = if self.session.urgent.is_listening() { Source::Listening } else { Source::Polling };
        if self.session.urgent.take_catch_up() {
            for pull in [Pull::Changed, Pull::Tickets, Pull::Sweep] {
                self.cursors.read.remove(&pull);
            }
        }
        self.tell(&facts, stale).await
    }

    /// Shows the progress of the first sync, and notes its end.
    async fn tell(&self, facts: &Facts, stale: bool) -> Result<(), SyncError> {
        let (done, total) = facts.counts;
        if facts.first {
            self.session.board.progress(Progress::FirstSync { done, total });
            if facts.listed && !stale && self.cursors.read.contains_key(&Pull::Newest) {
                self.session.store.write(bellhop_store::Origin::Pull, |w| w.cursors().set(cursor::FIRST, "1")).await?;
            }
        } else if stale {
            self.session.board.progress(Progress::Working);
        }
        Ok(())
    }
}

struct Facts {
    listed: bool,
    first: bool,
    stale: Vec<bellhop_model::ThreadId>,
    people: bool,
    older: bool,
    counts: (u32, u32),
}
