//! Custom channels: the app's side of the help desk.
//!
//! An app registers a channel, connects accounts, publishes what customers write and gets by webhook what reps
//! answer. The routes are relative to the base path and served under each of `server::CUSTOM_CHANNELS`. HubSpot
//! wants developer credentials for registration; the hub takes a bearer token and shows an app its own channels, and
//! all of them to the account's own token.

mod accounts;
mod capabilities;
mod courier;
mod outgoing;
mod publish;
mod registry;
mod reports;
pub mod signature;

use axum::{
    Router,
    routing::{get, patch, post},
};
use rusqlite::Connection;

use crate::{
    db::channels::{self, Channel},
    server::{
        Shared,
        answer::ApiError,
        auth::{Caller, TokenKind},
    },
};

pub(crate) use accounts::{Switch, begin_connecting, remove_account, switch_account};
pub(crate) use capabilities::check_outgoing;
pub(crate) use courier::deliver_webhooks;
pub(crate) use outgoing::{Outgoing, owe_message};
pub(crate) use reports::note_delivery;

const READ: &[&str] = &["conversations.custom_channels.read"];
const WRITE: &[&str] = &["conversations.custom_channels.write"];

/// The routes of the custom channels API, relative to a base path.
pub fn routes() -> Router<Shared> {
    root_routes()
        .route("/{channel_id}", get(registry::get).patch(registry::patch).delete(registry::archive))
        .route("/{channel_id}/channel-accounts", get(accounts::list).post(accounts::connect))
        .route("/{channel_id}/channel-accounts/{account_id}", get(accounts::get).patch(accounts::patch))
        .route("/{channel_id}/channel-account-staging-tokens/{token}", patch(accounts::finish_connecting))
        .route("/{channel_id}/messages", post(publish::publish))
        .route("/{channel_id}/messages/{message_id}", get(reports::get).patch(reports::patch))
}

/// The list of channels and registration, which have no path of their own.
pub fn root_routes() -> Router<Shared> {
    Router::new().route("/", get(registry::list).post(registry::register))
}

/// A custom channel that the caller may see.
pub(crate) fn own_channel(conn: &Connection, caller: &Caller, channel_id: i64) -> Result<Channel, ApiError> {
    channels::get(conn, channel_id)?
        .filter(|channel| is_own(caller, channel))
        .ok_or_else(|| ApiError::not_found(format_args!("Channel {channel_id}")))
}

fn is_own(caller: &Caller, channel: &Channel) -> bool {
    match channel.app_id {
        None => false,
        Some(app_id) => app_id == caller.app_id || caller.kind == TokenKind::Account,
    }
}
