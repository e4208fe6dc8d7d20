//! What the rep is writing, and what drafts were before.
//!
//! A draft is one row per conversation and mode, written within a moment of each pause in typing. Before it is overwritten,
//! at most once a minute, and whenever it is sent, taken back or emptied, its text goes into the history, so that no
//! slip of the hand loses more than a minute. The history keeps the newest hundred of each draft.

use bellhop_model::{Change, ChannelAccountId, LocalFile, MessageId, ThreadId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::desk_table;
use crate::error::Result;
use crate::row::{id, json, json_at, maybe_id, ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE drafts (
    thread TEXT NOT NULL,
    mode INTEGER NOT NULL,
    text TEXT NOT NULL,
    reply_to TEXT,
    files TEXT NOT NULL,
    account TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (thread, mode)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_newest ON drafts (updated_at);
CREATE TABLE draft_history (
    number INTEGER PRIMARY KEY,
    thread TEXT NOT NULL,
    mode INTEGER NOT NULL,
    text TEXT NOT NULL,
    files TEXT NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT;
CREATE INDEX draft_history_of ON draft_history (thread, mode, number);
";

/// Drafts with style.
pub(crate) const STYLE_MIGRATION: &str = "
ALTER TABLE drafts ADD COLUMN html TEXT;
ALTER TABLE draft_history ADD COLUMN html TEXT;
";

/// Between two entries of one draft's history.
const STEP_MS: i64 = 60_000;
/// Entries of one draft's history.
const MOST: i64 = 100;

desk_table!(Drafts, DraftsMut, "drafts");

/// A reply to the customer or a comment for the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DraftMode {
    /// To the customer.
    Reply,
    /// For the team.
    Comment,
}

impl DraftMode {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Reply => 0,
            Self::Comment => 1,
        }
    }

    fn from_number(number: i64) -> Self {
        if number == 1 { Self::Comment } else { Self::Reply }
    }
}

/// What the rep is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The conversation.
    pub thread: ThreadId,
    /// To whom.
    pub mode: DraftMode,
    /// The text.
    pub text: String,
    /// The same with its style, when it has any.
    pub html: Option<String>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// What goes with it.
    pub files: Vec<LocalFile>,
    /// The account to send through, when the rep chose one.
    pub account: Option<ChannelAccountId>,
    /// When it was last kept.
    pub updated_at: DateTime<Utc>,
}

/// What a draft was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDraft {
    /// The text.
    pub text: String,
    /// The same with its style, when it had any.
    pub html: Option<String>,
    /// What went with it.
    pub files: Vec<LocalFile>,
    /// When it was put into the history.
    pub kept_at: DateTime<Utc>,
}

