//! One rate limiter for all requests of a client.
//!
//! HubSpot counts requests in a rolling window (ten seconds, 100 to 250 requests) that all desktops behind one token
//! share, and searches in one of their own (five a second, all apps together). The size of the general window and what
//! the others used of it come with every answer's headers; search answers have none. A remote that sends no such
//! headers has no limits: a hub that is embedded.
//!
//! A request counts from when it leaves until one window after it was answered: the remote counted it somewhere in
//! between, so a place is never taken too early. A 429 that comes all the same closes the lane for the time it asks.
//! A person who waits goes first: background requests leave a tenth of the window free and step back while an
//! interactive one waits.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::header::HeaderMap;
use tokio::{sync::Notify, time::Instant};

/// Who waits for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// A person.
    Interactive,
    /// Nobody in particular.
    Background,
}

/// Which window a request counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// Everything but searches.
    General,
    /// CRM searches.
    Search,
}

/// What is assumed of a remote that has not answered yet: the smallest plan.
const FIRST_GUESS: u32 = 100;
const INTERVAL: Duration = Duration::from_secs(10);
const SEARCHES: u32 = 5;
const SEARCH_INTERVAL: Duration = Duration::from_secs(1);

/// A place in the limit; gives it back one window after it is dropped.
#[derive(Debug)]
pub struct Turn {
    shared: Arc<Shared>,
    lane: Lane,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.shared.lock().done(self.lane, Instant::now());
        self.shared.freed.notify_waiters();
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Limiter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    windows: Mutex<Windows>,
    freed: Notify,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Windows> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limiter {
    /// Waits for a place.
    pub(super) async fn acquire(&self, lane: Lane, priority: Priority) -> Turn {
        let mut waiting = None;
        loop {
            let freed = self.0.freed.notified();
            let attempt = self.0.lock().take(lane, priority, Instant::now());
            let Err(again) = attempt else { break };
            if waiting.is_none() && priority == Priority::Interactive {
                waiting = Some(Waiting::new(&self.0));
            }
            tokio::select! {
                () = freed => {}
                () = tokio::time::sleep_until(again) => {}
            }
        }
        drop(waiting);
        Turn { shared: Arc::clone(&self.0), lane }
    }

    /// Learns from an answer's headers.
    pub(super) fn learn(&self, lane: Lane, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u32>().ok();
        let facts = match (number("x-hubspot-ratelimit-max"), number("x-hubspot-ratelimit-remaining")) {
            (Some(max), Some(remaining)) => {
                let interval = number("x-hubspot-ratelimit-interval-milliseconds").unwrap_or(10_000);
                Facts::Window { max, remaining, interval: Duration::from_millis(interval.into()) }
            }
            _ => Facts::NoHeaders,
        };
        self.0.lock().learn(lane, facts, Instant::now());
    }

    /// Closes a lane after a 429.
    pub(super) fn close(&self, lane: Lane, pause: Duration) {
        self.0.lock().close(lane, Instant::now() + pause);
    }

    /// How long the general lane is still closed.
    pub(super) fn paused(&self) -> Option<Duration> {
        let left = self.0.lock().general.closed_until?.checked_duration_since(Instant::now())?;
        (!left.is_zero()).then_some(left)
    }
}

/// Counts an interactive request that waits, until it is dropped.
struct Waiting(Arc<Shared>);

impl Waiting {
    fn new(shared: &Arc<Shared>) -> Self {
        shared.lock().interactive_waiting += 1;
        Self(Arc::clone(shared))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.lock().interactive_waiting -= 1;
        self.0.freed.notify_waiters();
    }
}

enum Facts {
    Window { max: u32, remaining: u32, interval: Duration },
    NoHeaders,
}

/// The windows; pure, the time is an argument.
#[derive(Debug)]
struct Windows {
    general: Window,
    search: Window,
    interactive_waiting: usize,
    /// The remote has told a limit.
    limited: bool,
}

impl Default for Windows {
    fn default() -> Self {
        Self {
            general: Window::new(FIRST_GUESS, INTERVAL),
            search: Window::new(SEARCHES, SEARCH_INTERVAL),
            interactive_waiting: 0,
            limited: false,
        }
    }
}

impl Windows {
    /// Takes a place, or says when to ask again.
    fn take(&mut self, lane: Lane, priority: Priority, now: Instant) -> Result<(), Instant> {
        let gives_way = priority == Priority::Background && self.interactive_waiting > 0;
        let window = self.lane(lane);
        if gives_way {
            return Err(now + window.interval);
        }
        window.take(priority, now)
    }

