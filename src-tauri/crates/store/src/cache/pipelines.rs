//! Ticket pipelines with their stages, in the remote's order.

use bellhop_model::{Change, Pipeline, PipelineId, Stage};
use rusqlite::named_params;

use super::cache_table;
use crate::error::Result;
use crate::row::id;

pub(crate) const MIGRATION: &str = "
CREATE TABLE pipelines (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    label TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE stages (
    pipeline TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (pipeline, position)
) STRICT, WITHOUT ROWID;
";

cache_table!(Pipelines, PipelinesMut, "ticket pipelines");

impl Pipelines<'_> {
    /// Every pipeline with its stages, in order.
    pub fn all(&self) -> Result<Vec<Pipeline>> {
        let mut statement = self.0.prepare_cached("SELECT id, label FROM pipelines ORDER BY position")?;
        let rows = statement.query_map([], |row| Ok((id::<PipelineId>(row, "id")?, row.get::<_, String>("label")?)))?;
        let mut pipelines = Vec::new();
        for row in rows {
            let (id, label) = row?;
            pipelines.push(Pipeline { stages: self.stages(&id)?, id, label });
        }
        Ok(pipelines)
    }

    fn stages(&self, pipeline: &PipelineId) -> Result<Vec<Stage>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, label, closed FROM stages WHERE pipeline = ? ORDER BY position")?;
        let rows = statement.query_map([pipeline.as_str()], |row| {
            Ok(Stage { id: id(row, "id")?, label: row.get("label")?, closed: row.get("closed")? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl PipelinesMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, pipelines: &[Pipeline]) -> Result<()> {
        if self.all()? == pipelines {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM pipelines", [])?;
        self.w.conn.execute("DELETE FROM stages", [])?;
        for (position, pipeline) in (0_i64..).zip(pipelines) {
            self.w
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO pipelines (id, position, label) VALUES (:id, :position, :label)",
                )?
                .execute(
                    named_params! {":id": pipeline.id.as_str(), ":position": position, ":label": pipeline.label},
                )?;
            for (position, stage) in (0_i64..).zip(&pipeline.stages) {
                self.w
                    .conn
                    .prepare_cached(
                        "INSERT OR REPLACE INTO stages (pipeline, position, id, label, closed)
                         VALUES (:pipeline, :position, :id, :label, :closed)",
                    )?
                    .execute(named_params! {
                        ":pipeline": pipeline.id.as_str(),
                        ":position": position,
                        ":id": stage.id.as_str(),
                        ":label": stage.label,
                        ":closed": stage.closed,
                    })?;
            }
        }
        self.w.changed(Change::Directory);
        Ok(())
    }
}
