//! Values of properties: what the API takes, and the one form in which they are stored.
//!
//! Stored texts compare in the right order: moments are ISO 8601 with milliseconds in UTC, days `YYYY-MM-DD`, numbers
//! plain decimals, addresses in lower case. Lists are joined with `;`. An empty text clears a property, so an empty
//! value is never stored. What does not fit is a [`Violation`] with HubSpot's code.

use bellhop_hubspot::wire::crm::Property;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// The longest text that a property holds, in characters.
const LONGEST: usize = 65_536;

/// One thing that is wrong with a written property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The property.
    pub property: String,
    /// HubSpot's code, for example `INVALID_OPTION`.
    pub code: &'static str,
    /// A sentence in English.
    pub message: String,
}

impl Violation {
    pub(crate) fn new(property: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { property: property.to_owned(), code, message: message.into() }
    }
}

/// How the values of a property behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// Any text.
    Text,
    /// A decimal number.
    Number,
    /// A moment.
    Moment,
    /// A day.
    Day,
    /// One of the options.
    One,
    /// Any of the options, joined with `;`.
    Many,
}

impl ValueKind {
    /// The behaviour that a definition asks for.
    pub(crate) fn of(definition: &Property) -> Self {
        match (definition.kind.as_str(), definition.field_type.as_str()) {
            ("number", _) => Self::Number,
            ("datetime", _) => Self::Moment,
            ("date", _) => Self::Day,
            ("enumeration", "checkbox") => Self::Many,
            ("enumeration" | "bool", _) => Self::One,
            _ => Self::Text,
        }
    }
}

/// The stored form of a written value; `before` is what a leading `;` adds to.
pub(crate) fn normalise(definition: &Property, raw: &str, before: Option<&str>) -> Result<String, Violation> {
    let refuse = |code, message: String| Err(Violation::new(&definition.name, code, message));
    match ValueKind::of(definition) {
        ValueKind::Text if definition.name == "email" => match email(raw) {
            Some(address) => Ok(address),
            None => refuse("INVALID_EMAIL", format!("Email address {raw} is invalid")),
        },
        ValueKind::Text if raw.chars().count() > LONGEST => {
            refuse("PROPERTY_TOO_LONG", format!("{} is longer than {LONGEST} characters", definition.name))
        }
        ValueKind::Text => Ok(raw.to_owned()),
        ValueKind::Number => match number(raw) {
            Some(number) => Ok(number),
            None => refuse("INVALID_DOUBLE", format!("{raw} was not a valid number.")),
        },
        ValueKind::Moment => match moment(raw) {
            Some(moment) => Ok(iso(moment)),
            None => refuse("INVALID_DATE", format!("{raw} was not a valid date.")),
        },
        ValueKind::Day => match day(raw) {
            Some(day) => Ok(day),
            None => refuse("INVALID_DATE", format!("{raw} was not a valid date.")),
        },
        ValueKind::One => option(definition, raw),
        ValueKind::Many => options(definition, raw, before),
    }
}

fn option(definition: &Property, raw: &str) -> Result<String, Violation> {
    let raw = if definition.kind == "bool" { raw.to_ascii_lowercase() } else { raw.to_owned() };
    if definition.external_options || definition.options.iter().any(|option| option.value == raw) {
        return Ok(raw);
    }
    let allowed: Vec<&str> = definition.options.iter().map(|option| option.value.as_str()).collect();
    let message = format!("{raw} was not one of the allowed options: [{}]", allowed.join(", "));
    Err(Violation::new(&definition.name, "INVALID_OPTION", message))
}

fn options(definition: &Property, raw: &str, before: Option<&str>) -> Result<String, Violation> {
    let mut chosen: Vec<String> = Vec::new();
    let kept = if raw.starts_with(';') { before.unwrap_or_default() } else { "" };
    for value in list(kept) {
        chosen.push(value.to_owned());
    }
    for value in list(raw) {
        let value = option(definition, value)?;
        if !chosen.contains(&value) {
            chosen.push(value);
        }
    }
    Ok(chosen.join(";"))
}

/// The parts of a value that is joined with `;`.
pub(crate) fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// An address in lower case, if it looks like one.
pub(crate) fn email(raw: &str) -> Option<String> {
    let address = raw.trim().to_lowercase();
    let (name, host) = address.split_once('@')?;
    let plausible = !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !address.chars().any(|letter| letter.is_whitespace() || letter == ',')
        && !host.contains('@');
    plausible.then_some(address)
}

