//! Table `messages`: the entries of conversations, of all kinds.
//!
//! The full text is kept; what is cut is cut when it is read, so the length can change and the original content is
//! always there. Senders, recipients and attachments are JSON, because they are never searched and always read whole.
//! A message may be dated back (a channel imports its history), so the order is by time, then by arrival.

use bellhop_hubspot::wire::conversations::{Recipient, Sender};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use super::{from_millis, threads::Direction, to_millis};
use crate::server::answer::ApiError;

pub(super) const MIGRATION: &str = "
CREATE TABLE messages (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE,
    thread_id     INTEGER NOT NULL REFERENCES threads (id),
    kind          TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER,
    created_by    TEXT    NOT NULL,
    client_type   TEXT    NOT NULL,
    client_app_id INTEGER,
    senders       TEXT    NOT NULL DEFAULT '[]',
    recipients    TEXT    NOT NULL DEFAULT '[]',
    text          TEXT,
    rich_text     TEXT,
    subject       TEXT,
    direction     TEXT,
    channel_id    INTEGER,
    account_id    INTEGER,
    attachments   TEXT    NOT NULL DEFAULT '[]',
    quoted_from   INTEGER,
    in_reply_to   TEXT,
    status        TEXT,
    failure       TEXT,
    changed_from  TEXT,
    changed_to    TEXT,
    idempotency   TEXT
) STRICT;
CREATE INDEX messages_by_thread ON messages (thread_id, created_at, seq);
CREATE UNIQUE INDEX messages_by_idempotency ON messages (channel_id, idempotency) WHERE idempotency IS NOT NULL;
";

const COLUMNS: &str =
    "seq, id, thread_id, kind, created_at, updated_at, created_by, client_type, client_app_id, senders,
    recipients, text, rich_text, subject, direction, channel_id, account_id, attachments, quoted_from, in_reply_to,
    status, failure, changed_from, changed_to, idempotency";

/// What kind of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To or from the customer.
    Message,
    /// For the team.
    Comment,
    /// An automatic greeting.
    Welcome,
    /// The thread was assigned; from and to are actor ids.
    Assignment,
    /// The thread was opened or closed; to is the status.
    StatusChange,
    /// The thread was moved; from and to are inbox numbers.
    InboxChange,
}

impl Kind {
    /// The text on the wire and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "MESSAGE",
            Self::Comment => "COMMENT",
            Self::Welcome => "WELCOME_MESSAGE",
            Self::Assignment => "ASSIGNMENT",
            Self::StatusChange => "THREAD_STATUS_CHANGE",
            Self::InboxChange => "THREAD_INBOX_CHANGE",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "COMMENT" => Self::Comment,
            "WELCOME_MESSAGE" => Self::Welcome,
            "ASSIGNMENT" => Self::Assignment,
            "THREAD_STATUS_CHANGE" => Self::StatusChange,
            "THREAD_INBOX_CHANGE" => Self::InboxChange,
            _ => Self::Message,
        }
    }
}

/// From or to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// From the customer.
    Incoming,
    /// To the customer.
    Outgoing,
}

impl Flow {
    /// The text on the wire and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Incoming => "INCOMING",
            Self::Outgoing => "OUTGOING",
        }
    }

    fn from_name(name: &str) -> Self {
        if name == "INCOMING" { Self::Incoming } else { Self::Outgoing }
    }
}

/// Where a message is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Handed to the channel.
    Sent,
    /// Came in.
    Received,
    /// The customer saw it.
    Read,
    /// It could not be delivered.
    Failed,
}

impl Delivery {
    /// The text on the wire and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "SENT",
            Self::Received => "RECEIVED",
            Self::Read => "READ",
            Self::Failed => "FAILED",
        }
    }

    /// Reads the text.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sent, Self::Received, Self::Read, Self::Failed].into_iter().find(|delivery| delivery.name() == name)
    }
}

/// The program that makes an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// HubSpot's own interface.
    HubSpot,
    /// An app, by its number.
    Integration(i64),
    /// The server itself.
    System,
}

