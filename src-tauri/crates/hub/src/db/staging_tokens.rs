//! Table `staging_tokens`: accounts that are being connected through the web page of a channel.

use bellhop_hubspot::wire::conversations::DeliveryIdentifier;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{from_millis, to_millis};

pub(super) const MIGRATION: &str = "
CREATE TABLE staging_tokens (
    token            TEXT    PRIMARY KEY,
    channel_id       INTEGER NOT NULL REFERENCES channels (id),
    inbox_id         INTEGER NOT NULL REFERENCES inboxes (id),
    user_id          INTEGER NOT NULL,
    account_name     TEXT,
    identifier_kind  TEXT,
    identifier_value TEXT,
    account_id       INTEGER REFERENCES channel_accounts (id),
    created_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// An account on its way to being connected.
#[derive(Debug, Clone)]
pub struct Staging {
    /// The token.
    pub token: String,
    /// The channel.
    pub channel_id: i64,
    /// The inbox that its messages will go to.
    pub inbox_id: i64,
    /// Who connects it.
    pub user_id: i64,
    /// Set by the channel.
    pub account_name: Option<String>,
    /// Set by the channel.
    pub identifier: Option<DeliveryIdentifier>,
    /// The account, once it is connected.
    pub account_id: Option<i64>,
    /// When connecting began.
    pub created_at: DateTime<Utc>,
}

/// Begins.
pub fn insert(conn: &Connection, staging: &Staging) -> rusqlite::Result<()> {
    conn.execute(
        "INSERT INTO staging_tokens (token, channel_id, inbox_id, user_id, created_at)
         VALUES (:token, :channel_id, :inbox_id, :user_id, :created_at)",
        named_params! {
            ":token": staging.token,
            ":channel_id": staging.channel_id,
            ":inbox_id": staging.inbox_id,
            ":user_id": staging.user_id,
            ":created_at": to_millis(staging.created_at),
        },
    )?;
    Ok(())
}

/// Writes what the channel said, and the account once there is one.
pub fn update(conn: &Connection, staging: &Staging) -> rusqlite::Result<()> {
    conn.execute(
        "UPDATE staging_tokens
         SET account_name = :name, identifier_kind = :kind, identifier_value = :value, account_id = :account_id
         WHERE token = :token",
        named_params! {
            ":token": staging.token,
            ":name": staging.account_name,
            ":kind": staging.identifier.as_ref().map(|identifier| &identifier.kind),
            ":value": staging.identifier.as_ref().map(|identifier| &identifier.value),
            ":account_id": staging.account_id,
        },
    )?;
    Ok(())
}

/// One that began.
pub fn get(conn: &Connection, token: &str) -> rusqlite::Result<Option<Staging>> {
    conn.query_row(
        "SELECT token, channel_id, inbox_id, user_id, account_name, identifier_kind, identifier_value, account_id,
                created_at
         FROM staging_tokens WHERE token = ?1",
        [token],
        read,
    )
    .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Staging> {
    let kind: Option<String> = row.get("identifier_kind")?;
    let value: Option<String> = row.get("identifier_value")?;
    Ok(Staging {
        token: row.get("token")?,
        channel_id: row.get("channel_id")?,
        inbox_id: row.get("inbox_id")?,
        user_id: row.get("user_id")?,
        account_name: row.get("account_name")?,
        identifier: kind.zip(value).map(|(kind, value)| DeliveryIdentifier { kind, value }),
        account_id: row.get("account_id")?,
        created_at: from_millis(row.get("created_at")?),
    })
}
