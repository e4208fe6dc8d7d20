//! What is asked of lists and conversations, and how reading is told.

use bellhop_model::{MessageId, ThreadId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::ViewKey;

/// Asks for a part of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListArgs {
    /// The view; ignored while searching.
    pub key: ViewKey,
    /// Words to look for in messages, comments, names, subjects and file names. The last word may be unfinished.
    #[serde(default)]
    pub search: Option<String>,
    /// The first row.
    pub offset: u32,
    /// At most 200.
    pub limit: u32,
}

/// Asks for one conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadArgs {
    /// The conversation.
    pub thread: ThreadId,
}

/// Asks for a part of a conversation's history: the newest, or what is older than a place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessagesArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// `MessagePage.older` of the page after it.
    #[serde(default)]
    pub before: Option<String>,
    /// At most 200.
    pub limit: u32,
}

/// Says where a conversation falls in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlaceArgs {
    /// The list.
    pub key: ViewKey,
    /// The conversation.
    pub thread: ThreadId,
}

/// Marks a conversation as read up to a message, or as unread.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReadArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The newest message that was seen; absent marks the conversation as unread.
    pub message: Option<MessageId>,
}

/// Says what is on screen: sync reads it first and more often.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FocusArgs {
    /// The conversation on screen.
    pub thread: Option<ThreadId>,
    /// Whether the window has the focus.
    pub focused: bool,
}

/// Names a message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessageArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The message.
    pub message: MessageId,
}
