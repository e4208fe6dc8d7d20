//! The calls for the associations of one object: its list, tying and untying.

use axum::{
    Json,
    extract::{Extension, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{Page, crm::AssociationSpec};
use serde_json::json;

use super::{
    association_calls::{default_tied, gathered, pair, tie_all},
    associations::{self, default_kind},
    batch::Outcome,
    kind::{Access, ObjectKind},
    objects, writing,
};
use crate::{
    db::associations as table,
    server::{
        Family, Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::Params,
    },
};

/// `GET /{type}/{id}/associations/{to}`.
pub(super) async fn of_object(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path((from, id, to)): Path<(String, String, String)>,
    query: Params,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Read)?;
    let after = query.after()?;
    let rows = app.db.read(move |connection| {
        let id = id.parse().map_err(|_| objects::missing(from, &id))?;
        objects::live(connection, from, id)?;
        table::of(connection, (from, id), to)
    });
    let (ends, next) = gathered(&rows.await?, (from, to), family.version, after);
    Ok(Json(Page::new(ends, next)).into_response())
}

type Ends = (String, String, String, String);

fn ends(caller: &Caller, (from, from_id, to, to_id): &Ends) -> Result<(ObjectKind, i64, ObjectKind, i64), ApiError> {
    let (from, to) = pair(caller, (from, to), Access::Write)?;
    let number = |kind, id: &String| id.parse().map_err(|_| objects::missing(kind, id));
    Ok((from, number(from, from_id)?, to, number(to, to_id)?))
}

/// `PUT /{type}/{id}/associations/default/{to}/{toId}`.
pub(super) async fn put_default(
    State(app): State<Shared>,
    caller: Caller,
    Path(path): Path<Ends>,
) -> Result<Response, ApiError> {
    let (from, from_id, to, to_id) = ends(&caller, &path)?;
    let kind = default_kind(from, to)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        associations::tie(tx, (from, from_id), (to, to_id), kind, now)?;
        writing::told(tx, (from, from_id), now, events)?;
        let mut outcome = Outcome::new(now);
        for tied in default_tied((&path.1, &path.3), kind) {
            outcome.push(tied);
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::OK, app.now()))
}

/// `PUT /{type}/{id}/associations/{to}/{toId}` with a list of kinds.
pub(super) async fn put(
    State(app): State<Shared>,
    caller: Caller,
    Path(path): Path<Ends>,
    Body(types): Body<Vec<AssociationSpec>>,
) -> Result<Response, ApiError> {
    let ends = ends(&caller, &path)?;
    let now = app.now();
    let labels = app.change(move |tx, events| {
        let labels = tie_all(tx, ends, &types, now)?;
        writing::told(tx, (ends.0, ends.1), now, events)?;
        Ok(labels)
    });
    let body = json!({
        "fromObjectTypeId": ends.0.type_id(), "fromObjectId": ends.1.to_string(),
        "toObjectTypeId": ends.2.type_id(), "toObjectId": ends.3.to_string(), "labels": labels.await?,
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// `DELETE /{type}/{id}/associations/{to}/{toId}`.
pub(super) async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(path): Path<Ends>,
) -> Result<StatusCode, ApiError> {
    let (from, from_id, to, to_id) = ends(&caller, &path)?;
    let now = app.now();
    app.change(move |tx, events| {
        associations::untie_all(tx, (from, from_id), (to, to_id), now)?;
        writing::told(tx, (from, from_id), now, events)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
