//! Takes the channel's events: a rep's answers, and the account being switched on and off.
//!
//! An event is checked (signature), carried out and remembered in one transaction, then acknowledged; whatever goes
//! wrong before that is answered with an error, so the sender repeats it. Events of kinds that this version does not
//! know are acknowledged and ignored: repeating them would not help.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use bellhop_hubspot::wire::{
    channels::ChannelEvent,
    conversations::{Message, StatusType},
};
use chrono::Utc;
use serde_json::Value;

use super::{
    ChatApp, Link, answers,
    db::DbError,
    entries, events, files,
    registration::{self, AccountState},
    reports::{self, Report},
    sessions,
    signature::{Signed, is_genuine},
};

/// What the help desk is told when an answer belongs to no visitor of ours.
const NO_VISITOR: &str = "This visitor's conversation is not known to the web chat, so the answer was not delivered.";

/// `/chat/webhook`.
pub(super) fn routes() -> Router<Arc<ChatApp>> {
    Router::new().route("/chat/webhook", post(receive)).layer(DefaultBodyLimit::max(4 * 1024 * 1024))
}

async fn receive(State(app): State<Arc<ChatApp>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Some(link) = app.link() else { return StatusCode::SERVICE_UNAVAILABLE };
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = Signed {
        url: &link.webhook_url,
        body: &body,
        timestamp: header("x-hubspot-request-timestamp"),
        signature: header("x-hubspot-signature-v3"),
    };
    if !is_genuine(&link.client_secret, &signed, Utc::now()) {
        tracing::warn!("an event without a genuine signature was refused");
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(value) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    // One event in a call, or several.
    let several = match value {
        Value::Array(several) => several,
        one => vec![one],
    };
    for event in several {
        if let Err(error) = take(&app, &link, event).await {
            tracing::error!(%error, "an event was not carried out");
            return StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    StatusCode::NO_CONTENT
}

async fn take(app: &ChatApp, link: &Link, event: Value) -> Result<(), DbError> {
    match serde_json::from_value(event) {
        Ok(ChannelEvent::OutgoingChannelMessageCreated {
            channel_id,
            event_id,
            channel_integration_thread_ids,
            message,
            ..
        }) => {
            if channel_id != link.registration.channel_id {
                return Ok(());
            }
            deliver(app, link, Outgoing { event_id, sessions: channel_integration_thread_ids, message }).await
        }
        Ok(ChannelEvent::ChannelAccountCreated(event) | ChannelEvent::ChannelAccountUpdated(event)) => {
            switch(app, event.channel_account_id, AccountState::of(event.authorized, event.active)).await
        }
        Ok(ChannelEvent::ChannelAccountPurged(event)) => {
            switch(app, event.channel_account_id, AccountState::Closed).await
        }
        Err(error) => {
            tracing::warn!(%error, "an event of an unknown kind was ignored");
            Ok(())
        }
    }
}

async fn switch(app: &ChatApp, account_id: String, state: AccountState) -> Result<(), DbError> {
    app.db.run(move |tx| registration::set_state(tx, &account_id, state)).await?;
    app.tell("");
    Ok(())
}

struct Outgoing {
    event_id: String,
    sessions: Vec<String>,
    message: Box<Message>,
}

async fn deliver(app: &ChatApp, link: &Link, outgoing: Outgoing) -> Result<(), DbError> {
    let (answer, attached) = answers::read(&link.api, &outgoing.message).await;
    let now = Utc::now();
    let delivered = app
        .db
        .run(move |tx| {
            if !events::take(tx, &outgoing.event_id, now)? {
                return Ok(Vec::new());
            }
            let mut delivered = Vec::new();
            for session in outgoing.sessions {
                if sessions::get(tx, &session)?.is_none() {
                    continue;
                }
                attached.iter().try_for_each(|file| files::put(tx, &session, file))?;
                entries::deliver(tx, &session, &answer)?;
                delivered.push(session);
            }
            let report = match delivered.is_empty() {
                true => Report {
                    message_id: answer.message_id,
                    status: StatusType::Failed,
                    reason: Some(NO_VISITOR.to_owned()),
                },
                false => Report { message_id: answer.message_id, status: StatusType::Sent, reason: None },
            };
            reports::put(tx, &report)?;
            Ok(delivered)
        })
        .await?;
    app.courier.notify_one();
    delivered.iter().for_each(|session| app.tell(session));
    Ok(())
}
