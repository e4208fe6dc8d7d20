//! What the search index still believes: the states of objects that a recent write replaced.
//!
//! HubSpot's search lags behind its objects. With a lag, a write keeps the state that it replaces until the lag has
//! passed; a search sees the oldest state that is not yet outdated, and none for an object that was only just made.
//! Without a lag (the embedded hub) nothing is kept. The lag is in the file, because writes happen deep inside
//! transactions that know nothing of settings; it is set anew at every start.

use std::time::Duration;

use rusqlite::{Connection, Transaction, named_params};

use super::objects::ObjectRow;
use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The tables.
pub const MIGRATION: &str = "
CREATE TABLE search_lag (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    millis INTEGER NOT NULL
) STRICT;
INSERT INTO search_lag (only, millis) VALUES (1, 0);
CREATE TABLE search_snapshots (
    seq         INTEGER PRIMARY KEY,
    object_id   INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    properties  TEXT,
    created_at  INTEGER,
    modified_at INTEGER,
    replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX search_snapshots_by_object ON search_snapshots (object_id, replaced_at);
CREATE INDEX search_snapshots_by_time ON search_snapshots (kind, replaced_at);
";

/// Sets how long the index lags behind from now on.
pub fn set_lag(tx: &Transaction<'_>, lag: Duration) -> Result<(), ApiError> {
    let millis = i64::try_from(lag.as_millis()).unwrap_or(i64::MAX);
    tx.execute("UPDATE search_lag SET millis = :millis", named_params! { ":millis": millis })?;
    Ok(())
}

/// Milliseconds by which the index lags behind.
pub fn lag(connection: &Connection) -> Result<i64, ApiError> {
    let mut statement = connection.prepare_cached("SELECT millis FROM search_lag")?;
    Ok(statement.query_row([], |row| row.get("millis"))?)
}

/// Keeps the state that a write at this time replaces; none when the object is new.
pub fn keep(
    tx: &Transaction<'_>,
    (kind, object_id): (ObjectKind, i64),
    replaced: Option<&ObjectRow>,
    at: i64,
) -> Result<(), ApiError> {
    let lag = lag(tx)?;
    if lag == 0 {
        return Ok(());
    }
    let properties = replaced.map(|row| serde_json::to_string(&row.values)).transpose()?;
    tx.prepare_cached("DELETE FROM search_snapshots WHERE kind = :kind AND replaced_at <= :until")?
        .execute(named_params! { ":kind": kind.number(), ":until": at.saturating_sub(lag) })?;
    tx.prepare_cached(
        "INSERT INTO search_snapshots (object_id, kind, properties, created_at, modified_at, replaced_at)
         VALUES (:id, :kind, :properties, :created, :modified, :at)",
    )?
    .execute(named_params! {
        ":id": object_id,
        ":kind": kind.number(),
        ":properties": properties,
        ":created": replaced.map(|row| row.created_at),
        ":modified": replaced.map(|row| row.modified_at),
        ":at": at,
    })?;
    Ok(())
}

/// True when the index has not caught up with some object of this type: some state was replaced after `since`.
pub fn any_since(connection: &Connection, kind: ObjectKind, since: i64) -> Result<bool, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM search_snapshots WHERE kind = :kind AND replaced_at > :since) AS found",
    )?;
    Ok(statement.query_row(named_params! { ":kind": kind.number(), ":since": since }, |row| row.get("found"))?)
}
