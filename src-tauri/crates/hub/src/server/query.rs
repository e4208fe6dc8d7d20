//! The query of a request: repeated names, and 400 in HubSpot's shape for what cannot be read.
//!
//! axum's own `Query` cannot read repeated names (`inboxId=1&inboxId=2`) and answers in plain text.

use std::str::FromStr;

use axum::{extract::FromRequestParts, http::request::Parts};
use chrono::{DateTime, Utc};

use super::answer::ApiError;

/// The names and values of a query, in their order.
#[derive(Debug, Clone, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// The first value of a name; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(key, _)| is_named(key, name)).map(|(_, value)| value.trim());
        named.into_iter().find(|value| !value.is_empty())
    }

    /// Every value of a name, also those of one value with commas.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.0.iter().filter(move |(key, _)| is_named(key, name));
        values.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|value| !value.is_empty())
    }

    /// `true` or `false`; false when absent.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        Ok(self.parsed(name)?.unwrap_or(false))
    }

    /// A value of any type that reads itself from text.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        self.get(name).map(|text| parse(name, text)).transpose()
    }

    /// Every value of a name, as numbers.
    pub fn ids(&self, name: &str) -> Result<Vec<i64>, ApiError> {
        self.all(name).map(|text| parse(name, text)).collect()
    }

    /// A point in time in ISO 8601.
    pub fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        let read = |text: &str| DateTime::parse_from_rfc3339(text).map_err(|_| wrong(name, text));
        Ok(self.get(name).map(read).transpose()?.map(|time| time.with_timezone(&Utc)))
    }

    /// The page size: `limit`, clamped to `cap`; less than 1 is refused.
    pub fn limit(&self, default: usize, cap: usize) -> Result<usize, ApiError> {
        match self.parsed::<i64>("limit")? {
            None => Ok(default.min(cap)),
            Some(limit) if limit < 1 => Err(wrong("limit", &limit.to_string())),
            Some(limit) => Ok(usize::try_from(limit).unwrap_or(cap).min(cap)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

/// A list may be written with or without brackets.
fn is_named(key: &str, name: &str) -> bool {
    key == name || key.strip_suffix("[]") == Some(name)
}

/// Reads a value of a path or query; 400 when it has the wrong form.
pub fn parse<T: FromStr>(name: &str, text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| wrong(name, text))
}

fn wrong(name: &str, text: &str) -> ApiError {
    ApiError::validation(format!("Invalid value for {name}: {text}")).with_detail(
        "INVALID_PARAMETER",
        name,
        "invalid value",
    )
}
