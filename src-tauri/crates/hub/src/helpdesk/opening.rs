//! A new conversation: who writes, which contact that is, and the ticket that opens for it.

use bellhop_hubspot::wire::conversations::DeliveryIdentifier;
use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::{
    records::{self, ObjectKind, Properties, TICKET_TO_CONTACT, set},
    tickets,
    writing::write_message,
};
use crate::{
    conversations::insert_thread,
    db::{
        messages::NewEntry,
        threads::{self, NewThread, Status},
        visitors::{self, Seen},
    },
    server::{answer::ApiError, push::Event},
    settings::ContactCapture,
};

/// A customer, as a channel knows them.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The channel.
    pub channel_id: i64,
    /// Their address there.
    pub address: &'a DeliveryIdentifier,
    /// The name that the channel gave.
    pub name: Option<&'a str>,
    /// The contact, when the channel says which.
    pub contact_id: Option<i64>,
}

/// The customer's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The contact, if there is one.
    pub contact_id: Option<i64>,
    /// The visitor.
    pub visitor_id: i64,
}

impl Known {
    /// The actor id, `V-` and the contact's or visitor's number.
    pub fn actor_id(&self) -> String {
        format!("V-{}", self.contact_id.unwrap_or(self.visitor_id))
    }
}

/// Finds the contact behind an address, by the channel's word, by e-mail address, or because they wrote before;
/// makes one when there is none and contacts are captured.
pub fn find_person(
    tx: &Transaction<'_>,
    person: Person<'_>,
    capture: ContactCapture,
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<Known, ApiError> {
    let before = visitors::find(tx, person.channel_id, person.address)?;
    let by_email = match person.address.kind.as_str() {
        visitors::EMAIL => records::find_contact_by_email(tx, &person.address.value)?,
        _ => None,
    };
    let known = person.contact_id.or(by_email).or(before.and_then(|visitor| visitor.contact_id));
    // A contact that was deleted since is not written to again.
    let alive = match known {
        Some(id) => records::get_properties(tx, ObjectKind::Contact, id)?.map(|_| id),
        None => None,
    };
    let contact_id = match (alive, capture) {
        (Some(id), _) => Some(id),
        (None, ContactCapture::On) => {
            let id = records::create_object(tx, ObjectKind::Contact, contact_properties(person), now)?;
            events.push(Event::contact(id, now));
            Some(id)
        }
        (None, ContactCapture::Off) => None,
    };
    let seen = Seen { channel_id: person.channel_id, address: person.address, name: person.name, contact_id, at: now };
    Ok(Known { contact_id, visitor_id: visitors::remember(tx, seen)? })
}

fn contact_properties(person: Person<'_>) -> Properties {
    let mut properties = Properties::new();
    match person.address.kind.as_str() {
        visitors::EMAIL => set(&mut properties, "email", person.address.value.trim().to_lowercase()),
        visitors::PHONE => set(&mut properties, "phone", person.address.value.trim()),
        _ => {}
    }
    if let Some(name) = person.name.map(str::trim).filter(|name| !name.is_empty()) {
        let (first, last) = name.rsplit_once(' ').unwrap_or((name, ""));
        set(&mut properties, "firstname", first.trim());
        if !last.is_empty() {
            set(&mut properties, "lastname", last);
        }
    }
    properties
}

/// The first message of a conversation and where it came in.
#[derive(Debug)]
pub struct FirstMessage {
    /// The message; its thread number is filled in.
    pub entry: NewEntry,
    /// The inbox.
    pub inbox_id: i64,
    /// The channel.
    pub channel_id: i64,
    /// The channel account.
    pub account_id: i64,
    /// The customer.
    pub customer: Option<Known>,
    /// The customer's name, for the subject of a message without words.
    pub customer_name: Option<String>,
}

/// Begins a conversation: ticket, thread, message, all tied together. Returns the thread's number and the message's id.
pub fn open_conversation(
    tx: &Transaction<'_>,
    first: FirstMessage,
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<(i64, String), ApiError> {
    let properties = tickets::new_ticket_properties(&first.entry, first.inbox_id, first.customer_name.as_deref());
    let ticket_id = records::create_object(tx, ObjectKind::Ticket, properties, now)?;
    let contact_id = first.customer.and_then(|customer| customer.contact_id);
    if let Some(contact_id) = contact_id {
        records::associate(tx, (ObjectKind::Ticket, ticket_id), (ObjectKind::Contact, contact_id), TICKET_TO_CONTACT)?;
    }
    let thread_id = insert_thread(
        tx,
        &NewThread {
            status: Status::Open,
            created_at: first.entry.created_at.min(now),
            inbox_id: first.inbox_id,
            channel_id: first.channel_id,
            account_id: first.account_id,
            contact_id,
            visitor_id: first.customer.map(|customer| customer.visitor_id),
            assigned_to: None,
            ticket_id: Some(ticket_id),
            spam: false,
        },
    )?;
    let message_id = write_message(tx, &NewEntry { thread_id, ..first.entry }, now, events)?;
    records::set_properties(tx, ObjectKind::Ticket, ticket_id, &tickets::origin(thread_id, &message_id), now)?;
    debug_assert!(threads::get(tx, thread_id)?.is_some_and(|thread| thread.ticket_id == Some(ticket_id)));
    Ok((thread_id, message_id))
}
