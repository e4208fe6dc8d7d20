//! Registering channels.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bellhop_hubspot::wire::{
    Page,
    channels::{CustomChannel, CustomChannelInput},
};
use url::Url;

use super::{READ, WRITE, capabilities, is_own, outgoing::AccountEventKind, outgoing::owe_account_event, own_channel};
use crate::{
    db::{
        channel_accounts,
        channels::{self, Channel},
        webhooks,
    },
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::{Event, EventKind},
        query::{Params, parse},
    },
};

/// `GET /`: the channels of the app.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<Page<CustomChannel>>, ApiError> {
    caller.require(READ)?;
    let rows = app.db.read(|conn| Ok(channels::list(conn)?)).await?;
    let own = rows.into_iter().filter(|channel| is_own(&caller, channel)).map(wire).collect();
    crate::conversations::page_of(own, &params, |channel: &CustomChannel| (&channel.id, &channel.name))
}

/// `POST /`: registers a channel.
pub(super) async fn register(
    State(app): State<Shared>,
    caller: Caller,
    Body(input): Body<CustomChannelInput>,
) -> Result<(StatusCode, Json<CustomChannel>), ApiError> {
    caller.require(WRITE)?;
    if input.name.is_none() || input.capabilities.is_none() {
        return Err(ApiError::validation("A channel needs name and capabilities."));
    }
    let now = app.now();
    let mut channel = Channel {
        id: 0,
        name: String::new(),
        app_id: Some(caller.app_id),
        capabilities: serde_json::Map::new(),
        webhook_url: None,
        redirect_url: None,
        description: None,
        logo_url: None,
        created_at: now,
    };
    lay_over(&mut channel, input)?;
    let channel = app
        .change(move |tx, events| {
            channel.id = channels::insert(tx, &channel)?;
            events.push(Event::new(EventKind::Channel, now));
            Ok(channel)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(wire(channel))))
}

/// `GET /{channelId}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
) -> Result<Json<CustomChannel>, ApiError> {
    caller.require(READ)?;
    let id = parse("channelId", &channel_id)?;
    Ok(Json(wire(app.db.read(move |conn| own_channel(conn, &caller, id)).await?)))
}

/// `PATCH /{channelId}`. A new webhook address gets what is still owed at once.
pub(super) async fn patch(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
    Body(input): Body<CustomChannelInput>,
) -> Result<Json<CustomChannel>, ApiError> {
    caller.require(WRITE)?;
    let id = parse("channelId", &channel_id)?;
    let now = app.now();
    let channel = app
        .change(move |tx, events| {
            let mut channel = own_channel(tx, &caller, id)?;
            let has_new_address = input.webhook_url.is_some();
            lay_over(&mut channel, input)?;
            channels::update(tx, &channel)?;
            if has_new_address {
                webhooks::hurry(tx, id, now)?;
            }
            events.push(Event::new(EventKind::Channel, now));
            Ok(channel)
        })
        .await?;
    Ok(Json(wire(channel)))
}

/// `DELETE /{channelId}`: into the bin, with its accounts.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require(WRITE)?;
    let id = parse("channelId", &channel_id)?;
    let (now, portal_id) = (app.now(), app.account.portal_id);
    app.change(move |tx, events| {
        own_channel(tx, &caller, id)?;
        for mut account in channel_accounts::list(tx, false)?.into_iter().filter(|account| account.channel_id == id) {
            account.archived = true;
            account.active = false;
            channel_accounts::update(tx, &account)?;
            owe_account_event(tx, portal_id, AccountEventKind::Purged, &account, now)?;
        }
        channels::archive(tx, id)?;
        events.push(Event::new(EventKind::Channel, now));
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn lay_over(channel: &mut Channel, input: CustomChannelInput) -> Result<(), ApiError> {
    if let Some(name) = input.name {
        if name.trim().is_empty() {
            return Err(ApiError::validation("The name of a channel cannot be empty."));
        }
        channel.name = name;
    }
    if let Some(given) = input.capabilities {
        capabilities::check(&given)?;
        channel.capabilities = given;
    }
    for (name, given, place) in [
        ("webhookUrl", input.webhook_url, &mut channel.webhook_url),
        (
            "channelAccountConnectionRedirectUrl",
            input.channel_account_connection_redirect_url,
            &mut channel.redirect_url,
        ),
        ("channelLogoUrl", input.channel_logo_url, &mut channel.logo_url),
    ] {
        if let Some(text) = given {
            *place = Some(web_address(name, text)?);
        }
    }
    if input.channel_description.is_some() {
        channel.description = input.channel_description;
    }
    Ok(())
}

fn web_address(name: &str, text: String) -> Result<String, ApiError> {
    let is_web = Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if is_web { Ok(text) } else { Err(ApiError::validation(format!("{name} is not a web address: {text}"))) }
}

fn wire(channel: Channel) -> CustomChannel {
    CustomChannel {
        id: channel.id.to_string(),
        name: channel.name,
        capabilities: channel.capabilities,
        webhook_url: channel.webhook_url,
        channel_account_connection_redirect_url: channel.redirect_url,
        channel_description: channel.description,
        channel_logo_url: channel.logo_url,
        created_at: Some(channel.created_at),
    }
}
