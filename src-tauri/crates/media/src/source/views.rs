//! What the window is given of a file instead of its bytes: a small picture, a checked animation, readable text. And what it
//! gives back: the poster of a video, for the window decodes videos and this side does not.

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use tower_http::services::ServeFile;

use super::{Which, shield};
use crate::facts::Reading;
use crate::facts::ledger::PosterRefused;
use crate::sniff::Kind;
use crate::{CachedFile, Media, lottie, text};

/// A small still picture. What has none answers that it was not found.
pub(super) async fn still(media: &Media, found: &CachedFile, request: Request) -> Response {
    let Some(still) = media.still(found) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(mime) = still.mime.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(answer) = ServeFile::new_with_mime(&still.path, &mime).try_call(request).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut answer = answer.map(Body::new);
    shield(answer.headers_mut());
    if !still.settled {
        // A poster can be drawn again.
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    answer
}

/// The JSON of an animation, checked and written anew.
pub(super) async fn animation(State(media): State<Media>, Path(which): Path<Which>) -> Response {
    let found = match which.find(&media).await {
        Ok(found) if found.kind == Kind::Animation => found,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(answer) => return answer,
    };
    let checked = tokio::task::spawn_blocking(move || lottie::checked(&found.path, &found.mime)).await;
    let Ok(Ok(animation)) = checked else { return StatusCode::UNPROCESSABLE_ENTITY.into_response() };
    let mut answer = ([(header::CONTENT_TYPE, "application/json")], animation.json).into_response();
    shield(answer.headers_mut());
    answer
}

/// The lines or the rows of a text, as far as they are shown.
pub(super) async fn text(State(media): State<Media>, Path(which): Path<Which>) -> Response {
    let found = match which.find(&media).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let Some(reading @ (Reading::Text | Reading::Table)) = found.facts.reading else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let read = tokio::task::spawn_blocking(move || text::read(&found.path, reading)).await;
    let Ok(Ok(text)) = read else { return StatusCode::UNPROCESSABLE_ENTITY.into_response() };
    let mut answer = Json(text).into_response();
    shield(answer.headers_mut());
    answer
}

/// Takes a poster, decodes it and keeps it encoded anew.
pub(super) async fn poster(State(media): State<Media>, Path(which): Path<Which>, bytes: Bytes) -> Response {
    let found = match which.find(&media).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    match media.keep_poster(&found, bytes.into()).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(PosterRefused::NoVideo) => StatusCode::CONFLICT.into_response(),
        Err(PosterRefused::NoPicture) => StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(),
        Err(problem @ PosterRefused::Disk(_)) => {
            (StatusCode::INSUFFICIENT_STORAGE, problem.to_string()).into_response()
        }
    }
}
