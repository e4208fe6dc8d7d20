//! Visitors' conversations. The id is a secret of the visitor's browser and the channel's thread id.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bellhop_hubspot::wire::{channels::Participant, conversations::DeliveryIdentifier};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Visitor;

pub(super) const MIGRATION: &str = "
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    visitor    TEXT NOT NULL,
    name       TEXT,
    email      TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID";

/// A visitor's conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    /// Random; whoever knows it may read and write the conversation.
    pub(super) id: String,
    /// The visitor's address on the channel, the same in all their conversations.
    pub(super) visitor: String,
    /// As given in the start form.
    pub(super) name: Option<String>,
    /// As given in the start form.
    pub(super) email: Option<String>,
    /// When it began.
    pub(super) created_at: DateTime<Utc>,
}

impl Session {
    /// A new conversation of a new visitor.
    pub(super) fn new(name: Option<String>, email: Option<String>, now: DateTime<Utc>) -> Self {
        Self { id: random_id(), visitor: format!("visitor-{}", random_id()), name, email, created_at: now }
    }

    /// The visitor as a side of a published message. An e-mail address lets the help desk find the contact.
    pub(super) fn participant(&self) -> Participant {
        let (kind, value) = match &self.email {
            Some(email) => ("HS_EMAIL_ADDRESS", email),
            None => ("CHANNEL_SPECIFIC_OPAQUE_ID", &self.visitor),
        };
        Participant {
            delivery_identifier: DeliveryIdentifier { kind: kind.to_owned(), value: value.clone() },
            name: self.name.clone(),
            sender_actor_id: None,
        }
    }
}

/// 192 bits that nobody guesses, fit for a URL.
fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>())
}

/// Keeps a new conversation.
pub(super) fn insert(tx: &Transaction<'_>, session: &Session) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO sessions (id, visitor, name, email, created_at) VALUES (:id, :visitor, :name, :email, :at)",
        named_params! {
            ":id": session.id, ":visitor": session.visitor, ":name": session.name, ":email": session.email,
            ":at": session.created_at.timestamp_millis(),
        },
    )?;
    Ok(())
}

/// Keeps a conversation that began elsewhere; does nothing when it is known.
pub(super) fn adopt(tx: &Transaction<'_>, visitor: &Visitor) -> rusqlite::Result<()> {
    if get(tx, &visitor.session)?.is_some() {
        return Ok(());
    }
    let fresh = Session::new(visitor.name.clone(), visitor.email.clone(), visitor.since);
    insert(tx, &Session { id: visitor.session.clone(), ..fresh })
}

/// Finds a conversation.
pub(super) fn get(tx: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Session>> {
    tx.query_row(
        "SELECT id, visitor, name, email, created_at FROM sessions WHERE id = :id",
        named_params! { ":id": id },
        |row| {
            let at: i64 = row.get("created_at")?;
            Ok(Session {
                id: row.get("id")?,
                visitor: row.get("visitor")?,
                name: row.get("name")?,
                email: row.get("email")?,
                created_at: DateTime::from_timestamp_millis(at).unwrap_or_default(),
            })
        },
    )
    .optional()
}
