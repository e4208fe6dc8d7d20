//! Packs of snippets, as the window shows them.

use bellhop_store::Sharing;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The packs, and what there is to say of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PacksView {
    /// The folders.
    pub packs: Vec<PackView>,
    /// The packs that the team shares.
    pub shared: Vec<SharedPackView>,
    /// Whether packs can be shared from here.
    pub sharing: PackSharing,
    /// What could not be read.
    pub troubles: Vec<PackTrouble>,
    /// What changed in files and the rep has not seen yet.
    pub changes: Vec<PackChange>,
}

/// A folder of snippets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackView {
    /// Its path.
    pub folder: String,
    /// Snippets from it.
    pub snippets: u32,
    /// It cannot be read now; its snippets stay as they were.
    pub away: bool,
    /// The name under which it is shared with the team.
    pub shared_as: Option<String>,
    /// It is shared, and says something else than what the team has.
    pub ahead: bool,
}

/// A pack that the team shares.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SharedPackView {
    /// Its name.
    pub name: String,
    /// When it was last shared.
    pub changed_at: DateTime<Utc>,
    /// It comes from a folder here.
    pub own: bool,
    /// Snippets from it.
    pub snippets: u32,
}

/// Whether packs can be shared with the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum PackSharing {
    /// The remote has no packs, as far as is known: HubSpot has none.
    None,
    /// They can be read only: the token may not share.
    Read,
    /// They can be shared.
    Share,
}

impl From<Option<Sharing>> for PackSharing {
    fn from(sharing: Option<Sharing>) -> Self {
        match sharing {
            None => Self::None,
            Some(Sharing::Forbidden) => Self::Read,
            Some(Sharing::Allowed) => Self::Share,
        }
    }
}

/// Something that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackTrouble {
    /// The file, the folder, or the title of a table's snippet.
    pub file: String,
    /// The line in it; 0 when there is none.
    pub line: u32,
    /// What is wrong.
    pub kind: PackTroubleKind,
    /// The words that are wrong, or a sentence in English.
    pub detail: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum PackTroubleKind {
    /// The head has no second line of dashes.
    NotClosed,
    /// A line of the head has no colon.
    NoColon,
    /// Quotes or brackets are open.
    Quotes,
    /// The key is not one word.
    Key,
    /// Another snippet has the key; the detail is its title.
    KeyTaken,
    /// There is no text.
    Empty,
    /// The text cannot be filled; the detail says why.
    Body,
    /// It is too long.
    TooLong,
    /// It cannot be read; the detail says why.
    Unreadable,
    /// The table has no column for the text; the detail lists those that it has.
    NoBodyColumn,
    /// The folder is away.
    Away,
}

/// A snippet whose file was changed by somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackChange {
    /// The file.
    pub file: String,
    /// The pack of the team's that it is in: what was there before cannot be put back from here.
    pub shared: Option<String>,
    /// The snippet's title.
    pub title: String,
    /// The text before.
    pub before: String,
    /// The text now.
    pub after: String,
}

/// What became of a table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportView {
    /// Snippets that were taken in.
    pub taken: u32,
    /// Lines that were not.
    pub troubles: Vec<PackTrouble>,
}
