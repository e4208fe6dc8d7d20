//! What a look at the packs brought: pure, from what the desk has and what the folders hold to what is to be done.

use std::collections::BTreeMap;

use bellhop_store::Snippet;

use super::file::Unreadable;
use super::shared::pack_of;
use crate::snippets::key;
use crate::views::{PackChange, PackTrouble, PackTroubleKind, SnippetText};

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct News {
    /// New or changed: the snippet that it takes the place of, the file, what it says now.
    pub(crate) put: Vec<(Option<Snippet>, String, SnippetText)>,
    /// Their files are gone.
    pub(crate) gone: Vec<Snippet>,
    /// Files that are no snippets.
    pub(crate) troubles: Vec<PackTrouble>,
    /// What the rep is told.
    pub(crate) changes: Vec<PackChange>,
}

/// Compares the snippets of all packs with the files that were found. `away` tells files whose folder cannot be read now.
pub(crate) fn compare(
    known: &[Snippet],
    found: &BTreeMap<String, Result<SnippetText, Unreadable>>,
    away: impl Fn(&str) -> bool,
) -> News {
    let mut news = News::default();
    let mut keys: BTreeMap<String, String> = known
        .iter()
        .filter(|snippet| !snippet.key.is_empty() && snippet.file.as_ref().is_none_or(|file| !found.contains_key(file)))
        .map(|snippet| (snippet.key.to_lowercase(), snippet.title.clone()))
        .collect();
    // A key is first come, first served, and what is in a folder here comes before what the team shares.
    let is_shared = |file: &str| pack_of(file).is_some();
    let own = found.iter().filter(|(file, _)| !is_shared(file));
    for (file, says) in own.chain(found.iter().filter(|(file, _)| is_shared(file))) {
        let old = known.iter().find(|snippet| snippet.file.as_ref() == Some(file));
        let trouble =
            |kind, line, detail: &str| PackTrouble { file: file.clone(), line, kind, detail: detail.to_owned() };
        let says = match says {
            Ok(says) => says,
            Err(Unreadable { kind, line, detail }) => {
                news.troubles.push(trouble(*kind, *line, detail));
                continue;
            }
        };
        let wanted = key::tidy(&says.key).unwrap_or_default();
        if !wanted.is_empty() {
            if let Some(other) = keys.get(&wanted.to_lowercase()) {
                news.troubles.push(trouble(PackTroubleKind::KeyTaken, 1, other));
                continue;
            }
            keys.insert(wanted.to_lowercase(), says.title.clone());
        }
        let says = SnippetText { key: wanted, files: Vec::new(), ..says.clone() };
        match old {
            Some(old) if same(old, &says) => continue,
            Some(old) => news.changes.push(PackChange {
                file: file.clone(),
                shared: pack_of(file).map(str::to_owned),
                title: says.title.clone(),
                before: old.body.clone(),
                after: says.body.clone(),
            }),
            None => {}
        }
        news.put.push((old.cloned(), file.clone(), says));
    }
    let is_gone =
        |snippet: &&Snippet| snippet.file.as_ref().is_some_and(|file| !found.contains_key(file) && !away(file));
    news.gone = known.iter().filter(is_gone).cloned().collect();
    news
}

fn same(old: &Snippet, says: &SnippetText) -> bool {
    (&old.key, &old.title, &old.body, &old.folder, &old.language)
        == (&says.key, &says.title, &says.body, &says.folder, &says.language)
        && old.tags == says.tags
}
