//! The histories of conversations.
//!
//! A row's number begins with the second in which the message was made (`second * 2^20 + n`): the search index hands out
//! rows by number, so "newest first" costs nothing, in whatever order the first sync brings them. `lane` is the half of
//! `kind` that counting needs: 1 came from the customer, 2 went to the customer, 0 is neither.
//!
//! A row remembers a digest of what the remote told, so that polling, which reads the same messages all day, writes nothing
//! and wakes nobody. A text that was cut and fetched whole later stays whole when its cut version comes again.

use std::hash::{DefaultHasher, Hash, Hasher};

use bellhop_model::{Attachment, ChannelId, Message, MessageId, ThreadId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, named_params};

use super::message_row::{COLUMNS, Columns, message_from};
use super::text_pictures::TextPictures;
use super::threads::row_of;
use super::{cache_table, message_files};
use crate::error::Result;
use crate::row::{id, id_list, ms};
use crate::search::index;

pub(crate) const MIGRATION: &str = "
CREATE TABLE messages (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    thread INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    author TEXT,
    author_name TEXT,
    author_address TEXT,
    channel TEXT,
    channel_account TEXT,
    in_reply_to TEXT,
    receipt TEXT,
    recipients TEXT,
    before TEXT,
    after TEXT,
    truncation INTEGER NOT NULL,
    fetched_whole INTEGER NOT NULL DEFAULT 0,
    subject TEXT,
    attachments TEXT,
    text TEXT NOT NULL,
    html TEXT
) STRICT;
CREATE INDEX messages_in_thread ON messages (thread, at);
CREATE INDEX messages_incoming ON messages (thread, at) WHERE lane = 1;
";

cache_table!(Messages, MessagesMut, "the histories of conversations");

/// A part of a history, oldest first.
#[derive(Debug, Clone)]
pub struct HistoryPage {
    /// The messages.
    pub messages: Vec<Message>,
    /// Where older ones go on.
    pub older: Option<HistoryPlace>,
}

/// A place in a history, as text `at:row`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryPlace {
    at: i64,
    row: i64,
}

impl std::fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.at, self.row)
    }
}

impl std::str::FromStr for HistoryPlace {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, row) = text.split_once(':').unwrap_or((text, "0"));
        Ok(Self { at: at.parse()?, row: row.parse()? })
    }
}

impl Messages<'_> {
    /// A message.
    pub fn get(&self, message: &MessageId) -> Result<Option<Message>> {
        let sql = format!("SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread WHERE m.id = ?");
        Ok(self.0.prepare_cached(&sql)?.query_row([message.as_str()], message_from).optional()?)
    }

    /// Those of these that are known.
    pub fn known(&self, messages: &[MessageId]) -> Result<Vec<MessageId>> {
        let mut statement =
            self.0.prepare_cached("SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?))")?;
        let rows = statement.query_map([id_list(messages.iter().map(MessageId::as_str))?], |row| id(row, "id"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The newest entry of a conversation, whatever its kind.
    pub fn newest(&self, thread: &ThreadId) -> Result<Option<MessageId>> {
        let mut statement = self.0.prepare_cached(
            "SELECT m.id FROM messages m WHERE m.thread = (SELECT row FROM threads WHERE id = ?)
             ORDER BY m.at DESC, m.row DESC LIMIT 1",
        )?;
        Ok(statement.query_row([thread.as_str()], |row| id(row, "id")).optional()?)
    }

    /// The newest message to or from the customer.
    pub fn newest_message(&self, thread: &ThreadId) -> Result<Option<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = ?) AND m.lane > 0
             ORDER BY m.at DESC, m.row DESC LIMIT 1"
        );
        Ok(self.0.prepare_cached(&sql)?.query_row([thread.as_str()], message_from).optional()?)
    }

    /// The newest message from the customer.
    pub fn newest_incoming(&self, thread: &ThreadId) -> Result<Option<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = ?) AND m.lane = 1
             ORDER BY m.at DESC, m.row DESC LIMIT 1"
        );
        Ok(self.0.prepare_cached(&sql)?.query_row([thread.as_str()], message_from).optional()?)
    }

    /// The newest message to or from the customer that went through a channel.
    pub fn newest_through(&self, thread: &ThreadId, channel: &ChannelId) -> Result<Option<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = ?) AND m.lane > 0 AND m.channel = ?
             ORDER BY m.at DESC, m.row DESC LIMIT 1"
        );
        let of = [thread.as_str(), channel.as_str()];
        Ok(self.0.prepare_cached(&sql)?.query_row(of, message_from).optional()?)
    }

    /// The newest message from the customer that came through a channel.
    pub fn newest_incoming_through(&self, thread: &ThreadId, channel: &ChannelId) -> Result<Option<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = ?) AND m.lane = 1 AND m.channel = ?
             ORDER BY m.at DESC, m.row DESC LIMIT 1"
        );
        let of = [thread.as_str(), channel.as_str()];
        Ok(self.0.prepare_cached(&sql)?.query_row(of, message_from).optional()?)
    }

    /// The entries made at or after a time, oldest first.
    pub fn after(&self, thread: &ThreadId, at: DateTime<Utc>) -> Result<Vec<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = ?) AND m.at >= ? ORDER BY m.at, m.row"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params![thread.as_str(), ms(at)], message_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The entries of all conversations made at or after a time, oldest first. A row's number begins with its second.
    pub fn since(&self, at: DateTime<Utc>) -> Result<Vec<Message>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread WHERE m.row >= ? AND m.at >= ? ORDER BY m.row"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([at.timestamp() << 20, ms(at)], message_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The oldest message from the customer that was made after a read mark, and without a mark after the last answer.
    pub fn first_unread(&self, thread: &ThreadId) -> Result<Option<MessageId>> {
        let Some(row) = row_of(self.0, thread)? else { return Ok(None) };
        let floor = super::derived::read_floor(self.0, row)?;
        let mut statement = self.0.prepare_cached(
            "SELECT id FROM messages WHERE thread = ? AND lane = 1 AND at > ? ORDER BY at, row LIMIT 1",
        )?;
        Ok(statement.query_row([row, floor], |row| id(row, "id")).optional()?)
    }

    /// The newest entries before a place, or the newest of all; oldest first.
    pub fn page(&self, thread: &ThreadId, before: Option<HistoryPlace>, limit: u32) -> Result<HistoryPage> {
        let sql = format!(
            "SELECT {COLUMNS} FROM messages m JOIN threads t ON t.row = m.thread
             WHERE m.thread = (SELECT row FROM threads WHERE id = :thread)
               AND m.at <= :at AND (m.at < :at OR m.row < :row)
             ORDER BY m.at DESC, m.row DESC LIMIT :limit"
        );
        let place = before.unwrap_or(HistoryPlace { at: i64::MAX, row: i64::MAX });
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(
            named_params! {":thread": thread.as_str(), ":at": place.at, ":row": place.row, ":limit": limit.saturating_add(1)},
            |row| Ok((HistoryPlace { at: row.get("at")?, row: row.get("row")? }, message_from(row)?)),
        )?;
        let mut found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let older = found.last().map(|(place, _)| *place).filter(|_| more);
        Ok(HistoryPage { messages: found.into_iter().rev().map(|(_, message)| message).collect(), older })
    }
}

