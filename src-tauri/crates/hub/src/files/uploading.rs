//! Uploads: multipart bodies whose file goes straight to the disk, whatever the order of the parts.

use axum::{
    Json,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::files::UploadOptions;
use rusqlite::Transaction;
use serde::Deserialize;

use super::{
    calls::{Shown, find, show},
    content::{Arriving, Content},
    storing::{self, ACCESS, Placed},
};
use crate::{
    db::{
        files::{self, FileRow},
        folders::{self, FolderRow},
        to_millis,
    },
    server::{Shared, answer::ApiError, auth::Caller},
};

/// The scopes of which a writer needs one.
pub(super) const WRITE: &[&str] = &["files", "files.write"];

/// The options of an upload with what the wire type leaves out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    #[serde(flatten)]
    common: UploadOptions,
    /// When the file goes away by itself, milliseconds since 1970.
    #[serde(default)]
    expires_at: Option<i64>,
}

/// The parts of an upload.
#[derive(Default)]
struct Parts {
    file: Option<(Arriving, Content)>,
    uploaded_name: Option<String>,
    file_name: Option<String>,
    folder_id: Option<String>,
    folder_path: Option<String>,
    options: Option<String>,
}

impl Parts {
    async fn read(app: &Shared, body: Result<Multipart, MultipartRejection>) -> Result<Self, ApiError> {
        let mut body = body.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be multipart/form-data.",
            ),
        })?;
        let mut parts = Self::default();
        while let Some(field) = body.next_field().await.map_err(|error| broken(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            match name.as_str() {
                "file" => {
                    parts.uploaded_name = field.file_name().map(str::to_owned);
                    parts.file = Some(receive(app, field).await?);
                }
                "fileName" => parts.file_name = text(field).await?,
                "folderId" => parts.folder_id = text(field).await?,
                "folderPath" => parts.folder_path = text(field).await?,
                "options" => parts.options = text(field).await?,
                // Unknown parts (charsetHunch and later inventions) are passed over.
                _ => {}
            }
        }
        Ok(parts)
    }

    /// The name of the file: the given one with the uploaded one's extension where it has none.
    fn name(&self) -> String {
        let uploaded = storing::clean(self.uploaded_name.as_deref().unwrap_or("file"));
        let Some(given) = self.file_name.as_deref().filter(|name| !name.trim().is_empty()) else { return uploaded };
        let given = storing::clean(given);
        let (_, extension) = storing::split(&uploaded);
        match storing::split(&given) {
            (name, own) if own.is_empty() && !extension.is_empty() => format!("{name}.{extension}"),
            _ => given,
        }
    }

    fn options(&self) -> Result<Options, ApiError> {
        let text = self.options.as_deref().ok_or_else(|| ApiError::validation("options are required"))?;
        let options: Options = serde_json::from_str(text)
            .map_err(|error| ApiError::validation(format!("options cannot be read: {error}")))?;
        if ACCESS.contains(&options.common.access.as_str()) {
            return Ok(options);
        }
        Err(ApiError::validation(format!("{} is not one of {}", options.common.access, ACCESS.join(", "))))
    }
}

async fn receive(app: &Shared, mut field: Field<'_>) -> Result<(Arriving, Content), ApiError> {
    let mut arriving = Arriving::begin(&app.dir).await?;
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        arriving.write(&piece).await?;
    }
    let content = arriving.finish().await?;
    Ok((arriving, content))
}

async fn text(field: Field<'_>) -> Result<Option<String>, ApiError> {
    let text = field.text().await.map_err(|error| broken(&error))?;
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

fn broken(error: &MultipartError) -> ApiError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::validation(format!("The upload cannot be read: {}", error.body_text())),
    }
}

fn too_large() -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", "The file is too large.")
}

/// `POST /files`.
pub(super) async fn upload(
    State(app): State<Shared>,
    caller: Caller,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    caller.require(WRITE)?;
    let mut parts = Parts::read(&app, body).await?;
    let options = parts.options()?;
    let name = parts.name();
    let (arriving, content) = parts.file.take().ok_or_else(|| ApiError::validation("file is required"))?;
    let place = match (parts.folder_id, parts.folder_path) {
        (Some(id), None) => Place::Id(id),
        (None, Some(path)) => Place::Path(path),
        _ => return Err(ApiError::validation("Exactly one of folderId and folderPath is required")),
    };
    let now = to_millis(app.now());
    let stored = app.change(move |tx, _| store(tx, (&place, name), &options, (&content, now))).await?;
    if let Stored::New { .. } = stored {
        arriving.keep();
    }
    let row = match stored {
        Stored::New { row, replaced } => {
            drop_content(&app, replaced).await?;
            row
        }
        Stored::Existing(row) => row,
    };
    Ok((StatusCode::CREATED, Json(show(&app, row))).into_response())
}

