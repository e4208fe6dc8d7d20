//! Table `visitors`: addresses that wrote through a channel, and the contacts behind them.
//!
//! E-mail addresses and phone numbers mean the same person on every channel; an opaque id means something on its own
//! channel only, so it is kept with that channel's number and the others with 0. A visitor without a contact has a
//! number that the CRM does not know, as at HubSpot.

use bellhop_hubspot::wire::conversations::DeliveryIdentifier;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::to_millis;

pub(super) const MIGRATION: &str = "
CREATE TABLE visitors (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    channel_id INTEGER NOT NULL DEFAULT 0,
    kind       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    name       TEXT,
    contact_id INTEGER,
    seen_at    INTEGER NOT NULL,
    UNIQUE (kind, value, channel_id)
) STRICT;
CREATE INDEX visitors_by_contact ON visitors (contact_id);
INSERT INTO sqlite_sequence (name, seq) VALUES ('visitors', 880000000000);
";

/// The kind of identifier that only its own channel understands.
pub const OPAQUE: &str = "CHANNEL_SPECIFIC_OPAQUE_ID";
/// The kind of identifier that is an e-mail address.
pub const EMAIL: &str = "HS_EMAIL_ADDRESS";
/// The kind of identifier that is a phone number.
pub const PHONE: &str = "HS_PHONE_NUMBER";

/// Someone who wrote.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Not a contact's number.
    pub id: i64,
    /// The name that the channel gave.
    pub name: Option<String>,
    /// The contact, once there is one.
    pub contact_id: Option<i64>,
}

/// Who has this address on this channel.
pub fn find(conn: &Connection, channel_id: i64, address: &DeliveryIdentifier) -> rusqlite::Result<Option<Visitor>> {
    conn.prepare_cached(
        "SELECT id, name, contact_id FROM visitors
         WHERE kind = :kind AND value = :value AND channel_id = :channel_id",
    )?
    .query_row(
        named_params! {
            ":kind": address.kind,
            ":value": spelling(address),
            ":channel_id": scope(channel_id, address),
        },
        read,
    )
    .optional()
}

/// A visitor by number.
pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Visitor>> {
    conn.prepare_cached("SELECT id, name, contact_id FROM visitors WHERE id = ?1")?.query_row([id], read).optional()
}

/// Someone's address on a channel, seen now.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The channel.
    pub channel_id: i64,
    /// The address.
    pub address: &'a DeliveryIdentifier,
    /// The name that the channel gave.
    pub name: Option<&'a str>,
    /// The contact, where it is known.
    pub contact_id: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Remembers that someone was seen; a known name or contact is kept unless a new one is given. Returns the number.
pub fn remember(conn: &Connection, seen: Seen<'_>) -> rusqlite::Result<i64> {
    conn.prepare_cached(
        "INSERT INTO visitors (channel_id, kind, value, name, contact_id, seen_at)
         VALUES (:channel_id, :kind, :value, :name, :contact_id, :seen_at)
         ON CONFLICT (kind, value, channel_id) DO UPDATE
         SET name = coalesce(excluded.name, name), contact_id = coalesce(excluded.contact_id, contact_id),
             seen_at = max(seen_at, excluded.seen_at)
         RETURNING id",
    )?
    .query_row(
        named_params! {
            ":channel_id": scope(seen.channel_id, seen.address),
            ":kind": seen.address.kind,
            ":value": spelling(seen.address),
            ":name": seen.name,
            ":contact_id": seen.contact_id,
            ":seen_at": to_millis(seen.at),
        },
        |row| row.get("id"),
    )
}

fn scope(channel_id: i64, address: &DeliveryIdentifier) -> i64 {
    if address.kind == OPAQUE { channel_id } else { 0 }
}

/// E-mail addresses are compared without regard to case.
fn spelling(address: &DeliveryIdentifier) -> String {
    if address.kind == EMAIL { address.value.trim().to_lowercase() } else { address.value.clone() }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Visitor> {
    Ok(Visitor { id: row.get("id")?, name: row.get("name")?, contact_id: row.get("contact_id")? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn address(kind: &str, value: &str) -> DeliveryIdentifier {
        DeliveryIdentifier { kind: kind.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn an_opaque_id_is_another_person_on_another_channel_but_an_email_address_is_not() {
        let conn = crate::db::in_memory().unwrap();
        let seen = |channel_id, address: &DeliveryIdentifier| {
            remember(&conn, Seen { channel_id, address, name: Some("Ann"), contact_id: None, at: DateTime::UNIX_EPOCH })
                .unwrap()
        };
        let opaque = address(OPAQUE, "u-1");
        assert_eq!(seen(1, &opaque), seen(1, &opaque));
        assert_ne!(seen(1, &opaque), seen(2, &opaque));
        assert_eq!(seen(1, &address(EMAIL, "Ann@Example.com")), seen(2, &address(EMAIL, "ann@example.com")));
        assert!(find(&conn, 3, &opaque).unwrap().is_none());
        assert_eq!(find(&conn, 9, &address(EMAIL, "ANN@example.com")).unwrap().unwrap().name.as_deref(), Some("Ann"));
    }
}
