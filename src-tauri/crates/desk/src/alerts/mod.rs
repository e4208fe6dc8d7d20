//! Alerts: what the rep is told of by the desktop while they look elsewhere.
//!
//! One task looks at what became stale ([`look`]), decides what is worth telling ([`decide`]), notes it in the desk, and only
//! then hands it out ([`board`] says as what: one alert for a conversation, replaced as messages come, or one for many).
//! Noted first, so a crash costs an alert and never doubles one, and what is fetched again is known already.
//!
//! A message rings only when it is newer than the beginning of the run before this one: a first sync is silent, and so is
//! a cache that is filled again. What came while Bellhop was away since then is told, as one alert when it is much.
//!
//! Time moves it too: deadlines of tickets, and conversations that were put off ([`Snooze`](AlertAction::Snooze)).

mod act;
mod board;
mod decide;
mod look;
mod quiet;
mod say;
mod sla;
mod words;

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bellhop_model::{Change, IntentId, MessageId, ThreadId, TicketId};
use bellhop_store::{Changes, Origin, Told};
use chrono::{DateTime, Local, TimeDelta, Utc};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::desk::{Desk, DeskConfig};
use crate::queries::start::settings;
use crate::views::{AlertSound, Arrival};
use board::Board;
use look::{Scope, look};

pub use quiet::silence;
pub use words::ActionWords;

/// What the desktop is to show, or to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ring {
    /// Shows an alert, in the place of the one with the same key.
    Show(Alert),
    /// It was read, closed, or is on screen now.
    Withdraw(AlertKey),
}

/// What an alert is about: there is at most one of each on the desktop.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AlertKey {
    /// Messages of a conversation.
    Thread(ThreadId),
    /// A deadline of a ticket.
    Deadline(TicketId),
    /// Something that did not go out.
    Unsent(IntentId),
    /// Many conversations.
    Summary,
    /// A test.
    Test,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What it is about.
    pub key: AlertKey,
    /// Why the rep is told.
    pub class: AlertClass,
    /// The conversation that it leads to.
    pub thread: Option<ThreadId>,
    /// The message that it leads to.
    pub message: Option<MessageId>,
    /// How many messages, or conversations, it stands for.
    pub count: u32,
    /// Plain text.
    pub title: String,
    /// Plain text, not markup.
    pub body: String,
    /// What it sounds like.
    pub sound: AlertSound,
    /// It rings although the rep, or the desktop, wants to be left alone.
    pub urgent: bool,
    /// What can be done from it, besides opening it.
    pub actions: Vec<AlertAction>,
}

/// Why the rep is told: each class has its own switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AlertClass {
    /// A message in a conversation that somebody else has.
    ReplyElsewhere,
    /// A message in a conversation that nobody has.
    Unassigned,
    /// A message in a conversation that the rep has.
    ReplyOnMine,
    /// A conversation was given to the rep.
    AssignedToMe,
    /// A comment names the rep.
    Mention,
    /// A deadline is near.
    SlaWarning,
    /// A deadline was missed.
    SlaBreach,
    /// Something did not go out.
    SendFailed,
}

/// What a rep can do from an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertAction {
    /// Shows what it is about.
    Open,
    /// Answers, in the alert itself where the desktop can, else in the window.
    Reply,
    /// Closes the ticket.
    Close,
    /// Comes back later, if it is still unread.
    Snooze,
    /// Marks the conversation as read.
    MarkRead,
}

/// What remains to be done after an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertOutcome {
    /// Nothing.
    Done,
    /// The window comes to the front with this.
    Show(Arrival),
}

/// How long an alert that was put off stays away.
pub const SNOOZE: TimeDelta = TimeDelta::minutes(30);
/// A message older than this is no news, however long Bellhop has been running.
const NEWS: TimeDelta = TimeDelta::days(2);
/// Alerts that the desktop may fall behind by.
const WAITING: usize = 64;
/// Looks are at least this far apart: a first sync changes something always.
const REST: Duration = Duration::from_millis(100);
/// The longest that a deadline is waited for without a look at the clock.
const LOOK: Duration = Duration::from_secs(60);
/// After a failure of the store.
const PAUSE: Duration = Duration::from_secs(2);

/// The alerts, as they come.
#[derive(Debug)]
pub struct Alerts(mpsc::Receiver<Ring>);

impl Alerts {
    /// The next one; waits for ever once the desk is closed. Cancel-safe.
    pub async fn next(&mut self) -> Ring {
        match self.0.recv().await {
            Some(ring) => ring,
            None => std::future::pending().await,
        }
    }
}

impl Desk {
    /// Begins to tell. The task ends with the desk, or when nobody listens any more. Whoever else works on the same desk may
    /// tell too: each thing is told by one of them.
    pub fn alerts(&self) -> Alerts {
        let (rings, alerts) = mpsc::channel(WAITING);
        let wakes = Wakes { changes: self.on.store.changes(), attention: self.attention.subscribe() };
        tokio::spawn(run(Arc::downgrade(&self.on), wakes, (rings, Utc::now())));
        Alerts(alerts)
    }
}

/// What wakes the task.
struct Wakes {
    changes: Changes,
    attention: watch::Receiver<Attention>,
}

/// What the rep looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attention {
    /// The conversation on screen.
    pub(crate) thread: Option<ThreadId>,
    /// Whether the window has the focus.
    pub(crate) focused: bool,
}

