//! The transcript: what visitors wrote and what the team answered.
//!
//! A visitor's entry goes sending → sent, or failed and, on a retry, sending again. An answer goes delivered → read.
//! Every change takes the next revision number, so a page that was away asks for what is newer than the revision
//! that it knows, and gets each changed entry once, as it is now. That makes replay and live news the same thing.

use bellhop_hubspot::wire::conversations::QuickReply;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, Transaction, named_params};
use serde::{Deserialize, Serialize};

use super::files::ChatFile;

pub(super) const MIGRATION: &str = "
CREATE TABLE entries (
    seq         INTEGER PRIMARY KEY,
    session     TEXT NOT NULL REFERENCES sessions (id),
    side        TEXT NOT NULL CHECK (side IN ('customer', 'team')),
    client_id   TEXT,
    message_id  TEXT,
    author      TEXT,
    text        TEXT NOT NULL,
    rich_text   TEXT,
    pieces      TEXT NOT NULL,
    in_reply_to TEXT,
    at          INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'delivered', 'read')),
    reason      TEXT,
    rev         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_client ON entries (session, client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX entries_message ON entries (session, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX entries_session ON entries (session, rev);
CREATE INDEX entries_rev ON entries (rev);
CREATE INDEX entries_sending ON entries (session, seq) WHERE state = 'sending'";

/// The next revision number.
const NEXT_REV: &str = "(SELECT coalesce(max(rev), 0) + 1 FROM entries)";

/// One entry as the page gets it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    /// Its place in the file; also the order of what came at the same time.
    pub(super) seq: i64,
    /// The revision of its last change.
    pub(super) rev: i64,
    /// `customer` or `team`.
    pub(super) side: String,
    /// The page's own id of what the visitor wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) client_id: Option<String>,
    /// The help desk's id, once it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message_id: Option<String>,
    /// The rep's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<String>,
    /// The plain text.
    pub(super) text: String,
    /// The same as HTML of unknown safety; the page takes it apart and never inserts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rich_text: Option<String>,
    /// What is attached.
    pub(super) pieces: Vec<Piece>,
    /// The entry that this one answers, when it is in this conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quote: Option<Quote>,
    /// When it was written.
    pub(super) at: DateTime<Utc>,
    /// `sending`, `sent`, `failed`, `delivered` or `read`.
    pub(super) state: String,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// The help desk's id of what it answers.
    #[serde(skip)]
    pub(super) in_reply_to: Option<String>,
}

/// What an answer refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Quote {
    /// `customer` or `team`.
    pub(super) side: String,
    /// Its text; empty when it had attachments only.
    pub(super) text: String,
}

/// Something attached to an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(super) enum Piece {
    /// A file of the conversation.
    File {
        /// The help desk's id of the file.
        file_id: String,
        /// IMAGE, AUDIO, VOICE_RECORDING, STICKER or OTHER.
        usage: String,
        /// With its extension.
        name: String,
        /// By its bytes or its extension.
        mime: String,
        /// Bytes; 0 when unknown.
        size: u64,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        width: Option<u32>,
        /// Pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        height: Option<u32>,
        /// How long a recording is; browsers leave it out of the file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<f64>,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        replies: Vec<QuickReply>,
    },
    /// Something that this page cannot show.
    Unsupported {
        /// Its type in the API.
        what: String,
    },
}

impl Piece {
    /// A file of the conversation, used so.
    pub(super) fn file(file: ChatFile, usage: String, seconds: Option<f64>) -> Self {
        let ChatFile { file_id, name, mime, size, width, height } = file;
        Self::File { file_id, usage, name, mime, size, width, height, seconds }
    }
}

