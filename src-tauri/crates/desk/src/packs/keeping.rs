//! The desk's side of packs: looking at their folders, writing to their files, taking tables in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::time::Duration;

use bellhop_model::{Change, SnippetId};
use bellhop_store::{Origin, Snippet};
use chrono::Utc;
use tokio::sync::Mutex;

use super::folder::{self, Mark};
use super::news::{News, compare};
use super::table;
use crate::contract::{ApiError, ErrorCode, ImportArgs, PackArgs, PackChangeArgs, SaveSnippetArgs};
use crate::desk::{Desk, DeskConfig};
use crate::failure::{bad_request, not_found, not_possible};
use crate::views::{ImportView, PackChange, PackTrouble, PackTroubleKind, PackView, PacksView, SnippetText};

/// Between two looks.
const OFTEN: Duration = Duration::from_secs(2);
/// Changes told at most; the newest are kept.
const MOST_CHANGES: usize = 50;

/// What the last look saw, and what the rep has not seen yet.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    seen: Vec<(String, Option<Vec<Mark>>)>,
    troubles: Vec<PackTrouble>,
    changes: Vec<PackChange>,
}

impl Desk {
    pub(crate) async fn packs(&self, (): ()) -> Result<PacksView, ApiError> {
        look(&self.on, &self.looked).await?;
        let all = self.on.store.read(|reads| reads.snippets().all()).await?;
        let looked = self.looked.lock().await;
        let view = |(folder, marks): &(String, Option<Vec<Mark>>)| PackView {
            snippets: u32::try_from(all.iter().filter(|one| is_in(one, folder)).count()).unwrap_or(u32::MAX),
            away: marks.is_none(),
            folder: folder.clone(),
        };
        Ok(PacksView {
            packs: looked.seen.iter().map(view).collect(),
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
                if is_in(&snippet, &args.folder) && !others.iter().any(|other| is_in(&snippet, other)) {
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
        match packs.iter().any(|folder| folder::holds(folder, file)) {
            true => Ok(PathBuf::from(file)),
            false => Err(bad_request("This file is in no pack.")),
        }
    }
}

fn is_in(snippet: &Snippet, folder: &str) -> bool {
    snippet.file.as_deref().is_some_and(|file| folder::holds(folder, file))
}

/// Looks at the folders until the desk is gone.
pub(crate) async fn keep_looking(on: Weak<DeskConfig>, looked: Weak<Mutex<Looked>>) {
    let mut clock = tokio::time::interval(OFTEN);
    loop {
        clock.tick().await;
        let (Some(on), Some(looked)) = (on.upgrade(), looked.upgrade()) else { return };
        if let Err(problem) = look(&on, &looked).await {
            tracing::warn!(problem = problem.message, "the packs could not be looked at");
        }
    }
}

/// Looks at every folder, and takes in what changed there since the last look.
async fn look(on: &Arc<DeskConfig>, looked: &Mutex<Looked>) -> Result<(), ApiError> {
    let mut looked = looked.lock().await;
    let folders = on.store.read(|reads| reads.snippet_packs().all()).await?;
    let seen = tokio::task::spawn_blocking(move || {
        folders.into_iter().map(|folder| (folder.clone(), folder::marks(Path::new(&folder)))).collect::<Vec<_>>()
    });
    let seen = seen.await.map_err(|problem| not_possible(problem.to_string()))?;
    if seen == looked.seen {
        return Ok(());
    }
    let marks = seen.clone();
    let found = tokio::task::spawn_blocking(move || {
        let mut found = BTreeMap::new();
        for (pack, marks) in &marks {
            for (path, size, _) in marks.iter().flatten() {
                let Some(name) = path.to_str() else { continue };
                found.insert(name.to_owned(), folder::snippet(Path::new(pack), path, *size));
            }
        }
        found
    });
    let found = found.await.map_err(|problem| not_possible(problem.to_string()))?;
    let away: Vec<String> =
        seen.iter().filter(|(_, marks)| marks.is_none()).map(|(folder, _)| folder.clone()).collect();
    let gone = away.clone();
    let news = on.store.desk_write(Origin::Desk, move |w| {
        let news = compare(&w.snippets().all()?, &found, |file| gone.iter().any(|folder| folder::holds(folder, file)));
        for (old, file, says) in &news.put {
            w.snippets().put(&kept(old.as_ref(), file, says))?;
        }
        for snippet in &news.gone {
            w.snippets().remove(&snippet.id)?;
        }
        Ok(news)
    });
    let News { troubles, changes, .. } = news.await?;
    looked.seen = seen;
    looked.troubles = troubles;
    looked.troubles.extend(away.into_iter().map(|folder| PackTrouble {
        file: folder,
        line: 0,
        kind: PackTroubleKind::Away,
        detail: String::new(),
    }));
    for change in changes {
        // What changed twice is told from where the rep last saw it.
        match looked.changes.iter_mut().find(|old| old.file == change.file) {
            Some(old) => *old = PackChange { before: old.before.clone(), ..change },
            None => looked.changes.push(change),
        }
    }
    looked.changes.retain(|change| change.before != change.after);
    let old = looked.changes.len().saturating_sub(MOST_CHANGES);
    looked.changes.drain(..old);
    on.store.announce(Change::Snippets);
    Ok(())
}

fn kept(old: Option<&Snippet>, file: &str, says: &SnippetText) -> Snippet {
    Snippet {
        id: old.map_or_else(|| SnippetId(uuid::Uuid::now_v7().to_string()), |old| old.id.clone()),
        key: says.key.clone(),
        title: says.title.clone(),
        body: says.body.clone(),
        folder: says.folder.clone(),
        tags: says.tags.clone(),
        language: says.language.clone(),
        // A file of text carries no other files; those that were added here stay.
        files: old.map(|old| old.files.clone()).unwrap_or_default(),
        file: Some(file.to_owned()),
        updated_at: Utc::now(),
    }
}
