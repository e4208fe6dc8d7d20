//! What the statuses demand, for whoever sets it up.

use bellhop_store::{PropertyDefinition, Reads, Result, StageRule};
use chrono::{DateTime, Utc};

use crate::contract::ApiError;
use crate::desk::Desk;
use crate::fields::kind;
use crate::properties::editable;
use crate::views::{Demand, Learned, PipelineRules, PropertyName, StageDemands, StageRulesView, WorkspaceKind};

impl Desk {
    pub(crate) async fn stage_rules(&self, (): ()) -> Result<StageRulesView, ApiError> {
        // The embedded hub can be switched off for a while; a remote must have told that it is a hub.
        let changeable =
            self.on.kind == WorkspaceKind::Local || self.on.sync.as_ref().is_some_and(bellhop_sync::SyncHandle::is_hub);
        let (pipelines, properties) = self.on.store.read(|reads| demanded(reads, Utc::now())).await?;
        Ok(StageRulesView { changeable, pipelines, properties })
    }
}

fn demanded(reads: &Reads<'_>, now: DateTime<Utc>) -> Result<(Vec<PipelineRules>, Vec<PropertyName>)> {
    let definitions = reads.properties().of("tickets")?;
    let mut rules = reads.stage_rules().all()?;
    rules.retain(|rule| rule.believed_until().is_none_or(|until| until > now));
    let pipelines = reads.pipelines().all()?.into_iter().map(|pipeline| {
        let stages = pipeline.stages.into_iter().map(|stage| {
            let of_stage = |rule: &&StageRule| rule.pipeline == pipeline.id && rule.stage == stage.id;
            let demands = rules.iter().filter(of_stage).map(|rule| demand(rule, &definitions)).collect();
            StageDemands { stage: stage.id.clone(), label: stage.label, demands }
        });
        PipelineRules { id: pipeline.id.clone(), label: pipeline.label, stages: stages.collect() }
    });
    let pipelines = pipelines.collect();
    let fields = editable(&std::collections::BTreeMap::new(), &definitions).into_iter();
    let properties = fields.map(|field| PropertyName { name: field.name, label: field.label, kind: Some(field.kind) });
    Ok((pipelines, properties.collect()))
}

fn demand(rule: &StageRule, definitions: &[PropertyDefinition]) -> Demand {
    let definition = definitions.iter().find(|one| one.name == rule.property);
    Demand {
        property: PropertyName {
            name: rule.property.clone(),
            label: definition.map_or_else(|| rule.property.clone(), |one| one.label.clone()),
            kind: definition.map(kind),
        },
        learned: rule.learned_at.zip(rule.believed_until()).map(|(at, until)| Learned { at, until }),
    }
}