/// What a visitor wrote.
pub(super) struct Written {
    /// The conversation.
    pub(super) session: String,
    /// The page's own id; a repeat with the same id is the same entry.
    pub(super) client_id: String,
    /// May be empty with attachments.
    pub(super) text: String,
    /// Files of this conversation.
    pub(super) pieces: Vec<Piece>,
    /// The help desk's id of what it answers.
    pub(super) in_reply_to: Option<String>,
    /// Now.
    pub(super) at: DateTime<Utc>,
}

/// What the team answered.
#[derive(Clone)]
pub(super) struct Answer {
    /// The help desk's id.
    pub(super) message_id: String,
    /// The rep's name, where the help desk gave it.
    pub(super) author: Option<String>,
    /// The plain text.
    pub(super) text: String,
    /// The same as HTML.
    pub(super) rich_text: Option<String>,
    /// What is attached.
    pub(super) pieces: Vec<Piece>,
    /// The help desk's id of what it answers.
    pub(super) in_reply_to: Option<String>,
    /// When it was written.
    pub(super) at: DateTime<Utc>,
}

/// Keeps what a visitor wrote, to be sent. A repeat changes nothing, except that a failed entry is tried again.
pub(super) fn write(tx: &Transaction<'_>, written: &Written) -> rusqlite::Result<()> {
    tx.execute(
        &format!(
            "INSERT INTO entries (session, side, client_id, text, pieces, in_reply_to, at, state, rev)
             VALUES (:session, 'customer', :client, :text, :pieces, :reply, :at, 'sending', {NEXT_REV})
             ON CONFLICT (session, client_id) WHERE client_id IS NOT NULL
             DO UPDATE SET state = 'sending', reason = NULL, rev = {NEXT_REV} WHERE state = 'failed'"
        ),
        named_params! {
            ":session": written.session, ":client": written.client_id, ":text": written.text,
            ":pieces": to_json(&written.pieces), ":reply": written.in_reply_to, ":at": written.at.timestamp_millis(),
        },
    )?;
    Ok(())
}

/// Keeps an answer; an answer that is there already stays as it is.
pub(super) fn deliver(tx: &Transaction<'_>, session: &str, answer: &Answer) -> rusqlite::Result<()> {
    tx.execute(
        &format!(
            "INSERT INTO entries
                (session, side, message_id, author, text, rich_text, pieces, in_reply_to, at, state, rev)
             VALUES (:session, 'team', :id, :author, :text, :rich, :pieces, :reply, :at, 'delivered', {NEXT_REV})
             ON CONFLICT (session, message_id) WHERE message_id IS NOT NULL DO NOTHING"
        ),
        named_params! {
            ":session": session, ":id": answer.message_id, ":author": answer.author, ":text": answer.text,
            ":rich": answer.rich_text, ":pieces": to_json(&answer.pieces), ":reply": answer.in_reply_to,
            ":at": answer.at.timestamp_millis(),
        },
    )?;
    Ok(())
}

/// Notes that the help desk took an entry.
pub(super) fn sent(tx: &Transaction<'_>, seq: i64, message_id: &str) -> rusqlite::Result<()> {
    tx.execute(
        &format!(
            "UPDATE entries SET state = 'sent', message_id = :id, reason = NULL, rev = {NEXT_REV} WHERE seq = :seq"
        ),
        named_params! { ":id": message_id, ":seq": seq },
    )?;
    Ok(())
}

/// Notes that the help desk will never take an entry, and why.
pub(super) fn failed(tx: &Transaction<'_>, seq: i64, reason: &str) -> rusqlite::Result<()> {
    tx.execute(
        &format!("UPDATE entries SET state = 'failed', reason = :reason, rev = {NEXT_REV} WHERE seq = :seq"),
        named_params! { ":reason": reason, ":seq": seq },
    )?;
    Ok(())
}

