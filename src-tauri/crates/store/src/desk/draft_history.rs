//! What drafts were before: the states that a rep can bring back.
//!
//! A state is kept when typing paused, when much of it was deleted at once, once a minute while typing goes on, and when
//! the draft is sent, discarded or replaced by an earlier state. Never for a key. The newest fifty of each draft stay, as
//! long as they are not more than a few megabytes together.

use bellhop_model::{LocalFile, ThreadId};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::drafts::{Draft, DraftMode, draft_from, put_in_place};
use crate::error::Result;
use crate::row::{json, json_at, ms, time};

/// The history with everything that a draft is made of.
pub(crate) const MIGRATION: &str = "
ALTER TABLE draft_history ADD COLUMN reply_to TEXT;
ALTER TABLE draft_history ADD COLUMN account TEXT;
ALTER TABLE draft_history ADD COLUMN email TEXT;
ALTER TABLE draft_history ADD COLUMN status TEXT;
ALTER TABLE draft_history ADD COLUMN why INTEGER NOT NULL DEFAULT 0;
";

/// Without a key for so long, typing paused.
const PAUSE: TimeDelta = TimeDelta::seconds(3);
/// Between two states while typing goes on.
const STEP: TimeDelta = TimeDelta::seconds(60);
/// So many bytes less are worth a state.
const DELETED: usize = 20;
/// States of one draft.
const MOST: i64 = 50;
/// Bytes of the texts of one draft's states. The newest state stays however large it is.
const MOST_BYTES: i64 = 4 << 20;

/// Reads what drafts were before; written by whoever writes drafts.
#[derive(Debug, Clone, Copy)]
pub struct DraftHistory<'c>(pub(crate) &'c Connection);

/// Why a state was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Why {
    /// Typing paused, or went on for long.
    Paused,
    /// An earlier state was put in its place.
    Replaced,
    /// The draft was emptied.
    Discarded,
    /// It was sent.
    Sent,
}

impl Why {
    fn number(self) -> i64 {
        match self {
            Self::Paused => 0,
            Self::Replaced => 1,
            Self::Discarded => 2,
            Self::Sent => 3,
        }
    }

    fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Replaced,
            2 => Self::Discarded,
            3 => Self::Sent,
            _ => Self::Paused,
        }
    }
}

/// What a draft was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDraft {
    /// Its number: later states have larger ones.
    pub number: i64,
    /// Why it was kept.
    pub why: Why,
    /// What it was, and when.
    pub draft: Draft,
}

const COLUMNS: &str =
    "number, why, thread, mode, text, html, reply_to, files, account, email, status, kept_at AS updated_at";

impl DraftHistory<'_> {
    /// What a draft was before, newest first.
    pub fn of(&self, thread: &ThreadId, mode: DraftMode) -> Result<Vec<OldDraft>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM draft_history WHERE thread = ? AND mode = ? ORDER BY number DESC LIMIT {MOST}"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map(params![thread.as_str(), mode.number()], old_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// One state.
    pub fn get(&self, number: i64) -> Result<Option<OldDraft>> {
        let sql = format!("SELECT {COLUMNS} FROM draft_history WHERE number = ?");
        Ok(self.0.prepare_cached(&sql)?.query_row([number], old_from).optional()?)
    }
}

/// Whether what is overwritten deserves a state of its own.
pub(super) fn is_due(conn: &Connection, before: &Draft, now: &Draft) -> Result<bool> {
    if now.updated_at - before.updated_at >= PAUSE || now.text.len() + DELETED < before.text.len() {
        return Ok(true);
    }
    let mut statement =
        conn.prepare_cached("SELECT MAX(kept_at) AS kept_at FROM draft_history WHERE thread = ? AND mode = ?")?;
    let of = params![before.thread.as_str(), before.mode.number()];
    let last: Option<i64> = statement.query_row(of, |row| row.get("kept_at"))?;
    Ok(last.is_some_and(|last| before.updated_at - time(last) >= STEP))
}

