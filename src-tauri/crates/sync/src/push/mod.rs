//! Push: the outbox to the remote.
//!
//! An intent goes `queued → prepared → in flight → confirmed | stuck | uncertain`, each arrow one durable commit:
//!
//! - **queued**: on disk. Nothing was sent, or (with a doubt) something may have been, and it is looked for first.
//! - **prepared**: files are uploaded, the newest message before it and a fingerprint are noted. Certainly not sent.
//! - **in flight**: the request may be out. After a crash this is all that is known, so it becomes uncertain.
//! - **confirmed**: the remote has it. Its message is bound to the intent first, then the message goes into the cache,
//!   then the intent is closed: whoever knows the bound id never shows both and never neither.
//! - **uncertain**: the thread is read back until the message is found, at growing pauses, then the rep decides.
//! - **stuck**: the remote refused it, or nobody could find out. Nothing moves it but the rep, or the message itself
//!   when it turns up in a page after all.
//!
//! There is no idempotency key, so an unclear answer is never answered by sending again. [`decide`] chooses what may go,
//! [`deliver`] carries it out after [`guard`] looked whether it is still meant, [`reconcile`] settles doubt. In a thread one
//! intent is carried out at a time, in the order in which the rep did them; threads do not wait for each other. What the
//! remote asks of one delivery (wait, come back with a network) holds for all.
//!
//! A stuck message keeps later messages of its thread back, because the customer would read an answer to something
//! that never came. It does not keep back a status or an owner: those are facts of their own which colleagues wait for,
//! while the stuck message stays before the rep's eyes. Only a status that was sent together with the message follows it:
//! it is let go in the commit that confirms the message, and not before. A stuck comment keeps back later comments only, for the
//! customer must not wait for the team's notes.

mod change;
mod decide;
mod deliver;
mod guard;
mod pictures;
mod reconcile;
mod uploads;

use std::{collections::HashSet, time::Duration};

use bellhop_model::{Change, Intent, ThreadId};
use bellhop_store::{Changes, Origin, OutboxRow, OutboxStep};
use chrono::{DateTime, Utc};
use tokio::{sync::watch, task::JoinSet, time::Instant};

use crate::{
    board::{Task, back_off},
    error::{Remedy, SyncError},
    session::{Exit, Session, instant_of},
};
use decide::decide;

pub(crate) use reconcile::settle_pages;

/// Deliveries at the same time.
const PARALLEL: usize = 6;
/// Between two looks at the clock while something is to leave later.
const WATCH: Duration = Duration::from_secs(20);
/// How long deliveries may go on when sync stops; what is cut off then is uncertain at the next start.
const GRACE: Duration = Duration::from_secs(3);

/// Empties the outbox, and again whenever something comes, until it is stopped or the token is refused.
pub(crate) async fn run(session: &Session, mut stop: watch::Receiver<bool>) -> Exit {
    let mut drain = match Drain::new(session).await {
        Ok(drain) => drain,
        Err(error) => {
            tracing::error!(%error, "the outbox cannot be read");
            session.board.met(Task::Outbox, &error, Utc::now());
            return Exit::Restart;
        }
    };
    let mut changes = session.store.changes_except(Origin::Push);
    let exit = loop {
        let next = match drain.start().await {
            Ok(next) => next,
            Err(error) => {
                session.board.met(Task::Outbox, &error, Utc::now());
                Some(Instant::now() + session.cadence.pause)
            }
        };
        let next = earlier(next, drain.due());
        let heard = session.bells.wake.heard();
        tokio::select! {
            Some(ended) = drain.running.join_next() => {
                if drain.ended(ended) == Ended::NeedsLogin {
                    break Exit::Login;
                }
            }
            () = outbox_changed(&mut changes) => {}
            () = sleep_until(next) => {}
            () = heard => drain.hold = None,
            _ = stop.wait_for(|stopped| *stopped) => break Exit::Stopped,
        }
    };
    drain.finish().await;
    exit
}

/// One round for the command line: until nothing moves by itself any more. What waits for a network, or for a time that
/// the rep chose, stays queued.
pub(crate) async fn drain_once(session: &Session) -> Result<(), SyncError> {
    let mut drain = Drain::new(session).await?;
    loop {
        let next = drain.start().await?;
        if let Some(ended) = drain.running.join_next().await {
            drain.ended(ended);
            continue;
        }
        match (drain.hold.take(), next) {
            (Some(_), _) => return drain.failed.take().map_or(Ok(()), Err),
            (None, Some(next)) => tokio::time::sleep_until(next).await,
            (None, None) => return Ok(()),
        }
    }
}

async fn outbox_changed(changes: &mut Changes) {
    while !changes.next().await.contains(&Change::Outbox) {}
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    one.into_iter().chain(other).min()
}

