//! What to read next: decided from what is known, without reading anything.
//!
//! The order is the order of use. The whole list of conversations comes first, because it is cheap and everything else
//! is chosen by it; then the newest open conversations, complete; then names and subjects for all; then histories,
//! newest and open first; then their older parts. The polls run in between as they fall due, so that a first sync that
//! takes an hour does not hide what comes in meanwhile. A time of the last reading that lies in the future (the clock
//! was set back) counts as long ago.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use bellhop_model::{InsertableKind, ThreadId};
use chrono::{DateTime, Utc};

use crate::config::{Cadence, Focus};

/// How much longer everything that rings for nobody waits while the window is hidden.
const HIDDEN: u32 = 3;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pull {
    /// Owners, channels, accounts, inboxes, pipelines, properties.
    Directory,
    /// The next page of the whole list of conversations.
    List,
    /// The newest open conversations with all that a list shows of them.
    Newest,
    /// The conversation on screen.
    Screen(ThreadId),
    /// Conversations by their newest message.
    Changed,
    /// Tickets by their last change.
    Tickets,
    /// Tickets, contacts and actors that are named and not known.
    People,
    /// The newest messages of conversations that have news.
    Histories,
    /// All open conversations: which of them were closed, archived or deleted.
    Sweep,
    /// Conversations in the bin.
    Archived,
    /// All conversations: which of them were deleted.
    SweepAll,
    /// Older parts of histories.
    Older,
    /// One kind of what reps put into answers.
    Insertables(InsertableKind),
}

/// How far the whole list of conversations was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Not to its end.
    Running,
    /// Once to its end; the polls keep it current.
    Done,
}

/// How changes come to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// By asking.
    Polling,
    /// The hub tells; asking is a safety net.
    Listening,
}

/// What is known before a plan is made.
#[derive(Debug, Clone)]
pub struct Cursors {
    /// The whole list.
    pub list: Listing,
    /// When each was last read, in this run.
    pub read: BTreeMap<Pull, DateTime<Utc>>,
    /// Work that is known to wait: of [`Pull::People`], [`Pull::Histories`] and [`Pull::Older`].
    pub waiting: BTreeSet<Pull>,
    /// What was refused, and until when it rests.
    pub resting: BTreeMap<Pull, DateTime<Utc>>,
    /// How changes come.
    pub source: Source,
}

impl Default for Cursors {
    fn default() -> Self {
        Self {
            list: Listing::Running,
            read: BTreeMap::new(),
            waiting: BTreeSet::new(),
            resting: BTreeMap::new(),
            source: Source::Polling,
        }
    }
}

/// What to read now, in this order.
pub fn plan(cursors: &Cursors, focus: &Focus, cadence: &Cadence, now: DateTime<Utc>) -> Vec<Pull> {
    let mut pulls: Vec<Pull> = Vec::new();
    let due =
        |pull: &Pull| next(cursors, focus, cadence, pull).is_none_or(|at| at <= now || is_future(cursors, pull, now));
    if due(&Pull::Directory) {
        pulls.push(Pull::Directory);
    }
    if cursors.list == Listing::Running {
        pulls.push(Pull::List);
    } else {
        if !cursors.read.contains_key(&Pull::Newest) {
            pulls.push(Pull::Newest);
        }
        pulls.extend(polls(focus).into_iter().filter(due));
        pulls.extend(
            [Pull::People, Pull::Histories, Pull::Older].into_iter().find(|pull| cursors.waiting.contains(pull)),
        );
    }
    let rested = |pull: &Pull| cursors.resting.get(pull).is_none_or(|until| *until <= now);
    pulls.retain(rested);
    // Nobody answers with what has no history yet.
    let busy = pulls.iter().any(|pull| matches!(pull, Pull::List | Pull::People | Pull::Histories));
    if cursors.list == Listing::Done && !busy {
        pulls.extend(insertables().filter(|pull| due(pull) && rested(pull)));
    }
    pulls
}

/// Every kind of what reps put into answers.
pub(super) fn insertables() -> impl Iterator<Item = Pull> {
    InsertableKind::ALL.into_iter().map(Pull::Insertables)
}

