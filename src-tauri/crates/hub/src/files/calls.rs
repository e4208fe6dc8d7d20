//! The calls for files that are there: details, changes, signed URLs, download, search.
//!
//! Hidden files (attachments of conversations) do not exist for callers without `files.ui_hidden.read`: 404, as
//! HubSpot answers.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use bellhop_hubspot::wire::{
    Page,
    files::{File, SignedUrl},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rusqlite::{Connection, params_from_iter, types::Value};
use serde::{Deserialize, Serialize};

use super::{
    serving,
    signing::signed_url as sign,
    storing::{self, ACCESS},
    uploading::{WRITE, drop_content},
};
use crate::{
    crm::values,
    db::{
        files::{self, COLUMNS, FileRow},
        folders, from_millis, to_millis,
    },
    server::{
        App, Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::Params,
    },
};

const READ: &[&str] = &["files", "files.read"];
const DELETE: &[&str] = &["files", "files.delete"];
const HIDDEN: &[&str] = &["files.ui_hidden.read"];
/// The longest life of a signed URL, in seconds.
const LONGEST_LIFE: u64 = 6 * 3600;

/// A file with what the wire type leaves out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown {
    #[serde(flatten)]
    file: File,
    source_group: String,
    default_hosting_url: String,
    is_usable_in_content: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
}

/// A file in the shape of the wire.
pub(super) fn show(app: &App, row: FileRow) -> Shown {
    let name = utf8_percent_encode(&row.file_name(), NON_ALPHANUMERIC).to_string();
    let url = format!("{}/hubfs/{}/{}/{name}", app.files_origin, app.account.portal_id, row.id);
    Shown {
        encoding: row.width.map(|_| row.extension.clone()),
        is_usable_in_content: row.is_public(),
        file: File {
            id: row.id.to_string(),
            name: Some(row.name),
            path: Some(row.path),
            extension: Some(row.extension),
            kind: Some(row.kind),
            size: u64::try_from(row.size).ok(),
            width: row.width,
            height: row.height,
            url: Some(url.clone()),
            access: row.access,
            file_md5: Some(row.md5),
            parent_folder_id: row.folder_id.map(|id| id.to_string()),
            archived: false,
            created_at: from_millis(row.created_at),
            updated_at: from_millis(row.updated_at),
        },
        source_group: row.source_group,
        default_hosting_url: url,
        expires_at: row.expires_at,
    }
}

/// A file that this caller may know of, or the error 404.
pub(super) fn find(connection: &Connection, caller: &Caller, (id, now): (&str, i64)) -> Result<FileRow, ApiError> {
    let row = id.parse().ok().map(|id| files::get(connection, id, now)).transpose()?.flatten();
    let row = row.filter(|row| !row.is_hidden() || caller.has(HIDDEN));
    row.ok_or_else(|| ApiError::not_found(format_args!("The file {id}")))
}

async fn read(app: &Shared, caller: Caller, id: String) -> Result<FileRow, ApiError> {
    caller.require(READ)?;
    let now = to_millis(app.now());
    app.db.read(move |connection| find(connection, &caller, (&id, now))).await
}

/// `GET /files/{id}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Shown>, ApiError> {
    let row = read(&app, caller, id).await?;
    Ok(Json(show(&app, row)))
}

/// `GET /files/{id}/signed-url`.
pub(super) async fn signed_url(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Params,
) -> Result<Json<SignedUrl>, ApiError> {
    let life = match query.get("expirationSeconds") {
        None => app.settings.signed_url_life.as_millis(),
        Some(text) => {
            let seconds: u64 =
                text.parse().map_err(|_| ApiError::validation(format!("expirationSeconds is no number: {text}")))?;
            u128::from(seconds.clamp(1, LONGEST_LIFE)) * 1000
        }
    };
    let row = read(&app, caller, id).await?;
    let life = i64::try_from(life).unwrap_or(0);
    let expires_at = to_millis(app.now()).saturating_add(life);
    Ok(Json(SignedUrl {
        url: sign(&app, row.id, expires_at),
        expires_at: from_millis(expires_at),
        name: Some(row.name),
        extension: Some(row.extension),
        size: u64::try_from(row.size).unwrap_or(0),
        kind: Some(row.kind),
        width: row.width,
        height: row.height,
    }))
}

/// `GET /files/{id}/download`: the bytes, with the token.
pub(super) async fn download(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let row = read(&app, caller, id).await?;
    serving::bytes(&app, &row, request).await
}

/// What can be changed of a file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Change {
    name: Option<String>,
    access: Option<String>,
    parent_folder_id: Option<String>,
    parent_folder_path: Option<String>,
    expires_at: Option<i64>,
    #[serde(default)]
    clear_expires: bool,
}

