//! How values lie in columns: times as milliseconds since 1970, lists and objects as JSON text.

use bellhop_model::ThreadStatus;
use chrono::{DateTime, TimeZone, Utc};
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) fn ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub(crate) fn maybe_ms(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(ms)
}

/// A time from its milliseconds; 1970 for a number that no calendar has.
pub(crate) fn time(ms: i64) -> DateTime<Utc> {
    Utc.timestamp_millis_opt(ms).single().unwrap_or_default()
}

pub(crate) fn time_at(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<Utc>> {
    row.get(column).map(time)
}

pub(crate) fn maybe_time_at(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<DateTime<Utc>>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(time))
}

/// An id, or none.
pub(crate) fn maybe_id<T: From<String>>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<String>>(column)?.map(T::from))
}

pub(crate) fn id<T: From<String>>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    row.get::<_, String>(column).map(T::from)
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|problem| rusqlite::Error::ToSqlConversionFailure(problem.into()))
}

pub(crate) fn json_at<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse_json(&row.get::<_, String>(column)?)
}

pub(crate) fn maybe_json_at<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?.map(|text| parse_json(&text)).transpose()
}

/// JSON text that a column holds.
pub(crate) fn parse_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|problem| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, problem.into()))
}

/// Ids as a JSON array, for `IN (SELECT value FROM json_each(?))`.
pub(crate) fn id_list<'a>(ids: impl IntoIterator<Item = &'a str>) -> rusqlite::Result<String> {
    json(&ids.into_iter().collect::<Vec<_>>())
}

pub(crate) fn status_number(status: ThreadStatus) -> i64 {
    match status {
        ThreadStatus::Open => 0,
        ThreadStatus::Closed => 1,
    }
}

pub(crate) fn status_from(number: i64) -> ThreadStatus {
    if number == 1 { ThreadStatus::Closed } else { ThreadStatus::Open }
}
