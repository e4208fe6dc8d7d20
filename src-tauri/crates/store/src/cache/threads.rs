//! Conversations as the remote tells them. What is derived from their messages, ticket and read mark lies in the same row,
//! so that a list is one index walk; [`super::derived`] computes it.

use std::collections::HashMap;

use bellhop_model::{Thread, ThreadId, TicketId};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::cache_table;
use super::wanted::{self, Wanted};
use crate::error::Result;
use crate::row::{id, id_list, maybe_id, maybe_ms, maybe_time_at, ms, status_from, status_number, time_at};

/// `listed`: 0 open, 1 closed, 2 in the bin or spam. `owner` is empty for nobody. `is_unread` is `unread > 0`: an index
/// covers a list only when the list's condition is an equation. A list's order is `sort_at`, then `row`,
/// both downwards: the row's number is at the end of every index anyway.
pub(crate) const MIGRATION: &str = "
CREATE TABLE threads (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    status INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    archived INTEGER NOT NULL,
    spam INTEGER NOT NULL,
    inbox TEXT NOT NULL,
    channel TEXT NOT NULL,
    channel_account TEXT NOT NULL,
    contact TEXT,
    assigned_to TEXT,
    latest_at INTEGER,
    latest_received_at INTEGER,
    latest_sent_at INTEGER,
    ticket TEXT,
    synced_at INTEGER,
    synced_latest INTEGER,
    complete INTEGER NOT NULL DEFAULT 0,
    older TEXT,
    listed INTEGER NOT NULL,
    sort_at INTEGER NOT NULL,
    newest INTEGER,
    channel_now TEXT NOT NULL,
    account_now TEXT NOT NULL,
    customer TEXT,
    owner TEXT NOT NULL DEFAULT '',
    unread INTEGER NOT NULL DEFAULT 0,
    is_unread INTEGER NOT NULL DEFAULT 0,
    needs_reply INTEGER NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL GENERATED ALWAYS AS
        (synced_at IS NULL OR COALESCE(latest_at, 0) > COALESCE(synced_latest, 0)) VIRTUAL
) STRICT;
CREATE INDEX threads_listed ON threads (listed, sort_at);
CREATE INDEX threads_owned ON threads (owner, sort_at) WHERE listed = 0;
CREATE INDEX threads_channel ON threads (channel_now, sort_at) WHERE listed = 0;
CREATE INDEX threads_needing_reply ON threads (sort_at) WHERE listed = 0 AND needs_reply = 1;
CREATE INDEX threads_unread ON threads (sort_at) WHERE listed = 0 AND is_unread = 1;
CREATE INDEX threads_stale ON threads (listed, sort_at) WHERE stale = 1;
CREATE INDEX threads_incomplete ON threads (listed, sort_at) WHERE older IS NOT NULL;
CREATE INDEX threads_of_contact ON threads (contact, sort_at) WHERE contact IS NOT NULL;
CREATE INDEX threads_of_ticket ON threads (ticket) WHERE ticket IS NOT NULL;
";

cache_table!(Threads, ThreadsMut, "conversations");

/// A conversation with what is derived from its messages, its ticket and what was read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadFacts {
    /// As the remote tells it.
    pub thread: Thread,
    /// The channel of its newest message.
    pub channel: bellhop_model::ChannelId,
    /// The channel account of its newest message.
    pub channel_account: bellhop_model::ChannelAccountId,
    /// The name that the customer's newest message gave.
    pub customer: Option<String>,
    /// The ticket's owner, else that of the agent who has it.
    pub owner: Option<bellhop_model::OwnerId>,
    /// Incoming messages that were not read here.
    pub unread: u32,
    /// The customer wrote last.
    pub needs_reply: bool,
    /// Where it falls in a list.
    pub sort_at: DateTime<Utc>,
}

