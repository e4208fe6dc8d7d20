//! The owner of everything that runs: connects, runs a session's tasks, ends them, and begins again.
//!
//! A link that changes (another token, the hub switched off) ends the session and begins the next; outgoing deliveries
//! get a moment to finish. While there is nothing to talk to, nothing runs. When the last handle is dropped, it stops.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
    time::Duration,
};

use bellhop_hubspot::client::Client;
use chrono::Utc;
use futures::{FutureExt, future::BoxFuture};
use tokio::{sync::watch, task::JoinSet, time::Instant};

use crate::{
    board::{Board, Progress, SyncState, Task, back_off, state_of},
    config::{Connection, Focus, Link, SyncConfig},
    error::{Remedy, SyncError},
    handle::{Inner, Shared, SyncHandle},
    pull, push,
    session::{Exit, Session},
    urgent::{self, Urgent},
};

/// Keeps the store and the remote alike.
#[derive(Debug)]
pub struct Sync;

impl Sync {
    /// Starts it on tokio's current runtime. It runs until [`SyncHandle::stop`], or until the last handle is dropped.
    pub fn start(config: SyncConfig) -> SyncHandle {
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared {
            board: Arc::new(Board::new(config.store.clone())),
            urgent: Arc::new(Urgent::default()),
            bells: Arc::default(),
            focus: watch::Sender::new(Focus::default()),
            link: watch::Sender::new(config.link.clone()),
            session: watch::Sender::new(None),
        });
        let task = tokio::spawn(supervise(Arc::clone(&shared), config, stopped));
        SyncHandle { inner: Arc::new(Inner { shared, stop, task: Mutex::new(Some(task)) }) }
    }
}

async fn supervise(shared: Arc<Shared>, config: SyncConfig, mut stop: watch::Receiver<bool>) {
    let mut link = shared.link.subscribe();
    loop {
        let now = link.borrow_and_update().clone();
        let (end, ended) = watch::channel(false);
        let serving = serve(&shared, &config, now, ended);
        let mut serving = std::pin::pin!(serving);
        let stopping = tokio::select! {
            () = &mut serving => false,
            changed = link.changed() => changed.is_err(),
            _ = stop.wait_for(|stopped| *stopped) => true,
        };
        // Ends at once, save for deliveries that are under way.
        let _ = end.send(true);
        serving.await;
        if stopping {
            return;
        }
    }
}

/// Serves one link until `end` says so.
async fn serve(shared: &Shared, config: &SyncConfig, link: Link, mut end: watch::Receiver<bool>) {
    let connection = match link {
        Link::Remote(connection) => connection,
        Link::Awaited => {
            shared.board.clear(Progress::Working);
            return ended(&mut end).await;
        }
        Link::HubOff => return nothing(shared, SyncState::HubOff, &mut end).await,
        Link::NoToken => return nothing(shared, SyncState::NeedsLogin, &mut end).await,
        Link::Elsewhere => return nothing(shared, SyncState::Elsewhere, &mut end).await,
    };
    shared.board.clear(Progress::Working);
    loop {
        let connected = tokio::select! {
            client = connect(shared, config, &connection) => client,
            () = ended(&mut end) => return,
        };
        let session = shared.session(config, connected).await;
        shared.board.clear(Progress::Working);
        shared.session.send_replace(Some(session.clone()));
        let exit = run_tasks(&session, end.clone()).await;
        shared.session.send_replace(None);
        if exit == Exit::Stopped {
            return;
        }
        shared.board.clear(Progress::Idle);
        shared.board.trouble(Task::Connect, SyncState::NeedsLogin);
        // A token can become good again: whoever asks to try, is heard.
        tokio::select! {
            () = shared.bells.wake.heard() => {}
            () = ended(&mut end) => return,
        }
    }
}

/// There is nobody to talk to.
async fn nothing(shared: &Shared, state: SyncState, end: &mut watch::Receiver<bool>) {
    shared.board.clear(Progress::Idle);
    shared.board.trouble(Task::Connect, state);
    ended(end).await;
}

async fn ended(end: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which is an end too.
    let _ = end.wait_for(|ended| *ended).await;
}

