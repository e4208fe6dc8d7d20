//! What a rep looks for to put it into an answer: asked for before its time, and attached where it is a file.

use bellhop_model::InsertableKind;
use bellhop_store::{DeskWrite, Origin};
use chrono::Utc;

use super::drafts::local_file;
use crate::contract::{ApiError, FileArgs, KeepArgs, KeptArgs, LookForArgs};
use crate::desk::Desk;
use crate::failure::{media_failed, not_found, not_possible};
use crate::views::DraftFile;

/// A reading that is younger than this is not asked for again, in seconds.
const FRESH: i64 = 60;
/// The largest file that can be attached, as for one that the rep brings.
const LARGEST: u64 = 128 * 1024 * 1024;

impl Desk {
    /// Has sync read a kind now. What it finds comes as a change.
    pub(crate) async fn look_for(&self, args: LookForArgs) -> Result<(), ApiError> {
        let kind = args.kind;
        let reading = self.on.store.read(move |reads| reads.insertables().reading(kind)).await?;
        let age = reading.read_at.map(|at| (Utc::now() - at).num_seconds());
        let fresh = reading.trouble.is_none() && age.is_some_and(|age| (0..FRESH).contains(&age));
        if let Some(sync) = self.on.sync.as_ref().filter(|_| !fresh) {
            sync.look_for(kind);
        }
        Ok(())
    }

    pub(crate) async fn keep_for_answers(&self, args: KeepArgs) -> Result<(), ApiError> {
        if !matches!(args.kind, InsertableKind::Document | InsertableKind::Video) {
            return Err(not_possible("Only documents and videos are kept on this computer."));
        }
        if self.on.media.outgoing(&args.file.hash).is_none() {
            return Err(not_found(format!("{} is no longer on this computer. Add it again.", args.file.name)));
        }
        let (kind, file) = (args.kind, local_file(args.file));
        let keep = move |w: &DeskWrite<'_>| w.library().keep(kind, &file, Utc::now());
        Ok(self.on.store.desk_write(Origin::Desk, keep).await?)
    }

    pub(crate) async fn drop_from_answers(&self, args: KeptArgs) -> Result<(), ApiError> {
        let remove = move |w: &DeskWrite<'_>| w.library().remove(args.kind, &args.hash);
        let removed = self.on.store.desk_write(Origin::Desk, remove).await?;
        if removed { Ok(()) } else { Err(not_found("This file is already removed.")) }
    }

    /// Makes a file of the account one that goes with a message: fetched first if it is not here.
    pub(crate) async fn attach_file(&self, args: FileArgs) -> Result<DraftFile, ApiError> {
        let cached = self.on.media.fetch(&args.file).await.map_err(|problem| media_failed(&problem))?;
        if cached.size > LARGEST {
            return Err(not_possible("The file is larger than 128 MB. Insert its link instead."));
        }
        let disk = |problem: std::io::Error| media_failed(&problem.into());
        let bytes = tokio::fs::read(&cached.path).await.map_err(disk)?;
        let name = self.safe_name(&args);
        let kept = self.on.media.keep_outgoing(&name, &bytes).await.map_err(|problem| media_failed(&problem))?;
        Ok(DraftFile { hash: kept.hash, name: kept.name, mime: kept.mime, size: kept.size })
    }
}
