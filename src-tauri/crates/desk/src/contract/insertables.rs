//! What is asked of what can be put into an answer.

use bellhop_model::InsertableKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::DraftFile;

/// Asks what can be put into an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsertablesArgs {
    /// Which kind of it.
    pub kind: InsertableKind,
    /// Words of its title, its number, its folder or what is in it; all of it without.
    #[serde(default)]
    pub search: Option<String>,
}

/// Names a kind of what can be put into an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LookForArgs {
    /// The kind.
    pub kind: InsertableKind,
}

/// Keeps a file on this computer, to be put into answers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepArgs {
    /// Where it is found: among documents or videos.
    pub kind: InsertableKind,
    /// The file, which the media source has already.
    pub file: DraftFile,
}

/// Names a file that is kept on this computer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptArgs {
    /// Where it is found.
    pub kind: InsertableKind,
    /// The hash of its bytes.
    pub hash: String,
}
