//! Drafts: on disk when the call returns. What a draft was before can be looked at and brought back.

use bellhop_model::{LocalFile, ThreadId};
use bellhop_store::{DeskWrite, Draft, DraftMode, OldDraft, Origin, Result as StoreResult, Why};
use chrono::{DateTime, Utc};

use crate::body::one_line;
use crate::contract::{ApiError, DraftArgs, DraftHistoryArgs, OldDraftArgs};
use crate::desk::Desk;
use crate::failure::not_found;
use crate::queries::thread::draft_view;
use crate::views::{ComposeMode, DraftFile, DraftView, KeptWhy, OldDraftView};

impl Desk {
    pub(crate) async fn save_draft(&self, args: DraftArgs) -> Result<(), ApiError> {
        let draft = draft_of(args.thread, args.mode, args.draft, Utc::now());
        let thread = draft.thread.clone();
        let newest = self.on.store.read(move |r| r.newest_at(&thread)).await?;
        let commit = move |w: &DeskWrite<'_>| {
            begin(w, &draft, newest)?;
            w.drafts().put(&draft)
        };
        Ok(self.on.store.desk_write(Origin::Desk, commit).await?)
    }

    pub(crate) async fn draft_history(&self, args: DraftHistoryArgs) -> Result<Vec<OldDraftView>, ApiError> {
        let states = self.on.store.read(move |r| r.draft_history().of(&args.thread, store_mode(args.mode))).await?;
        Ok(states.into_iter().map(old_view).collect())
    }

    pub(crate) async fn old_draft(&self, args: OldDraftArgs) -> Result<DraftView, ApiError> {
        Ok(draft_view(self.state(args.number).await?.draft))
    }

    /// Puts an earlier state in the place of the draft. Files whose bytes are gone stay behind.
    pub(crate) async fn restore_draft(&self, args: OldDraftArgs) -> Result<DraftView, ApiError> {
        let mut old = self.state(args.number).await?;
        old.draft.files.retain(|file| self.on.media.outgoing(&file.hash).is_some());
        let thread = old.draft.thread.clone();
        let newest = self.on.store.read(move |r| r.newest_at(&thread)).await?;
        let commit = move |w: &DeskWrite<'_>| {
            begin(w, &old.draft, newest)?;
            w.drafts().restore(&old, Utc::now())
        };
        Ok(draft_view(self.on.store.desk_write(Origin::Desk, commit).await?))
    }

    async fn state(&self, number: i64) -> Result<OldDraft, ApiError> {
        let state = self.on.store.read(move |r| r.draft_history().get(number)).await?;
        state.ok_or_else(|| not_found("This state of the draft is no longer kept."))
    }
}

/// Notes what is the newest in the conversation, unless the draft was begun before.
fn begin(w: &DeskWrite<'_>, draft: &Draft, newest: DateTime<Utc>) -> StoreResult<()> {
    if w.drafts().get(&draft.thread, draft.mode)?.is_none() {
        w.begun().forget(&draft.thread, draft.mode)?;
    }
    w.begun().note(&draft.thread, draft.mode, newest)
}

fn old_view(old: OldDraft) -> OldDraftView {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    OldDraftView {
        number: old.number,
        at: old.draft.updated_at,
        why: match old.why {
            Why::Paused => KeptWhy::Paused,
            Why::Replaced => KeptWhy::Replaced,
            Why::Discarded => KeptWhy::Discarded,
            Why::Sent => KeptWhy::Sent,
        },
        start: one_line(&old.draft.text),
        words: count(old.draft.text.split_whitespace().count()),
        files: count(old.draft.files.len()),
    }
}

/// A draft as the store keeps it.
pub(crate) fn draft_of(thread: ThreadId, mode: ComposeMode, view: DraftView, now: DateTime<Utc>) -> Draft {
    Draft {
        thread,
        mode: store_mode(mode),
        text: view.text,
        html: view.html,
        reply_to: view.reply_to,
        files: view.files.into_iter().map(local_file).collect(),
        account: view.account,
        email: view.email,
        status: view.status,
        updated_at: now,
    }
}

pub(crate) fn store_mode(mode: ComposeMode) -> DraftMode {
    match mode {
        ComposeMode::Reply => DraftMode::Reply,
        ComposeMode::Comment => DraftMode::Comment,
    }
}

pub(crate) fn local_file(file: DraftFile) -> LocalFile {
    LocalFile { hash: file.hash, name: file.name, mime: file.mime, size: file.size }
}

pub(crate) fn draft_file(file: LocalFile) -> DraftFile {
    DraftFile { hash: file.hash, name: file.name, mime: file.mime, size: file.size }
}
