//! Looking at the packs: at folders and at what the hub shares, both in the same way. What changed since the last look is
//! taken in, and told until the rep has seen it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use bellhop_model::{Change, SnippetId};
use bellhop_store::{Origin, Reads, SharedPack, Snippet, SnippetPack};
use chrono::{DateTime, Utc};
use tokio::sync::Mutex;

use super::file::Unreadable;
use super::folder::{self, Mark};
use super::news::{News, compare};
use super::shared;
use crate::contract::ApiError;
use crate::desk::DeskConfig;
use crate::failure::not_possible;
use crate::rest::Rest;
use crate::views::{PackChange, PackTrouble, PackTroubleKind, SnippetText};

/// Between two looks while the window can be seen.
const OFTEN: Duration = Duration::from_secs(2);
/// Changes told at most; the newest are kept.
const MOST_CHANGES: usize = 50;

/// What the last look saw, and what the rep has not seen yet.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(super) seen: Seen,
    pub(super) troubles: Vec<PackTrouble>,
    pub(super) changes: Vec<PackChange>,
    /// Shared folders that say something else than what the team has.
    pub(super) ahead: BTreeSet<String>,
}

/// What there is, without its texts: a look that sees the same has nothing to do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) folders: Vec<(SnippetPack, Option<Vec<Mark>>)>,
    /// The packs that the team shares; nothing while nobody told.
    pub(super) shared: Option<Vec<(String, DateTime<Utc>)>>,
}

/// What files are snippets, and why others are not.
type Found = BTreeMap<String, Result<SnippetText, Unreadable>>;

/// Looks at the folders until the desk is gone.
pub(crate) async fn keep_looking(on: Weak<DeskConfig>, looked: Weak<Mutex<Looked>>, mut rest: Rest) {
    loop {
        let (Some(on), Some(looked)) = (on.upgrade(), looked.upgrade()) else { return };
        if let Err(problem) = look(&on, &looked).await {
            tracing::warn!(problem = problem.message, "the packs could not be looked at");
        }
        drop((on, looked));
        rest.pause(OFTEN).await;
    }
}

/// Looks at every folder and every shared pack, and takes in what changed there since the last look.
pub(super) async fn look(on: &Arc<DeskConfig>, looked: &Mutex<Looked>) -> Result<(), ApiError> {
    let mut looked = looked.lock().await;
    let there = |reads: &Reads<'_>| {
        let told = reads.shared_packs();
        Ok((reads.snippet_packs().all()?, told.sharing()?.map(|_| told.marks()).transpose()?))
    };
    let (mut packs, told) = on.store.read(there).await?;
    forget_lost(on, &mut packs, told.as_deref()).await?;
    let marked = tokio::task::spawn_blocking(move || {
        packs.into_iter().map(|pack| (pack.clone(), folder::marks(Path::new(&pack.folder)))).collect::<Vec<_>>()
    });
    let folders = marked.await.map_err(|problem| not_possible(problem.to_string()))?;
    let seen = Seen { folders, shared: told };
    if seen == looked.seen {
        return Ok(());
    }
    let told = on.store.read(|reads| reads.shared_packs().all()).await?;
    let (found, ahead) = read_all(seen.clone(), told).await?;
    let News { troubles, changes, .. } = take_in(on, &seen, found).await?;
    looked.troubles = troubles;
    let away = seen.folders.iter().filter(|(_, marks)| marks.is_none());
    looked.troubles.extend(away.map(|(pack, _)| PackTrouble {
        file: pack.folder.clone(),
        line: 0,
        kind: PackTroubleKind::Away,
        detail: String::new(),
    }));
    looked.seen = seen;
    looked.ahead = ahead;
    looked.tell(changes);
    on.store.announce(Change::Snippets);
    Ok(())
}

/// A folder whose pack somebody took away is shared no more: what has its name later is another pack.
async fn forget_lost(
    on: &DeskConfig,
    packs: &mut [SnippetPack],
    told: Option<&[(String, DateTime<Utc>)]>,
) -> Result<(), ApiError> {
    let Some(told) = told else { return Ok(()) };
    let is_lost = |pack: &&mut SnippetPack| {
        pack.shared_as.as_ref().is_some_and(|name| !told.iter().any(|(other, _)| other == name))
    };
    for pack in packs.iter_mut().filter(is_lost) {
        pack.shared_as = None;
        let folder = pack.folder.clone();
        on.store.desk_write(Origin::Desk, move |w| w.snippet_packs().set_shared(&folder, None)).await?;
    }
    Ok(())
}

/// Reads every file, and finds out which shared folders are ahead of what the team has.
async fn read_all(seen: Seen, told: Vec<SharedPack>) -> Result<(Found, BTreeSet<String>), ApiError> {
    let reading = tokio::task::spawn_blocking(move || {
        let (mut found, mut ahead) = (Found::new(), BTreeSet::new());
        for (pack, marks) in &seen.folders {
            let root = Path::new(&pack.folder);
            let mut own = BTreeMap::new();
            for (path, size, _) in marks.iter().flatten() {
                let Some(name) = path.to_str() else { continue };
                let says = folder::snippet(root, path, *size);
                own.insert(folder::below(root, path), says.clone());
                found.insert(name.to_owned(), says);
            }
            let theirs = told.iter().find(|one| pack.shared_as.as_ref() == Some(&one.name));
            if theirs
                .is_some_and(|theirs| marks.is_some() && shared::snippets(theirs).collect::<BTreeMap<_, _>>() != own)
            {
                ahead.insert(pack.folder.clone());
            }
        }
        let is_ours =
            |one: &SharedPack| seen.folders.iter().any(|(pack, _)| pack.shared_as.as_ref() == Some(&one.name));
        // What a folder here says counts more than what was shared from it.
        for pack in told.iter().filter(|one| !is_ours(one)) {
            found.extend(shared::snippets(pack).map(|(path, says)| (shared::file(&pack.name, &path), says)));
        }
        (found, ahead)
    });
    reading.await.map_err(|problem| not_possible(problem.to_string()))
}

async fn take_in(on: &DeskConfig, seen: &Seen, found: Found) -> Result<News, ApiError> {
    let away = seen.folders.iter().filter(|(_, marks)| marks.is_none());
    let away: Vec<String> = away.map(|(pack, _)| pack.folder.clone()).collect();
    let untold = seen.shared.is_none();
    let news = on.store.desk_write(Origin::Desk, move |w| {
        let is_away = |file: &str| match shared::pack_of(file) {
            Some(_) => untold,
            None => away.iter().any(|folder| folder::holds(folder, file)),
        };
        let news = compare(&w.snippets().all()?, &found, is_away);
        for (old, file, says) in &news.put {
            w.snippets().put(&kept(old.as_ref(), file, says))?;
        }
        for snippet in &news.gone {
            w.snippets().remove(&snippet.id)?;
        }
        Ok(news)
    });
    Ok(news.await?)
}

impl Looked {
    /// Notes changes for the rep. What changed twice is told from where the rep last saw it.
    fn tell(&mut self, changes: Vec<PackChange>) {
        for change in changes {
            match self.changes.iter_mut().find(|old| old.file == change.file) {
                Some(old) => *old = PackChange { before: old.before.clone(), ..change },
                None => self.changes.push(change),
            }
        }
        self.changes.retain(|change| change.before != change.after);
        let old = self.changes.len().saturating_sub(MOST_CHANGES);
        self.changes.drain(..old);
    }
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
