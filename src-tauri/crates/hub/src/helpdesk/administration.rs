//! `/helpdesk/v1/…`: what HubSpot offers in its web settings only.
//!
//! Connecting an account through the channel's own page, switching accounts on and off, removing them, and the client
//! secret of a channel for its app. All of it is outside of HubSpot's paths, so a client of a HubSpot account finds
//! 404 here and shows these controls as managed in HubSpot.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, patch, post},
};
use bellhop_hubspot::wire::Page;
use bellhop_hubspot::wire::channels::ChannelCapabilities;
use bellhop_hubspot::wire::conversations::ChannelAccount;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    channels::{Switch, begin_connecting, own_channel, remove_account, switch_account},
    conversations::wire_account,
    db::{channels, inboxes::HELP_DESK},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::parse,
    },
};

const WRITE: &[&str] = &["conversations.custom_channels.write"];

/// The administration, relative to `/helpdesk/v1`.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/channels", get(capabilities))
        .route("/channels/{channel_id}/secret", get(secret))
        .route("/channels/{channel_id}/connections", post(connect))
        .route("/channel-accounts/{account_id}", patch(switch).delete(remove))
        .merge(super::snippet_pack_calls::routes())
}

/// `GET /channels`: what each custom channel can carry, for whoever writes to its customers. HubSpot tells its own editor
/// only.
async fn capabilities(State(app): State<Shared>, caller: Caller) -> Result<Json<Page<ChannelCapabilities>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let rows = app.db.read(|conn| Ok(channels::list(conn)?)).await?;
    let custom = rows.into_iter().filter(channels::Channel::is_custom);
    let tell = |row: channels::Channel| ChannelCapabilities { id: row.id.to_string(), capabilities: row.capabilities };
    Ok(Json(Page::new(custom.map(tell).collect(), None)))
}

/// The client secret of a channel.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Secret {
    client_secret: String,
}

/// `GET /channels/{channelId}/secret`, for the channel's own app.
async fn secret(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
) -> Result<Json<Secret>, ApiError> {
    caller.require(WRITE)?;
    let id = parse("channelId", &channel_id)?;
    let secret = app
        .db
        .read(move |conn| {
            own_channel(conn, &caller, id)?;
            channels::secret(conn, id)
        })
        .await?;
    let client_secret = secret.ok_or_else(|| ApiError::not_found(format_args!("Channel {id}")))?;
    Ok(Json(Secret { client_secret }))
}

/// Who connects an account, into which inbox, and where the browser goes afterwards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connect {
    #[serde(default)]
    inbox_id: Option<String>,
    user_id: i64,
    redirect_url: String,
}

/// The channel's page, to be opened in a browser.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Connecting {
    account_token: String,
    url: String,
}

/// `POST /channels/{channelId}/connections`: begins to connect an account through the channel's page.
async fn connect(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
    Body(asked): Body<Connect>,
) -> Result<(StatusCode, Json<Connecting>), ApiError> {
    caller.require(WRITE)?;
    let channel_id: i64 = parse("channelId", &channel_id)?;
    let inbox_id = asked.inbox_id.as_deref().map_or(Ok(HELP_DESK), |id| parse("inboxId", id))?;
    let now = app.now();
    let (page, staging) = app
        .change(move |tx, _| {
            let channel = own_channel(tx, &caller, channel_id)?;
            let page = channel.redirect_url.ok_or_else(|| {
                ApiError::validation(
                    "The channel has no page to connect an account (channelAccountConnectionRedirectUrl).",
                )
            })?;
            Ok((page, begin_connecting(tx, channel_id, inbox_id, asked.user_id, now)?))
        })
        .await?;
    let mut url = Url::parse(&page).map_err(ApiError::internal)?;
    url.query_pairs_mut()
        .append_pair("accountToken", &staging.token)
        .append_pair("channelId", &channel_id.to_string())
        .append_pair("inboxId", &inbox_id.to_string())
        .append_pair("portalId", &app.account.portal_id.to_string())
        .append_pair("redirectUrl", &asked.redirect_url);
    Ok((StatusCode::CREATED, Json(Connecting { account_token: staging.token, url: url.into() })))
}

/// Switches an account.
#[derive(Debug, Deserialize)]
struct Switched {
    active: bool,
}

/// `PATCH /channel-accounts/{id}`: on or off.
async fn switch(
    State(app): State<Shared>,
    caller: Caller,
    Path(account_id): Path<String>,
    Body(Switched { active }): Body<Switched>,
) -> Result<Json<ChannelAccount>, ApiError> {
    caller.require(WRITE)?;
    let id = parse("channelAccountId", &account_id)?;
    let (now, portal_id) = (app.now(), app.account.portal_id);
    let to = if active { Switch::On } else { Switch::Off };
    let account = app.change(move |tx, events| switch_account(tx, (portal_id, now), (id, to), events)).await?;
    Ok(Json(wire_account(account)))
}

/// `DELETE /channel-accounts/{id}`.
async fn remove(
    State(app): State<Shared>,
    caller: Caller,
    Path(account_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require(WRITE)?;
    let id = parse("channelAccountId", &account_id)?;
    let (now, portal_id) = (app.now(), app.account.portal_id);
    app.change(move |tx, events| remove_account(tx, (portal_id, now), id, events)).await?;
    Ok(StatusCode::NO_CONTENT)
}
