//! Conversations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ActorId, ChannelAccountId, ChannelId, ContactId, InboxId, ThreadId, TicketId};

/// A conversation with one customer on one channel. Its subject, if it has one, is its ticket's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// Open or closed.
    pub status: ThreadStatus,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was closed; only while it is.
    pub closed_at: Option<DateTime<Utc>>,
    /// In the bin on the remote.
    pub archived: bool,
    /// Marked as spam on the remote.
    pub spam: bool,
    /// The inbox that it is in.
    pub inbox: InboxId,
    /// The channel that it began on; its newest message may have gone through another.
    pub channel: ChannelId,
    /// The channel account that it began on.
    pub channel_account: ChannelAccountId,
    /// The customer: a contact, or a visitor that the CRM does not know.
    pub contact: Option<ContactId>,
    /// The agent who has it.
    pub assigned_to: Option<ActorId>,
    /// The newest message, either way.
    pub latest_at: Option<DateTime<Utc>>,
    /// The newest message from the customer.
    pub latest_received_at: Option<DateTime<Utc>>,
    /// The newest message to the customer.
    pub latest_sent_at: Option<DateTime<Utc>>,
    /// Its ticket.
    pub ticket: Option<TicketId>,
}

/// Open or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ThreadStatus {
    /// Being worked on. A status that this version does not know counts as open, so that nobody overlooks it.
    Open,
    /// Done.
    Closed,
}
