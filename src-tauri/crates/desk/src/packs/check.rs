//! Checking a folder before it becomes a pack, for whoever keeps one in git: needs no workspace and writes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::folder;
use super::news::compare;
use crate::views::PackTrouble;

/// What a look found.
#[derive(Debug, Clone)]
pub struct CheckedPack {
    /// Files that are snippets.
    pub snippets: usize,
    /// What is wrong with the others, by file and line.
    pub troubles: Vec<PackTrouble>,
}

/// Reads every file of a folder as a pack's. Nothing when the folder cannot be read. Blocks.
pub fn check_pack(folder: &Path) -> Option<CheckedPack> {
    let mut found = BTreeMap::new();
    for (path, size, _) in folder::marks(folder)? {
        found.insert(path.to_string_lossy().into_owned(), folder::snippet(folder, &path, size));
    }
    let news = compare(&[], &found, |_| false);
    Some(CheckedPack { snippets: news.put.len(), troubles: news.troubles })
}
