//! The definitions of properties that the account added or changed, laid over those of `crm::definitions`.

use bellhop_hubspot::wire::crm::Property;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE properties (
    kind        INTEGER NOT NULL,
    name        TEXT NOT NULL,
    definition  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
";

/// One definition.
#[derive(Debug, Clone)]
pub struct PropertyRow {
    /// The definition as it is on the wire.
    pub definition: Property,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// Milliseconds since 1970, while it is in the bin.
    pub archived_at: Option<i64>,
}

impl PropertyRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let definition = serde_json::from_str(row.get_ref("definition")?.as_str()?).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?;
        Ok(Self {
            definition,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// One definition of a type, in the bin or not.
pub fn get(connection: &Connection, kind: ObjectKind, name: &str) -> Result<Option<PropertyRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT definition, created_at, updated_at, archived_at FROM properties WHERE kind = :kind AND name = :name",
    )?;
    Ok(statement.query_row(named_params! { ":kind": kind.number(), ":name": name }, PropertyRow::read).optional()?)
}

/// Every definition of a type, in the bin or not.
pub fn list(connection: &Connection, kind: ObjectKind) -> Result<Vec<PropertyRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT definition, created_at, updated_at, archived_at FROM properties WHERE kind = :kind ORDER BY name",
    )?;
    let rows = statement.query_map(named_params! { ":kind": kind.number() }, PropertyRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds or replaces a definition.
pub fn put(tx: &Transaction<'_>, kind: ObjectKind, row: &PropertyRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO properties (kind, name, definition, created_at, updated_at, archived_at)
         VALUES (:kind, :name, :definition, :created, :updated, :archived)
         ON CONFLICT (kind, name) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at,
             archived_at = excluded.archived_at",
    )?
    .execute(named_params! {
        ":kind": kind.number(),
        ":name": row.definition.name,
        ":definition": serde_json::to_string(&row.definition)?,
        ":created": row.created_at,
        ":updated": row.updated_at,
        ":archived": row.archived_at,
    })?;
    Ok(())
}
