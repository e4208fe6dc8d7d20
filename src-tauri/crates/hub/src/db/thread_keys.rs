//! Table `thread_keys`: which thread a custom channel's next message belongs to.
//!
//! The key is what the channel's threading model groups by: its own thread id, or the addresses of both sides.

use rusqlite::{Connection, OptionalExtension, named_params};

pub(super) const MIGRATION: &str = "
CREATE TABLE thread_keys (
    account_id            INTEGER NOT NULL REFERENCES channel_accounts (id),
    key                   TEXT    NOT NULL,
    thread_id             INTEGER NOT NULL REFERENCES threads (id),
    integration_thread_id TEXT,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_keys_by_thread ON thread_keys (thread_id);
";

/// What the messages of one thread have in common on their channel account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadKey {
    /// The channel account.
    pub account_id: i64,
    /// The text to group by.
    pub key: String,
    /// The channel's own id of the thread.
    pub integration_thread_id: Option<String>,
}

/// The thread of a key, unless it is archived.
pub fn find(conn: &Connection, key: &ThreadKey) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT thread_id FROM thread_keys JOIN threads ON threads.id = thread_id
         WHERE thread_keys.account_id = :account_id AND key = :key AND archived = 0",
    )?
    .query_row(named_params! { ":account_id": key.account_id, ":key": key.key }, |row| row.get("thread_id"))
    .optional()
}

/// Gives a key to a thread; an archived thread loses it.
pub fn set(conn: &Connection, key: &ThreadKey, thread_id: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO thread_keys (account_id, key, thread_id, integration_thread_id)
         VALUES (:account_id, :key, :thread_id, :integration_thread_id)
         ON CONFLICT (account_id, key) DO UPDATE
         SET thread_id = excluded.thread_id, integration_thread_id = excluded.integration_thread_id",
    )?
    .execute(named_params! {
        ":account_id": key.account_id,
        ":key": key.key,
        ":thread_id": thread_id,
        ":integration_thread_id": key.integration_thread_id,
    })?;
    Ok(())
}

/// The channel's own ids of a thread.
pub fn integration_ids(conn: &Connection, thread_id: i64) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT integration_thread_id FROM thread_keys
         WHERE thread_id = ?1 AND integration_thread_id IS NOT NULL ORDER BY integration_thread_id",
    )?;
    let rows = statement.query_map([thread_id], |row| row.get("integration_thread_id"))?;
    rows.collect()
}
