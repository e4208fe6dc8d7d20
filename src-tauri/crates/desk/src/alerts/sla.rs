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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn ticket(properties: &[(&str, &str)]) -> Ticket {
        let properties: BTreeMap<String, String> =
            properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ticket { id: "1".into(), properties, contact: None, updated_at: DateTime::UNIX_EPOCH }
    }

    fn kinds(properties: &[(&str, &str)]) -> Vec<&'static str> {
        deadlines(&ticket(properties)).into_iter().map(|deadline| deadline.kind).collect()
    }

    #[test]
    fn a_deadline_is_read_in_both_ways_in_which_hubspot_writes_times() {
        let at = |text: &str| deadlines(&ticket(&[("hs_time_to_close_sla_at", text)])).first().map(|one| one.at);
        assert_eq!(at("2026-03-02T12:00:00.000Z"), DateTime::from_timestamp(1_772_452_800, 0));
        assert_eq!(at("1772452800000"), at("2026-03-02T13:00:00+01:00"));
        assert_eq!(at("soon"), None, "nonsense is no deadline");
    }

    #[test]
    fn what_was_met_in_time_or_late_has_no_deadline_any_more_and_a_paused_clock_has_none() {
        let due = |kind: &'static str| (kind, "2026-03-02T12:00:00Z");
        let first = due("hs_time_to_first_response_sla_at");
        let close = due("hs_time_to_close_sla_at");
        for (status, open) in [("0", true), ("1", true), ("2", true), ("3", false), ("4", false)] {
            let found = kinds(&[first, ("hs_time_to_first_response_sla_status", status), close]);
            assert_eq!(found.contains(&"hs_time_to_first_response_sla"), open, "status {status}");
            assert!(found.contains(&"hs_time_to_close_sla"), "one that is met takes the other along");
        }
        assert!(kinds(&[close, ("hs_sla_pause_status", "PAUSED")]).is_empty());
        assert_eq!(kinds(&[close, ("hs_sla_pause_status", "ACTIVE")]).len(), 1);
    }
}
