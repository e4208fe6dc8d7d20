//! Packs that the team's hub holds: files like those of a folder. Such a file is named by its pack and its path in it, which no
//! file of a folder is: those have full paths.

use std::path::Path;

use bellhop_store::SharedPack;

use super::file::Unreadable;
use super::folder;
use crate::views::SnippetText;

/// How a file of a shared pack is named.
pub(crate) fn file(pack: &str, path: &str) -> String {
    format!("{pack}/{path}")
}

/// The shared pack that a file belongs to; nothing for a file of a folder.
pub(crate) fn pack_of(file: &str) -> Option<&str> {
    if Path::new(file).is_absolute() { None } else { file.split('/').next() }
}

/// What the files of a pack say, by their paths in it.
pub(crate) fn snippets(pack: &SharedPack) -> impl Iterator<Item = (String, Result<SnippetText, Unreadable>)> {
    pack.files.iter().map(|(path, text)| (path.clone(), folder::read(Path::new(path), text)))
}
