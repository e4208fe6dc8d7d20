//! Actors: who wrote, assigned or changed something, by the prefix of the id.
//!
//! `A-` an agent by user id, `V-` a contact or visitor, `I-` an app, `S-hubspot` the system, `E-` an e-mail address.
//! Bots and language models do not exist in the hub.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{BatchAnswer, BatchError, conversations::Actor};
use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

use crate::{
    db::{
        owners::{self, OwnerRow},
        tokens, visitors,
    },
    helpdesk::records::{self, ObjectKind},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
    },
};

const BATCH: usize = 100;

/// `GET /actors/{actorId}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(actor_id): Path<String>,
) -> Result<Json<Actor>, ApiError> {
    caller.require(&["conversations.read"])?;
    let found = app.db.read(move |conn| Ok((resolve(conn, &actor_id)?, actor_id))).await?;
    match found {
        (Some(actor), _) => Ok(Json(actor)),
        (None, actor_id) => Err(ApiError::not_found(format_args!("Actor {actor_id}"))),
    }
}

/// The body of `POST /actors/batch/read`.
#[derive(Debug, Deserialize)]
pub(super) struct Inputs {
    inputs: Vec<String>,
}

/// `POST /actors/batch/read`: 200, or 207 when some are unknown.
pub(super) async fn batch(
    State(app): State<Shared>,
    caller: Caller,
    Body(Inputs { inputs }): Body<Inputs>,
) -> Result<Response, ApiError> {
    caller.require(&["conversations.read"])?;
    if inputs.len() > BATCH {
        return Err(ApiError::validation(format!("A batch has {BATCH} inputs at most.")));
    }
    let started_at = app.now().to_rfc3339();
    let (results, unknown) = app
        .db
        .read(move |conn| {
            let (mut results, mut unknown) = (Vec::new(), Vec::new());
            for id in inputs {
                match resolve(conn, &id)? {
                    Some(actor) => results.push(actor),
                    None => unknown.push(id),
                }
            }
            Ok((results, unknown))
        })
        .await?;
    let errors: Vec<BatchError> = (!unknown.is_empty())
        .then(|| BatchError {
            status: "error".to_owned(),
            category: "OBJECT_NOT_FOUND".to_owned(),
            message: "Could not get some actors, they may be deleted or not exist.".to_owned(),
            context: json!({ "ids": unknown }),
        })
        .into_iter()
        .collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    let answer = BatchAnswer {
        status: "COMPLETE".to_owned(),
        results,
        num_errors: (!errors.is_empty()).then_some(1),
        errors,
        started_at: Some(started_at),
        completed_at: Some(app.now().to_rfc3339()),
    };
    Ok((status, Json(answer)).into_response())
}

/// The actor with this id.
pub(super) fn resolve(conn: &Connection, id: &str) -> Result<Option<Actor>, ApiError> {
    let Some((prefix, rest)) = id.split_once('-') else { return Ok(None) };
    let number: Option<i64> = rest.parse().ok();
    match (prefix, number) {
        ("A", Some(user_id)) => Ok(owners::by_user_id(conn, user_id)?.map(|owner| agent(id, &owner))),
        ("V", Some(number)) => visitor(conn, id, number),
        ("I", Some(app_id)) => {
            Ok(tokens::app_name(conn, app_id)?.map(|name| actor(id, "INTEGRATOR", Some(name), None)))
        }
        ("S", None) if rest == "hubspot" => Ok(Some(actor(id, "SYSTEM", None, None))),
        ("E", _) if rest.contains('@') => Ok(Some(actor(id, "EMAIL", None, Some(rest.to_owned())))),
        _ => Ok(None),
    }
}

fn agent(id: &str, owner: &OwnerRow) -> Actor {
    actor(id, "AGENT", Some(owner.full_name()), owner.email.clone())
}

fn visitor(conn: &Connection, id: &str, number: i64) -> Result<Option<Actor>, ApiError> {
    if let Some(visitor) = visitors::get(conn, number)? {
        return Ok(Some(actor(id, "VISITOR", visitor.name, None)));
    }
    let Some(contact) = records::get_properties(conn, ObjectKind::Contact, number)? else { return Ok(None) };
    let value = |name: &str| contact.get(name).cloned().flatten().filter(|value| !value.is_empty());
    let names: Vec<String> = [value("firstname"), value("lastname")].into_iter().flatten().collect();
    let name = (!names.is_empty()).then(|| names.join(" "));
    Ok(Some(actor(id, "VISITOR", name, value("email"))))
}

fn actor(id: &str, kind: &str, name: Option<String>, email: Option<String>) -> Actor {
    Actor { id: id.to_owned(), kind: kind.to_owned(), name, email, avatar: None }
}

/// The active agent with this actor id.
pub(super) fn active_agent(conn: &Connection, actor_id: &str) -> Result<Option<OwnerRow>, ApiError> {
    let Some(user_id) = actor_id.strip_prefix("A-").and_then(|id| id.parse().ok()) else { return Ok(None) };
    Ok(owners::by_user_id(conn, user_id)?.filter(|owner| owner.archived_at.is_none()))
}

/// The owner id of an agent's actor id.
pub fn owner_of_agent(conn: &Connection, actor_id: &str) -> Result<Option<i64>, ApiError> {
    Ok(active_agent(conn, actor_id)?.map(|owner| owner.id))
}

/// The actor id of an owner; none for queues and unknown ids.
pub fn agent_of_owner(conn: &Connection, owner_id: i64) -> Result<Option<String>, ApiError> {
    Ok(owners::get(conn, owner_id)?.and_then(|owner| owner.user_id).map(|user_id| format!("A-{user_id}")))
}