/// Notes that the visitor saw the answers up to this one; gives the ids of those that were not seen before.
pub(super) fn read(tx: &Transaction<'_>, session: &str, up_to: i64) -> rusqlite::Result<Vec<String>> {
    let mut query = tx.prepare_cached(&format!(
        "UPDATE entries SET state = 'read', rev = {NEXT_REV}
         WHERE session = :session AND side = 'team' AND state = 'delivered' AND seq <= :up_to
         RETURNING message_id"
    ))?;
    let rows = query.query_map(named_params! { ":session": session, ":up_to": up_to }, |row| {
        row.get::<_, Option<String>>("message_id")
    })?;
    rows.filter_map(Result::transpose).collect()
}

/// The sessions with entries that are still to be sent.
pub(super) fn sessions_sending(tx: &Transaction<'_>) -> rusqlite::Result<Vec<String>> {
    let mut query = tx.prepare_cached("SELECT DISTINCT session FROM entries WHERE state = 'sending'")?;
    let rows = query.query_map([], |row| row.get("session"))?;
    rows.collect()
}

/// The oldest entry of a session that is still to be sent.
pub(super) fn next_to_send(tx: &Transaction<'_>, session: &str) -> rusqlite::Result<Option<Entry>> {
    select(tx, "e.session = :session AND e.state = 'sending' ORDER BY e.seq LIMIT 1", session, 0)
        .map(|mut found| found.pop())
}

/// What changed in a session after this revision, oldest change first; everything after revision 0.
pub(super) fn after(tx: &Transaction<'_>, session: &str, rev: i64) -> rusqlite::Result<Vec<Entry>> {
    select(tx, "e.session = :session AND e.rev > :rev ORDER BY e.rev, e.seq", session, rev)
}

/// One entry by the page's own id.
pub(super) fn by_client_id(tx: &Transaction<'_>, session: &str, client_id: &str) -> rusqlite::Result<Option<Entry>> {
    let seq: Option<i64> = tx
        .query_row(
            "SELECT seq FROM entries WHERE session = :session AND client_id = :client",
            named_params! { ":session": session, ":client": client_id },
            |row| row.get("seq"),
        )
        .optional()?;
    let Some(seq) = seq else { return Ok(None) };
    select(tx, "e.session = :session AND e.seq = :rev", session, seq).map(|mut found| found.pop())
}

fn select(tx: &Transaction<'_>, condition: &str, session: &str, number: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT e.seq, e.rev, e.side, e.client_id, e.message_id, e.author, e.text, e.rich_text, e.pieces,
                e.in_reply_to, e.at, e.state, e.reason, q.side AS quote_side, q.text AS quote_text
         FROM entries e
         LEFT JOIN entries q ON q.session = e.session AND q.message_id = e.in_reply_to
         WHERE {condition}"
    ))?;
    let named = named_params! { ":session": session, ":rev": number };
    // A condition that needs no number leaves its parameter out, and SQLite refuses names that it does not know.
    let named = if condition.contains(":rev") { named } else { named.get(..1).unwrap_or(named) };
    let rows = query.query_map(named, entry)?;
    rows.collect()
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let at: i64 = row.get("at")?;
    let pieces: String = row.get("pieces")?;
    let quote_side: Option<String> = row.get("quote_side")?;
    let quote_text: Option<String> = row.get("quote_text")?;
    Ok(Entry {
        seq: row.get("seq")?,
        rev: row.get("rev")?,
        side: row.get("side")?,
        client_id: row.get("client_id")?,
        message_id: row.get("message_id")?,
        author: row.get("author")?,
        text: row.get("text")?,
        rich_text: row.get("rich_text")?,
        pieces: serde_json::from_str(&pieces).unwrap_or_default(),
        quote: quote_side.zip(quote_text).map(|(side, text)| Quote { side, text }),
        at: DateTime::from_timestamp_millis(at).unwrap_or_default(),
        state: row.get("state")?,
        reason: row.get("reason")?,
        in_reply_to: row.get("in_reply_to")?,
    })
}

fn to_json(pieces: &[Piece]) -> String {
    serde_json::to_string(pieces).unwrap_or_else(|_| "[]".to_owned())
}