/// When there may be something to read again, if nothing else happens.
pub fn next_due(cursors: &Cursors, focus: &Focus, cadence: &Cadence, now: DateTime<Utc>) -> DateTime<Utc> {
    let mut pulls = polls(focus);
    pulls.push(Pull::Directory);
    pulls.extend(insertables());
    let polls = pulls.iter().filter_map(|pull| {
        let due = next(cursors, focus, cadence, pull)?;
        Some(due.max(cursors.resting.get(pull).copied().unwrap_or(due)))
    });
    let rests = cursors.resting.values().copied().filter(|until| *until > now);
    polls.chain(rests).min().unwrap_or(now + cadence.listening).max(now)
}

fn polls(focus: &Focus) -> Vec<Pull> {
    let mut polls: Vec<Pull> =
        focus.thread.iter().filter(|_| focus.focused && !focus.hidden).cloned().map(Pull::Screen).collect();
    polls.extend([Pull::Changed, Pull::Tickets, Pull::Sweep, Pull::Archived, Pull::SweepAll]);
    polls
}

/// When a poll is due; none means at once.
fn next(cursors: &Cursors, focus: &Focus, cadence: &Cadence, pull: &Pull) -> Option<DateTime<Utc>> {
    cursors.read.get(pull).map(|read| *read + interval(cursors.source, focus, cadence, pull))
}

fn is_future(cursors: &Cursors, pull: &Pull, now: DateTime<Utc>) -> bool {
    cursors.read.get(pull).is_some_and(|read| *read > now)
}

