//! Which objects belong together. Each association is kept from both ends, so a list needs one index only.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, named_params, params_from_iter, types::Value};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE associations (
    from_kind INTEGER NOT NULL,
    from_id   INTEGER NOT NULL,
    to_kind   INTEGER NOT NULL,
    to_id     INTEGER NOT NULL,
    type_id   INTEGER NOT NULL,
    category  TEXT NOT NULL,
    PRIMARY KEY (from_kind, from_id, to_kind, to_id, type_id, category)
) STRICT, WITHOUT ROWID;
";

/// One end of an association.
pub type End = (ObjectKind, i64);

/// The other end of an association and its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssociationRow {
    /// The other object.
    pub to_id: i64,
    /// For example 16.
    pub type_id: u32,
    /// For example `HUBSPOT_DEFINED`.
    pub category: String,
}

/// Ties two objects together in one direction; true when they were not tied before.
pub fn insert(tx: &Transaction<'_>, from: End, to: End, (category, type_id): (&str, u32)) -> Result<bool, ApiError> {
    let added = tx
        .prepare_cached(
            "INSERT OR IGNORE INTO associations (from_kind, from_id, to_kind, to_id, type_id, category)
             VALUES (:from_kind, :from_id, :to_kind, :to_id, :type_id, :category)",
        )?
        .execute(named_params! {
            ":from_kind": from.0.number(), ":from_id": from.1, ":to_kind": to.0.number(), ":to_id": to.1,
            ":type_id": type_id, ":category": category,
        })?;
    Ok(added > 0)
}

/// Removes one kind of association in one direction.
pub fn delete(tx: &Transaction<'_>, from: End, to: End, (category, type_id): (&str, u32)) -> Result<(), ApiError> {
    tx.prepare_cached(
        "DELETE FROM associations WHERE from_kind = :from_kind AND from_id = :from_id AND to_kind = :to_kind
         AND to_id = :to_id AND type_id = :type_id AND category = :category",
    )?
    .execute(named_params! {
        ":from_kind": from.0.number(), ":from_id": from.1, ":to_kind": to.0.number(), ":to_id": to.1,
        ":type_id": type_id, ":category": category,
    })?;
    Ok(())
}

/// Removes every kind of association in one direction.
pub fn delete_all(tx: &Transaction<'_>, from: End, to: End) -> Result<(), ApiError> {
    tx.prepare_cached(
        "DELETE FROM associations WHERE from_kind = :from_kind AND from_id = :from_id AND to_kind = :to_kind
         AND to_id = :to_id",
    )?
    .execute(named_params! {
        ":from_kind": from.0.number(), ":from_id": from.1, ":to_kind": to.0.number(), ":to_id": to.1,
    })?;
    Ok(())
}

/// The associations of one object with objects of a type, ordered by the other id.
pub fn of(connection: &Connection, from: End, to: ObjectKind) -> Result<Vec<AssociationRow>, ApiError> {
    Ok(of_many(connection, from.0, &[from.1], to)?.into_values().next().unwrap_or_default())
}

/// The associations of several objects of a type with live objects of another type, by object and other id.
pub fn of_many(
    connection: &Connection,
    from: ObjectKind,
    ids: &[i64],
    to: ObjectKind,
) -> Result<BTreeMap<i64, Vec<AssociationRow>>, ApiError> {
    let mut found: BTreeMap<i64, Vec<AssociationRow>> = BTreeMap::new();
    for ids in ids.chunks(500) {
        let sql = format!(
            "SELECT a.from_id, a.to_id, a.type_id, a.category FROM associations a
             JOIN objects o ON o.id = a.to_id AND o.archived_at IS NULL
             WHERE a.from_kind = ? AND a.to_kind = ? AND a.from_id IN ({})
             ORDER BY a.from_id, a.to_id, a.type_id",
            vec!["?"; ids.len()].join(",")
        );
        let parameters = [from.number(), to.number()].into_iter().chain(ids.iter().copied()).map(Value::from);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(parameters))?;
        while let Some(row) = rows.next()? {
            found.entry(row.get("from_id")?).or_default().push(AssociationRow {
                to_id: row.get("to_id")?,
                type_id: row.get("type_id")?,
                category: row.get("category")?,
            });
        }
    }
    Ok(found)
}
