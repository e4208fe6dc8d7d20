//! What is asked of tickets, and what their statuses demand.

use std::collections::BTreeMap;

use bellhop_model::{OwnerId, PipelineId, StageId, ThreadId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Gives a conversation to an owner, or to nobody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AssignArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The owner.
    pub owner: Option<OwnerId>,
}

/// Sets the status of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatusArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The status.
    pub stage: StageId,
    /// The properties to write with it, by internal name.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// Writes properties of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PropertiesArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// By internal name; empty text clears.
    pub properties: BTreeMap<String, String>,
}

/// Names a status of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The status.
    pub stage: StageId,
}

/// Says what a status demands of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageRulesArgs {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The status.
    pub stage: StageId,
    /// The internal names of all properties that it demands from now on.
    pub properties: Vec<String>,
}
