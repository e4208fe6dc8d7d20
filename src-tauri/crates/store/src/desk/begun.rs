//! Which entry of a conversation was the newest when the rep began a draft: whatever is newer, they did not know of.

use bellhop_model::ThreadId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::desk_table;
use super::drafts::DraftMode;
use crate::error::Result;
use crate::row::{ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE begun (
    thread TEXT NOT NULL,
    mode INTEGER NOT NULL,
    newest_at INTEGER NOT NULL,
    PRIMARY KEY (thread, mode)
) STRICT, WITHOUT ROWID;
";

desk_table!(Begun, BegunMut, "what was the newest when drafts were begun");

impl Begun<'_> {
    /// When the entry was made that was the newest when the draft was begun.
    pub fn get(&self, thread: &ThreadId, mode: DraftMode) -> Result<Option<DateTime<Utc>>> {
        let mut statement = self.0.prepare_cached("SELECT newest_at FROM begun WHERE thread = ? AND mode = ?")?;
        Ok(statement.query_row(params![thread.as_str(), mode.number()], |row| time_at(row, "newest_at")).optional()?)
    }
}

impl BegunMut<'_> {
    /// Notes what is the newest now, unless the draft was begun before.
    pub fn note(&self, thread: &ThreadId, mode: DraftMode, newest_at: DateTime<Utc>) -> Result<()> {
        self.w
            .conn
            .prepare_cached("INSERT OR IGNORE INTO begun (thread, mode, newest_at) VALUES (?, ?, ?)")?
            .execute(params![thread.as_str(), mode.number(), ms(newest_at)])?;
        Ok(())
    }

    /// The draft is gone: what is written next is begun anew.
    pub fn forget(&self, thread: &ThreadId, mode: DraftMode) -> Result<()> {
        self.w
            .conn
            .prepare_cached("DELETE FROM begun WHERE thread = ? AND mode = ?")?
            .execute(params![thread.as_str(), mode.number()])?;
        Ok(())
    }
}
