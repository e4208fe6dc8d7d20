//! The calls for pipelines and their stages.
//!
//! Deleting checks references first, as HubSpot does by default: a pipeline or stage that a record is in stays.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{
    Page,
    crm::{Pipeline, Stage},
};
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::kind::{Access, ObjectKind};
use crate::{
    db::{
        from_millis,
        objects::by_value,
        pipelines::{self, PipelineRow},
        stages::{self, StageRow},
        to_millis,
    },
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::Params,
    },
};

/// A pipeline to be made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineBody {
    label: Option<String>,
    display_order: Option<i64>,
    stages: Option<Vec<StageBody>>,
}

/// A stage to be made or changed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StageBody {
    #[serde(alias = "id")]
    stage_id: Option<String>,
    label: Option<String>,
    display_order: Option<i64>,
    metadata: Option<BTreeMap<String, String>>,
}

fn kind(caller: &Caller, name: &str, access: Access) -> Result<ObjectKind, ApiError> {
    let kind = ObjectKind::from_path(name).filter(|kind| kind.stage_properties().is_some());
    let kind = kind.ok_or_else(|| ApiError::validation(format!("{name} have no pipelines")))?;
    let scopes = kind.schema_scopes(access);
    caller.require(&scopes.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(kind)
}

fn show(row: PipelineRow, stages: &[StageRow]) -> Pipeline {
    let own = stages.iter().filter(|stage| stage.pipeline_id == row.id && stage.archived_at.is_none());
    Pipeline {
        stages: own.map(show_stage).collect(),
        id: row.id,
        label: row.label,
        display_order: row.display_order,
        archived: row.archived_at.is_some(),
        created_at: Some(from_millis(row.created_at)),
        updated_at: Some(from_millis(row.updated_at)),
    }
}

fn show_stage(row: &StageRow) -> Stage {
    Stage {
        id: row.id.clone(),
        label: row.label.clone(),
        display_order: row.display_order,
        metadata: row.metadata.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect(),
        archived: row.archived_at.is_some(),
        write_permissions: Some("CRM_PERMISSIONS_ENFORCEMENT".to_owned()),
        created_at: Some(from_millis(row.created_at)),
        updated_at: Some(from_millis(row.updated_at)),
    }
}

fn find(connection: &Connection, kind: ObjectKind, id: &str) -> Result<PipelineRow, ApiError> {
    let rows = pipelines::list(connection, kind)?.into_iter();
    let found = rows.filter(|row| row.archived_at.is_none()).find(|row| row.id == id);
    found.ok_or_else(|| ApiError::not_found(format_args!("The pipeline {id}")))
}

fn find_stage(connection: &Connection, kind: ObjectKind, (pipeline, id): (&str, &str)) -> Result<StageRow, ApiError> {
    let rows = stages::list(connection, kind)?.into_iter().filter(|row| row.archived_at.is_none());
    let found = rows.filter(|row| row.pipeline_id == pipeline).find(|row| row.id == id);
    found.ok_or_else(|| ApiError::not_found(format_args!("The stage {id} of the pipeline {pipeline}")))
}

fn shown(connection: &Connection, kind: ObjectKind, id: &str) -> Result<Pipeline, ApiError> {
    Ok(show(find(connection, kind, id)?, &stages::list(connection, kind)?))
}

/// `GET /{type}`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    query: Params,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let archived = query.get("archived") == Some("true");
    let all = app.db.read(move |connection| {
        let stages = stages::list(connection, kind)?;
        let rows = pipelines::list(connection, kind)?.into_iter();
        let rows = rows.filter(|row| row.archived_at.is_some() == archived);
        Ok(rows.map(|row| show(row, &stages)).collect::<Vec<_>>())
    });
    Ok(Json(Page::new(all.await?, None)).into_response())
}

/// `GET /{type}/{id}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<Pipeline>, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    app.db.read(move |connection| shown(connection, kind, &id)).await.map(Json)
}

/// `GET /{type}/{id}/stages`.
pub(super) async fn list_stages(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<Page<Stage>>, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let pipeline = app.db.read(move |connection| shown(connection, kind, &id)).await?;
    Ok(Json(Page::new(pipeline.stages, None)))
}

/// `GET /{type}/{id}/stages/{stageId}`.
pub(super) async fn get_stage(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id, stage)): Path<(String, String, String)>,
) -> Result<Json<Stage>, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let row = app.db.read(move |connection| find_stage(connection, kind, (&id, &stage))).await?;
    Ok(Json(show_stage(&row)))
}

