//! What a rep does from an alert, without the window: answers, closes, marks as read, puts off. Whatever cannot be done without
//! looking leads into the window, and nothing that was typed is lost.

use std::collections::BTreeMap;

use bellhop_model::{StageId, ThreadId};
use bellhop_store::{DraftMode, Origin};
use chrono::Utc;

use super::{AlertAction, AlertKey, AlertOutcome, SNOOZE};
use crate::contract::{ApiError, DraftArgs, ReadArgs, StageArgs, StatusArgs};
use crate::desk::Desk;
use crate::views::{Arrival, ComposeMode, DraftView, SendOptions, SendWhen};

impl Desk {
    /// Carries out what the rep did with an alert; `text` is what they typed into it.
    pub async fn act_on_alert(
        &self,
        key: &AlertKey,
        action: AlertAction,
        text: Option<String>,
    ) -> Result<AlertOutcome, ApiError> {
        let thread = match key {
            AlertKey::Thread(thread) => thread.clone(),
            AlertKey::Summary | AlertKey::Test => return Ok(AlertOutcome::Show(Arrival::Unread)),
            AlertKey::Unsent(intent) => {
                let intent = intent.clone();
                let row = self.on.store.read(move |reads| reads.outbox().get(&intent)).await?;
                return Ok(AlertOutcome::Show(row.map_or(Arrival::Outbox, |row| to(row.thread, false))));
            }
            AlertKey::Deadline(ticket) => {
                let ticket = ticket.clone();
                let threads = self.on.store.read(move |reads| reads.threads().of_ticket(&ticket)).await?;
                let Some(thread) = threads.into_iter().next() else {
                    return Ok(AlertOutcome::Show(Arrival::Unread));
                };
                thread
            }
        };
        match (action, text) {
            (AlertAction::Reply, Some(text)) if !text.trim().is_empty() => self.answer(thread, text).await,
            (AlertAction::Open | AlertAction::Reply, _) => self.bring_up(thread, action == AlertAction::Reply).await,
            (AlertAction::MarkRead, _) => self.read_all(thread).await,
            (AlertAction::Close, _) => self.close_ticket(thread).await,
            (AlertAction::Snooze, _) => {
                let until = Utc::now() + SNOOZE;
                self.on.store.desk_write(Origin::Desk, move |w| w.alerts().snooze(&thread, until)).await?;
                // The task that tells has to know when to look again.
                self.attention.send_modify(|_| {});
                Ok(AlertOutcome::Done)
            }
        }
    }

    /// The conversation, with the newest message from the customer in view.
    async fn bring_up(&self, thread: ThreadId, compose: bool) -> Result<AlertOutcome, ApiError> {
        let of = thread.clone();
        let newest = self.on.store.read(move |reads| reads.messages().newest_incoming(&of)).await?;
        let message = newest.map(|message| message.id);
        Ok(AlertOutcome::Show(Arrival::Thread { thread, message, compose, stage: None }))
    }

    /// Sends what was typed. A draft of the conversation stays; when it cannot be sent, what was typed is added to it.
    async fn answer(&self, thread: ThreadId, text: String) -> Result<AlertOutcome, ApiError> {
        let kept = self.reply_draft(&thread).await?;
        let draft = DraftView { text: text.clone(), ..DraftView::default() };
        let options = SendOptions {
            thread: thread.clone(),
            mode: ComposeMode::Reply,
            draft,
            then_stage: None,
            then_properties: BTreeMap::new(),
            when: SendWhen::Usual,
            // The rep saw what the alert told, which is the newest.
            seen: Some(Utc::now()),
        };
        let (draft, outcome) = match self.send(options).await {
            Ok(_) => (kept, AlertOutcome::Done),
            Err(problem) => {
                tracing::info!(problem = problem.message, "an answer from an alert could not be sent");
                (Some(with_text(kept, &text)), AlertOutcome::Show(to(thread.clone(), true)))
            }
        };
        if let Some(draft) = draft {
            self.save_draft(DraftArgs { thread: thread.clone(), mode: ComposeMode::Reply, draft }).await?;
        }
        if outcome == AlertOutcome::Done {
            self.read_all(thread).await?;
        }
        Ok(outcome)
    }

    async fn reply_draft(&self, thread: &ThreadId) -> Result<Option<DraftView>, ApiError> {
        let of = thread.clone();
        let draft = self.on.store.read(move |reads| reads.drafts().get(&of, DraftMode::Reply)).await?;
        Ok(draft.filter(bellhop_store::Draft::is_begun).map(crate::queries::thread::draft_view))
    }

    async fn read_all(&self, thread: ThreadId) -> Result<AlertOutcome, ApiError> {
        let of = thread.clone();
        let newest = self.on.store.read(move |reads| reads.messages().newest_incoming(&of)).await?;
        if let Some(newest) = newest {
            self.mark_read(ReadArgs { thread, message: Some(newest.id) }).await?;
        }
        Ok(AlertOutcome::Done)
    }

    /// Closes the ticket; the window asks for what that demands.
    async fn close_ticket(&self, thread: ThreadId) -> Result<AlertOutcome, ApiError> {
        let Some(stage) = self.closed_stage(&thread).await? else { return self.bring_up(thread, false).await };
        let asked = self.status_form(StageArgs { thread: thread.clone(), stage: stage.clone() }).await?;
        if asked.fields.iter().any(|field| field.value.is_empty()) {
            let destination = Arrival::Thread { thread, message: None, compose: false, stage: Some(stage) };
            return Ok(AlertOutcome::Show(destination));
        }
        self.set_status(StatusArgs { thread: thread.clone(), stage, properties: BTreeMap::new() }).await?;
        self.read_all(thread).await
    }

    /// The first closed status of the ticket's own pipeline.
    async fn closed_stage(&self, thread: &ThreadId) -> Result<Option<StageId>, ApiError> {
        let of = thread.clone();
        let read = move |reads: &bellhop_store::Reads<'_>| {
            let Some(ticket) = reads.threads().get(&of)?.and_then(|thread| thread.ticket) else { return Ok(None) };
            let Some(pipeline) = reads.tickets().get(&ticket)?.and_then(|ticket| ticket.pipeline()) else {
                return Ok(None);
            };
            let pipelines = reads.pipelines().all()?;
            let own = pipelines.into_iter().find(|one| one.id == pipeline);
            Ok(own.and_then(|one| one.stages.into_iter().find(|stage| stage.closed)).map(|stage| stage.id))
        };
        Ok(self.on.store.read(read).await?)
    }
}

fn to(thread: ThreadId, compose: bool) -> Arrival {
    Arrival::Thread { thread, message: None, compose, stage: None }
}

fn with_text(kept: Option<DraftView>, text: &str) -> DraftView {
    let kept = kept.unwrap_or_default();
    let text =
        if kept.text.trim().is_empty() { text.to_owned() } else { format!("{}\n\n{text}", kept.text.trim_end()) };
    // The plain text has it all; style that says less would hide it.
    DraftView { text, html: None, ..kept }
}
