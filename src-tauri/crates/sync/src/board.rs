//! The sync state that the window shows: what each task last met, put together.
//!
//! A task notes its trouble and takes it back when it is over; the worst trouble is the state. So two tasks that see
//! the same outage make one state, and one that recovers does not hide that the other has not.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bellhop_model::Change;
use bellhop_store::Store;
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use crate::error::{Remedy, SyncError};

/// How the cache stands to the remote.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncStatus {
    /// What sync is doing.
    pub state: SyncState,
    /// When everything that had changed was last read.
    pub synced_at: Option<DateTime<Utc>>,
    /// True while the hub's push is open: changes come by themselves.
    pub listening: bool,
}

/// What sync is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncState {
    /// Up to date, listening or polling.
    Idle,
    /// Connecting, or reading a part whose size is not known.
    Working,
    /// The first sync.
    FirstSync {
        /// Conversations whose messages were read.
        done: u32,
        /// Conversations in the account.
        total: u32,
    },
    /// The remote cannot be reached.
    Offline {
        /// The reason in English.
        detail: String,
    },
    /// The token is missing or no longer good.
    NeedsLogin,
    /// The token lacks scopes.
    MissingScopes {
        /// Which, as far as the remote names them.
        scopes: Vec<String>,
    },
    /// The remote asked to wait.
    Waiting {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The embedded hub is switched off.
    HubOff,
    /// Another process syncs this workspace.
    Elsewhere,
    /// Something that none of the others names.
    Failed {
        /// The reason in English.
        detail: String,
    },
}

/// Who notes a trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    Connect,
    Planned,
    Urgent,
    Listen,
    Outbox,
    /// One refused pull does not end the planned ones.
    Refused,
}

/// What is seen while there is no trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Idle,
    Working,
    FirstSync { done: u32, total: u32 },
}

#[derive(Debug)]
pub(crate) struct Board {
    store: Store,
    notes: Mutex<Notes>,
    status: watch::Sender<SyncStatus>,
}

#[derive(Debug)]
struct Notes {
    troubles: BTreeMap<Task, SyncState>,
    progress: Progress,
    synced_at: Option<DateTime<Utc>>,
    listening: bool,
}

impl Board {
    pub(crate) fn new(store: Store) -> Self {
        let (status, _) = watch::channel(SyncStatus { state: SyncState::Working, synced_at: None, listening: false });
        let notes = Notes { troubles: BTreeMap::new(), progress: Progress::Working, synced_at: None, listening: false };
        Self { store, notes: Mutex::new(notes), status }
    }

    pub(crate) fn watch(&self) -> watch::Receiver<SyncStatus> {
        self.status.subscribe()
    }

    /// True while some task cannot reach the remote.
    pub(crate) fn is_offline(&self) -> bool {
        matches!(self.status.borrow().state, SyncState::Offline { .. })
    }

    pub(crate) fn trouble(&self, task: Task, trouble: SyncState) {
        self.edit(|notes| drop(notes.troubles.insert(task, trouble)));
    }

    /// Notes what an error means for the state.
    pub(crate) fn met(&self, task: Task, error: &SyncError, now: DateTime<Utc>) {
        self.trouble(task, state_of(error, now));
    }

    pub(crate) fn recovered(&self, task: Task) {
        self.edit(|notes| drop(notes.troubles.remove(&task)));
    }

    /// A new session begins with a clean board.
    pub(crate) fn clear(&self, progress: Progress) {
        self.edit(|notes| {
            notes.troubles.clear();
            notes.progress = progress;
            notes.listening = false;
        });
    }

    pub(crate) fn progress(&self, progress: Progress) {
        self.edit(|notes| notes.progress = progress);
    }

    pub(crate) fn synced(&self, at: DateTime<Utc>) {
        self.edit(|notes| notes.synced_at = notes.synced_at.max(Some(at)));
    }

    pub(crate) fn listening(&self, listening: bool) {
        self.edit(|notes| notes.listening = listening);
    }

    fn edit(&self, edit: impl FnOnce(&mut Notes)) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        edit(&mut notes);
        let status = SyncStatus { state: notes.state(), synced_at: notes.synced_at, listening: notes.listening };
        let changed = self.status.send_if_modified(|old| {
            let changed = *old != status;
            *old = status;
            changed
        });
        drop(notes);
        if changed {
            self.store.announce(Change::Sync);
        }
    }
}

impl Notes {
    fn state(&self) -> SyncState {
        let worst = self.troubles.values().min_by_key(|trouble| severity(trouble));
        worst.cloned().unwrap_or(match self.progress {
            Progress::Idle => SyncState::Idle,
            Progress::Working => SyncState::Working,
            Progress::FirstSync { done, total } => SyncState::FirstSync { done, total },
        })
    }
}

/// What an error means for the state.
pub(crate) fn state_of(error: &SyncError, now: DateTime<Utc>) -> SyncState {
    match (error.remedy(), error) {
        (Remedy::Login, _) => SyncState::NeedsLogin,
        (Remedy::Wait(pause), _) => SyncState::Waiting { until: now + pause },
        (_, SyncError::Remote(remote)) if remote.is_missing_scope() => {
            SyncState::MissingScopes { scopes: remote.missing_scopes() }
        }
        (_, SyncError::Remote(remote)) if remote.is_outage() => SyncState::Offline { detail: remote.detail() },
        _ => SyncState::Failed { detail: error.to_string() },
    }
}

fn severity(state: &SyncState) -> u8 {
    match state {
        SyncState::Elsewhere | SyncState::HubOff => 0,
        SyncState::NeedsLogin => 1,
        SyncState::Offline { .. } => 2,
        SyncState::Failed { .. } => 3,
        SyncState::Waiting { .. } => 4,
        SyncState::MissingScopes { .. } => 5,
        SyncState::FirstSync { .. } | SyncState::Working | SyncState::Idle => 6,
    }
}

/// The pause before the next try: doubled each time, up to thirty times the first.
pub(crate) fn back_off(first: Duration, failures: u32) -> Duration {
    first * 2_u32.saturating_pow(failures.min(5)).min(30)
}