impl Drafts<'_> {
    /// A draft.
    pub fn get(&self, thread: &ThreadId, mode: DraftMode) -> Result<Option<Draft>> {
        let mut statement = self.0.prepare_cached(
            "SELECT thread, mode, text, html, reply_to, files, account, updated_at FROM drafts WHERE thread = ? AND mode = ?",
        )?;
        Ok(statement.query_row(rusqlite::params![thread.as_str(), mode.number()], draft_from).optional()?)
    }

    /// Every draft, the one that was written last first.
    pub fn all(&self) -> Result<Vec<Draft>> {
        let mut statement = self.0.prepare_cached(
            "SELECT thread, mode, text, html, reply_to, files, account, updated_at FROM drafts ORDER BY updated_at DESC",
        )?;
        let rows = statement.query_map([], draft_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What a draft was before, newest first.
    pub fn history(&self, thread: &ThreadId, mode: DraftMode) -> Result<Vec<OldDraft>> {
        let mut statement = self.0.prepare_cached(
            "SELECT text, html, files, kept_at FROM draft_history WHERE thread = ? AND mode = ? ORDER BY number DESC",
        )?;
        let rows = statement.query_map(rusqlite::params![thread.as_str(), mode.number()], |row| {
            Ok(OldDraft {
                text: row.get("text")?,
                html: row.get("html")?,
                files: json_at(row, "files")?,
                kept_at: time_at(row, "kept_at")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The hashes of every file that a draft still needs.
    pub fn files(&self) -> Result<Vec<String>> {
        Ok(self.all()?.into_iter().flat_map(|draft| draft.files).map(|file| file.hash).collect())
    }
}

impl DraftsMut<'_> {
    /// Keeps a draft. One without text and files is removed.
    pub fn put(&self, draft: &Draft) -> Result<()> {
        if draft.text.is_empty() && draft.files.is_empty() {
            return self.remove(&draft.thread, draft.mode, draft.updated_at);
        }
        let now = ms(draft.updated_at);
        if self.history_is_due(&draft.thread, draft.mode, now)? {
            self.keep_old(&draft.thread, draft.mode, now)?;
        }
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO drafts (thread, mode, text, html, reply_to, files, account, updated_at)
                 VALUES (:thread, :mode, :text, :html, :reply_to, :files, :account, :updated_at)
                 ON CONFLICT DO UPDATE SET text = excluded.text, html = excluded.html, reply_to = excluded.reply_to,
                    files = excluded.files, account = excluded.account, updated_at = excluded.updated_at",
            )?
            .execute(named_params! {
                ":thread": draft.thread.as_str(),
                ":mode": draft.mode.number(),
                ":text": draft.text,
                ":html": draft.html,
                ":reply_to": draft.reply_to.as_ref().map(|id| id.as_str()),
                ":files": json(&draft.files)?,
                ":account": draft.account.as_ref().map(|id| id.as_str()),
                ":updated_at": now,
            })?;
        self.w.changed(Change::Drafts);
        Ok(())
    }

    /// Removes a draft, sent or emptied; its text stays in the history.
    pub fn remove(&self, thread: &ThreadId, mode: DraftMode, now: DateTime<Utc>) -> Result<()> {
        self.keep_old(thread, mode, ms(now))?;
        let gone = self
            .w
            .conn
            .prepare_cached("DELETE FROM drafts WHERE thread = ? AND mode = ?")?
            .execute(rusqlite::params![thread.as_str(), mode.number()])?;
        if gone > 0 {
            self.w.changed(Change::Drafts);
        }
        Ok(())
    }

    /// Puts one file in the place of another, in a draft and in what it was before: the other one is not to come back. False
    /// when the draft does not have it.
    pub fn replace_file(&self, thread: &ThreadId, mode: DraftMode, hash: &str, fresh: &LocalFile) -> Result<bool> {
        let Some(mut draft) = self.get(thread, mode)? else { return Ok(false) };
        if !put_in_place(&mut draft.files, hash, fresh) {
            return Ok(false);
        }
        // Where it stands in the text it is named by its hash.
        for (number, mut files) in self.old_files(thread, mode)? {
            if put_in_place(&mut files, hash, fresh) {
                self.w
                    .conn
                    .prepare_cached(
                        "UPDATE draft_history SET files = ?1, html = replace(html, ?2, ?3) WHERE number = ?4",
                    )?
                    .execute(rusqlite::params![json(&files)?, hash, fresh.hash, number])?;
            }
        }
        self.w
            .conn
            .prepare_cached(
                "UPDATE drafts SET files = ?1, html = replace(html, ?2, ?3) WHERE thread = ?4 AND mode = ?5",
            )?
            .execute(rusqlite::params![json(&draft.files)?, hash, fresh.hash, thread.as_str(), mode.number()])?;
        self.w.changed(Change::Drafts);
        Ok(true)
    }

    fn old_files(&self, thread: &ThreadId, mode: DraftMode) -> Result<Vec<(i64, Vec<LocalFile>)>> {
        let mut statement =
            self.w.conn.prepare_cached("SELECT number, files FROM draft_history WHERE thread = ? AND mode = ?")?;
        let rows = statement.query_map(rusqlite::params![thread.as_str(), mode.number()], |row| {
            Ok((row.get("number")?, json_at(row, "files")?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn history_is_due(&self, thread: &ThreadId, mode: DraftMode, now: i64) -> Result<bool> {
        let mut statement = self.w.conn.prepare_cached(
            "SELECT COALESCE(MAX(kept_at), 0) AS kept_at FROM draft_history WHERE thread = ? AND mode = ?",
        )?;
        let last: i64 =
            statement.query_row(rusqlite::params![thread.as_str(), mode.number()], |row| row.get("kept_at"))?;
        Ok(now.saturating_sub(last) >= STEP_MS)
    }

    /// Puts the draft as it is into its history, unless the history ends with the same.
    fn keep_old(&self, thread: &ThreadId, mode: DraftMode, now: i64) -> Result<()> {
        let of = (thread.as_str(), mode.number());
        keep(self.w.conn, of, now)?;
        self.w
            .conn
            .prepare_cached(
                "DELETE FROM draft_history WHERE thread = ?1 AND mode = ?2 AND number NOT IN (
                    SELECT number FROM draft_history WHERE thread = ?1 AND mode = ?2 ORDER BY number DESC LIMIT ?3)",
            )?
            .execute(rusqlite::params![of.0, of.1, MOST])?;
        Ok(())
    }
}

fn keep(conn: &Connection, (thread, mode): (&str, i64), now: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO draft_history (thread, mode, text, html, files, kept_at)
         SELECT thread, mode, text, html, files, ?3 FROM drafts d
         WHERE thread = ?1 AND mode = ?2 AND (text, html, files) IS NOT (
            SELECT text, html, files FROM draft_history h WHERE h.thread = ?1 AND h.mode = ?2 ORDER BY number DESC LIMIT 1)",
    )?
    .execute(rusqlite::params![thread, mode, now])?;
    Ok(())
}

/// True when the file was among them. What is there already is not there twice.
fn put_in_place(files: &mut Vec<LocalFile>, hash: &str, fresh: &LocalFile) -> bool {
    files.retain(|file| file.hash == hash || file.hash != fresh.hash);
    let Some(file) = files.iter_mut().find(|file| file.hash == hash) else { return false };
    *file = fresh.clone();
    true
}

fn draft_from(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        thread: id(row, "thread")?,
        mode: DraftMode::from_number(row.get("mode")?),
        text: row.get("text")?,
        html: row.get("html")?,
        reply_to: maybe_id(row, "reply_to")?,
        files: json_at(row, "files")?,
        account: maybe_id(row, "account")?,
        updated_at: time_at(row, "updated_at")?,
    })
}
