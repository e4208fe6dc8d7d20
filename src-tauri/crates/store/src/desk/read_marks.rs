//! Up to where the rep has read each conversation. Precious: "unread" is known nowhere else. The cache keeps a copy that
//! lists are made from; why is told in `cache/marks.rs`.

use bellhop_model::ThreadId;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use crate::cache::marks::Mark;
use crate::error::Result;
use crate::row::time;

/// A mark that is set anew gets a new number, so the copy needs only the marks after the last number that it saw.
pub(crate) const MIGRATION: &str = "
CREATE TABLE read_marks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    thread TEXT NOT NULL UNIQUE,
    read_at INTEGER NOT NULL
) STRICT;
";

/// Reads the read marks.
#[derive(Debug, Clone, Copy)]
pub struct ReadMarks<'c>(pub(crate) &'c Connection);

impl ReadMarks<'_> {
    /// Incoming messages after this time were not read; absent for a conversation that was never looked at.
    pub fn get(&self, thread: &ThreadId) -> Result<Option<DateTime<Utc>>> {
        let mut statement = self.0.prepare_cached("SELECT read_at FROM read_marks WHERE thread = ?")?;
        Ok(statement.query_row([thread.as_str()], |row| row.get("read_at").map(time)).optional()?)
    }
}

/// Sets a mark, and gives it back with its number; nothing when it was there already.
pub(crate) fn set(conn: &Connection, thread: &ThreadId, read_at: i64) -> Result<Option<Mark>> {
    let same: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM read_marks WHERE thread = ? AND read_at = ?) AS same")?
        .query_row(rusqlite::params![thread.as_str(), read_at], |row| row.get("same"))?;
    if same {
        return Ok(None);
    }
    let number = conn
        .prepare_cached("INSERT OR REPLACE INTO read_marks (thread, read_at) VALUES (?, ?) RETURNING number")?
        .query_row(rusqlite::params![thread.as_str(), read_at], |row| row.get("number"))?;
    Ok(Some(Mark { number, thread: thread.clone(), read_at }))
}

/// The marks after a number, lowest first.
pub(crate) fn after(conn: &Connection, number: i64) -> Result<Vec<Mark>> {
    let mut statement =
        conn.prepare_cached("SELECT number, thread, read_at FROM read_marks WHERE number > ? ORDER BY number")?;
    let rows = statement.query_map([number], |row| {
        Ok(Mark { number: row.get("number")?, thread: crate::row::id(row, "thread")?, read_at: row.get("read_at")? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