    fn done(&mut self, lane: Lane, now: Instant) {
        let window = self.lane(lane);
        window.in_flight = window.in_flight.saturating_sub(1);
        window.answered.push_back(now);
    }

    fn learn(&mut self, lane: Lane, facts: Facts, now: Instant) {
        match (lane, facts) {
            (Lane::General, Facts::Window { max, remaining, interval }) => {
                self.general.max = Some(max.max(1));
                self.general.interval = interval;
                let used = max.saturating_sub(remaining);
                // Our own count has requests that the remote has not counted yet: the difference is too small at
                // worst, so the largest of a window is the best guess.
                let others = used.saturating_sub(self.general.own(now));
                let believed = self.general.others.filter(|(_, until)| *until > now).map_or(0, |(count, _)| count);
                if others >= believed {
                    self.general.others = Some((others, now + interval));
                }
                self.search.max = Some(SEARCHES);
                self.limited = true;
            }
            // Some calls of a limited remote are exempt and answer without headers.
            (Lane::General, Facts::NoHeaders) if self.limited => {}
            (Lane::General, Facts::NoHeaders) => {
                self.general.max = None;
                self.search.max = None;
            }
            (Lane::Search, _) => {}
        }
    }

    fn close(&mut self, lane: Lane, until: Instant) {
        let window = self.lane(lane);
        window.closed_until = window.closed_until.max(Some(until));
    }

    fn lane(&mut self, lane: Lane) -> &mut Window {
        match lane {
            Lane::General => &mut self.general,
            Lane::Search => &mut self.search,
        }
    }
}

#[derive(Debug)]
struct Window {
    /// None while there is no limit.
    max: Option<u32>,
    interval: Duration,
    in_flight: u32,
    answered: VecDeque<Instant>,
    /// What other programs used, and until when that is believed.
    others: Option<(u32, Instant)>,
    closed_until: Option<Instant>,
}

impl Window {
    fn new(max: u32, interval: Duration) -> Self {
        Self { max: Some(max), interval, in_flight: 0, answered: VecDeque::new(), others: None, closed_until: None }
    }

