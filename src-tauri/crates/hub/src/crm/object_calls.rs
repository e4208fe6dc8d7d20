//! The calls for single objects: list, get, create, change, put into the bin.

use axum::{
    Json,
    extract::{Extension, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::Page;
use rusqlite::Connection;

use super::{
    asked::{Asked, show_all},
    body::ObjectBody,
    catalogue,
    kind::{Access, ObjectKind},
    objects,
    writing::{self, Write},
};
use crate::{
    db::objects::{self as table, ObjectRow, Shelf},
    server::{
        Family, Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::Params,
    },
};

/// The type that a path names, if the caller may have it.
pub(crate) fn kind(caller: &Caller, name: &str, access: Access) -> Result<ObjectKind, ApiError> {
    let kind = ObjectKind::from_path(name).ok_or_else(|| {
        let message = format!("Unable to infer object type from: {name}");
        ApiError::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", message)
    })?;
    caller.require(kind.scopes(access))?;
    Ok(kind)
}

/// An object by its id, or by another unique property.
pub(crate) fn find(
    connection: &Connection,
    kind: ObjectKind,
    (id, id_property): (&str, Option<&str>),
    shelf: Shelf,
) -> Result<ObjectRow, ApiError> {
    let number = match id_property {
        None | Some("hs_object_id") => id.parse().ok(),
        Some(property) => {
            check_unique(connection, kind, property)?;
            writing::holder(connection, kind, (property, id))?
        }
    };
    let row = number.map(|number| table::get(connection, kind, number, shelf)).transpose()?.flatten();
    row.ok_or_else(|| objects::missing(kind, id))
}

/// Only a unique property can stand for an id.
pub(crate) fn check_unique(connection: &Connection, kind: ObjectKind, property: &str) -> Result<(), ApiError> {
    let is_unique = kind.has_unique(property)
        || catalogue::find(connection, kind, property)?.is_some_and(|definition| definition.has_unique_value);
    if is_unique {
        return Ok(());
    }
    Err(ApiError::validation(format!("The property \"{property}\" is not a unique property of {}", kind.plural())))
}

/// `GET /{type}`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    query: Params,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let asked = Asked::of(&query)?;
    let most = if asked.with_history.is_empty() { 100 } else { 50 };
    let (limit, after, shelf) = (query.strict_limit(10, most)?, query.after()?, query.shelf());
    let page = app.db.read(move |connection| {
        let mut rows = table::list(connection, kind, shelf, (after, limit + 1))?;
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let after = if is_more { rows.last().map(|row| row.id.to_string()) } else { None };
        Ok(Page::new(asked.show(connection, kind, &rows)?, after))
    });
    Ok(Json(page.await?).into_response())
}

/// `GET /{type}/{id}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    query: Params,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let asked = Asked::of(&query)?;
    let shown = app.db.read(move |connection| {
        let row = find(connection, kind, (&id, query.get("idProperty")), query.shelf())?;
        asked.show(connection, kind, &[row])
    });
    let object = shown.await?.into_iter().next().ok_or_else(|| ApiError::internal("an object was not shown"))?;
    Ok(Json(object).into_response())
}

/// `POST /{type}`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path(name): Path<String>,
    Body(body): Body<ObjectBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let now = app.now();
    let created = app.change(move |tx, events| {
        let properties = body.properties.0;
        let write = Write { kind, properties: &properties, version: family.version, now };
        let id = write.create(tx, &body.associations.ties()?, events)?;
        Ok(show_all(kind, &objects::live(tx, kind, id)?))
    });
    Ok((StatusCode::CREATED, Json(created.await?)).into_response())
}

/// `PATCH /{type}/{id}`.
pub(super) async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    (Path((name, id)), query): (Path<(String, String)>, Params),
    Body(body): Body<ObjectBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let now = app.now();
    let changed = app.change(move |tx, events| {
        let row = find(tx, kind, (&id, query.get("idProperty")), Shelf::Live)?;
        let id = row.id;
        let properties = body.properties.0;
        Write { kind, properties: &properties, version: family.version, now }.update(tx, row, events)?;
        Ok(show_all(kind, &objects::live(tx, kind, id)?))
    });
    Ok(Json(changed.await?).into_response())
}

/// `DELETE /{type}/{id}`: into the bin. Like HubSpot, 204 for an id that is not there.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let now = app.now();
    app.change(move |tx, events| {
        let Ok(id) = id.parse() else { return Ok(()) };
        if objects::archive_if_live(tx, kind, id, now)? {
            writing::told(tx, (kind, id), now, events)?;
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
