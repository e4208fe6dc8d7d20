//! What only a hub has, outside of HubSpot's paths: `/helpdesk/v1/…`.

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
