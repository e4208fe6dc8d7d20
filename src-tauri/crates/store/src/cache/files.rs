//! What is known about the remote's files. Their bytes are the media folder's business.

use bellhop_model::{Change, FileId};
use rusqlite::{OptionalExtension, named_params};

use super::cache_table;
use crate::error::Result;
use crate::row::id;

pub(crate) const MIGRATION: &str = "
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    name TEXT,
    extension TEXT,
    mime TEXT,
    size INTEGER,
    width INTEGER,
    height INTEGER
) STRICT, WITHOUT ROWID;
";

cache_table!(Files, FilesMut, "what is known about files");

/// What is known about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The file.
    pub id: FileId,
    /// Its name, without the extension where the remote keeps that apart.
    pub name: Option<String>,
    /// Its extension.
    pub extension: Option<String>,
    /// Its type: the remote's word before the bytes are here, by the bytes afterwards.
    pub mime: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

impl Files<'_> {
    /// What is known about a file.
    pub fn get(&self, file: &FileId) -> Result<Option<FileRow>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, name, extension, mime, size, width, height FROM files WHERE id = ?")?;
        let row = statement.query_row([file.as_str()], |row| {
            Ok(FileRow {
                id: id(row, "id")?,
                name: row.get("name")?,
                extension: row.get("extension")?,
                mime: row.get("mime")?,
                size: row.get::<_, Option<i64>>("size")?.and_then(|size| u64::try_from(size).ok()),
                width: row.get("width")?,
                height: row.get("height")?,
            })
        });
        Ok(row.optional()?)
    }
}

impl FilesMut<'_> {
    /// Adds to what is known; what is absent here keeps its old value.
    pub fn upsert(&self, files: &[FileRow]) -> Result<()> {
        for file in files {
            let written = self.w.conn.prepare_cached(UPSERT)?.execute(named_params! {
                ":id": file.id.as_str(),
                ":name": file.name,
                ":extension": file.extension,
                ":mime": file.mime,
                ":size": file.size.map(|size| i64::try_from(size).unwrap_or(i64::MAX)),
                ":width": file.width,
                ":height": file.height,
            })?;
            if written > 0 {
                self.w.changed(Change::Files);
            }
        }
        Ok(())
    }
}

const UPSERT: &str = "
INSERT INTO files (id, name, extension, mime, size, width, height)
VALUES (:id, :name, :extension, :mime, :size, :width, :height)
ON CONFLICT (id) DO UPDATE SET
    name = COALESCE(excluded.name, name), extension = COALESCE(excluded.extension, extension),
    mime = COALESCE(excluded.mime, mime), size = COALESCE(excluded.size, size),
    width = COALESCE(excluded.width, width), height = COALESCE(excluded.height, height)
WHERE (COALESCE(excluded.name, name), COALESCE(excluded.extension, extension), COALESCE(excluded.mime, mime),
    COALESCE(excluded.size, size), COALESCE(excluded.width, width), COALESCE(excluded.height, height))
  IS NOT (name, extension, mime, size, width, height)";
