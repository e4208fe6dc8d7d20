//! What only a hub has, outside of HubSpot's paths: `/helpdesk/v1/…`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a stage demands (`/helpdesk/v1/stage-rules`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StageRules {
    /// The type of objects, for example `tickets`.
    #[serde(default = "tickets")]
    pub object_type: String,
    /// The pipeline.
    pub pipeline_id: String,
    /// The stage.
    pub stage_id: String,
    /// The properties that must have a value.
    pub required_properties: Vec<String>,
}

fn tickets() -> String {
    "tickets".to_owned()
}

/// The packs of snippets that a team shares (`/helpdesk/v1/snippet-packs`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnippetPacks {
    /// The packs, by name.
    pub results: Vec<SnippetPack>,
    /// The token may share and remove packs.
    pub may_share: bool,
}

/// A pack of snippets: files of plain text in a folder that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SnippetPack {
    /// Its name, unique in the account.
    pub name: String,
    /// When it was last shared; it rises with every change.
    pub changed_at: DateTime<Utc>,
    /// Its files, by path.
    pub files: Vec<PackFile>,
}

/// Shares a pack whole (`PUT /helpdesk/v1/snippet-packs/{name}`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSnippetPack {
    /// Its files; all that it had before are gone.
    pub files: Vec<PackFile>,
}

/// A file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// Its place below the pack's folder, with `/` between.
    pub path: String,
    /// What it says.
    pub text: String,
}