fn number(raw: &str) -> Option<String> {
    let raw = raw.trim();
    if let Ok(whole) = raw.parse::<i64>() {
        return Some(whole.to_string());
    }
    let value: f64 = raw.parse().ok()?;
    value.is_finite().then(|| value.to_string())
}

/// A moment from epoch milliseconds or ISO 8601.
pub(crate) fn moment(raw: &str) -> Option<DateTime<Utc>> {
    let raw = raw.trim();
    if let Ok(millis) = raw.parse::<i64>() {
        return DateTime::from_timestamp_millis(millis);
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(raw) {
        return Some(moment.to_utc());
    }
    let midnight = raw.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?;
    Some(midnight.and_utc())
}

/// A day from `YYYY-MM-DD`, or from epoch milliseconds or ISO 8601 at midnight UTC.
pub(crate) fn day(raw: &str) -> Option<String> {
    let moment = moment(raw)?;
    let is_midnight = moment.timestamp_millis().rem_euclid(86_400_000) == 0;
    is_midnight.then(|| moment.date_naive().to_string())
}

/// The stored form of a moment.
pub(crate) fn iso(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The stored form of a moment in milliseconds since 1970.
pub(crate) fn iso_millis(millis: i64) -> String {
    iso(crate::db::from_millis(millis))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::crm::{definitions, kind::ObjectKind};

    fn stored(name: &str, raw: &str) -> Result<String, &'static str> {
        let kind = if name == "email" || name == "phone" { ObjectKind::Contact } else { ObjectKind::Ticket };
        let definition = definitions::find(kind, name).unwrap();
        normalise(&definition, raw, None).map_err(|violation| violation.code)
    }

    #[test]
    fn moments_are_taken_in_every_form_and_stored_in_one_that_sorts() {
        for raw in ["1700000000123", "2023-11-14T22:13:20.123Z", "2023-11-14T23:13:20.123+01:00"] {
            assert_eq!(stored("closed_date", raw).as_deref(), Ok("2023-11-14T22:13:20.123Z"), "{raw}");
        }
        assert_eq!(stored("closed_date", "2023-11-14").as_deref(), Ok("2023-11-14T00:00:00.000Z"));
        assert_eq!(stored("closed_date", "yesterday"), Err("INVALID_DATE"));
    }

    #[test]
    fn a_day_is_refused_when_its_milliseconds_are_not_midnight() {
        assert_eq!(day("1700006400000").as_deref(), Some("2023-11-15"));
        assert_eq!(day("2023-11-15").as_deref(), Some("2023-11-15"));
        assert_eq!(day("1700006400001"), None);
    }

    #[test]
    fn options_are_checked_and_a_leading_semicolon_adds_to_what_is_there() {
        assert_eq!(stored("hs_ticket_priority", "HIGH").as_deref(), Ok("HIGH"));
        assert_eq!(stored("hs_ticket_priority", "high"), Err("INVALID_OPTION"));
        let category = definitions::find(ObjectKind::Ticket, "hs_ticket_category").unwrap();
        let added = normalise(&category, ";BILLING_ISSUE;PRODUCT_ISSUE", Some("PRODUCT_ISSUE")).unwrap();
        assert_eq!(added, "PRODUCT_ISSUE;BILLING_ISSUE");
        let replaced = normalise(&category, "BILLING_ISSUE", Some("PRODUCT_ISSUE")).unwrap();
        assert_eq!(replaced, "BILLING_ISSUE");
        assert!(normalise(&category, "BILLING_ISSUE;NONSENSE", None).is_err());
        assert_eq!(stored("hubspot_owner_id", "71000001").as_deref(), Ok("71000001"), "owners are no options");
    }

    #[test]
    fn addresses_are_stored_in_lower_case_and_checked() {
        assert_eq!(stored("email", " Ann@Example.COM ").as_deref(), Ok("ann@example.com"));
        for wrong in ["ann", "ann@", "@example.com", "ann@host", "a b@example.com", "a@b@example.com"] {
            assert_eq!(stored("email", wrong), Err("INVALID_EMAIL"), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_plain_decimals() {
        assert_eq!(number(" 0012 ").as_deref(), Some("12"));
        assert_eq!(number("1.50").as_deref(), Some("1.5"));
        assert_eq!(number("12 apples"), None);
        assert_eq!(number("NaN"), None);
    }
}
