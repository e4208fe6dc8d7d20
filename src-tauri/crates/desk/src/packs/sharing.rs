//! Sharing a folder of snippets with the team, and no longer: the hub has to say that it is so.

use std::path::Path;

use bellhop_store::{Origin, Snippet, SnippetPack};
use bellhop_sync::SyncHandle;

use super::keeping::{counted, is_in};
use super::looking::{Seen, look};
use super::{folder, shared};
use crate::contract::{ApiError, PackArgs, SharedPackArgs};
use crate::desk::Desk;
use crate::failure::{administration_failed, not_found, not_possible};
use crate::views::SharedPackView;

impl Desk {
    /// Shares a folder under its own name, or once more what changed in it.
    pub(crate) async fn share_pack(&self, args: PackArgs) -> Result<(), ApiError> {
        let sync = self.team()?;
        let read = |reads: &bellhop_store::Reads<'_>| Ok((reads.snippet_packs().all()?, reads.shared_packs().marks()?));
        let (packs, taken) = self.on.store.read(read).await?;
        let pack = packs.into_iter().find(|pack| pack.folder == args.folder);
        let pack = pack.ok_or_else(|| not_found("This folder is no pack."))?;
        let own = Path::new(&pack.folder).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = own.ok_or_else(|| not_possible("This folder has no name."))?;
        if pack.shared_as.as_ref() != Some(&name) && taken.iter().any(|(other, _)| *other == name) {
            return Err(not_possible(format!(
                "The team has a pack \u{201c}{name}\u{201d} already. Rename the folder, or stop sharing the other pack first."
            )));
        }
        let files = read_files(pack.folder.clone()).await?;
        // First noted here: what comes back from the hub must not look like somebody else's.
        self.note_shared(&pack, Some(name.clone())).await?;
        if let Err(problem) = sync.share_pack(&name, files).await {
            self.note_shared(&pack, pack.shared_as.clone()).await?;
            return Err(administration_failed(&problem));
        }
        look(&self.on, &self.looked).await
    }

    /// Takes a shared pack away from everybody. A folder here that it came from stays.
    pub(crate) async fn unshare_pack(&self, args: SharedPackArgs) -> Result<(), ApiError> {
        self.team()?.unshare_pack(&args.name).await.map_err(|problem| administration_failed(&problem))?;
        for pack in self.on.store.read(|reads| reads.snippet_packs().all()).await? {
            if pack.shared_as.as_ref() == Some(&args.name) {
                self.note_shared(&pack, None).await?;
            }
        }
        look(&self.on, &self.looked).await
    }

    fn team(&self) -> Result<&SyncHandle, ApiError> {
        self.on
            .sync
            .as_ref()
            .ok_or_else(|| not_possible("The team's packs are on the server, and this Bellhop does not sync."))
    }

    async fn note_shared(&self, pack: &SnippetPack, name: Option<String>) -> Result<(), ApiError> {
        let folder = pack.folder.clone();
        let write = move |w: &bellhop_store::DeskWrite<'_>| w.snippet_packs().set_shared(&folder, name.as_deref());
        Ok(self.on.store.desk_write(Origin::Desk, write).await?)
    }
}

/// The files of a folder by their paths below it, as they lie there. One that is no snippet is shared with nobody.
async fn read_files(folder: String) -> Result<Vec<(String, String)>, ApiError> {
    let reading = tokio::task::spawn_blocking(move || {
        let root = Path::new(&folder);
        let marks = folder::marks(root).ok_or_else(|| not_possible(format!("{folder} cannot be read now.")))?;
        let mut files = Vec::new();
        for (path, size, _) in marks {
            let below = folder::below(root, &path);
            folder::snippet(root, &path, size).map_err(|problem| {
                not_possible(format!("{below} is no snippet (line {}). Mend it first.", problem.line))
            })?;
            let text = std::fs::read_to_string(&path)
                .map_err(|problem| not_possible(format!("{below} cannot be read: {problem}.")))?;
            files.push((below, text));
        }
        Ok(files)
    });
    reading.await.map_err(|problem| not_possible(problem.to_string()))?
}

/// The packs that the team shares, as the window shows them.
pub(super) fn shared_view(seen: &Seen, all: &[Snippet]) -> Vec<SharedPackView> {
    let view = |(name, changed_at): &(String, chrono::DateTime<chrono::Utc>)| {
        let own = seen.folders.iter().find(|(pack, _)| pack.shared_as.as_ref() == Some(name));
        let snippets = match own {
            Some((pack, _)) => counted(all, |one| is_in(one, &pack.folder)),
            None => counted(all, |one| one.file.as_deref().and_then(shared::pack_of) == Some(name.as_str())),
        };
        SharedPackView { name: name.clone(), changed_at: *changed_at, own: own.is_some(), snippets }
    };
    seen.shared.iter().flatten().map(view).collect()
}