    fn take(&mut self, priority: Priority, now: Instant) -> Result<(), Instant> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Err(until);
        }
        self.closed_until = None;
        let own = self.own(now);
        if let Some(max) = self.max {
            let others = self.others.filter(|(_, until)| *until > now).map_or(0, |(count, _)| count);
            let kept = match priority {
                Priority::Interactive => 0,
                Priority::Background => max / 10,
            };
            if own + others + kept >= max && own + others > 0 {
                return Err(self.next_place(now));
            }
        }
        self.in_flight += 1;
        Ok(())
    }

    /// Our own requests that the remote may still count.
    fn own(&mut self, now: Instant) -> u32 {
        while self.answered.front().is_some_and(|at| *at + self.interval <= now) {
            self.answered.pop_front();
        }
        self.in_flight + u32::try_from(self.answered.len()).unwrap_or(u32::MAX)
    }

    fn next_place(&self, now: Instant) -> Instant {
        let own = self.answered.front().map(|at| *at + self.interval);
        let others = self.others.map(|(_, until)| until).filter(|until| *until > now);
        own.into_iter().chain(others).min().unwrap_or(now + self.interval)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const GENERAL: Lane = Lane::General;

    fn window(max: u32, remaining: u32) -> Facts {
        Facts::Window { max, remaining, interval: INTERVAL }
    }

    #[tokio::test]
    async fn a_place_is_free_again_one_window_after_the_answer_not_after_the_request() {
        let start = Instant::now();
        let mut windows = Windows::default();
        windows.learn(GENERAL, window(2, 2), start);
        windows.take(GENERAL, Priority::Interactive, start).unwrap();
        windows.take(GENERAL, Priority::Interactive, start).unwrap();
        assert!(windows.take(GENERAL, Priority::Interactive, start).is_err());
        let answered = start + Duration::from_secs(3);
        windows.done(GENERAL, answered);
        let again = windows.take(GENERAL, Priority::Interactive, start + INTERVAL).unwrap_err();
        assert_eq!(again, answered + INTERVAL);
        windows.take(GENERAL, Priority::Interactive, again).unwrap();
    }

    #[tokio::test]
    async fn what_other_desktops_used_is_left_to_them() {
        let now = Instant::now();
        let mut windows = Windows::default();
        windows.take(GENERAL, Priority::Interactive, now).unwrap();
        windows.learn(GENERAL, window(100, 9), now);
        windows.done(GENERAL, now);
        let mut taken = 0;
        while windows.take(GENERAL, Priority::Interactive, now).is_ok() {
            taken += 1;
        }
        assert_eq!(taken, 9, "91 are used: one by us, 90 by others");
        windows.take(GENERAL, Priority::Interactive, now + INTERVAL).unwrap();
    }

    #[tokio::test]
    async fn requests_of_ours_that_are_still_on_the_way_do_not_hide_those_of_others() {
        let now = Instant::now();
        let mut windows = Windows::default();
        windows.take(GENERAL, Priority::Interactive, now).unwrap();
        windows.learn(GENERAL, window(10, 6), now);
        windows.done(GENERAL, now);
        for _ in 0..3 {
            windows.take(GENERAL, Priority::Interactive, now).unwrap();
        }
        // The remote has counted one of the three.
        windows.learn(GENERAL, window(10, 5), now);
        let mut taken = 4;
        while windows.take(GENERAL, Priority::Interactive, now).is_ok() {
            taken += 1;
        }
        assert_eq!(taken, 7, "three of ten are used by others");
    }

    #[tokio::test]
    async fn background_requests_keep_a_tenth_free_and_step_back_for_a_person() {
        let now = Instant::now();
        let mut windows = Windows::default();
        windows.learn(GENERAL, window(100, 100), now);
        let mut taken = 0;
        while windows.take(GENERAL, Priority::Background, now).is_ok() {
            taken += 1;
        }
        assert_eq!(taken, 90);
        windows.take(GENERAL, Priority::Interactive, now).unwrap();
        let mut idle = Windows { interactive_waiting: 1, ..Windows::default() };
        assert!(idle.take(GENERAL, Priority::Background, now).is_err());
    }

    #[tokio::test]
    async fn a_remote_without_limit_headers_is_not_limited_and_search_neither() {
        let now = Instant::now();
        let mut windows = Windows::default();
        for _ in 0..SEARCHES {
            windows.take(Lane::Search, Priority::Interactive, now).unwrap();
        }
        assert!(windows.take(Lane::Search, Priority::Interactive, now).is_err(), "five searches a second");
        windows.learn(GENERAL, Facts::NoHeaders, now);
        for _ in 0..1000 {
            windows.take(GENERAL, Priority::Background, now).unwrap();
            windows.take(Lane::Search, Priority::Background, now).unwrap();
        }
    }

    #[tokio::test]
    async fn an_exempt_call_does_not_lift_the_limit_of_the_others() {
        let now = Instant::now();
        let mut windows = Windows::default();
        windows.learn(GENERAL, window(1, 1), now);
        windows.learn(GENERAL, Facts::NoHeaders, now);
        windows.take(GENERAL, Priority::Interactive, now).unwrap();
        assert!(windows.take(GENERAL, Priority::Interactive, now).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_closes_its_lane_for_the_time_it_asks_and_only_its_lane() {
        let limiter = Limiter::default();
        limiter.close(Lane::Search, Duration::from_secs(4));
        let start = Instant::now();
        drop(limiter.acquire(GENERAL, Priority::Interactive).await);
        assert_eq!(start.elapsed(), Duration::ZERO);
        drop(limiter.acquire(Lane::Search, Priority::Interactive).await);
        assert!(start.elapsed() >= Duration::from_secs(4));
        assert_eq!(limiter.paused(), None);
    }
}
