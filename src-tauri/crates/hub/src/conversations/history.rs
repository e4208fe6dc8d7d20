//! The entries of a thread: a page, one, and the whole text of one that was cut.

use axum::{
    Json,
    extract::{Path, State},
};
use bellhop_hubspot::wire::{
    Page,
    conversations::{Message, OriginalContent},
};
use rusqlite::Connection;

use super::{cursor, threads::Address, wire};
use crate::{
    db::{
        messages::{self, Entry, Place},
        threads::Direction,
    },
    server::{Shared, answer::ApiError, auth::Caller, query::Params},
};

const DEFAULT_PAGE: usize = 100;

/// `GET /threads/{threadId}/messages`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
    params: Params,
) -> Result<Json<Page<Message>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let address = Address { archived: None, ..Address::read(&thread_id, &params)? };
    let limit = params.limit(DEFAULT_PAGE, app.settings.page_cap)?;
    let (direction, order) = match params.get("sort").unwrap_or("-createdAt") {
        "-createdAt" => (Direction::Descending, "messages-"),
        "createdAt" => (Direction::Ascending, "messages"),
        other => return Err(ApiError::validation(format!("Invalid value for sort: {other}"))),
    };
    // Single messages have no bin; a client that asks for archived ones gets what there is.
    if params.flag("archived")? && address.archived.is_none() {
        let is_archived = app.db.read(move |conn| Ok(address.find(conn)?.archived)).await?;
        if !is_archived {
            return Ok(Json(Page::new(Vec::new(), None)));
        }
    }
    let place = params.get("after").map(|after| cursor::read(order, after)).transpose()?;
    let place = place.map(|(created_at, seq)| Place { created_at, seq });
    let entries = app
        .db
        .read(move |conn| {
            address.find(conn)?;
            messages::list_of_thread(conn, address.id, direction, place, limit + 1)
        })
        .await?;
    let is_last = entries.len() <= limit;
    let mut entries = entries;
    entries.truncate(limit);
    let last = entries.last().filter(|_| !is_last);
    let after = last.map(|entry| cursor::write(order, (entry.new.created_at.timestamp_millis(), entry.seq)));
    Ok(Json(Page::new(entries.into_iter().map(|entry| wire::message(&app, entry)).collect(), after)))
}

/// `GET /threads/{threadId}/messages/{messageId}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((thread_id, message_id)): Path<(String, String)>,
    params: Params,
) -> Result<Json<Message>, ApiError> {
    let entry = one(&app, &caller, &thread_id, message_id, &params).await?;
    Ok(Json(wire::message(&app, entry)))
}

/// `GET /threads/{threadId}/messages/{messageId}/original-content`.
pub(super) async fn original(
    State(app): State<Shared>,
    caller: Caller,
    Path((thread_id, message_id)): Path<(String, String)>,
    params: Params,
) -> Result<Json<OriginalContent>, ApiError> {
    let entry = one(&app, &caller, &thread_id, message_id, &params).await?;
    Ok(Json(OriginalContent { text: entry.new.text, rich_text: entry.new.rich_text }))
}

async fn one(
    app: &Shared,
    caller: &Caller,
    thread_id: &str,
    message_id: String,
    params: &Params,
) -> Result<Entry, ApiError> {
    caller.require(&["conversations.read"])?;
    let address = Address { archived: None, ..Address::read(thread_id, params)? };
    app.db.read(move |conn| find(conn, address.id, &message_id)).await
}

/// A message of this thread.
pub(super) fn find(conn: &Connection, thread_id: i64, message_id: &str) -> Result<Entry, ApiError> {
    messages::get(conn, message_id)?
        .filter(|entry| entry.new.thread_id == thread_id)
        .ok_or_else(|| ApiError::not_found(format_args!("Message {message_id}")))
}
