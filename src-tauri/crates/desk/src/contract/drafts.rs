//! What is asked of drafts, and how a message is sent, scheduled and settled.

use bellhop_model::{IntentId, Mark, MessageId, ThreadId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::{ComposeMode, DraftView};

/// Keeps a draft. An empty draft is removed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
    /// The draft.
    pub draft: DraftView,
}

/// Asks what a draft was before.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftHistoryArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
}

/// Names an earlier state of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OldDraftArgs {
    /// `OldDraftView.number`.
    #[ts(type = "number")]
    pub number: i64,
}

/// Asks whom an e-mail goes to when the rep does not say.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailHeadArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The message that it answers, when the rep chose one.
    pub reply_to: Option<MessageId>,
}

/// Asks for e-mail addresses to choose from.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddressesArgs {
    /// The conversation, whose people come first.
    pub thread: ThreadId,
    /// A few letters of a name or an address; without any the people of the conversation.
    pub search: String,
}

/// Redacts a picture of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RedactArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
    /// The hash of the picture's bytes.
    pub hash: String,
    /// The marks, in the order in which they were made; at most 200.
    pub marks: Vec<Mark>,
}

/// Lets a message that waits leave at another time, or at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScheduleArgs {
    /// The intent.
    pub intent: IntentId,
    /// When; absent for at once.
    pub at: Option<DateTime<Utc>>,
}

/// Settles an intent that waits for the rep, or one that did not leave yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettleArgs {
    /// The intent.
    pub intent: IntentId,
    /// How.
    pub how: Settle,
}

/// How an intent is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Settle {
    /// Send it again.
    Retry,
    /// Take it back into the draft and drop it.
    Edit,
    /// Drop it.
    Discard,
    /// It did arrive: drop it without sending again.
    Arrived,
}
