//! Packs of snippets that a team shares: files of plain text, which the hub keeps and does not read.

use bellhop_hubspot::wire::helpdesk::{PackFile, SnippetPack};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, Transaction, named_params};

use crate::server::answer::ApiError;

/// The tables.
pub const MIGRATION: &str = "
CREATE TABLE snippet_packs (
    name       TEXT PRIMARY KEY,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE snippet_pack_files (
    pack TEXT NOT NULL REFERENCES snippet_packs (name) ON DELETE CASCADE,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (pack, path)
) STRICT, WITHOUT ROWID;
";

/// Every pack with its files, by name and path.
pub fn list(connection: &Connection) -> Result<Vec<SnippetPack>, ApiError> {
    let mut statement = connection.prepare_cached("SELECT name, changed_at FROM snippet_packs ORDER BY name")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>("name")?, row.get::<_, i64>("changed_at")?)))?;
    let mut files =
        connection.prepare_cached("SELECT path, text FROM snippet_pack_files WHERE pack = ? ORDER BY path")?;
    let mut packs = Vec::new();
    for row in rows {
        let (name, changed_at) = row?;
        let found = files.query_map([&name], |row| Ok(PackFile { path: row.get("path")?, text: row.get("text")? }))?;
        let files = found.collect::<Result<_, _>>()?;
        packs.push(SnippetPack { name, changed_at: time(changed_at), files });
    }
    Ok(packs)
}

/// Puts a pack in the place of the one of its name. Its time rises, however fast one change follows another.
pub fn put(tx: &Transaction<'_>, name: &str, files: &[PackFile], now: DateTime<Utc>) -> Result<(), ApiError> {
    let before = list(tx)?.into_iter().find(|pack| pack.name == name).map(|pack| pack.changed_at);
    let at = before.map_or(now, |before| now.max(before + TimeDelta::milliseconds(1)));
    remove(tx, name)?;
    tx.prepare_cached("INSERT INTO snippet_packs (name, changed_at) VALUES (:name, :at)")?
        .execute(named_params! { ":name": name, ":at": at.timestamp_millis() })?;
    let mut insert =
        tx.prepare_cached("INSERT INTO snippet_pack_files (pack, path, text) VALUES (:pack, :path, :text)")?;
    for file in files {
        insert.execute(named_params! { ":pack": name, ":path": file.path, ":text": file.text })?;
    }
    Ok(())
}

/// Removes a pack; false when there was none.
pub fn remove(tx: &Transaction<'_>, name: &str) -> Result<bool, ApiError> {
    tx.prepare_cached("DELETE FROM snippet_pack_files WHERE pack = ?")?.execute([name])?;
    Ok(tx.prepare_cached("DELETE FROM snippet_packs WHERE name = ?")?.execute([name])? > 0)
}

fn time(milliseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}
