//! What the page asks of the web chat: start a conversation, read it, write, upload, say what was seen.
//!
//! The session id in the path is the permission. Everything written is in the file before it is acknowledged; the
//! courier sends it on, and the page hears of that by the stream. A repeat with the same client id changes nothing,
//! so a page that did not get the acknowledgement simply asks again.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bellhop_hubspot::wire::conversations::StatusType;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    ChatApp,
    db::DbError,
    entries::{self, Entry, Piece, Written},
    files,
    registration::{self, AccountState},
    reports::{self, Report},
    sessions::{self, Session},
    stream,
};

const LONGEST_TEXT: usize = 10_000;
const LONGEST_NAME: usize = 120;
const MOST_FILES: usize = 10;
const USAGES: &[&str] = &["IMAGE", "AUDIO", "VOICE_RECORDING", "STICKER", "OTHER"];

/// `/chat/api/sessions/…` except the bytes of files.
pub(super) fn routes() -> Router<Arc<ChatApp>> {
    Router::new()
        .route("/chat/api/sessions", post(start))
        .route("/chat/api/sessions/{id}", get(transcript))
        .route("/chat/api/sessions/{id}/events", get(stream::events))
        .route("/chat/api/sessions/{id}/messages", post(write))
        .route("/chat/api/sessions/{id}/read", post(read))
        .layer(DefaultBodyLimit::max(256 * 1024))
}

/// Why the page did not get what it asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Refusal {
    /// No such conversation or file, or the id is wrong.
    Unknown,
    /// Something about the request is wrong; the text names it, for developers.
    Invalid(&'static str),
    /// The team switched the chat off.
    Closed,
    /// The help desk cannot be reached now.
    Away,
    /// The file is larger than the channel takes.
    TooLarge,
    /// The web chat itself failed.
    Broken,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            Self::Unknown => (StatusCode::NOT_FOUND, "unknown", "This conversation or file is not known."),
            Self::Invalid(message) => (StatusCode::BAD_REQUEST, "invalid", message),
            Self::Closed => (StatusCode::CONFLICT, "closed", "The chat is switched off at the moment."),
            Self::Away => (StatusCode::SERVICE_UNAVAILABLE, "away", "The help desk cannot be reached now."),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "tooLarge", "The file is too large."),
            Self::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken", "The web chat failed."),
        };
        let body = Json(json!({ "code": code, "message": message }));
        (status, [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], body).into_response()
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "the web chat failed");
        Self::Broken
    }
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    /// An earlier conversation of the same visitor, whose address on the channel is kept.
    #[serde(default)]
    previous: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    id: String,
    name: Option<String>,
    email: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Session> for Started {
    fn from(session: Session) -> Self {
        let Session { id, name, email, created_at, visitor: _ } = session;
        Self { id, name, email, created_at }
    }
}

async fn start(State(app): State<Arc<ChatApp>>, Json(form): Json<Start>) -> Result<Response, Refusal> {
    let name = tidy(form.name)?;
    let email = tidy(form.email)?;
    if email.as_deref().is_some_and(|email| !looks_like_email(email)) {
        return Err(Refusal::Invalid("The e-mail address is not one."));
    }
    let now = Utc::now();
    let (session, state) = app
        .db
        .run(move |tx| {
            let mut session = Session::new(name, email, now);
            let previous = form.previous.map(|id| sessions::get(tx, &id)).transpose()?.flatten();
            if let Some(previous) = previous {
                session.visitor = previous.visitor;
            }
            let state = registration::state(tx)?;
            if state == AccountState::Open {
                sessions::insert(tx, &session)?;
            }
            Ok((session, state))
        })
        .await?;
    if state == AccountState::Closed {
        return Err(Refusal::Closed);
    }
    Ok((StatusCode::CREATED, Json(Started::from(session))).into_response())
}

fn tidy(text: Option<String>) -> Result<Option<String>, Refusal> {
    let text = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > LONGEST_NAME => Err(Refusal::Invalid("The name or address is too long.")),
        text => Ok(text),
    }
}

fn looks_like_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && !text.contains(char::is_whitespace)
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && domain.contains('.')
}

#[derive(Serialize)]
struct Transcript {
    session: Started,
    entries: Vec<Entry>,
    /// Where the stream goes on.
    rev: i64,
    /// Whether the team takes messages.
    open: bool,
}