/// `POST /{type}`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<PipelineBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    let created = app.change(move |tx, _| {
        let row = PipelineRow {
            id: number(),
            label: label(body.label)?,
            display_order: body.display_order.unwrap_or(0),
            created_at: at,
            updated_at: at,
            archived_at: None,
        };
        pipelines::put(tx, kind, &row)?;
        for stage in body.stages.unwrap_or_default() {
            add_stage(tx, kind, (&row.id, stage), at)?;
        }
        shown(tx, kind, &row.id)
    });
    Ok((StatusCode::CREATED, Json(created.await?)).into_response())
}

/// `PATCH /{type}/{id}`.
pub(super) async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    Body(body): Body<PipelineBody>,
) -> Result<Json<Pipeline>, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    let changed = app.change(move |tx, _| {
        let mut row = find(tx, kind, &id)?;
        row.label = body.label.unwrap_or(row.label);
        row.display_order = body.display_order.unwrap_or(row.display_order);
        row.updated_at = at;
        pipelines::put(tx, kind, &row)?;
        shown(tx, kind, &id)
    });
    changed.await.map(Json)
}

/// `DELETE /{type}/{id}`.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    app.change(move |tx, _| {
        let mut row = find(tx, kind, &id)?;
        let property = kind.stage_properties().map_or("", |(pipeline, _)| pipeline);
        refuse_if_used(tx, kind, (property, &id))?;
        row.archived_at = Some(at);
        pipelines::put(tx, kind, &row)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /{type}/{id}/stages`.
pub(super) async fn create_stage(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    Body(body): Body<StageBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    let created = app.change(move |tx, _| {
        find(tx, kind, &id)?;
        Ok(show_stage(&add_stage(tx, kind, (&id, body), at)?))
    });
    Ok((StatusCode::CREATED, Json(created.await?)).into_response())
}

/// `PATCH /{type}/{id}/stages/{stageId}`.
pub(super) async fn update_stage(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id, stage)): Path<(String, String, String)>,
    Body(body): Body<StageBody>,
) -> Result<Json<Stage>, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    let changed = app.change(move |tx, _| {
        let mut row = find_stage(tx, kind, (&id, &stage))?;
        row.label = body.label.unwrap_or(row.label);
        row.display_order = body.display_order.unwrap_or(row.display_order);
        row.metadata.extend(body.metadata.unwrap_or_default());
        row.metadata = complete(kind, row.metadata);
        row.updated_at = at;
        stages::put(tx, kind, &row)?;
        Ok(show_stage(&row))
    });
    changed.await.map(Json)
}

/// `DELETE /{type}/{id}/stages/{stageId}`.
pub(super) async fn archive_stage(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id, stage)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let at = to_millis(app.now());
    app.change(move |tx, _| {
        let mut row = find_stage(tx, kind, (&id, &stage))?;
        let property = kind.stage_properties().map_or("", |(_, stage)| stage);
        refuse_if_used(tx, kind, (property, &stage))?;
        row.archived_at = Some(at);
        stages::put(tx, kind, &row)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn refuse_if_used(tx: &Transaction<'_>, kind: ObjectKind, held: (&str, &str)) -> Result<(), ApiError> {
    match by_value(tx, kind, held)? {
        None => Ok(()),
        Some(id) => Err(ApiError::validation(format!("It is still in use, for example by {} {id}", kind.singular()))),
    }
}

fn add_stage(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    (pipeline, body): (&str, StageBody),
    at: i64,
) -> Result<StageRow, ApiError> {
    let id = body.stage_id.filter(|id| !id.is_empty()).unwrap_or_else(number);
    if stages::list(tx, kind)?.iter().any(|row| row.id == id) {
        return Err(ApiError::conflict(format!("The stage id {id} is taken")));
    }
    let row = StageRow {
        pipeline_id: pipeline.to_owned(),
        id,
        label: label(body.label)?,
        display_order: body.display_order.unwrap_or(0),
        metadata: complete(kind, body.metadata.unwrap_or_default()),
        created_at: at,
        updated_at: at,
        archived_at: None,
    };
    stages::put(tx, kind, &row)?;
    Ok(row)
}

/// A ticket's stage says whether it is closed in two ways, which must agree; `ticketState` decides.
fn complete(kind: ObjectKind, mut metadata: BTreeMap<String, String>) -> BTreeMap<String, String> {
    if kind == ObjectKind::Ticket {
        let state = metadata.entry("ticketState".to_owned()).or_insert_with(|| "OPEN".to_owned());
        let is_closed = state == "CLOSED";
        metadata.insert("isClosed".to_owned(), is_closed.to_string());
    }
    metadata
}

fn label(label: Option<String>) -> Result<String, ApiError> {
    label.filter(|label| !label.trim().is_empty()).ok_or_else(|| ApiError::validation("label is required"))
}

/// A new id like HubSpot's: a decimal number as text.
fn number() -> String {
    let (high, _) = Uuid::new_v4().as_u64_pair();
    (1_000_000_000 + high % 9_000_000_000).to_string()
}
