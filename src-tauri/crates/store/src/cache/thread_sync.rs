//! How far the history of each conversation was read from the remote. The columns lie in the conversation's own row: the
//! work list of the first sync ("open first, then newest") is then one index walk instead of a join and a sort.

use bellhop_model::ThreadId;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, named_params};

use super::cache_table;
use crate::error::Result;
use crate::row::{id, maybe_ms, maybe_time_at};

cache_table!(ThreadSyncs, ThreadSyncsMut, "how far each conversation's history was read");

/// How far one conversation's history was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadSync {
    /// When its messages were last read; absent when they never were.
    pub synced_at: Option<DateTime<Utc>>,
    /// What the conversation's newest message was when that reading reached the end of the news.
    pub synced_latest: Option<DateTime<Utc>>,
    /// Its history was read down to its first message.
    pub complete: bool,
    /// The cursor where older history goes on, while some is left to read.
    pub older: Option<String>,
}

impl ThreadSyncs<'_> {
    /// How far this conversation was read; nothing at all for an unknown one.
    pub fn get(&self, thread: &ThreadId) -> Result<ThreadSync> {
        let mut statement =
            self.0.prepare_cached("SELECT synced_at, synced_latest, complete, older FROM threads WHERE id = ?")?;
        let sync = statement
            .query_row([thread.as_str()], |row| {
                Ok(ThreadSync {
                    synced_at: maybe_time_at(row, "synced_at")?,
                    synced_latest: maybe_time_at(row, "synced_latest")?,
                    complete: row.get("complete")?,
                    older: row.get("older")?,
                })
            })
            .optional()?;
        Ok(sync.unwrap_or_default())
    }

    /// Conversations whose messages were never read, or that have news since: open ones first, then the newest.
    /// Those in the bin and spam come last.
    pub fn stale(&self, limit: u32) -> Result<Vec<ThreadId>> {
        let mut found = Vec::new();
        for listed in 0..=2 {
            let mut statement = self.0.prepare_cached(
                "SELECT id FROM threads WHERE stale = 1 AND listed = ? ORDER BY sort_at DESC, row DESC LIMIT ?",
            )?;
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            for thread in statement.query_map([listed, left], |row| id(row, "id"))? {
                found.push(thread?);
            }
        }
        Ok(found)
    }

    /// Conversations with older history still to read, each with its cursor: open ones first, then the newest.
    pub fn incomplete(&self, limit: u32) -> Result<Vec<(ThreadId, String)>> {
        let mut found = Vec::new();
        for listed in 0..=2 {
            let mut statement = self.0.prepare_cached(
                "SELECT id, older FROM threads WHERE older IS NOT NULL AND listed = ? ORDER BY sort_at DESC, row DESC LIMIT ?",
            )?;
            let left = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
            for thread in statement.query_map([listed, left], |row| Ok((id(row, "id")?, row.get("older")?)))? {
                found.push(thread?);
            }
        }
        Ok(found)
    }

    /// Conversations whose messages were read, and all of them.
    pub fn counts(&self) -> Result<(u32, u32)> {
        let stale: u32 =
            self.0.prepare_cached("SELECT COUNT(*) FROM threads WHERE stale = 1")?.query_row([], |row| row.get(0))?;
        let all: u32 =
            self.0.prepare_cached("SELECT COALESCE(SUM(threads), 0) FROM tallies")?.query_row([], |row| row.get(0))?;
        Ok((all.saturating_sub(stale), all))
    }
}

impl ThreadSyncsMut<'_> {
    /// Notes how far a conversation was read; nothing for an unknown one.
    pub fn set(&self, thread: &ThreadId, sync: &ThreadSync) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "UPDATE threads SET synced_at = :synced_at, synced_latest = :synced_latest, complete = :complete, older = :older
                 WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": thread.as_str(),
                ":synced_at": maybe_ms(sync.synced_at),
                ":synced_latest": maybe_ms(sync.synced_latest),
                ":complete": sync.complete,
                ":older": sync.older,
            })?;
        Ok(())
    }
}
