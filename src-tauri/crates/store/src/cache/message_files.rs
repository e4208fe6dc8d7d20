//! Which messages have which files, and the files that no message has any more.
//!
//! A message or conversation that is gone on the remote takes its files along from this machine, unless another message
//! has the same one. Their bytes are not the store's business and cannot be removed in its transaction; so the files are
//! put on a list in that transaction, and struck out once their bytes are gone. A crash in between removes them later.

use bellhop_model::{Change, FileId};
use rusqlite::{Connection, params};

use super::{CacheWrite, cache_table};
use crate::error::Result;
use crate::row::id;

/// What is known already is filled in from the messages: a cache does not begin anew for it.
pub(crate) const MIGRATION: &str = "
CREATE TABLE message_files (
    file TEXT NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (file, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_message ON message_files (message);
CREATE TABLE forsaken_files (
    file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO message_files (file, message)
SELECT json_extract(a.value, '$.file'), m.row FROM messages m, json_each(m.attachments) a
WHERE m.attachments IS NOT NULL AND json_extract(a.value, '$.file') IS NOT NULL;
";

cache_table!(ForsakenFiles, ForsakenFilesMut, "the files that no message has any more");

impl ForsakenFiles<'_> {
    /// The next of them.
    pub fn next(&self, limit: u32) -> Result<Vec<FileId>> {
        let mut statement = self.0.prepare_cached("SELECT file FROM forsaken_files ORDER BY file LIMIT ?")?;
        let rows = statement.query_map([limit], |row| id(row, "file"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl ForsakenFilesMut<'_> {
    /// Strikes out a file whose bytes are no longer on this machine, and forgets what was known about it, unless a message
    /// has it again.
    pub fn strike(&self, file: &FileId) -> Result<()> {
        let struck =
            self.w.conn.prepare_cached("DELETE FROM forsaken_files WHERE file = ?")?.execute([file.as_str()])?;
        if struck > 0 {
            self.w.conn.prepare_cached("DELETE FROM files WHERE id = ?")?.execute([file.as_str()])?;
            self.w.conn.prepare_cached("DELETE FROM text_pictures WHERE file = ?")?.execute([file.as_str()])?;
            self.w.changed(Change::Files);
        }
        Ok(())
    }
}

/// Notes which files a message has now, beside its text and in it.
pub(crate) fn have<'f>(w: &CacheWrite<'_>, message: i64, files: impl Iterator<Item = &'f FileId>) -> Result<()> {
    let now: Vec<&FileId> = files.collect();
    let before = of_message(w.conn, message)?;
    for file in &now {
        w.conn
            .prepare_cached("INSERT OR IGNORE INTO message_files (file, message) VALUES (?, ?)")?
            .execute(params![file.as_str(), message])?;
        w.conn.prepare_cached("DELETE FROM forsaken_files WHERE file = ?")?.execute([file.as_str()])?;
    }
    for file in before.iter().filter(|file| !now.contains(file)) {
        lose(w, message, file)?;
    }
    Ok(())
}

/// Notes that a message is gone.
pub(crate) fn gone(w: &CacheWrite<'_>, message: i64) -> Result<()> {
    of_message(w.conn, message)?.iter().try_for_each(|file| lose(w, message, file))
}

fn lose(w: &CacheWrite<'_>, message: i64, file: &FileId) -> Result<()> {
    w.conn
        .prepare_cached("DELETE FROM message_files WHERE file = ? AND message = ?")?
        .execute(params![file.as_str(), message])?;
    let forsaken = w
        .conn
        .prepare_cached(
            "INSERT OR IGNORE INTO forsaken_files SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM message_files WHERE file = ?1)",
        )?
        .execute([file.as_str()])?;
    if forsaken > 0 {
        w.changed(Change::Files);
    }
    Ok(())
}

fn of_message(conn: &Connection, message: i64) -> Result<Vec<FileId>> {
    let mut statement = conn.prepare_cached("SELECT file FROM message_files WHERE message = ?")?;
    let rows = statement.query_map([message], |row| id(row, "file"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
