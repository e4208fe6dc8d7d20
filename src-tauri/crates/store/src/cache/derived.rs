//! What a conversation's row knows beyond the remote's word: its newest message, its customer's name, who owns it, what
//! was not read here. Computed anew whenever one of its sources changed, at the end of the same transaction; so a list is
//! never a step behind the messages, and nothing else may write these columns.
//!
//! **Unread** counts incoming messages after the read mark. A conversation that was never looked at here has no mark: then
//! what was answered, or lay in a conversation when it was closed, counts as read; otherwise the first sync of an old
//! account would call its whole history unread.

use bellhop_model::ThreadId;
use rusqlite::{Connection, OptionalExtension, named_params};

use super::CacheWrite;
use crate::error::Result;

/// Computes the derived columns of one conversation anew; announces it when one of them differs.
pub(crate) fn refresh(w: &CacheWrite<'_>, thread: i64) -> Result<()> {
    let Some(said) = said(w.conn, thread)? else { return Ok(()) };
    let newest = newest(w.conn, thread)?;
    let last = last_exchange(w.conn, thread)?;
    let floor = read_floor(w.conn, thread)?;
    let unread = unread(w.conn, thread, floor, said.latest_received_at)?;
    let needs_reply = match &last {
        Some(last) => last.lane == 1,
        None => said.latest_received_at > said.latest_sent_at,
    };
    let sort_at = last.as_ref().map(|last| last.at).max(said.latest_at).unwrap_or(said.created_at);
    let (channel, account) = match last {
        Some(last) => (last.channel.unwrap_or(said.channel), last.account.unwrap_or(said.account)),
        None => (said.channel, said.account),
    };
    let customer = customer(w.conn, thread)?;
    if customer != said.customer {
        crate::search::index::queue_head(w, thread)?;
    }
    let written = w.conn.prepare_cached(UPDATE)?.execute(named_params! {
        ":row": thread,
        ":listed": if said.hidden { 2 } else { said.status },
        ":sort_at": sort_at,
        ":newest": newest,
        ":channel_now": channel,
        ":account_now": account,
        ":customer": customer,
        ":owner": owner(w.conn, thread)?,
        ":unread": unread,
        ":needs_reply": needs_reply,
    })?;
    if written > 0 {
        w.thread_changed(said.id);
    }
    Ok(())
}

const UPDATE: &str = "
UPDATE threads SET listed = :listed, sort_at = :sort_at, newest = :newest, channel_now = :channel_now,
    account_now = :account_now, customer = :customer, owner = :owner, unread = :unread,
    is_unread = :unread > 0, needs_reply = :needs_reply
WHERE row = :row AND (listed, sort_at, newest, channel_now, account_now, customer, owner, unread, needs_reply)
    IS NOT (:listed, :sort_at, :newest, :channel_now, :account_now, :customer, :owner, :unread, :needs_reply)";

/// What the remote says of the conversation itself.
struct Said {
    id: ThreadId,
    status: i64,
    hidden: bool,
    created_at: i64,
    latest_at: Option<i64>,
    latest_received_at: Option<i64>,
    latest_sent_at: Option<i64>,
    channel: String,
    account: String,
    /// The name that was derived the last time.
    customer: Option<String>,
}

fn said(conn: &Connection, thread: i64) -> Result<Option<Said>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, status, archived OR spam AS hidden, created_at, latest_at, latest_received_at, latest_sent_at,
            channel, channel_account, customer FROM threads WHERE row = ?",
    )?;
    let said = statement.query_row([thread], |row| {
        Ok(Said {
            id: crate::row::id(row, "id")?,
            status: row.get("status")?,
            hidden: row.get("hidden")?,
            created_at: row.get("created_at")?,
            latest_at: row.get("latest_at")?,
            latest_received_at: row.get("latest_received_at")?,
            latest_sent_at: row.get("latest_sent_at")?,
            channel: row.get("channel")?,
            account: row.get("channel_account")?,
            customer: row.get("customer")?,
        })
    });
    Ok(said.optional()?)
}

/// The newest entry that says something: assignments and the like are no preview.
fn newest(conn: &Connection, thread: i64) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT row FROM messages WHERE thread = ? AND kind IN (0, 1, 2, 6) ORDER BY at DESC, row DESC LIMIT 1",
    )?;
    Ok(statement.query_row([thread], |row| row.get("row")).optional()?)
}

/// The newest message to or from the customer.
struct Exchange {
    at: i64,
    lane: i64,
    channel: Option<String>,
    account: Option<String>,
}

fn last_exchange(conn: &Connection, thread: i64) -> Result<Option<Exchange>> {
    let mut statement = conn.prepare_cached(
        "SELECT at, lane, channel, channel_account FROM messages WHERE thread = ? AND lane > 0
         ORDER BY at DESC, row DESC LIMIT 1",
    )?;
    let last = statement.query_row([thread], |row| {
        Ok(Exchange {
            at: row.get("at")?,
            lane: row.get("lane")?,
            channel: row.get("channel")?,
            account: row.get("channel_account")?,
        })
    });
    Ok(last.optional()?)
}

/// Incoming messages after this time are unread: the read mark, without one the last answer or the closing.
pub(crate) fn read_floor(conn: &Connection, thread: i64) -> Result<i64> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(
            (SELECT read_at FROM marks WHERE marks.thread = t.id),
            MAX(COALESCE(t.latest_sent_at, 0), COALESCE(t.closed_at, 0), COALESCE(
                (SELECT m.at FROM messages m WHERE m.thread = t.row AND m.lane = 2 ORDER BY m.at DESC LIMIT 1), 0))
         ) AS floor FROM threads t WHERE t.row = ?",
    )?;
    Ok(statement.query_row([thread], |row| row.get("floor")).optional()?.unwrap_or(0))
}

/// Before its messages were read, a conversation whose newest message came from the customer counts one.
fn unread(conn: &Connection, thread: i64, floor: i64, received_at: Option<i64>) -> Result<i64> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) AS unread FROM messages WHERE thread = ? AND lane = 1 AND at > ?")?;
    let unread: i64 = statement.query_row([thread, floor], |row| row.get("unread"))?;
    if unread > 0 || received_at.is_none_or(|at| at <= floor) {
        return Ok(unread);
    }
    let read: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM messages WHERE thread = ? AND lane = 1) AS any")?
        .query_row([thread], |row| row.get("any"))?;
    Ok(i64::from(!read))
}

/// The name that the customer's newest message gave.
fn customer(conn: &Connection, thread: i64) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT author_name FROM messages WHERE thread = ? AND lane = 1 ORDER BY at DESC, row DESC LIMIT 1",
    )?;
    let name: Option<Option<String>> = statement.query_row([thread], |row| row.get("author_name")).optional()?;
    Ok(name.flatten().filter(|name| !name.trim().is_empty()))
}

/// The ticket's owner; of a conversation without a ticket the owner behind its agent. Empty for nobody.
fn owner(conn: &Connection, thread: i64) -> Result<String> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(CASE WHEN k.id IS NOT NULL THEN k.owner ELSE
            (SELECT o.id FROM owners o WHERE o.actor = t.assigned_to AND NOT o.archived) END, '') AS owner
         FROM threads t LEFT JOIN tickets k ON k.id = t.ticket WHERE t.row = ?",
    )?;
    Ok(statement.query_row([thread], |row| row.get("owner")).optional()?.unwrap_or_default())
}
