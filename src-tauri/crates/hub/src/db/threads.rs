//! Table `threads`: conversations.
//!
//! The ticket and the contact of a thread are columns, because every listing filters by them or shows them. Listing
//! is keyset paging over an index, so the last page costs what the first does, and a thread that moves while somebody
//! pages can appear twice but never be lost.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, types::Value};

use super::{from_millis, to_millis};
use crate::server::answer::ApiError;

pub(super) const MIGRATION: &str = "
CREATE TABLE threads (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    status              TEXT    NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
    created_at          INTEGER NOT NULL,
    closed_at           INTEGER,
    archived            INTEGER NOT NULL DEFAULT 0,
    spam                INTEGER NOT NULL DEFAULT 0,
    inbox_id            INTEGER NOT NULL REFERENCES inboxes (id),
    channel_id          INTEGER NOT NULL REFERENCES channels (id),
    account_id          INTEGER NOT NULL REFERENCES channel_accounts (id),
    contact_id          INTEGER,
    visitor_id          INTEGER REFERENCES visitors (id),
    assigned_to         TEXT,
    ticket_id           INTEGER,
    latest_at           INTEGER,
    latest_sent_at      INTEGER,
    latest_received_at  INTEGER
) STRICT;
CREATE INDEX threads_by_latest ON threads (archived, latest_at, id);
CREATE INDEX threads_by_contact ON threads (contact_id, archived, latest_at, id);
CREATE INDEX threads_by_ticket ON threads (ticket_id, archived, id);
INSERT INTO sqlite_sequence (name, seq) VALUES ('threads', 7301000000);
";

const COLUMNS: &str = "id, status, created_at, closed_at, archived, spam, inbox_id, channel_id, account_id, contact_id,
    visitor_id, assigned_to, ticket_id, latest_at, latest_sent_at, latest_received_at";

/// One conversation.
#[derive(Debug, Clone)]
pub struct Thread {
    /// Its number.
    pub id: i64,
    /// Done or not.
    pub status: Status,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// Only while closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// In the bin.
    pub archived: bool,
    /// Marked as spam.
    pub spam: bool,
    /// The inbox.
    pub inbox_id: i64,
    /// The channel that it began on.
    pub channel_id: i64,
    /// The channel account that it began on.
    pub account_id: i64,
    /// The contact.
    pub contact_id: Option<i64>,
    /// The visitor, where there is no contact.
    pub visitor_id: Option<i64>,
    /// An agent's actor id.
    pub assigned_to: Option<String>,
    /// The ticket.
    pub ticket_id: Option<i64>,
    /// The newest message.
    pub latest_at: Option<DateTime<Utc>>,
    /// The newest outgoing message.
    pub latest_sent_at: Option<DateTime<Utc>>,
    /// The newest incoming message.
    pub latest_received_at: Option<DateTime<Utc>>,
}

/// Whether a conversation is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Being worked on.
    Open,
    /// Done.
    Closed,
}

impl Status {
    /// The text on the wire and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
        }
    }

    /// Reads the text.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "OPEN" => Some(Self::Open),
            "CLOSED" => Some(Self::Closed),
            _ => None,
        }
    }
}

/// What a new conversation begins with.
#[derive(Debug, Clone)]
pub struct NewThread {
    /// Mostly open.
    pub status: Status,
    /// When it began; also `closed_at` of one that begins closed.
    pub created_at: DateTime<Utc>,
    /// The inbox.
    pub inbox_id: i64,
    /// The channel.
    pub channel_id: i64,
    /// The channel account.
    pub account_id: i64,
    /// The contact.
    pub contact_id: Option<i64>,
    /// The visitor, where there is no contact.
    pub visitor_id: Option<i64>,
    /// An agent's actor id.
    pub assigned_to: Option<String>,
    /// The ticket.
    pub ticket_id: Option<i64>,
    /// Marked as spam.
    pub spam: bool,
}

