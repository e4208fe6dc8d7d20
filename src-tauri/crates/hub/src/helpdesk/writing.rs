//! A message or comment is written: its thread and ticket follow in the same transaction.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::{
    changes::{By, set_thread_status},
    records::{self, ObjectKind},
    tickets,
};
use crate::{
    conversations::insert_message,
    db::{
        messages::{Flow, Kind, NewEntry},
        stages,
        threads::{self, Status, Thread},
    },
    server::{answer::ApiError, push::Event},
};

/// Writes a message or comment that happens now: the thread's times move, a closed thread opens, the ticket knows.
/// Returns the id of the entry.
pub fn write_message(
    tx: &Transaction<'_>,
    entry: &NewEntry,
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<String, ApiError> {
    let thread = threads::get(tx, entry.thread_id)?
        .ok_or_else(|| ApiError::not_found(format_args!("Thread {}", entry.thread_id)))?;
    let id = insert_message(tx, entry)?;
    events.push(Event::message(thread.id, &id, now));
    events.push(Event::thread(thread.id, now));
    let is_newest = thread.latest_at.is_none_or(|latest| latest <= entry.created_at);
    let reopens = entry.kind == Kind::Message && is_newest && thread.status == Status::Closed;
    if reopens {
        events.extend(set_thread_status(tx, &thread, Status::Open, By::system(now))?);
    }
    if let Some(ticket_id) = thread.ticket_id {
        follow(tx, &thread, (entry, is_newest), now)?;
        events.push(Event::ticket(ticket_id, now));
    }
    Ok(id)
}

/// Brings the ticket of a thread up to date with a message that was written to it.
fn follow(
    tx: &Transaction<'_>,
    thread: &Thread,
    (entry, is_newest): (&NewEntry, bool),
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let Some(ticket_id) = thread.ticket_id else { return Ok(()) };
    let Some(before) = records::get_properties(tx, ObjectKind::Ticket, ticket_id)? else { return Ok(()) };
    let mut properties = tickets::message_facts(entry, is_newest, &before);
    let is_closed = records::value(&before, "hs_is_closed") == Some("true");
    if is_closed && is_newest && entry.direction == Some(Flow::Incoming) {
        // The customer came back: the ticket returns to where new tickets of its pipeline begin.
        let pipeline = records::value(&before, "hs_pipeline").unwrap_or("0");
        let stages = stages::list(tx, ObjectKind::Ticket)?;
        let is_first =
            |row: &&stages::StageRow| row.pipeline_id == pipeline && !row.is_closed() && row.archived_at.is_none();
        if let Some(stage) = stages.iter().find(is_first) {
            properties.extend(tickets::reopened(&stage.id, now));
        }
    }
    if properties.is_empty() {
        return Ok(());
    }
    records::set_properties(tx, ObjectKind::Ticket, ticket_id, &properties, now)
}
