//! Table `webhooks`: events that are still owed to channels.
//!
//! A row is written in the transaction that makes the event true and deleted when the channel's server took it, so an
//! event is delivered at least once across any crash. Events of one lane (a thread, an account) go out in order:
//! only the oldest of a lane is ever due.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, named_params};

use super::{from_millis, to_millis};
use crate::server::answer::ApiError;

pub(super) const MIGRATION: &str = "
CREATE TABLE webhooks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    channel_id INTEGER NOT NULL REFERENCES channels (id),
    lane       TEXT    NOT NULL,
    message_id TEXT,
    payload    TEXT    NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    due_at     INTEGER NOT NULL,
    error      TEXT
) STRICT;
CREATE INDEX webhooks_by_lane ON webhooks (lane, id);
";

/// An event that is owed.
#[derive(Debug, Clone)]
pub struct Owed {
    /// Its place in the queue.
    pub id: i64,
    /// The channel.
    pub channel_id: i64,
    /// The message to be put into the payload when it is sent, so that it is as fresh as can be.
    pub message_id: Option<String>,
    /// The JSON object without `message`.
    pub payload: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was due, in milliseconds.
    pub due_at: i64,
}

/// A new event.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The channel.
    pub channel_id: i64,
    /// Events of one lane go out in order.
    pub lane: String,
    /// The message to be put into the payload.
    pub message_id: Option<String>,
    /// The JSON object without `message`.
    pub payload: String,
}

/// Puts an event at the end of the queue.
pub fn enqueue(conn: &Connection, event: &NewEvent, now: DateTime<Utc>) -> Result<(), ApiError> {
    conn.prepare_cached(
        "INSERT INTO webhooks (channel_id, lane, message_id, payload, due_at)
         VALUES (:channel_id, :lane, :message_id, :payload, :now)",
    )?
    .execute(named_params! {
        ":channel_id": event.channel_id,
        ":lane": event.lane,
        ":message_id": event.message_id,
        ":payload": event.payload,
        ":now": to_millis(now),
    })?;
    Ok(())
}

/// The oldest event of each lane, if it is due.
pub fn due(conn: &Connection, now: DateTime<Utc>, limit: u32) -> Result<Vec<Owed>, ApiError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, channel_id, message_id, payload, attempts, due_at FROM webhooks AS owed
         WHERE due_at <= :now AND id = (SELECT min(id) FROM webhooks WHERE lane = owed.lane)
         ORDER BY id LIMIT :limit",
    )?;
    let rows = statement.query_map(named_params! { ":now": to_millis(now), ":limit": limit }, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When the next event is due.
pub fn next_due(conn: &Connection) -> Result<Option<DateTime<Utc>>, ApiError> {
    let at: Option<i64> = conn
        .prepare_cached(
            "SELECT min(due_at) AS at FROM webhooks AS owed
             WHERE id = (SELECT min(id) FROM webhooks WHERE lane = owed.lane)",
        )?
        .query_row([], |row| row.get("at"))?;
    Ok(at.map(from_millis))
}

/// The event was taken, or was given up.
pub fn remove(conn: &Connection, id: i64) -> Result<(), ApiError> {
    conn.prepare_cached("DELETE FROM webhooks WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// The event was not taken; it is tried again then, or at once when the channel's address changed during the attempt.
pub fn postpone(conn: &Connection, owed: &Owed, until: DateTime<Utc>, error: &str) -> Result<(), ApiError> {
    conn.prepare_cached(
        "UPDATE webhooks SET attempts = attempts + 1, error = :error,
             due_at = CASE WHEN due_at = :was_due THEN :until ELSE due_at END
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": owed.id, ":was_due": owed.due_at, ":until": to_millis(until), ":error": error,
    })?;
    Ok(())
}

/// Everything owed to a channel is due now, for example because its address changed.
pub fn hurry(conn: &Connection, channel_id: i64, now: DateTime<Utc>) -> Result<(), ApiError> {
    conn.execute("UPDATE webhooks SET due_at = ?2 WHERE channel_id = ?1", (channel_id, to_millis(now)))?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Owed> {
    Ok(Owed {
        id: row.get("id")?,
        channel_id: row.get("channel_id")?,
        message_id: row.get("message_id")?,
        payload: row.get("payload")?,
        attempts: row.get("attempts")?,
        due_at: row.get("due_at")?,
    })
}
