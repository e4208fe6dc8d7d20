//! Tickets. What lists and the search need of the properties lies in columns of its own.

use bellhop_model::{Change, OwnerId, ThreadId, Ticket, TicketId};
use rusqlite::{OptionalExtension, Row, named_params};

use super::wanted::{self, Wanted};
use super::{CacheWrite, cache_table};
use crate::error::Result;
use crate::row::{id, json, json_at, maybe_id, ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    properties TEXT NOT NULL,
    contact TEXT,
    updated_at INTEGER NOT NULL,
    subject TEXT,
    owner TEXT,
    priority TEXT
) STRICT, WITHOUT ROWID;
";

cache_table!(Tickets, TicketsMut, "tickets");

impl Tickets<'_> {
    /// A ticket.
    pub fn get(&self, ticket: &TicketId) -> Result<Option<Ticket>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, properties, contact, updated_at FROM tickets WHERE id = ?")?;
        Ok(statement.query_row([ticket.as_str()], ticket_from).optional()?)
    }

    /// Tickets with a deadline of open conversations that this owner has, or nobody, each with its conversation.
    pub fn with_deadlines(&self, owner: Option<&OwnerId>) -> Result<Vec<(Ticket, ThreadId)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT k.id, k.properties, k.contact, k.updated_at, t.id AS thread
             FROM threads t INDEXED BY threads_owned JOIN tickets k ON k.id = t.ticket
             WHERE t.listed = 0 AND t.owner IN ('', ?) AND k.properties LIKE '%_sla_at%'",
        )?;
        let owner = owner.map_or("", OwnerId::as_str);
        let rows = statement.query_map([owner], |row| Ok((ticket_from(row)?, id(row, "thread")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Tickets that conversations name and that were not read yet.
    pub fn missing(&self, limit: u32) -> Result<Vec<TicketId>> {
        wanted::list(self.0, Wanted::Ticket, limit)
    }
}

impl TicketsMut<'_> {
    /// Writes tickets as the remote tells them. What did not change is not written and not announced.
    pub fn upsert(&self, tickets: &[Ticket]) -> Result<()> {
        for ticket in tickets {
            wanted::strike(self.w.conn, Wanted::Ticket, ticket.id.as_str())?;
            let owner = ticket.owner();
            let written = self.w.conn.prepare_cached(UPSERT)?.execute(named_params! {
                ":id": ticket.id.as_str(),
                ":properties": json(&ticket.properties)?,
                ":contact": ticket.contact.as_ref().map(|id| id.as_str()),
                ":updated_at": ms(ticket.updated_at),
                ":subject": ticket.subject(),
                ":owner": owner.as_ref().map(|id| id.as_str()),
                ":priority": ticket.property("hs_ticket_priority"),
            })?;
            if written == 0 {
                continue;
            }
            if let Some(contact) = &ticket.contact {
                wanted::want(self.w.conn, Wanted::Contact, contact.as_str())?;
            }
            touch_threads(self.w, &ticket.id)?;
        }
        Ok(())
    }

    /// Forgets tickets that are gone on the remote.
    pub fn remove(&self, tickets: &[TicketId]) -> Result<()> {
        for ticket in tickets {
            if self.w.conn.prepare_cached("DELETE FROM tickets WHERE id = ?")?.execute([ticket.as_str()])? > 0 {
                touch_threads(self.w, ticket)?;
            }
        }
        Ok(())
    }

    /// Notes that the remote has no such tickets: nobody asks for them until a conversation names them anew.
    pub fn absent(&self, tickets: &[TicketId]) -> Result<()> {
        tickets.iter().try_for_each(|ticket| wanted::strike(self.w.conn, Wanted::Ticket, ticket.as_str()))
    }
}

fn touch_threads(w: &CacheWrite<'_>, ticket: &TicketId) -> Result<()> {
    w.changed(Change::Ticket(ticket.clone()));
    let mut statement = w.conn.prepare_cached("SELECT row, id FROM threads WHERE ticket = ?")?;
    let mut rows = statement.query([ticket.as_str()])?;
    while let Some(row) = rows.next()? {
        let thread = row.get("row")?;
        w.touched(thread);
        w.thread_changed(id(row, "id")?);
        crate::search::index::queue_head(w, thread)?;
    }
    Ok(())
}

fn ticket_from(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    Ok(Ticket {
        id: id(row, "id")?,
        properties: json_at(row, "properties")?,
        contact: maybe_id(row, "contact")?,
        updated_at: time_at(row, "updated_at")?,
    })
}

const UPSERT: &str = "
INSERT INTO tickets (id, properties, contact, updated_at, subject, owner, priority)
VALUES (:id, :properties, :contact, :updated_at, :subject, :owner, :priority)
ON CONFLICT (id) DO UPDATE SET properties = excluded.properties, contact = excluded.contact,
    updated_at = excluded.updated_at, subject = excluded.subject, owner = excluded.owner, priority = excluded.priority
WHERE (properties, contact, updated_at) IS NOT (excluded.properties, excluded.contact, excluded.updated_at)";
