//! The downloads: one for a file, however many ask for it; a few at a time, the most urgent first.
//!
//! Two lanes: what the rep or the window asks for now has three places of its own; what is fetched ahead has two, begins
//! with what is on screen, and stands still in the middle of a file while something more urgent is on its way. Who asks for
//! a file that waits or runs already makes it as urgent as that. Every download is a task of its own: it goes on when the
//! page that asked is gone, and ends with the process or with [`Downloads::stop`].

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bellhop_model::FileId;
use futures::future::{BoxFuture, FutureExt, Shared};
use tokio::sync::{oneshot, watch};

use crate::cache::CachedFile;
use crate::download::{Failure, Worker};
use crate::notes::Why;
use crate::ticket::{Ticket, Urgency};
use crate::{MediaError, State};

/// Downloads at a time that somebody asked for.
const ASKED: usize = 3;
/// Downloads at a time that nobody asked for yet.
const AHEAD: usize = 2;

/// How a download ends.
type Outcome = Result<CachedFile, MediaError>;
/// A download's end, for however many wait for it.
pub(crate) type Ending = Shared<BoxFuture<'static, Outcome>>;

/// The downloads that wait and run. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Downloads {
    worker: Arc<Worker>,
    line: Arc<Mutex<Line>>,
    traffic: Arc<watch::Sender<Urgency>>,
    news: watch::Sender<()>,
}

#[derive(Default)]
struct Line {
    jobs: HashMap<FileId, Job>,
    turn: u64,
    /// What was asked for when the remote could not be reached.
    interrupted: HashSet<FileId>,
    /// What the rep stopped: it is not fetched ahead again.
    given_up: HashSet<FileId>,
}

struct Job {
    ticket: Arc<Ticket>,
    turn: u64,
    runs: bool,
    tell: oneshot::Sender<Outcome>,
    ending: Ending,
    /// It was stopped and asked for again before it had ended.
    again: Option<Box<Job>>,
}

impl Downloads {
    pub(crate) fn new(worker: Worker, news: watch::Sender<()>) -> Self {
        let (traffic, _) = watch::channel(Urgency::Next);
        Self { worker: Arc::new(worker), line: Arc::default(), traffic: Arc::new(traffic), news }
    }

    /// Fetches a file, or joins whoever fetches it already. `limit` is the largest size that is worth it.
    pub(crate) fn fetch(&self, id: &FileId, urgency: Urgency, limit: Option<u64>) -> Ending {
        let ending = {
            let mut line = self.line();
            if urgency == Urgency::Asked {
                line.given_up.remove(id);
            }
            line.turn += 1;
            let turn = line.turn;
            let new = || self.job(turn, urgency, limit);
            let job = line.jobs.entry(id.clone()).or_insert_with(new);
            let job = if job.ticket.is_stopped() { job.again.get_or_insert_with(|| Box::new(new())) } else { job };
            job.ticket.raise(urgency, limit);
            let ending = job.ending.clone();
            self.advance(&mut line);
            ending
        };
        self.news.send_replace(());
        ending
    }

    /// Fetches a file ahead of time, unless it was given up.
    pub(crate) fn fetch_ahead(&self, id: &FileId, urgency: Urgency, limit: u64) {
        if !self.line().given_up.contains(id) {
            // It goes on without being waited for.
            drop(self.fetch(id, urgency, Some(limit)));
        }
    }

    /// Stops a download and removes what is here of it.
    pub(crate) async fn forget(&self, id: &FileId) {
        let ending = self.line().jobs.get(id).map(|job| job.ending.clone());
        self.stop(id);
        if let Some(ending) = ending {
            // However it ended: the cache forgets the file as well.
            let _ = ending.await;
        }
        self.worker.parts.of(id.as_str()).discard().await;
    }

    /// Stops a download; what is here of it stays for the next try.
    pub(crate) fn stop(&self, id: &FileId) {
        {
            let mut line = self.line();
            line.interrupted.remove(id);
            line.given_up.insert(id.clone());
            let Some(job) = line.jobs.get_mut(id) else { return };
            job.ticket.stop();
            job.again = None;
            if !job.runs
                && let Some(job) = line.jobs.remove(id)
            {
                // Nobody may wait for it.
                let _ = job.tell.send(Err(MediaError::Stopped));
            }
        }
        self.news.send_replace(());
    }

    /// Tries again what was asked for when the remote could not be reached.
    pub(crate) fn resume(&self) {
        let interrupted = std::mem::take(&mut self.line().interrupted);
        for id in interrupted {
            // It goes on without being waited for.
            drop(self.fetch(&id, Urgency::Asked, None));
        }
    }

