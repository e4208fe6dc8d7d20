//! Deadlines of tickets: a warning before each, and a word when it was missed. The remote sets them; the clock is ours, so they
//! are told without a network too.

use bellhop_model::Ticket;
use chrono::{DateTime, TimeDelta, Utc};

/// How long before a deadline the rep is warned.
pub(super) const AHEAD: TimeDelta = TimeDelta::minutes(15);

/// The kinds of deadline that a ticket can have.
const KINDS: [&str; 3] = ["hs_time_to_first_response_sla", "hs_time_to_next_response_sla", "hs_time_to_close_sla"];

/// A deadline that is not met yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) kind: &'static str,
    pub(super) at: DateTime<Utc>,
}

/// The deadlines of a ticket that nobody met. A paused clock has none.
pub(super) fn deadlines(ticket: &Ticket) -> Vec<Deadline> {
    if ticket.property("hs_sla_pause_status").is_some_and(|status| status.eq_ignore_ascii_case("paused")) {
        return Vec::new();
    }
    let open = |kind: &&&'static str| !matches!(ticket.property(&format!("{kind}_status")), Some("3" | "4"));
    let at = |kind: &&'static str| {
        let at = when(ticket.property(&format!("{kind}_at"))?)?;
        Some(Deadline { kind, at })
    };
    KINDS.iter().filter(open).filter_map(at).collect()
}

/// HubSpot writes times of properties in ISO 8601, and in milliseconds in some answers.
fn when(text: &str) -> Option<DateTime<Utc>> {
    match text.parse::<i64>() {
        Ok(millis) => DateTime::from_timestamp_millis(millis),
        Err(_) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
    }
}