async fn run(desk: Weak<DeskConfig>, mut wakes: Wakes, (rings, began): (mpsc::Sender<Ring>, DateTime<Utc>)) {
    let Some(floor) = begin(&desk, began).await else { return };
    let mut board = Board::default();
    let mut scope = Scope::Everything;
    loop {
        let Some(on) = desk.upgrade() else { return };
        wakes.attention.mark_unchanged();
        let step = step(&on, &mut board, &wakes.attention, (&scope, floor)).await;
        drop(on);
        let again = match step {
            Ok(Step { rings: due, again }) => {
                for ring in due {
                    if rings.send(ring).await.is_err() {
                        return;
                    }
                }
                scope = Scope::Nothing;
                again
            }
            Err(problem) => {
                tracing::warn!(%problem, "alerts could not be looked at");
                tokio::time::sleep(PAUSE).await;
                Some(Utc::now())
            }
        };
        let rested = Instant::now() + REST;
        tokio::select! {
            more = wakes.next(again) => match more {
                Some(more) => scope.add(more),
                None => return,
            },
            // Whoever listens next must not find things noted that nobody was told of.
            () = rings.closed() => return,
        }
        // What was heard is in `scope` by now: what comes while it rests is heard next.
        sleep_until(rested).await;
    }
}

/// Notes that a run begins. Gives the time since when messages are news; nothing when the desk cannot be written.
async fn begin(desk: &Weak<DeskConfig>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let on = desk.upgrade()?;
    let began = on.store.desk_write(Origin::Desk, move |w| w.alerts().begin_run(now, now - NEWS)).await;
    match began {
        Ok(before) => Some(before.unwrap_or(now).max(now - NEWS)),
        Err(problem) => {
            tracing::warn!(%problem, "nothing rings, for it could not be noted");
            None
        }
    }
}

/// What one look came to.
struct Step {
    rings: Vec<Ring>,
    /// When to look again, whatever changes.
    again: Option<DateTime<Utc>>,
}

/// Looks, decides, notes what is told, and says what the desktop shows from now on.
async fn step(
    on: &Arc<DeskConfig>,
    board: &mut Board,
    attention: &watch::Receiver<Attention>,
    (scope, floor): (&Scope, DateTime<Utc>),
) -> bellhop_store::Result<Step> {
    let (scope, email, shown) = (scope.clone(), on.email.clone(), board.threads());
    let now = Utc::now();
    let mut seen = on.store.read(move |reads| look(reads, &email, &scope, &shown, floor)).await?;
    // That look is older in the desk than in the cache: a switch that was thrown before a message came must count for it.
    seen.settings = on.store.read(settings).await?;
    // The same goes for where the rep turned before it came.
    let attention = attention.borrow().clone();
    let here = decide::Here { attention: &attention, now, local: now.with_timezone(&Local).naive_local(), floor };
    let decided = decide::decide(&seen, &here);
    let due = seen.snoozed.iter().filter(|(_, until)| *until <= now).map(|(thread, _)| thread.clone()).collect();
    let new = note(on, decided.things(), due).await?;
    let speaker = say::Speaker { seen: &seen, media: &on.media };
    speaker.wait_for_lengths(decided.rung(&new)).await;
    let rings = board.put(&decided, &new, &speaker, now);
    Ok(Step { rings, again: decided.again(&seen, now) })
}

/// Commits what is told, and takes away what comes back now. Gives what nobody had told before.
async fn note(
    on: &Arc<DeskConfig>,
    mut things: Vec<Told>,
    due: Vec<ThreadId>,
) -> bellhop_store::Result<BTreeSet<String>> {
    let names: Vec<String> = things.iter().map(|told| told.thing.clone()).collect();
    let told = on.store.read(move |reads| reads.alerts().told(&names)).await?;
    things.retain(|one| !told.contains(&one.thing));
    if things.is_empty() && due.is_empty() {
        return Ok(BTreeSet::new());
    }
    let write = move |w: &bellhop_store::DeskWrite<'_>| {
        let mut new: BTreeSet<String> = w.alerts().tell(&things)?.into_iter().collect();
        for thread in due {
            if w.alerts().unsnooze(&thread)? {
                new.insert(decide::again_thing(&thread));
            }
        }
        Ok(new)
    };
    on.store.desk_write(Origin::Desk, write).await
}

impl Wakes {
    /// Waits until there may be something to tell; nothing once the desk is closed.
    async fn next(&mut self, again: Option<DateTime<Utc>>) -> Option<Scope> {
        // A computer that sleeps stops the clock that is waited by, not the one that deadlines go by.
        let pause = again.map(|at| (at - Utc::now()).to_std().unwrap_or_default().min(LOOK));
        let due = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = self.attention.changed() => changed.ok().map(|()| Scope::Nothing),
            stale = news(&mut self.changes) => Some(scope_of(&stale)),
            () = due => Some(Scope::Nothing),
        }
    }
}

/// What became stale, when it can have to do with alerts: drafts come with every key, files with every piece of one.
async fn news(changes: &mut Changes) -> Vec<Change> {
    loop {
        let stale = changes.next().await;
        let apart =
            |change: &Change| matches!(change, Change::Drafts | Change::Files | Change::Snippets | Change::Insertables);
        if !stale.iter().all(apart) {
            return stale;
        }
    }
}

/// What is looked at for what became stale.
fn scope_of(stale: &[Change]) -> Scope {
    let threads: BTreeSet<ThreadId> = stale
        .iter()
        .filter_map(|change| match change {
            Change::Thread(thread) => Some(thread.clone()),
            _ => None,
        })
        .collect();
    // Another process's writes are told without saying which conversations they touched.
    if threads.is_empty() && stale.contains(&Change::Threads) { Scope::Everything } else { Scope::Threads(threads) }
}
