//! What the rep was told of by the desktop, so that nothing rings twice, whatever is fetched again, and however often Bellhop
//! ends in between. Precious: the cache can be thrown away, and its messages come again as if they were new.
//!
//! A thing is noted before it rings. A crash between the two costs a ring and never doubles one.

use bellhop_model::ThreadId;
use chrono::{DateTime, Utc};

use super::desk_table;
use crate::error::Result;
use crate::row::{id, ms, time_at};

/// `told` keeps names of things (a message, a deadline) until they are too old to ring anyway. `alert_runs` has one row: when
/// Bellhop began to run on this desk the last time.
pub(crate) const MIGRATION: &str = "
CREATE TABLE told (
    thing TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX told_at ON told (at);
CREATE TABLE alert_runs (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    began INTEGER NOT NULL
) STRICT;
CREATE TABLE snoozed (
    thread TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

desk_table!(Alerts, AlertsMut, "what the rep was told of");

/// Something that the rep is told of at most once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name, for example `message 17`.
    pub thing: String,
    /// When it happened.
    pub at: DateTime<Utc>,
}

impl Alerts<'_> {
    /// Which of these the rep was told of.
    pub fn told(&self, things: &[String]) -> Result<Vec<String>> {
        let mut statement =
            self.0.prepare_cached("SELECT thing FROM told WHERE thing IN (SELECT value FROM json_each(?))")?;
        let rows = statement.query_map([crate::row::json(&things)?], |row| row.get("thing"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The conversations that come back later, the next one first.
    pub fn snoozed(&self) -> Result<Vec<(ThreadId, DateTime<Utc>)>> {
        let mut statement = self.0.prepare_cached("SELECT thread, until FROM snoozed ORDER BY until, thread")?;
        let rows = statement.query_map([], |row| Ok((id(row, "thread")?, time_at(row, "until")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl AlertsMut<'_> {
    /// Notes that a run begins, and gives the beginning of the one before. What is older than `too_old` is forgotten.
    pub fn begin_run(&self, now: DateTime<Utc>, too_old: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        use rusqlite::OptionalExtension;
        let conn = self.w.conn;
        let before = conn
            .prepare_cached("SELECT began FROM alert_runs WHERE one = 1")?
            .query_row([], |row| time_at(row, "began"))
            .optional()?;
        conn.prepare_cached(
            "INSERT INTO alert_runs (one, began) VALUES (1, ?) ON CONFLICT DO UPDATE SET began = excluded.began",
        )?
        .execute([ms(now)])?;
        // What did not go out can wait for longer than anything is news, and is told once all the same.
        conn.prepare_cached(
            "DELETE FROM told WHERE at < ?
             AND NOT EXISTS (SELECT 1 FROM outbox o WHERE told.thing LIKE 'unsent ' || o.id || ' %')",
        )?
        .execute([ms(too_old)])?;
        Ok(before)
    }

    /// Notes that the rep is told of these, and gives those that nobody had told of before.
    pub fn tell(&self, things: &[Told]) -> Result<Vec<String>> {
        let mut statement = self.w.conn.prepare_cached("INSERT OR IGNORE INTO told (thing, at) VALUES (?, ?)")?;
        let mut new = Vec::new();
        for Told { thing, at } in things {
            if statement.execute(rusqlite::params![thing, ms(*at)])? > 0 {
                new.push(thing.clone());
            }
        }
        Ok(new)
    }

    /// Lets a conversation come back later.
    pub fn snooze(&self, thread: &ThreadId, until: DateTime<Utc>) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO snoozed (thread, until) VALUES (?, ?) ON CONFLICT DO UPDATE SET until = excluded.until",
            )?
            .execute(rusqlite::params![thread.as_str(), ms(until)])?;
        Ok(())
    }

    /// A conversation need not come back any more. Gives whether it would have.
    pub fn unsnooze(&self, thread: &ThreadId) -> Result<bool> {
        let gone = self.w.conn.prepare_cached("DELETE FROM snoozed WHERE thread = ?")?.execute([thread.as_str()])?;
        Ok(gone > 0)
    }
}
