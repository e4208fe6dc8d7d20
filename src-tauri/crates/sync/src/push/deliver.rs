//! Carries one intent out, step by step, each step a commit.
//!
//! A step is taken only from the step that it was decided on: the rep may have taken the intent back meanwhile, and a
//! pulled page may have settled it. An error that is returned leaves the row as it was, to be tried again; everything
//! else ends in a commit.

use bellhop_hubspot::{
    client::{Error, Outgoing, Retry},
    wire::conversations::{self as wire, DeliveryIdentifier, NewAttachment, NewMessage, Recipient},
};
use bellhop_model::{Address, Intent, IntentId, MessageId, StuckReason, ThreadId};
use bellhop_store::{Attempt, Origin, OutboxRow, OutboxStep};
use chrono::{DateTime, TimeDelta, Utc};

use super::{change, guard, pictures, reconcile, uploads};
use crate::{
    error::SyncError,
    pull::{keep_messages, read_owners},
    session::Session,
};

/// Carries out what is next for this row.
pub(super) async fn deliver(session: &Session, row: OutboxRow) -> Result<(), SyncError> {
    match row.step.clone() {
        OutboxStep::Confirmed { message } => finish(session, &row, message).await,
        OutboxStep::Uncertain { attempt, looks, since } => look(session, &row, &attempt, looks, since).await,
        OutboxStep::Queued { .. } if !row.intent.is_unrepeatable() => change::carry_out(session, row).await,
        OutboxStep::Queued { doubt: Some(attempt) } => match reconcile::look(session, &row, &attempt).await? {
            Some(found) => confirm(session, &row, found).await,
            None => send(session, row, Some(attempt)).await,
        },
        OutboxStep::Queued { doubt: None } => send(session, row, None).await,
        // Another run's; sorted out at the start.
        OutboxStep::Prepared { .. } | OutboxStep::InFlight { .. } | OutboxStep::Stuck { .. } => Ok(()),
    }
}

/// Sends a message or comment, once.
async fn send(session: &Session, row: OutboxRow, doubt: Option<Attempt>) -> Result<(), SyncError> {
    guard::is_answered(session, &row).await?;
    if !guard::is_still_meant(session, &row, doubt.as_ref()).await? {
        return Ok(());
    }
    let Some(row) = uploads::upload(session, row).await? else { return Ok(()) };
    let html = match pictures::addressed(session, &row.intent).await? {
        Ok(html) => html,
        Err(why) => return stuck(session, &row, why, None).await,
    };
    let message = match new_message(session, &row.intent, html).await? {
        Ok(message) => message,
        Err(why) => return stuck(session, &row, (StuckReason::Rejected, why), None).await,
    };
    let Some(attempt) = prepare(session, &row, doubt.as_ref()).await? else { return Ok(()) };
    let prepared = OutboxStep::Prepared { attempt: attempt.clone() };
    if !advance(session, &row.id, &row.step, &prepared).await? {
        return Ok(());
    }
    // Waiting for the rate limit is not being in flight.
    let turn = session.client.turn().await;
    let in_flight = OutboxStep::InFlight { attempt: attempt.clone() };
    if !advance(session, &row.id, &prepared, &in_flight).await? {
        return Ok(());
    }
    let outgoing = Outgoing {
        thread: row.thread.to_string(),
        message,
        in_reply_to: reply_to(&row.intent).map(|id| id.to_string()),
    };
    match session.client.send_message(&outgoing, turn).await {
        Ok(sent) => confirm(session, &row, sent).await,
        Err(error) => failed(session, &row, error, (in_flight, attempt, doubt)).await,
    }
}

/// What became of a request without a good answer.
async fn failed(
    session: &Session,
    row: &OutboxRow,
    error: Error,
    (in_flight, attempt, doubt): (OutboxStep, Attempt, Option<Attempt>),
) -> Result<(), SyncError> {
    match error.retry() {
        Retry::Uncertain => {
            tracing::warn!(%error, intent = %row.id, "a send has no clear answer");
            let now = Utc::now();
            let step = OutboxStep::Uncertain { attempt, looks: 0, since: now };
            let first = next_look(session, 0, now, now);
            move_on(session, &row.id, &in_flight, &step, first).await?;
            Ok(())
        }
        // Certainly not done: it waits as it was, with the doubt that it may have had before.
        Retry::Soon | Retry::After(_) | Retry::NeedsLogin => {
            advance(session, &row.id, &in_flight, &OutboxStep::Queued { doubt }).await?;
            Err(error.into())
        }
        Retry::Never => stuck(session, row, refusal(&error), None).await,
    }
}

