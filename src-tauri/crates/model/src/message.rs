//! Entries of a conversation's history.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ActorId, ChannelAccountId, ChannelId, FileId, InboxId, MessageId, ThreadId, ThreadStatus};

/// One entry of a conversation's history.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id on the remote.
    pub id: MessageId,
    /// The conversation.
    pub thread: ThreadId,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub author: Author,
    /// What it is.
    pub kind: MessageKind,
}

impl Message {
    /// What is attached to it, in order.
    pub fn attachments(&self) -> &[Attachment] {
        match &self.kind {
            MessageKind::Message { content, .. }
            | MessageKind::Comment(content)
            | MessageKind::Welcome(content)
            | MessageKind::Unknown { content, .. } => &content.attachments,
            MessageKind::Assignment { .. } | MessageKind::StatusChange(_) | MessageKind::InboxChange { .. } => &[],
        }
    }
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageKind {
    /// To or from the customer.
    Message {
        /// Which way.
        direction: Direction,
        /// What it says.
        content: Content,
        /// The channel that it went through.
        channel: Option<ChannelId>,
        /// The channel account that it went through.
        channel_account: Option<ChannelAccountId>,
        /// The addresses that it went to.
        recipients: Vec<Address>,
        /// The message that it answers.
        in_reply_to: Option<MessageId>,
        /// How its delivery went.
        receipt: Option<Receipt>,
    },
    /// For the team only.
    Comment(Content),
    /// The channel's automatic greeting.
    Welcome(Content),
    /// The conversation changed hands.
    Assignment {
        /// The agent before.
        from: Option<ActorId>,
        /// The agent now.
        to: Option<ActorId>,
    },
    /// The conversation was opened or closed.
    StatusChange(ThreadStatus),
    /// The conversation moved to another inbox.
    InboxChange {
        /// The inbox before.
        from: Option<InboxId>,
        /// The inbox now.
        to: Option<InboxId>,
    },
    /// A kind that appeared on the remote after this version was made: shown by its name, with its text if any.
    Unknown {
        /// The kind's name on the wire.
        name: String,
        /// What it says.
        content: Content,
    },
}

/// What a message or comment says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// The plain text.
    pub text: String,
    /// The same as HTML, as it came: never shown without cleaning.
    pub html: Option<String>,
    /// E-mail: the subject.
    pub subject: Option<String>,
    /// What is attached, in order.
    pub attachments: Vec<Attachment>,
    /// Whether the text is the whole text.
    pub truncation: Truncation,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Direction {
    /// From the customer.
    Incoming,
    /// To the customer.
    Outgoing,
}

/// Whether a text was cut by the remote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Truncation {
    /// The whole text.
    #[default]
    Whole,
    /// Cut by size: the rest must be fetched.
    BySize,
    /// An e-mail's quoted history was cut.
    QuotedHistory,
}

/// Who made an entry, as far as the remote tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// The actor.
    pub actor: Option<ActorId>,
    /// The name that the channel gave.
    pub name: Option<String>,
    /// The address on the channel.
    pub address: Option<Address>,
}

/// An address on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The kind of address, as the remote names it, for example `HS_EMAIL_ADDRESS`.
    pub kind: String,
    /// The address.
    pub value: String,
    /// The name that goes with it.
    #[serde(default)]
    pub name: Option<String>,
    /// TO, CC or BCC on e-mail.
    #[serde(default)]
    pub field: Option<String>,
}

/// How a delivery went, as the remote tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase")]
#[ts(export)]
pub enum Receipt {
    /// Handed to the channel.
    Sent,
    /// Came in.
    Received,
    /// The customer saw it.
    Read,
    /// The channel could not deliver it.
    Failed {
        /// The channel's own sentence.
        reason: Option<String>,
    },
}

/// Something attached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum Attachment {
    /// A file. The bytes decide what it is, not the name or the usage.
    File {
        /// Its id.
        file: FileId,
        /// What its sender says it is.
        usage: FileUsage,
        /// Its name, as given: never used as a path.
        name: Option<String>,
        /// Where it may be had without a token; may have expired.
        url: Option<String>,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its name.
        name: Option<String>,
        /// Its address.
        address: Option<String>,
    },
    /// A contact card.
    ContactCard {
        /// The name on it.
        name: String,
        /// The organisation.
        org: Option<String>,
        /// E-mail addresses.
        emails: Vec<String>,
        /// Telephone numbers.
        phones: Vec<String>,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        choices: Vec<QuickReply>,
    },
    /// A heading.
    Header {
        /// The heading.
        text: Option<String>,
        /// Its picture.
        file: Option<FileId>,
    },
    /// A WhatsApp template.
    Template {
        /// Its parameters by name.
        parameters: Vec<(String, String)>,
    },
    /// A post on a social network.
    SocialPost {
        /// ARTICLE, PHOTO, VIDEO, …
        media: String,
        /// Its title.
        title: Option<String>,
        /// Its text.
        description: Option<String>,
        /// Where it is.
        url: Option<String>,
    },
    /// Something that the remote could not carry, or a type that this version does not know.
    Unsupported {
        /// The type's name on the wire.
        name: String,
    },
}

impl Attachment {
    /// The file that it brings.
    pub fn file(&self) -> Option<&FileId> {
        match self {
            Self::File { file, .. } => Some(file),
            Self::Header { file, .. } => file.as_ref(),
            _ => None,
        }
    }
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct QuickReply {
    /// What is shown.
    pub label: String,
    /// What choosing it sends.
    pub value: String,
}

/// What a file's sender says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum FileUsage {
    /// A picture.
    Image,
    /// Music or another recording.
    Audio,
    /// Recorded for this conversation.
    Voice,
    /// A sticker.
    Sticker,
    /// Anything else, video too.
    Other,
}
