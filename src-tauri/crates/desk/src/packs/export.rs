//! All snippets as files, in a folder that has none yet: a pack for another desk, or something to read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::folder;
use crate::contract::ApiError;
use crate::desk::Desk;
use crate::failure::not_possible;
use crate::queries::snippets::view;
use crate::views::SnippetText;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Snippets, each in a file of its own.
    pub written: usize,
    /// Those of them whose attachments stayed behind: a file of text carries none.
    pub without_files: usize,
}

impl Desk {
    /// Writes every snippet into a folder, which is made if need be. One that has Markdown files already is left alone.
    pub async fn export_snippets(&self, into: &Path) -> Result<Exported, ApiError> {
        let all = self.on.store.read(|reads| reads.snippets().all()).await?;
        let says: Vec<SnippetText> = all.into_iter().map(|snippet| view(snippet).says).collect();
        let into = into.to_owned();
        let writing = tokio::task::spawn_blocking(move || write_all(&into, &says));
        writing.await.map_err(|problem| not_possible(problem.to_string()))?
    }
}

fn write_all(into: &Path, all: &[SnippetText]) -> Result<Exported, ApiError> {
    let refused = |problem: std::io::Error| not_possible(format!("{} cannot be written: {problem}.", into.display()));
    std::fs::create_dir_all(into).map_err(refused)?;
    if folder::marks(into).is_none_or(|marks| !marks.is_empty()) {
        return Err(not_possible(format!("{} has Markdown files already. Name a new folder.", into.display())));
    }
    let mut taken = BTreeSet::new();
    for says in all {
        let path = into.join(place(says, &mut taken));
        std::fs::create_dir_all(path.parent().unwrap_or(into)).map_err(refused)?;
        folder::write(&path, says).map_err(refused)?;
    }
    let with_files = all.iter().filter(|says| !says.files.is_empty());
    Ok(Exported { written: all.len(), without_files: with_files.count() })
}

/// A place that no other snippet has, also where upper and lower case are one.
fn place(says: &SnippetText, taken: &mut BTreeSet<String>) -> PathBuf {
    let below: PathBuf =
        says.folder.split('/').map(named).filter(|part| !part.is_empty()).take(folder::DEEPEST).collect();
    let wanted = named(if says.key.is_empty() { &says.title } else { &says.key });
    let wanted = if wanted.is_empty() { "snippet".to_owned() } else { wanted };
    let mut number = 1;
    loop {
        let name = if number == 1 { format!("{wanted}.md") } else { format!("{wanted}-{number}.md") };
        let path = below.join(name);
        if taken.insert(path.to_string_lossy().to_lowercase()) {
            return path;
        }
        number += 1;
    }
}

/// Words as a name of a file that every system takes.
fn named(words: &str) -> String {
    let plain: String = words.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn says(key: &str, title: &str, folder: &str) -> SnippetText {
        SnippetText {
            key: key.to_owned(),
            title: title.to_owned(),
            body: "x".to_owned(),
            folder: folder.to_owned(),
            tags: Vec::new(),
            language: None,
            files: Vec::new(),
        }
    }

    #[test]
    fn every_snippet_gets_a_place_of_its_own_below_the_folder_whatever_it_is_called() {
        let mut taken = BTreeSet::new();
        let mut at = |key, title, folder| place(&says(key, title, folder), &mut taken).to_string_lossy().into_owned();
        assert_eq!(at("żółw", "Turtle", "Sklep/Łódź"), "Sklep/Łódź/żółw.md");
        assert_eq!(at("", "Hours: now?", ""), "Hours-now.md");
        assert_eq!(at("", "hours NOW", ""), "hours-NOW-2.md");
        assert_eq!(at("", "../../etc/passwd", "../.."), "etc-passwd.md");
        assert_eq!(at("", "…", "C:\\Windows"), "C-Windows/snippet.md");
    }
}
