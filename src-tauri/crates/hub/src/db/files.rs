//! The files of the account. Their bytes are content files in the hub's folder; the row names the content file.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table and its indexes.
pub const MIGRATION: &str = "
CREATE TABLE files (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    content      TEXT NOT NULL,
    folder_id    INTEGER REFERENCES folders (id),
    name         TEXT NOT NULL,
    extension    TEXT NOT NULL,
    path         TEXT NOT NULL,
    media_type   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    size         INTEGER NOT NULL,
    width        INTEGER,
    height       INTEGER,
    md5          TEXT NOT NULL,
    access       TEXT NOT NULL,
    source_group TEXT NOT NULL,
    expires_at   INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    archived_at  INTEGER
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('files', 33000000000);
CREATE INDEX files_by_path ON files (path) WHERE archived_at IS NULL;
CREATE INDEX files_by_content ON files (md5) WHERE archived_at IS NULL;
";

/// Files learned later that some of them are voice notes; those from before are not.
pub const VOICE_NOTES: &str = "ALTER TABLE files ADD COLUMN voice_note INTEGER NOT NULL DEFAULT 0;";

/// One file.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Its id; 0 before it is stored.
    pub id: i64,
    /// The name of its content file.
    pub content: String,
    /// The folder it is in; none in the root.
    pub folder_id: Option<i64>,
    /// Its name without the extension.
    pub name: String,
    /// Its extension without the dot; may be empty.
    pub extension: String,
    /// Its path, with a leading slash.
    pub path: String,
    /// For example `image/png`.
    pub media_type: String,
    /// IMG, DOCUMENT, AUDIO, MOVIE or OTHER.
    pub kind: String,
    /// Its bytes say that it was recorded as a voice note.
    pub voice_note: bool,
    /// Bytes.
    pub size: i64,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Hex.
    pub md5: String,
    /// For example `PRIVATE`.
    pub access: String,
    /// CONTENT, CONVERSATIONS, FORMS, …
    pub source_group: String,
    /// When it goes away by itself, milliseconds since 1970.
    pub expires_at: Option<i64>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
}

/// The columns that [`FileRow`] is read from.
pub const COLUMNS: &str =
    "id, content, folder_id, name, extension, path, media_type, kind, voice_note, size, width, height, md5,
    access, source_group, expires_at, created_at, updated_at";

impl FileRow {
    /// True when only callers with `files.ui_hidden.read` see it.
    pub fn is_hidden(&self) -> bool {
        self.access.starts_with("HIDDEN_")
    }

    /// True when its URL is open to everybody.
    pub fn is_public(&self) -> bool {
        matches!(
            self.access.as_str(),
            "PUBLIC_INDEXABLE" | "PUBLIC_NOT_INDEXABLE" | "HIDDEN_INDEXABLE" | "HIDDEN_NOT_INDEXABLE"
        )
    }

    /// Name and extension.
    pub fn file_name(&self) -> String {
        if self.extension.is_empty() { self.name.clone() } else { format!("{}.{}", self.name, self.extension) }
    }

    /// Reads a row with [`COLUMNS`].
    pub fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            content: row.get("content")?,
            folder_id: row.get("folder_id")?,
            name: row.get("name")?,
            extension: row.get("extension")?,
            path: row.get("path")?,
            media_type: row.get("media_type")?,
            kind: row.get("kind")?,
            voice_note: row.get("voice_note")?,
            size: row.get("size")?,
            width: row.get("width")?,
            height: row.get("height")?,
            md5: row.get("md5")?,
            access: row.get("access")?,
            source_group: row.get("source_group")?,
            expires_at: row.get("expires_at")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

/// Adds a file and returns its id; the id of the row is ignored.
pub fn insert(tx: &Transaction<'_>, row: &FileRow) -> Result<i64, ApiError> {
    tx.prepare_cached(
        "INSERT INTO files (content, folder_id, name, extension, path, media_type, kind, voice_note, size, width, height, md5,
             access, source_group, expires_at, created_at, updated_at)
         VALUES (:content, :folder, :name, :extension, :path, :media_type, :kind, :voice_note, :size, :width, :height, :md5,
             :access, :source, :expires, :created, :updated)",
    )?
    .execute(named_params! {
        ":content": row.content, ":folder": row.folder_id, ":name": row.name, ":extension": row.extension,
        ":path": row.path, ":media_type": row.media_type, ":kind": row.kind, ":voice_note": row.voice_note, ":size": row.size,
        ":width": row.width, ":height": row.height, ":md5": row.md5, ":access": row.access,
        ":source": row.source_group, ":expires": row.expires_at, ":created": row.created_at,
        ":updated": row.updated_at,
    })?;
    Ok(tx.last_insert_rowid())
}

/// Replaces everything of a file but its id and when it was made.
pub fn update(tx: &Transaction<'_>, row: &FileRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "UPDATE files SET content = :content, folder_id = :folder, name = :name, extension = :extension, path = :path,
             media_type = :media_type, kind = :kind, voice_note = :voice_note, size = :size, width = :width, height = :height, md5 = :md5,
             access = :access, source_group = :source, expires_at = :expires, updated_at = :updated
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":content": row.content, ":folder": row.folder_id, ":name": row.name, ":extension": row.extension,
        ":path": row.path, ":media_type": row.media_type, ":kind": row.kind, ":voice_note": row.voice_note, ":size": row.size,
        ":width": row.width, ":height": row.height, ":md5": row.md5, ":access": row.access,
        ":source": row.source_group, ":expires": row.expires_at, ":updated": row.updated_at, ":id": row.id,
    })?;
    Ok(())
}

/// Deletes a file; its id stays known, its content file is left to the caller.
pub fn archive(tx: &Transaction<'_>, id: i64, at: i64) -> Result<(), ApiError> {
    tx.execute("UPDATE files SET archived_at = :at WHERE id = :id", named_params! { ":at": at, ":id": id })?;
    Ok(())
}

/// One file that is neither deleted nor expired.
pub fn get(connection: &Connection, id: i64, now: i64) -> Result<Option<FileRow>, ApiError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM files WHERE id = :id AND archived_at IS NULL
         AND (expires_at IS NULL OR expires_at > :now)"
    ))?;
    Ok(statement.query_row(named_params! { ":id": id, ":now": now }, FileRow::read).optional()?)
}

/// The file at this path.
pub fn by_path(connection: &Connection, path: &str) -> Result<Option<FileRow>, ApiError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM files WHERE path = :path AND archived_at IS NULL"))?;
    Ok(statement.query_row(named_params! { ":path": path }, FileRow::read).optional()?)
}

/// The files with these bytes, by their MD5 in hex.
pub fn by_md5(connection: &Connection, md5: &str) -> Result<Vec<FileRow>, ApiError> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM files WHERE md5 = :md5 AND archived_at IS NULL ORDER BY id"))?;
    let rows = statement.query_map(named_params! { ":md5": md5 }, FileRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// True when some file still uses this content file.
pub fn uses_content(connection: &Connection, content: &str) -> Result<bool, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM files WHERE content = :content AND archived_at IS NULL) AS found",
    )?;
    Ok(statement.query_row(named_params! { ":content": content }, |row| row.get("found"))?)
}
