//! Files that the rep will want, fetched before they are asked for; and files that are no longer wanted, removed.
//!
//! One task behind the open desk. Whenever the conversation on screen, a conversation or the connection changes, it reads
//! what lies ahead ([`look`]), decides ([`plan`]), and has media fetch it behind everything that somebody waits for: so
//! that voice notes, pictures and stickers are there when the rep turns to them, and when the network goes. Each file costs
//! a request for its signed URL, so there is an allowance of them in a minute, for all desktops share the remote's limit.
//! Nothing is asked for while there is no remote.
//!
//! It also tells media what is on screen, which must not leave the cache, and how much the rep wants kept; goes on with
//! what was asked for while there was no network; and removes the bytes of files whose messages are gone on the remote.
//! All of it is done by the one Bellhop that syncs a workspace, for only that one knows what is on its screen.

mod allowance;
mod look;
mod plan;

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bellhop_model::{Change, FileId, ThreadId};
use bellhop_store::{Changes, Origin, Reads};
use bellhop_sync::{SyncHandle, SyncState, SyncStatus};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::alerts::Attention;
use crate::desk::DeskConfig;
use crate::queries::start::settings;
use allowance::Allowance;
use plan::Reach;

/// Plans are at least this far apart, unless the rep turns to another conversation: a first sync changes something always.
const PAUSE: Duration = Duration::from_millis(1_500);
/// Files that no message has any more, removed in one go.
const TOGETHER: u32 = 100;

/// What wakes the task.
pub(crate) struct Wakes {
    /// What the rep looks at; closed when the desk is.
    pub(crate) attention: watch::Receiver<Attention>,
    pub(crate) changes: Changes,
    pub(crate) sync: watch::Receiver<SyncStatus>,
}

/// Runs until the desk is closed. It does not keep the desk open.
pub(crate) async fn run(desk: Weak<DeskConfig>, mut wakes: Wakes) {
    let mut ahead =
        Ahead { allowance: Allowance::full(Instant::now()), tried: HashSet::new(), online: false, cap: None };
    loop {
        let Some(on) = desk.upgrade() else { return };
        let screen = wakes.attention.borrow_and_update().thread.clone();
        let again = ahead.step(&on, screen.clone()).await;
        drop(on);
        if wakes.next(screen.as_ref(), again).await.is_none() {
            return;
        }
    }
}

impl Wakes {
    /// Waits until there may be something to do, or another conversation is on screen; nothing once the desk is closed.
    async fn next(&mut self, screen: Option<&ThreadId>, again: Option<Instant>) -> Option<()> {
        let rested = Instant::now() + PAUSE;
        let news = async {
            loop {
                tokio::select! {
                    stale = self.changes.next() => {
                        let matters = |change: &Change| matches!(change, Change::Thread(_) | Change::Threads | Change::Settings);
                        if stale.iter().any(matters) {
                            break;
                        }
                    }
                    Ok(()) = self.sync.changed() => break,
                    () = until(again) => break,
                }
            }
            sleep_until(rested).await;
        };
        tokio::select! {
            turned = self.attention.wait_for(|now| now.thread.as_ref() != screen) => turned.map(drop).ok(),
            () = news => Some(()),
        }
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// What the task remembers.
struct Ahead {
    allowance: Allowance,
    /// What was fetched ahead since there is a network: what did not come is not tried again and again.
    tried: HashSet<FileId>,
    online: bool,
    /// The most bytes that are kept, as media was told.
    cap: Option<u64>,
}

impl Ahead {
    /// Does what is to be done now; tells when there is more to do without anything changing.
    async fn step(&mut self, on: &Arc<DeskConfig>, screen: Option<ThreadId>) -> Option<Instant> {
        let sync = on.sync.as_ref()?;
        if sync.state().borrow().state == SyncState::Elsewhere {
            return None;
        }
        if let Err(problem) = remove_forsaken(on).await {
            tracing::warn!(%problem, "files of messages that are gone could not be removed");
        }
        let reach = reach(sync);
        if reach.is_some() && !std::mem::replace(&mut self.online, reach.is_some()) {
            self.tried.clear();
            on.media.resume();
        }
        self.online = reach.is_some();
        let media = on.media.clone();
        let looked = move |reads: &Reads<'_>| Ok((look::look(reads, &media, screen.as_ref())?, settings(reads)?));
        let (seen, settings) = match on.store.read(looked).await {
            Ok(looked) => looked,
            Err(problem) => {
                tracing::warn!(%problem, "what lies ahead could not be read");
                return None;
            }
        };
        on.media.hold(&seen.on_screen);
        if self.cap.replace(settings.media_cap()) != Some(settings.media_cap()) {
            on.media.set_cap(settings.media_cap()).await;
        }
        for fetch in plan::plan(&seen.pages, reach?) {
            if self.tried.contains(&fetch.file) {
                continue;
            }
            if let Err(at) = self.allowance.take(Instant::now()) {
                return Some(at);
            }
            on.media.fetch_ahead(&fetch.file, fetch.urgency, fetch.limit);
            self.tried.insert(fetch.file);
        }
        None
    }
}

/// How far ahead may be fetched now; not at all without a remote.
fn reach(sync: &SyncHandle) -> Option<Reach> {
    let state = sync.state().borrow().state.clone();
    match state {
        SyncState::Idle | SyncState::Working => sync.is_connected().then_some(Reach::Neighbours),
        // The rest of the account comes first.
        SyncState::FirstSync { .. } => sync.is_connected().then_some(Reach::Screen),
        _ => None,
    }
}

/// Removes the bytes of files that no message has any more.
async fn remove_forsaken(on: &DeskConfig) -> bellhop_store::Result<()> {
    loop {
        let forsaken = on.store.read(|reads| reads.forsaken_files().next(TOGETHER)).await?;
        if forsaken.is_empty() {
            return Ok(());
        }
        for file in forsaken {
            if let Err(problem) = on.media.forget(&file).await {
                // It stays on the list, and is tried again with the next change.
                tracing::warn!(%problem, file = file.as_str(), "a file whose messages are gone could not be removed");
                return Ok(());
            }
            on.store.write(Origin::Desk, move |w| w.forsaken_files().strike(&file)).await?;
        }
    }
}
