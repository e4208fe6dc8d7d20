//! The messages of a conversation.

use bellhop_model::{
    Attachment, ChannelId, Delivery, Direction, EmailPeople, MessageId, MessageRef, Receipt, ThreadStatus, Truncation,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::FileView;

/// A part of a conversation's history, oldest first.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessagePage {
    /// The entries. The last page ends with the rep's own messages that are still on their way.
    pub messages: Vec<MessageView>,
    /// Where older ones go on; absent at the beginning of the conversation.
    pub older: Option<String>,
    /// False while the remote may have more that was not read yet.
    pub complete: bool,
}

/// One entry of a conversation's history.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessageView {
    /// The remote's message, or the rep's own on its way.
    pub key: MessageRef,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub author: AuthorView,
    /// What it is.
    pub body: MessageBodyKind,
}

/// Who made an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AuthorView {
    /// Their part in it.
    pub role: AuthorRole,
    /// Their name; absent when nobody knows it.
    pub name: Option<String>,
}

/// Somebody's part in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum AuthorRole {
    /// The customer.
    Customer,
    /// The rep at this window.
    Me,
    /// Another rep.
    Agent,
    /// A bot or language model.
    Bot,
    /// An app.
    App,
    /// The help desk itself.
    System,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum MessageBodyKind {
    /// To or from the customer.
    Message {
        /// Which way.
        direction: Direction,
        /// E-mail: whom it went to.
        people: Option<EmailPeople>,
        /// The channel that it went through.
        channel: Option<ChannelId>,
        /// What it says.
        content: BodyView,
        /// What the remote tells of its delivery.
        receipt: Option<Receipt>,
        /// What the outbox tells of it, while it is on its way.
        delivery: Option<Delivery>,
        /// The message that it answers.
        quote: Option<QuoteView>,
    },
    /// For the team only.
    Comment {
        /// What it says.
        content: BodyView,
        /// What the outbox tells of it, while it is on its way.
        delivery: Option<Delivery>,
    },
    /// The channel's automatic greeting.
    Welcome {
        /// What it says.
        content: BodyView,
    },
    /// The conversation changed hands.
    Assignment {
        /// The name of who has it now; absent when nobody.
        to: Option<String>,
        /// Who has it now is the rep at this window.
        to_me: bool,
        /// The name of who had it.
        from: Option<String>,
    },
    /// The conversation was opened or closed.
    StatusChange {
        /// What it is now.
        status: ThreadStatus,
    },
    /// The conversation moved.
    InboxChange {
        /// The name of the inbox now.
        to: Option<String>,
    },
    /// Something that this version does not know.
    Unknown {
        /// Its name on the wire.
        name: String,
        /// What it says.
        content: BodyView,
    },
}

/// What a message or comment says.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BodyView {
    /// The plain text.
    pub text: String,
    /// Cleaned HTML, only when it says more than the text; still to be cleaned again when shown.
    pub html: Option<String>,
    /// E-mail: the subject.
    pub subject: Option<String>,
    /// What is attached.
    pub attachments: Vec<AttachmentView>,
    /// Whether the text is whole; `fullText` fetches the rest.
    pub truncation: Truncation,
}

/// The message that another answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QuoteView {
    /// The message.
    pub message: MessageId,
    /// Its author's name.
    pub author: Option<String>,
    /// The start of its text, or the kind of its file.
    pub text: String,
}

/// Something attached.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "as", rename_all = "camelCase")]
#[ts(export)]
pub enum AttachmentView {
    /// A file.
    File(FileView),
    /// Anything else: a place, a contact card, quick replies, a header, a template, a post, something unsupported.
    Card {
        /// What it is.
        card: Attachment,
    },
}
