//! The calls for folders: making one and looking at one, by id or path.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{storing, uploading::WRITE};
use crate::{
    crm::values,
    db::{
        folders::{self, FolderRow},
        to_millis,
    },
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
    },
};

/// A folder to be made.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewFolder {
    name: String,
    parent_folder_id: Option<String>,
    parent_path: Option<String>,
}

/// A folder in the shape of the wire.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    id: String,
    name: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_folder_id: Option<String>,
    archived: bool,
    created_at: String,
    updated_at: String,
}

fn show(row: FolderRow) -> Shown {
    Shown {
        id: row.id.to_string(),
        name: row.name,
        path: row.path,
        parent_folder_id: row.parent_id.map(|id| id.to_string()),
        archived: false,
        created_at: values::iso_millis(row.created_at),
        updated_at: values::iso_millis(row.created_at),
    }
}

/// `POST /folders`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Body(body): Body<NewFolder>,
) -> Result<Response, ApiError> {
    caller.require(WRITE)?;
    let now = to_millis(app.now());
    let made = app.change(move |tx, _| {
        let parent = match (&body.parent_folder_id, &body.parent_path) {
            (Some(id), _) => {
                let parent = id.parse().ok().map(|id| folders::get(tx, id)).transpose()?.flatten();
                Some(parent.ok_or_else(|| ApiError::not_found(format_args!("The folder {id}")))?)
            }
            (None, Some(path)) => storing::folder_at(tx, path, now)?,
            (None, None) => None,
        };
        let name = storing::clean(&body.name);
        let path = format!("{}/{name}", parent.as_ref().map_or("", |parent| parent.path.as_str()));
        if folders::by_path(tx, &path)?.is_some() {
            return Err(ApiError::conflict(format!("The folder {path} already exists")));
        }
        folders::insert(tx, parent.as_ref(), &name, now)
    });
    Ok((StatusCode::CREATED, Json(show(made.await?))).into_response())
}

/// `GET /folders/{id}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Shown>, ApiError> {
    caller.require(&["files", "files.read"])?;
    let row = app.db.read(move |connection| {
        let found = match id.parse() {
            Ok(number) => folders::get(connection, number)?,
            Err(_) => folders::by_path(connection, &format!("/{}", id.trim_matches('/')))?,
        };
        found.ok_or_else(|| ApiError::not_found(format_args!("The folder {id}")))
    });
    Ok(Json(show(row.await?)))
}
