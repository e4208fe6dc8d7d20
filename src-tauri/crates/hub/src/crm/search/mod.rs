//! `POST /{type}/search`: filters, one sort, free text, offsets up to the wall.
//!
//! The filters become one SQL condition (`filter`), so that walking by the time of change stays on its index however
//! many objects there are. With an index lag, the condition is applied to what the index would still believe
//! (`db::search_snapshots`). The limits are HubSpot's and answer 400: 5 groups of 6 filters, 18 in all, 200 results a
//! page, 10,000 in reach.

mod filter;
mod words;

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{
    Page,
    crm::{Search, Sort},
};
use rusqlite::{Connection, functions::FunctionFlags, params_from_iter, types::Value};
use serde::Deserialize;

use super::{
    asked::{Asked, Shown},
    catalogue,
    kind::{Access, ObjectKind},
    object_calls::kind,
};
use crate::{
    db::{objects::ObjectRow, search_snapshots, to_millis},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
    },
};
use filter::Condition;

/// No result behind this place can be had.
const WALL: usize = 10_000;
/// The largest page.
const MOST: usize = 200;
/// The longest free text, in characters.
const LONGEST_QUERY: usize = 3_000;

/// The body: `after` may be a number, and `limit` and `after` may be texts.
#[derive(Debug, Deserialize)]
pub(super) struct SearchBody(serde_json::Value);

impl SearchBody {
    fn read(mut self) -> Result<Search, ApiError> {
        if let Some(fields) = self.0.as_object_mut() {
            fields.retain(|_, value| !value.is_null());
            if let Some(after) = fields.get_mut("after").filter(|after| after.is_number()) {
                *after = after.to_string().into();
            }
            if let Some(limit) = fields.get_mut("limit")
                && let Some(number) = limit.as_str().and_then(|text| text.parse::<u32>().ok())
            {
                *limit = number.into();
            }
            for group in fields.get_mut("filterGroups").and_then(|it| it.as_array_mut()).into_iter().flatten() {
                for filter in group.get_mut("filters").and_then(|it| it.as_array_mut()).into_iter().flatten() {
                    filter::soften(filter);
                }
            }
        }
        serde_json::from_value(self.0).map_err(|error| ApiError::validation(format!("Invalid input JSON: {error}")))
    }
}

/// `POST /{type}/search`.
pub(super) async fn search(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<SearchBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let wanted = body.read()?;
    let now = to_millis(app.now());
    let page = app.db.read(move |connection| find(connection, kind, &wanted, now));
    Ok(Json(page.await?).into_response())
}

fn find(connection: &Connection, kind: ObjectKind, wanted: &Search, now: i64) -> Result<Page<Shown>, ApiError> {
    let (offset, limit) = reach(wanted)?;
    let mut condition = Condition::of(connection, kind, &wanted.filter_groups)?;
    if let Some(text) = wanted.query.as_deref().filter(|text| !text.trim().is_empty()) {
        if text.chars().count() > LONGEST_QUERY {
            return Err(ApiError::validation(format!("query has at most {LONGEST_QUERY} characters")));
        }
        condition.and_words(kind, text);
    }
    let order = order(connection, kind, &wanted.sorts)?;
    if condition.looks_for_words() {
        teach(connection)?;
    }
    let source = Source::at(connection, kind, now)?;
    let total = source.count(connection, &condition)?;
    let rows = if limit == 0 { Vec::new() } else { source.page(connection, (&condition, &order), (offset, limit))? };
    let asked = Asked { properties: wanted.properties.clone(), ..Asked::default() };
    let end = offset + rows.len();
    let after = (!rows.is_empty() && u64::try_from(end).unwrap_or(u64::MAX) < total).then(|| end.to_string());
    let mut page = Page::new(asked.show(connection, kind, &rows)?, after);
    page.total = Some(total);
    Ok(page)
}

