//! Table `channel_accounts`: the connected accounts of channels.

use bellhop_hubspot::wire::conversations::DeliveryIdentifier;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{from_millis, to_millis};
use crate::server::answer::ApiError;

pub(super) const MIGRATION: &str = "
CREATE TABLE channel_accounts (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT    NOT NULL,
    channel_id       INTEGER NOT NULL REFERENCES channels (id),
    inbox_id         INTEGER NOT NULL REFERENCES inboxes (id),
    active           INTEGER NOT NULL,
    authorized       INTEGER NOT NULL,
    archived         INTEGER NOT NULL DEFAULT 0,
    identifier_kind  TEXT,
    identifier_value TEXT,
    created_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX channel_accounts_by_channel ON channel_accounts (channel_id);
INSERT INTO sqlite_sequence (name, seq) VALUES ('channel_accounts', 2400100);
";

const COLUMNS: &str =
    "id, name, channel_id, inbox_id, active, authorized, archived, identifier_kind, identifier_value, created_at";

/// One connected account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The channel.
    pub channel_id: i64,
    /// The inbox that its messages go to.
    pub inbox_id: i64,
    /// Switched on.
    pub active: bool,
    /// The channel's side holds working credentials.
    pub authorized: bool,
    /// In the bin.
    pub archived: bool,
    /// Its own address.
    pub identifier: Option<DeliveryIdentifier>,
    /// When it was connected.
    pub created_at: DateTime<Utc>,
}

/// Connects an account (`account.id` is ignored).
pub fn insert(conn: &Connection, account: &Account) -> Result<i64, ApiError> {
    conn.execute(
        "INSERT INTO channel_accounts
             (name, channel_id, inbox_id, active, authorized, identifier_kind, identifier_value, created_at)
         VALUES (:name, :channel_id, :inbox_id, :active, :authorized, :kind, :value, :created_at)",
        named_params! {
            ":name": account.name,
            ":channel_id": account.channel_id,
            ":inbox_id": account.inbox_id,
            ":active": account.active,
            ":authorized": account.authorized,
            ":kind": account.identifier.as_ref().map(|identifier| &identifier.kind),
            ":value": account.identifier.as_ref().map(|identifier| &identifier.value),
            ":created_at": to_millis(account.created_at),
        },
    )?;
    Ok(conn.last_insert_rowid())
}

/// Writes what may change of an account.
pub fn update(conn: &Connection, account: &Account) -> Result<(), ApiError> {
    conn.execute(
        "UPDATE channel_accounts SET name = :name, active = :active, authorized = :authorized, archived = :archived
         WHERE id = :id",
        named_params! {
            ":id": account.id,
            ":name": account.name,
            ":active": account.active,
            ":authorized": account.authorized,
            ":archived": account.archived,
        },
    )?;
    Ok(())
}

/// One account, archived or not.
pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Account>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channel_accounts WHERE id = ?1"))?
        .query_row([id], read)
        .optional()
}

/// All accounts that are archived, or all that are not, by id.
pub fn list(conn: &Connection, archived: bool) -> rusqlite::Result<Vec<Account>> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM channel_accounts WHERE archived = ?1 ORDER BY id"))?;
    let rows = statement.query_map([archived], read)?;
    rows.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let kind: Option<String> = row.get("identifier_kind")?;
    let value: Option<String> = row.get("identifier_value")?;
    Ok(Account {
        id: row.get("id")?,
        name: row.get("name")?,
        channel_id: row.get("channel_id")?,
        inbox_id: row.get("inbox_id")?,
        active: row.get("active")?,
        authorized: row.get("authorized")?,
        archived: row.get("archived")?,
        identifier: kind.zip(value).map(|(kind, value)| DeliveryIdentifier { kind, value }),
        created_at: from_millis(row.get("created_at")?),
    })
}
