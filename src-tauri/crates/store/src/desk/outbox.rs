//! The outbox: what the rep meant, and how far it got.
//!
//! A row is added by one commit of the desk and moved on by one commit of push for each step, so that after a crash the row
//! says what may have happened. A row can follow a message: it is let go in the commit that confirms the message, and put
//! before the rep in the commit that takes the message away without. So the two halves of "send and set status" are never
//! seen apart, whenever the program is killed. Closed rows leave; the ids of the remote's messages that they were bound to stay in
//! `claimed`, so that a later look for a doubtful message never takes one that belongs to another intent.

use bellhop_model::{Change, Delivery, Intent, IntentId, MessageId, StuckReason, ThreadId, Wait};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde::{Deserialize, Serialize};

use super::desk_table;
use crate::error::Result;
use crate::row::{id, json, json_at, maybe_id, maybe_json_at, maybe_ms, maybe_time_at, ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    thread TEXT NOT NULL,
    intent TEXT NOT NULL,
    step TEXT NOT NULL,
    step_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    not_before INTEGER
) STRICT;
CREATE INDEX outbox_in_thread ON outbox (thread, number);
CREATE TABLE claimed (
    message TEXT PRIMARY KEY,
    thread TEXT NOT NULL,
    intent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claimed_in_thread ON claimed (thread);
";

pub(crate) const MIGRATION_FOLLOWS: &str = "
ALTER TABLE outbox ADD COLUMN follows TEXT;
CREATE INDEX outbox_follows ON outbox (follows) WHERE follows IS NOT NULL;
";

pub(crate) const MIGRATION_WAIT: &str = "
ALTER TABLE outbox ADD COLUMN wait TEXT;
";

pub(crate) const MIGRATION_SEEN: &str = "
ALTER TABLE outbox ADD COLUMN seen INTEGER;
";

desk_table!(Outbox, OutboxMut, "the outbox");

/// Until when a message does not leave, as the rep wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    /// Not before this.
    pub until: DateTime<Utc>,
    /// Why.
    pub why: Wait,
}

/// One try to hand an unrepeatable intent to the remote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Counted from 1.
    pub number: u32,
    /// The newest message before it: whatever it made is newer.
    pub baseline: Option<MessageId>,
    /// What to know the message by.
    pub fingerprint: String,
    /// When, by the remote's clock.
    pub at: DateTime<Utc>,
}

/// How far an intent got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum OutboxStep {
    /// It waits for its turn.
    Queued {
        /// An earlier attempt that may have arrived: it is looked for before anything is sent.
        doubt: Option<Attempt>,
    },
    /// The next thing that happens is the request.
    Prepared {
        /// The attempt.
        attempt: Attempt,
    },
    /// The request is out.
    InFlight {
        /// The attempt.
        attempt: Attempt,
    },
    /// The request was out and nobody knows what became of it.
    Uncertain {
        /// The attempt.
        attempt: Attempt,
        /// How often it was looked for.
        looks: u32,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The remote has it; its message, if any, belongs to this intent.
    Confirmed {
        /// The message.
        message: Option<MessageId>,
    },
    /// It waits for the rep.
    Stuck {
        /// Why.
        reason: StuckReason,
        /// What the remote said.
        detail: String,
        /// The attempt that may have arrived.
        attempt: Option<Attempt>,
    },
}

impl OutboxStep {
    /// Its name, as the column has it.
    fn name(&self) -> &'static str {
        match self {
            Self::Queued { .. } => "queued",
            Self::Prepared { .. } => "prepared",
            Self::InFlight { .. } => "inFlight",
            Self::Uncertain { .. } => "uncertain",
            Self::Confirmed { .. } => "confirmed",
            Self::Stuck { .. } => "stuck",
        }
    }

    /// What is shown of it.
    fn delivery(&self) -> Delivery {
        match self {
            Self::Queued { .. } => Delivery::Queued,
            Self::Prepared { .. } | Self::InFlight { .. } => Delivery::Sending,
            Self::Uncertain { .. } => Delivery::Uncertain,
            Self::Confirmed { message } => Delivery::Sent { message: message.clone() },
            Self::Stuck { reason, detail, .. } => Delivery::Stuck { reason: *reason, detail: detail.clone() },
        }
    }

    /// The attempt that may have arrived.
    pub fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Queued { doubt } => doubt.as_ref(),
            Self::Prepared { attempt } | Self::InFlight { attempt } | Self::Uncertain { attempt, .. } => Some(attempt),
            Self::Confirmed { .. } => None,
            Self::Stuck { attempt, .. } => attempt.as_ref(),
        }
    }
}

