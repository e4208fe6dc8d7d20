//! What is attached to a message, as it is read and as it is sent.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::Open;

/// Something attached to a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Attachment {
    /// A file of the files API.
    File {
        /// The file's id.
        file_id: String,
        /// What the sender says it is; absent on send.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_usage_type: Option<Open<FileUsageType>>,
        /// The file's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// A URL that may expire or need a signed one instead. The token never goes there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
        /// Its address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// A page about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A contact card: `name`, `org`, `addresses`, `emails`, `phones`, `urls`.
    Contact {
        /// The card, untyped in the documentation.
        contact_profile: Value,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        quick_replies: Vec<QuickReply>,
        /// Whether several may be chosen.
        #[serde(default)]
        allow_multi_select: bool,
        /// Whether free text may be given instead.
        #[serde(default)]
        allow_user_input: bool,
    },
    /// A heading above the message.
    MessageHeader {
        /// The heading.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// An integer here, unlike in FILE.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file_id: Option<i64>,
    },
    /// How a WhatsApp template was filled.
    WhatsappTemplateMetadata {
        /// Everything it carries.
        #[serde(flatten)]
        metadata: serde_json::Map<String, Value>,
    },
    /// A post on a social network.
    SocialMediaMetadata {
        /// `mediaType`, `mediaUrl`, `mediaTitle`, `description`, `thumbnailUrl`, `id`.
        social_metadata: Value,
    },
    /// Something that HubSpot could not carry.
    UnsupportedContent {},
}

impl Attachment {
    /// Reads one attachment; the type's name when this version does not know its shape.
    pub fn read(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone())
            .map_err(|_| value.get("type").and_then(Value::as_str).unwrap_or("UNKNOWN").to_owned())
    }
}

/// What the sender says a file is. There is no type for video: the bytes decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FileUsageType {
    /// A picture.
    Image,
    /// Music or another recording.
    Audio,
    /// Recorded for this conversation.
    VoiceRecording,
    /// A sticker.
    Sticker,
    /// Anything else, video too.
    Other,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuickReply {
    /// What choosing it sends.
    pub value: String,
    /// TEXT or URL.
    #[serde(default)]
    pub value_type: String,
    /// What is shown; the value when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// An attachment of a message to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum NewAttachment {
    /// A file, uploaded before.
    File {
        /// The file's id.
        file_id: String,
    },
    /// Answers to choose from.
    QuickReplies {
        /// The choices.
        quick_replies: Vec<QuickReply>,
        /// Whether several may be chosen.
        #[serde(default)]
        allow_multi_select: bool,
        /// Whether free text may be given instead.
        #[serde(default)]
        allow_user_input: bool,
    },
}