impl Threads<'_> {
    /// A conversation.
    pub fn get(&self, thread: &ThreadId) -> Result<Option<Thread>> {
        let mut statement = self.0.prepare_cached("SELECT * FROM threads WHERE id = ?")?;
        Ok(statement.query_row([thread.as_str()], thread_from).optional()?)
    }

    /// A conversation with what is derived.
    pub fn facts(&self, thread: &ThreadId) -> Result<Option<ThreadFacts>> {
        let mut statement = self.0.prepare_cached("SELECT * FROM threads WHERE id = ?")?;
        Ok(statement.query_row([thread.as_str()], facts_from).optional()?)
    }

    /// Those of these that are known, each with its newest message's time, to the millisecond.
    pub fn known(&self, threads: &[ThreadId]) -> Result<Vec<(ThreadId, Option<DateTime<Utc>>)>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, latest_at FROM threads WHERE id IN (SELECT value FROM json_each(?))")?;
        let ids = id_list(threads.iter().map(ThreadId::as_str))?;
        let rows = statement.query_map([ids], |row| Ok((id(row, "id")?, maybe_time_at(row, "latest_at")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every conversation, those in the bin too.
    pub fn all_ids(&self) -> Result<Vec<ThreadId>> {
        self.select("SELECT id FROM threads ORDER BY row", [])
    }

    /// Every open conversation, newest first.
    pub fn open_ids(&self) -> Result<Vec<ThreadId>> {
        self.select("SELECT id FROM threads WHERE listed = 0 ORDER BY sort_at DESC, row DESC", [])
    }

    /// The conversations of a ticket.
    pub fn of_ticket(&self, ticket: &TicketId) -> Result<Vec<ThreadId>> {
        self.select("SELECT id FROM threads WHERE ticket = ? ORDER BY sort_at DESC, row DESC", [ticket.as_str()])
    }

    /// The conversations of a contact, newest first, those in the bin left out.
    pub fn of_contact(&self, contact: &bellhop_model::ContactId, limit: u32) -> Result<Vec<ThreadFacts>> {
        let mut statement = self.0.prepare_cached(
            "SELECT * FROM threads WHERE contact = ? AND listed < 2 ORDER BY sort_at DESC, row DESC LIMIT ?",
        )?;
        let rows = statement.query_map(rusqlite::params![contact.as_str(), limit], facts_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn select(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<ThreadId>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| id(row, "id"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl ThreadsMut<'_> {
    /// Writes conversations as the remote tells them. What did not change is not written and not announced.
    pub fn upsert(&self, threads: &[Thread]) -> Result<()> {
        // Of a conversation that comes twice in one page the later one counts.
        let mut last: HashMap<&ThreadId, &Thread> = HashMap::with_capacity(threads.len());
        let mut order = Vec::with_capacity(threads.len());
        for thread in threads {
            if last.insert(&thread.id, thread).is_none() {
                order.push(&thread.id);
            }
        }
        for id in order {
            if let Some(thread) = last.get(id) {
                self.upsert_one(thread)?;
            }
        }
        Ok(())
    }

    fn upsert_one(&self, thread: &Thread) -> Result<()> {
        let mut statement = self.w.conn.prepare_cached(UPSERT)?;
        let row: Option<i64> = statement
            .query_row(
                named_params! {
                    ":id": thread.id.as_str(),
                    ":status": status_number(thread.status),
                    ":created_at": ms(thread.created_at),
                    ":closed_at": maybe_ms(thread.closed_at),
                    ":archived": thread.archived,
                    ":spam": thread.spam,
                    ":inbox": thread.inbox.as_str(),
                    ":channel": thread.channel.as_str(),
                    ":channel_account": thread.channel_account.as_str(),
                    ":contact": thread.contact.as_ref().map(|id| id.as_str()),
                    ":assigned_to": thread.assigned_to.as_ref().map(|id| id.as_str()),
                    ":latest_at": maybe_ms(thread.latest_at),
                    ":latest_received_at": maybe_ms(thread.latest_received_at),
                    ":latest_sent_at": maybe_ms(thread.latest_sent_at),
                    ":ticket": thread.ticket.as_ref().map(|id| id.as_str()),
                },
                |row| row.get("row"),
            )
            .optional()?;
        let Some(row) = row else { return Ok(()) };
        if let Some(contact) = &thread.contact {
            wanted::want(self.w.conn, Wanted::Contact, contact.as_str())?;
        }
        if let Some(ticket) = &thread.ticket {
            wanted::want(self.w.conn, Wanted::Ticket, ticket.as_str())?;
        }
        if let Some(actor) = &thread.assigned_to {
            wanted::want(self.w.conn, Wanted::Actor, actor.as_str())?;
        }
        self.w.touched(row);
        self.w.thread_changed(thread.id.clone());
        crate::search::index::queue_head(self.w, row)
    }

    /// Forgets conversations with everything that belongs to them: their messages and what search knows of them.
    pub fn remove(&self, threads: &[ThreadId]) -> Result<()> {
        for thread in threads {
            let Some(row) = row_of(self.w.conn, thread)? else { continue };
            super::messages::remove_all(self.w, row)?;
            crate::search::index::forget_head(self.w.conn, row)?;
            self.w.conn.prepare_cached("DELETE FROM threads WHERE row = ?")?.execute([row])?;
            self.w.thread_changed(thread.clone());
        }
        Ok(())
    }
}

/// `listed`, `sort_at`, `channel_now` and `account_now` begin with what the conversation itself tells.
const UPSERT: &str = "
INSERT INTO threads (id, status, created_at, closed_at, archived, spam, inbox, channel, channel_account, contact,
    assigned_to, latest_at, latest_received_at, latest_sent_at, ticket, listed, sort_at, channel_now, account_now)
VALUES (:id, :status, :created_at, :closed_at, :archived, :spam, :inbox, :channel, :channel_account, :contact,
    :assigned_to, :latest_at, :latest_received_at, :latest_sent_at, :ticket,
    CASE WHEN :archived OR :spam THEN 2 ELSE :status END, COALESCE(:latest_at, :created_at), :channel, :channel_account)
ON CONFLICT (id) DO UPDATE SET
    status = excluded.status, created_at = excluded.created_at, closed_at = excluded.closed_at,
    archived = excluded.archived, spam = excluded.spam, inbox = excluded.inbox, channel = excluded.channel,
    channel_account = excluded.channel_account, contact = excluded.contact, assigned_to = excluded.assigned_to,
    latest_at = excluded.latest_at, latest_received_at = excluded.latest_received_at,
    latest_sent_at = excluded.latest_sent_at, ticket = excluded.ticket
WHERE (threads.status, threads.created_at, threads.closed_at, threads.archived, threads.spam, threads.inbox,
    threads.channel, threads.channel_account, threads.contact, threads.assigned_to, threads.latest_at,
    threads.latest_received_at, threads.latest_sent_at, threads.ticket)
  IS NOT (excluded.status, excluded.created_at, excluded.closed_at, excluded.archived, excluded.spam, excluded.inbox,
    excluded.channel, excluded.channel_account, excluded.contact, excluded.assigned_to, excluded.latest_at,
    excluded.latest_received_at, excluded.latest_sent_at, excluded.ticket)
RETURNING row";

/// The number under which a conversation is kept.
pub(crate) fn row_of(conn: &Connection, thread: &ThreadId) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT row FROM threads WHERE id = ?")?;
    Ok(statement.query_row([thread.as_str()], |row| row.get("row")).optional()?)
}

pub(crate) fn thread_from(row: &Row<'_>) -> rusqlite::Result<Thread> {
    Ok(Thread {
        id: id(row, "id")?,
        status: status_from(row.get("status")?),
        created_at: time_at(row, "created_at")?,
        closed_at: maybe_time_at(row, "closed_at")?,
        archived: row.get("archived")?,
        spam: row.get("spam")?,
        inbox: id(row, "inbox")?,
        channel: id(row, "channel")?,
        channel_account: id(row, "channel_account")?,
        contact: maybe_id(row, "contact")?,
        assigned_to: maybe_id(row, "assigned_to")?,
        latest_at: maybe_time_at(row, "latest_at")?,
        latest_received_at: maybe_time_at(row, "latest_received_at")?,
        latest_sent_at: maybe_time_at(row, "latest_sent_at")?,
        ticket: maybe_id(row, "ticket")?,
    })
}

pub(crate) fn facts_from(row: &Row<'_>) -> rusqlite::Result<ThreadFacts> {
    Ok(ThreadFacts {
        thread: thread_from(row)?,
        channel: id(row, "channel_now")?,
        channel_account: id(row, "account_now")?,
        customer: row.get("customer")?,
        owner: Some(row.get::<_, String>("owner")?).filter(|owner| !owner.is_empty()).map(Into::into),
        unread: row.get("unread")?,
        needs_reply: row.get("needs_reply")?,
        sort_at: time_at(row, "sort_at")?,
    })
}
