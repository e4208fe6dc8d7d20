//! Why a call failed, and what to do about it.
//!
//! The kinds are cut by what they let the caller conclude, not by what went wrong inside: whether the request can
//! have arrived is the first question, what the remote said is the second.

use std::time::Duration;

use serde_json::Value;

use super::http::Repeat;
use crate::wire::{ErrorBody, ErrorDetail};

/// A failed call.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    what: &'static str,
    repeat: Repeat,
    kind: Kind,
}

/// How a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// The address or the token cannot be used at all; nothing was sent.
    Address {
        /// Why.
        detail: String,
    },
    /// No connection: name, route, refusal or TLS. The request was never sent.
    Connect {
        /// Why.
        detail: String,
    },
    /// The request was sent, or may have been, and no whole answer came back.
    NoAnswer {
        /// Why.
        detail: String,
    },
    /// The remote refused, or asked to come again.
    Status {
        /// The HTTP status.
        status: u16,
        /// What the remote said; empty where it was not the API's form.
        body: Box<ErrorBody>,
        /// Its `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The answer says success and is not in the API's form: a captive portal, a proxy, another server.
    Malformed {
        /// What is wrong with it; never its content.
        detail: String,
    },
}

/// What may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same again, after a short pause of the caller's choice.
    Soon,
    /// The same again, not before this long.
    After(Duration),
    /// A new token.
    NeedsLogin,
    /// It may have been done: find out before doing it again.
    Uncertain,
    /// Nothing: it was refused for good.
    Never,
}

/// The rolling window of the general limit.
const TEN_SECONDS: Duration = Duration::from_secs(10);
/// The daily limit ends at midnight in the account's zone; asking four times an hour finds it soon enough.
const DAILY: Duration = Duration::from_secs(15 * 60);
/// An account that moves between data centres says how long; when it does not, this.
const MOVING: Duration = Duration::from_secs(60);
/// A locked record is free again after two seconds or more.
const LOCKED: Duration = Duration::from_secs(2);

impl Error {
    pub(super) fn new(what: &'static str, repeat: Repeat, kind: Kind) -> Self {
        Self(Box::new(Inner { what, repeat, kind }))
    }

    pub(super) fn address(what: &'static str, detail: String) -> Self {
        Self::new(what, Repeat::Inside, Kind::Address { detail })
    }

    /// How it failed.
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match &self.0.kind {
            Kind::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// True when what was asked for is gone.
    pub fn is_gone(&self) -> bool {
        matches!(self.status(), Some(404 | 410))
    }

    /// True when the remote was not reached, or not understood: the network's fault more likely than the request's.
    pub fn is_outage(&self) -> bool {
        match &self.0.kind {
            Kind::Connect { .. } | Kind::NoAnswer { .. } | Kind::Malformed { .. } => true,
            Kind::Status { status, .. } => *status >= 500 || (300..400).contains(status),
            Kind::Address { .. } => false,
        }
    }

    /// What may help.
    pub fn retry(&self) -> Retry {
        match &self.0.kind {
            Kind::Address { .. } => Retry::Never,
            Kind::Connect { .. } => Retry::Soon,
            Kind::NoAnswer { .. } | Kind::Malformed { .. } => self.in_doubt(),
            Kind::Status { status, body, retry_after } => match status {
                401 => Retry::NeedsLogin,
                429 => Retry::After(retry_after.unwrap_or_else(|| limit_pause(body))),
                423 => Retry::After(retry_after.unwrap_or(LOCKED)),
                477 => Retry::After(retry_after.unwrap_or(MOVING)),
                408 | 425 | 300..=399 | 500.. => match retry_after {
                    Some(pause) if self.0.repeat != Repeat::Never => Retry::After(*pause),
                    _ => self.in_doubt(),
                },
                _ => Retry::Never,
            },
        }
    }

    /// The scopes that the token lacks, as far as the remote names them.
    pub fn missing_scopes(&self) -> Vec<String> {
        let Kind::Status { status: 403, body, .. } = &self.0.kind else { return Vec::new() };
        body.errors.iter().flat_map(|error| texts(&error.context, "requiredGranularScopes")).collect()
    }

    /// True when the token lacks a scope, named or not.
    pub fn is_missing_scope(&self) -> bool {
        matches!(&self.0.kind, Kind::Status { status: 403, .. })
    }

    /// The properties that the remote wants with this write, by internal name.
    pub fn missing_properties(&self) -> Vec<String> {
        let Kind::Status { status: 400, body, .. } = &self.0.kind else { return Vec::new() };
        let wanted = ["MISSING_CONDITIONAL_REQUIRED_PROPERTY", "MISSING_REQUIRED_PROPERTY"];
        let errors =
            body.errors.iter().filter(|error| error.code.as_deref().is_some_and(|code| wanted.contains(&code)));
        errors.flat_map(|error| texts(&error.context, "propertyName")).collect()
    }

    /// What the remote has against the values of a write: the property and its sentence about it.
    pub fn refused_values(&self) -> Vec<(String, String)> {
        let Kind::Status { status: 400, body, .. } = &self.0.kind else { return Vec::new() };
        let about = |error: &ErrorDetail| {
            let name = texts(&error.context, "propertyName").into_iter().next()?;
            Some((name, error.message.clone()))
        };
        body.errors.iter().filter_map(about).collect()
    }

    /// The policy of a 429, for example `TEN_SECONDLY_ROLLING`.
    pub(super) fn limited_by(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Status { status: 429, body, .. } => Some(body.policy_name.as_deref().unwrap_or_default()),
            _ => None,
        }
    }

