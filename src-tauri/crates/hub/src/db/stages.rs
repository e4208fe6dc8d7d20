//! The stages of pipelines: what a rep calls the status of a ticket. The ids of the default ones are HubSpot's.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, Transaction, named_params};

use crate::{crm::kind::ObjectKind, server::answer::ApiError};

/// The table and the stages of a new account.
pub const MIGRATION: &str = r#"
CREATE TABLE stages (
    kind          INTEGER NOT NULL,
    pipeline_id   TEXT NOT NULL,
    id            TEXT NOT NULL,
    label         TEXT NOT NULL,
    display_order INTEGER NOT NULL,
    metadata      TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    archived_at   INTEGER,
    PRIMARY KEY (kind, id),
    FOREIGN KEY (kind, pipeline_id) REFERENCES pipelines (kind, id)
) STRICT;
INSERT INTO stages (kind, pipeline_id, id, label, display_order, metadata, created_at, updated_at)
SELECT column1, column2, column3, column4, column5, column6, unixepoch() * 1000, unixepoch() * 1000 FROM (VALUES
    (5, '0', '1', 'New', 0, '{"isClosed":"false","ticketState":"OPEN"}'),
    (5, '0', '2', 'Waiting on contact', 1, '{"isClosed":"false","ticketState":"OPEN"}'),
    (5, '0', '3', 'Waiting on us', 2, '{"isClosed":"false","ticketState":"OPEN"}'),
    (5, '0', '4', 'Closed', 3, '{"isClosed":"true","ticketState":"CLOSED"}'),
    (3, 'default', 'appointmentscheduled', 'Appointment Scheduled', 0, '{"isClosed":"false","probability":"0.2"}'),
    (3, 'default', 'qualifiedtobuy', 'Qualified To Buy', 1, '{"isClosed":"false","probability":"0.4"}'),
    (3, 'default', 'contractsent', 'Contract Sent', 2, '{"isClosed":"false","probability":"0.9"}'),
    (3, 'default', 'closedwon', 'Closed Won', 3, '{"isClosed":"true","probability":"1.0"}'),
    (3, 'default', 'closedlost', 'Closed Lost', 4, '{"isClosed":"true","probability":"0.0"}'));
"#;

/// One stage.
#[derive(Debug, Clone)]
pub struct StageRow {
    /// The pipeline it is part of.
    pub pipeline_id: String,
    /// Opaque text, unique in the account.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in the pipeline.
    pub display_order: i64,
    /// `isClosed` and `ticketState` or `probability`, all texts.
    pub metadata: BTreeMap<String, String>,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// Milliseconds since 1970, while it is in the bin.
    pub archived_at: Option<i64>,
}

impl StageRow {
    /// True when a ticket in this stage is closed.
    pub fn is_closed(&self) -> bool {
        self.metadata.get("ticketState").is_some_and(|state| state == "CLOSED")
            || self.metadata.get("isClosed").is_some_and(|closed| closed == "true")
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let metadata = serde_json::from_str(row.get_ref("metadata")?.as_str()?).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })?;
        Ok(Self {
            pipeline_id: row.get("pipeline_id")?,
            id: row.get("id")?,
            label: row.get("label")?,
            display_order: row.get("display_order")?,
            metadata,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            archived_at: row.get("archived_at")?,
        })
    }
}

/// The stages of every pipeline of a type in their order, those in the bin included.
pub fn list(connection: &Connection, kind: ObjectKind) -> Result<Vec<StageRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT pipeline_id, id, label, display_order, metadata, created_at, updated_at, archived_at FROM stages
         WHERE kind = :kind ORDER BY pipeline_id, display_order, rowid",
    )?;
    let rows = statement.query_map(named_params! { ":kind": kind.number() }, StageRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds or replaces a stage.
pub fn put(tx: &Transaction<'_>, kind: ObjectKind, row: &StageRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO stages (kind, pipeline_id, id, label, display_order, metadata, created_at, updated_at,
             archived_at)
         VALUES (:kind, :pipeline, :id, :label, :place, :metadata, :created, :updated, :archived)
         ON CONFLICT (kind, id) DO UPDATE SET label = excluded.label, display_order = excluded.display_order,
             metadata = excluded.metadata, updated_at = excluded.updated_at, archived_at = excluded.archived_at",
    )?
    .execute(named_params! {
        ":kind": kind.number(), ":pipeline": row.pipeline_id, ":id": row.id, ":label": row.label,
        ":place": row.display_order, ":metadata": serde_json::to_string(&row.metadata)?,
        ":created": row.created_at, ":updated": row.updated_at, ":archived": row.archived_at,
    })?;
    Ok(())
}
