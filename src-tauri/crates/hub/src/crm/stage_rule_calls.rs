//! The administration of stage rules: `/helpdesk/v1/stage-rules`, outside of HubSpot's paths.
//!
//! GET lists them; PUT replaces the rules of one stage, an empty list removes them.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use bellhop_hubspot::wire::{Page, helpdesk::StageRules};
use rusqlite::Connection;

use super::{
    catalogue,
    kind::{Access, ObjectKind},
    stage::live_stages,
};
use crate::{
    db::stage_rules,
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
    },
};

fn all(connection: &Connection) -> Result<Page<StageRules>, ApiError> {
    let mut found: Vec<StageRules> = Vec::new();
    for kind in ObjectKind::all().filter(|kind| kind.stage_properties().is_some()) {
        let mut stages: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for rule in stage_rules::list(connection, kind)? {
            stages.entry((rule.pipeline_id, rule.stage_id)).or_default().push(rule.property);
        }
        found.extend(stages.into_iter().map(|((pipeline_id, stage_id), required_properties)| StageRules {
            object_type: kind.plural().to_owned(),
            pipeline_id,
            stage_id,
            required_properties,
        }));
    }
    Ok(Page::new(found, None))
}

/// `GET /helpdesk/v1/stage-rules`.
pub(super) async fn list(State(app): State<Shared>, caller: Caller) -> Result<Json<Page<StageRules>>, ApiError> {
    caller.require(ObjectKind::Ticket.scopes(Access::Read))?;
    app.db.read(all).await.map(Json)
}

/// `PUT /helpdesk/v1/stage-rules`.
pub(super) async fn replace(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<StageRules>,
) -> Result<Json<Page<StageRules>>, ApiError> {
    let kind = ObjectKind::from_path(&body.object_type).filter(|kind| kind.stage_properties().is_some());
    let kind = kind.ok_or_else(|| ApiError::validation(format!("{} have no stages", body.object_type)))?;
    caller.require(kind.scopes(Access::Write))?;
    let written = app.change(move |tx, _| {
        let is_stage =
            |row: &crate::db::stages::StageRow| row.id == body.stage_id && row.pipeline_id == body.pipeline_id;
        if !live_stages(tx, kind)?.iter().any(is_stage) {
            return Err(ApiError::not_found(format_args!("The stage {}", body.stage_id)));
        }
        for property in &body.required_properties {
            if catalogue::find(tx, kind, property)?.is_none() {
                return Err(ApiError::validation(format!("Property \"{property}\" does not exist")));
            }
        }
        stage_rules::replace(tx, kind, (&body.pipeline_id, &body.stage_id), &body.required_properties)?;
        all(tx)
    });
    written.await.map(Json)
}
