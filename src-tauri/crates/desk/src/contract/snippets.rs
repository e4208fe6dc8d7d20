//! What is asked of snippets and their packs.

use bellhop_model::{SnippetId, ThreadId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::SnippetText;

/// Asks for snippets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetsArgs {
    /// A few letters of a key, a title, a tag or the text; all of them without.
    #[serde(default)]
    pub search: Option<String>,
}

/// Keeps a snippet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SaveSnippetArgs {
    /// The one that it takes the place of; absent for a new one.
    #[serde(default)]
    pub id: Option<SnippetId>,
    /// The file of a pack that it is kept in, too; absent leaves it where it is.
    #[serde(default)]
    pub file: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub says: SnippetText,
}

/// Names a snippet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetArgs {
    /// The snippet.
    pub snippet: SnippetId,
}

/// Asks what a snippet's body says in a conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FillArgs {
    /// The body; it need not be kept.
    pub body: String,
    /// The language of dates, for example `pl`.
    pub language: String,
    /// The conversation; absent to see it without one.
    #[serde(default)]
    pub thread: Option<ThreadId>,
}

/// Names a folder of snippets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackArgs {
    /// Its full path.
    pub folder: String,
}

/// Names a pack that the team shares.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SharedPackArgs {
    /// Its name.
    pub name: String,
}

/// Settles what changed in a pack's file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackChangeArgs {
    /// The file.
    pub file: String,
    /// Writes what was there before into it; otherwise it was only seen.
    pub back: bool,
}

/// Takes snippets in from a table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportArgs {
    /// The table's name.
    pub name: String,
    /// The table: comma-separated values with a line of headings.
    pub table: String,
}
