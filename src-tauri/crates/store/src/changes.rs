//! The change feed: what became stale, told after COMMIT.
//!
//! Each subscriber has a set of its own that commits add to and `next` empties, so a slow subscriber gets one answer for a
//! thousand commits and can never fall behind. Not a broadcast channel: that one either grows or drops, and whoever lost
//! an entry would have to ask for everything again.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use bellhop_model::Change;
use tokio::sync::Notify;

use crate::store::Origin;

/// A subscription to the change feed.
#[derive(Debug)]
pub struct Changes {
    slot: Arc<Slot>,
}

impl Changes {
    /// Waits until something became stale, then gives all of it, each once, oldest first. Cancel-safe.
    pub async fn next(&mut self) -> Vec<Change> {
        loop {
            let waiting = self.slot.bell.notified();
            let taken = self.slot.take();
            if !taken.is_empty() {
                return taken;
            }
            waiting.await;
        }
    }

    /// What became stale since the last call, without waiting.
    pub fn take(&mut self) -> Vec<Change> {
        self.slot.take()
    }
}

#[derive(Debug, Default)]
struct Slot {
    stale: Mutex<Stale>,
    bell: Notify,
    except: Option<Origin>,
}

impl Slot {
    fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.stale.lock().unwrap_or_else(PoisonError::into_inner)).entries
    }
}

/// A set that remembers the order in which its members came.
#[derive(Debug, Default)]
pub(crate) struct Stale {
    entries: Vec<Change>,
    seen: std::collections::HashSet<Change>,
}

impl Stale {
    pub(crate) fn add(&mut self, change: Change) {
        if self.seen.insert(change.clone()) {
            self.entries.push(change);
        }
    }
}

/// The publishing side.
#[derive(Debug, Default)]
pub(crate) struct ChangeFeed {
    slots: Mutex<Vec<Weak<Slot>>>,
}

impl ChangeFeed {
    pub(crate) fn subscribe(&self, except: Option<Origin>) -> Changes {
        let slot = Arc::new(Slot { except, ..Slot::default() });
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|old| old.strong_count() > 0);
        slots.push(Arc::downgrade(&slot));
        Changes { slot }
    }

    pub(crate) fn publish(&self, origin: Option<Origin>, stale: Stale) {
        if stale.entries.is_empty() {
            return;
        }
        for slot in self.slots.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade) {
            if origin.is_some() && slot.except == origin {
                continue;
            }
            let mut pending = slot.stale.lock().unwrap_or_else(PoisonError::into_inner);
            stale.entries.iter().cloned().for_each(|change| pending.add(change));
            drop(pending);
            slot.bell.notify_one();
        }
    }

    pub(crate) fn announce(&self, change: Change) {
        let mut stale = Stale::default();
        stale.add(change);
        self.publish(None, stale);
    }
}
