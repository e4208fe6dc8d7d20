//! What lies in a folder: every Markdown file that can be a snippet. Reads the disk; call it where that may take a while.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::file::{self, Unreadable};
use crate::snippets::fill::LONGEST_BODY;
use crate::views::{PackTroubleKind, SnippetText};

/// Files of one pack.
const MOST: usize = 2_000;
/// Folders below one another.
pub(super) const DEEPEST: usize = 5;
/// Bytes of a file: those of a body, and a head.
const LONGEST: u64 = LONGEST_BODY as u64 + 8 * 1024;

/// A file as it lay there, to see whether it changed.
pub(crate) type Mark = (PathBuf, u64, Option<SystemTime>);

/// The files of a folder, or nothing when it is away.
pub(crate) fn marks(folder: &Path) -> Option<Vec<Mark>> {
    let mut marks = Vec::new();
    gather(folder, 0, &mut marks).ok()?;
    marks.sort();
    Some(marks)
}

fn gather(folder: &Path, depth: usize, marks: &mut Vec<Mark>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let hidden = name.to_string_lossy().starts_with('.');
        // A link may lead anywhere, so it is not followed.
        let kind = entry.file_type()?;
        if hidden || marks.len() >= MOST {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            gather(&entry.path(), depth + 1, marks)?;
        } else if kind.is_file() && is_markdown(&entry.path()) {
            let about = entry.metadata()?;
            marks.push((entry.path(), about.len(), about.modified().ok()));
        }
    }
    Ok(())
}

/// Whether a path is that of a pack's file: below the folder, a Markdown file, without a way back up.
pub(crate) fn holds(folder: &str, path: &str) -> bool {
    let path = Path::new(path);
    let up = path.components().any(|part| part == std::path::Component::ParentDir);
    !up && path.starts_with(folder) && is_markdown(path)
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

/// Reads one file of a pack.
pub(crate) fn snippet(folder: &Path, path: &Path, size: u64) -> Result<SnippetText, Unreadable> {
    if size > LONGEST {
        return Err(Unreadable { kind: PackTroubleKind::TooLong, line: 1, detail: String::new() });
    }
    let unreadable = |problem: std::io::Error| Unreadable {
        kind: PackTroubleKind::Unreadable,
        line: 1,
        detail: problem.to_string(),
    };
    read(Path::new(&below(folder, path)), &std::fs::read_to_string(path).map_err(unreadable)?)
}

/// What a file of a pack says, by its place below the pack. Without a folder in its head it is in the one where it lies.
pub(crate) fn read(below: &Path, text: &str) -> Result<SnippetText, Unreadable> {
    if u64::try_from(text.len()).is_ok_and(|size| size > LONGEST) {
        return Err(Unreadable { kind: PackTroubleKind::TooLong, line: 1, detail: String::new() });
    }
    let name = below.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut says = file::read(text, &name)?;
    if says.folder.is_empty()
        && let Some(parent) = below.parent()
    {
        says.folder = parent.to_string_lossy().into_owned();
    }
    Ok(says)
}

/// A file's place below its pack's folder, with `/` between on every system.
pub(crate) fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Writes a snippet to its file: the whole of it, or nothing.
pub(crate) fn write(path: &Path, says: &SnippetText) -> std::io::Result<()> {
    let beside = path.with_extension("md.new");
    std::fs::write(&beside, file::written(says))?;
    std::fs::rename(&beside, path)
}
