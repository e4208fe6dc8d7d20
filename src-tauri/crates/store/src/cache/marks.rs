//! A copy of the desk's read marks beside the conversations, and which of the desk's marks it has.
//!
//! The marks themselves are precious and lie in desk.db. "Unread" decides which conversations a list shows and in what
//! number, so it must be a column of the conversation's row: a join over two files can use no index. A mark is therefore
//! written twice, first in the desk, then here; whatever a crash left out is copied at the next start, by the mark's number.

use bellhop_model::ThreadId;
use rusqlite::{Connection, OptionalExtension};

use super::CacheWrite;
use super::threads::row_of;
use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE marks (
    thread TEXT PRIMARY KEY,
    read_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE marks_copied (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    desk TEXT NOT NULL,
    number INTEGER NOT NULL
) STRICT;
";

/// One mark of the desk.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) number: i64,
    pub(crate) thread: ThreadId,
    /// Milliseconds: incoming messages after it are unread.
    pub(crate) read_at: i64,
}

/// Up to which number the marks of this desk were copied.
pub(crate) fn copied(conn: &Connection, desk: &str) -> Result<i64> {
    let mut statement = conn.prepare_cached("SELECT number FROM marks_copied WHERE one = 1 AND desk = ?")?;
    Ok(statement.query_row([desk], |row| row.get("number")).optional()?.unwrap_or(0))
}

/// Copies marks of a desk, lowest number first.
pub(crate) fn copy(w: &CacheWrite<'_>, desk: &str, marks: &[Mark]) -> Result<()> {
    let Some(last) = marks.last() else { return Ok(()) };
    for mark in marks {
        w.conn
            .prepare_cached("INSERT INTO marks (thread, read_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET read_at = excluded.read_at")?
            .execute(rusqlite::params![mark.thread.as_str(), mark.read_at])?;
        if let Some(row) = row_of(w.conn, &mark.thread)? {
            w.touched(row);
        }
    }
    w.conn
        .prepare_cached(
            "INSERT INTO marks_copied (one, desk, number) VALUES (1, ?, ?)
             ON CONFLICT DO UPDATE SET desk = excluded.desk, number = excluded.number",
        )?
        .execute(rusqlite::params![desk, last.number])?;
    Ok(())
}
