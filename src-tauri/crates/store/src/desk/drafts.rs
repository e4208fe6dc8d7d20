//! What the rep is writing, and what drafts were before.
//!
//! A draft is one row per conversation and mode, written within a moment of each key. What it was goes into its history
//! ([`super::draft_history`]) in the same commit that overwrites or removes it: so whatever happens to a draft, it can be
//! brought back.

use bellhop_model::{Change, ChannelAccountId, ChosenStatus, EmailHead, LocalFile, MessageId, ThreadId};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, named_params};

use super::desk_table;
use super::draft_history::{self, OldDraft, Why};
use crate::error::Result;
use crate::row::{id, json, json_at, maybe_id, maybe_json_at, ms, time_at};

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

/// Drafts with the head of an e-mail and a status.
pub(crate) const EMAIL_MIGRATION: &str = "
ALTER TABLE drafts ADD COLUMN email TEXT;
ALTER TABLE drafts ADD COLUMN status TEXT;
";

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
    /// E-mail: whom it goes to and its subject, when the rep chose them.
    pub email: Option<EmailHead>,
    /// The status that is to be set with it, when the rep chose one.
    pub status: Option<ChosenStatus>,
    /// When it was last kept.
    pub updated_at: DateTime<Utc>,
}

impl Draft {
    /// A draft in which nothing stands yet.
    pub fn blank(thread: ThreadId, mode: DraftMode, now: DateTime<Utc>) -> Self {
        Self {
            thread,
            mode,
            text: String::new(),
            html: None,
            reply_to: None,
            files: Vec::new(),
            account: None,
            email: None,
            status: None,
            updated_at: now,
        }
    }

    /// True when something was written or attached, so that it counts as a draft for the rep.
    pub fn is_begun(&self) -> bool {
        !self.text.is_empty() || !self.files.is_empty()
    }

    /// True when nothing would be lost with it.
    pub fn is_empty(&self) -> bool {
        !self.is_begun() && self.email.is_none()
    }
}

impl Drafts<'_> {
    /// A draft.
    pub fn get(&self, thread: &ThreadId, mode: DraftMode) -> Result<Option<Draft>> {
        let mut statement = self.0.prepare_cached(
            "SELECT thread, mode, text, html, reply_to, files, account, email, status, updated_at FROM drafts WHERE thread = ? AND mode = ?",
        )?;
        Ok(statement.query_row(rusqlite::params![thread.as_str(), mode.number()], draft_from).optional()?)
    }

    /// Every draft, the one that was written last first.
    pub fn all(&self) -> Result<Vec<Draft>> {
        let mut statement = self.0.prepare_cached(
            "SELECT thread, mode, text, html, reply_to, files, account, email, status, updated_at FROM drafts ORDER BY updated_at DESC",
        )?;
        let rows = statement.query_map([], draft_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The hashes of every file that a draft still needs, or needed since a time.
    pub fn files(&self, since: DateTime<Utc>) -> Result<Vec<String>> {
        let now = self.all()?.into_iter().flat_map(|draft| draft.files);
        Ok(now.chain(draft_history::files(self.0, since)?).map(|file| file.hash).collect())
    }
}

impl DraftsMut<'_> {
    /// Keeps a draft. An empty one is removed.
    pub fn put(&self, draft: &Draft) -> Result<()> {
        let before = self.get(&draft.thread, draft.mode)?;
        if draft.is_empty() {
            return match before {
                Some(before) => self.remove(&before, Why::Discarded, draft.updated_at),
                None => Ok(()),
            };
        }
        if let Some(before) = &before
            && draft_history::is_due(self.w.conn, before, draft)?
        {
            draft_history::keep(self.w.conn, before, Why::Paused, before.updated_at)?;
        }
        self.write(draft)
    }

    /// Takes away what was sent. It stays in the history, and so does what was kept before it.
    pub fn sent(&self, sent: &Draft) -> Result<()> {
        if let Some(before) = self.get(&sent.thread, sent.mode)?
            && draft_history::is_due(self.w.conn, &before, sent)?
        {
            draft_history::keep(self.w.conn, &before, Why::Paused, before.updated_at)?;
        }
        self.remove(sent, Why::Sent, sent.updated_at)
    }

    /// Puts an earlier state in the place of what is being written now, which goes into the history.
    pub fn restore(&self, old: &OldDraft, now: DateTime<Utc>) -> Result<Draft> {
        if let Some(before) = self.get(&old.draft.thread, old.draft.mode)? {
            draft_history::keep(self.w.conn, &before, Why::Replaced, now)?;
        }
        let draft = Draft { updated_at: now, ..old.draft.clone() };
        self.write(&draft)?;
        Ok(draft)
    }

    fn write(&self, draft: &Draft) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO drafts (thread, mode, text, html, reply_to, files, account, email, status, updated_at)
                 VALUES (:thread, :mode, :text, :html, :reply_to, :files, :account, :email, :status, :updated_at)
                 ON CONFLICT DO UPDATE SET text = excluded.text, html = excluded.html, reply_to = excluded.reply_to,
                    files = excluded.files, account = excluded.account, email = excluded.email,
                    status = excluded.status, updated_at = excluded.updated_at",
            )?
            .execute(named_params! {
                ":thread": draft.thread.as_str(),
                ":mode": draft.mode.number(),
                ":text": draft.text,
                ":html": draft.html,
                ":reply_to": draft.reply_to.as_ref().map(|id| id.as_str()),
                ":files": json(&draft.files)?,
                ":account": draft.account.as_ref().map(|id| id.as_str()),
                ":email": draft.email.as_ref().map(json).transpose()?,
                ":status": draft.status.as_ref().map(json).transpose()?,
                ":updated_at": ms(draft.updated_at),
            })?;
        self.w.changed(Change::Drafts);
        Ok(())
    }

    fn remove(&self, last: &Draft, why: Why, now: DateTime<Utc>) -> Result<()> {
        draft_history::keep(self.w.conn, last, why, now)?;
        let gone = self
            .w
            .conn
            .prepare_cached("DELETE FROM drafts WHERE thread = ? AND mode = ?")?
            .execute(rusqlite::params![last.thread.as_str(), last.mode.number()])?;
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
        draft_history::replace_file(self.w.conn, (thread, mode), hash, fresh)?;
        // Where it stands in the text it is named by its hash.
        self.w
            .conn
            .prepare_cached(
                "UPDATE drafts SET files = ?1, html = replace(html, ?2, ?3) WHERE thread = ?4 AND mode = ?5",
            )?
            .execute(rusqlite::params![json(&draft.files)?, hash, fresh.hash, thread.as_str(), mode.number()])?;
        self.w.changed(Change::Drafts);
        Ok(true)
    }
}

/// True when the file was among them. What is there already is not there twice.
pub(super) fn put_in_place(files: &mut Vec<LocalFile>, hash: &str, fresh: &LocalFile) -> bool {
    files.retain(|file| file.hash == hash || file.hash != fresh.hash);
    let Some(file) = files.iter_mut().find(|file| file.hash == hash) else { return false };
    *file = fresh.clone();
    true
}

pub(super) fn draft_from(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        thread: id(row, "thread")?,
        mode: DraftMode::from_number(row.get("mode")?),
        text: row.get("text")?,
        html: row.get("html")?,
        reply_to: maybe_id(row, "reply_to")?,
        files: json_at(row, "files")?,
        account: maybe_id(row, "account")?,
        email: maybe_json_at(row, "email")?,
        status: maybe_json_at(row, "status")?,
        updated_at: time_at(row, "updated_at")?,
    })
}
