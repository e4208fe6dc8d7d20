//! Sending: the message into the outbox and the draft out of the way, in one commit. A status that is set with it follows
//! the message: it is in the same commit, and leaves only once the message is certain.

use std::collections::HashSet;

use bellhop_model::{
    Address, Carries, Channel, ChannelId, EmailHead, Intent, IntentId, OutgoingFile, TextStyle, Wait, is_email_address,
    one_line,
};
use bellhop_store::{Departure, DeskWrite, DraftMode, Origin, OutboxRow, OutboxStep, Reads, Result as StoreResult};
use chrono::{DateTime, Utc};

use super::drafts::{draft_of, local_file, store_mode};
use super::status::StatusWish;
use super::ticket::replace;
use crate::contract::ApiError;
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, not_possible, overtaken};
use crate::outgoing_html::{outgoing_html, with_pictures};
use crate::queries::email::usual_head;
use crate::queries::newer::newer;
use crate::queries::thread::reply_way;
use crate::snippets::unresolved::unresolved;
use crate::views::{ComposeMode, SendOptions, SendWhen};

impl Desk {
    pub(crate) async fn send(&self, options: SendOptions) -> Result<Vec<IntentId>, ApiError> {
        if options.draft.text.trim().is_empty() && options.draft.files.is_empty() {
            return Err(bad_request("There is nothing to send."));
        }
        if let Some(name) = unresolved(&options.draft.text).first() {
            return Err(not_possible(format!("{{{{{name}}}}} is not filled in yet.")));
        }
        self.files_are_here(&options)?;
        let (thread, mode) = (options.thread.clone(), store_mode(options.mode));
        let now = Utc::now();
        let sent = draft_of(thread.clone(), options.mode, options.draft.clone(), now);
        let status = match options.then_stage.clone() {
            Some(stage) => {
                let wish = StatusWish { thread: thread.clone(), stage, properties: options.then_properties.clone() };
                Some(self.status_intent(wish).await?)
            }
            None => None,
        };
        let seen = self.seen(&options).await?;
        let when = options.when;
        let intent = self.message_intent(options).await?;
        let wait = self.departure(&intent, when, now).await?;
        let message = OutboxRow { wait, seen, ..row(intent, now) };
        let status = status.map(|intent| OutboxRow { follows: Some(message.id.clone()), ..row(intent, now) });
        let ids = std::iter::once(&message).chain(&status).map(|row| row.id.clone()).collect();
        let commit = move |w: &DeskWrite<'_>| {
            w.outbox().add(&message)?;
            if let Some(status) = &status {
                replace(w, status)?;
            }
            w.begun().forget(&thread, mode)?;
            w.drafts().sent(&sent)
        };
        self.on.store.desk_write(Origin::Desk, commit).await?;
        self.wake_sync();
        Ok(ids)
    }

    /// The newest entry that the rep knows of; refused when something newer was written since they began the reply, until
    /// they say that they saw it.
    async fn seen(&self, options: &SendOptions) -> Result<Option<DateTime<Utc>>, ApiError> {
        if options.mode == ComposeMode::Comment {
            return Ok(None);
        }
        let (thread, told, email) = (options.thread.clone(), options.seen, self.on.email.clone());
        let read = move |reads: &Reads<'_>| {
            let newer = match reads.begun().get(&thread, DraftMode::Reply)? {
                Some(begun) => newer(reads, &thread, told.map_or(begun, |told| told.max(begun)), &email)?,
                None => Vec::new(),
            };
            Ok((newer.is_empty(), reads.newest_at(&thread)?))
        };
        let (fresh, newest) = self.on.store.read(read).await?;
        if fresh { Ok(Some(newest)) } else { Err(overtaken()) }
    }

    /// When a message leaves, unless at once. Nobody but the team sees a comment: there is nothing to undo.
    async fn departure(
        &self,
        intent: &Intent,
        when: SendWhen,
        now: DateTime<Utc>,
    ) -> Result<Option<Departure>, ApiError> {
        let (until, why) = match (when, intent) {
            (SendWhen::At { at }, _) => (at, Wait::Schedule),
            (SendWhen::Usual, Intent::SendMessage { channel, .. }) => {
                (now + self.settings(()).await?.undo(channel), Wait::Undo)
            }
            _ => return Ok(None),
        };
        Ok((until > now).then_some(Departure { until, why }))
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
        let (head, answered) = (draft.email, draft.reply_to.clone());
        let way = self.on.store.read(move |reads| match reads.threads().facts(&id)? {
            Some(facts) => {
                let way = reply_way(reads, &facts, chosen.as_ref())?;
                let head = match head {
                    head if !way.channel.is_email() || head.is_some() => head,
                    _ => Some(usual_head(reads, &id, answered.as_ref())?),
                };
                Ok(Some((way, head)))
            }
            None => Ok(None),
        });
        let (way, head) = way.await?.ok_or_else(|| not_found("This conversation is no longer in the help desk."))?;
        if mode == ComposeMode::Comment {
            let html = draft.html.as_deref().and_then(|html| outgoing_html(html, &TextStyle::ALL));
            return Ok(Intent::AddComment { thread, text: draft.text, html, files });
        }
        if !way.usable {
            return Err(not_possible(
                "This channel's account is switched off or has lost its authorisation. Connect it again, or choose another.",
            ));
        }
        let (recipients, subject) = match head.filter(|_| way.channel.is_email()) {
            Some(head) => addressed(&head)?,
            None => (way.recipients, None),
        };
        if recipients.is_empty() {
            return Err(not_possible(
                "Nobody can be addressed here: the customer has not written through this channel yet.",
            ));
        }
        let carries = self.carries_of(&way.channel).await?;
        let pictures = if carries.inline_images { pictures_of(&files) } else { HashSet::new() };
        let html = draft.html.as_deref().and_then(|html| with_pictures(html, &carries.styles, &pictures));
        Ok(Intent::SendMessage {
            thread,
            text: draft.text,
            html,
            files,
            channel: way.channel,
            channel_account: way.account,
            recipients,
            subject,
            reply_to: draft.reply_to,
        })
    }

    /// What the channel can show: the rest of the style stays here, for it would be lost or shown as code.
    async fn carries_of(&self, channel: &ChannelId) -> StoreResult<Carries> {
        let known = self.on.store.read(|reads| reads.channels().all()).await?;
        Ok(known.iter().find(|one| one.id == *channel).map_or_else(|| Carries::of(channel), Channel::carries))
    }

    /// Lets sync look at the outbox at once.
    pub(crate) fn wake_sync(&self) {
        if let Some(sync) = &self.on.sync {
            sync.wake();
        }
    }
}

/// Whom an e-mail goes to and its subject; refused when somebody cannot be written to.
fn addressed(head: &EmailHead) -> Result<(Vec<Address>, Option<String>), ApiError> {
    let addresses = head.people.addresses();
    if let Some(wrong) = addresses.iter().find(|address| !is_email_address(&address.value)) {
        let why = format!("\u{201c}{}\u{201d} is not an e-mail address. Correct it, or take it out.", wrong.value);
        return Err(not_possible(why));
    }
    if head.people.to.is_empty() {
        return Err(not_possible("Say whom the e-mail goes to: \u{201c}To\u{201d} is empty."));
    }
    Ok((addresses, Some(one_line(&head.subject)).filter(|subject| !subject.is_empty())))
}

/// The hashes of those that can stand in a text.
fn pictures_of(files: &[OutgoingFile]) -> HashSet<String> {
    let pictures = files.iter().filter(|file| file.local.mime.starts_with("image/"));
    pictures.map(|file| file.local.hash.clone()).collect()
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
        follows: None,
        wait: None,
        seen: None,
    }
}
