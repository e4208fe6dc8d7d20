//! The second origin: the bytes of files, for whoever has a URL.
//!
//! A signed URL answers 403 once it has expired or was tampered with. Ranges are served, so films can be searched.
//! Uploaded pages and drawings must not run as the hub's own: they are sandboxed.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::{content, signing};
use crate::{
    db::{
        files::{self, FileRow},
        to_millis,
    },
    server::{App, Shared, answer::ApiError},
};

/// `GET /signed/{id}/{expires}/{signature}`.
pub(super) async fn signed(
    State(app): State<Shared>,
    Path((id, expires_at, signature)): Path<(i64, i64, String)>,
    request: Request,
) -> Result<Response, ApiError> {
    let now = to_millis(app.now());
    if !signing::is_genuine(&app.account.signing_key, (id, expires_at), &signature) || expires_at <= now {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "FORBIDDEN", "This URL has expired or is not valid."));
    }
    let row = read(&app, id).await?.ok_or_else(|| missing(id))?;
    bytes(&app, &row, request).await
}

/// `GET /hubfs/{portal}/{id}/{name}`: files whose access is public; others do not exist here.
pub(super) async fn public(
    State(app): State<Shared>,
    Path((portal, id, _name)): Path<(i64, i64, String)>,
    request: Request,
) -> Result<Response, ApiError> {
    let row = read(&app, id).await?.filter(|row| row.is_public() && portal == app.account.portal_id);
    bytes(&app, &row.ok_or_else(|| missing(id))?, request).await
}

fn missing(id: i64) -> ApiError {
    ApiError::not_found(format_args!("The file {id}"))
}

async fn read(app: &Shared, id: i64) -> Result<Option<FileRow>, ApiError> {
    let now = to_millis(app.now());
    app.db.read(move |connection| files::get(connection, id, now)).await
}

/// The bytes of a file, or the range that is asked for.
pub(super) async fn bytes(app: &App, row: &FileRow, request: Request) -> Result<Response, ApiError> {
    let media_type = row.media_type.parse().unwrap_or(mime_guess::mime::APPLICATION_OCTET_STREAM);
    let file = ServeFile::new_with_mime(content::path(&app.dir, &row.content), &media_type);
    let response = file.oneshot(request).await.map_err(ApiError::internal)?;
    if response.status() == StatusCode::NOT_FOUND {
        return Err(ApiError::internal(format_args!("the content of file {} is gone", row.id)));
    }
    let mut response = response.map(Body::new).into_response();
    let headers = response.headers_mut();
    let name = utf8_percent_encode(&row.file_name(), NON_ALPHANUMERIC).to_string();
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename*=UTF-8''{name}")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if row.media_type.starts_with("text/") || row.media_type.contains("xml") {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"),
        );
    }
    Ok(response)
}
