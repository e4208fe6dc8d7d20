//! Copies of the desk. One is made at each start and once a day while Bellhop runs: written whole under another name by
//! SQLite itself, then renamed, so that a backup is either complete or not there. The newest five are kept.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

const KEPT: usize = 5;
const PREFIX: &str = "desk-";

fn folder(dir: &Path) -> PathBuf {
    dir.join("backups")
}

/// Makes a backup.
pub(crate) fn make(desk: &Connection, dir: &Path, now: DateTime<Utc>) -> std::io::Result<PathBuf> {
    let folder = folder(dir);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{PREFIX}{}.db", now.format("%Y%m%dT%H%M%S")));
    let part = path.with_extension("part");
    let _ = std::fs::remove_file(&part);
    let target = part.to_str().ok_or_else(|| std::io::Error::other("the folder's name is not Unicode"))?;
    desk.execute("VACUUM INTO ?", [target]).map_err(std::io::Error::other)?;
    std::fs::File::open(&part)?.sync_all()?;
    std::fs::rename(&part, &path)?;
    for old in all(dir).into_iter().skip(KEPT) {
        let _ = std::fs::remove_file(old);
    }
    Ok(path)
}

/// The newest backup that is whole.
pub(crate) fn newest_whole(dir: &Path) -> Option<PathBuf> {
    all(dir).into_iter().find(|path| {
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|conn| conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)))
            .is_ok_and(|answer| answer == "ok")
    })
}

/// Every backup, newest first.
fn all(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder(dir)) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX)))
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}
