//! What a channel can carry: the styles that it shows, whether pictures stand in its texts, and the files that it takes.
//!
//! A custom channel says so when it is registered, and a hub passes it on. HubSpot tells an account's token nothing of it, so
//! its own channels are in a table here, and a custom channel that nothing is known of is taken to show plain text:
//! style that is lost on the way may change what was meant.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ChannelId;

/// A style that text can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum TextStyle {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Lists with marks or numbers.
    List,
    /// Quoted paragraphs.
    Quote,
    /// Code.
    Code,
    /// Text that leads somewhere.
    Link,
}

use TextStyle::{Bold, Code, Italic, Link, List, Quote, Underline};

impl TextStyle {
    /// Every style that HubSpot keeps.
    pub const ALL: [Self; 7] = [Bold, Italic, Underline, List, Quote, Code, Link];
    /// What a channel shows that shows style at all.
    pub const BASIC: [Self; 5] = [Bold, Italic, Underline, List, Code];
}

/// What a channel can carry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Carries {
    /// The styles that it shows; plain text without any.
    pub styles: Vec<TextStyle>,
    /// Whether pictures can stand in a text.
    #[serde(default)]
    pub inline_images: bool,
    /// The types of files that it takes, also as `image/*`; every type without.
    pub file_types: Option<Vec<String>>,
    /// Files in one message.
    pub most_files: Option<u32>,
    /// Bytes of one file.
    #[ts(type = "number | null")]
    pub largest_file: Option<u64>,
    /// Bytes of all files of one message.
    #[ts(type = "number | null")]
    pub largest_total: Option<u64>,
}

impl Carries {
    /// Everything.
    pub fn everything() -> Self {
        Self { styles: TextStyle::ALL.to_vec(), inline_images: true, ..Self::default() }
    }

    /// What is known of a channel without being told.
    pub fn of(channel: &ChannelId) -> Self {
        match channel.as_str() {
            // E-mail, and forms, which are answered by e-mail; the customer portal shows the same.
            "1002" | "1003" | "1004" => Self::everything(),
            // Live chat.
            "1000" => Self { styles: vec![Bold, Italic, Underline, List, Link], ..Self::default() },
            // Messenger, WhatsApp, calls, SMS, and whatever is not known.
            _ => Self::default(),
        }
    }
}