/// Offset and limit, if they are within reach.
fn reach(wanted: &Search) -> Result<(usize, usize), ApiError> {
    let limit = wanted.limit.map_or(10, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if limit > MOST {
        return Err(ApiError::validation(format!("limit must be at most {MOST}")));
    }
    let offset = match wanted.after.as_deref().filter(|after| !after.is_empty()) {
        None => 0,
        Some(after) => after
            .parse::<usize>()
            .map_err(|_| ApiError::validation(format!("after must be an integer offset, not \"{after}\"")))?,
    };
    if offset.saturating_add(limit) > WALL {
        return Err(ApiError::validation(format!("The maximum number of results is {WALL}; use a narrower filter")));
    }
    Ok((offset, limit))
}

/// The `ORDER BY` of a search: one sort, then the id; without a sort the oldest first.
fn order(connection: &Connection, kind: ObjectKind, sorts: &[Sort]) -> Result<String, ApiError> {
    let (name, is_descending) = match sorts {
        [] => return Ok("o.id".to_owned()),
        [Sort::By { property_name, direction }] => match direction.as_deref() {
            None | Some("ASCENDING" | "") => (property_name.as_str(), false),
            Some("DESCENDING") => (property_name.as_str(), true),
            Some(other) => return Err(ApiError::validation(format!("Unknown sort direction: {other}"))),
        },
        [Sort::Name(name)] => (name.strip_prefix('-').unwrap_or(name), name.starts_with('-')),
        _ => return Err(ApiError::validation("Only one sort is allowed")),
    };
    let definition = catalogue::find(connection, kind, name)?
        .ok_or_else(|| ApiError::validation(format!("Unknown property to sort by: {name}")))?;
    let direction = if is_descending { "DESC" } else { "ASC" };
    Ok(format!("{} {direction}, o.id {direction}", filter::sort_key(kind, &definition)))
}

/// Gives the connection the functions that look for words. Only when needed: it makes the connection prepare its
/// statements anew.
fn teach(connection: &Connection) -> Result<(), ApiError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(filter::HAS_TOKEN, 2, flags, |context| {
        let (text, wanted): (Option<String>, String) = (context.get(0)?, context.get(1)?);
        Ok(text.is_some_and(|text| words::has_token(&text, &wanted)))
    })?;
    connection.create_scalar_function(filter::HAS_WORDS, 2, flags, |context| {
        let (text, wanted): (Option<String>, String) = (context.get(0)?, context.get(1)?);
        Ok(text.is_some_and(|text| words::has_words(&text, &wanted)))
    })?;
    Ok(())
}

/// Where a search looks: the objects, or the objects as the lagging index has them.
struct Source {
    sql: String,
}

impl Source {
    fn at(connection: &Connection, kind: ObjectKind, now: i64) -> Result<Self, ApiError> {
        let number = kind.number();
        let lag = search_snapshots::lag(connection)?;
        let since = now.saturating_sub(lag);
        if lag == 0 || !search_snapshots::any_since(connection, kind, since)? {
            // Kept as a plain table with constants, so that the partial indexes are used.
            return Ok(Self { sql: format!("objects o WHERE o.kind = {number} AND o.archived_at IS NULL") });
        }
        let columns = "properties, created_at, modified_at";
        Ok(Self {
            sql: format!(
                "(SELECT id, {columns}, archived_at FROM objects WHERE kind = {number} AND archived_at IS NULL
                      AND id NOT IN (SELECT object_id FROM search_snapshots WHERE replaced_at > {since})
                  UNION ALL
                  SELECT object_id AS id, {columns}, NULL AS archived_at FROM search_snapshots s
                  WHERE kind = {number} AND replaced_at > {since} AND properties IS NOT NULL
                      AND seq = (SELECT min(seq) FROM search_snapshots
                                 WHERE object_id = s.object_id AND replaced_at > {since})) o WHERE true"
            ),
        })
    }

    fn count(&self, connection: &Connection, condition: &Condition) -> Result<u64, ApiError> {
        let sql = format!("SELECT count(*) AS total FROM {} AND {}", self.sql, condition.sql);
        let mut statement = connection.prepare(&sql)?;
        let total: i64 = statement.query_row(params_from_iter(&condition.parameters), |row| row.get("total"))?;
        Ok(u64::try_from(total).unwrap_or(0))
    }

    fn page(
        &self,
        connection: &Connection,
        (condition, order): (&Condition, &str),
        (offset, limit): (usize, usize),
    ) -> Result<Vec<ObjectRow>, ApiError> {
        let sql = format!(
            "SELECT o.id, o.properties, o.created_at, o.modified_at, o.archived_at FROM {} AND {}
             ORDER BY {order} LIMIT ? OFFSET ?",
            self.sql, condition.sql
        );
        let place = [limit, offset].map(|number| Value::from(i64::try_from(number).unwrap_or(i64::MAX)));
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(condition.parameters.iter().chain(&place)), ObjectRow::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests;
