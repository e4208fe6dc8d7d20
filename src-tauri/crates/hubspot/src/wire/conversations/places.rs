//! Who acts, and where conversations come in: actors, inboxes, channels, channel accounts.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::messages::DeliveryIdentifier;

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
