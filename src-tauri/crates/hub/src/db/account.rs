//! Table `account`: the one account of a hub, its number and its keys.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use uuid::Uuid;

use super::{from_millis, to_millis};
use crate::server::Account;

pub(super) const MIGRATION: &str = "
CREATE TABLE account (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    portal_id   INTEGER NOT NULL,
    time_zone   TEXT    NOT NULL,
    signing_key TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
";

/// The account, made on the first start.
pub fn load_or_create(conn: &Connection, now: DateTime<Utc>) -> rusqlite::Result<Account> {
    let found =
        conn.query_row("SELECT portal_id, time_zone, signing_key, created_at FROM account", [], read).optional()?;
    if let Some(account) = found {
        return Ok(account);
    }
    let account = Account {
        portal_id: rand::random_range(20_000_000..150_000_000),
        time_zone: "UTC".to_owned(),
        signing_key: Uuid::new_v4().simple().to_string(),
        created_at: now,
    };
    conn.execute(
        "INSERT INTO account (id, portal_id, time_zone, signing_key, created_at)
         VALUES (1, :portal_id, :time_zone, :signing_key, :created_at)",
        named_params! {
            ":portal_id": account.portal_id,
            ":time_zone": account.time_zone,
            ":signing_key": account.signing_key,
            ":created_at": to_millis(now),
        },
    )?;
    Ok(account)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        portal_id: row.get("portal_id")?,
        time_zone: row.get("time_zone")?,
        signing_key: row.get("signing_key")?,
        created_at: from_millis(row.get("created_at")?),
    })
}
