//! Events that are owed to a channel's webhook, written in the transaction that makes them true.

use bellhop_hubspot::wire::channels::{AccountEvent, ChannelEvent};
use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde_json::json;
use uuid::Uuid;

use crate::{
    db::{
        channel_accounts::Account,
        channels::{self, Channel},
        thread_keys,
        webhooks::{self, NewEvent},
    },
    server::answer::ApiError,
};

/// Where a rep's message goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    /// The account.
    pub(crate) portal_id: i64,
    /// The channel.
    pub(crate) channel: &'a Channel,
    /// The thread.
    pub(crate) thread_id: i64,
}

/// Owes a rep's message to the channel. A channel without a webhook gets nothing, now or later.
pub(crate) fn owe_message(
    tx: &Transaction<'_>,
    to: Outgoing<'_>,
    message_id: &str,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    if to.channel.webhook_url.is_none() {
        return Ok(());
    }
    let payload = json!({
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED",
        "portalId": to.portal_id,
        "channelId": to.channel.id.to_string(),
        "eventTimestamp": now,
        "eventId": Uuid::new_v4(),
        "channelIntegrationThreadIds": thread_keys::integration_ids(tx, to.thread_id)?,
    });
    let event = NewEvent {
        channel_id: to.channel.id,
        lane: format!("thread:{}", to.thread_id),
        message_id: Some(message_id.to_owned()),
        payload: payload.to_string(),
    };
    webhooks::enqueue(tx, &event, now)
}

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountEventKind {
    /// It was connected.
    Created,
    /// It changed.
    Updated,
    /// It is gone.
    Purged,
}

/// Owes the news of an account to its channel.
pub(super) fn owe_account_event(
    tx: &Transaction<'_>,
    portal_id: i64,
    kind: AccountEventKind,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    if channels::webhook(tx, account.channel_id)?.is_none() {
        return Ok(());
    }
    let news = AccountEvent {
        portal_id,
        channel_id: account.channel_id.to_string(),
        channel_account_id: account.id.to_string(),
        channel_account_delivery_identifier: account.identifier.clone(),
        authorized: account.authorized,
        active: Some(account.active),
        event_timestamp: now,
    };
    let event = match kind {
        AccountEventKind::Created => ChannelEvent::ChannelAccountCreated(news),
        AccountEventKind::Updated => ChannelEvent::ChannelAccountUpdated(news),
        AccountEventKind::Purged => ChannelEvent::ChannelAccountPurged(news),
    };
    let mut payload = serde_json::to_value(event)?;
    if let Some(fields) = payload.as_object_mut() {
        // Not in HubSpot's account events; without it a repeat could not be told from news.
        fields.insert("eventId".to_owned(), json!(Uuid::new_v4()));
    }
    let event = NewEvent {
        channel_id: account.channel_id,
        lane: format!("account:{}", account.id),
        message_id: None,
        payload: payload.to_string(),
    };
    webhooks::enqueue(tx, &event, now)
}
