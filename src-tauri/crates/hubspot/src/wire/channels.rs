//! The channel app's side: registering a channel, its accounts, publishing, delivery status, webhooks.
//!
//! Source: `/conversations/custom-channels/2026-03`, `/2026-09`, and `/conversations/v3/custom-channels`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Open;
use super::conversations::{ChannelAccount, DeliveryIdentifier, Message, MessageDirection, StatusType};

/// A custom channel of an app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomChannel {
    /// Decimal text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it can carry: `deliveryIdentifierTypes`, `threadingModel`, `richText`, `allowInlineImages`,
    /// `outgoingAttachmentTypes`, `allowedFileAttachmentMimeTypes`, `maxFileAttachmentCount`, … An untyped map.
    pub capabilities: Map<String, Value>,
    /// Where its events go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The page that connects an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_account_connection_redirect_url: Option<String>,
    /// One sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_description: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_logo_url: Option<String>,
    /// When it was registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

/// What a channel can carry, as a hub tells a help desk (`GET /helpdesk/v1/channels`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelCapabilities {
    /// The channel's id: decimal text.
    pub id: String,
    /// What it can carry. An untyped map.
    pub capabilities: Map<String, Value>,
}

/// Registers or changes a channel. Creating needs `name` and `capabilities`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomChannelInput {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it can carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Map<String, Value>>,
    /// Where its events go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_url: Option<String>,
    /// The page that connects an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_account_connection_redirect_url: Option<String>,
    /// One sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_description: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_logo_url: Option<String>,
}

/// Connects an account (`POST /{channelId}/channel-accounts`).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewChannelAccount {
    /// The inbox that its messages go to.
    pub inbox_id: String,
    /// Its name.
    pub name: String,
    /// The channel's side holds working credentials.
    pub authorized: bool,
    /// Its own address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifier: Option<DeliveryIdentifier>,
}

/// Changes an account; `authorized: false` switches it off.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChannelAccountPatch {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The channel's side holds working credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorized: Option<bool>,
}

/// How messages are grouped into threads (`capabilities.threadingModel`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ThreadingModel {
    /// By the id that the channel passes.
    IntegrationThreadId,
    /// By sender and recipient.
    DeliveryIdentifier,
}

/// Publishes a message of the channel (`POST /{channelId}/messages`).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publish {
    /// The plain text; may be empty with attachments.
    pub text: String,
    /// The same as HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rich_text: Option<String>,
    /// As [`super::conversations::Attachment`], by file id.
    pub attachments: Vec<Value>,
    /// The account that it came through.
    pub channel_account_id: String,
    /// From the customer, or sent elsewhere by an agent.
    pub message_direction: Open<MessageDirection>,
    /// Who wrote it.
    pub senders: Vec<Participant>,
    /// Who got it.
    pub recipients: Vec<Participant>,
    /// When; may be past.
    pub timestamp: DateTime<Utc>,
    /// Groups messages into threads; required with INTEGRATION_THREAD_ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_thread_id: Option<String>,
    /// Repeats with the same id publish at most once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_idempotency_id: Option<String>,
    /// The message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to_id: Option<String>,
    /// The contact that a new thread belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associate_with_contact_id: Option<i64>,
}

/// A side of a published message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The address on the channel.
    pub delivery_identifier: DeliveryIdentifier,
    /// The name to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The agent, for outgoing messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_actor_id: Option<String>,
}

/// Tells how a delivery went (`PATCH /{channelId}/messages/{messageId}`).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryReport {
    /// SENT, READ or FAILED.
    pub status_type: StatusType,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// An event that HubSpot sends to the channel's webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum ChannelEvent {
    /// A rep answered: deliver it to the customer.
    OutgoingChannelMessageCreated {
        /// The account.
        portal_id: i64,
        /// The channel.
        channel_id: String,
        /// When.
        event_timestamp: DateTime<Utc>,
        /// For telling repeats apart.
        event_id: String,
        /// The channel's own ids of the thread.
        channel_integration_thread_ids: Vec<String>,
        /// What to deliver.
        message: Box<Message>,
    },
    /// An account was connected.
    ChannelAccountCreated(AccountEvent),
    /// An account changed.
    ChannelAccountUpdated(AccountEvent),
    /// An account is gone.
    ChannelAccountPurged(AccountEvent),
}

/// What happened to a channel account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountEvent {
    /// The account.
    pub portal_id: i64,
    /// The channel.
    pub channel_id: String,
    /// The channel account.
    pub channel_account_id: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_account_delivery_identifier: Option<DeliveryIdentifier>,
    /// The channel's side holds working credentials.
    pub authorized: bool,
    /// Switched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// When.
    pub event_timestamp: DateTime<Utc>,
}

/// The token of an account that is being connected through the web page of the channel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StagingToken {
    /// The token.
    pub account_token: String,
    /// Set by the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    /// Set by the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_identifier: Option<DeliveryIdentifier>,
    /// An integer here.
    pub generic_channel_id: i64,
    /// An integer here.
    pub inbox_id: i64,
    /// Who connects.
    pub user_id: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The accounts of a channel are the same objects as in the conversations API.
pub type Account = ChannelAccount;
