//! Which intents may go now. Pure: the rows, the threads that are busy and the time decide.

use std::collections::{HashMap, HashSet};

use bellhop_model::{Intent, ThreadId};
use bellhop_store::{OutboxRow, OutboxStep};
use chrono::{DateTime, TimeDelta, Utc};

/// No wait is longer; one that seems so was noted before the clock was set back.
const FAR: TimeDelta = TimeDelta::minutes(5);

/// What may go now, in the order of making, when to look again, and when the next leaves that the rep wants to leave later.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) start: Vec<OutboxRow>,
    pub(super) next: Option<DateTime<Utc>>,
    pub(super) due: Option<DateTime<Utc>>,
}

/// What a thread's earlier intents keep back.
#[derive(Debug, Default)]
struct Lane {
    /// Its turn is taken: one at a time.
    taken: bool,
    messages_kept: bool,
    comments_kept: bool,
}

/// Chooses from the open rows, which come in the order of making. What follows a message waits without taking its
/// thread's turn: whatever keeps the message back keeps back nothing else. So does a message that is to leave later.
pub(super) fn decide(rows: &[OutboxRow], busy: &HashSet<ThreadId>, now: DateTime<Utc>) -> Decision {
    let mut lanes: HashMap<&ThreadId, Lane> = HashMap::new();
    let mut decision = Decision::default();
    for row in rows.iter().filter(|row| row.follows.is_none()) {
        if let Some(wait) = row.waits(now) {
            decision.due = Some(decision.due.map_or(wait.until, |due| due.min(wait.until)));
            continue;
        }
        let lane = lanes.entry(&row.thread).or_default();
        if lane.taken || busy.contains(&row.thread) {
            continue;
        }
        let message = super::is_message(&row.intent);
        let comment = matches!(row.intent, Intent::AddComment { .. });
        if matches!(row.step, OutboxStep::Stuck { .. }) {
            lane.messages_kept |= message;
            lane.comments_kept |= comment;
            continue;
        }
        if (message && lane.messages_kept) || (comment && lane.comments_kept) {
            continue;
        }
        lane.taken = true;
        match row.not_before.filter(|at| *at > now && *at < now + FAR) {
            Some(at) => decision.next = Some(decision.next.map_or(at, |next| next.min(at))),
            None => decision.start.push(row.clone()),
        }
    }
    decision
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use bellhop_model::{StuckReason, Wait};
    use bellhop_store::Departure;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    fn message(thread: &str) -> Intent {
        Intent::SendMessage {
            thread: thread.into(),
            text: "Hello".to_owned(),
            html: None,
            files: Vec::new(),
            channel: "1".into(),
            channel_account: "1".into(),
            recipients: Vec::new(),
            subject: None,
            reply_to: None,
        }
    }

    fn comment(thread: &str) -> Intent {
        Intent::AddComment { thread: thread.into(), text: "Note".to_owned(), html: None, files: Vec::new() }
    }

    fn assign(thread: &str) -> Intent {
        Intent::Assign { thread: thread.into(), ticket: None, owner: None }
    }

    fn row(id: &str, intent: Intent, step: OutboxStep) -> OutboxRow {
        OutboxRow {
            id: id.into(),
            thread: intent.thread().clone(),
            intent,
            step,
            created_at: at(0),
            not_before: None,
            follows: None,
            wait: None,
            seen: None,
        }
    }

    fn queued(id: &str, intent: Intent) -> OutboxRow {
        row(id, intent, OutboxStep::Queued { doubt: None })
    }

    fn stuck(id: &str, intent: Intent) -> OutboxRow {
        row(id, intent, OutboxStep::Stuck { reason: StuckReason::Rejected, detail: String::new(), attempt: None })
    }

    fn started(rows: &[OutboxRow], busy: &[&str]) -> Vec<String> {
        let busy = busy.iter().map(|thread| ThreadId::from(*thread)).collect();
        decide(rows, &busy, at(0)).start.into_iter().map(|row| row.id.0).collect()
    }

    #[test]
    fn one_at_a_time_in_a_thread_in_the_order_of_the_rep_and_threads_do_not_wait_for_each_other() {
        let rows = [queued("a", message("1")), queued("b", assign("1")), queued("c", message("2"))];
        assert_eq!(started(&rows, &[]), ["a", "c"]);
        assert_eq!(started(&rows, &["1"]), ["c"]);
    }

    #[test]
    fn a_stuck_message_keeps_messages_back_but_not_comments_status_or_owner() {
        let rows = [stuck("a", message("1")), queued("b", message("1")), queued("c", assign("1"))];
        assert_eq!(started(&rows, &[]), ["c"]);
        let rows = [stuck("a", message("1")), queued("b", comment("1"))];
        assert_eq!(started(&rows, &[]), ["b"]);
        let rows = [stuck("a", comment("1")), queued("b", comment("1")), queued("c", message("1"))];
        assert_eq!(started(&rows, &[]), ["c"]);
        let rows = [stuck("a", assign("1")), queued("b", message("1"))];
        assert_eq!(started(&rows, &[]), ["b"]);
    }

    #[test]
    fn a_status_that_follows_a_message_waits_for_it_and_lets_everything_else_pass() {
        let after = |id: &str| OutboxRow { follows: Some("a".into()), ..queued(id, assign("1")) };
        assert_eq!(started(&[queued("a", message("1")), after("b")], &[]), ["a"]);
        let rows = [stuck("a", message("1")), after("b"), queued("c", assign("1"))];
        assert_eq!(started(&rows, &[]), ["c"]);
    }

    #[test]
    fn a_message_for_later_waits_however_long_and_lets_everything_else_pass() {
        let day = 24 * 3600;
        let later = |id: &str, seconds| OutboxRow {
            wait: Some(Departure { until: at(seconds), why: Wait::Schedule }),
            ..queued(id, message("1"))
        };
        let rows = [later("a", 2 * day), later("b", day), queued("c", message("1"))];
        let decision = decide(&rows, &HashSet::new(), at(0));
        assert_eq!((decision.start, decision.due), (vec![rows[2].clone()], Some(at(day))));
        let decision = decide(&rows[..2], &HashSet::new(), at(day));
        assert_eq!((decision.start, decision.due), (vec![rows[1].clone()], Some(at(2 * day))));
    }

    #[test]
    fn a_doubtful_message_keeps_everything_of_its_thread_back_until_it_is_settled() {
        let attempt = bellhop_store::Attempt { number: 1, baseline: None, fingerprint: String::new(), at: at(0) };
        let mut doubtful = row("a", message("1"), OutboxStep::Uncertain { attempt, looks: 0, since: at(0) });
        doubtful.not_before = Some(at(2));
        let rows = [doubtful, queued("b", message("1")), queued("c", assign("1"))];
        let decision = decide(&rows, &HashSet::new(), at(0));
        assert_eq!(decision, Decision { start: Vec::new(), next: Some(at(2)), due: None });
        assert_eq!(decide(&rows, &HashSet::new(), at(2)).start.len(), 1);
        let day = 24 * 3600;
        assert_eq!(decide(&rows, &HashSet::new(), at(-day)).start.len(), 1, "a clock that was set back by a day");
    }
}
