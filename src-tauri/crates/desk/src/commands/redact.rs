//! Redacting a picture of a draft: the rewritten picture takes the original's place, in one commit.
//!
//! The new bytes are on the disk before the draft names them, so a crash in between leaves the draft with its original, which
//! the rep then sees unmarked. From the commit on neither the draft nor what it was before names the original.

use bellhop_media::MOST_MARKS;
use bellhop_store::{DeskWrite, Origin, Reads};

use super::drafts::{draft_file, store_mode};
use crate::contract::{ApiError, RedactArgs};
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, redact_failed};
use crate::views::DraftFile;

impl Desk {
    pub(crate) async fn redact(&self, args: RedactArgs) -> Result<DraftFile, ApiError> {
        if args.marks.len() > MOST_MARKS {
            return Err(bad_request(format!("A picture gets at most {MOST_MARKS} marks.")));
        }
        let gone = || not_found("The picture is no longer in this draft.");
        let RedactArgs { thread, mode, hash, marks } = args;
        let mode = store_mode(mode);
        let of = thread.clone();
        let draft = self.on.store.read(move |reads: &Reads<'_>| reads.drafts().get(&of, mode)).await?;
        let files = draft.map(|draft| draft.files).unwrap_or_default();
        let original = files.into_iter().find(|file| file.hash == hash).ok_or_else(gone)?;
        let fresh = self.on.media.redact(&original, &marks).await.map_err(|problem| redact_failed(&problem))?;
        let kept = fresh.clone();
        let commit = move |w: &DeskWrite<'_>| w.drafts().replace_file(&thread, mode, &hash, &kept);
        if !self.on.store.desk_write(Origin::Desk, commit).await? {
            return Err(gone());
        }
        Ok(draft_file(fresh))
    }
}
