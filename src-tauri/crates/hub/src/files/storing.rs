//! Putting a file into the account: its folder, a free name, its row.

use std::path::Path;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::{
    content::{self, Content},
    dimensions, sniffing,
};
use crate::{
    db::{
        files::{self, FileRow},
        folders::{self, FolderRow},
        to_millis,
    },
    server::answer::ApiError,
};

/// Every level of access that a file can have.
pub(super) const ACCESS: &[&str] = &[
    "PUBLIC_INDEXABLE",
    "PUBLIC_NOT_INDEXABLE",
    "PRIVATE",
    "HIDDEN_INDEXABLE",
    "HIDDEN_NOT_INDEXABLE",
    "HIDDEN_PRIVATE",
    "SENSITIVE",
    "HIDDEN_SENSITIVE",
];

/// A file that the hub itself puts into the account.
#[derive(Debug, Clone)]
pub(crate) struct NewFile<'a> {
    /// Its name with the extension.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The path of its folder, made when missing, for example `/conversations`.
    pub folder: &'a str,
    /// For example `HIDDEN_PRIVATE`.
    pub access: &'a str,
    /// CONTENT, CONVERSATIONS, FORMS, UI_EXTENSIONS or UNKNOWN.
    pub source_group: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// Stores a file below the hub's folder and returns its id. Blocks; a content file of a rolled back transaction stays
/// behind unnamed.
pub(crate) fn store_file(tx: &Transaction<'_>, dir: &Path, file: &NewFile<'_>) -> Result<i64, ApiError> {
    let content = content::write(dir, file.bytes)?;
    let now = to_millis(file.now);
    let placed = Placed {
        folder: folder_at(tx, file.folder, now)?,
        name: file.name.to_owned(),
        access: file.access.to_owned(),
        source_group: file.source_group.to_owned(),
        expires_at: None,
    };
    Ok(add(tx, &content, placed, now)?.id)
}

/// Where a file is to be put, and under which name.
#[derive(Debug)]
pub(super) struct Placed {
    /// The folder; none for the root.
    pub folder: Option<FolderRow>,
    /// The name with the extension.
    pub name: String,
    /// Who may have it.
    pub access: String,
    /// Where it comes from.
    pub source_group: String,
    /// When it goes away by itself.
    pub expires_at: Option<i64>,
}

/// Adds a file under a free name.
pub(super) fn add(tx: &Transaction<'_>, content: &Content, placed: Placed, now: i64) -> Result<FileRow, ApiError> {
    let (name, extension) = split(&clean(&placed.name));
    let name = free_name(tx, placed.folder.as_ref(), (&name, &extension))?;
    let mut row = FileRow {
        id: 0,
        content: String::new(),
        folder_id: placed.folder.as_ref().map(|folder| folder.id),
        path: path_of(placed.folder.as_ref(), &name, &extension),
        name,
        extension,
        media_type: String::new(),
        kind: String::new(),
        voice_note: false,
        size: 0,
        width: None,
        height: None,
        md5: String::new(),
        access: placed.access,
        source_group: placed.source_group,
        expires_at: placed.expires_at,
        created_at: now,
        updated_at: now,
    };
    fill(&mut row, content);
    row.id = files::insert(tx, &row)?;
    Ok(row)
}

/// Gives a file other bytes.
pub(super) fn fill(row: &mut FileRow, content: &Content) {
    let size = dimensions::of(&content.head);
    row.content.clone_from(&content.name);
    row.media_type = sniffing::media_type(&content.head, &row.extension);
    row.kind = sniffing::kind(&row.media_type).to_owned();
    row.voice_note = sniffing::is_voice_note(&content.head);
    row.size = i64::try_from(content.size).unwrap_or(i64::MAX);
    row.width = size.map(|(width, _)| width);
    row.height = size.map(|(_, height)| height);
    row.md5.clone_from(&content.md5);
}

/// The folder at a path, made with those above it when missing; none for the root.
pub(super) fn folder_at(tx: &Transaction<'_>, path: &str, now: i64) -> Result<Option<FolderRow>, ApiError> {
    let mut folder: Option<FolderRow> = None;
    for name in path.split('/').map(str::trim).filter(|name| !name.is_empty()) {
        let name = clean(name);
        let path = format!("{}/{name}", folder.as_ref().map_or("", |folder| folder.path.as_str()));
        folder = Some(match folders::by_path(tx, &path)? {
            Some(found) => found,
            None => folders::insert(tx, folder.as_ref(), &name, now)?,
        });
    }
    Ok(folder)
}

/// The path of a file in a folder.
pub(super) fn path_of(folder: Option<&FolderRow>, name: &str, extension: &str) -> String {
    let dot = if extension.is_empty() { "" } else { "." };
    format!("{}/{name}{dot}{extension}", folder.map_or("", |folder| folder.path.as_str()))
}

/// The name itself, or with the first number that makes it free: `photo-1`.
pub(super) fn free_name(
    connection: &Connection,
    folder: Option<&FolderRow>,
    (name, extension): (&str, &str),
) -> Result<String, ApiError> {
    let mut candidate = name.to_owned();
    let mut number = 0;
    while files::by_path(connection, &path_of(folder, &candidate, extension))?.is_some() {
        number += 1;
        candidate = format!("{name}-{number}");
    }
    Ok(candidate)
}

/// A name without what could leave its folder or spoil a header.
pub(super) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let kept: String = last.chars().filter(|letter| !letter.is_control()).take(200).collect();
    match kept.trim() {
        "" | "." | ".." => "file".to_owned(),
        kept => kept.to_owned(),
    }
}

/// Name and extension, in lower case and at most 16 letters.
pub(super) fn split(name: &str) -> (String, String) {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty() && extension.len() <= 16 && extension.chars().all(char::is_alphanumeric) =>
        {
            (stem.to_owned(), extension.to_lowercase())
        }
        _ => (name.to_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_folder() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\temp\\a.txt"), "a.txt");
        assert_eq!(clean(".."), "file");
        assert_eq!(clean("a\r\nb.txt"), "ab.txt");
        assert_eq!(split("report.final.PDF"), ("report.final".to_owned(), "pdf".to_owned()));
        assert_eq!(split(".bashrc"), (".bashrc".to_owned(), String::new()));
    }

    #[test]
    fn a_second_file_of_the_same_name_gets_a_number_and_keeps_its_own_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let mut connection = crate::db::in_memory().unwrap();
        let tx = connection.transaction().unwrap();
        let file = |bytes| NewFile {
            name: "note.txt",
            bytes,
            folder: "/a/b",
            access: "PRIVATE",
            source_group: "CONTENT",
            now: DateTime::UNIX_EPOCH,
        };
        let first = store_file(&tx, dir.path(), &file(b"one")).unwrap();
        let second = store_file(&tx, dir.path(), &file(b"two")).unwrap();
        let path = |id| files::get(&tx, id, 0).unwrap().unwrap().path;
        assert_eq!(path(first), "/a/b/note.txt");
        assert_eq!(path(second), "/a/b/note-1.txt");
        let row = files::get(&tx, second, 0).unwrap().unwrap();
        assert_eq!(std::fs::read(content::path(dir.path(), &row.content)).unwrap(), b"two");
        assert_eq!(row.md5, "b8a9f715dbb64fd5c56e7783c6820a61");
    }
}
