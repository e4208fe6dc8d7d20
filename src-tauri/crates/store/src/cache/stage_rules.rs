//! What a ticket must have before it may enter a stage.
//!
//! A hub serves these rules and they are replaced whole. HubSpot has no endpoint for them: there they are learned from its
//! refusals, one stage at a time, and forgotten after a while, for nobody tells when an administrator lifts a rule.

use bellhop_model::{Change, PipelineId, StageId};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::named_params;

use super::cache_table;
use crate::error::Result;
use crate::row::{id, maybe_ms, maybe_time_at, ms};

pub(crate) const MIGRATION: &str = "
CREATE TABLE stage_rules (
    pipeline TEXT NOT NULL,
    stage TEXT NOT NULL,
    property TEXT NOT NULL,
    learned_at INTEGER,
    PRIMARY KEY (pipeline, stage, property)
) STRICT, WITHOUT ROWID;
";

/// How long a rule that was learned from a refusal is believed.
const BELIEVED: TimeDelta = TimeDelta::days(30);

cache_table!(StageRules, StageRulesMut, "what each status demands");

/// A property that a ticket must have in a stage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StageRule {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The stage.
    pub stage: StageId,
    /// The internal name of the property.
    pub property: String,
    /// When it was learned from a refusal; absent when the remote tells it.
    pub learned_at: Option<DateTime<Utc>>,
}

impl StageRule {
    /// Until when a learned rule is believed; nothing for one that the remote tells.
    pub fn believed_until(&self) -> Option<DateTime<Utc>> {
        self.learned_at.map(|at| at + BELIEVED)
    }
}

impl StageRules<'_> {
    /// Every rule, by pipeline, stage and property.
    pub fn all(&self) -> Result<Vec<StageRule>> {
        let mut statement = self.0.prepare_cached(
            "SELECT pipeline, stage, property, learned_at FROM stage_rules ORDER BY pipeline, stage, property",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(StageRule {
                pipeline: id(row, "pipeline")?,
                stage: id(row, "stage")?,
                property: row.get("property")?,
                learned_at: maybe_time_at(row, "learned_at")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The properties that a stage demands.
    pub fn of(&self, pipeline: &PipelineId, stage: &StageId, now: DateTime<Utc>) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached(
            "SELECT property FROM stage_rules WHERE pipeline = :pipeline AND stage = :stage
                AND (learned_at IS NULL OR learned_at > :since) ORDER BY property",
        )?;
        let wanted = named_params! {
            ":pipeline": pipeline.as_str(),
            ":stage": stage.as_str(),
            ":since": ms(now - BELIEVED),
        };
        let rows = statement.query_map(wanted, |row| row.get("property"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl StageRulesMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, rules: &[StageRule]) -> Result<()> {
        let mut next = rules.to_vec();
        next.sort();
        next.dedup();
        if self.all()? == next {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM stage_rules", [])?;
        for rule in &next {
            self.insert(rule)?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }

    /// Adds what a refusal taught.
    pub fn learn(&self, rules: &[StageRule]) -> Result<()> {
        for rule in rules {
            self.insert(rule)?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }

    fn insert(&self, rule: &StageRule) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO stage_rules (pipeline, stage, property, learned_at)
                 VALUES (:pipeline, :stage, :property, :learned_at)
                 ON CONFLICT DO UPDATE SET learned_at = excluded.learned_at",
            )?
            .execute(named_params! {
                ":pipeline": rule.pipeline.as_str(),
                ":stage": rule.stage.as_str(),
                ":property": rule.property,
                ":learned_at": maybe_ms(rule.learned_at),
            })?;
        Ok(())
    }
}
