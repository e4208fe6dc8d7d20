//! Status and assignee of threads, and their tickets' owners.
//!
//! A thread's assignee and its ticket's owner are one thing in a help desk: each follows the other, and all threads
//! of a ticket follow together. The status is not: closing a ticket closes its threads, because nobody waits for an
//! answer there any more, but closing a thread leaves the ticket to the rep.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::records::{self, ObjectKind, Properties};
use crate::{
    conversations::{agent_of_owner, insert_message, owner_of_agent},
    db::{
        messages::{Client, Kind, NewEntry},
        threads::{self, Status, Thread},
    },
    server::{answer::ApiError, auth::Caller, push::Event},
};
use bellhop_hubspot::wire::conversations::Sender;

/// Who changes something, and when.
#[derive(Debug, Clone)]
pub struct By {
    /// The actor.
    pub actor_id: String,
    /// The program.
    pub client: Client,
    /// When.
    pub at: DateTime<Utc>,
}

impl By {
    /// An app, through the API.
    pub fn app(caller: &Caller, at: DateTime<Utc>) -> Self {
        Self { actor_id: caller.actor_id(), client: Client::Integration(caller.app_id), at }
    }

    /// The help desk itself.
    pub fn system(at: DateTime<Utc>) -> Self {
        Self { actor_id: "S-hubspot".to_owned(), client: Client::System, at }
    }
}

/// Opens or closes a thread and says so in its history. Nothing happens when it is so already.
pub fn set_thread_status(
    tx: &Transaction<'_>,
    thread: &Thread,
    status: Status,
    by: By,
) -> Result<Vec<Event>, ApiError> {
    if thread.status == status {
        return Ok(Vec::new());
    }
    threads::set_status(tx, thread.id, status, by.at)?;
    let entry = NewEntry {
        created_by: by.actor_id,
        client: by.client,
        changed_from: Some(thread.status.name().to_owned()),
        changed_to: Some(status.name().to_owned()),
        ..system_entry(thread.id, Kind::StatusChange, by.at)
    };
    let id = insert_message(tx, &entry)?;
    Ok(vec![Event::thread(thread.id, by.at), Event::message(thread.id, id, by.at)])
}

/// Gives a thread to an agent or to nobody. The ticket's owner and the ticket's other threads follow.
pub fn assign_thread(
    tx: &Transaction<'_>,
    thread: &Thread,
    actor_id: Option<&str>,
    by: By,
) -> Result<Vec<Event>, ApiError> {
    let mut events = assign_one(tx, thread, actor_id, &by)?;
    let Some(ticket_id) = thread.ticket_id else { return Ok(events) };
    let owner = match actor_id {
        Some(actor_id) => owner_of_agent(tx, actor_id)?.map(|id| id.to_string()),
        None => None,
    };
    let before = records::get_properties(tx, ObjectKind::Ticket, ticket_id)?;
    let Some(before) = before else { return Ok(events) };
    if records::value(&before, "hubspot_owner_id") != owner.as_deref() {
        let change = Properties::from([("hubspot_owner_id".to_owned(), Some(owner.unwrap_or_default()))]);
        records::set_properties(tx, ObjectKind::Ticket, ticket_id, &change, by.at)?;
        events.push(Event::ticket(ticket_id, by.at));
    }
    for other in threads::of_ticket(tx, ticket_id)? {
        events.extend(assign_one(tx, &other, actor_id, &by)?);
    }
    Ok(events)
}

fn assign_one(tx: &Transaction<'_>, thread: &Thread, actor_id: Option<&str>, by: &By) -> Result<Vec<Event>, ApiError> {
    // The row may have changed since the caller read it: several threads of one ticket are assigned together.
    let before = threads::get(tx, thread.id)?.and_then(|thread| thread.assigned_to);
    if before.as_deref() == actor_id {
        return Ok(Vec::new());
    }
    threads::set_assignee(tx, thread.id, actor_id)?;
    // HubSpot names the one who assigns as creator and itself as sender and program.
    let entry = NewEntry {
        created_by: by.actor_id.clone(),
        changed_from: before,
        changed_to: actor_id.map(str::to_owned),
        ..system_entry(thread.id, Kind::Assignment, by.at)
    };
    let id = insert_message(tx, &entry)?;
    Ok(vec![Event::thread(thread.id, by.at), Event::message(thread.id, id, by.at)])
}

fn system_entry(thread_id: i64, kind: Kind, at: DateTime<Utc>) -> NewEntry {
    NewEntry {
        senders: vec![Sender { actor_id: Some("S-hubspot".to_owned()), ..Sender::default() }],
        ..NewEntry::new(thread_id, kind, at)
    }
}

/// A ticket was written through the CRM API: its threads follow the owner, and close and open with it.
pub fn ticket_changed(
    tx: &Transaction<'_>,
    ticket_id: i64,
    changed: &Properties,
    now: DateTime<Utc>,
) -> Result<Vec<Event>, ApiError> {
    let mut events = Vec::new();
    let owner_changed = changed.contains_key("hubspot_owner_id");
    let stage_changed = changed.contains_key("hs_pipeline_stage") || changed.contains_key("hs_is_closed");
    if !owner_changed && !stage_changed {
        return Ok(events);
    }
    let Some(ticket) = records::get_properties(tx, ObjectKind::Ticket, ticket_id)? else { return Ok(events) };
    let by = By::system(now);
    if owner_changed {
        let owner_id = records::value(&ticket, "hubspot_owner_id").and_then(|id| id.parse().ok());
        let actor_id = match owner_id {
            Some(owner_id) => agent_of_owner(tx, owner_id)?,
            None => None,
        };
        for thread in threads::of_ticket(tx, ticket_id)? {
            events.extend(assign_one(tx, &thread, actor_id.as_deref(), &by)?);
        }
    }
    if stage_changed {
        let is_closed = records::value(&ticket, "hs_is_closed") == Some("true");
        let was_closed = matches!(changed.get("hs_is_closed"), Some(Some(closed)) if closed != "true");
        let status = if is_closed { Status::Closed } else { Status::Open };
        // Moving between open stages must not open a thread that a rep closed on its own.
        if is_closed || was_closed {
            for thread in threads::of_ticket(tx, ticket_id)? {
                events.extend(set_thread_status(tx, &thread, status, by.clone())?);
            }
        }
    }
    Ok(events)
}
