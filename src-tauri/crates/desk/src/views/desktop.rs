//! What the desktop around the native window is able to do, and what comes from there.

use bellhop_model::{MessageId, StageId, ThreadId};
use serde::Serialize;
use ts_rs::TS;

/// What the desktop gives to the choices of [`super::DesktopSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DesktopFacts {
    /// It has a tray, so that closing the window can leave Bellhop there.
    pub tray: bool,
    /// Why the key that summons the window does nothing although it is wanted: a sentence in the rep's language.
    pub summon_trouble: Option<String>,
    /// Programs can be started with the session.
    pub autostart: bool,
}

/// What somebody outside the window asked it to show: a link, an action of the desktop's menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(export)]
pub enum Arrival {
    /// A conversation, and the message in it that is meant, if any.
    Thread {
        /// The conversation.
        thread: ThreadId,
        /// The message.
        message: Option<MessageId>,
        /// The rep wants to write.
        compose: bool,
        /// The status that they want to set, which asks for something first.
        stage: Option<StageId>,
    },
    /// What did not go out.
    Outbox,
    /// A conversation or a ticket that is not on this machine.
    Gone,
    /// What is found for these words; without any, the place to type them.
    Search {
        /// The words.
        words: String,
    },
    /// What is unread.
    Unread,
    /// A link that is not one of Bellhop's.
    Refused {
        /// Its beginning.
        link: String,
    },
}
