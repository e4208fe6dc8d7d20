//! The full-text index: one document for each entry of a history, and one "head" for each conversation (its customer's
//! names and addresses, its ticket's properties).
//!
//! The index keeps no text of its own (`content=''`), no positions (`detail=none`: queries are words, never phrases) and
//! takes text that is folded already. Rows are committed first and wait in `unfed_*`; feeding follows in transactions of
//! its own, a few thousand documents at a time and in the order of their numbers. Feeding inside the writing transaction
//! halves the speed of the first sync, and a crash between the two loses nothing: the queue is in the file.
//!
//! `terms` lists every word that was ever fed. A query's unfinished word becomes the few words that it may end as, each of
//! which the index walks lazily; FTS5's own answer to a beginning is to gather all of its matches first, which for a
//! word in half of the messages takes longer than everything else together.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::fold::fold;
use crate::cache::CacheWrite;
use crate::error::Result;
use crate::row::{maybe_json_at, parse_json};
use bellhop_model::Attachment;

pub(crate) const MIGRATION: &str = "
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    body, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 3'
);
CREATE VIRTUAL TABLE heads_fts USING fts5 (
    body, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '2 3'
);
CREATE TABLE unfed_messages (row INTEGER PRIMARY KEY, again INTEGER NOT NULL) STRICT;
CREATE TABLE unfed_heads (row INTEGER PRIMARY KEY, again INTEGER NOT NULL) STRICT;
CREATE TABLE terms (term TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
";

/// Documents fed in one transaction: long enough to be fast, short enough not to keep a writer waiting.
const CHUNK: u32 = 4_000;
/// Shorter beginnings have an index of their own (`prefix`).
pub(crate) const EXPANDED: usize = 4;

/// Whether the index may have a document of this number already, which must leave first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fed {
    Never,
    Before,
}

pub(crate) fn queue_message(w: &CacheWrite<'_>, row: i64, fed: Fed) -> Result<()> {
    w.conn
        .prepare_cached("INSERT OR IGNORE INTO unfed_messages (row, again) VALUES (?, ?)")?
        .execute(rusqlite::params![row, fed == Fed::Before])?;
    w.unfed();
    Ok(())
}

pub(crate) fn queue_head(w: &CacheWrite<'_>, thread: i64) -> Result<()> {
    w.conn.prepare_cached("INSERT OR IGNORE INTO unfed_heads (row, again) VALUES (?, 1)")?.execute([thread])?;
    w.unfed();
    Ok(())
}

pub(crate) fn forget_message(conn: &Connection, row: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM unfed_messages WHERE row = ?")?.execute([row])?;
    conn.prepare_cached("DELETE FROM messages_fts WHERE rowid = ?")?.execute([row])?;
    Ok(())
}

pub(crate) fn forget_head(conn: &Connection, thread: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM unfed_heads WHERE row = ?")?.execute([thread])?;
    conn.prepare_cached("DELETE FROM heads_fts WHERE rowid = ?")?.execute([thread])?;
    Ok(())
}

/// Feeds a chunk; true while more waits. To be called in a write transaction.
pub(crate) fn feed(conn: &Connection) -> Result<bool> {
    let messages = feed_messages(conn)?;
    let heads = feed_heads(conn)?;
    Ok(messages || heads)
}

fn feed_messages(conn: &Connection) -> Result<bool> {
    let rows = waiting(conn, "SELECT row, again FROM unfed_messages ORDER BY row LIMIT ?")?;
    let mut terms = Terms::default();
    for (row, again) in &rows {
        if *again {
            conn.prepare_cached("DELETE FROM messages_fts WHERE rowid = ?")?.execute([row])?;
        }
        if let Some(body) = message_body(conn, *row)? {
            terms.learn(conn, &body)?;
            conn.prepare_cached("INSERT INTO messages_fts (rowid, body) VALUES (?, ?)")?
                .execute(rusqlite::params![row, body])?;
        }
    }
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        conn.prepare_cached("DELETE FROM unfed_messages WHERE row BETWEEN ? AND ?")?.execute([first.0, last.0])?;
    }
    Ok(rows.len() == CHUNK as usize)
}

fn feed_heads(conn: &Connection) -> Result<bool> {
    let rows = waiting(conn, "SELECT row, again FROM unfed_heads ORDER BY row LIMIT ?")?;
    let mut terms = Terms::default();
    for (row, _) in &rows {
        conn.prepare_cached("DELETE FROM heads_fts WHERE rowid = ?")?.execute([row])?;
        if let Some(body) = head_body(conn, *row)? {
            terms.learn(conn, &body)?;
            conn.prepare_cached("INSERT INTO heads_fts (rowid, body) VALUES (?, ?)")?
                .execute(rusqlite::params![row, body])?;
        }
    }
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        conn.prepare_cached("DELETE FROM unfed_heads WHERE row BETWEEN ? AND ?")?.execute([first.0, last.0])?;
    }
    Ok(rows.len() == CHUNK as usize)
}

