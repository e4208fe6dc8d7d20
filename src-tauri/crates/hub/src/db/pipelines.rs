//! Pipelines: the lists of stages that tickets and deals go through. A new file has one for each.

use rusqlite::{Connection, Row, Transaction, named_params};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table and the pipelines of a new account.
pub const MIGRATION: &str = "
CREATE TABLE pipelines (
    kind          INTEGER NOT NULL,
    id            TEXT NOT NULL,
    label         TEXT NOT NULL,
    display_order INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    archived_at   INTEGER,
    PRIMARY KEY (kind, id)
) STRICT;
INSERT INTO pipelines (kind, id, label, display_order, created_at, updated_at)
SELECT column1, column2, column3, 0, unixepoch() * 1000, unixepoch() * 1000
FROM (VALUES (5, '0', 'Support Pipeline'), (3, 'default', 'Sales Pipeline'));
";

/// One pipeline without its stages.
#[derive(Debug, Clone)]
pub struct PipelineRow {
    /// Opaque text.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in lists.
    pub display_order: i64,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// Milliseconds since 1970, while it is in the bin.
    pub archived_at: Option<i64>,
}

impl PipelineRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            label: row.get("label")?,
            display_order: row.get("display_order")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// The pipelines of a type in their order, those in the bin included.
pub fn list(connection: &Connection, kind: ObjectKind) -> Result<Vec<PipelineRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, label, display_order, created_at, updated_at, archived_at FROM pipelines WHERE kind = :kind
         ORDER BY display_order, rowid",
    )?;
    let rows = statement.query_map(named_params! { ":kind": kind.number() }, PipelineRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds or replaces a pipeline.
pub fn put(tx: &Transaction<'_>, kind: ObjectKind, row: &PipelineRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO pipelines (kind, id, label, display_order, created_at, updated_at, archived_at)
         VALUES (:kind, :id, :label, :place, :created, :updated, :archived)
         ON CONFLICT (kind, id) DO UPDATE SET label = excluded.label, display_order = excluded.display_order,
             updated_at = excluded.updated_at, archived_at = excluded.archived_at",
    )?
    .execute(named_params! {
        ":kind": kind.number(), ":id": row.id, ":label": row.label, ":place": row.display_order,
        ":created": row.created_at, ":updated": row.updated_at, ":archived": row.archived_at,
    })?;
    Ok(())
}
