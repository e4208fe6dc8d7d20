//! Sending: a rep's message to the customer, or a comment for the team.
//!
//! Everything is checked before anything is written, and a field that HubSpot does not name is refused, so that a
//! client cannot come to depend on one. What HubSpot lacks, the message that this one answers, comes in a header of
//! the hub's own. A native channel takes the message at once; a custom channel gets it by webhook and tells later how
//! the delivery went.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use bellhop_hubspot::wire::conversations::{DeliveryIdentifier, Message, Recipient, Sender};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use serde_json::Value;

use super::{actors, attachments, email, history, threads::Address, wire};
use crate::{
    channels,
    db::{
        channel_accounts::{self, Account},
        channels::Channel,
        messages::{self, Client, Delivery, Flow, Kind, NewEntry},
        threads::Thread,
    },
    helpdesk,
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::Event,
        query::parse,
    },
};

/// The header with the id of the message that a message answers; the hub's own, unknown to HubSpot.
pub(super) const IN_REPLY_TO: &str = "x-helpdesk-in-reply-to";

/// `POST /threads/{threadId}/messages`.
pub(super) async fn post(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<(StatusCode, Json<Message>), ApiError> {
    caller.require(&["conversations.write"])?;
    let address = Address { id: parse("threadId", &thread_id)?, archived: None };
    let asked = Asked::read(body)?;
    let in_reply_to = headers.get(IN_REPLY_TO).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (now, portal_id) = (app.now(), app.account.portal_id);
    let entry = app
        .change(move |tx, events| {
            let thread = address.find(tx)?;
            if thread.archived {
                return Err(ApiError::validation("Messages cannot be added to an archived thread."));
            }
            let desk = Desk { tx, caller: &caller, thread, now, portal_id };
            let id = match asked {
                Asked::Message(message) => desk.send(message, in_reply_to, events)?,
                Asked::Comment(comment) => desk.comment(comment, events)?,
            };
            messages::get(tx, &id)?.ok_or_else(|| ApiError::internal("a written message is gone"))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(wire::message(&app, entry))))
}

/// A checked body.
enum Asked {
    Message(SentMessage),
    Comment(SentComment),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SentMessage {
    text: String,
    rich_text: Option<String>,
    subject: Option<String>,
    attachments: Vec<Value>,
    channel_id: String,
    channel_account_id: String,
    sender_actor_id: String,
    recipients: Vec<SentRecipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SentComment {
    text: String,
    rich_text: Option<String>,
    attachments: Vec<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SentRecipient {
    actor_id: Option<String>,
    name: Option<String>,
    recipient_field: Option<String>,
    delivery_identifier: Option<DeliveryIdentifier>,
    #[serde(default)]
    delivery_identifiers: Vec<DeliveryIdentifier>,
}

impl Asked {
    fn read(mut body: Value) -> Result<Self, ApiError> {
        let kind = body.as_object_mut().and_then(|fields| fields.remove("type"));
        let invalid = |error: serde_json::Error| ApiError::validation(format!("Invalid input JSON: {error}"));
        let asked = match kind.as_ref().and_then(Value::as_str) {
            Some("MESSAGE") => Self::Message(serde_json::from_value(body).map_err(invalid)?),
            Some("COMMENT") => Self::Comment(serde_json::from_value(body).map_err(invalid)?),
            _ => {
                return Err(ApiError::validation("The type must be MESSAGE or COMMENT.").with_detail(
                    "INVALID_TYPE",
                    "type",
                    "MESSAGE or COMMENT",
                ));
            }
        };
        asked.check()?;
        Ok(asked)
    }

    fn check(&self) -> Result<(), ApiError> {
        let (text, attachments) = match self {
            Self::Message(message) => (&message.text, &message.attachments),
            Self::Comment(comment) => (&comment.text, &comment.attachments),
        };
        if text.trim().is_empty() && attachments.is_empty() {
            return Err(missing("text", "A message needs a text or an attachment."));
        }
        let Self::Message(message) = self else { return Ok(()) };
        if message.recipients.is_empty() {
            return Err(missing("recipients", "A message needs at least one recipient."));
        }
        if message.recipients.iter().any(|recipient| recipient.delivery_identifiers.is_empty()) {
            return Err(missing("deliveryIdentifiers", "Every recipient needs deliveryIdentifiers."));
        }
        Ok(())
    }
}

fn missing(location: &str, message: &str) -> ApiError {
    ApiError::validation(message).with_detail("REQUIRED_FIELD", location, message)
}

/// Where a message or comment is being written.
struct Desk<'a> {
    tx: &'a Transaction<'a>,
    caller: &'a Caller,
    thread: Thread,
    now: DateTime<Utc>,
    portal_id: i64,
}

impl Desk<'_> {
    fn send(
        &self,
        message: SentMessage,
        in_reply_to: Option<String>,
        events: &mut Vec<Event>,
    ) -> Result<String, ApiError> {
        let (channel, account) = usable_account(self.tx, &message.channel_id, &message.channel_account_id)?;
        let Some(agent) = actors::active_agent(self.tx, &message.sender_actor_id)? else {
            let text = format!("{} is not an agent of this account.", message.sender_actor_id);
            return Err(ApiError::validation(text).with_detail("INVALID_ACTOR", "senderActorId", "not an agent"));
        };
        let stored = attachments::store_sent(self.tx, &message.attachments, self.now)?;
        if channel.is_custom() {
            channels::check_outgoing(&channel, &stored)?;
        }
        if let Some(answered) = &in_reply_to {
            history::find(self.tx, self.thread.id, answered)
                .map_err(|_| missing("inReplyToId", "The answered message is not in this thread."))?;
        }
        let mut recipients: Vec<Recipient> = message.recipients.into_iter().map(Recipient::from).collect();
        let is_email = channel.id == crate::db::channels::EMAIL;
        if is_email {
            email::check(&mut recipients, message.subject.as_deref())?;
        }
        let entry = NewEntry {
            created_by: message.sender_actor_id.clone(),
            client: Client::Integration(self.caller.app_id),
            senders: vec![Sender {
                actor_id: Some(message.sender_actor_id),
                name: Some(agent.full_name()),
                sender_field: is_email.then(|| "FROM".to_owned()),
                delivery_identifier: account.identifier.clone(),
            }],
            recipients,
            text: Some(message.text),
            rich_text: message.rich_text,
            subject: message.subject,
            direction: Some(Flow::Outgoing),
            channel_id: Some(channel.id),
            account_id: Some(account.id),
            attachments: stored.into_iter().map(|attachment| attachment.value).collect(),
            in_reply_to,
            status: (!channel.is_custom()).then_some(Delivery::Sent),
            ..NewEntry::new(self.thread.id, Kind::Message, self.now)
        };
        let id = helpdesk::write_message(self.tx, &entry, self.now, events)?;
        if channel.is_custom() {
            let outgoing =
                channels::Outgoing { portal_id: self.portal_id, channel: &channel, thread_id: self.thread.id };
            channels::owe_message(self.tx, outgoing, &id, self.now)?;
        }
        Ok(id)
    }

    /// A comment has no sender of its own: its author is the app.
    fn comment(&self, comment: SentComment, events: &mut Vec<Event>) -> Result<String, ApiError> {
        let stored = attachments::store_sent(self.tx, &comment.attachments, self.now)?;
        let author = self.caller.actor_id();
        let entry = NewEntry {
            created_by: author.clone(),
            client: Client::Integration(self.caller.app_id),
            senders: vec![Sender {
                actor_id: Some(author),
                name: Some(self.caller.app_name.clone()),
                ..Sender::default()
            }],
            rich_text: Some(comment.rich_text.unwrap_or_else(|| as_html(&comment.text))),
            text: Some(comment.text),
            attachments: stored.into_iter().map(|attachment| attachment.value).collect(),
            ..NewEntry::new(self.thread.id, Kind::Comment, self.now)
        };
        helpdesk::write_message(self.tx, &entry, self.now, events)
    }
}

/// The channel and account to send through, if they belong together and work.
fn usable_account(conn: &Connection, channel_id: &str, account_id: &str) -> Result<(Channel, Account), ApiError> {
    let channel = match channel_id.parse() {
        Ok(id) => crate::db::channels::get(conn, id)?,
        Err(_) => None,
    };
    let channel = channel.ok_or_else(|| missing("channelId", "The channel does not exist."))?;
    let account = match account_id.parse() {
        Ok(id) => channel_accounts::get(conn, id)?,
        Err(_) => None,
    };
    let account = account
        .filter(|account| account.channel_id == channel.id && !account.archived)
        .ok_or_else(|| missing("channelAccountId", "The channel account does not exist on this channel."))?;
    if !account.authorized {
        return Err(missing("channelAccountId", "The channel account lost its authorization. Connect it again."));
    }
    if !account.active {
        return Err(missing("channelAccountId", "The channel account is turned off."));
    }
    Ok((channel, account))
}

impl From<SentRecipient> for Recipient {
    fn from(sent: SentRecipient) -> Self {
        Self {
            actor_id: sent.actor_id,
            name: sent.name,
            recipient_field: sent.recipient_field,
            delivery_identifier: sent.delivery_identifiers.first().cloned().or(sent.delivery_identifier),
            delivery_identifiers: None,
        }
    }
}

/// Plain text as HTML, as HubSpot fills the field.
fn as_html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    format!("<p>{}</p>", escaped.replace('\n', "<br>"))
}
