//! The accounts of a channel: connecting, changing, switching off, removing.
//!
//! There are two ways to connect. The app calls POST. Or the help desk begins: it makes a staging token and opens the
//! channel's page with it, and the page's app fills in name and address, upon which the account exists.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bellhop_hubspot::wire::{
    Page,
    channels::{Account as WireAccount, ChannelAccountPatch, NewChannelAccount, StagingToken},
    conversations::DeliveryIdentifier,
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    READ, WRITE,
    outgoing::{AccountEventKind, owe_account_event},
    own_channel,
};
use crate::{
    conversations::{page_of, wire_account},
    db::{
        channel_accounts::{self, Account},
        channels::Channel,
        inboxes,
        staging_tokens::{self, Staging},
    },
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::{Event, EventKind},
        query::{Params, parse},
    },
};

/// `GET /{channelId}/channel-accounts`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
    params: Params,
) -> Result<Json<Page<WireAccount>>, ApiError> {
    caller.require(READ)?;
    let id = parse("channelId", &channel_id)?;
    let archived = params.flag("archived")?;
    let rows = app
        .db
        .read(move |conn| {
            own_channel(conn, &caller, id)?;
            Ok(channel_accounts::list(conn, archived)?)
        })
        .await?;
    let kinds: Vec<&str> = params.all("deliveryIdentifierType").collect();
    let values: Vec<&str> = params.all("deliveryIdentifierValue").collect();
    let is_asked = |asked: &[&str], found: Option<&String>| {
        asked.is_empty() || found.is_some_and(|found| asked.contains(&found.as_str()))
    };
    let found = rows
        .into_iter()
        .filter(|row| row.channel_id == id)
        .filter(|row| is_asked(&kinds, row.identifier.as_ref().map(|identifier| &identifier.kind)))
        .filter(|row| is_asked(&values, row.identifier.as_ref().map(|identifier| &identifier.value)))
        .map(wire_account)
        .collect();
    page_of(found, &params, |account: &WireAccount| (&account.id, &account.name))
}

/// `POST /{channelId}/channel-accounts`: connects an account.
pub(super) async fn connect(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
    Body(new): Body<NewChannelAccount>,
) -> Result<(StatusCode, Json<WireAccount>), ApiError> {
    caller.require(WRITE)?;
    let channel_id = parse("channelId", &channel_id)?;
    let inbox_id = parse("inboxId", &new.inbox_id)?;
    let (now, portal_id) = (app.now(), app.account.portal_id);
    let account = app
        .change(move |tx, events| {
            let channel = own_channel(tx, &caller, channel_id)?;
            let account = NewAccount {
                inbox_id,
                name: new.name,
                authorized: new.authorized,
                identifier: new.delivery_identifier,
            };
            let account = create(tx, &channel, account, (portal_id, now))?;
            events.push(Event::new(EventKind::Channel, now));
            Ok(account)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(wire_account(account))))
}

struct NewAccount {
    inbox_id: i64,
    name: String,
    authorized: bool,
    identifier: Option<DeliveryIdentifier>,
}

fn create(
    tx: &Transaction<'_>,
    channel: &Channel,
    new: NewAccount,
    (portal_id, now): (i64, DateTime<Utc>),
) -> Result<Account, ApiError> {
    if inboxes::get(tx, new.inbox_id)?.is_none() {
        return Err(ApiError::validation(format!("Inbox {} does not exist.", new.inbox_id)));
    }
    if new.name.trim().is_empty() {
        return Err(ApiError::validation("The name of a channel account cannot be empty."));
    }
    let taken = channel_accounts::list(tx, false)?
        .into_iter()
        .any(|other| other.channel_id == channel.id && new.identifier.is_some() && other.identifier == new.identifier);
    if taken {
        return Err(ApiError::conflict("This delivery identifier is connected to the channel already."));
    }
    let mut account = Account {
        id: 0,
        name: new.name,
        channel_id: channel.id,
        inbox_id: new.inbox_id,
        active: new.authorized,
        authorized: new.authorized,
        archived: false,
        identifier: new.identifier,
        created_at: now,
    };
    account.id = channel_accounts::insert(tx, &account)?;
    owe_account_event(tx, portal_id, AccountEventKind::Created, &account, now)?;
    Ok(account)
}

/// `GET /{channelId}/channel-accounts/{id}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path((channel_id, account_id)): Path<(String, String)>,
) -> Result<Json<WireAccount>, ApiError> {
    caller.require(READ)?;
    let (channel_id, id) = (parse("channelId", &channel_id)?, parse("channelAccountId", &account_id)?);
    let account = app
        .db
        .read(move |conn| {
            own_channel(conn, &caller, channel_id)?;
            of_channel(conn, channel_id, id)
        })
        .await?;
    Ok(Json(wire_account(account)))
}

/// `PATCH /{channelId}/channel-accounts/{id}`: name and authorization.
pub(super) async fn patch(
    State(app): State<Shared>,
    caller: Caller,
    Path((channel_id, account_id)): Path<(String, String)>,
    Body(patch): Body<ChannelAccountPatch>,
) -> Result<Json<WireAccount>, ApiError> {
    caller.require(WRITE)?;
    let (channel_id, id) = (parse("channelId", &channel_id)?, parse("channelAccountId", &account_id)?);
    let (now, portal_id) = (app.now(), app.account.portal_id);
    let account = app
        .change(move |tx, events| {
            own_channel(tx, &caller, channel_id)?;
            let mut account = of_channel(tx, channel_id, id)?;
            if let Some(name) = patch.name {
                account.name = name;
            }
            if let Some(authorized) = patch.authorized {
                account.authorized = authorized;
                account.active = authorized;
            }
            write(tx, portal_id, AccountEventKind::Updated, (account, now), events)
        })
        .await?;
    Ok(Json(wire_account(account)))
}