/// `PATCH /files/{id}`.
pub(super) async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(change): Body<Change>,
) -> Result<Json<Shown>, ApiError> {
    caller.require(WRITE)?;
    if let Some(access) = change.access.as_deref().filter(|access| !ACCESS.contains(access)) {
        return Err(ApiError::validation(format!("{access} is not one of {}", ACCESS.join(", "))));
    }
    let now = to_millis(app.now());
    let row = app
        .change(move |tx, _| {
            let mut row = find(tx, &caller, (&id, now))?;
            let folder = match (&change.parent_folder_id, &change.parent_folder_path) {
                (Some(id), _) => {
                    let folder = id.parse().ok().map(|id| folders::get(tx, id)).transpose()?.flatten();
                    Some(folder.ok_or_else(|| ApiError::not_found(format_args!("The folder {id}")))?)
                }
                (None, Some(path)) => storing::folder_at(tx, path, now)?,
                (None, None) => row.folder_id.map(|id| folders::get(tx, id)).transpose()?.flatten(),
            };
            let stem = change.name.as_deref().map_or_else(|| row.name.clone(), |name| stem(name, &row.extension));
            let path = storing::path_of(folder.as_ref(), &stem, &row.extension);
            if path != row.path {
                row.name = storing::free_name(tx, folder.as_ref(), (&stem, &row.extension))?;
                row.path = storing::path_of(folder.as_ref(), &row.name, &row.extension);
                row.folder_id = folder.map(|folder| folder.id);
            }
            row.access = change.access.unwrap_or(row.access);
            row.expires_at = if change.clear_expires { None } else { change.expires_at.or(row.expires_at) };
            row.updated_at = now;
            files::update(tx, &row)?;
            Ok(row)
        })
        .await?;
    Ok(Json(show(&app, row)))
}

/// A new name without the extension, which stays.
fn stem(name: &str, extension: &str) -> String {
    let name = storing::clean(name);
    match storing::split(&name) {
        (stem, own) if own == extension => stem,
        _ => name,
    }
}

/// `DELETE /files/{id}`.
pub(super) async fn delete(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require(DELETE)?;
    let now = to_millis(app.now());
    let content = app
        .change(move |tx, _| {
            let row = find(tx, &caller, (&id, now))?;
            files::archive(tx, row.id, now)?;
            Ok(row.content)
        })
        .await?;
    drop_content(&app, Some(content)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /files/search`.
pub(super) async fn search(
    State(app): State<Shared>,
    caller: Caller,
    query: Params,
) -> Result<Json<Page<Shown>>, ApiError> {
    caller.require(READ)?;
    let (limit, after) = (query.strict_limit(20, 100)?, query.after()?);
    let mut wanted = Wanted::default();
    wanted.read(&query)?;
    if !caller.has(HIDDEN) {
        wanted.sql.push_str(" AND access NOT LIKE 'HIDDEN%'");
    }
    let now = to_millis(app.now());
    let rows = app.db.read(move |connection| {
        let sql = format!(
            "SELECT {COLUMNS} FROM files WHERE archived_at IS NULL AND (expires_at IS NULL OR expires_at > {now})
             AND id > {after}{} ORDER BY id LIMIT {}",
            wanted.sql,
            limit + 1
        );
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(&wanted.parameters), FileRow::read)?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    });
    let mut rows = rows.await?;
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    let after = if is_more { rows.last().map(|row| row.id.to_string()) } else { None };
    Ok(Json(Page::new(rows.into_iter().map(|row| show(&app, row)).collect(), after)))
}

/// The conditions of a search with their parameters.
#[derive(Debug, Default)]
struct Wanted {
    sql: String,
    parameters: Vec<Value>,
}

impl Wanted {
    fn read(&mut self, query: &Params) -> Result<(), ApiError> {
        for (name, column) in [("ids", "id"), ("parentFolderIds", "folder_id")] {
            let ids = query
                .list(name)
                .into_iter()
                .map(|id| id.parse::<i64>().map_err(|_| ApiError::validation(format!("{name} has no number: {id}"))));
            self.any_of(column, ids.collect::<Result<Vec<_>, _>>()?);
        }
        self.any_of("extension", query.list("extension").iter().map(|it| it.to_lowercase()).collect());
        self.any_of("kind", query.list("type"));
        self.any_of("md5", query.list("fileMd5"));
        if let Some(name) = query.get("name") {
            self.and("instr(lower(name), lower(?)) > 0", name.to_owned());
        }
        if let Some(path) = query.get("path") {
            self.and("path = ?", path.to_owned());
        }
        for (suffix, operator) in [("", "="), ("Gte", ">="), ("Lte", "<=")] {
            if let Some(size) = query.get(&format!("size{suffix}")) {
                let size: i64 = size.parse().map_err(|_| ApiError::validation(format!("size is no number: {size}")))?;
                self.and(&format!("size {operator} ?"), size);
            }
            for (name, column) in [("createdAt", "created_at"), ("updatedAt", "updated_at")] {
                let Some(text) = query.get(&format!("{name}{suffix}")) else { continue };
                let moment = values::moment(text)
                    .ok_or_else(|| ApiError::validation(format!("{name}{suffix} is no time: {text}")))?;
                self.and(&format!("{column} {operator} ?"), to_millis(moment));
            }
        }
        Ok(())
    }

    fn and(&mut self, condition: &str, parameter: impl Into<Value>) {
        self.sql = format!("{} AND {condition}", self.sql);
        self.parameters.push(parameter.into());
    }

    fn any_of<T: Into<Value>>(&mut self, column: &str, wanted: Vec<T>) {
        if !wanted.is_empty() {
            self.sql = format!("{} AND {column} IN ({})", self.sql, vec!["?"; wanted.len()].join(","));
            self.parameters.extend(wanted.into_iter().map(Into::into));
        }
    }
}