    /// How far a download is, when there is one. One that only waits to be fetched ahead is not worth mentioning.
    pub(crate) fn state(&self, id: &FileId) -> Option<State> {
        let line = self.line();
        let job = line.jobs.get(id)?;
        let job = if job.ticket.is_stopped() { job.again.as_ref()? } else { job };
        let (received, total) = job.ticket.how_far();
        (job.runs || job.ticket.urgency() == Urgency::Asked).then_some(State::Downloading { received, total })
    }

    fn job(&self, turn: u64, urgency: Urgency, limit: Option<u64>) -> Job {
        let (tell, told) = oneshot::channel();
        let ending = async move { told.await.unwrap_or(Err(MediaError::Stopped)) }.boxed().shared();
        let ticket = Ticket::new((urgency, limit), self.traffic.subscribe(), self.news.clone());
        Job { ticket: Arc::new(ticket), turn, runs: false, tell, ending, again: None }
    }

    /// Starts what may start, and says how urgent the most urgent is.
    fn advance(&self, line: &mut Line) {
        while let Some(id) = line.next() {
            let Some(job) = line.jobs.get_mut(&id) else { break };
            job.runs = true;
            let (downloads, ticket) = (self.clone(), Arc::clone(&job.ticket));
            tokio::spawn(async move { downloads.run(id, ticket).await });
        }
        let top = line.jobs.values().filter(|job| job.runs).map(|job| job.ticket.urgency()).max();
        self.traffic.send_replace(top.unwrap_or(Urgency::Next));
    }

    async fn run(&self, id: FileId, ticket: Arc<Ticket>) {
        let (worker, file) = (Arc::clone(&self.worker), id.clone());
        let task = tokio::spawn(async move { worker.download(&file, &ticket).await });
        // A panic was logged; whoever waits is told.
        let outcome = task.await.unwrap_or_else(|ended| Err(MediaError::Disk(ended.to_string()).into()));
        if let Some((tell, outcome)) = self.end(id, outcome) {
            // Nobody may wait for it.
            let _ = tell.send(outcome);
        }
        self.news.send_replace(());
    }

    /// Takes a download that ended out of the line; nothing when it was only fetched ahead, and then asked for.
    fn end(&self, id: FileId, outcome: Result<CachedFile, Failure>) -> Option<(oneshot::Sender<Outcome>, Outcome)> {
        let mut line = self.line();
        let mut job = line.jobs.remove(&id)?;
        let outcome = match outcome {
            Ok(file) => Ok(file),
            Err(Failure::TooMuchAhead) if job.ticket.limit().is_none() && !job.ticket.is_stopped() => {
                job.runs = false;
                line.jobs.insert(id, job);
                self.advance(&mut line);
                return None;
            }
            Err(Failure::TooMuchAhead) => Err(MediaError::Stopped),
            Err(Failure::Told(problem)) => {
                tracing::info!(%problem, file = id.as_str(), "a file could not be fetched");
                if let Some(why) = why(&problem) {
                    self.worker.cache.miss(&id, why);
                }
                Err(problem)
            }
        };
        match &outcome {
            Err(MediaError::Offline(_)) if job.ticket.urgency() == Urgency::Asked => {
                line.interrupted.insert(id.clone());
            }
            _ => drop(line.interrupted.remove(&id)),
        }
        if let Some(again) = job.again.take() {
            line.jobs.insert(id, *again);
        }
        self.advance(&mut line);
        Some((job.tell, outcome))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // Whole after every statement: a panic elsewhere does not spoil it.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// The next that may start: the most urgent, of those the one that waits longest.
    fn next(&self) -> Option<FileId> {
        let asked = |job: &Job| job.ticket.urgency() == Urgency::Asked;
        let running = |lane: bool| self.jobs.values().filter(|job| job.runs && asked(job) == lane).count();
        let (asked_room, ahead_room) = (running(true) < ASKED, running(false) < AHEAD);
        let waiting = self.jobs.iter().filter(|(_, job)| !job.runs);
        let may = waiting.filter(|(_, job)| if asked(job) { asked_room } else { ahead_room });
        may.max_by_key(|(_, job)| (job.ticket.urgency(), Reverse(job.turn))).map(|(id, _)| id.clone())
    }
}

/// What is remembered of a failure: only what waiting does not change.
fn why(problem: &MediaError) -> Option<Why> {
    match problem {
        MediaError::Gone => Some(Why::Gone),
        MediaError::TooLarge => Some(Why::TooLarge),
        MediaError::Disk(_) => Some(Why::NoRoom),
        MediaError::Damaged => Some(Why::Damaged),
        MediaError::Offline(_) | MediaError::Stopped => None,
    }
}
