//! Publishing: a channel brings a message into the help desk.
//!
//! A repeat with the same idempotency id answers the first message again and writes nothing. The channel's threading
//! model decides which thread it joins; when there is none, a conversation begins, with its contact and ticket.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bellhop_hubspot::wire::{
    channels::{Participant, Publish, ThreadingModel},
    conversations::{Message, MessageDirection, Recipient, Sender},
};
use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::{WRITE, capabilities, own_channel};
use crate::{
    conversations::{PUBLISHED, store_attachments, wire_message},
    db::{
        channel_accounts::{self, Account},
        channels::{self, Channel},
        messages::{self, Client, Delivery, Entry, Flow, Kind, NewEntry},
        thread_keys::{self, ThreadKey},
    },
    helpdesk::{self, FirstMessage, Known, Person},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::Event,
        query::parse,
    },
    settings::ContactCapture,
};

/// `POST /{channelId}/messages`.
pub(super) async fn publish(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
    Body(published): Body<Publish>,
) -> Result<(StatusCode, Json<Message>), ApiError> {
    caller.require(WRITE)?;
    let channel_id: i64 = parse("channelId", &channel_id)?;
    let (now, capture) = (app.now(), app.settings.contact_capture);
    let entry = app
        .change(move |tx, events| {
            let channel = own_channel(tx, &caller, channel_id)?;
            let gate = Gate { tx, channel: &channel, app_id: caller.app_id, capture, now };
            gate.let_in(published, events)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(wire_message(&app, entry))))
}

/// Where a message comes in.
struct Gate<'a> {
    tx: &'a Transaction<'a>,
    channel: &'a Channel,
    app_id: i64,
    capture: ContactCapture,
    now: DateTime<Utc>,
}

