//! The owner of everything that runs: connects, runs a session's tasks, ends them, and begins again.
//!
//! A link that changes (another token, the hub switched off) ends the session and begins the next; outgoing deliveries
//! get a moment to finish. While there is nothing to talk to, nothing runs. When the last handle is dropped, it stops.

use std::{
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
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
    tasks.spawn(guarded(session.clone(), Task::Planned, |session| async move { pull::run(&session).await }.boxed()));
    tasks.spawn(guarded(session.clone(), Task::Urgent, |session| async move { urgent::run(&session).await }.boxed()));
    tasks
        .spawn(guarded(session.clone(), Task::Listen, |session| async move { urgent::listen(&session).await }.boxed()));
    let mut outbox = tokio::spawn(guarded(session.clone(), Task::Outbox, move |session| {
        let closed = closed.clone();
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

/// Runs a task again when it panics, after a growing pause.
async fn guarded(session: Session, task: Task, work: impl Fn(Session) -> BoxFuture<'static, Exit>) -> Exit {
    let mut failures = 0;
    loop {
        match AssertUnwindSafe(work(session.clone())).catch_unwind().await {
            Ok(Exit::Restart) => {}
            Ok(exit) => return exit,
            Err(_) => {
                tracing::error!(?task, "a task of sync panicked and is started again");
                let detail = format!("The part of sync named {task:?} failed and is started again.");
                session.board.trouble(task, SyncState::Failed { detail });
            }
        }
        tokio::time::sleep(back_off(session.cadence.pause, failures)).await;
        failures += 1;
    }
}