/// An intent with how far it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// The intent's id.
    pub id: IntentId,
    /// The conversation whose order it keeps.
    pub thread: ThreadId,
    /// What the rep meant.
    pub intent: Intent,
    /// How far it got.
    pub step: OutboxStep,
    /// When the rep did it.
    pub created_at: DateTime<Utc>,
    /// Push leaves it alone until then.
    pub not_before: Option<DateTime<Utc>>,
    /// The message that must be out before this may leave.
    pub follows: Option<IntentId>,
    /// When the rep wants it to leave; absent when at once.
    pub wait: Option<Departure>,
    /// When the newest entry was made that the rep knew of: what is newer they have to see before it leaves late.
    pub seen: Option<DateTime<Utc>>,
}

impl OutboxRow {
    /// What the rep is shown of it.
    pub fn delivery(&self, now: DateTime<Utc>) -> Delivery {
        match self.waits(now) {
            Some(Departure { until, why }) => Delivery::Waiting { until, why },
            None => self.step.delivery(),
        }
    }

    /// The time that it waits for, while that has not come.
    pub fn waits(&self, now: DateTime<Utc>) -> Option<Departure> {
        self.wait.filter(|wait| matches!(self.step, OutboxStep::Queued { .. }) && wait.until > now)
    }
}

impl Outbox<'_> {
    /// Everything that is not closed, in the order in which it was done.
    pub fn open(&self) -> Result<Vec<OutboxRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, thread, intent, step, created_at, not_before, follows, wait, seen FROM outbox ORDER BY number",
        )?;
        let rows = statement.query_map([], row_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What is not closed of one conversation, in the order in which it was done.
    pub fn of_thread(&self, thread: &ThreadId) -> Result<Vec<OutboxRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, thread, intent, step, created_at, not_before, follows, wait, seen FROM outbox WHERE thread = ? ORDER BY number",
        )?;
        let rows = statement.query_map([thread.as_str()], row_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// An intent that is not closed.
    pub fn get(&self, intent: &IntentId) -> Result<Option<OutboxRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, thread, intent, step, created_at, not_before, follows, wait, seen FROM outbox WHERE id = ?",
        )?;
        Ok(statement.query_row([intent.as_str()], row_from).optional()?)
    }

    /// The messages of a conversation that belong to intents, closed ones included.
    pub fn claimed(&self, thread: &ThreadId) -> Result<Vec<MessageId>> {
        let mut statement = self.0.prepare_cached("SELECT message FROM claimed WHERE thread = ?")?;
        let rows = statement.query_map([thread.as_str()], |row| id(row, "message"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many intents are on their way, and how many wait for the rep.
    pub fn counts(&self) -> Result<(u32, u32)> {
        let mut statement = self.0.prepare_cached(
            "SELECT COUNT(*) FILTER (WHERE step_name NOT IN ('stuck', 'confirmed')) AS waiting,
                COUNT(*) FILTER (WHERE step_name = 'stuck') AS stuck FROM outbox",
        )?;
        Ok(statement.query_row([], |row| Ok((row.get("waiting")?, row.get("stuck")?)))?)
    }
}

impl OutboxMut<'_> {
    /// Adds an intent.
    pub fn add(&self, row: &OutboxRow) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO outbox (id, thread, intent, step, step_name, created_at, not_before, follows, wait, seen)
                 VALUES (:id, :thread, :intent, :step, :step_name, :created_at, :not_before, :follows, :wait, :seen)",
            )?
            .execute(named_params! {
                ":id": row.id.as_str(),
                ":thread": row.thread.as_str(),
                ":intent": json(&row.intent)?,
                ":step": json(&row.step)?,
                ":step_name": row.step.name(),
                ":created_at": ms(row.created_at),
                ":not_before": maybe_ms(row.not_before),
                ":follows": row.follows.as_ref().map(|id| id.as_str()),
                ":wait": row.wait.as_ref().map(json).transpose()?,
                ":seen": maybe_ms(row.seen),
            })?;
        self.announce(&row.thread);
        Ok(())
    }

    /// Moves an intent on. A confirmed one claims its message and lets go what follows it.
    pub fn set_step(&self, intent: &IntentId, step: &OutboxStep, not_before: Option<DateTime<Utc>>) -> Result<()> {
        let thread = self
            .w
            .conn
            .prepare_cached(
                "UPDATE outbox SET step = :step, step_name = :name, not_before = :not_before WHERE id = :id RETURNING thread",
            )?
            .query_row(
                named_params! {
                    ":id": intent.as_str(),
                    ":step": json(step)?,
                    ":name": step.name(),
                    ":not_before": maybe_ms(not_before),
                },
                |row| id::<ThreadId>(row, "thread"),
            )
            .optional()?;
        let Some(thread) = thread else { return Ok(()) };
        if matches!(step, OutboxStep::Confirmed { .. }) {
            self.let_go(intent)?;
        }
        if let OutboxStep::Confirmed { message: Some(message) } = step {
            self.w
                .conn
                .prepare_cached("INSERT OR IGNORE INTO claimed (message, thread, intent) VALUES (?, ?, ?)")?
                .execute([message.as_str(), thread.as_str(), intent.as_str()])?;
        }
        self.announce(&thread);
        Ok(())
    }

    /// Lets an intent leave at another time, or at once.
    pub fn set_wait(&self, intent: &IntentId, wait: Option<Departure>) -> Result<()> {
        let wait = wait.as_ref().map(json).transpose()?;
        let thread = self
            .w
            .conn
            .prepare_cached("UPDATE outbox SET wait = ? WHERE id = ? RETURNING thread")?
            .query_row(params![wait, intent.as_str()], |row| id::<ThreadId>(row, "thread"))
            .optional()?;
        if let Some(thread) = thread {
            self.announce(&thread);
        }
        Ok(())
    }

    /// The rep has seen everything up to this entry, and wants the message to leave all the same.
    pub fn set_seen(&self, intent: &IntentId, seen: DateTime<Utc>) -> Result<()> {
        self.w
            .conn
            .prepare_cached("UPDATE outbox SET seen = ? WHERE id = ?")?
            .execute(params![ms(seen), intent.as_str()])?;
        Ok(())
    }

    /// Puts another payload in the place of an intent's, for example with the ids of uploaded files.
    pub fn set_intent(&self, intent: &IntentId, payload: &Intent) -> Result<()> {
        self.w
            .conn
            .prepare_cached("UPDATE outbox SET intent = ? WHERE id = ?")?
            .execute([&json(payload)?, intent.as_str()])?;
        Ok(())
    }

    /// Lets what follows an intent leave: its message is out, or the rep does not want to wait for it.
    pub fn let_go(&self, intent: &IntentId) -> Result<()> {
        self.w.conn.prepare_cached("UPDATE outbox SET follows = NULL WHERE follows = ?")?.execute([intent.as_str()])?;
        Ok(())
    }

    /// Closes an intent: done, or dropped by the rep. What still follows it waits for the rep from now on.
    pub fn close(&self, intent: &IntentId) -> Result<()> {
        let abandoned = OutboxStep::Stuck { reason: StuckReason::TakenBack, detail: String::new(), attempt: None };
        self.w
            .conn
            .prepare_cached("UPDATE outbox SET step = ?, step_name = ?, follows = NULL WHERE follows = ?")?
            .execute([&json(&abandoned)?, abandoned.name(), intent.as_str()])?;
        let thread = self
            .w
            .conn
            .prepare_cached("DELETE FROM outbox WHERE id = ? RETURNING thread")?
            .query_row([intent.as_str()], |row| id::<ThreadId>(row, "thread"))
            .optional()?;
        if let Some(thread) = thread {
            self.announce(&thread);
        }
        Ok(())
    }

    fn announce(&self, thread: &ThreadId) {
        self.w.changed(Change::Outbox);
        self.w.changed(Change::Thread(thread.clone()));
        self.w.changed(Change::Threads);
    }
}

/// Puts every open intent that must not be done twice before the rep: the outbox came out of a backup, and nobody knows
/// what was sent after that was made.
pub(crate) fn doubt_everything(conn: &Connection) -> Result<()> {
    let w = super::DeskWrite::new(conn);
    let open = Outbox(conn).open()?;
    for row in open.into_iter().filter(|row| row.intent.is_unrepeatable()) {
        if matches!(row.step, OutboxStep::Confirmed { .. }) {
            continue;
        }
        let step = OutboxStep::Stuck {
            reason: StuckReason::Undecided,
            detail: "The outbox was restored from a backup: this may have been sent since.".to_owned(),
            attempt: row.step.attempt().cloned(),
        };
        w.outbox().set_step(&row.id, &step, None)?;
    }
    Ok(())
}

fn row_from(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    Ok(OutboxRow {
        id: id(row, "id")?,
        thread: id(row, "thread")?,
        intent: json_at(row, "intent")?,
        step: json_at(row, "step")?,
        created_at: time_at(row, "created_at")?,
        not_before: maybe_time_at(row, "not_before")?,
        follows: maybe_id(row, "follows")?,
        wait: maybe_json_at(row, "wait")?,
        seen: maybe_time_at(row, "seen")?,
    })
}
