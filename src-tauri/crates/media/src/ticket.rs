//! What a download carries with it: how urgent it is, how far it got, whether it was stopped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How urgent a download is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The rep may open it next.
    Next,
    /// It belongs to what is on screen.
    OnScreen,
    /// The rep or the window asks for it now.
    Asked,
}

/// A download's papers.
#[derive(Debug)]
pub(crate) struct Ticket {
    terms: Mutex<Terms>,
    received: AtomicU64,
    /// `u64::MAX` while nobody knows.
    total: AtomicU64,
    stop: CancellationToken,
    /// The most urgent download that runs.
    traffic: watch::Receiver<Urgency>,
    news: watch::Sender<()>,
}

#[derive(Debug)]
struct Terms {
    urgency: Urgency,
    /// The largest file that is fetched ahead.
    limit: Option<u64>,
    stopped: bool,
}

impl Ticket {
    pub(crate) fn new(
        (urgency, limit): (Urgency, Option<u64>),
        traffic: watch::Receiver<Urgency>,
        news: watch::Sender<()>,
    ) -> Self {
        Self {
            terms: Mutex::new(Terms { urgency, limit, stopped: false }),
            received: AtomicU64::new(0),
            total: AtomicU64::new(u64::MAX),
            stop: CancellationToken::new(),
            traffic,
            news,
        }
    }

    pub(crate) fn urgency(&self) -> Urgency {
        self.terms().urgency
    }

    /// Makes it as urgent as this, if that is more; the larger limit counts.
    pub(crate) fn raise(&self, urgency: Urgency, limit: Option<u64>) {
        let mut terms = self.terms();
        terms.urgency = terms.urgency.max(urgency);
        terms.limit = terms.limit.zip(limit).map(|(old, new)| old.max(new));
    }

    /// The largest size that is worth it; none when somebody asks for it.
    pub(crate) fn limit(&self) -> Option<u64> {
        self.terms().limit
    }

    pub(crate) fn progress(&self, received: u64, total: Option<u64>) {
        self.received.store(received, Ordering::Relaxed);
        self.total.store(total.unwrap_or(u64::MAX), Ordering::Relaxed);
        self.news.send_replace(());
    }

    /// Bytes that are here, and bytes in all.
    pub(crate) fn how_far(&self) -> (u64, Option<u64>) {
        let total = self.total.load(Ordering::Relaxed);
        (self.received.load(Ordering::Relaxed), (total != u64::MAX).then_some(total))
    }

    /// Waits while something more urgent is on its way; true when it had to.
    pub(crate) async fn give_way(&self) -> bool {
        if *self.traffic.borrow() <= self.urgency() {
            return false;
        }
        // An error means that nothing runs any more.
        let _ = self.traffic.clone().wait_for(|top| *top <= self.urgency()).await;
        true
    }

    pub(crate) fn stop(&self) {
        self.terms().stopped = true;
        self.stop.cancel();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.terms().stopped
    }

    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// Does this unless it was stopped; it cannot be stopped meanwhile.
    pub(crate) fn unless_stopped<T>(&self, act: impl FnOnce() -> T) -> Option<T> {
        let terms = self.terms();
        if terms.stopped { None } else { Some(act()) }
    }

    fn terms(&self) -> MutexGuard<'_, Terms> {
        // Whole after every statement: a panic elsewhere does not spoil it.
        self.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