/// The outbox being emptied.
struct Drain {
    session: Session,
    busy: HashSet<ThreadId>,
    running: JoinSet<(ThreadId, Result<(), SyncError>)>,
    failures: u32,
    /// Nothing new is begun before this: the remote asked to wait, or there is no network.
    hold: Option<Instant>,
    failed: Option<SyncError>,
    /// When the next message leaves that the rep wants to leave later.
    due: Option<DateTime<Utc>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Ended {
    GoOn,
    NeedsLogin,
}

impl Drain {
    /// Begins with what a crash left behind.
    async fn new(session: &Session) -> Result<Self, SyncError> {
        recover(session).await?;
        Ok(Self {
            session: session.clone(),
            busy: HashSet::new(),
            running: JoinSet::new(),
            failures: 0,
            hold: None,
            failed: None,
            due: None,
        })
    }

    /// Begins what may go now; tells when to look again.
    async fn start(&mut self) -> Result<Option<Instant>, SyncError> {
        if let Some(hold) = self.hold {
            if hold > Instant::now() {
                return Ok(Some(hold));
            }
            self.hold = None;
        }
        let rows = self.session.store.read(|r| r.outbox().open()).await?;
        if rows.is_empty() {
            self.session.board.recovered(Task::Outbox);
        }
        let decision = decide(&rows, &self.busy, Utc::now());
        self.due = decision.due;
        // After a failure one delivery finds out whether the others may follow.
        let places = if self.failures > 0 { 1 } else { PARALLEL }.saturating_sub(self.running.len());
        for row in decision.start.into_iter().take(places) {
            self.busy.insert(row.thread.clone());
            let session = self.session.clone();
            self.running.spawn(async move {
                let thread = row.thread.clone();
                (thread, deliver::deliver(&session, row).await)
            });
        }
        Ok(decision.next.map(instant_of))
    }

    /// When to look for what leaves later: soon in any case, for a computer that slept counts its sleep as no time.
    fn due(&self) -> Option<Instant> {
        self.due.map(|at| instant_of(at).min(Instant::now() + WATCH))
    }

    fn ended(&mut self, ended: Result<(ThreadId, Result<(), SyncError>), tokio::task::JoinError>) -> Ended {
        let (thread, result) = match ended {
            Ok(ended) => ended,
            // The task's owner starts the whole outbox again, which sorts out what this one left in flight.
            Err(broken) => match broken.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Ended::GoOn,
            },
        };
        self.busy.remove(&thread);
        let Err(error) = result else {
            self.failures = 0;
            self.session.board.recovered(Task::Outbox);
            return Ended::GoOn;
        };
        tracing::info!(%error, %thread, "a delivery waits");
        self.session.board.met(Task::Outbox, &error, Utc::now());
        let pause = match error.remedy() {
            Remedy::Login => {
                self.hold = Some(Instant::now());
                self.failed = Some(error);
                return Ended::NeedsLogin;
            }
            Remedy::Wait(pause) => pause,
            Remedy::BackOff | Remedy::LetRest => back_off(self.session.cadence.pause, self.failures),
        };
        self.failures += 1;
        self.hold = Some(Instant::now() + pause);
        self.failed = Some(error);
        Ended::GoOn
    }

    /// Lets the deliveries that run come to their end, for a while.
    async fn finish(&mut self) {
        let ending = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ending).await.is_err() {
            tracing::warn!("deliveries were cut off; they are looked for at the next start");
        }
    }
}

/// What was in flight when the last run ended may have arrived; what was only prepared did not.
async fn recover(session: &Session) -> Result<(), SyncError> {
    let now = Utc::now();
    session
        .store
        .desk_write(Origin::Push, move |w| {
            for row in w.outbox().open()? {
                if let Some(step) = recovered(&row, now) {
                    w.outbox().set_step(&row.id, &step, None)?;
                }
            }
            Ok(())
        })
        .await?;
    Ok(())
}

fn recovered(row: &OutboxRow, now: DateTime<Utc>) -> Option<OutboxStep> {
    match &row.step {
        OutboxStep::Prepared { .. } => Some(OutboxStep::Queued { doubt: None }),
        OutboxStep::InFlight { attempt } if row.intent.is_unrepeatable() => {
            Some(OutboxStep::Uncertain { attempt: attempt.clone(), looks: 0, since: now })
        }
        // Doing it again makes no difference.
        OutboxStep::InFlight { .. } => Some(OutboxStep::Queued { doubt: None }),
        _ => None,
    }
}

/// The conversation's messages wait for this kind of intent only if it is stuck.
fn is_message(intent: &Intent) -> bool {
    matches!(intent, Intent::SendMessage { .. })
}
