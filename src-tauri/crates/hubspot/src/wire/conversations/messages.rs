//! The entries of a thread's history, and sending one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::attachments::NewAttachment;
use super::threads::ThreadStatus;
use crate::wire::Open;

/// One entry of a thread's history, of any kind. The fields of one kind are absent in the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// A uuid or hex text.
    pub id: String,
    /// The thread that it belongs to.
    pub conversations_thread_id: String,
    /// Which kind of entry this is.
    #[serde(rename = "type")]
    pub kind: Open<MessageKind>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed, for example its delivery status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    /// The actor who made it.
    #[serde(default)]
    pub created_by: String,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// The program that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientInfo>,
    /// Who wrote it.
    #[serde(default)]
    pub senders: Vec<Sender>,
    /// Who gets it.
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    /// MESSAGE, COMMENT, WELCOME_MESSAGE: the plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The same as HTML, of unknown safety.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rich_text: Option<String>,
    /// E-mail: the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// MESSAGE: from the customer, or to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Open<MessageDirection>>,
    /// MESSAGE, WELCOME_MESSAGE: the channel that it went through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<String>,
    /// MESSAGE, WELCOME_MESSAGE: the channel account that it went through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_account_id: Option<String>,
    /// MESSAGE, COMMENT: what is attached. Read one by one with [`Attachment::read`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Value>>,
    /// MESSAGE: whether `text` is the whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncation_status: Option<Open<TruncationStatus>>,
    /// MESSAGE: the message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to_id: Option<String>,
    /// MESSAGE: its delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<MessageStatus>,
    /// ASSIGNMENT: the agent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_from: Option<String>,
    /// ASSIGNMENT: the agent now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<String>,
    /// THREAD_STATUS_CHANGE: the status now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_status: Option<Open<ThreadStatus>>,
    /// THREAD_INBOX_CHANGE: the inbox before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_inbox_id: Option<String>,
    /// THREAD_INBOX_CHANGE: the inbox now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_inbox_id: Option<String>,
}

/// The six kinds of entries in a thread's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageKind {
    /// To or from the customer.
    Message,
    /// An internal note.
    Comment,
    /// The channel's automatic greeting.
    WelcomeMessage,
    /// The thread changed hands.
    Assignment,
    /// The thread was opened or closed.
    ThreadStatusChange,
    /// The thread moved to another inbox.
    ThreadInboxChange,
}

/// From or to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageDirection {
    /// From the customer.
    Incoming,
    /// To the customer.
    Outgoing,
}

/// Whether a message's text was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TruncationStatus {
    /// The whole text.
    NotTruncated,
    /// Cut by size.
    Truncated,
    /// An e-mail's quoted history was cut.
    TruncatedToMostRecentReply,
}

/// The delivery of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageStatus {
    /// Where it is on its way.
    pub status_type: Open<StatusType>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_details: Option<FailureDetails>,
}

/// Where a message is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StatusType {
    /// Handed to the channel.
    Sent,
    /// Came in.
    Received,
    /// The customer saw it, where the channel tells.
    Read,
    /// The channel could not deliver it.
    Failed,
}

/// Why a delivery failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureDetails {
    /// A sentence from the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// Values named in the sentence.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub error_message_tokens: Value,
}

/// The program that made an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientInfo {
    /// HUBSPOT, INTEGRATION, SYSTEM or UNKNOWN.
    pub client_type: String,
    /// An integer, although its neighbours are texts; text is read as well.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "number_or_text")]
    pub integration_app_id: Option<i64>,
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_i64().or_else(|| value.as_str()?.parse().ok()))
}

/// Who wrote a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sender {
    /// The actor, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// The name that the channel gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// FROM on e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_field: Option<String>,
    /// The address on the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifier: Option<DeliveryIdentifier>,
}

/// Who gets a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipient {
    /// The actor, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// The name that the channel gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// TO, CC or BCC on e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_field: Option<String>,
    /// The address on the channel (read).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifier: Option<DeliveryIdentifier>,
    /// The addresses on the channel (send; required there).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifiers: Option<Vec<DeliveryIdentifier>>,
}

/// An address on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DeliveryIdentifier {
    /// HS_EMAIL_ADDRESS, HS_PHONE_NUMBER (E.164), HS_SHORT_CODE or CHANNEL_SPECIFIC_OPAQUE_ID.
    #[serde(rename = "type")]
    pub kind: String,
    /// The address.
    pub value: String,
}

/// Sends a message or adds a comment (`POST /threads/{id}/messages`). No idempotency key exists.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum NewMessage {
    /// To the customer.
    Message {
        /// The plain text.
        text: String,
        /// The same as HTML.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rich_text: Option<String>,
        /// E-mail: the subject.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<String>,
        /// FILE by id only; uploaded before.
        attachments: Vec<NewAttachment>,
        /// The channel to send through.
        channel_id: String,
        /// The channel account to send through.
        channel_account_id: String,
        /// The agent, `A-<userId>`.
        sender_actor_id: String,
        /// Who gets it; each with `deliveryIdentifiers`.
        recipients: Vec<Recipient>,
    },
    /// For the team only; its author is the token's owner.
    Comment {
        /// The plain text.
        text: String,
        /// The same as HTML.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rich_text: Option<String>,
        /// FILE by id only; uploaded before.
        attachments: Vec<NewAttachment>,
    },
}

/// The whole text of a truncated message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OriginalContent {
    /// The plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The same as HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rich_text: Option<String>,
}