/// Connects, however long it takes.
async fn connect(shared: &Shared, config: &SyncConfig, connection: &Connection) -> Client {
    let mut failures = 0;
    loop {
        let heard = shared.bells.wake.heard();
        let error = match Client::connect(connection.config()).await {
            Ok(client) => return client,
            Err(error) => SyncError::from(error),
        };
        tracing::info!(%error, "cannot connect");
        shared.board.trouble(Task::Connect, state_of(&error, Utc::now()));
        let pause = match error.remedy() {
            Remedy::BackOff => Some(back_off(config.cadence.pause, failures)),
            Remedy::Wait(pause) => Some(pause),
            Remedy::LetRest => Some(config.cadence.pause * 60),
            Remedy::Login => None,
        };
        failures += 1;
        let pausing = async {
            match pause {
                Some(pause) => tokio::time::sleep_until(Instant::now() + pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pausing => {}
            () = heard => {}
        }
    }
}

/// Runs a session's tasks until one of them needs another token, or `end` says so.
async fn run_tasks(session: &Session, mut end: watch::Receiver<bool>) -> Exit {
    let (close, closed) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let guard = |task| Guard { board: Arc::clone(&session.board), pause: session.cadence.pause, task };
    let owned = session.clone();
    tasks.spawn(guard(Task::Planned).keep(move || {
        let session = owned.clone();
        async move { pull::run(&session).await }.boxed()
    }));
    let owned = session.clone();
    tasks.spawn(guard(Task::Urgent).keep(move || {
        let session = owned.clone();
        async move { urgent::run(&session).await }.boxed()
    }));
    let owned = session.clone();
    tasks.spawn(guard(Task::Listen).keep(move || {
        let session = owned.clone();
        async move { urgent::listen(&session).await }.boxed()
    }));
    let owned = session.clone();
    let mut outbox = tokio::spawn(guard(Task::Outbox).keep(move || {
        let (session, closed) = (owned.clone(), closed.clone());
        async move { push::run(&session, closed).await }.boxed()
    }));
    let exit = tokio::select! {
        exit = tasks.join_next() => exit.and_then(Result::ok).unwrap_or(Exit::Stopped),
        exit = &mut outbox => return exit.unwrap_or(Exit::Stopped),
        () = ended(&mut end) => Exit::Stopped,
    };
    tasks.abort_all();
    let _ = close.send(true);
    // It has its own grace; a panic in its last moments was logged.
    let _ = outbox.await;
    exit
}

/// Keeps a task alive.
struct Guard {
    board: Arc<Board>,
    pause: Duration,
    task: Task,
}

impl Guard {
    /// Runs a task again when it panics, after a growing pause. Its next good step takes the trouble back.
    async fn keep(self, work: impl Fn() -> BoxFuture<'static, Exit>) -> Exit {
        let mut failures = 0;
        loop {
            match AssertUnwindSafe(async { work().await }).catch_unwind().await {
                Ok(Exit::Restart) => {}
                Ok(exit) => return exit,
                Err(_) => {
                    tracing::error!(task = ?self.task, "a task of sync panicked and is started again");
                    let detail = format!("The part of sync named {:?} failed and is started again.", self.task);
                    self.board.trouble(self.task, SyncState::Failed { detail });
                }
            }
            tokio::time::sleep(back_off(self.pause, failures)).await;
            failures += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use std::sync::atomic::{AtomicU32, Ordering};

    use bellhop_store::Store;

    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_shown_as_failed_and_started_again() {
        let dir = tempfile::tempdir().unwrap();
        let board = Arc::new(Board::new(Store::open(dir.path()).unwrap().0));
        let state = board.watch();
        let runs = Arc::new(AtomicU32::new(0));
        let guard = Guard { board: Arc::clone(&board), pause: Duration::from_millis(1), task: Task::Urgent };
        let counted = Arc::clone(&runs);
        let exit = guard.keep(move || {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert!(run >= 2, "this panic belongs to the story");
                Exit::Login
            }
            .boxed()
        });
        assert_eq!(exit.await, Exit::Login);
        assert_eq!(runs.load(Ordering::SeqCst), 3);
        assert!(matches!(state.borrow().state, SyncState::Failed { .. }));
        board.recovered(Task::Urgent);
        assert_eq!(state.borrow().state, SyncState::Working);
    }

    #[tokio::test]
    async fn the_worst_trouble_is_the_state_until_every_task_has_recovered() {
        let dir = tempfile::tempdir().unwrap();
        let board = Board::new(Store::open(dir.path()).unwrap().0);
        let offline = || SyncState::Offline { detail: String::new() };
        board.progress(Progress::Idle);
        board.trouble(Task::Planned, SyncState::Waiting { until: Utc::now() });
        board.trouble(Task::Urgent, offline());
        board.trouble(Task::Outbox, offline());
        assert_eq!(board.watch().borrow().state, offline());
        board.recovered(Task::Urgent);
        board.recovered(Task::Planned);
        assert_eq!(board.watch().borrow().state, offline(), "the outbox has not recovered");
        board.trouble(Task::Connect, SyncState::NeedsLogin);
        assert_eq!(board.watch().borrow().state, SyncState::NeedsLogin);
        board.clear(Progress::Idle);
        assert_eq!(board.watch().borrow().state, SyncState::Idle);
    }
}
