//! What drafts were before.

use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

/// An earlier state of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OldDraftView {
    /// Its number: later states have larger ones.
    #[ts(type = "number")]
    pub number: i64,
    /// When it was so.
    pub at: DateTime<Utc>,
    /// Why it was kept.
    pub why: KeptWhy,
    /// The start of its text.
    pub start: String,
    /// How many words it has.
    pub words: u32,
    /// How many files went with it.
    pub files: u32,
}

/// Why a state was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum KeptWhy {
    /// Typing paused, or went on for long.
    Paused,
    /// An earlier state was put in its place.
    Replaced,
    /// The draft was emptied.
    Discarded,
    /// It was sent.
    Sent,
}
