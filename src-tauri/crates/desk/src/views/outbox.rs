//! The outbox: what the rep did and the remote does not have yet.

use std::collections::BTreeMap;

use bellhop_model::{Delivery, IntentId, MessageId, MessageRef, StageId, ThreadId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::AuthorView;

/// An intent that is not done.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OutboxRow {
    /// The intent.
    pub id: IntentId,
    /// The conversation.
    pub thread: ThreadId,
    /// The customer's name.
    pub contact: Option<String>,
    /// What it does.
    pub kind: OutboxKind,
    /// The start of the text, the status or the owner.
    pub text: String,
    /// How far it got.
    pub delivery: Delivery,
    /// When the rep did it.
    pub at: DateTime<Utc>,
    /// How it is shown in the thread, when it is a message.
    pub message: Option<MessageRef>,
    /// The message that it waits for.
    pub follows: Option<IntentId>,
}

/// What the customer or a colleague wrote since the rep began the reply.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NewerView {
    /// The entries, oldest first, the newest five at most.
    pub entries: Vec<NewerEntry>,
    /// How many there are.
    pub count: u32,
    /// When the newest was made; absent when there is nothing newer.
    pub until: Option<DateTime<Utc>>,
}

/// One entry that is newer than the reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NewerEntry {
    /// The message or comment.
    pub message: MessageId,
    /// Who wrote it.
    pub author: AuthorView,
    /// A comment for the team.
    pub comment: bool,
    /// The start of its text, or a file's name.
    pub text: String,
}

/// A change of a conversation's ticket that is not simply on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WaitingChange {
    /// The intent.
    pub id: IntentId,
    /// What it does.
    pub kind: OutboxKind,
    /// The name of the status or the owner; the names of the properties.
    pub text: String,
    /// The status, when it sets one.
    pub stage: Option<StageId>,
    /// What it writes, by internal name.
    pub properties: BTreeMap<String, String>,
    /// How far it got.
    pub delivery: Delivery,
    /// The message that it waits for.
    pub follows: Option<IntentId>,
}

/// What an intent does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum OutboxKind {
    /// Sends a message.
    Reply,
    /// Adds a comment.
    Comment,
    /// Sets the status.
    Status,
    /// Assigns.
    Assign,
    /// Writes properties.
    Properties,
}