impl MessagesMut<'_> {
    /// Writes entries as the remote tells them; those of one millisecond keep the order of the slice. An entry of an
    /// unknown conversation is left out: it comes again with its conversation.
    pub fn upsert(&self, messages: &[Message]) -> Result<()> {
        let mut thread: Option<(&ThreadId, i64)> = None;
        for message in messages {
            let row = match thread {
                Some((known, row)) if *known == message.thread => row,
                _ => {
                    let Some(row) = row_of(self.w.conn, &message.thread)? else {
                        tracing::debug!(message = %message.id, thread = %message.thread, "a message of an unknown conversation");
                        continue;
                    };
                    thread = Some((&message.thread, row));
                    row
                }
            };
            self.upsert_one(row, message)?;
        }
        Ok(())
    }

    fn upsert_one(&self, thread: i64, message: &Message) -> Result<()> {
        let columns = Columns::of(message)?;
        let digest = digest(&columns, thread, ms(message.at));
        let known = self
            .w
            .conn
            .prepare_cached("SELECT row, digest FROM messages WHERE id = ?")?
            .query_row([message.id.as_str()], |row| Ok((row.get::<_, i64>("row")?, row.get::<_, i64>("digest")?)))
            .optional()?;
        let (row, fed) = match known {
            Some((_, same)) if same == digest => return Ok(()),
            Some((row, _)) => (row, index::Fed::Before),
            None => (free_row(self.w.conn, message.at)?, index::Fed::Never),
        };
        self.w.conn.prepare_cached(UPSERT)?.execute(named_params! {
            ":row": row,
            ":id": message.id.as_str(),
            ":thread": thread,
            ":at": ms(message.at),
            ":digest": digest,
            ":kind": columns.kind,
            ":lane": columns.lane,
            ":author": columns.author,
            ":author_name": columns.author_name,
            ":author_address": columns.author_address,
            ":channel": columns.channel,
            ":channel_account": columns.channel_account,
            ":in_reply_to": columns.in_reply_to,
            ":receipt": columns.receipt,
            ":recipients": columns.recipients,
            ":before": columns.before,
            ":after": columns.after,
            ":truncation": columns.truncation,
            ":subject": columns.subject,
            ":attachments": columns.attachments,
            ":text": columns.text,
            ":html": columns.html,
        })?;
        for actor in columns.actors() {
            self.w.want_actor(actor)?;
        }
        let shown = TextPictures(self.w.conn).of(columns.html.unwrap_or_default())?;
        if known.is_some() || !message.attachments().is_empty() || !shown.is_empty() {
            message_files::have(self.w, row, message.attachments().iter().filter_map(Attachment::file).chain(&shown))?;
        }
        index::queue_message(self.w, row, fed)?;
        self.w.touched(thread);
        self.w.thread_changed(message.thread.clone());
        Ok(())
    }

    /// Forgets entries that are gone on the remote.
    pub fn remove(&self, messages: &[MessageId]) -> Result<()> {
        for message in messages {
            let gone = self
                .w
                .conn
                .prepare_cached(
                    "DELETE FROM messages WHERE id = ? RETURNING row, thread, (SELECT id FROM threads t WHERE t.row = thread) AS of",
                )?
                .query_row([message.as_str()], |row| {
                    Ok((row.get::<_, i64>("row")?, row.get::<_, i64>("thread")?, id::<ThreadId>(row, "of")?))
                })
                .optional()?;
            let Some((row, thread, of)) = gone else { continue };
            index::forget_message(self.w.conn, row)?;
            message_files::gone(self.w, row)?;
            self.w.touched(thread);
            self.w.thread_changed(of);
        }
        Ok(())
    }

    /// Puts the whole text in the place of a cut one.
    pub fn set_text(&self, message: &MessageId, text: &str, html: Option<&str>) -> Result<()> {
        let found = self
            .w
            .conn
            .prepare_cached(
                "UPDATE messages SET text = ?, html = ?, truncation = 0, fetched_whole = 1 WHERE id = ?
                 RETURNING row, (SELECT id FROM threads t WHERE t.row = thread) AS of",
            )?
            .query_row(rusqlite::params![text, html, message.as_str()], |row| {
                Ok((row.get::<_, i64>("row")?, id::<ThreadId>(row, "of")?))
            })
            .optional()?;
        if let Some((row, thread)) = found {
            index::queue_message(self.w, row, index::Fed::Before)?;
            self.w.thread_changed(thread);
        }
        Ok(())
    }
}