/// Looks for a doubtful message; after the last look the rep decides.
async fn look(
    session: &Session,
    row: &OutboxRow,
    attempt: &Attempt,
    looks: u32,
    since: DateTime<Utc>,
) -> Result<(), SyncError> {
    let now = Utc::now();
    if looks == 0 && row.not_before.is_none() && !session.cadence.looks.is_empty() {
        // A crash left it behind: the first look has its pause as well.
        let first = next_look(session, 0, since, now);
        move_on(session, &row.id, &row.step, &row.step, first).await?;
        return Ok(());
    }
    if let Some(found) = reconcile::look(session, row, attempt).await? {
        return confirm(session, row, found).await;
    }
    match next_look(session, looks + 1, since, now) {
        Some(next) => {
            let step = OutboxStep::Uncertain { attempt: attempt.clone(), looks: looks + 1, since };
            move_on(session, &row.id, &row.step, &step, Some(next)).await?;
            Ok(())
        }
        None => {
            let why = "The server gave no clear answer, and the message was not found in the conversation.".to_owned();
            stuck(session, row, (StuckReason::Undecided, why), Some(attempt.clone())).await
        }
    }
}

/// When to look next; none after the last look. An outage does not use looks up, and leaves a pause between those that
/// it delayed.
fn next_look(session: &Session, looks: u32, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let offsets = &session.cadence.looks;
    let offset = usize::try_from(looks).ok().and_then(|looks| offsets.get(looks))?;
    let pause = offsets.first().and_then(|first| TimeDelta::from_std(*first).ok()).unwrap_or_default();
    Some((since + TimeDelta::from_std(*offset).unwrap_or_default()).max(now + pause))
}

/// The remote has it: bound, then cached, then closed.
async fn confirm(session: &Session, row: &OutboxRow, found: wire::Message) -> Result<(), SyncError> {
    let id = MessageId::from(found.id.as_str());
    reconcile::bind(session, &row.id, Some(id)).await?;
    keep_messages(session, vec![found]).await?;
    close(session, &row.id).await?;
    session.urgent.thread(row.thread.clone());
    Ok(())
}

