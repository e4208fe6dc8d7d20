//! The calls for the account itself: what it is, and how much of its limits is used.

use axum::{Json, extract::State};
use bellhop_hubspot::wire::{Page, crm::AccountDetails};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};
use serde::Serialize;

use crate::{
    crm::values,
    server::{Shared, answer::ApiError, auth::Caller},
};

/// `GET /account-info/…/details`. Every token may call it.
pub(super) async fn details(State(app): State<Shared>, _caller: Caller) -> Json<AccountDetails> {
    let offset = offset(&app.account.time_zone, app.now());
    let hours = offset.num_hours();
    let sign = if hours < 0 { '-' } else { '+' };
    Json(AccountDetails {
        portal_id: app.account.portal_id,
        account_type: "STANDARD".to_owned(),
        time_zone: app.account.time_zone.clone(),
        ui_domain: "app.hubspot.com".to_owned(),
        data_hosting_location: "local".to_owned(),
        company_currency: "EUR".to_owned(),
        utc_offset: format!("{sign}{:02}:00", hours.abs()),
        utc_offset_milliseconds: offset.num_milliseconds(),
    })
}

/// The use of one limit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Usage {
    name: &'static str,
    usage_limit: u32,
    current_usage: u32,
    collected_at: String,
    fetch_status: &'static str,
    resets_at: String,
}

/// `GET /account-info/…/api-usage/daily/private-apps`.
pub(super) async fn usage(State(app): State<Shared>, _caller: Caller) -> Result<Json<Page<Usage>>, ApiError> {
    let now = app.now();
    let tomorrow = now.date_naive() + Days::new(1);
    let midnight = tomorrow.and_hms_opt(0, 0, 0).ok_or_else(|| ApiError::internal("midnight does not exist"))?;
    Ok(Json(Page::new(
        vec![Usage {
            name: "private-apps-api-calls-daily",
            usage_limit: app.settings.rate.daily,
            current_usage: app.limits.used_today(now),
            collected_at: values::iso(now),
            fetch_status: "SUCCESS",
            resets_at: values::iso(midnight.and_utc()),
        }],
        None,
    )))
}

/// The offset of a zone now. Zones of central Europe are known; a hub in another zone says UTC.
fn offset(zone: &str, now: DateTime<Utc>) -> TimeDelta {
    match zone {
        "Europe/Warsaw" | "Europe/Berlin" | "Europe/Paris" | "Europe/Prague" | "Europe/Vienna" => {
            TimeDelta::hours(if is_summer(now) { 2 } else { 1 })
        }
        _ => TimeDelta::zero(),
    }
}

/// European summer time: from the last Sunday of March to the last of October, at one o'clock UTC.
fn is_summer(now: DateTime<Utc>) -> bool {
    let change = |month| last_sunday(now.year(), month).and_then(|day| day.and_hms_opt(1, 0, 0)).map(|it| it.and_utc());
    match (change(3), change(10)) {
        (Some(start), Some(end)) => (start..end).contains(&now),
        _ => false,
    }
}

fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let next = first.checked_add_months(Months::new(1))?;
    (1..=7).filter_map(|back| next.checked_sub_days(Days::new(back))).find(|day| day.weekday() == Weekday::Sun)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn summer_time_changes_on_the_last_sundays_of_march_and_october_at_one_utc() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert!(!is_summer(at("2026-03-29T00:59:59Z")));
        assert!(is_summer(at("2026-03-29T01:00:00Z")));
        assert!(is_summer(at("2026-10-25T00:59:59Z")));
        assert!(!is_summer(at("2026-10-25T01:00:00Z")));
        assert_eq!(offset("Europe/Warsaw", at("2026-11-23T12:00:00Z")), TimeDelta::hours(1));
    }
}
