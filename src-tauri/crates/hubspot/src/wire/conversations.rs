//! Threads, messages, actors, inboxes, channels and channel accounts.
//!
//! Source: `/conversations/conversations/2026-09/…`, the same shapes under `/conversations/v3/conversations/…`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Open;

/// A conversation. It has no subject, snippet or unread state: those live in its ticket, or nowhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// Decimal text.
    pub id: String,
    /// Whether the conversation is open.
    pub status: Open<ThreadStatus>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// Present only while closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// In the bin; purged after 30 days.
    #[serde(default)]
    pub archived: bool,
    /// Marked as spam in HubSpot.
    #[serde(default)]
    pub spam: bool,
    /// The inbox that it is in now.
    pub inbox_id: String,
    /// The channel that it began on.
    pub original_channel_id: String,
    /// The channel account that it began on.
    pub original_channel_account_id: String,
    /// A contact id, or a visitor id that the CRM does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associated_contact_id: Option<String>,
    /// An agent's actor id, `A-<userId>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<String>,
    /// The newest message, sent or received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_message_timestamp: Option<DateTime<Utc>>,
    /// The newest outgoing message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_message_sent_timestamp: Option<DateTime<Utc>>,
    /// The newest incoming message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_message_received_timestamp: Option<DateTime<Utc>>,
    /// Only with `association=TICKET`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_associations: Option<ThreadAssociations>,
}

/// Open or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ThreadStatus {
    /// Being worked on.
    Open,
    /// Done.
    Closed,
}

/// What a thread is tied to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadAssociations {
    /// The ticket of the thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associated_ticket_id: Option<String>,
}

/// Changes a thread (`PATCH /threads/{id}`). A status cannot change while the thread is archived.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ThreadPatch {
    /// Opens or closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ThreadStatus>,
    /// `false` restores an archived thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
}

/// Assigns a thread (`PUT /threads/{id}/assignee`).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignee {
    /// An agent's actor id, `A-<userId>`.
    pub actor_id: String,
}

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

/// Something attached to a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Attachment {
    /// A file of the files API.
    File {
        /// The file's id.
        file_id: String,
        /// What the sender says it is; absent on send.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_usage_type: Option<Open<FileUsageType>>,
        /// The file's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// A URL that may expire or need a signed one instead. The token never goes there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// A page about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A contact card: `name`, `org`, `addresses`, `emails`, `phones`, `urls`.
    Contact {
        /// The card, untyped in the documentation.
        contact_profile: Value,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        quick_replies: Vec<QuickReply>,
        /// Whether several may be chosen.
        #[serde(default)]
        allow_multi_select: bool,
        /// Whether free text may be given instead.
        #[serde(default)]
        allow_user_input: bool,
    },
    /// A heading above the message.
    MessageHeader {
        /// The heading.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// An integer here, unlike in FILE.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_id: Option<i64>,
    },
    /// How a WhatsApp template was filled.
    WhatsappTemplateMetadata {
        /// Everything it carries.
        #[serde(flatten)]
        metadata: serde_json::Map<String, Value>,
    },
    /// A post on a social network.
    SocialMediaMetadata {
        /// `mediaType`, `mediaUrl`, `mediaTitle`, `description`, `thumbnailUrl`, `id`.
        social_metadata: Value,
    },
    /// Something that HubSpot could not carry.
    UnsupportedContent {},
}

impl Attachment {
    /// Reads one attachment; the type's name when this version does not know its shape.
    pub fn read(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone())
            .map_err(|_| value.get("type").and_then(Value::as_str).unwrap_or("UNKNOWN").to_owned())
    }
}

/// What the sender says a file is. There is no type for video: the bytes decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FileUsageType {
    /// A picture.
    Image,
    /// Music or another recording.
    Audio,
    /// Recorded for this conversation.
    VoiceRecording,
    /// A sticker.
    Sticker,
    /// Anything else, video too.
    Other,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuickReply {
    /// What choosing it sends.
    pub value: String,
    /// TEXT or URL.
    #[serde(default)]
    pub value_type: String,
    /// What is shown; the value when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
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

/// An attachment of a message to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum NewAttachment {
    /// A file, uploaded before.
    File {
        /// The file's id.
        file_id: String,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        quick_replies: Vec<QuickReply>,
        /// Whether several may be chosen.
        #[serde(default)]
        allow_multi_select: bool,
        /// Whether free text may be given instead.
        #[serde(default)]
        allow_user_input: bool,
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

/// A person, program or system that acts: `A-` agent, `V-` visitor, `I-` integration, `S-` system, `B-` bot,
/// `E-` e-mail address, `L-` language model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Prefix and number.
    pub id: String,
    /// AGENT, VISITOR, INTEGRATOR, SYSTEM, BOT, EMAIL or LLM.
    #[serde(rename = "type")]
    pub kind: String,
    /// Absent for SYSTEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Absent for SYSTEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A picture's URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// A shared inbox or a help desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inbox {
    /// Decimal text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// INBOX or HELP_DESK.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
}

/// A kind of connection: live chat 1000, e-mail 1002, …; custom channels have larger ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Decimal text.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// One connected account of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelAccount {
    /// Decimal text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The channel.
    pub channel_id: String,
    /// The inbox that its messages go to.
    pub inbox_id: String,
    /// Switched on.
    #[serde(default)]
    pub active: bool,
    /// The channel's side holds working credentials.
    #[serde(default)]
    pub authorized: bool,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// Its own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifier: Option<DeliveryIdentifier>,
    /// When it was connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}
