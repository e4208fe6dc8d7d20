//! Snippets, as the window shows them.

use bellhop_model::SnippetId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DraftFile;

/// Something to be said often.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetView {
    /// Its id.
    pub id: SnippetId,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// The file of a pack that it is kept in, too.
    pub file: Option<String>,
    /// The pack of the team's that it comes from: it changes with that, and not here.
    pub shared: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub says: SnippetText,
}

/// What a snippet is, without its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetText {
    /// What is typed after `#` for it; empty when it is only picked.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it says: Markdown with names in braces.
    pub body: String,
    /// Where it is kept; empty for the top.
    pub folder: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// The language that it is written in, for example `pl`.
    pub language: Option<String>,
    /// What goes with it.
    pub files: Vec<DraftFile>,
}

/// A snippet with what is known of a conversation; or why it cannot be filled.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FilledSnippet {
    /// The plain text.
    pub text: String,
    /// The same with its style, when it has any.
    pub html: Option<String>,
    /// Names that nobody knows, as they stand in the text in braces.
    pub unresolved: Vec<String>,
    /// Why it cannot be filled; then there are no words.
    pub trouble: Option<SnippetTrouble>,
}

/// Why a snippet cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetTrouble {
    /// What is wrong.
    pub kind: SnippetTroubleKind,
    /// In which line of the body.
    pub line: u32,
    /// The block's name, or the reader's own words, in English.
    pub detail: String,
}

/// What is wrong with a snippet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum SnippetTroubleKind {
    /// It has a loop.
    Loop,
    /// It has another block than a condition.
    Block,
    /// It cannot be read.
    Syntax,
    /// It is too long, or what it says would be.
    TooLong,
}