/// Keeps a state, unless the newest is the same: then that one tells the more important reason.
pub(super) fn keep(conn: &Connection, draft: &Draft, why: Why, at: DateTime<Utc>) -> Result<()> {
    if draft.is_empty() {
        return Ok(());
    }
    let newest = newest(conn, &draft.thread, draft.mode)?;
    if let Some(newest) = newest.filter(|newest| is_same(&newest.draft, draft)) {
        if why > newest.why {
            conn.prepare_cached("UPDATE draft_history SET why = ?, kept_at = ? WHERE number = ?")?.execute(params![
                why.number(),
                ms(at),
                newest.number
            ])?;
        }
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO draft_history (thread, mode, text, html, reply_to, files, account, email, status, why, kept_at)
         VALUES (:thread, :mode, :text, :html, :reply_to, :files, :account, :email, :status, :why, :kept_at)",
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
        ":why": why.number(),
        ":kept_at": ms(at),
    })?;
    shorten(conn, &draft.thread, draft.mode)
}

/// The files of states that were not sent and are not older than a time.
pub(super) fn files(conn: &Connection, since: DateTime<Utc>) -> Result<Vec<LocalFile>> {
    let mut statement = conn
        .prepare_cached("SELECT files FROM draft_history WHERE files <> '[]' AND why <> :sent AND kept_at >= :since")?;
    let named = named_params! {":sent": Why::Sent.number(), ":since": ms(since)};
    let rows = statement.query_map(named, |row| json_at::<Vec<LocalFile>>(row, "files"))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Puts one file in the place of another wherever a draft had it: the other one is not to come back.
pub(super) fn replace_file(
    conn: &Connection,
    (thread, mode): (&ThreadId, DraftMode),
    hash: &str,
    fresh: &LocalFile,
) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT number, files FROM draft_history WHERE thread = ? AND mode = ?")?;
    let states = statement
        .query_map(params![thread.as_str(), mode.number()], |row| {
            Ok((row.get::<_, i64>("number")?, json_at::<Vec<LocalFile>>(row, "files")?))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    // Where it stands in the text it is named by its hash.
    let mut replace =
        conn.prepare_cached("UPDATE draft_history SET files = ?1, html = replace(html, ?2, ?3) WHERE number = ?4")?;
    for (number, mut files) in states {
        if put_in_place(&mut files, hash, fresh) {
            replace.execute(params![json(&files)?, hash, fresh.hash, number])?;
        }
    }
    Ok(())
}

fn newest(conn: &Connection, thread: &ThreadId, mode: DraftMode) -> Result<Option<OldDraft>> {
    let sql = format!("SELECT {COLUMNS} FROM draft_history WHERE thread = ? AND mode = ? ORDER BY number DESC LIMIT 1");
    Ok(conn.prepare_cached(&sql)?.query_row(params![thread.as_str(), mode.number()], old_from).optional()?)
}

/// What a rep would see no difference in.
fn is_same(one: &Draft, other: &Draft) -> bool {
    one.text == other.text
        && one.html == other.html
        && one.files == other.files
        && one.email == other.email
        && one.status == other.status
}

fn shorten(conn: &Connection, thread: &ThreadId, mode: DraftMode) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM draft_history WHERE number IN (
            SELECT number FROM (
                SELECT number, ROW_NUMBER() OVER newest AS place,
                    SUM(OCTET_LENGTH(text) + COALESCE(OCTET_LENGTH(html), 0)) OVER newest AS bytes
                FROM draft_history WHERE thread = :thread AND mode = :mode
                WINDOW newest AS (ORDER BY number DESC))
            WHERE place > :most OR (place > 1 AND bytes > :bytes))",
    )?
    .execute(named_params! {
        ":thread": thread.as_str(),
        ":mode": mode.number(),
        ":most": MOST,
        ":bytes": MOST_BYTES,
    })?;
    Ok(())
}

fn old_from(row: &Row<'_>) -> rusqlite::Result<OldDraft> {
    let why = Why::from_number(row.get("why")?);
    Ok(OldDraft { number: row.get("number")?, why, draft: draft_from(row)? })
}
