//! The CRM objects of every type, each with its properties as one JSON text.
//!
//! A row per object and not a row per property: a help desk reads whole objects by the hundred, and filters by few
//! things. What it walks by (when made, when changed, the id) are columns with indexes and are not in the JSON.
//! Values in the JSON are in canonical form (see `crm::values`), so texts compare in the right order; a property
//! without a value is absent. Ids begin above 32 bits, as HubSpot's do.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table and its indexes.
pub const MIGRATION: &str = "
CREATE TABLE objects (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        INTEGER NOT NULL,
    properties  TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('objects', 21000000000);
CREATE INDEX objects_by_kind ON objects (kind, id) WHERE archived_at IS NULL;
CREATE INDEX objects_by_change ON objects (kind, modified_at, id) WHERE archived_at IS NULL;
CREATE INDEX objects_by_creation ON objects (kind, created_at, id) WHERE archived_at IS NULL;
CREATE INDEX objects_archived ON objects (kind, id) WHERE archived_at IS NOT NULL;
CREATE INDEX contacts_by_email ON objects (properties ->> 'email') WHERE kind = 1 AND archived_at IS NULL;
";

/// Stored properties: only those with a value.
pub type Values = BTreeMap<String, String>;

/// One object.
#[derive(Debug, Clone)]
pub struct ObjectRow {
    /// Its id.
    pub id: i64,
    /// Its properties with a value.
    pub values: Values,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub modified_at: i64,
    /// Milliseconds since 1970, while it is in the bin.
    pub archived_at: Option<i64>,
}

/// Which objects a read sees; never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Those that live.
    Live,
    /// Those in the bin.
    Archived,
}

impl Shelf {
    /// The shelf that the parameter `archived` names.
    pub fn of(archived: Option<&str>) -> Self {
        if archived == Some("true") { Self::Archived } else { Self::Live }
    }

    fn condition(self) -> &'static str {
        match self {
            Self::Live => "archived_at IS NULL",
            Self::Archived => "archived_at IS NOT NULL",
        }
    }
}

impl ObjectRow {
    /// Reads a row with the columns `id, properties, created_at, modified_at, archived_at`.
    pub fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let properties = row.get_ref("properties")?.as_str()?;
        let values = serde_json::from_str(properties).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?;
        Ok(Self {
            id: row.get("id")?,
            values,
            created_at: row.get("created_at")?,
            modified_at: row.get("modified_at")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// Adds an object and returns its id.
pub fn insert(tx: &Transaction<'_>, kind: ObjectKind, values: &Values, at: i64) -> Result<i64, ApiError> {
    tx.prepare_cached(
        "INSERT INTO objects (kind, properties, created_at, modified_at) VALUES (:kind, :properties, :at, :at)",
    )?
    .execute(named_params! { ":kind": kind.number(), ":properties": serde_json::to_string(values)?, ":at": at })?;
    Ok(tx.last_insert_rowid())
}

/// Replaces the properties of an object.
pub fn update(tx: &Transaction<'_>, id: i64, values: &Values, modified_at: i64) -> Result<(), ApiError> {
    tx.prepare_cached("UPDATE objects SET properties = :properties, modified_at = :at WHERE id = :id")?
        .execute(named_params! { ":properties": serde_json::to_string(values)?, ":at": modified_at, ":id": id })?;
    Ok(())
}

/// Puts an object into the bin.
pub fn archive(tx: &Transaction<'_>, id: i64, at: i64) -> Result<(), ApiError> {
    tx.prepare_cached("UPDATE objects SET archived_at = :at, modified_at = max(modified_at, :at) WHERE id = :id")?
        .execute(named_params! { ":at": at, ":id": id })?;
    Ok(())
}

/// One object of a type.
pub fn get(connection: &Connection, kind: ObjectKind, id: i64, shelf: Shelf) -> Result<Option<ObjectRow>, ApiError> {
    let sql = format!(
        "SELECT id, properties, created_at, modified_at, archived_at FROM objects
         WHERE id = :id AND kind = :kind AND {}",
        shelf.condition()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row(named_params! { ":id": id, ":kind": kind.number() }, ObjectRow::read).optional()?)
}

/// A page of a type in the order of ids, after this id.
pub fn list(
    connection: &Connection,
    kind: ObjectKind,
    shelf: Shelf,
    (after, limit): (i64, usize),
) -> Result<Vec<ObjectRow>, ApiError> {
    let sql = format!(
        "SELECT id, properties, created_at, modified_at, archived_at FROM objects
         WHERE kind = :kind AND id > :after AND {} ORDER BY id LIMIT :limit",
        shelf.condition()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(
        named_params! { ":kind": kind.number(), ":after": after, ":limit": i64::try_from(limit).unwrap_or(i64::MAX) },
        ObjectRow::read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The live contact with this address, which must be in lower case.
pub fn contact_by_email(connection: &Connection, email: &str) -> Result<Option<i64>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM objects WHERE kind = 1 AND archived_at IS NULL AND properties ->> 'email' = :email",
    )?;
    Ok(statement.query_row(named_params! { ":email": email }, |row| row.get("id")).optional()?)
}

/// The first live object of a type whose property has exactly this value. Without an index, for rare lookups.
pub fn by_value(
    connection: &Connection,
    kind: ObjectKind,
    (property, value): (&str, &str),
) -> Result<Option<i64>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM objects WHERE kind = :kind AND archived_at IS NULL AND properties ->> :name = :value
         ORDER BY id LIMIT 1",
    )?;
    let params = named_params! { ":kind": kind.number(), ":name": property, ":value": value };
    Ok(statement.query_row(params, |row| row.get("id")).optional()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::db::in_memory;

    #[test]
    fn ids_begin_above_32_bits_and_an_archived_object_is_on_the_other_shelf_only() {
        let mut connection = in_memory().unwrap();
        let tx = connection.transaction().unwrap();
        let values = Values::from([("email".to_owned(), "ann@example.com".to_owned())]);
        let id = insert(&tx, ObjectKind::Contact, &values, 5).unwrap();
        assert!(id > i64::from(u32::MAX));
        assert_eq!(contact_by_email(&tx, "ann@example.com").unwrap(), Some(id));
        archive(&tx, id, 9).unwrap();
        assert_eq!(contact_by_email(&tx, "ann@example.com").unwrap(), None, "the address is free again");
        assert!(get(&tx, ObjectKind::Contact, id, Shelf::Live).unwrap().is_none());
        let archived = get(&tx, ObjectKind::Contact, id, Shelf::Archived).unwrap().unwrap();
        assert_eq!((archived.created_at, archived.modified_at, archived.archived_at), (5, 9, Some(9)));
        assert!(get(&tx, ObjectKind::Ticket, id, Shelf::Archived).unwrap().is_none(), "it is no ticket");
    }

    #[test]
    fn walking_by_change_uses_the_index_and_never_sorts() {
        let connection = in_memory().unwrap();
        let plan: Vec<String> = connection
            .prepare(
                "EXPLAIN QUERY PLAN SELECT id FROM objects o WHERE o.kind = 5 AND o.archived_at IS NULL
                 AND o.modified_at > 7 ORDER BY o.modified_at, o.id LIMIT 200",
            )
            .unwrap()
            .query_map([], |row| row.get("detail"))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(plan.len(), 1, "{plan:?}");
        assert!(plan[0].contains("objects_by_change"), "{plan:?}");
    }
}
