//! What the desktop shows of ours: one alert for each thing, replaced as more comes; one for all when there is too much at
//! once; taken away when the rep has seen to it. Pure: it is told what happened and gives what is to be done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bellhop_model::{MessageId, ThreadId};
use chrono::{DateTime, TimeDelta, Utc};

use super::decide::{Decision, Event, Subject};
use super::say::Speaker;
use super::{AlertClass, AlertKey, Ring};

/// More alerts than these within [`WHILE`] are one.
const MANY: usize = 5;
/// How long a burst is looked back at.
const WHILE: TimeDelta = TimeDelta::seconds(10);

/// What is on the desktop.
#[derive(Debug, Default)]
pub(super) struct Board {
    shown: BTreeMap<String, Shown>,
    /// What rang lately.
    recent: VecDeque<(DateTime<Utc>, AlertKey, ThreadId)>,
    /// The conversations that one alert stands for.
    summary: BTreeSet<ThreadId>,
    /// When that was shown last. What comes soon after goes into it; what comes later rings by itself.
    summed_up: Option<DateTime<Utc>>,
}

/// One alert.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) key: AlertKey,
    pub(super) thread: ThreadId,
    pub(super) class: AlertClass,
    /// The newest that it tells of.
    pub(super) about: Subject,
    pub(super) message: Option<MessageId>,
    /// How many messages.
    pub(super) count: u32,
}