/// Begins a conversation.
pub fn insert(conn: &Connection, new: &NewThread) -> Result<i64, ApiError> {
    let closed_at = (new.status == Status::Closed).then(|| to_millis(new.created_at));
    conn.prepare_cached(
        "INSERT INTO threads (status, created_at, closed_at, spam, inbox_id, channel_id, account_id, contact_id,
                              visitor_id, assigned_to, ticket_id)
         VALUES (:status, :created_at, :closed_at, :spam, :inbox_id, :channel_id, :account_id, :contact_id,
                 :visitor_id, :assigned_to, :ticket_id)",
    )?
    .execute(named_params! {
        ":status": new.status.name(),
        ":created_at": to_millis(new.created_at),
        ":closed_at": closed_at,
        ":spam": new.spam,
        ":inbox_id": new.inbox_id,
        ":channel_id": new.channel_id,
        ":account_id": new.account_id,
        ":contact_id": new.contact_id,
        ":visitor_id": new.visitor_id,
        ":assigned_to": new.assigned_to,
        ":ticket_id": new.ticket_id,
    })?;
    Ok(conn.last_insert_rowid())
}

/// One thread, archived or not.
pub fn get(conn: &Connection, id: i64) -> rusqlite::Result<Option<Thread>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM threads WHERE id = ?1"))?.query_row([id], read).optional()
}

/// The threads of a ticket, archived ones left out.
pub fn of_ticket(conn: &Connection, ticket_id: i64) -> rusqlite::Result<Vec<Thread>> {
    let mut statement = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM threads WHERE ticket_id = ?1 AND archived = 0 ORDER BY id"))?;
    let rows = statement.query_map([ticket_id], read)?;
    rows.collect()
}

/// Opens or closes.
pub fn set_status(conn: &Connection, id: i64, status: Status, at: DateTime<Utc>) -> Result<(), ApiError> {
    let closed_at = (status == Status::Closed).then(|| to_millis(at));
    conn.prepare_cached("UPDATE threads SET status = ?2, closed_at = ?3 WHERE id = ?1")?.execute((
        id,
        status.name(),
        closed_at,
    ))?;
    Ok(())
}

/// Into the bin.
pub fn archive(conn: &Connection, id: i64) -> Result<(), ApiError> {
    conn.prepare_cached("UPDATE threads SET archived = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Out of the bin.
pub fn restore(conn: &Connection, id: i64) -> Result<(), ApiError> {
    conn.prepare_cached("UPDATE threads SET archived = 0 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Gives a thread to an agent, or to nobody.
pub fn set_assignee(conn: &Connection, id: i64, actor_id: Option<&str>) -> Result<(), ApiError> {
    conn.prepare_cached("UPDATE threads SET assigned_to = ?2 WHERE id = ?1")?.execute((id, actor_id))?;
    Ok(())
}

/// Ties a thread to its ticket.
pub fn set_ticket(conn: &Connection, id: i64, ticket_id: i64) -> Result<(), ApiError> {
    conn.prepare_cached("UPDATE threads SET ticket_id = ?2 WHERE id = ?1")?.execute((id, ticket_id))?;
    Ok(())
}

/// A message was sent.
pub fn note_sent(conn: &Connection, id: i64, at: DateTime<Utc>) -> Result<(), ApiError> {
    conn.prepare_cached(
        "UPDATE threads SET latest_at = max(coalesce(latest_at, ?2), ?2),
                latest_sent_at = max(coalesce(latest_sent_at, ?2), ?2) WHERE id = ?1",
    )?
    .execute((id, to_millis(at)))?;
    Ok(())
}

/// A message was received.
pub fn note_received(conn: &Connection, id: i64, at: DateTime<Utc>) -> Result<(), ApiError> {
    conn.prepare_cached(
        "UPDATE threads SET latest_at = max(coalesce(latest_at, ?2), ?2),
                latest_received_at = max(coalesce(latest_received_at, ?2), ?2) WHERE id = ?1",
    )?
    .execute((id, to_millis(at)))?;
    Ok(())
}

/// Which threads a listing shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those in the bin instead of the others.
    pub archived: bool,
    /// One status.
    pub status: Option<Status>,
    /// Any of these inboxes; all when empty.
    pub inbox_ids: Vec<i64>,
    /// Of one contact.
    pub contact_id: Option<i64>,
    /// Of one ticket.
    pub ticket_id: Option<i64>,
    /// At least as new as this.
    pub latest_from: Option<DateTime<Utc>>,
}

/// The order of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By number, ascending or descending.
    Id(Direction),
    /// By the newest message, ascending or descending.
    Latest(Direction),
}

/// Which way an order runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest or oldest first.
    Ascending,
    /// Largest or newest first.
    Descending,
}

/// Where a page begins: after this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The newest message of the last thread seen, in milliseconds; 0 when ordered by number.
    pub latest_at: i64,
    /// The last thread seen.
    pub id: i64,
}