/// Forgets the whole history of a conversation.
pub(crate) fn remove_all(w: &super::CacheWrite<'_>, thread: i64) -> Result<()> {
    let mut statement = w.conn.prepare_cached("DELETE FROM messages WHERE thread = ? RETURNING row")?;
    let rows = statement.query_map([thread], |row| row.get::<_, i64>("row"))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for row in rows {
        index::forget_message(w.conn, row)?;
        super::message_files::gone(w, row)?;
    }
    Ok(())
}

/// A free number in the message's second.
fn free_row(conn: &Connection, at: DateTime<Utc>) -> Result<i64> {
    const PER_SECOND: i64 = 1 << 20;
    let first = at.timestamp().max(0).saturating_mul(PER_SECOND);
    let last: Option<i64> = conn
        .prepare_cached("SELECT MAX(row) FROM messages WHERE row >= ? AND row < ?")?
        .query_row([first, first.saturating_add(PER_SECOND)], |row| row.get(0))?;
    Ok(last.map_or(first, |last| last.saturating_add(1)))
}

fn digest(columns: &Columns<'_>, thread: i64, at: i64) -> i64 {
    let mut hasher = DefaultHasher::new();
    (columns, thread, at).hash(&mut hasher);
    hasher.finish().cast_signed()
}

const UPSERT: &str = "
INSERT INTO messages (row, id, thread, at, kind, lane, digest, author, author_name, author_address, channel,
    channel_account, in_reply_to, receipt, recipients, before, after, truncation, subject, attachments, text, html)
VALUES (:row, :id, :thread, :at, :kind, :lane, :digest, :author, :author_name, :author_address, :channel,
    :channel_account, :in_reply_to, :receipt, :recipients, :before, :after, :truncation, :subject, :attachments, :text, :html)
ON CONFLICT (row) DO UPDATE SET
    thread = excluded.thread, at = excluded.at, kind = excluded.kind, lane = excluded.lane, digest = excluded.digest,
    author = excluded.author, author_name = excluded.author_name, author_address = excluded.author_address,
    channel = excluded.channel, channel_account = excluded.channel_account, in_reply_to = excluded.in_reply_to,
    receipt = excluded.receipt, recipients = excluded.recipients, before = excluded.before, after = excluded.after,
    subject = excluded.subject, attachments = excluded.attachments,
    text = CASE WHEN fetched_whole AND excluded.truncation > 0 THEN text ELSE excluded.text END,
    html = CASE WHEN fetched_whole AND excluded.truncation > 0 THEN html ELSE excluded.html END,
    truncation = CASE WHEN fetched_whole THEN 0 ELSE excluded.truncation END,
    fetched_whole = fetched_whole AND excluded.truncation > 0";