fn interval(source: Source, focus: &Focus, cadence: &Cadence, pull: &Pull) -> Duration {
    let by_sight = |focused, background, hidden| match focus {
        Focus { hidden: true, .. } => hidden,
        Focus { focused: true, .. } => focused,
        Focus { .. } => background,
    };
    let polled = match pull {
        Pull::Screen(_) => cadence.screen,
        Pull::Changed => by_sight(cadence.changed_focused, cadence.changed_background, cadence.changed_hidden),
        Pull::Tickets => by_sight(cadence.tickets_focused, cadence.tickets_background, cadence.tickets_hidden),
        Pull::Sweep => cadence.sweep,
        Pull::SweepAll => cadence.sweep_all,
        Pull::Archived => cadence.archived,
        Pull::Insertables(_) => cadence.insertables,
        _ => cadence.directory,
    };
    let polled = match source {
        Source::Polling => polled,
        Source::Listening => polled.max(cadence.listening),
    };
    // What nobody sees can be this much older; what rings comes with the two polls above.
    let patient = focus.hidden && !matches!(pull, Pull::Changed | Pull::Tickets);
    if patient { polled * HIDDEN } else { polled }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    fn all_read(seconds: i64) -> Cursors {
        let polls =
            [Pull::Directory, Pull::Newest, Pull::Changed, Pull::Tickets, Pull::Sweep, Pull::Archived, Pull::SweepAll];
        let read = polls.into_iter().chain(insertables()).map(|pull| (pull, at(seconds))).collect();
        Cursors { list: Listing::Done, read, ..Cursors::default() }
    }

    fn planned(cursors: &Cursors, focus: &Focus, seconds: i64) -> Vec<Pull> {
        plan(cursors, focus, &Cadence::default(), at(seconds))
    }

    #[test]
    fn the_list_comes_before_everything_that_is_chosen_by_it() {
        assert_eq!(planned(&Cursors::default(), &Focus::default(), 0), [Pull::Directory, Pull::List]);
        let mut cursors = Cursors { list: Listing::Done, ..Cursors::default() };
        cursors.waiting = [Pull::Histories, Pull::People].into();
        let plan = planned(&cursors, &Focus::default(), 0);
        assert_eq!(plan.get(..2).unwrap(), [Pull::Directory, Pull::Newest]);
        assert_eq!(plan.last(), Some(&Pull::People), "names and subjects before histories");
    }

    #[test]
    fn polls_keep_their_cadence_and_a_focused_window_polls_more_often() {
        let cursors = all_read(0);
        let focused = Focus { focused: true, ..Focus::default() };
        assert_eq!(planned(&cursors, &focused, 9), []);
        assert_eq!(planned(&cursors, &focused, 10), [Pull::Changed]);
        assert_eq!(planned(&cursors, &focused, 20), [Pull::Changed, Pull::Tickets]);
        assert_eq!(planned(&cursors, &Focus::default(), 20), []);
        assert_eq!(next_due(&cursors, &Focus::default(), &Cadence::default(), at(20)), at(60));
    }

    #[test]
    fn a_window_that_nobody_sees_polls_least_and_reads_no_conversation_for_a_screen() {
        let mut cursors = all_read(0);
        cursors.read.insert(Pull::Screen("7".into()), at(0));
        // A window that was hidden while it had the focus.
        let hidden = Focus { thread: Some("7".into()), focused: true, hidden: true };
        assert_eq!(planned(&cursors, &hidden, 119), []);
        assert_eq!(planned(&cursors, &hidden, 120), [Pull::Changed]);
        cursors.read.insert(Pull::Changed, at(600));
        assert_eq!(planned(&cursors, &hidden, 600), [Pull::Tickets], "the sweep and the directory wait longer");
    }

    #[test]
    fn while_the_hub_pushes_asking_is_only_a_safety_net() {
        let mut cursors = all_read(0);
        cursors.source = Source::Listening;
        let focus = Focus { thread: Some("7".into()), focused: true, hidden: false };
        cursors.read.insert(Pull::Screen("7".into()), at(0));
        assert_eq!(planned(&cursors, &focus, 299), []);
        assert_eq!(planned(&cursors, &focus, 300), [Pull::Screen("7".into()), Pull::Changed, Pull::Tickets]);
    }

    #[test]
    fn what_reps_put_into_answers_waits_for_names_and_histories_but_not_for_one_that_rests() {
        let mut cursors = all_read(0);
        cursors.read.remove(&Pull::Insertables(InsertableKind::Quote));
        cursors.waiting = [Pull::Histories].into();
        assert_eq!(planned(&cursors, &Focus::default(), 1), [Pull::Histories]);
        cursors.resting.insert(Pull::Histories, at(600));
        assert_eq!(planned(&cursors, &Focus::default(), 1), [Pull::Insertables(InsertableKind::Quote)]);
        cursors.waiting.clear();
        assert_eq!(planned(&cursors, &Focus::default(), 1), [Pull::Insertables(InsertableKind::Quote)]);
    }

    #[test]
    fn a_clock_that_was_set_back_by_a_day_does_not_stop_the_polls() {
        let cursors = all_read(24 * 3600);
        assert!(planned(&cursors, &Focus::default(), 0).contains(&Pull::Changed));
    }

    #[test]
    fn what_was_refused_rests_and_the_others_go_on() {
        let mut cursors = all_read(0);
        cursors.resting.insert(Pull::Tickets, at(600));
        let focused = Focus { focused: true, ..Focus::default() };
        assert_eq!(planned(&cursors, &focused, 30), [Pull::Changed]);
        cursors.read.insert(Pull::Changed, at(600));
        assert_eq!(next_due(&cursors, &focused, &Cadence::default(), at(601)), at(601), "its rest is over");
    }

    proptest! {
        #[test]
        fn a_plan_is_never_missed_never_doubled_and_the_alarm_rings_when_it_is_due(
            reads in proptest::collection::vec(0_i64..4_000, 12),
            now in 0_i64..8_000,
            focused: bool,
            listening: bool,
            on_screen: bool,
            hidden: bool,
        ) {
            let mut cursors = all_read(0);
            for (read, seconds) in cursors.read.values_mut().zip(reads) {
                *read = at(seconds);
            }
            cursors.source = if listening { Source::Listening } else { Source::Polling };
            let focus = Focus { thread: on_screen.then(|| "1".into()), focused, hidden };
            let plan = planned(&cursors, &focus, now);
            let mut once = plan.clone();
            once.sort();
            once.dedup();
            prop_assert_eq!(once.len(), plan.len());
            // Everything that was planned is read at once; until the alarm nothing is due, and at the alarm something is.
            for pull in plan {
                cursors.read.insert(pull, at(now));
            }
            for read in cursors.read.values_mut() {
                *read = (*read).min(at(now));
            }
            let alarm = next_due(&cursors, &focus, &Cadence::default(), at(now));
            prop_assert!(alarm > at(now));
            prop_assert_eq!(super::plan(&cursors, &focus, &Cadence::default(), alarm - TimeDelta::seconds(1)), vec![]);
            prop_assert!(!super::plan(&cursors, &focus, &Cadence::default(), alarm).is_empty());
        }
    }
}
