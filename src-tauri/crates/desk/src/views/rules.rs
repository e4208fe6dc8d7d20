//! What the statuses demand, as it is set up.

use bellhop_model::{PipelineId, StageId};
use chrono::{DateTime, Utc};
use serde::Serialize;
use ts_rs::TS;

use super::FieldKind;

/// What every status demands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageRulesView {
    /// It can be changed from here: a hub keeps it. HubSpot has it in its own settings, and what is shown was learned.
    pub changeable: bool,
    /// The pipelines with their statuses.
    pub pipelines: Vec<PipelineRules>,
    /// The properties that a status can demand.
    pub properties: Vec<PropertyName>,
}

/// What the statuses of a pipeline demand.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PipelineRules {
    /// The pipeline.
    pub id: PipelineId,
    /// Its name.
    pub label: String,
    /// Its statuses in their order.
    pub stages: Vec<StageDemands>,
}

/// What a status demands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageDemands {
    /// The status.
    pub stage: StageId,
    /// Its name.
    pub label: String,
    /// The properties that a ticket must have in it.
    pub demands: Vec<Demand>,
}

/// A property that a status demands.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Demand {
    /// The property.
    #[serde(flatten)]
    pub property: PropertyName,
    /// Where it is known from when the remote does not tell it.
    pub learned: Option<Learned>,
}

/// When a demand was learned from a refusal.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Learned {
    /// When a status was refused for it.
    pub at: DateTime<Utc>,
    /// Until when it is asked for; nobody tells when an administrator lifts it.
    pub until: DateTime<Utc>,
}

/// A property with its name and what is entered for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PropertyName {
    /// Its internal name, for which the window has its own label if it knows it.
    pub name: String,
    /// Its label as the remote names it.
    pub label: String,
    /// What is entered; absent when the property is gone.
    pub kind: Option<FieldKind>,
}
