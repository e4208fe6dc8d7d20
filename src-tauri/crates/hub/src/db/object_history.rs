//! What writable properties were before: one row for each value that was written.
//!
//! Only properties that somebody may write are here. What the hub computes changes with every message; its newest
//! value is in the object and older ones are of no use to anybody.

use rusqlite::{Connection, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table and its index.
pub const MIGRATION: &str = "
CREATE TABLE object_history (
    seq       INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES objects (id),
    name      TEXT NOT NULL,
    value     TEXT,
    at        INTEGER NOT NULL,
    source    TEXT NOT NULL
) STRICT;
CREATE INDEX object_history_by_property ON object_history (object_id, name, seq);
";

/// One value that a property had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The value; none when it was cleared.
    pub value: Option<String>,
    /// When it was written, milliseconds since 1970.
    pub at: i64,
    /// Who wrote it: `INTEGRATION` for the API, `CRM_UI` otherwise.
    pub source: String,
}

/// Remembers that a property got this value.
pub fn insert(tx: &Transaction<'_>, object_id: i64, name: &str, row: &HistoryRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO object_history (object_id, name, value, at, source) VALUES (:id, :name, :value, :at, :source)",
    )?
    .execute(named_params! {
        ":id": object_id, ":name": name, ":value": row.value, ":at": row.at, ":source": row.source,
    })?;
    Ok(())
}

/// The newest values of a property, newest first.
pub fn of(connection: &Connection, object_id: i64, name: &str, limit: u32) -> Result<Vec<HistoryRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT value, at, source FROM object_history WHERE object_id = :id AND name = :name
         ORDER BY seq DESC LIMIT :limit",
    )?;
    let rows = statement.query_map(named_params! { ":id": object_id, ":name": name, ":limit": limit }, |row| {
        Ok(HistoryRow { value: row.get("value")?, at: row.get("at")?, source: row.get("source")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
