//! The folders of the files tool. The root has no row.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE folders (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id  INTEGER REFERENCES folders (id),
    name       TEXT NOT NULL,
    path       TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('folders', 44000000000);
";

/// One folder.
#[derive(Debug, Clone)]
pub struct FolderRow {
    /// Its id.
    pub id: i64,
    /// The folder it is in; none in the root.
    pub parent_id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its path, with a leading slash.
    pub path: String,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

impl FolderRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            parent_id: row.get("parent_id")?,
            name: row.get("name")?,
            path: row.get("path")?,
            created_at: row.get("created_at")?,
        })
    }
}

/// Adds a folder and returns it.
pub fn insert(tx: &Transaction<'_>, parent: Option<&FolderRow>, name: &str, at: i64) -> Result<FolderRow, ApiError> {
    let path = format!("{}/{name}", parent.map_or("", |parent| parent.path.as_str()));
    tx.prepare_cached("INSERT INTO folders (parent_id, name, path, created_at) VALUES (:parent, :name, :path, :at)")?
        .execute(named_params! { ":parent": parent.map(|parent| parent.id), ":name": name, ":path": path, ":at": at })?;
    Ok(FolderRow {
        id: tx.last_insert_rowid(),
        parent_id: parent.map(|parent| parent.id),
        name: name.to_owned(),
        path,
        created_at: at,
    })
}

/// One folder by id.
pub fn get(connection: &Connection, id: i64) -> Result<Option<FolderRow>, ApiError> {
    let mut statement =
        connection.prepare_cached("SELECT id, parent_id, name, path, created_at FROM folders WHERE id = :id")?;
    Ok(statement.query_row(named_params! { ":id": id }, FolderRow::read).optional()?)
}

/// One folder by its path with a leading slash.
pub fn by_path(connection: &Connection, path: &str) -> Result<Option<FolderRow>, ApiError> {
    let mut statement =
        connection.prepare_cached("SELECT id, parent_id, name, path, created_at FROM folders WHERE path = :path")?;
    Ok(statement.query_row(named_params! { ":path": path }, FolderRow::read).optional()?)
}
