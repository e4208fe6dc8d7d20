//! Documents and videos that the rep keeps on this computer, to be put into answers. The media folder has their bytes.

use bellhop_model::{Change, InsertableKind, LocalFile};
use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params};

use super::desk_table;
use crate::error::Result;
use crate::row::{ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE library_files (
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;
";

desk_table!(Library, LibraryMut, "what the rep keeps to be put into answers");

impl Library<'_> {
    /// The files of a kind, the newest first, each with when it was added.
    pub fn of(&self, kind: InsertableKind) -> Result<Vec<(LocalFile, DateTime<Utc>)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT hash, name, mime, size, added_at FROM library_files WHERE kind = ? ORDER BY added_at DESC, hash",
        )?;
        let rows = statement.query_map([kind.name()], file_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The hashes of every file that is kept.
    pub fn files(&self) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached("SELECT DISTINCT hash FROM library_files")?;
        let rows = statement.query_map([], |row| row.get("hash"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl LibraryMut<'_> {
    /// Keeps a file; one with the same bytes gets this name.
    pub fn keep(&self, kind: InsertableKind, file: &LocalFile, now: DateTime<Utc>) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO library_files (kind, hash, name, mime, size, added_at)
                 VALUES (:kind, :hash, :name, :mime, :size, :added_at)
                 ON CONFLICT DO UPDATE SET name = excluded.name, mime = excluded.mime, added_at = excluded.added_at",
            )?
            .execute(named_params! {
                ":kind": kind.name(),
                ":hash": file.hash,
                ":name": file.name,
                ":mime": file.mime,
                ":size": i64::try_from(file.size).unwrap_or(i64::MAX),
                ":added_at": ms(now),
            })?;
        self.w.changed(Change::Insertables);
        Ok(())
    }

    /// Forgets a file. False when it was not there.
    pub fn remove(&self, kind: InsertableKind, hash: &str) -> Result<bool> {
        let gone = self
            .w
            .conn
            .prepare_cached("DELETE FROM library_files WHERE kind = :kind AND hash = :hash")?
            .execute(named_params! { ":kind": kind.name(), ":hash": hash })?;
        if gone > 0 {
            self.w.changed(Change::Insertables);
        }
        Ok(gone > 0)
    }
}

fn file_from(row: &Row<'_>) -> rusqlite::Result<(LocalFile, DateTime<Utc>)> {
    let size: i64 = row.get("size")?;
    let file = LocalFile {
        hash: row.get("hash")?,
        name: row.get("name")?,
        mime: row.get("mime")?,
        size: u64::try_from(size).unwrap_or_default(),
    };
    Ok((file, time_at(row, "added_at")?))
}