fn waiting(conn: &Connection, sql: &str) -> Result<Vec<(i64, bool)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([CHUNK], |row| Ok((row.get("row")?, row.get("again")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The words of one chunk, each written once.
#[derive(Debug, Default)]
struct Terms(HashSet<String>);

impl Terms {
    fn learn(&mut self, conn: &Connection, body: &str) -> Result<()> {
        for word in body.split_ascii_whitespace() {
            if word.len() >= EXPANDED && !self.0.contains(word) {
                conn.prepare_cached("INSERT OR IGNORE INTO terms (term) VALUES (?)")?.execute([word])?;
                self.0.insert(word.to_owned());
            }
        }
        Ok(())
    }
}

/// The words that begin like this, unless there are more than so many.
pub(crate) fn endings(conn: &Connection, beginning: &str, most: usize) -> Result<Option<Vec<String>>> {
    let mut statement =
        conn.prepare_cached("SELECT term FROM terms WHERE term >= ?1 AND term < ?1 || '{' ORDER BY term LIMIT ?2")?;
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    let rows = statement.query_map(rusqlite::params![beginning, limit], |row| row.get("term"))?;
    let found = rows.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok((found.len() <= most).then_some(found))
}

/// What can be found of an entry: its text, its subject, the names of its files and cards.
fn message_body(conn: &Connection, row: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT text, subject, attachments FROM messages WHERE row = ?")?;
    let found = statement
        .query_row([row], |row| {
            let attachments = maybe_json_at::<Vec<Attachment>>(row, "attachments")?.unwrap_or_default();
            Ok((row.get::<_, String>("text")?, row.get::<_, Option<String>>("subject")?, attachments))
        })
        .optional()?;
    let Some((text, subject, attachments)) = found else { return Ok(None) };
    let mut body = fold(&text);
    let mut add = |more: &str| {
        body.push(' ');
        body.push_str(&fold(more));
    };
    subject.iter().for_each(|subject| add(subject));
    for attachment in &attachments {
        words_of(attachment).into_iter().for_each(&mut add);
    }
    Ok(Some(body))
}

fn words_of(attachment: &Attachment) -> Vec<&str> {
    match attachment {
        Attachment::File { name, .. } => name.as_deref().into_iter().collect(),
        Attachment::Location { name, address, .. } => {
            [name, address].into_iter().flatten().map(String::as_str).collect()
        }
        Attachment::ContactCard { name, org, emails, phones } => {
            [name].into_iter().chain(org).chain(emails).chain(phones).map(String::as_str).collect()
        }
        Attachment::QuickReplies { choices } => choices.iter().map(|choice| choice.label.as_str()).collect(),
        Attachment::Header { text, .. } => text.as_deref().into_iter().collect(),
        Attachment::Template { parameters } => parameters.iter().map(|(_, value)| value.as_str()).collect(),
        Attachment::SocialPost { title, description, .. } => {
            [title, description].into_iter().flatten().map(String::as_str).collect()
        }
        Attachment::Unsupported { .. } => Vec::new(),
    }
}

/// What can be found of a conversation itself: who the customer is, and its ticket.
fn head_body(conn: &Connection, thread: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.customer, c.properties AS contact, c.company, k.properties AS ticket FROM threads t
         LEFT JOIN contacts c ON c.id = t.contact LEFT JOIN tickets k ON k.id = t.ticket WHERE t.row = ?",
    )?;
    let found = statement
        .query_row([thread], |row| {
            Ok((
                row.get::<_, Option<String>>("customer")?,
                row.get::<_, Option<String>>("company")?,
                row.get::<_, Option<String>>("contact")?,
                row.get::<_, Option<String>>("ticket")?,
            ))
        })
        .optional()?;
    let Some((customer, company, contact, ticket)) = found else { return Ok(None) };
    let mut body = String::new();
    let mut add = |more: &str| {
        body.push(' ');
        body.push_str(&fold(more));
    };
    customer.iter().chain(&company).for_each(|text| add(text));
    for properties in [contact, ticket].into_iter().flatten() {
        let properties: std::collections::BTreeMap<String, String> = parse_json(&properties)?;
        properties.iter().filter(|(name, value)| is_searched(name, value)).for_each(|(_, value)| add(value));
    }
    Ok(Some(body.trim_start().to_owned()))
}

/// Whether a property's value is something that people would look for: no times, no numbers of other records.
fn is_searched(name: &str, value: &str) -> bool {
    const IDS: &[&str] =
        &["hs_object_id", "hubspot_owner_id", "hs_pipeline", "hs_pipeline_stage", "associatedcompanyid"];
    let is_time = value.len() >= 20 && value.ends_with('Z') && value.as_bytes().get(10) == Some(&b'T');
    !is_time && !IDS.contains(&name) && !name.starts_with("hs_")
        || name == "hs_ticket_priority"
        || name == "hs_ticket_category"
}
