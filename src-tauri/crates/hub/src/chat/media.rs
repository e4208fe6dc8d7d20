//! Files of a conversation: up from the visitor's browser, and down to it.
//!
//! Bytes come from strangers in both directions. A browser only shows what it cannot run: pictures, sound and video
//! of well-known types are sent under their type, everything else as a download without one. The type is read from
//! the bytes or the name, never from what the sender claims. A visitor gets the files of their conversation only;
//! the app fetches them by a signed URL, which never reaches the browser.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::{
    ChatApp,
    api::Refusal,
    channel_api::{CallError, Upload},
    files::{self, ChatFile},
    registration::{self, AccountState},
    sessions,
};

/// The largest file that a visitor may send, bytes.
pub(super) const LARGEST_FILE: usize = 25 * 1024 * 1024;

/// Shown in place; anything else is downloaded. SVG is missing on purpose: it can carry scripts.
const SHOWN: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "audio/mpeg",
    "audio/ogg",
    "audio/wav",
    "audio/x-wav",
    "audio/webm",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
    "audio/aac",
    "audio/flac",
    "audio/x-flac",
    "video/mp4",
    "video/webm",
    "video/ogg",
];

/// What a name keeps of itself in a `Content-Disposition` header.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// Uploads and downloads.
pub(super) fn routes() -> Router<Arc<ChatApp>> {
    Router::new()
        .route("/chat/api/sessions/{id}/files", post(upload))
        // A little more than a file, so that a file that is too large is answered with a sentence of ours.
        .layer(DefaultBodyLimit::max(LARGEST_FILE + 1))
        .route("/chat/api/files/{file_id}", get(download))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

async fn upload(
    State(app): State<Arc<ChatApp>>,
    Path(id): Path<String>,
    Query(query): Query<Named>,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<(StatusCode, Json<ChatFile>), Refusal> {
    let bytes = body.map_err(|_| Refusal::TooLarge)?;
    if bytes.len() > LARGEST_FILE {
        return Err(Refusal::TooLarge);
    }
    if bytes.is_empty() {
        return Err(Refusal::Invalid("The file is empty."));
    }
    let session = id.clone();
    let (known, state) =
        app.db.run(move |tx| Ok((sessions::get(tx, &session)?.is_some(), registration::state(tx)?))).await?;
    if !known {
        return Err(Refusal::Unknown);
    }
    if state == AccountState::Closed {
        return Err(Refusal::Closed);
    }
    let link = app.link().ok_or(Refusal::Away)?;
    let name = file_name(&query.name);
    let claimed = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mime = mime_of(&name, claimed, &bytes);
    let size = bytes.len() as u64;
    let file = link.api.upload(Upload { name: name.clone(), mime: mime.clone(), bytes }).await.map_err(refusal)?;
    let file = ChatFile { file_id: file.id, name, mime, size, width: file.width, height: file.height };
    let kept = file.clone();
    app.db.run(move |tx| files::put(tx, &id, &kept)).await?;
    Ok((StatusCode::CREATED, Json(file)))
}

fn refusal(error: CallError) -> Refusal {
    tracing::warn!(%error, "the files API gave nothing");
    match error {
        CallError::Away(_) => Refusal::Away,
        CallError::Refused { status, .. } if status == StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        error if error.is_not_found() => Refusal::Unknown,
        CallError::Refused { .. } => Refusal::Invalid("The help desk refused the file."),
    }
}

/// The last part of a path, without control characters, at most 150 characters.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "file".to_owned() } else { clean }
}

/// By the bytes; by the name when they do not tell. Sound in a container for video is sound when the browser, which
/// recorded it, says so: that is the one claim that the bytes cannot settle.
fn mime_of(name: &str, claimed: &str, bytes: &[u8]) -> String {
    let sniffed = infer::get(bytes).map(|kind| kind.mime_type());
    match sniffed {
        Some(container @ ("video/webm" | "video/mp4" | "video/x-matroska")) if claimed.starts_with("audio/") => {
            if container == "video/mp4" { "audio/mp4" } else { "audio/webm" }.to_owned()
        }
        Some(mime) => mime.to_owned(),
        None => mime_guess::from_path(name).first_or_octet_stream().essence_str().to_owned(),
    }
}

#[derive(Deserialize)]
struct Wanted {
    session: String,
    /// Present: as a download, whatever its type.
    #[serde(default)]
    download: Option<String>,
}

async fn download(
    State(app): State<Arc<ChatApp>>,
    Path(file_id): Path<String>,
    Query(query): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let file = app.db.run(move |tx| files::get(tx, &query.session, &file_id)).await?.ok_or(Refusal::Unknown)?;
    let link = app.link().ok_or(Refusal::Away)?;
    let signed = link.api.signed_url(&file.file_id).await.map_err(refusal)?;
    let remote = link.api.bytes(&signed.url, headers.get(header::RANGE)).await.map_err(refusal)?;

    let shown = SHOWN.contains(&file.mime.as_str()) && query.download.is_none();
    let mime = if shown { file.mime.as_str() } else { "application/octet-stream" };
    let disposition = if shown { "inline" } else { "attachment" };
    let disposition = format!("{disposition}; filename*=UTF-8''{}", utf8_percent_encode(&file.name, NAME));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = remote.status();
    let out = response.headers_mut();
    for name in [header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ACCEPT_RANGES] {
        if let Some(value) = remote.headers().get(&name) {
            out.insert(name, value.clone());
        }
    }
    let text = |value: &str| HeaderValue::from_str(value).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    out.insert(header::CONTENT_TYPE, text(mime));
    out.insert(header::CONTENT_DISPOSITION, text(&disposition));
    // The bytes of a file id never change; the browser may keep them for this visitor.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    out.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    *response.body_mut() = Body::from_stream(remote.bytes_stream());
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_but_not_its_path() {
        assert_eq!(file_name("C:\\Users\\anna\\zdjęcie.png"), "zdjęcie.png");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("a\u{0}b\n.txt"), "ab.txt");
        assert_eq!(file_name(".."), "file");
        assert_eq!(file_name(&"x".repeat(500)).len(), 150);
    }

    #[test]
    fn the_type_comes_from_the_bytes_and_a_page_in_a_pictures_clothes_is_no_picture() {
        assert_eq!(mime_of("photo.txt", "text/plain", b"\x89PNG\r\n\x1a\n0000"), "image/png");
        assert!(!SHOWN.contains(&mime_of("photo.png", "image/png", b"<!DOCTYPE html><script>").as_str()));
        assert_eq!(mime_of("notes.pdf", "", b"plain words"), "application/pdf");
        assert!(!SHOWN.contains(&"image/svg+xml"));
    }
}
