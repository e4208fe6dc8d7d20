//! The request limits of section 8 of the API notes, with their headers and 429 bodies.
//!
//! Three counters in memory: a rolling ten-second window per app, a day for the whole account, and a rolling second
//! for searches, which have their own limit and carry no headers. A refused request does not count. Counters start
//! anew with the hub, like HubSpot's do not: a hub that restarts is generous, never stricter.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};

use super::{Shared, answer::ApiError, auth::Caller, faults::Route};
use crate::settings::Rate;

const TEN_SECONDS: i64 = 10_000;
const SECOND: i64 = 1_000;

/// The counters.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Counters>);

#[derive(Debug, Default)]
struct Counters {
    apps: HashMap<i64, VecDeque<i64>>,
    searches: VecDeque<i64>,
    today: Option<NaiveDate>,
    used_today: u32,
}

/// What is left after a request, for its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left {
    day: u32,
    ten_seconds: u32,
}

impl Limits {
    /// How many requests counted today.
    pub fn used_today(&self, now: DateTime<Utc>) -> u32 {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counters.today == Some(now.date_naive()) { counters.used_today } else { 0 }
    }

    fn count(&self, rate: Rate, app_id: i64, now: DateTime<Utc>) -> Result<Left, ApiError> {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters.turn_day(now);
        if counters.used_today >= rate.daily {
            return Err(daily());
        }
        let window = counters.apps.entry(app_id).or_default();
        let used = slide(window, now, TEN_SECONDS);
        if used >= rate.ten_seconds {
            return Err(ApiError::rate_limited(
                "TEN_SECONDLY_ROLLING",
                "You have reached your ten_secondly_rolling limit.",
            ));
        }
        window.push_back(now.timestamp_millis());
        counters.used_today += 1;
        let day = rate.daily.saturating_sub(counters.used_today);
        Ok(Left { day, ten_seconds: rate.ten_seconds - used - 1 })
    }

    fn count_search(&self, rate: Rate, now: DateTime<Utc>) -> Result<(), ApiError> {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters.turn_day(now);
        if counters.used_today >= rate.daily {
            return Err(daily());
        }
        if slide(&mut counters.searches, now, SECOND) >= rate.search_per_second {
            return Err(ApiError::rate_limited("SECONDLY", "You have reached your secondly limit."));
        }
        counters.searches.push_back(now.timestamp_millis());
        counters.used_today += 1;
        Ok(())
    }
}

impl Counters {
    fn turn_day(&mut self, now: DateTime<Utc>) {
        let today = Some(now.date_naive());
        if self.today != today {
            self.today = today;
            self.used_today = 0;
        }
    }
}

/// Forgets what is older than the window and counts the rest.
fn slide(window: &mut VecDeque<i64>, now: DateTime<Utc>, length: i64) -> u32 {
    let oldest = now.timestamp_millis() - length;
    while window.front().is_some_and(|at| *at <= oldest) {
        window.pop_front();
    }
    u32::try_from(window.len()).unwrap_or(u32::MAX)
}

fn daily() -> ApiError {
    ApiError::rate_limited("DAILY", "You have reached your daily limit.")
}

/// Counts a request and lets it pass, or answers 429.
pub(super) async fn check(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let rate = app.settings.rate;
    if rate.is_off() || is_exempt(request.uri().path()) {
        return next.run(request).await;
    }
    if Route::of(request.method(), request.uri().path()) == Route::Search {
        return match app.limits.count_search(rate, app.now()) {
            Ok(()) => next.run(request).await,
            Err(error) => error.into_response(),
        };
    }
    let app_id = request.extensions().get::<Caller>().map_or(0, |caller| caller.app_id);
    match app.limits.count(rate, app_id, app.now()) {
        Ok(left) => {
            let mut response = next.run(request).await;
            write_headers(response.headers_mut(), rate, left);
            response
        }
        Err(error) => {
            let mut response = error.into_response();
            write_headers(response.headers_mut(), rate, Left { day: left_today(&app, rate), ten_seconds: 0 });
            response
        }
    }
}

fn left_today(app: &Shared, rate: Rate) -> u32 {
    rate.daily.saturating_sub(app.limits.used_today(app.now()))
}

/// The associations API is exempt at HubSpot; what lies outside of HubSpot's paths is ours.
fn is_exempt(path: &str) -> bool {
    path.starts_with("/helpdesk/") || path.starts_with("/crm/associations/")
}

fn write_headers(headers: &mut HeaderMap, rate: Rate, left: Left) {
    let values = [
        ("x-hubspot-ratelimit-daily", rate.daily),
        ("x-hubspot-ratelimit-daily-remaining", left.day),
        ("x-hubspot-ratelimit-interval-milliseconds", 10_000),
        ("x-hubspot-ratelimit-max", rate.ten_seconds),
        ("x-hubspot-ratelimit-remaining", left.ten_seconds),
    ];
    for (name, value) in values {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use chrono::TimeDelta;

    use super::*;

    const RATE: Rate = Rate { ten_seconds: 2, daily: 5, search_per_second: 1 };

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_700_000_000_000).unwrap() + TimeDelta::milliseconds(millis)
    }

    #[test]
    fn the_window_rolls_and_refused_requests_do_not_count() {
        let limits = Limits::default();
        assert_eq!(limits.count(RATE, 1, at(0)).unwrap().ten_seconds, 1);
        assert_eq!(limits.count(RATE, 1, at(5_000)).unwrap().ten_seconds, 0);
        let refused = limits.count(RATE, 1, at(9_999)).unwrap_err();
        assert_eq!(refused.policy, Some("TEN_SECONDLY_ROLLING"));
        assert!(limits.count(RATE, 2, at(9_999)).is_ok(), "another app has its own window");
        assert!(limits.count(RATE, 1, at(10_000)).is_ok(), "the first request has left the window");
        assert!(limits.count(RATE, 1, at(10_001)).is_err());
    }

    #[test]
    fn the_day_is_shared_by_all_apps_and_ends_at_midnight() {
        let limits = Limits::default();
        for app in 0..5 {
            limits.count(RATE, app, at(0)).unwrap();
        }
        assert_eq!(limits.count(RATE, 9, at(0)).unwrap_err().policy, Some("DAILY"));
        assert_eq!(limits.count_search(RATE, at(0)).unwrap_err().policy, Some("DAILY"));
        assert!(limits.count(RATE, 9, at(24 * 3600 * 1000)).is_ok());
    }

    #[test]
    fn searches_have_their_own_limit() {
        let limits = Limits::default();
        limits.count_search(RATE, at(0)).unwrap();
        assert_eq!(limits.count_search(RATE, at(999)).unwrap_err().policy, Some("SECONDLY"));
        limits.count_search(RATE, at(1_000)).unwrap();
    }
}
