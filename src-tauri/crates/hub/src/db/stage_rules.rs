//! Which properties must have a value before a record may enter a stage. A new account has no such rule.
//!
//! HubSpot has no endpoint that reads these rules; the hub's own administration does, so that a test or a demo can
//! set them. Only the 2026-09 paths enforce them.

use rusqlite::{Connection, Transaction, named_params};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE stage_rules (
    kind        INTEGER NOT NULL,
    pipeline_id TEXT NOT NULL,
    stage_id    TEXT NOT NULL,
    property    TEXT NOT NULL,
    PRIMARY KEY (kind, pipeline_id, stage_id, property)
) STRICT, WITHOUT ROWID;
";

/// One rule: this property must have a value in this stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRule {
    /// The pipeline.
    pub pipeline_id: String,
    /// The stage.
    pub stage_id: String,
    /// The property.
    pub property: String,
}

/// Every rule of a type.
pub fn list(connection: &Connection, kind: ObjectKind) -> Result<Vec<StageRule>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT pipeline_id, stage_id, property FROM stage_rules WHERE kind = :kind
         ORDER BY pipeline_id, stage_id, property",
    )?;
    let rows = statement.query_map(named_params! { ":kind": kind.number() }, |row| {
        Ok(StageRule {
            pipeline_id: row.get("pipeline_id")?,
            stage_id: row.get("stage_id")?,
            property: row.get("property")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Replaces every rule of one stage.
pub fn replace(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    (pipeline_id, stage_id): (&str, &str),
    properties: &[String],
) -> Result<(), ApiError> {
    tx.prepare_cached("DELETE FROM stage_rules WHERE kind = :kind AND pipeline_id = :pipeline AND stage_id = :stage")?
        .execute(named_params! { ":kind": kind.number(), ":pipeline": pipeline_id, ":stage": stage_id })?;
    let mut insert = tx.prepare_cached(
        "INSERT OR IGNORE INTO stage_rules (kind, pipeline_id, stage_id, property)
         VALUES (:kind, :pipeline, :stage, :property)",
    )?;
    for property in properties {
        insert.execute(named_params! {
            ":kind": kind.number(), ":pipeline": pipeline_id, ":stage": stage_id, ":property": property,
        })?;
    }
    Ok(())
}