/// A new entry: begin with [`NewEntry::new`] and set what the kind has.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The thread.
    pub thread_id: i64,
    /// The kind.
    pub kind: Kind,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The actor who made it.
    pub created_by: String,
    /// The program that made it.
    pub client: Client,
    /// Who wrote it.
    pub senders: Vec<Sender>,
    /// Who gets it.
    pub recipients: Vec<Recipient>,
    /// The plain text, whole.
    pub text: Option<String>,
    /// The same as HTML, whole.
    pub rich_text: Option<String>,
    /// E-mail: the subject.
    pub subject: Option<String>,
    /// Messages: from or to the customer.
    pub direction: Option<Flow>,
    /// Messages: the channel.
    pub channel_id: Option<i64>,
    /// Messages: the channel account.
    pub account_id: Option<i64>,
    /// Messages and comments, as on the wire, files by `fileId` without `url`.
    pub attachments: Vec<Value>,
    /// E-mail: the number of characters of the text before the quoted history.
    pub quoted_from: Option<usize>,
    /// The message that it answers.
    pub in_reply_to: Option<String>,
    /// Messages: the delivery.
    pub status: Option<Delivery>,
    /// Changes: the value before.
    pub changed_from: Option<String>,
    /// Changes: the value now.
    pub changed_to: Option<String>,
    /// Published messages: the channel's own id, for repeats.
    pub idempotency: Option<String>,
}

impl NewEntry {
    /// An entry of the server itself with nothing in it.
    pub fn new(thread_id: i64, kind: Kind, created_at: DateTime<Utc>) -> Self {
        Self {
            thread_id,
            kind,
            created_at,
            created_by: "S-hubspot".to_owned(),
            client: Client::System,
            senders: Vec::new(),
            recipients: Vec::new(),
            text: None,
            rich_text: None,
            subject: None,
            direction: None,
            channel_id: None,
            account_id: None,
            attachments: Vec::new(),
            quoted_from: None,
            in_reply_to: None,
            status: None,
            changed_from: None,
            changed_to: None,
            idempotency: None,
        }
    }
}

/// A stored entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place among all entries of the file.
    pub seq: i64,
    /// Its id.
    pub id: String,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// Why it could not be delivered.
    pub failure: Option<String>,
    /// Everything it was made with; the status is the present one.
    pub new: NewEntry,
}

/// Writes an entry and returns its id: 32 hexadecimal digits that rise with time.
pub fn insert(conn: &Connection, new: &NewEntry) -> Result<String, ApiError> {
    let id = Uuid::now_v7().simple().to_string();
    let (client_type, client_app_id) = match new.client {
        Client::HubSpot => ("HUBSPOT", None),
        Client::Integration(app_id) => ("INTEGRATION", Some(app_id)),
        Client::System => ("SYSTEM", None),
    };
    conn.prepare_cached(
        "INSERT INTO messages (id, thread_id, kind, created_at, created_by, client_type, client_app_id, senders,
             recipients, text, rich_text, subject, direction, channel_id, account_id, attachments, quoted_from,
             in_reply_to, status, changed_from, changed_to, idempotency)
         VALUES (:id, :thread_id, :kind, :created_at, :created_by, :client_type, :client_app_id, :senders,
             :recipients, :text, :rich_text, :subject, :direction, :channel_id, :account_id, :attachments,
             :quoted_from, :in_reply_to, :status, :changed_from, :changed_to, :idempotency)",
    )?
    .execute(named_params! {
        ":id": id,
        ":thread_id": new.thread_id,
        ":kind": new.kind.name(),
        ":created_at": to_millis(new.created_at),
        ":created_by": new.created_by,
        ":client_type": client_type,
        ":client_app_id": client_app_id,
        ":senders": list(&new.senders)?,
        ":recipients": list(&new.recipients)?,
        ":text": new.text,
        ":rich_text": new.rich_text,
        ":subject": new.subject,
        ":direction": new.direction.map(Flow::name),
        ":channel_id": new.channel_id,
        ":account_id": new.account_id,
        ":attachments": list(&new.attachments)?,
        ":quoted_from": new.quoted_from.and_then(|from| i64::try_from(from).ok()),
        ":in_reply_to": new.in_reply_to,
        ":status": new.status.map(Delivery::name),
        ":changed_from": new.changed_from,
        ":changed_to": new.changed_to,
        ":idempotency": new.idempotency,
    })?;
    Ok(id)
}

