//! What the tasks of a session share, and the pace at which they go.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bellhop_hubspot::client::Client;
use bellhop_model::{ActorId, Owner, ThreadId};
use bellhop_store::Store;
use chrono::{DateTime, Utc};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use crate::{
    board::{Board, Task, back_off},
    config::{Cadence, Focus, OutgoingFiles, PageSizes},
    error::{Remedy, SyncError},
    pull::ingest::Team,
    urgent::Urgent,
};

/// What the tasks of a session share; cheap to clone.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) store: Store,
    /// For what a person waits for.
    pub(crate) client: Client,
    pub(crate) pages: PageSizes,
    pub(crate) cadence: Arc<Cadence>,
    pub(crate) outgoing: OutgoingFiles,
    pub(crate) me_email: Arc<str>,
    pub(crate) board: Arc<Board>,
    pub(crate) urgent: Arc<Urgent>,
    pub(crate) focus: watch::Receiver<Focus>,
    pub(crate) bells: Arc<Bells>,
    pub(crate) known: Arc<Known>,
    pub(crate) tally: Arc<Tally>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").field("client", &self.client).finish_non_exhaustive()
    }
}

/// What wakes tasks that wait.
#[derive(Debug, Default)]
pub(crate) struct Bells {
    /// Somebody asked to try at once: everyone.
    pub(crate) wake: Bell,
    /// There may be something to read: the plan alone. An outage of the others goes on.
    pub(crate) plan: Bell,
}

/// Wakes whoever waits.
#[derive(Debug, Default)]
pub(crate) struct Bell(Notify);

/// What was read, for the report.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) threads: AtomicU64,
    pub(crate) messages: AtomicU64,
    pub(crate) tickets: AtomicU64,
    pub(crate) contacts: AtomicU64,
}

impl Tally {
    pub(crate) fn threads(&self, count: usize) {
        self.threads.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn messages(&self, count: usize) {
        self.messages.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn tickets(&self, count: usize) {
        self.tickets.fetch_add(count as u64, Ordering::Relaxed);
    }

    pub(crate) fn contacts(&self, count: usize) {
        self.contacts.fetch_add(count as u64, Ordering::Relaxed);
    }
}

impl Bell {
    pub(crate) fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Completes at the next ring, also one between this call and the first poll.
    pub(crate) fn heard(&self) -> impl Future<Output = ()> + '_ {
        self.0.notified()
    }
}

/// What is known of the account and the remote's habits while a session runs.
#[derive(Debug, Default)]
pub(crate) struct Known {
    people: RwLock<People>,
    lagging: Mutex<HashMap<ThreadId, Lag>>,
}

#[derive(Debug, Default)]
struct People {
    team: Arc<Team>,
    owners: Arc<Vec<Owner>>,
}

/// A listing that does not show yet what the thread's own time promises.
#[derive(Debug, Clone, Copy)]
struct Lag {
    latest: DateTime<Utc>,
    looks: u32,
    again: Instant,
}

/// How long a listing may lag before its word is taken.
const LAG: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(8), Duration::from_secs(20)];

impl Known {
    pub(crate) fn set_owners(&self, owners: Vec<Owner>) {
        let people = People { team: Arc::new(Team::new(&owners)), owners: Arc::new(owners) };
        *self.people.write().unwrap_or_else(PoisonError::into_inner) = people;
    }

    pub(crate) fn team(&self) -> Arc<Team> {
        Arc::clone(&self.people.read().unwrap_or_else(PoisonError::into_inner).team)
    }

    pub(crate) fn owners(&self) -> Arc<Vec<Owner>> {
        Arc::clone(&self.people.read().unwrap_or_else(PoisonError::into_inner).owners)
    }

    /// The agent with this address.
    pub(crate) fn agent(&self, email: &str) -> Option<ActorId> {
        let owners = self.owners();
        let found = |owner: &&Owner| owner.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email));
        owners.iter().filter(found).find_map(|owner| owner.actor.clone())
    }

    /// Notes that a listing lacked the newest message; true when it should be looked at again.
    pub(crate) fn lags(&self, thread: &ThreadId, latest: DateTime<Utc>) -> bool {
        let mut lagging = self.lagging.lock().unwrap_or_else(PoisonError::into_inner);
        let looks = lagging.get(thread).filter(|lag| lag.latest == latest).map_or(0, |lag| lag.looks);
        let Some(pause) = usize::try_from(looks).ok().and_then(|looks| LAG.get(looks)) else {
            lagging.remove(thread);
            return false;
        };
        let again = Instant::now() + *pause;
        lagging.insert(thread.clone(), Lag { latest, looks: looks + 1, again });
        true
    }

    pub(crate) fn keeps_up(&self, thread: &ThreadId) {
        self.lagging.lock().unwrap_or_else(PoisonError::into_inner).remove(thread);
    }

    /// True while a conversation should not be looked at again yet.
    pub(crate) fn waits(&self, thread: &ThreadId) -> bool {
        let lagging = self.lagging.lock().unwrap_or_else(PoisonError::into_inner);
        lagging.get(thread).is_some_and(|lag| lag.again > Instant::now())
    }

    /// How many conversations lag, and when the first is to be looked at again.
    pub(crate) fn lag(&self) -> (u32, Option<Instant>) {
        let lagging = self.lagging.lock().unwrap_or_else(PoisonError::into_inner);
        (u32::try_from(lagging.len()).unwrap_or(u32::MAX), lagging.values().map(|lag| lag.again).min())
    }
}

/// What a task does after a step.
#[derive(Debug)]
pub(crate) enum Rest {
    /// The next step at once.
    None,
    /// Until this time or the bell.
    Until(Instant),
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The token was refused.
    Login,
    /// It was told to stop.
    Stopped,
    /// It cannot go on as it is.
    Restart,
}

/// The pace of a task that goes step by step: goes on, rests, or waits out what went wrong.
pub(crate) struct Pace<'s> {
    session: &'s Session,
    task: Task,
    failures: u32,
}

impl<'s> Pace<'s> {
    pub(crate) fn new(session: &'s Session, task: Task) -> Self {
        Self { session, task, failures: 0 }
    }

    /// Rests after a step, until it is time or `heard` completes, which was made before the step. An exit when the
    /// token was refused.
    pub(crate) async fn rest(
        &mut self,
        step: Result<Rest, SyncError>,
        heard: impl Future<Output = ()>,
    ) -> Option<Exit> {
        let until = match step {
            Ok(rest) => {
                self.failures = 0;
                self.session.board.recovered(self.task);
                match rest {
                    Rest::None => return None,
                    Rest::Until(at) => at,
                }
            }
            Err(error) => {
                tracing::debug!(%error, task = ?self.task, "sync met an error");
                self.session.board.met(self.task, &error, Utc::now());
                let pause = match error.remedy() {
                    Remedy::Login => return Some(Exit::Login),
                    Remedy::Wait(pause) => pause,
                    Remedy::BackOff => back_off(self.session.cadence.pause, self.failures),
                    Remedy::LetRest => self.session.cadence.rest,
                };
                self.failures += 1;
                Instant::now() + pause
            }
        };
        tokio::select! {
            () = tokio::time::sleep_until(until) => {}
            () = heard => {}
        }
        None
    }
}

/// The instant at which a time of the clock will come.
pub(crate) fn instant_of(at: DateTime<Utc>) -> Instant {
    Instant::now() + (at - Utc::now()).to_std().unwrap_or_default()
}