/// Writes a changed account and tells its channel and the push stream.
fn write(
    tx: &Transaction<'_>,
    portal_id: i64,
    kind: AccountEventKind,
    (account, now): (Account, DateTime<Utc>),
    events: &mut Vec<Event>,
) -> Result<Account, ApiError> {
    channel_accounts::update(tx, &account)?;
    owe_account_event(tx, portal_id, kind, &account, now)?;
    events.push(Event::new(EventKind::Channel, now));
    Ok(account)
}

fn of_channel(conn: &Connection, channel_id: i64, id: i64) -> Result<Account, ApiError> {
    channel_accounts::get(conn, id)?
        .filter(|account| account.channel_id == channel_id && !account.archived)
        .ok_or_else(|| ApiError::not_found(format_args!("Channel account {id}")))
}

/// The switch of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// Messages come and go.
    On,
    /// They do not.
    Off,
}

/// Switches an account on or off, for the help desk's settings.
pub(crate) fn switch_account(
    tx: &Transaction<'_>,
    (portal_id, now): (i64, DateTime<Utc>),
    (account_id, to): (i64, Switch),
    events: &mut Vec<Event>,
) -> Result<Account, ApiError> {
    let mut account = living(tx, account_id)?;
    if to == Switch::On && !account.authorized {
        return Err(ApiError::validation("The channel account lost its authorization. Connect it again."));
    }
    account.active = to == Switch::On;
    write(tx, portal_id, AccountEventKind::Updated, (account, now), events)
}

/// Removes an account, for the help desk's settings. Its conversations stay.
pub(crate) fn remove_account(
    tx: &Transaction<'_>,
    (portal_id, now): (i64, DateTime<Utc>),
    account_id: i64,
    events: &mut Vec<Event>,
) -> Result<(), ApiError> {
    let mut account = living(tx, account_id)?;
    account.archived = true;
    account.active = false;
    write(tx, portal_id, AccountEventKind::Purged, (account, now), events)?;
    Ok(())
}

fn living(conn: &Connection, id: i64) -> Result<Account, ApiError> {
    channel_accounts::get(conn, id)?
        .filter(|account| !account.archived)
        .ok_or_else(|| ApiError::not_found(format_args!("Channel account {id}")))
}

/// Makes the token with which the help desk opens the channel's page.
pub(crate) fn begin_connecting(
    tx: &Transaction<'_>,
    channel_id: i64,
    inbox_id: i64,
    user_id: i64,
    now: DateTime<Utc>,
) -> Result<Staging, ApiError> {
    if inboxes::get(tx, inbox_id)?.is_none() {
        return Err(ApiError::validation(format!("Inbox {inbox_id} does not exist.")));
    }
    let staging = Staging {
        token: Uuid::new_v4().to_string(),
        channel_id,
        inbox_id,
        user_id,
        account_name: None,
        identifier: None,
        account_id: None,
        created_at: now,
    };
    staging_tokens::insert(tx, &staging)?;
    Ok(staging)
}

/// The body of the staging call.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Filled {
    account_name: Option<String>,
    delivery_identifier: Option<DeliveryIdentifier>,
}

/// `PATCH /{channelId}/channel-account-staging-tokens/{accountToken}`: connects once name and address are there.
pub(super) async fn finish_connecting(
    State(app): State<Shared>,
    caller: Caller,
    Path((channel_id, token)): Path<(String, String)>,
    Body(filled): Body<Filled>,
) -> Result<Json<StagingToken>, ApiError> {
    caller.require(WRITE)?;
    let channel_id: i64 = parse("channelId", &channel_id)?;
    let (now, portal_id) = (app.now(), app.account.portal_id);
    let staging = app
        .change(move |tx, events| {
            let channel = own_channel(tx, &caller, channel_id)?;
            let mut staging = staging_tokens::get(tx, &token)?
                .filter(|staging| staging.channel_id == channel_id)
                .ok_or_else(|| ApiError::not_found("The staging token"))?;
            if staging.account_id.is_some() {
                return Err(ApiError::conflict("This account is connected already."));
            }
            staging.account_name = filled.account_name.or(staging.account_name);
            staging.identifier = filled.delivery_identifier.or(staging.identifier);
            if let (Some(name), Some(_)) = (&staging.account_name, &staging.identifier) {
                let new = NewAccount {
                    inbox_id: staging.inbox_id,
                    name: name.clone(),
                    authorized: true,
                    identifier: staging.identifier.clone(),
                };
                staging.account_id = Some(create(tx, &channel, new, (portal_id, now))?.id);
                events.push(Event::new(EventKind::Channel, now));
            }
            staging_tokens::update(tx, &staging)?;
            Ok(staging)
        })
        .await?;
    Ok(Json(StagingToken {
        account_token: staging.token,
        account_name: staging.account_name,
        delivery_identifier: staging.identifier,
        generic_channel_id: staging.channel_id,
        inbox_id: staging.inbox_id,
        user_id: staging.user_id,
        created_at: staging.created_at,
    }))
}