/// Goes on where a crash came between binding and closing.
async fn finish(session: &Session, row: &OutboxRow, message: Option<MessageId>) -> Result<(), SyncError> {
    if let Some(id) = message {
        let wanted = id.clone();
        if session.store.read(move |r| r.messages().get(&wanted)).await?.is_none() {
            match session.client.message(row.thread.as_str(), id.as_str()).await {
                Ok(found) => keep_messages(session, vec![found]).await?,
                Err(error) if error.is_gone() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    close(session, &row.id).await
}

/// Notes what an attempt starts from: everything that it makes is newer than the baseline. None when the thread's
/// newest message cannot be told because the thread is gone.
async fn prepare(session: &Session, row: &OutboxRow, doubt: Option<&Attempt>) -> Result<Option<Attempt>, SyncError> {
    let baseline = match doubt {
        // The earlier attempt may still arrive: its baseline holds for both.
        Some(doubt) => doubt.baseline.clone(),
        None => match newest(session, &row.thread).await {
            Ok(baseline) => baseline,
            Err(SyncError::Remote(error)) if error.retry() == Retry::Never => {
                stuck(session, row, refusal(&error), None).await?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        },
    };
    Ok(Some(Attempt {
        number: doubt.map_or(1, |doubt| doubt.number + 1),
        baseline,
        fingerprint: reconcile::fingerprint_of(&row.intent),
        at: session.client.remote_time(Utc::now()),
    }))
}

async fn newest(session: &Session, thread: &ThreadId) -> Result<Option<MessageId>, SyncError> {
    let id = thread.clone();
    let known = session.store.read(move |r| r.messages().newest(&id)).await?;
    if known.is_some() {
        return Ok(known);
    }
    let query = bellhop_hubspot::client::MessagesQuery { limit: 1, ..Default::default() };
    let page = session.client.messages(thread.as_str(), &query).await?;
    Ok(page.results.into_iter().next().map(|entry| entry.id.into()))
}

/// The request's body, or why there can be none.
async fn new_message(
    session: &Session,
    intent: &Intent,
    html: Option<String>,
) -> Result<Result<NewMessage, String>, SyncError> {
    let files = |files: &[bellhop_model::OutgoingFile]| {
        let beside = files.iter().filter(|file| !pictures::is_in_text(intent, file));
        let uploaded = beside.filter_map(|file| file.uploaded.as_ref());
        uploaded.map(|id| NewAttachment::File { file_id: id.to_string() }).collect::<Vec<_>>()
    };
    match intent {
        Intent::SendMessage { text, files: attached, channel, channel_account, recipients, subject, .. } => {
            if session.known.owners().is_empty() {
                read_owners(session, &session.client).await?;
            }
            let Some(sender) = session.known.agent(&session.me_email) else {
                return Ok(Err(format!(
                    "Nobody with the address {} may send messages in this account.",
                    session.me_email
                )));
            };
            Ok(Ok(NewMessage::Message {
                text: text.clone(),
                rich_text: html,
                subject: subject.clone(),
                attachments: files(attached),
                channel_id: channel.to_string(),
                channel_account_id: channel_account.to_string(),
                sender_actor_id: sender.to_string(),
                recipients: recipients.iter().map(recipient).collect(),
            }))
        }
        Intent::AddComment { text, files: attached, .. } => {
            Ok(Ok(NewMessage::Comment { text: text.clone(), rich_text: html, attachments: files(attached) }))
        }
        Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => {
            Ok(Err("This is not a message.".to_owned()))
        }
    }
}

/// The documentation wants the plural form on the way out.
fn recipient(address: &Address) -> Recipient {
    Recipient {
        name: address.name.clone(),
        recipient_field: address.field.clone(),
        delivery_identifiers: Some(vec![DeliveryIdentifier {
            kind: address.kind.clone(),
            value: address.value.clone(),
        }]),
        ..Recipient::default()
    }
}

fn reply_to(intent: &Intent) -> Option<&MessageId> {
    match intent {
        Intent::SendMessage { reply_to, .. } => reply_to.as_ref(),
        _ => None,
    }
}

/// Why the remote refused, for the rep.
pub(super) fn refusal(error: &Error) -> (StuckReason, String) {
    let missing = error.missing_properties();
    if !missing.is_empty() {
        return (StuckReason::MissingProperties, format!("Missing: {}", missing.join(", ")));
    }
    if error.is_missing_scope() {
        let scopes = error.missing_scopes();
        let detail = if scopes.is_empty() { error.detail() } else { scopes.join(", ") };
        return (StuckReason::MissingScope, detail);
    }
    (StuckReason::Rejected, error.detail())
}

/// Puts an intent before the rep, unless it was settled meanwhile.
pub(super) async fn stuck(
    session: &Session,
    row: &OutboxRow,
    (reason, detail): (StuckReason, String),
    attempt: Option<Attempt>,
) -> Result<(), SyncError> {
    tracing::warn!(intent = %row.id, ?reason, "an intent waits for the rep");
    let id = row.id.clone();
    session
        .store
        .desk_write(Origin::Push, move |w| {
            let settled = w.outbox().get(&id)?.is_none_or(|row| matches!(row.step, OutboxStep::Confirmed { .. }));
            if settled {
                return Ok(());
            }
            w.outbox().set_step(&id, &OutboxStep::Stuck { reason, detail, attempt }, None)
        })
        .await?;
    Ok(())
}

/// Takes a step from the one that it was decided on; false when the intent is elsewhere by now.
pub(super) async fn advance(
    session: &Session,
    id: &IntentId,
    from: &OutboxStep,
    to: &OutboxStep,
) -> Result<bool, SyncError> {
    move_on(session, id, from, to, None).await
}

async fn move_on(
    session: &Session,
    id: &IntentId,
    from: &OutboxStep,
    to: &OutboxStep,
    not_before: Option<DateTime<Utc>>,
) -> Result<bool, SyncError> {
    let (id, from, to) = (id.clone(), from.clone(), to.clone());
    let moved = session
        .store
        .desk_write(Origin::Push, move |w| {
            if w.outbox().get(&id)?.is_none_or(|row| row.step != from) {
                return Ok(false);
            }
            w.outbox().set_step(&id, &to, not_before)?;
            Ok(true)
        })
        .await?;
    Ok(moved)
}

/// Closes what is done.
pub(super) async fn close(session: &Session, id: &IntentId) -> Result<(), SyncError> {
    let id = id.clone();
    Ok(session.store.desk_write(Origin::Push, move |w| w.outbox().close(&id)).await?)
}