impl Gate<'_> {
    fn let_in(&self, published: Publish, events: &mut Vec<Event>) -> Result<Entry, ApiError> {
        if let Some(id) = &published.integration_idempotency_id
            && let Some(first) = messages::published(self.tx, self.channel.id, id)?
        {
            return Ok(first);
        }
        let account = self.account(&published)?;
        let flow = check(&published)?;
        let key = self.key(&published, &account)?;
        let customer = self.customer(&published, flow, events)?;
        let entry = self.entry(&published, flow, customer, &account)?;
        let id = match thread_keys::find(self.tx, &key)? {
            Some(thread_id) => {
                let entry = NewEntry { thread_id, ..entry };
                self.check_answered(&entry)?;
                helpdesk::write_message(self.tx, &entry, self.now, events)?
            }
            None => {
                self.check_answered(&entry)?;
                let first = FirstMessage {
                    entry,
                    inbox_id: account.inbox_id,
                    channel_id: self.channel.id,
                    account_id: account.id,
                    customer: Some(customer),
                    customer_name: side(&published, flow).find_map(|participant| participant.name.clone()),
                };
                let (thread_id, id) = helpdesk::open_conversation(self.tx, first, self.now, events)?;
                thread_keys::set(self.tx, &key, thread_id)?;
                id
            }
        };
        messages::get(self.tx, &id)?.ok_or_else(|| ApiError::internal("a written message is gone"))
    }

    fn account(&self, published: &Publish) -> Result<Account, ApiError> {
        let id: i64 = parse("channelAccountId", &published.channel_account_id)?;
        let account = channel_accounts::get(self.tx, id)?
            .filter(|account| account.channel_id == self.channel.id && !account.archived)
            .ok_or_else(|| refused("channelAccountId", "The channel account does not exist on this channel."))?;
        if account.active && account.authorized {
            Ok(account)
        } else {
            Err(refused("channelAccountId", "The channel account is turned off or not authorized."))
        }
    }

    /// What this message has in common with the others of its thread.
    fn key(&self, published: &Publish, account: &Account) -> Result<ThreadKey, ApiError> {
        let given = published.integration_thread_id.clone().filter(|id| !id.is_empty());
        let key = match capabilities::threading_model(self.channel) {
            ThreadingModel::IntegrationThreadId => match &given {
                Some(id) => format!("thread:{id}"),
                None => return Err(refused("integrationThreadId", "The channel's threading model needs it.")),
            },
            // Both sides in any order, so that an answer written elsewhere joins the question.
            ThreadingModel::DeliveryIdentifier => published
                .senders
                .iter()
                .chain(&published.recipients)
                .map(|participant| &participant.delivery_identifier)
                .map(|address| format!("{}={}", address.kind, address.value.trim().to_lowercase()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join("|"),
        };
        Ok(ThreadKey { account_id: account.id, key, integration_thread_id: given })
    }

    fn customer(&self, published: &Publish, flow: Flow, events: &mut Vec<Event>) -> Result<Known, ApiError> {
        let participant = side(published, flow).next();
        let participant = participant.ok_or_else(|| refused("senders", "A message needs senders and recipients."))?;
        let person = Person {
            channel_id: self.channel.id,
            address: &participant.delivery_identifier,
            name: participant.name.as_deref(),
            contact_id: published.associate_with_contact_id,
        };
        helpdesk::find_person(self.tx, person, self.capture, self.now, events)
    }

    fn entry(&self, published: &Publish, flow: Flow, customer: Known, account: &Account) -> Result<NewEntry, ApiError> {
        let stored = store_attachments(self.tx, PUBLISHED, &published.attachments, self.now)?;
        let actor = |participant: &Participant, is_customer: bool| {
            let known = (is_customer).then(|| customer.actor_id());
            known.or_else(|| participant.sender_actor_id.clone())
        };
        let from_customer = flow == Flow::Incoming;
        let senders: Vec<Sender> = published
            .senders
            .iter()
            .enumerate()
            .map(|(place, participant)| Sender {
                actor_id: actor(participant, from_customer && place == 0),
                name: participant.name.clone(),
                sender_field: (self.channel.id == channels::EMAIL).then(|| "FROM".to_owned()),
                delivery_identifier: Some(participant.delivery_identifier.clone()),
            })
            .collect();
        let recipients = published.recipients.iter().enumerate().map(|(place, participant)| Recipient {
            actor_id: actor(participant, !from_customer && place == 0),
            name: participant.name.clone(),
            delivery_identifier: Some(participant.delivery_identifier.clone()),
            ..Recipient::default()
        });
        let author = senders.first().and_then(|sender| sender.actor_id.clone());
        Ok(NewEntry {
            created_by: author.unwrap_or_else(|| format!("I-{}", self.app_id)),
            client: Client::Integration(self.app_id),
            recipients: recipients.collect(),
            senders,
            text: Some(published.text.clone()),
            rich_text: published.rich_text.clone(),
            direction: Some(flow),
            channel_id: Some(self.channel.id),
            account_id: Some(account.id),
            attachments: stored.into_iter().map(|attachment| attachment.value).collect(),
            in_reply_to: published.in_reply_to_id.clone(),
            status: Some(if from_customer { Delivery::Received } else { Delivery::Sent }),
            idempotency: published.integration_idempotency_id.clone(),
            // A channel's clock may be ahead; a message from the future would stay the newest for ever.
            ..NewEntry::new(0, Kind::Message, published.timestamp.min(self.now))
        })
    }

    fn check_answered(&self, entry: &NewEntry) -> Result<(), ApiError> {
        let Some(answered) = &entry.in_reply_to else { return Ok(()) };
        let is_known = messages::get(self.tx, answered)?.is_some_and(|found| found.new.thread_id == entry.thread_id);
        if is_known { Ok(()) } else { Err(refused("inReplyToId", "The answered message is not in this thread.")) }
    }
}

/// The customer's side of a message.
fn side(published: &Publish, flow: Flow) -> impl Iterator<Item = &Participant> {
    match flow {
        Flow::Incoming => published.senders.iter(),
        Flow::Outgoing => published.recipients.iter(),
    }
}

fn check(published: &Publish) -> Result<Flow, ApiError> {
    let flow = match published.message_direction.known() {
        Some(MessageDirection::Incoming) => Flow::Incoming,
        Some(MessageDirection::Outgoing) => Flow::Outgoing,
        None => return Err(refused("messageDirection", "It must be INCOMING or OUTGOING.")),
    };
    if published.senders.is_empty() || published.recipients.is_empty() {
        return Err(refused("senders", "A message needs senders and recipients."));
    }
    if published.text.trim().is_empty() && published.attachments.is_empty() {
        return Err(refused("text", "A message needs a text or an attachment."));
    }
    Ok(flow)
}

fn refused(location: &str, message: &str) -> ApiError {
    ApiError::validation(message).with_detail("INVALID_FIELD", location, message)
}
