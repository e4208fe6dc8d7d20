//! The conversations API: threads, their messages, assignees, actors, inboxes, channels and channel accounts.
//!
//! The routes are relative to the base path and served under each of `server::CONVERSATIONS`. What a message does to
//! its ticket is not decided here but in `helpdesk`, because the same happens when a channel publishes one.

mod actors;
mod assignee;
mod attachments;
mod cursor;
mod directory;
mod email;
mod history;
mod send;
mod threads;
mod wire;

use axum::{
    Router,
    routing::{get, post, put},
};
use rusqlite::Connection;

use crate::{
    db::{
        messages::{self, Flow, Kind, NewEntry},
        threads::{self as thread_rows, NewThread},
    },
    server::{Shared, answer::ApiError},
};

pub use actors::{agent_of_owner, owner_of_agent};
pub(crate) use attachments::{PUBLISHED, Stored, store_attachments};
pub(crate) use directory::page_of;
pub(crate) use wire::account as wire_account;
pub use wire::message as wire_message;

/// The routes of the conversations API, relative to a base path.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/threads", get(threads::list))
        .route("/threads/{thread_id}", get(threads::get).patch(threads::patch).delete(threads::archive))
        .route("/threads/{thread_id}/messages", get(history::list).post(send::post))
        .route("/threads/{thread_id}/messages/{message_id}", get(history::get))
        .route("/threads/{thread_id}/messages/{message_id}/original-content", get(history::original))
        .route("/inboxes", get(directory::inboxes))
        .route("/inboxes/{inbox_id}", get(directory::inbox))
        .route("/channels", get(directory::channels))
        .route("/channels/{channel_id}", get(directory::channel))
        .route("/channel-accounts", get(directory::accounts))
        .route("/channel-accounts/{account_id}", get(directory::account))
        .route("/actors/batch/read", post(actors::batch))
        .route("/actors/{actor_id}", get(actors::get))
        .merge(assignee_routes())
}

/// The assignee calls, which the v3 API has under a base path of their own.
pub fn assignee_routes() -> Router<Shared> {
    Router::new().route("/threads/{thread_id}/assignee", put(assignee::assign).delete(assignee::unassign))
}

/// Begins a conversation: the row and nothing else. Tickets and contacts are the caller's to make before.
pub fn insert_thread(conn: &Connection, new: &NewThread) -> Result<i64, ApiError> {
    thread_rows::insert(conn, new)
}

/// Writes an entry of a conversation and moves the thread's newest-message times. The ticket stays as it is: use
/// `helpdesk::write_message` for a message that arrives or is sent now.
pub fn insert_message(conn: &Connection, new: &NewEntry) -> Result<String, ApiError> {
    let id = messages::insert(conn, new)?;
    if new.kind == Kind::Message {
        match new.direction {
            Some(Flow::Incoming) => thread_rows::note_received(conn, new.thread_id, new.created_at)?,
            Some(Flow::Outgoing) => thread_rows::note_sent(conn, new.thread_id, new.created_at)?,
            None => {}
        }
    }
    Ok(id)
}
