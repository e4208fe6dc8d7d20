//! Settling intents: what waits for the rep, and what did not leave yet.
//!
//! What is on its way right now, or being looked for, cannot be settled: whatever the rep chose, the other outcome could
//! already be true.

use bellhop_model::{ChosenStatus, EmailHead, EmailPeople, Intent, IntentId, OutgoingFile, StuckReason, Wait};
use bellhop_store::{
    Departure, DeskWrite, Draft, DraftMode, Origin, OutboxRow, OutboxStep, Reads, Result as StoreResult,
};
use chrono::{DateTime, Utc};

use crate::contract::{ApiError, ScheduleArgs, Settle, SettleArgs};
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, not_possible};
use crate::outgoing_html::above;
use crate::queries::thread::draft_view;
use crate::views::DraftView;

/// What became of a wish to settle.
enum Settled {
    Done(Option<Box<Draft>>),
    Unknown,
    OnItsWay,
    NotSo,
}

impl Desk {
    pub(crate) async fn settle(&self, args: SettleArgs) -> Result<Option<DraftView>, ApiError> {
        let how = args.how;
        let seen = self.newest_beside(&args.intent).await?;
        let commit = move |w: &DeskWrite<'_>| match w.outbox().get(&args.intent)? {
            Some(row) => {
                // Whoever sends it again does so in sight of the conversation.
                if how == Settle::Retry && row.intent.is_unrepeatable() {
                    w.outbox().set_seen(&row.id, seen)?;
                }
                settle(w, row, how)
            }
            None => Ok(Settled::Unknown),
        };
        let settled = self.on.store.desk_write(Origin::Desk, commit).await?;
        self.wake_sync();
        match settled {
            Settled::Done(draft) => Ok(draft.map(|draft| draft_view(*draft))),
            Settled::Unknown => Err(not_found("It is no longer in the outbox: it was sent, or dropped.")),
            Settled::OnItsWay => {
                Err(not_possible("It is on its way right now. Wait a moment: it will say how it went."))
            }
            Settled::NotSo if how == Settle::Arrived => {
                Err(not_possible("Only what may have arrived can be marked as arrived."))
            }
            Settled::NotSo => Err(bad_request("Only messages and comments can be edited.")),
        }
    }
}

impl Desk {
    /// Lets a message that waits leave at another time, or at once.
    pub(crate) async fn schedule(&self, args: ScheduleArgs) -> Result<(), ApiError> {
        let seen = self.newest_beside(&args.intent).await?;
        let wait = args.at.map(|until| Departure { until, why: Wait::Schedule });
        let commit = move |w: &DeskWrite<'_>| match w.outbox().get(&args.intent)? {
            Some(row) if matches!(row.step, OutboxStep::Queued { .. }) && row.intent.is_unrepeatable() => {
                w.outbox().set_seen(&row.id, seen)?;
                w.outbox().set_wait(&row.id, wait).map(|()| true)
            }
            _ => Ok(false),
        };
        let moved = self.on.store.desk_write(Origin::Desk, commit).await?;
        self.wake_sync();
        if moved { Ok(()) } else { Err(not_possible("It has left already, or waits for you.")) }
    }

    /// When the newest entry was made of the conversation that an intent belongs to.
    async fn newest_beside(&self, intent: &IntentId) -> Result<DateTime<Utc>, ApiError> {
        let intent = intent.clone();
        let read = move |reads: &Reads<'_>| match reads.outbox().get(&intent)? {
            Some(row) => reads.newest_at(&row.thread),
            None => Ok(DateTime::UNIX_EPOCH),
        };
        Ok(self.on.store.read(read).await?)
    }
}

fn settle(w: &DeskWrite<'_>, row: OutboxRow, how: Settle) -> StoreResult<Settled> {
    let undecided = matches!(row.step, OutboxStep::Stuck { reason: StuckReason::Undecided, .. });
    if !matches!(row.step, OutboxStep::Queued { .. } | OutboxStep::Stuck { .. }) {
        return Ok(Settled::OnItsWay);
    }
    match how {
        // The rep does not want to wait for the message.
        Settle::Retry if row.follows.is_some() => {
            w.outbox().let_go(row.follows.as_ref().unwrap_or(&row.id))?;
            Ok(Settled::Done(None))
        }
        Settle::Retry => {
            // An attempt that may have arrived is looked for once more before anything is sent.
            let doubt = row.step.attempt().cloned();
            w.outbox().set_step(&row.id, &OutboxStep::Queued { doubt }, None)?;
            Ok(Settled::Done(None))
        }
        Settle::Discard => {
            w.outbox().close(&row.id)?;
            Ok(Settled::Done(None))
        }
        Settle::Arrived if undecided => {
            // As if the remote had said so: what follows the message may leave.
            w.outbox().set_step(&row.id, &OutboxStep::Confirmed { message: None }, None)?;
            w.outbox().close(&row.id)?;
            Ok(Settled::Done(None))
        }
        Settle::Arrived => Ok(Settled::NotSo),
        Settle::Edit => back_into_draft(w, row),
    }
}

/// Puts a message back before the rep, above whatever they began meanwhile: nothing typed is lost. The status that was to
/// follow it becomes part of the draft again.
fn back_into_draft(w: &DeskWrite<'_>, row: OutboxRow) -> StoreResult<Settled> {
    let Some(mut draft) = draft_of(&row, Utc::now()) else { return Ok(Settled::NotSo) };
    for waiting in w.outbox().of_thread(&row.thread)? {
        if waiting.follows.as_ref() != Some(&row.id) {
            continue;
        }
        if let Intent::SetStatus { stage, properties, .. } = waiting.intent {
            draft.status = Some(ChosenStatus { stage, properties });
            w.outbox().close(&waiting.id)?;
        }
    }
    if let Some(begun) = w.drafts().get(&draft.thread, draft.mode)? {
        match (draft.text.trim().is_empty(), begun.text.trim().is_empty()) {
            (_, true) => {}
            (true, false) => (draft.text, draft.html) = (begun.text, begun.html),
            (false, false) => {
                draft.html = above((&draft.text, draft.html.as_deref()), (&begun.text, begun.html.as_deref()));
                draft.text = format!("{}\n\n{}", draft.text, begun.text);
            }
        }
        draft.reply_to = draft.reply_to.or(begun.reply_to);
        draft.status = draft.status.or(begun.status);
        draft.files.extend(begun.files);
    }
    w.drafts().put(&draft)?;
    w.outbox().close(&row.id)?;
    Ok(Settled::Done(Some(Box::new(draft))))
}

/// The draft that a message or comment was made from.
fn draft_of(row: &OutboxRow, now: DateTime<Utc>) -> Option<Draft> {
    let local = |files: &[OutgoingFile]| files.iter().map(|file| file.local.clone()).collect();
    match row.intent.clone() {
        Intent::SendMessage { text, html, files, reply_to, channel, channel_account, recipients, subject, .. } => {
            let email = channel
                .is_email()
                .then(|| EmailHead { people: EmailPeople::of(&recipients), subject: subject.unwrap_or_default() });
            let blank = Draft::blank(row.thread.clone(), DraftMode::Reply, now);
            Some(Draft { text, html, files: local(&files), reply_to, account: Some(channel_account), email, ..blank })
        }
        Intent::AddComment { text, html, files, .. } => {
            let blank = Draft::blank(row.thread.clone(), DraftMode::Comment, now);
            Some(Draft { text, html, files: local(&files), ..blank })
        }
        Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => None,
    }
}