/// One entry.
pub fn get(conn: &Connection, id: &str) -> rusqlite::Result<Option<Entry>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE id = ?1"))?.query_row([id], read).optional()
}

/// The message that a channel published with this id of its own.
pub fn published(conn: &Connection, channel_id: i64, idempotency: &str) -> rusqlite::Result<Option<Entry>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE channel_id = ?1 AND idempotency = ?2"))?
        .query_row((channel_id, idempotency), read)
        .optional()
}

/// Where a page of a thread's entries begins: after this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The time of the last entry seen, in milliseconds.
    pub created_at: i64,
    /// Its place in the file.
    pub seq: i64,
}

/// One page of a thread's entries, up to `limit` after `place`.
pub fn list_of_thread(
    conn: &Connection,
    thread_id: i64,
    direction: Direction,
    place: Option<Place>,
    limit: usize,
) -> Result<Vec<Entry>, ApiError> {
    let (beyond, word, start) = match direction {
        Direction::Ascending => (">", "ASC", Place { created_at: i64::MIN, seq: i64::MIN }),
        Direction::Descending => ("<", "DESC", Place { created_at: i64::MAX, seq: i64::MAX }),
    };
    let place = place.unwrap_or(start);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE thread_id = ?1 AND (created_at, seq) {beyond} (?2, ?3)
         ORDER BY created_at {word}, seq {word} LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map((thread_id, place.created_at, place.seq, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells how the delivery of a message went.
pub fn set_delivery(
    conn: &Connection,
    id: &str,
    delivery: Delivery,
    failure: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), ApiError> {
    conn.prepare_cached("UPDATE messages SET status = ?2, failure = ?3, updated_at = ?4 WHERE id = ?1")?.execute((
        id,
        delivery.name(),
        failure,
        to_millis(at),
    ))?;
    Ok(())
}

fn list<T: Serialize>(items: &[T]) -> Result<String, ApiError> {
    Ok(if items.is_empty() { "[]".to_owned() } else { serde_json::to_string(items)? })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let client: String = row.get("client_type")?;
    let app_id: Option<i64> = row.get("client_app_id")?;
    let kind: String = row.get("kind")?;
    let direction: Option<String> = row.get("direction")?;
    let status: Option<String> = row.get("status")?;
    let quoted_from: Option<i64> = row.get("quoted_from")?;
    Ok(Entry {
        seq: row.get("seq")?,
        id: row.get("id")?,
        updated_at: row.get::<_, Option<i64>>("updated_at")?.map(from_millis),
        failure: row.get("failure")?,
        new: NewEntry {
            thread_id: row.get("thread_id")?,
            kind: Kind::from_name(&kind),
            created_at: from_millis(row.get("created_at")?),
            created_by: row.get("created_by")?,
            client: match (client.as_str(), app_id) {
                ("HUBSPOT", _) => Client::HubSpot,
                ("INTEGRATION", Some(app_id)) => Client::Integration(app_id),
                _ => Client::System,
            },
            senders: items(row, "senders")?,
            recipients: items(row, "recipients")?,
            text: row.get("text")?,
            rich_text: row.get("rich_text")?,
            subject: row.get("subject")?,
            direction: direction.as_deref().map(Flow::from_name),
            channel_id: row.get("channel_id")?,
            account_id: row.get("account_id")?,
            attachments: items(row, "attachments")?,
            quoted_from: quoted_from.and_then(|from| usize::try_from(from).ok()),
            in_reply_to: row.get("in_reply_to")?,
            status: status.as_deref().and_then(Delivery::from_name),
            changed_from: row.get("changed_from")?,
            changed_to: row.get("changed_to")?,
            idempotency: row.get("idempotency")?,
        },
    })
}

fn items<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Vec<T>> {
    let text = row.get_ref(column)?.as_str()?;
    if text == "[]" {
        return Ok(Vec::new());
    }
    Ok(serde_json::from_str(text).unwrap_or_default())
}
