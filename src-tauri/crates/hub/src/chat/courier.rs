//! Carries what waits in the file to the help desk: the connection, visitors' messages, news about deliveries.
//!
//! Messages of one conversation go in the order in which they were written; conversations do not wait for each other.
//! A refusal ends in the transcript with its reason; when the help desk is away, everything waits, longer each time
//! up to ten seconds, and nothing is sent twice, because a repeat carries the same idempotency id.

use std::{collections::HashSet, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use anyhow::Context;
use bellhop_hubspot::wire::{
    channels::{Account, CustomChannel, CustomChannelInput, DeliveryReport, NewChannelAccount, Participant, Publish},
    conversations::{DeliveryIdentifier, MessageDirection},
};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::FuturesUnordered};
use serde_json::{Value, json};

use super::{
    ChatApp, Installation, Link, Registration,
    channel_api::{CallError, ChannelApi},
    entries::{self, Entry, Piece},
    registration::{self, AccountState},
    reports, sessions,
};

const NAME: &str = "Web chat";
const DESCRIPTION: &str = "A chat page of your own: text, pictures, voice notes, stickers and files.";
const PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Connects and carries messages until the app stops, and again after a panic: what waits is in the file.
pub(super) async fn keep_going(app: Arc<ChatApp>, installation: Installation) {
    loop {
        let work = connect_and_serve(Arc::clone(&app), installation.clone());
        if AssertUnwindSafe(work).catch_unwind().await.is_err() {
            tracing::error!("the web chat's courier panicked and starts again");
        }
        tokio::time::sleep(LONGEST_PAUSE).await;
    }
}