/// One page: up to `limit` threads after `place`.
pub fn list(
    conn: &Connection,
    filter: &Filter,
    order: Order,
    place: Option<Place>,
    limit: usize,
) -> Result<Vec<Thread>, ApiError> {
    let mut query = Query::new(filter);
    let (by_latest, direction) = match order {
        Order::Id(direction) => (false, direction),
        Order::Latest(direction) => (true, direction),
    };
    let (beyond, word) = match direction {
        Direction::Ascending => (">", "ASC"),
        Direction::Descending => ("<", "DESC"),
    };
    if by_latest {
        query.sql.push_str(" AND latest_at IS NOT NULL");
    }
    if let Some(place) = place {
        if by_latest {
            query.and(&format!("(latest_at, id) {beyond} (?, ?)"), [place.latest_at.into(), place.id.into()]);
        } else {
            query.and(&format!("id {beyond} ?"), [place.id.into()]);
        }
    }
    let keys = if by_latest { format!("latest_at {word}, id {word}") } else { format!("id {word}") };
    query.sql.push_str(&format!(" ORDER BY {keys} LIMIT ?"));
    query.values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let mut statement = conn.prepare_cached(&query.sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(query.values), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

struct Query {
    sql: String,
    values: Vec<Value>,
}

impl Query {
    fn new(filter: &Filter) -> Self {
        let sql = format!("SELECT {COLUMNS} FROM threads WHERE archived = ?");
        let mut query = Self { sql, values: vec![Value::Integer(filter.archived.into())] };
        if let Some(status) = filter.status {
            query.and("status = ?", [Value::Text(status.name().to_owned())]);
        }
        if !filter.inbox_ids.is_empty() {
            let marks = vec!["?"; filter.inbox_ids.len()].join(", ");
            query.and(&format!("inbox_id IN ({marks})"), filter.inbox_ids.iter().map(|id| Value::Integer(*id)));
        }
        if let Some(contact_id) = filter.contact_id {
            // A visitor's number stands in the same place on the wire and never equals a contact's.
            query.and("(contact_id = ? OR visitor_id = ?)", [contact_id.into(), contact_id.into()]);
        }
        if let Some(ticket_id) = filter.ticket_id {
            query.and("ticket_id = ?", [ticket_id.into()]);
        }
        if let Some(from) = filter.latest_from {
            query.and("latest_at >= ?", [to_millis(from).into()]);
        }
        query
    }

    fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.extend(values);
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Thread> {
    let status: String = row.get("status")?;
    let time = |name: &str| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(name)?.map(from_millis));
    Ok(Thread {
        id: row.get("id")?,
        status: Status::from_name(&status).unwrap_or(Status::Open),
        created_at: from_millis(row.get("created_at")?),
        closed_at: time("closed_at")?,
        archived: row.get("archived")?,
        spam: row.get("spam")?,
        inbox_id: row.get("inbox_id")?,
        channel_id: row.get("channel_id")?,
        account_id: row.get("account_id")?,
        contact_id: row.get("contact_id")?,
        visitor_id: row.get("visitor_id")?,
        assigned_to: row.get("assigned_to")?,
        ticket_id: row.get("ticket_id")?,
        latest_at: time("latest_at")?,
        latest_sent_at: time("latest_sent_at")?,
        latest_received_at: time("latest_received_at")?,
    })
}
