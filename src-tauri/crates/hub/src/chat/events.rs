//! The events that were taken already, so that a repeated webhook delivers nothing twice.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Transaction, named_params};

pub(super) const MIGRATION: &str = "
CREATE TABLE events (
    id       TEXT PRIMARY KEY,
    taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID";

/// Longer than any sender goes on repeating an event.
const MEMORY: TimeDelta = TimeDelta::days(14);

/// True for the first event with this id; the same transaction must carry out the event.
pub(super) fn take(tx: &Transaction<'_>, id: &str, now: DateTime<Utc>) -> rusqlite::Result<bool> {
    tx.execute(
        "DELETE FROM events WHERE taken_at < :limit",
        named_params! { ":limit": (now - MEMORY).timestamp_millis() },
    )?;
    let added = tx.execute(
        "INSERT INTO events (id, taken_at) VALUES (:id, :now) ON CONFLICT (id) DO NOTHING",
        named_params! { ":id": id, ":now": now.timestamp_millis() },
    )?;
    Ok(added == 1)
}
