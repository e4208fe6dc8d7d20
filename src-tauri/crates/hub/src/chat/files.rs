//! Which files belong to which conversation. A visitor gets the bytes of these and of no others.

use rusqlite::{OptionalExtension, Transaction, named_params};
use serde::Serialize;

pub(super) const MIGRATION: &str = "
CREATE TABLE files (
    session TEXT NOT NULL REFERENCES sessions (id),
    file_id TEXT NOT NULL,
    name    TEXT NOT NULL,
    mime    TEXT NOT NULL,
    size    INTEGER NOT NULL,
    width   INTEGER,
    height  INTEGER,
    PRIMARY KEY (session, file_id)
) STRICT, WITHOUT ROWID";

/// A file of a conversation, uploaded by the visitor or attached to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChatFile {
    /// The help desk's id of the file.
    pub(super) file_id: String,
    /// With its extension.
    pub(super) name: String,
    /// By its bytes or its extension, never by what somebody claims.
    pub(super) mime: String,
    /// Bytes; 0 when unknown.
    pub(super) size: u64,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) width: Option<u32>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) height: Option<u32>,
}

/// Notes that a file belongs to a conversation.
pub(super) fn put(tx: &Transaction<'_>, session: &str, file: &ChatFile) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO files (session, file_id, name, mime, size, width, height)
         VALUES (:session, :id, :name, :mime, :size, :width, :height)
         ON CONFLICT (session, file_id) DO NOTHING",
        named_params! {
            ":session": session, ":id": file.file_id, ":name": file.name, ":mime": file.mime,
            ":size": i64::try_from(file.size).unwrap_or(i64::MAX), ":width": file.width, ":height": file.height,
        },
    )?;
    Ok(())
}

/// Finds a file of this conversation; a file of another one is not found.
pub(super) fn get(tx: &Transaction<'_>, session: &str, file_id: &str) -> rusqlite::Result<Option<ChatFile>> {
    tx.query_row(
        "SELECT file_id, name, mime, size, width, height FROM files WHERE session = :session AND file_id = :id",
        named_params! { ":session": session, ":id": file_id },
        |row| {
            let size: i64 = row.get("size")?;
            Ok(ChatFile {
                file_id: row.get("file_id")?,
                name: row.get("name")?,
                mime: row.get("mime")?,
                size: u64::try_from(size).unwrap_or(0),
                width: row.get("width")?,
                height: row.get("height")?,
            })
        },
    )
    .optional()
}