/// Registers the channel, however often that takes, then carries messages.
async fn connect_and_serve(app: Arc<ChatApp>, installation: Installation) {
    let mut pause = PAUSE;
    loop {
        match connect(&app, &installation).await {
            Ok(link) => {
                app.link.send_replace(Some(Arc::new(link)));
                break;
            }
            Err(error) => tracing::warn!(error = format!("{error:#}"), "the web chat is not connected yet"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    serve(&app).await;
}

async fn connect(app: &ChatApp, installation: &Installation) -> anyhow::Result<Link> {
    let api = ChannelApi::new(&installation.api, &installation.token)?;
    let webhook_url = format!("{}/chat/webhook", installation.api);
    let known = app.db.run(registration::get).await?;
    let channel =
        find_channel(&api, known.as_ref(), &installation.api, &webhook_url).await.context("registering the channel")?;
    let account = find_account(&api, &channel.id, known.as_ref(), &installation.inbox_id)
        .await
        .context("connecting the account")?;
    let registration = Registration { channel_id: channel.id, account_id: account.id };
    let state = AccountState::of(account.authorized, Some(account.active));
    let client_secret = api.secret(&registration.channel_id).await.context("reading the channel's secret")?;
    let place = registration.clone();
    app.db.run(move |tx| registration::put(tx, &place, state)).await?;
    Ok(Link { api, registration, webhook_url, client_secret })
}

async fn find_channel(
    api: &ChannelApi,
    known: Option<&Registration>,
    origin: &str,
    webhook_url: &str,
) -> Result<CustomChannel, CallError> {
    let found = match known {
        Some(known) => match api.channel(&known.channel_id).await {
            Ok(channel) => Some(channel),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let found = match found {
        Some(channel) => Some(channel),
        None => api.channels().await?.into_iter().find(|channel| channel.name == NAME),
    };
    let wanted = channel_input(origin, webhook_url);
    match found {
        None => api.register(&wanted).await,
        // The hub's port may have changed since, and with it every address of ours; a newer page can show more.
        Some(channel)
            if channel.webhook_url.as_deref() != Some(webhook_url)
                || wanted.capabilities.as_ref() != Some(&channel.capabilities) =>
        {
            api.change(&channel.id, &wanted).await
        }
        Some(channel) => Ok(channel),
    }
}

fn channel_input(origin: &str, webhook_url: &str) -> CustomChannelInput {
    let capabilities = json!({
        "deliveryIdentifierTypes": ["CHANNEL_SPECIFIC_OPAQUE_ID", "HS_EMAIL_ADDRESS"],
        "threadingModel": "INTEGRATION_THREAD_ID",
        "richText": ["HYPERLINK", "BLOCKQUOTE"],
        "allowInlineImages": true,
        "allowOutgoingMessages": true,
        "allowConversationStart": false,
        "allowMultipleRecipients": false,
        "outgoingAttachmentTypes": ["FILE", "QUICK_REPLIES"],
        "allowedFileAttachmentMimeTypes": ["*/*"],
        "maxFileAttachmentCount": 10,
        "maxFileAttachmentSizeBytes": super::media::LARGEST_FILE,
        "maxTotalFileAttachmentSizeBytes": 4 * super::media::LARGEST_FILE,
    });
    let Value::Object(capabilities) = capabilities else { return CustomChannelInput::default() };
    CustomChannelInput {
        name: Some(NAME.to_owned()),
        capabilities: Some(capabilities),
        webhook_url: Some(webhook_url.to_owned()),
        channel_account_connection_redirect_url: Some(format!("{origin}/chat/")),
        channel_description: Some(DESCRIPTION.to_owned()),
        channel_logo_url: Some(format!("{origin}/chat/assets/logo.svg")),
    }
}

async fn find_account(
    api: &ChannelApi,
    channel_id: &str,
    known: Option<&Registration>,
    inbox_id: &str,
) -> Result<Account, CallError> {
    let address = own_address();
    let mut accounts = api.accounts(channel_id).await?;
    accounts.retain(|account| !account.archived);
    let position = accounts.iter().position(|account| {
        known.is_some_and(|known| known.account_id == account.id)
            || account.delivery_identifier.as_ref() == Some(&address)
    });
    match position.map(|position| accounts.swap_remove(position)) {
        // Our side works; whether the account is switched on is for the team to say, and stays as it is.
        Some(account) if !account.authorized => api.authorize(channel_id, &account.id).await,
        Some(account) => Ok(account),
        None => {
            let account = NewChannelAccount {
                inbox_id: inbox_id.to_owned(),
                name: NAME.to_owned(),
                authorized: true,
                delivery_identifier: Some(address),
            };
            api.connect(channel_id, &account).await
        }
    }
}

fn own_address() -> DeliveryIdentifier {
    DeliveryIdentifier { kind: "CHANNEL_SPECIFIC_OPAQUE_ID".to_owned(), value: "web-chat".to_owned() }
}

/// One errand that is under way: a conversation, or the news about deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Errand {
    Publish(String),
    Report,
}

async fn serve(app: &ChatApp) {
    let mut under_way: FuturesUnordered<BoxFuture<'_, (Errand, Result<(), CallError>)>> = FuturesUnordered::new();
    let mut busy: HashSet<Errand> = HashSet::new();
    let mut pause = PAUSE;
    loop {
        for errand in due(app).await {
            if busy.insert(errand.clone()) {
                under_way.push(run(app, errand).boxed());
            }
        }
        tokio::select! {
            () = app.courier.notified() => {}
            Some((errand, result)) = under_way.next() => {
                busy.remove(&errand);
                match result {
                    Ok(()) => pause = PAUSE,
                    Err(error) => {
                        tracing::warn!(%error, "the web chat waits for the help desk");
                        tokio::time::sleep(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
            }
        }
    }
}

/// What is to be done according to the file. A file that cannot be read is tried again with the next wake-up.
async fn due(app: &ChatApp) -> Vec<Errand> {
    let read = |tx: &rusqlite::Transaction<'_>| {
        let mut errands: Vec<_> = entries::sessions_sending(tx)?.into_iter().map(Errand::Publish).collect();
        if !reports::pending(tx)?.is_empty() {
            errands.push(Errand::Report);
        }
        Ok(errands)
    };
    app.db.run(read).await.unwrap_or_else(|error| {
        tracing::error!(%error, "the web chat cannot read what is to be sent");
        Vec::new()
    })
}

async fn run(app: &ChatApp, errand: Errand) -> (Errand, Result<(), CallError>) {
    let result = match &errand {
        Errand::Publish(session) => publish_waiting(app, session).await,
        Errand::Report => report_waiting(app).await,
    };
    (errand, result)
}

async fn publish_waiting(app: &ChatApp, session: &str) -> Result<(), CallError> {
    let Some(link) = app.link() else { return Err(CallError::Away("not connected".to_owned())) };
    loop {
        let id = session.to_owned();
        let next = app.db.run(move |tx| Ok(entries::next_to_send(tx, &id)?.zip(sessions::get(tx, &id)?))).await;
        let Some((entry, visitor)) = next.map_err(own_file)? else { return Ok(()) };
        let message = publication(&entry, &visitor, &link.registration);
        let seq = entry.seq;
        match link.api.publish(&link.registration.channel_id, &message).await {
            Ok(message) => app.db.run(move |tx| entries::sent(tx, seq, &message.id)).await.map_err(own_file)?,
            Err(CallError::Refused { status, message }) => {
                tracing::warn!(%status, seq, "the help desk refused a visitor's message");
                app.db.run(move |tx| entries::failed(tx, seq, &message)).await.map_err(own_file)?;
            }
            Err(away) => return Err(away),
        }
        app.tell(session);
    }
}

fn publication(entry: &Entry, visitor: &sessions::Session, place: &Registration) -> Publish {
    let attachments = entry.pieces.iter().filter_map(|piece| match piece {
        Piece::File { file_id, usage, .. } => {
            Some(json!({ "type": "FILE", "fileId": file_id, "fileUsageType": usage }))
        }
        Piece::QuickReplies { .. } | Piece::Unsupported { .. } => None,
    });
    Publish {
        text: entry.text.clone(),
        rich_text: None,
        attachments: attachments.collect(),
        channel_account_id: place.account_id.clone(),
        message_direction: MessageDirection::Incoming.into(),
        senders: vec![visitor.participant()],
        recipients: vec![Participant { delivery_identifier: own_address(), name: None, sender_actor_id: None }],
        timestamp: entry.at,
        integration_thread_id: Some(visitor.id.clone()),
        integration_idempotency_id: entry.client_id.as_ref().map(|client_id| format!("{}-{client_id}", entry.seq)),
        in_reply_to_id: entry.in_reply_to.clone(),
        associate_with_contact_id: None,
    }
}

async fn report_waiting(app: &ChatApp) -> Result<(), CallError> {
    let Some(link) = app.link() else { return Err(CallError::Away("not connected".to_owned())) };
    loop {
        let pending = app.db.run(reports::pending).await.map_err(own_file)?;
        if pending.is_empty() {
            return Ok(());
        }
        for report in pending {
            let body = DeliveryReport { status_type: report.status, error_message: report.reason.clone() };
            match link.api.report(&link.registration.channel_id, &report.message_id, &body).await {
                Ok(()) => {}
                // The message is gone, or its state cannot change any more: there is nothing left to tell.
                Err(CallError::Refused { status, message }) => {
                    tracing::warn!(%status, message, id = report.message_id, "the help desk refused news about a delivery");
                }
                Err(away) => return Err(away),
            }
            app.db.run(move |tx| reports::told(tx, &report)).await.map_err(own_file)?;
        }
    }
}

/// The own file failed: what waits in it is still there, so it is tried again like a help desk that is away.
fn own_file(error: super::db::DbError) -> CallError {
    CallError::Away(error.to_string())
}
