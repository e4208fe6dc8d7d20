//! The courier: brings owed events to the channels' webhooks, signed, until they are taken.
//!
//! One task reads the queue, lets several deliveries run side by side and never two of one lane, so a slow channel
//! delays nobody else and messages of one thread arrive in order. Anything but 2xx in time is a failure; the pause
//! before the next attempt doubles. The queue is in the file: a hub that was killed goes on where it was, and a
//! delivery whose answer was lost is made again with the same `eventId`. After too many attempts the event is given
//! up, and a message that nobody took is marked as failed, so that the rep sees it.

use std::{collections::HashSet, panic::AssertUnwindSafe, time::Duration};

use bellhop_hubspot::wire::conversations::Message;
use chrono::{DateTime, Utc};
use futures::{FutureExt, StreamExt, stream::FuturesUnordered};
use reqwest::{Client, header::CONTENT_TYPE, redirect::Policy};
use serde_json::{Map, Value};

use super::{
    note_delivery,
    signature::{SIGNATURE, Signed, TIMESTAMP},
};
use crate::{
    conversations::wire_message,
    db::{
        channels, messages,
        messages::Delivery,
        webhooks::{self, Owed},
    },
    server::{App, Shared, answer::ApiError},
};

/// How many deliveries run side by side.
const HANDS: usize = 8;

/// How long the task sleeps when nothing is owed; a new event wakes it.
const IDLE: Duration = Duration::from_secs(3600);

/// How long the task rests when the queue itself cannot be read.
const REST: Duration = Duration::from_secs(1);

/// Delivers until the hub stops. A panic is logged and the work begins again.
pub(crate) async fn deliver_webhooks(app: Shared) {
    loop {
        let shift = AssertUnwindSafe(work(&app)).catch_unwind();
        tokio::select! {
            () = app.stopping() => return,
            result = shift => match result {
                Ok(Ok(())) => return,
                Ok(Err(error)) => tracing::error!(%error, "webhooks cannot be delivered"),
                Err(_) => tracing::error!("the delivery of webhooks panicked"),
            }
        }
        tokio::time::sleep(REST).await;
    }
}

async fn work(app: &Shared) -> Result<(), ApiError> {
    let client = Client::builder()
        .timeout(app.settings.webhook_timeout)
        .redirect(Policy::none())
        .no_proxy()
        .build()
        .map_err(ApiError::internal)?;
    let mut under_way = HashSet::new();
    let mut deliveries = FuturesUnordered::new();
    loop {
        let now = app.now();
        let (due, next) =
            app.db.read(move |conn| Ok((webhooks::due(conn, now, 64)?, webhooks::next_due(conn)?))).await?;
        for owed in due {
            if deliveries.len() < HANDS && under_way.insert(owed.id) {
                deliveries.push(deliver(app, &client, owed));
            }
        }
        // What is under way is still the head of its lane, and due: it wakes us when it is done, not by the clock.
        let pause = if deliveries.is_empty() { next.map_or(IDLE, |at| until(now, at)) } else { REST };
        tokio::select! {
            () = app.webhooks_due.notified() => {}
            Some(done) = deliveries.next() => { under_way.remove(&done); }
            () = tokio::time::sleep(pause.max(Duration::from_millis(5))) => {}
        }
    }
}

fn until(now: DateTime<Utc>, at: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or(Duration::ZERO)
}

/// One attempt and its consequence. Returns the event's place in the queue.
async fn deliver(app: &Shared, client: &Client, owed: Owed) -> i64 {
    let id = owed.id;
    let result = match attempt(app, client, &owed).await {
        Ok(()) => app.db.write(move |tx| webhooks::remove(tx, id)).await,
        Err(reason) => {
            tracing::info!(event = id, attempt = owed.attempts + 1, reason, "a webhook was not taken");
            failed(app, owed, reason).await
        }
    };
    if let Err(error) = result {
        tracing::error!(%error, event = id, "the webhook queue cannot be written");
        tokio::time::sleep(REST).await;
    }
    id
}

async fn attempt(app: &Shared, client: &Client, owed: &Owed) -> Result<(), String> {
    let (channel_id, message_id) = (owed.channel_id, owed.message_id.clone());
    let (webhook, entry) = app
        .db
        .read(move |conn| {
            let entry = match message_id {
                Some(id) => messages::get(conn, &id)?,
                None => None,
            };
            Ok((channels::webhook(conn, channel_id)?, entry))
        })
        .await
        .map_err(|error| error.to_string())?;
    let (uri, secret) = webhook.ok_or("the channel has no webhook")?;
    let body = body(owed, entry.map(|entry| wire_message(app, entry))).map_err(|error| error.to_string())?;
    let timestamp = Utc::now().timestamp_millis();
    let signature = Signed { method: "POST", uri: &uri, body: &body, timestamp }.sign(&secret);
    let answer = client
        .post(&uri)
        .header(CONTENT_TYPE, "application/json")
        .header(SIGNATURE, signature)
        .header(TIMESTAMP, timestamp.to_string())
        .body(body)
        .send()
        .await
        .map_err(|error| error.without_url().to_string())?;
    if answer.status().is_success() { Ok(()) } else { Err(format!("the webhook answered {}", answer.status())) }
}

fn body(owed: &Owed, message: Option<Message>) -> serde_json::Result<String> {
    let mut payload: Map<String, Value> = serde_json::from_str(&owed.payload)?;
    if let Some(message) = message {
        payload.insert("message".to_owned(), serde_json::to_value(message)?);
    }
    serde_json::to_string(&payload)
}

async fn failed(app: &Shared, owed: Owed, reason: String) -> Result<(), ApiError> {
    let now = app.now();
    let attempts = owed.attempts + 1;
    if attempts < app.settings.webhook_attempts {
        let due = now + pause(app, attempts);
        return app.db.write(move |tx| webhooks::postpone(tx, &owed, due, &reason)).await;
    }
    app.change(move |tx, events| {
        webhooks::remove(tx, owed.id)?;
        let Some(entry) = owed.message_id.as_deref().map(|id| messages::get(tx, id)).transpose()?.flatten() else {
            return Ok(());
        };
        let sentence = "The channel did not take the message.";
        note_delivery(tx, &entry, (Delivery::Failed, Some(sentence)), now, events)
    })
    .await
}

fn pause(app: &App, attempts: u32) -> Duration {
    let doubled = app.settings.webhook_pause.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1).min(16)));
    doubled.min(app.settings.webhook_pause_max)
}
