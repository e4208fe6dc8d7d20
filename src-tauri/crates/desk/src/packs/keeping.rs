//! The desk's side of packs: looking at their folders, writing to their files, taking tables in.

use std::path::PathBuf;

use bellhop_model::Change;
use bellhop_store::{Origin, Reads, Snippet};

use super::folder;
use super::looking::look;
use super::sharing::shared_view;
use super::table;
use crate::contract::{ApiError, ErrorCode, ImportArgs, PackArgs, PackChangeArgs, SaveSnippetArgs};
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, not_possible};
use crate::views::{ImportView, PackTrouble, PackTroubleKind, PackView, PacksView, SnippetText};

impl Desk {
    pub(crate) async fn packs(&self, (): ()) -> Result<PacksView, ApiError> {
        look(&self.on, &self.looked).await?;
        let read = |reads: &Reads<'_>| Ok((reads.snippets().all()?, reads.shared_packs().sharing()?));
        let (all, sharing) = self.on.store.read(read).await?;
        let looked = self.looked.lock().await;
        let shared = shared_view(&looked.seen, &all);
        let packs = looked.seen.folders.iter().map(|(pack, marks)| PackView {
            snippets: counted(&all, |one| is_in(one, &pack.folder)),
            away: marks.is_none(),
            shared_as: pack.shared_as.clone().filter(|name| shared.iter().any(|one| one.name == *name)),
            ahead: looked.ahead.contains(&pack.folder),
            folder: pack.folder.clone(),
        });
        Ok(PacksView {
            packs: packs.collect(),
            shared,
            sharing: sharing.into(),
            troubles: looked.troubles.clone(),
            changes: looked.changes.clone(),
        })
    }

    pub(crate) async fn add_pack(&self, args: PackArgs) -> Result<(), ApiError> {
        let path = PathBuf::from(args.folder.trim());
        if !path.is_absolute() {
            return Err(not_possible("Give the folder's full path."));
        }
        let folder = tokio::task::spawn_blocking(move || path.canonicalize().ok().filter(|path| path.is_dir()));
        let folder = folder.await.ok().flatten().and_then(|path| path.to_str().map(str::to_owned));
        let folder = folder.ok_or_else(|| not_found(format!("There is no folder {}.", args.folder.trim())))?;
        self.on.store.desk_write(Origin::Desk, move |w| w.snippet_packs().add(&folder)).await?;
        look(&self.on, &self.looked).await
    }

    pub(crate) async fn remove_pack(&self, args: PackArgs) -> Result<(), ApiError> {
        let forget = move |w: &bellhop_store::DeskWrite<'_>| {
            w.snippet_packs().remove(&args.folder)?;
            let others = w.snippet_packs().all()?;
            for snippet in w.snippets().all()? {
                if is_in(&snippet, &args.folder) && !others.iter().any(|other| is_in(&snippet, &other.folder)) {
                    w.snippets().remove(&snippet.id)?;
                }
            }
            Ok(())
        };
        self.on.store.desk_write(Origin::Desk, forget).await?;
        look(&self.on, &self.looked).await
    }

    /// The rep has seen a change, or puts back what was there before.
    pub(crate) async fn settle_pack_change(&self, args: PackChangeArgs) -> Result<(), ApiError> {
        if args.back {
            let change = self.looked.lock().await.changes.iter().find(|change| change.file == args.file).cloned();
            let all = self.on.store.read(|reads| reads.snippets().all()).await?;
            let snippet = all.into_iter().find(|one| one.file.as_ref() == Some(&args.file));
            let (Some(change), Some(snippet)) = (change, snippet) else {
                return Err(not_found("This change is no longer there."));
            };
            let says = SnippetText { body: change.before, ..crate::queries::snippets::view(snippet.clone()).says };
            self.save_snippet(SaveSnippetArgs { id: Some(snippet.id), file: snippet.file, says }).await?;
        }
        self.looked.lock().await.changes.retain(|change| change.file != args.file);
        self.on.store.announce(Change::Snippets);
        Ok(())
    }

    pub(crate) async fn import_snippets(&self, args: ImportArgs) -> Result<ImportView, ApiError> {
        let (snippets, mut troubles) = table::read(&args.table, &args.name);
        let mut taken = 0;
        for says in snippets {
            let title = says.title.clone();
            match self.save_snippet(SaveSnippetArgs { id: None, file: None, says }).await {
                Ok(_) => taken += 1,
                Err(problem) if problem.code == ErrorCode::NotPossible => troubles.push(PackTrouble {
                    file: title,
                    line: 0,
                    kind: PackTroubleKind::Body,
                    detail: problem.message,
                }),
                Err(problem) => return Err(problem),
            }
        }
        Ok(ImportView { taken, troubles })
    }

    /// Writes a snippet to its file, if it has one; the file must be that of a pack.
    pub(crate) async fn write_to_pack(&self, file: &str, says: SnippetText) -> Result<(), ApiError> {
        let path = self.pack_file(file).await?;
        let written = tokio::task::spawn_blocking(move || folder::write(&path, &says)).await;
        match written.map_err(std::io::Error::other).flatten() {
            Ok(()) => Ok(()),
            Err(problem) => Err(not_possible(format!("{file} cannot be written: {problem}."))),
        }
    }

    /// Removes a snippet's file.
    pub(crate) async fn remove_from_pack(&self, file: &str) -> Result<(), ApiError> {
        let path = self.pack_file(file).await?;
        match tokio::fs::remove_file(path).await {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                Err(not_possible(format!("{file} cannot be removed: {problem}.")))
            }
            _ => Ok(()),
        }
    }

    async fn pack_file(&self, file: &str) -> Result<PathBuf, ApiError> {
        let packs = self.on.store.read(|reads| reads.snippet_packs().all()).await?;
        match packs.iter().any(|pack| folder::holds(&pack.folder, file)) {
            true => Ok(PathBuf::from(file)),
            false => Err(bad_request("This file is in no pack.")),
        }
    }
}

/// How many of these snippets are meant.
pub(super) fn counted(all: &[Snippet], meant: impl Fn(&Snippet) -> bool) -> u32 {
    u32::try_from(all.iter().filter(|one| meant(one)).count()).unwrap_or(u32::MAX)
}

pub(super) fn is_in(snippet: &Snippet, folder: &str) -> bool {
    snippet.file.as_deref().is_some_and(|file| folder::holds(folder, file))
}