enum Place {
    Id(String),
    Path(String),
}

impl Place {
    fn folder(&self, tx: &Transaction<'_>, now: i64) -> Result<Option<FolderRow>, ApiError> {
        match self {
            Self::Path(path) => storing::folder_at(tx, path, now),
            Self::Id(id) => {
                let folder = id.parse().ok().map(|id| folders::get(tx, id)).transpose()?.flatten();
                folder.map(Some).ok_or_else(|| ApiError::not_found(format_args!("The folder {id}")))
            }
        }
    }
}

enum Stored {
    /// The new bytes are in this row; the content file of the bytes before is no longer needed.
    New { row: FileRow, replaced: Option<String> },
    /// A file with these bytes was there already.
    Existing(FileRow),
}

fn store(
    tx: &Transaction<'_>,
    (place, name): (&Place, String),
    Options { common: options, expires_at }: &Options,
    (content, now): (&Content, i64),
) -> Result<Stored, ApiError> {
    let folder = place.folder(tx, now)?;
    if let Some(duplicate) = duplicate(tx, folder.as_ref(), options, content)? {
        return match options.duplicate_validation_strategy.as_deref() {
            Some("RETURN_EXISTING") => Ok(Stored::Existing(duplicate)),
            _ => Err(ApiError::conflict(format!("A file with this content already exists: {}", duplicate.id))),
        };
    }
    let (stem, extension) = storing::split(&name);
    let path = storing::path_of(folder.as_ref(), &stem, &extension);
    if let Some(mut row) = files::by_path(tx, &path)?.filter(|_| options.overwrite) {
        let before = std::mem::take(&mut row.content);
        storing::fill(&mut row, content);
        row.access.clone_from(&options.access);
        row.expires_at = *expires_at;
        row.updated_at = now;
        files::update(tx, &row)?;
        return Ok(Stored::New { row, replaced: Some(before) });
    }
    let placed = Placed {
        folder,
        name,
        access: options.access.clone(),
        source_group: "CONTENT".to_owned(),
        expires_at: *expires_at,
    };
    Ok(Stored::New { row: storing::add(tx, content, placed, now)?, replaced: None })
}

fn duplicate(
    tx: &Transaction<'_>,
    folder: Option<&FolderRow>,
    options: &UploadOptions,
    content: &Content,
) -> Result<Option<FileRow>, ApiError> {
    if !matches!(options.duplicate_validation_strategy.as_deref(), Some("REJECT" | "RETURN_EXISTING")) {
        return Ok(None);
    }
    let everywhere = options.duplicate_validation_scope.as_deref() != Some("EXACT_FOLDER");
    let folder_id = folder.map(|folder| folder.id);
    let same = files::by_md5(tx, &content.md5)?.into_iter();
    Ok(same.into_iter().find(|row| everywhere || row.folder_id == folder_id))
}

/// `PUT /files/{id}`: other bytes for the same file.
pub(super) async fn replace(
    State(app): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Json<Shown>, ApiError> {
    caller.require(WRITE)?;
    let mut parts = Parts::read(&app, body).await?;
    let access = if parts.options.is_some() { Some(parts.options()?.common.access) } else { None };
    let (arriving, content) = parts.file.take().ok_or_else(|| ApiError::validation("file is required"))?;
    let now = to_millis(app.now());
    let (row, before) = app
        .change(move |tx, _| {
            let mut row = find(tx, &caller, (&id, now))?;
            let before = std::mem::take(&mut row.content);
            storing::fill(&mut row, &content);
            row.access = access.unwrap_or(row.access);
            row.updated_at = now;
            files::update(tx, &row)?;
            Ok((row, before))
        })
        .await?;
    arriving.keep();
    drop_content(&app, Some(before)).await?;
    Ok(Json(show(&app, row)))
}

/// Removes a content file unless some file still uses it.
pub(super) async fn drop_content(app: &Shared, name: Option<String>) -> Result<(), ApiError> {
    let Some(name) = name else { return Ok(()) };
    let dir = app.dir.clone();
    app.db
        .read(move |connection| {
            if !files::uses_content(connection, &name)? {
                super::content::remove(&dir, &name);
            }
            Ok(())
        })
        .await
}