    /// What the remote said, in its own words; else what happened.
    pub fn detail(&self) -> String {
        match &self.0.kind {
            Kind::Address { detail } | Kind::Connect { detail } | Kind::NoAnswer { detail } => detail.clone(),
            Kind::Malformed { detail } => detail.clone(),
            Kind::Status { status, body, .. } if body.message.is_empty() => format!("status {status}"),
            Kind::Status { body, .. } => {
                let mut text = body.message.clone();
                for error in body.errors.iter().filter(|error| !error.message.is_empty()) {
                    text.push_str(" · ");
                    text.push_str(&error.message);
                }
                text
            }
        }
    }

    fn in_doubt(&self) -> Retry {
        match self.0.repeat {
            Repeat::Inside | Repeat::ByCaller => Retry::Soon,
            Repeat::Never => Retry::Uncertain,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = self.0.what;
        match &self.0.kind {
            Kind::Address { detail } => write!(formatter, "{what}: {detail}"),
            Kind::Connect { detail } => write!(formatter, "{what}: the remote could not be reached: {detail}"),
            Kind::NoAnswer { detail } => write!(formatter, "{what}: the remote did not answer: {detail}"),
            Kind::Malformed { detail } => {
                write!(formatter, "{what}: this address does not answer like HubSpot's API: {detail}")
            }
            Kind::Status { status, body, .. } => {
                let category = body.category.as_deref().or(body.error_type.as_deref()).unwrap_or_default();
                write!(formatter, "{what}: {status} {category} {}", self.detail())
            }
        }
    }
}

impl std::error::Error for Error {}

/// A 429 without `Retry-After`: the length of the window that is full.
fn limit_pause(body: &ErrorBody) -> Duration {
    match body.policy_name.as_deref() {
        Some("SECONDLY") => Duration::from_secs(1),
        Some("DAILY") => DAILY,
        _ => TEN_SECONDS,
    }
}

/// The texts under a name of an error's context: a list, as HubSpot sends it, or a single one.
fn texts(context: &Value, name: &str) -> Vec<String> {
    match context.get(name) {
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        Some(Value::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    }
}

/// An error with its causes in one line: reqwest's own text leaves out the interesting part.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn status(status: u16, repeat: Repeat, body: Value) -> Error {
        let body = Box::new(serde_json::from_value(body).unwrap());
        Error::new("testing", repeat, Kind::Status { status, body, retry_after: None })
    }

    #[test]
    fn a_send_without_a_clear_answer_is_uncertain_and_a_read_is_just_repeated() {
        for kind in [
            || Kind::NoAnswer { detail: String::new() },
            || Kind::Malformed { detail: String::new() },
            || Kind::Status { status: 503, body: Box::default(), retry_after: Some(Duration::from_secs(3)) },
            || Kind::Status { status: 302, body: Box::default(), retry_after: None },
        ] {
            assert_eq!(Error::new("sending", Repeat::Never, kind()).retry(), Retry::Uncertain);
            assert_ne!(Error::new("reading", Repeat::Inside, kind()).retry(), Retry::Uncertain);
        }
        let refused = Error::new("sending", Repeat::Never, Kind::Connect { detail: String::new() });
        assert_eq!(refused.retry(), Retry::Soon, "a request that never left may be sent again");
    }

    #[test]
    fn a_full_window_is_waited_out_by_its_policy() {
        let limited = |policy: &str| status(429, Repeat::Never, json!({"policyName": policy})).retry();
        assert_eq!(limited("TEN_SECONDLY_ROLLING"), Retry::After(TEN_SECONDS));
        assert_eq!(limited("SECONDLY"), Retry::After(Duration::from_secs(1)));
        assert_eq!(limited("DAILY"), Retry::After(DAILY));
        assert_eq!(limited("SOMETHING_NEW"), Retry::After(TEN_SECONDS));
    }

    #[test]
    fn scopes_and_properties_are_read_from_lists_and_from_single_texts() {
        let error = status(
            403,
            Repeat::Inside,
            json!({"category": "MISSING_SCOPES", "errors": [{"context": {"requiredGranularScopes": ["tickets", "files"]}}]}),
        );
        assert_eq!(error.missing_scopes(), ["tickets", "files"]);
        assert_eq!(error.retry(), Retry::Never);
        let error = status(
            400,
            Repeat::ByCaller,
            json!({"errors": [
                {"code": "MISSING_CONDITIONAL_REQUIRED_PROPERTY", "context": {"propertyName": ["hs_resolution"]}},
                {"code": "MISSING_REQUIRED_PROPERTY", "context": {"propertyName": "subject"}},
                {"code": "INVALID_OPTION", "context": {"propertyName": ["other"]}}]}),
        );
        assert_eq!(error.missing_properties(), ["hs_resolution", "subject"]);
        let named: Vec<String> = error.refused_values().into_iter().map(|(name, _)| name).collect();
        assert_eq!(named, ["hs_resolution", "subject", "other"]);
    }
}
