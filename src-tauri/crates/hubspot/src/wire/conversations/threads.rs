//! Threads: conversations without their history.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::wire::Open;

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
