//! When nothing rings: the rep's quiet hours, by their own clock, and a mute that ends by itself.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};

use crate::views::{AlertSettings, AlertTrouble, QuietHours};

/// The minutes of a day.
const DAY: u32 = 24 * 60;

/// Why nothing rings now, as the rep's settings want it.
pub fn silence(settings: &AlertSettings, now: DateTime<Utc>, local: NaiveDateTime) -> Option<AlertTrouble> {
    if !settings.on {
        return Some(AlertTrouble::Off);
    }
    if settings.muted_until.is_some_and(|until| now < until) {
        return Some(AlertTrouble::Muted);
    }
    is_quiet(settings, local).then_some(AlertTrouble::QuietHours)
}

/// Whether it is one of the rep's quiet hours, by the time on their wall.
fn is_quiet(settings: &AlertSettings, local: NaiveDateTime) -> bool {
    let day = local.weekday().num_days_from_monday() as usize;
    let minute = local.hour() * 60 + local.minute();
    let of = |day: usize| settings.quiet_hours.get(day).filter(|hours| hours.on);
    // Hours that end on the next day are those of the day on which they began.
    of(day).is_some_and(|hours| today(hours, minute)) || of((day + 6) % 7).is_some_and(|hours| overnight(hours, minute))
}

fn today(hours: &QuietHours, minute: u32) -> bool {
    let (from, until) = (u32::from(hours.from), u32::from(hours.until));
    let until = if until > from { until } else { DAY };
    (from..until).contains(&minute)
}

fn overnight(hours: &QuietHours, minute: u32) -> bool {
    hours.until <= hours.from && minute < u32::from(hours.until)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{FixedOffset, NaiveDate, TimeZone, Utc};

    use super::*;

    /// A day of the week that began on Monday, 2 March 2026.
    fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 1 + day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
    }

    fn quiet(days: [Option<(u16, u16)>; 7]) -> AlertSettings {
        let hours = days.map(|day| {
            let (from, until) = day.unwrap_or_default();
            QuietHours { on: day.is_some(), from, until }
        });
        AlertSettings { quiet_hours: hours.to_vec(), ..AlertSettings::default() }
    }

    #[test]
    fn quiet_hours_of_a_day_end_on_the_next_one_when_they_go_over_midnight() {
        // Monday from 22:00 to 7:00.
        let settings = quiet([Some((22 * 60, 7 * 60)), None, None, None, None, None, None]);
        assert!(!is_quiet(&settings, at(1, 21, 59)));
        assert!(is_quiet(&settings, at(1, 22, 0)));
        assert!(is_quiet(&settings, at(2, 6, 59)), "the night after Monday");
        assert!(!is_quiet(&settings, at(2, 7, 0)));
        assert!(!is_quiet(&settings, at(1, 3, 0)), "the night before Monday is Sunday's");
        assert!(!is_quiet(&settings, at(2, 22, 0)), "Tuesday has none");
    }

    #[test]
    fn sunday_goes_over_into_monday_and_the_same_time_twice_is_the_whole_day() {
        let settings = quiet([None, None, None, None, None, Some((0, 0)), Some((20 * 60, 6 * 60))]);
        assert!(is_quiet(&settings, at(6, 0, 0)) && is_quiet(&settings, at(6, 23, 59)), "all Saturday");
        assert!(!is_quiet(&settings, at(7, 0, 0)), "Sunday morning");
        assert!(is_quiet(&settings, at(7, 23, 0)) && is_quiet(&settings, at(8, 5, 59)), "into Monday");
        assert!(!is_quiet(&settings, at(8, 6, 0)));
    }

    #[test]
    fn the_night_is_an_hour_shorter_when_the_clocks_go_forward_and_ends_by_the_new_time() {
        // Every night from 22:00 to 7:00; in Warsaw the clocks went from 2:00 to 3:00 on Sunday, 29 March 2026.
        let settings = quiet([Some((22 * 60, 7 * 60)); 7]);
        let local = |(month, day), (hour, minute), offset: i32| {
            let wall = FixedOffset::east_opt(offset * 3600).unwrap();
            Utc.with_ymd_and_hms(2026, month, day, hour, minute, 0).unwrap().with_timezone(&wall).naive_local()
        };
        assert!(is_quiet(&settings, local((3, 28), (5, 59), 1)) && !is_quiet(&settings, local((3, 28), (6, 0), 1)));
        assert!(is_quiet(&settings, local((3, 29), (0, 59), 1)) && is_quiet(&settings, local((3, 29), (1, 0), 2)));
        assert!(is_quiet(&settings, local((3, 29), (4, 59), 2)));
        assert!(!is_quiet(&settings, local((3, 29), (5, 0), 2)), "it is 7:00 by the new time");
        // On 25 October they go back: 2:30 comes twice, and 7:00 an hour later.
        assert!(is_quiet(&settings, local((10, 25), (0, 30), 2)) && is_quiet(&settings, local((10, 25), (1, 30), 1)));
        assert!(is_quiet(&settings, local((10, 25), (5, 59), 1)) && !is_quiet(&settings, local((10, 25), (6, 0), 1)));
    }

    #[test]
    fn without_quiet_hours_no_minute_of_the_week_is_quiet() {
        let settings = AlertSettings::default();
        assert!((1..8).all(|day| (0..24).all(|hour| !is_quiet(&settings, at(day, hour, 30)))));
    }
}
