//! Sending: the message into the outbox and the draft out of the way, in one commit.

use std::collections::BTreeMap;

use bellhop_model::{Carries, Channel, ChannelId, Intent, IntentId, OutgoingFile, StageId, TextStyle, ThreadId};
use bellhop_store::{Origin, OutboxRow, OutboxStep, Reads, Result as StoreResult};
use chrono::{DateTime, Utc};

use super::drafts::{local_file, store_mode};
use crate::contract::ApiError;
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, not_possible};
use crate::outgoing_html::outgoing_html;
use crate::queries::thread::reply_way;
use crate::views::{ComposeMode, SendOptions};

impl Desk {
    pub(crate) async fn send(&self, options: SendOptions) -> Result<Vec<IntentId>, ApiError> {
        if options.draft.text.trim().is_empty() && options.draft.files.is_empty() {
            return Err(bad_request("There is nothing to send."));
        }
        self.files_are_here(&options)?;
        let (thread, mode) = (options.thread.clone(), store_mode(options.mode));
        let then = options.then_stage.clone();
        let status = match &then {
            Some(stage) => Some(self.status_intent(&thread, stage).await?),
            None => None,
        };
        let message = self.message_intent(options).await?;
        let now = Utc::now();
        let rows: Vec<OutboxRow> = std::iter::once(message).chain(status).map(|intent| row(intent, now)).collect();
        let ids = rows.iter().map(|row| row.id.clone()).collect();
        let commit = move |w: &bellhop_store::DeskWrite<'_>| {
            for row in &rows {
                w.outbox().add(row)?;
            }
            w.drafts().remove(&thread, mode, now)
        };
        self.on.store.desk_write(Origin::Desk, commit).await?;
        self.wake_sync();
        Ok(ids)
    }

    /// The intent to set a status; refused when the ticket is not known or has no such status.
    pub(crate) async fn status_intent(&self, thread: &ThreadId, stage: &StageId) -> Result<Intent, ApiError> {
        let (id, wanted) = (thread.clone(), stage.clone());
        let found = self.on.store.read(move |reads| status_target(reads, &id, &wanted)).await?;
        found.ok_or_else(|| not_possible("This conversation has no ticket with such a status."))
    }

    /// Bytes that are gone cannot be sent later: better said now.
    fn files_are_here(&self, options: &SendOptions) -> Result<(), ApiError> {
        match options.draft.files.iter().find(|file| self.on.media.outgoing(&file.hash).is_none()) {
            Some(gone) => Err(not_possible(format!("{} is no longer on this computer. Attach it again.", gone.name))),
            None => Ok(()),
        }
    }

    async fn message_intent(&self, options: SendOptions) -> Result<Intent, ApiError> {
        let thread = options.thread.clone();
        let (mode, draft) = (options.mode, options.draft);
        let files =
            draft.files.into_iter().map(|file| OutgoingFile { local: local_file(file), uploaded: None }).collect();
        let (id, chosen) = (thread.clone(), draft.account.clone());
        let way = self.on.store.read(move |reads| match reads.threads().facts(&id)? {
            Some(facts) => Ok(Some(reply_way(reads, &facts, chosen.as_ref())?)),
            None => Ok(None),
        });
        let way = way.await?.ok_or_else(|| not_found("This conversation is no longer in the help desk."))?;
        if mode == ComposeMode::Comment {
            let html = draft.html.as_deref().and_then(|html| outgoing_html(html, &TextStyle::ALL));
            return Ok(Intent::AddComment { thread, text: draft.text, html, files });
        }
        if !way.usable {
            return Err(not_possible(
                "This channel's account is switched off or has lost its authorisation. Connect it again, or choose another.",
            ));
        }
        if way.recipients.is_empty() {
            return Err(not_possible(
                "Nobody can be addressed here: the customer has not written through this channel yet.",
            ));
        }
        let styles = self.styles_of(&way.channel).await?;
        let html = draft.html.as_deref().and_then(|html| outgoing_html(html, &styles));
        Ok(Intent::SendMessage {
            thread,
            text: draft.text,
            html,
            files,
            channel: way.channel,
            channel_account: way.account,
            recipients: way.recipients,
            reply_to: draft.reply_to,
        })
    }

    /// What the channel can show: the rest of the style stays here, for it would be lost or shown as code.
    async fn styles_of(&self, channel: &ChannelId) -> StoreResult<Vec<TextStyle>> {
        let id = channel.clone();
        let known = self.on.store.read(|reads| reads.channels().all()).await?;
        let carries = known.iter().find(|one| one.id == id).map_or_else(|| Carries::of(&id), Channel::carries);
        Ok(carries.styles)
    }

    /// Lets sync look at the outbox at once.
    pub(crate) fn wake_sync(&self) {
        if let Some(sync) = &self.on.sync {
            sync.wake();
        }
    }
}

fn status_target(reads: &Reads<'_>, thread: &ThreadId, stage: &StageId) -> StoreResult<Option<Intent>> {
    let Some(ticket) = reads.threads().get(thread)?.and_then(|thread| thread.ticket) else { return Ok(None) };
    let current = reads.tickets().get(&ticket)?.and_then(|ticket| ticket.pipeline());
    let pipelines = reads.pipelines().all()?;
    let holds = |pipeline: &&bellhop_model::Pipeline| pipeline.stages.iter().any(|one| one.id == *stage);
    // A ticket stays in its pipeline; stages of different pipelines can share an id.
    let own = pipelines.iter().filter(|one| current.as_ref().is_none_or(|current| one.id == *current)).find(holds);
    Ok(own.map(|pipeline| Intent::SetStatus {
        thread: thread.clone(),
        ticket,
        pipeline: pipeline.id.clone(),
        stage: stage.clone(),
        properties: BTreeMap::new(),
    }))
}

/// A new outbox row. Ids of version 7 sort in the order of making, which is the order of sending.
pub(crate) fn row(intent: Intent, now: DateTime<Utc>) -> OutboxRow {
    OutboxRow {
        id: IntentId(uuid::Uuid::now_v7().to_string()),
        thread: intent.thread().clone(),
        intent,
        step: OutboxStep::Queued { doubt: None },
        created_at: now,
        not_before: None,
    }
}
