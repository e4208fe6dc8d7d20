//! Drafts: on disk when the call returns.

use bellhop_model::LocalFile;
use bellhop_store::{DeskWrite, Draft, DraftMode, Origin};
use chrono::Utc;

use crate::contract::{ApiError, DraftArgs};
use crate::desk::Desk;
use crate::views::{ComposeMode, DraftFile};

impl Desk {
    pub(crate) async fn save_draft(&self, args: DraftArgs) -> Result<(), ApiError> {
        let draft = Draft {
            thread: args.thread,
            mode: store_mode(args.mode),
            text: args.draft.text,
            html: args.draft.html,
            reply_to: args.draft.reply_to,
            files: args.draft.files.into_iter().map(local_file).collect(),
            account: args.draft.account,
            updated_at: Utc::now(),
        };
        let thread = draft.thread.clone();
        let newest = self.on.store.read(move |r| r.newest_at(&thread)).await?;
        let commit = move |w: &DeskWrite<'_>| {
            if w.drafts().get(&draft.thread, draft.mode)?.is_none() {
                w.begun().forget(&draft.thread, draft.mode)?;
            }
            w.begun().note(&draft.thread, draft.mode, newest)?;
            w.drafts().put(&draft)
        };
        Ok(self.on.store.desk_write(Origin::Desk, commit).await?)
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