async fn transcript(State(app): State<Arc<ChatApp>>, Path(id): Path<String>) -> Result<Json<Transcript>, Refusal> {
    let found = app
        .db
        .run(move |tx| {
            let Some(session) = sessions::get(tx, &id)? else { return Ok(None) };
            let entries = entries::after(tx, &id, 0)?;
            Ok(Some((session, entries, registration::state(tx)?)))
        })
        .await?;
    let (session, entries, state) = found.ok_or(Refusal::Unknown)?;
    let rev = entries.last().map_or(0, |entry| entry.rev);
    Ok(Json(Transcript { session: session.into(), entries, rev, open: state == AccountState::Open }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Write {
    client_id: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    files: Vec<WriteFile>,
    #[serde(default)]
    in_reply_to: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WriteFile {
    file_id: String,
    usage: String,
    #[serde(default)]
    seconds: Option<f64>,
}

async fn write(
    State(app): State<Arc<ChatApp>>,
    Path(id): Path<String>,
    Json(write): Json<Write>,
) -> Result<(StatusCode, Json<Entry>), Refusal> {
    check(&write)?;
    let session = id.clone();
    let now = Utc::now();
    let entry = app.db.run(move |tx| put(tx, session, write, now)).await??;
    app.courier.notify_one();
    app.tell(&id);
    Ok((StatusCode::ACCEPTED, Json(entry)))
}

fn check(write: &Write) -> Result<(), Refusal> {
    let id_is_fine = (8..=64).contains(&write.client_id.len())
        && write.client_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !id_is_fine {
        return Err(Refusal::Invalid("The client id must be 8 to 64 letters, digits or hyphens."));
    }
    if write.text.trim().is_empty() && write.files.is_empty() {
        return Err(Refusal::Invalid("There is nothing to send."));
    }
    if write.text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::Invalid("The text is longer than 10,000 characters."));
    }
    if write.files.len() > MOST_FILES {
        return Err(Refusal::Invalid("There are more than 10 files."));
    }
    if write.files.iter().any(|file| !USAGES.contains(&file.usage.as_str())) {
        return Err(Refusal::Invalid("A file's usage is not known."));
    }
    Ok(())
}

fn put(
    tx: &rusqlite::Transaction<'_>,
    session: String,
    write: Write,
    now: DateTime<Utc>,
) -> rusqlite::Result<Result<Entry, Refusal>> {
    if sessions::get(tx, &session)?.is_none() {
        return Ok(Err(Refusal::Unknown));
    }
    if registration::state(tx)? == AccountState::Closed {
        return Ok(Err(Refusal::Closed));
    }
    let mut pieces = Vec::new();
    for WriteFile { file_id, usage, seconds } in write.files {
        let Some(file) = files::get(tx, &session, &file_id)? else {
            return Ok(Err(Refusal::Invalid("A file was not uploaded in this conversation.")));
        };
        pieces.push(Piece::file(file, usage, seconds.filter(|seconds| seconds.is_finite() && *seconds >= 0.0)));
    }
    let Write { client_id, text, in_reply_to, .. } = write;
    let written = Written { session, client_id, text, pieces, in_reply_to, at: now };
    entries::write(tx, &written)?;
    Ok(entries::by_client_id(tx, &written.session, &written.client_id)?.ok_or(Refusal::Broken))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    up_to: i64,
}

async fn read(
    State(app): State<Arc<ChatApp>>,
    Path(id): Path<String>,
    Json(read): Json<Read>,
) -> Result<StatusCode, Refusal> {
    let session = id.clone();
    let seen = app
        .db
        .run(move |tx| {
            let seen = entries::read(tx, &session, read.up_to)?;
            for message_id in &seen {
                reports::put(tx, &Report { message_id: message_id.clone(), status: StatusType::Read, reason: None })?;
            }
            Ok(seen)
        })
        .await?;
    if !seen.is_empty() {
        app.courier.notify_one();
        app.tell(&id);
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_local_part_and_a_domain_with_a_dot() {
        assert!(looks_like_email("anna@example.com"));
        assert!(looks_like_email("anna.nowak+chat@poczta.example.pl"));
        for wrong in
            ["anna", "anna@", "@example.com", "anna@example", "an na@example.com", "anna@.com", "anna@example."]
        {
            assert!(!looks_like_email(wrong), "{wrong}");
        }
    }
}
