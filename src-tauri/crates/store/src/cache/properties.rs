//! Definitions of properties: how a value is read by people.

use bellhop_model::Change;
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};

use super::cache_table;
use crate::error::Result;
use crate::row::{json, json_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE properties (
    object TEXT NOT NULL,
    name TEXT NOT NULL,
    label TEXT NOT NULL,
    kind TEXT NOT NULL,
    field TEXT NOT NULL,
    group_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    options TEXT NOT NULL,
    PRIMARY KEY (object, name)
) STRICT, WITHOUT ROWID;
";

pub(crate) const MIGRATION_EDITING: &str = "
ALTER TABLE properties ADD COLUMN read_only INTEGER NOT NULL DEFAULT 1;
ALTER TABLE properties ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
";

cache_table!(Properties, PropertiesMut, "definitions of properties");

/// How a property's values are read by people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PropertyDefinition {
    /// Its internal name.
    pub name: String,
    /// Its label as the remote names it.
    pub label: String,
    /// `string`, `number`, `date`, `datetime`, `enumeration`, `bool`, …
    pub kind: String,
    /// The kind of field, for example `select`, `checkbox`, `textarea`.
    pub field: String,
    /// The group that it is in.
    pub group: String,
    /// Its place among its group.
    pub position: i64,
    /// Not meant for people.
    pub hidden: bool,
    /// The remote computes it, or lets nobody write it.
    pub read_only: bool,
    /// Its values are owners.
    pub owner: bool,
    /// The values to choose from.
    pub options: Vec<PropertyOption>,
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyOption {
    /// What is stored.
    pub value: String,
    /// What people read.
    pub label: String,
    /// Not offered any more; old records can still have it.
    #[serde(default)]
    pub hidden: bool,
}

impl Properties<'_> {
    /// Every definition of a type of object (`tickets`, `contacts`), by name.
    pub fn of(&self, object: &str) -> Result<Vec<PropertyDefinition>> {
        let mut statement = self.0.prepare_cached(
            "SELECT name, label, kind, field, group_name, position, hidden, read_only, owner, options
             FROM properties
             WHERE object = ? ORDER BY name",
        )?;
        let rows = statement.query_map([object], definition_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl PropertiesMut<'_> {
    /// Puts these in the place of all of this type of object. The same again is not written and not announced.
    pub fn replace(&self, object: &str, definitions: &[PropertyDefinition]) -> Result<()> {
        let mut next = definitions.to_vec();
        next.sort_by(|a, b| a.name.cmp(&b.name));
        if self.of(object)? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM properties WHERE object = ?", [object])?;
        for definition in definitions {
            self.w
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO properties
                        (object, name, label, kind, field, group_name, position, hidden, read_only, owner, options)
                     VALUES (:object, :name, :label, :kind, :field, :group, :position, :hidden, :read_only, :owner,
                        :options)",
                )?
                .execute(named_params! {
                    ":object": object,
                    ":name": definition.name,
                    ":label": definition.label,
                    ":kind": definition.kind,
                    ":field": definition.field,
                    ":group": definition.group,
                    ":position": definition.position,
                    ":hidden": definition.hidden,
                    ":read_only": definition.read_only,
                    ":owner": definition.owner,
                    ":options": json(&definition.options)?,
                })?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }
}

fn definition_from(row: &Row<'_>) -> rusqlite::Result<PropertyDefinition> {
    Ok(PropertyDefinition {
        name: row.get("name")?,
        label: row.get("label")?,
        kind: row.get("kind")?,
        field: row.get("field")?,
        group: row.get("group_name")?,
        position: row.get("position")?,
        hidden: row.get("hidden")?,
        read_only: row.get("read_only")?,
        owner: row.get("owner")?,
        options: json_at(row, "options")?,
    })
}
