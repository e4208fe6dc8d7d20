//! Pipelines and their stages.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::wire::Open;

/// A pipeline with its stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pipeline {
    /// Opaque text; the default ticket pipeline is `0`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// Its stages.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A stage of a pipeline: what a rep calls the ticket's status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Opaque text.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// `ticketState` OPEN or CLOSED, `isClosed` "true" or "false": all texts.
    #[serde(default)]
    pub metadata: BTreeMap<String, Value>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// CRM_PERMISSIONS_ENFORCEMENT, READ_ONLY or INTERNAL_ONLY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_permissions: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// Open or closed, in a stage's metadata.
pub type TicketState = Open<crate::wire::conversations::ThreadStatus>;
