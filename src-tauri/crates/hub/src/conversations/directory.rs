//! Inboxes, channels and channel accounts: short lists that carry their total.

use axum::{
    Json,
    extract::{Path, State},
};
use bellhop_hubspot::wire::{
    Page,
    conversations::{Channel, ChannelAccount, Inbox},
};

use super::wire;
use crate::{
    db::{channel_accounts, channels as channel_rows, inboxes as inbox_rows},
    server::{
        Shared,
        answer::ApiError,
        auth::Caller,
        query::{Params, parse},
    },
};

const DEFAULT_PAGE: usize = 100;

/// `GET /inboxes`.
pub(super) async fn inboxes(
    State(app): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<Page<Inbox>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let archived = params.flag("archived")?;
    let rows = app.db.read(move |conn| Ok(inbox_rows::list(conn, archived)?)).await?;
    page_of(rows.into_iter().map(wire::inbox).collect(), &params, |inbox| (&inbox.id, &inbox.name))
}

/// `GET /inboxes/{inboxId}`.
pub(super) async fn inbox(
    State(app): State<Shared>,
    caller: Caller,
    Path(inbox_id): Path<String>,
) -> Result<Json<Inbox>, ApiError> {
    caller.require(&["conversations.read"])?;
    let id: i64 = parse("inboxId", &inbox_id)?;
    let row = app.db.read(move |conn| Ok(inbox_rows::get(conn, id)?)).await?;
    row.map(|row| Json(wire::inbox(row))).ok_or_else(|| ApiError::not_found(format_args!("Inbox {id}")))
}

/// `GET /channels`.
pub(super) async fn channels(
    State(app): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<Page<Channel>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let rows = app.db.read(|conn| Ok(channel_rows::list(conn)?)).await?;
    page_of(rows.into_iter().map(wire::channel).collect(), &params, |channel| (&channel.id, &channel.name))
}

/// `GET /channels/{channelId}`.
pub(super) async fn channel(
    State(app): State<Shared>,
    caller: Caller,
    Path(channel_id): Path<String>,
) -> Result<Json<Channel>, ApiError> {
    caller.require(&["conversations.read"])?;
    let id: i64 = parse("channelId", &channel_id)?;
    let row = app.db.read(move |conn| Ok(channel_rows::get(conn, id)?)).await?;
    row.map(|row| Json(wire::channel(row))).ok_or_else(|| ApiError::not_found(format_args!("Channel {id}")))
}

/// `GET /channel-accounts`.
pub(super) async fn accounts(
    State(app): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<Page<ChannelAccount>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let archived = params.flag("archived")?;
    let (channel_ids, inbox_ids) = (params.ids("channelId")?, params.ids("inboxId")?);
    let rows = app.db.read(move |conn| Ok(channel_accounts::list(conn, archived)?)).await?;
    let is_asked = |ids: &[i64], id: i64| ids.is_empty() || ids.contains(&id);
    let found = rows
        .into_iter()
        .filter(|row| is_asked(&channel_ids, row.channel_id) && is_asked(&inbox_ids, row.inbox_id))
        .map(wire::account)
        .collect();
    page_of(found, &params, |account| (&account.id, &account.name))
}

/// `GET /channel-accounts/{id}`.
pub(super) async fn account(
    State(app): State<Shared>,
    caller: Caller,
    Path(account_id): Path<String>,
) -> Result<Json<ChannelAccount>, ApiError> {
    caller.require(&["conversations.read"])?;
    let id: i64 = parse("channelAccountId", &account_id)?;
    let row = app.db.read(move |conn| Ok(channel_accounts::get(conn, id)?)).await?;
    row.map(|row| Json(wire::account(row))).ok_or_else(|| ApiError::not_found(format_args!("Channel account {id}")))
}

/// One page of a short list that is already in the order of ids. `keys` gives an item's id and name to sort by.
pub(crate) fn page_of<T>(
    mut items: Vec<T>,
    params: &Params,
    keys: fn(&T) -> (&String, &String),
) -> Result<Json<Page<T>>, ApiError> {
    for sort in params.all("sort") {
        match sort.trim_start_matches('-') {
            "id" | "createdAt" => {}
            "name" => items.sort_by_key(|item| keys(item).1.to_lowercase()),
            _ => return Err(ApiError::validation(format!("Invalid value for sort: {sort}"))),
        }
        if sort.starts_with('-') {
            items.reverse();
        }
    }
    let default = params.parsed("defaultPageLength")?.unwrap_or(DEFAULT_PAGE);
    let limit = params.limit(default.max(1), 500)?;
    let start: usize = params.parsed("after")?.unwrap_or(0);
    let total = items.len();
    let end = start.saturating_add(limit);
    let results: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let mut page = Page::new(results, (end < total).then(|| end.to_string()));
    page.total = u64::try_from(total).ok();
    Ok(Json(page))
}
