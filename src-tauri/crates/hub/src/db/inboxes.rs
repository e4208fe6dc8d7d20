//! Table `inboxes`: help desks and shared inboxes.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{from_millis, to_millis};

pub(super) const MIGRATION: &str = "
CREATE TABLE inboxes (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('HELP_DESK', 'INBOX')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived   INTEGER NOT NULL DEFAULT 0
) STRICT;
";

/// The help desk that every account has.
pub const HELP_DESK: i64 = 431_001;

const COLUMNS: &str = "id, name, kind, created_at, updated_at, archived";

/// One inbox.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// HELP_DESK or INBOX.
    pub kind: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// In the bin.
    pub archived: bool,
}

/// Makes the help desk on the first start.
pub fn create_default(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<()> {
    conn.execute(
        "INSERT INTO inboxes (id, name, kind, created_at, updated_at)
         VALUES (:id, 'Help Desk', 'HELP_DESK', :now, :now) ON CONFLICT (id) DO NOTHING",
        named_params! { ":id": HELP_DESK, ":now": to_millis(now) },
    )?;
    Ok(())
}

/// Makes an inbox of a kind, `HELP_DESK` or `INBOX`.
pub fn insert(conn: &Connection, name: &str, kind: &str, now: DateTime<Utc>) -> rusqlite::Result<i64> {
    conn.execute(
        "INSERT INTO inboxes (name, kind, created_at, updated_at) VALUES (:name, :kind, :now, :now)",
        named_params! { ":name": name, ":kind": kind, ":now": to_millis(now) },
    )?;
    Ok(conn.last_insert_rowid())
}

/// One inbox, archived or not.
pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Inbox>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM inboxes WHERE id = ?1"))?.query_row([id], read).optional()
}

/// All inboxes that are archived, or all that are not, by id.
pub fn list(conn: &Connection, archived: bool) -> rusqlite::Result<Vec<Inbox>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM inboxes WHERE archived = ?1 ORDER BY id"))?;
    let rows = statement.query_map([archived], read)?;
    rows.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Inbox> {
    Ok(Inbox {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        created_at: from_millis(row.get("created_at")?),
        updated_at: from_millis(row.get("updated_at")?),
        archived: row.get("archived")?,
    })
}
