//! What a stage means: the closed state of a ticket, its dates, and where a record without a stage begins.

use bellhop_hubspot::wire::crm::Properties;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::{kind::ObjectKind, values};
use crate::{
    db::{
        objects::{ObjectRow, Values},
        pipelines,
        stages::{self, StageRow},
        to_millis,
    },
    server::answer::ApiError,
};

/// Makes pipeline, stage and closed state agree. `written` wins over what is computed, so that seeded data can have
/// dates in the past.
pub(super) fn settle(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    before: Option<&ObjectRow>,
    (after, written): (&mut Values, &Properties),
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let Some((pipeline_name, stage_name)) = kind.stage_properties() else { return Ok(()) };
    let is_same = before
        .is_some_and(|row| [pipeline_name, stage_name].iter().all(|name| row.values.get(*name) == after.get(*name)));
    if is_same {
        return Ok(());
    }
    let Some(stage) = place(tx, kind, after.get(pipeline_name), after.get(stage_name))? else { return Ok(()) };
    after.insert(pipeline_name.to_owned(), stage.pipeline_id.clone());
    after.insert(stage_name.to_owned(), stage.id.clone());
    if kind == ObjectKind::Ticket {
        follow(before, (after, written), stage.is_closed(), now);
    }
    Ok(())
}

/// The live stage that is meant by a pipeline and a stage, of which either may be missing or not fit.
fn place(
    connection: &Connection,
    kind: ObjectKind,
    pipeline: Option<&String>,
    stage: Option<&String>,
) -> Result<Option<StageRow>, ApiError> {
    let stages = live_stages(connection, kind)?;
    let meant = stages
        .iter()
        .find(|row| stage == Some(&row.id) && pipeline.is_none_or(|pipeline| *pipeline == row.pipeline_id));
    if let Some(row) = meant {
        return Ok(Some(row.clone()));
    }
    let pipelines = pipelines::list(connection, kind)?;
    let mut live = pipelines.iter().filter(|row| row.archived_at.is_none());
    let pipeline = live.clone().find(|row| pipeline == Some(&row.id)).or_else(|| live.next());
    Ok(pipeline.and_then(|pipeline| stages.iter().find(|row| row.pipeline_id == pipeline.id)).cloned())
}

/// The stages of a type that are not in the bin, in their order.
pub(super) fn live_stages(connection: &Connection, kind: ObjectKind) -> Result<Vec<StageRow>, ApiError> {
    Ok(stages::list(connection, kind)?.into_iter().filter(|row| row.archived_at.is_none()).collect())
}

fn follow(
    before: Option<&ObjectRow>,
    (after, written): (&mut Values, &Properties),
    is_closed: bool,
    now: DateTime<Utc>,
) {
    let was_closed = before.is_some_and(|row| row.values.get("hs_is_closed").is_some_and(|closed| closed == "true"));
    let mut set = |name: &str, value: Option<String>| {
        if !written.contains_key(name) {
            match value {
                Some(value) => after.insert(name.to_owned(), value),
                None => after.remove(name),
            };
        }
    };
    set("hs_is_closed", Some(is_closed.to_string()));
    if is_closed && !was_closed {
        let created_at = before.map_or_else(|| to_millis(now), |row| row.created_at);
        set("closed_date", Some(values::iso(now)));
        set("hs_last_closed_date", Some(values::iso(now)));
        set("time_to_close", Some((to_millis(now) - created_at).max(0).to_string()));
    } else if was_closed && !is_closed {
        set("closed_date", None);
        set("time_to_close", None);
        set("hs_ticket_reopened_at", Some(values::iso(now)));
    }
}