impl Board {
    /// The conversations that something is shown of.
    pub(super) fn threads(&self) -> Vec<ThreadId> {
        let shown = self.shown.values().map(|shown| &shown.thread).chain(&self.summary);
        shown.cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Takes in what was decided; `new` is what nobody had told before.
    pub(super) fn put(
        &mut self,
        decided: &Decision,
        new: &BTreeSet<String>,
        speaker: &Speaker<'_>,
        now: DateTime<Utc>,
    ) -> Vec<Ring> {
        let mut rings = self.withdraw(decided);
        let mut touched: Vec<String> = Vec::new();
        for event in decided.rung(new) {
            let shown = self.add(event, speaker);
            let name = name_of(&shown.key);
            self.recent.push_back((now, shown.key.clone(), shown.thread.clone()));
            self.shown.insert(name.clone(), shown);
            touched.retain(|other| *other != name);
            touched.push(name);
        }
        while self.recent.front().is_some_and(|(at, ..)| now - *at > WHILE) {
            self.recent.pop_front();
        }
        if touched.is_empty() {
            return rings;
        }
        let keys: BTreeSet<String> = self.recent.iter().map(|(_, key, _)| name_of(key)).collect();
        let goes_on = !self.summary.is_empty() && self.summed_up.is_some_and(|at| now - at <= WHILE);
        if goes_on || keys.len() > MANY {
            self.summed_up = Some(now);
            rings.extend(self.sum_up(&keys, speaker));
        } else {
            rings.extend(
                touched.iter().filter_map(|name| self.shown.get(name)).map(|shown| Ring::Show(speaker.alert(shown))),
            );
        }
        rings
    }

    /// The alert of an event: that which is shown already, with one more, or a new one.
    fn add(&self, event: &Event, speaker: &Speaker<'_>) -> Shown {
        let (key, thread) = match &event.about {
            Subject::Entry { thread, .. } | Subject::Again { thread } => (AlertKey::Thread(thread.clone()), thread),
            Subject::Deadline { ticket, thread, .. } => (AlertKey::Deadline(ticket.clone()), thread),
            Subject::Unsent { intent, thread, .. } => (AlertKey::Unsent(intent.clone()), thread),
        };
        let before = self.shown.get(&name_of(&key)).map_or(0, |shown| shown.count);
        let count = match &event.about {
            Subject::Again { thread } => speaker.unread(thread),
            // What changed hands, or was said among colleagues, is no new message of the customer's.
            Subject::Entry { .. } if matches!(event.class, AlertClass::AssignedToMe | AlertClass::Mention) => before,
            Subject::Entry { .. } => before + 1,
            Subject::Deadline { .. } | Subject::Unsent { .. } => 1,
        };
        let message = match &event.about {
            Subject::Entry { message, .. } => Some(message.clone()),
            Subject::Again { thread } => speaker.newest(thread),
            Subject::Deadline { .. } | Subject::Unsent { .. } => None,
        };
        Shown { key, thread: thread.clone(), class: event.class, about: event.about.clone(), message, count }
    }

    /// One alert in the place of many.
    fn sum_up(&mut self, keys: &BTreeSet<String>, speaker: &Speaker<'_>) -> Vec<Ring> {
        let summed: Vec<Shown> =
            self.shown.values().filter(|shown| keys.contains(&name_of(&shown.key))).cloned().collect();
        self.summary.extend(summed.iter().map(|shown| shown.thread.clone()));
        self.shown.retain(|name, _| !keys.contains(name));
        let classes: BTreeSet<AlertClass> = summed.iter().map(|shown| shown.class).collect();
        let mut rings: Vec<Ring> = summed.into_iter().map(|shown| Ring::Withdraw(shown.key)).collect();
        rings.push(Ring::Show(speaker.summary(&self.summary, &classes)));
        rings
    }

    /// Takes away what the rep has seen to.
    fn withdraw(&mut self, decided: &Decision) -> Vec<Ring> {
        let mut gone = Vec::new();
        self.shown.retain(|_, shown| {
            let over = decided.is_over(shown);
            if over {
                gone.push(Ring::Withdraw(shown.key.clone()));
            }
            !over
        });
        let before = self.summary.len();
        self.summary.retain(|thread| !decided.settled.contains(thread) && decided.visited.as_ref() != Some(thread));
        if before > 0 && (self.summary.is_empty() || decided.looking) {
            self.summary.clear();
            self.recent.clear();
            gone.push(Ring::Withdraw(AlertKey::Summary));
        }
        gone
    }
}

impl Decision {
    /// Whether the rep has seen to what an alert tells of.
    fn is_over(&self, shown: &Shown) -> bool {
        if self.visited.as_ref() == Some(&shown.thread) {
            return true;
        }
        let still = |of: &dyn Fn(&Subject) -> bool| self.events.iter().any(|event| of(&event.about));
        match &shown.key {
            AlertKey::Unsent(intent) => {
                !still(&|about| matches!(about, Subject::Unsent { intent: other, .. } if other == intent))
            }
            AlertKey::Deadline(ticket) => {
                !still(&|about| matches!(about, Subject::Deadline { ticket: other, .. } if other == ticket))
            }
            // A comment or an assignment has no read mark: it is over when the rep turns to it.
            AlertKey::Thread(thread) => {
                !matches!(shown.class, AlertClass::Mention | AlertClass::AssignedToMe) && self.settled.contains(thread)
            }
            AlertKey::Summary | AlertKey::Test => false,
        }
    }
}

/// A name to order by.
fn name_of(key: &AlertKey) -> String {
    match key {
        AlertKey::Thread(thread) => format!("thread {}", thread.as_str()),
        AlertKey::Deadline(ticket) => format!("ticket {}", ticket.as_str()),
        AlertKey::Unsent(intent) => format!("intent {}", intent.as_str()),
        AlertKey::Summary => "summary".to_owned(),
        AlertKey::Test => "test".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bellhop_media::{Media, MediaError, Resolver};
    use bellhop_store::{Store, Told};
    use futures::FutureExt;

    use super::super::look::{Scope, Seen, look};
    use super::*;

    /// A message in a conversation of its own.
    fn message(thread: &str) -> Event {
        let told = Told { thing: format!("message {thread}"), at: DateTime::UNIX_EPOCH };
        let about = Subject::Entry { thread: thread.into(), message: thread.into() };
        Event { told, about, class: AlertClass::Unassigned, rings: true }
    }

    /// The keys of the alerts that these messages, coming together, show.
    fn shown(board: &mut Board, threads: &[&str], second: i64, speaker: &Speaker<'_>) -> Vec<AlertKey> {
        let mut decided = Decision::default();
        decided.events.extend(threads.iter().map(|thread| message(thread)));
        let new = decided.events.iter().map(|event| event.told.thing.clone()).collect();
        let now = DateTime::UNIX_EPOCH + TimeDelta::seconds(second);
        let rings = board.put(&decided, &new, speaker, now).into_iter();
        rings.filter_map(|ring| if let Ring::Show(alert) = ring { Some(alert.key) } else { None }).collect()
    }

    #[tokio::test]
    async fn a_burst_is_one_alert_and_what_comes_after_it_is_over_rings_by_itself() {
        let dir = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let offline: Resolver = std::sync::Arc::new(|_| async { Err(MediaError::Gone) }.boxed());
        let media = Media::open(&dir.path().join("media"), &[], offline).await.unwrap();
        let nothing = store.read(|reads| look(reads, "", &Scope::Nothing, &[], DateTime::UNIX_EPOCH));
        let seen: Seen = nothing.await.unwrap();
        let speaker = Speaker { seen: &seen, media: &media };
        let of = |thread: &str| AlertKey::Thread(thread.into());

        let mut board = Board::default();
        assert_eq!(shown(&mut board, &["a", "b", "c", "d", "e"], 0, &speaker).len(), 5, "five are no burst");
        assert_eq!(shown(&mut board, &["f"], 11, &speaker), [of("f")], "what came long before counts");
        assert_eq!(shown(&mut board, &["g", "h", "i", "j", "k"], 12, &speaker), [AlertKey::Summary]);
        assert_eq!(shown(&mut board, &["l"], 20, &speaker), [AlertKey::Summary], "it goes on");
        assert_eq!(shown(&mut board, &["m"], 31, &speaker), [of("m")], "a message of its own is lost in the crowd");
        let rest: Vec<ThreadId> = board.summary.iter().cloned().collect();
        assert_eq!(rest.len(), 7, "{rest:?}");
    }
}
