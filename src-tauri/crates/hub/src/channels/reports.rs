//! Reading a channel's messages back, and telling how their delivery went.

use axum::{
    Json,
    extract::{Path, State},
};
use bellhop_hubspot::wire::{
    channels::DeliveryReport,
    conversations::{Message, StatusType},
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::{READ, WRITE, own_channel};
use crate::{
    conversations::wire_message,
    db::{
        messages::{self, Delivery, Entry, Flow},
        threads,
    },
    helpdesk::records::{self, ObjectKind, Properties},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::Event,
        query::parse,
    },
};

/// `GET /{channelId}/messages/{messageId}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((channel_id, message_id)): Path<(String, String)>,
) -> Result<Json<Message>, ApiError> {
    caller.require(READ)?;
    let channel_id = parse("channelId", &channel_id)?;
    let entry = app
        .db
        .read(move |conn| {
            own_channel(conn, &caller, channel_id)?;
            of_channel(conn, channel_id, &message_id)
        })
        .await?;
    Ok(Json(wire_message(&app, entry)))
}

/// `PATCH /{channelId}/messages/{messageId}`: SENT, READ or FAILED.
pub(super) async fn patch(
    State(app): State<Shared>,
    caller: Caller,
    Path((channel_id, message_id)): Path<(String, String)>,
    Body(report): Body<DeliveryReport>,
) -> Result<Json<Message>, ApiError> {
    caller.require(WRITE)?;
    let channel_id = parse("channelId", &channel_id)?;
    let delivery = match report.status_type {
        StatusType::Sent => Delivery::Sent,
        StatusType::Read => Delivery::Read,
        StatusType::Failed => Delivery::Failed,
        StatusType::Received => {
            return Err(ApiError::validation("The status must be SENT, READ or FAILED."));
        }
    };
    let now = app.now();
    let entry = app
        .change(move |tx, events| {
            own_channel(tx, &caller, channel_id)?;
            let entry = of_channel(tx, channel_id, &message_id)?;
            if entry.new.direction != Some(Flow::Outgoing) {
                return Err(ApiError::validation("Only outgoing messages have a delivery to tell of."));
            }
            note_delivery(tx, &entry, (delivery, report.error_message.as_deref()), now, events)?;
            of_channel(tx, channel_id, &message_id)
        })
        .await?;
    Ok(Json(wire_message(&app, entry)))
}

fn of_channel(conn: &Connection, channel_id: i64, message_id: &str) -> Result<Entry, ApiError> {
    messages::get(conn, message_id)?
        .filter(|entry| entry.new.channel_id == Some(channel_id))
        .ok_or_else(|| ApiError::not_found(format_args!("Message {message_id}")))
}

/// Writes how a delivery went. Reports may come late and out of order: what was read is not merely sent again.
pub(crate) fn note_delivery(
    tx: &Transaction<'_>,
    entry: &Entry,
    (delivery, reason): (Delivery, Option<&str>),
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<(), ApiError> {
    let is_late = entry.new.status == Some(Delivery::Read) && delivery == Delivery::Sent;
    let is_repeat = entry.new.status == Some(delivery) && delivery != Delivery::Failed;
    if is_late || is_repeat {
        return Ok(());
    }
    let reason = reason.filter(|_| delivery == Delivery::Failed);
    messages::set_delivery(tx, &entry.id, delivery, reason, now)?;
    events.push(Event::message(entry.new.thread_id, &entry.id, now));
    let Some(thread) = threads::get(tx, entry.new.thread_id)? else { return Ok(()) };
    let is_newest = thread.latest_at.is_none_or(|latest| latest <= entry.new.created_at);
    let Some(ticket_id) = thread.ticket_id.filter(|_| is_newest) else { return Ok(()) };
    if records::get_properties(tx, ObjectKind::Ticket, ticket_id)?.is_none() {
        return Ok(());
    }
    let failed = (delivery == Delivery::Failed).to_string();
    let change = Properties::from([("hs_is_latest_message_failed".to_owned(), Some(failed))]);
    records::set_properties(tx, ObjectKind::Ticket, ticket_id, &change, now)?;
    events.push(Event::ticket(ticket_id, now));
    Ok(())
}
