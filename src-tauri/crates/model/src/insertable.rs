//! What a rep can put into an answer besides words: links and files that the account offers to its customers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ActorId;

/// A kind of it. Each has its own endpoint and its own scope on the remote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum InsertableKind {
    /// A link under which customers book a meeting.
    Meeting,
    /// An offer.
    Quote,
    /// An article of the knowledge base.
    Article,
    /// A document among the account's files.
    Document,
    /// A video among the account's files.
    Video,
}

impl InsertableKind {
    /// Every kind, the cheapest to read first.
    pub const ALL: [Self; 5] = [Self::Meeting, Self::Quote, Self::Article, Self::Document, Self::Video];

    /// Its name where it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Quote => "quote",
            Self::Article => "article",
            Self::Document => "document",
            Self::Video => "video",
        }
    }
}

/// One thing that can be put into an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertable {
    /// What it is.
    pub kind: InsertableKind,
    /// Its id among those of its kind; that of a file where it is one.
    pub id: String,
    /// What a customer reads.
    pub title: String,
    /// Where everybody can open it; absent when it can only be attached.
    pub url: Option<String>,
    /// What tells it apart from others of a like title: a number, a category, a folder.
    pub note: Option<String>,
    /// What is in it.
    pub about: Option<String>,
    /// Whose it is.
    pub owner: Option<ActorId>,
    /// The last day on which it is good.
    pub until: Option<NaiveDate>,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// What it is as a file.
    pub file: Option<InsertableFile>,
}

/// A thing that can be attached, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InsertableFile {
    /// Its name with the extension.
    pub name: String,
    /// Bytes, if the remote tells.
    pub size: Option<u64>,
}
