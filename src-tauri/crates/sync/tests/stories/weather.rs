//! A bad network, replayable by its seed: whatever it does, every message is on the remote once and in order.

use std::time::Duration;

use bellhop_hub::{Fault, Route};
use bellhop_model::{Intent, StuckReason, ThreadId};
use bellhop_store::OutboxStep;

use crate::support::{Desk, Remote, reply, until_idle, within};

/// A small generator: the same seed gives the same weather.
struct Weather(u64);

impl Weather {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn send_fault(&mut self) -> Option<Fault> {
        Some(match self.next(12) {
            0 => Fault::DropBeforeAccept,
            1 | 2 => Fault::DropAfterAccept,
            3 => Fault::DropMidBody,
            4 => Fault::LateCommit(Duration::from_millis(50 + self.next(250))),
            5 => Fault::Status(503),
            6 => Fault::RateLimited { retry_after: Some(Duration::from_millis(0)) },
            7 => Fault::Garbage,
            8 => Fault::Delay(Duration::from_millis(self.next(80))),
            _ => return None,
        })
    }

    fn list_fault(&mut self) -> Option<Fault> {
        Some(match self.next(8) {
            0 => Fault::DropBeforeAccept,
            1 => Fault::ListLag(1),
            2 => Fault::ShortPage,
            3 => Fault::Status(500),
            4 => Fault::UnknownEnum,
            _ => return None,
        })
    }
}

/// What a rep does with an undecided message: looks, sees that it is not there, tries again.
async fn rep_retries(desk: &Desk) {
    let mut changes = desk.store.changes();
    loop {
        let rows = desk.read(|r| r.outbox().open()).await;
        if rows.is_empty() {
            return;
        }
        for row in rows {
            if let OutboxStep::Stuck { reason, detail, .. } = &row.step {
                assert_eq!(*reason, StuckReason::Undecided, "{detail}");
                desk.retries(&row.id).await;
            }
        }
        changes.next().await;
    }
}

async fn story(seed: u64) {
    let remote = Remote::new().await;
    let mut threads: Vec<(ThreadId, String)> = Vec::new();
    for number in 0..4 {
        let customer = format!("customer {number}");
        threads.push((remote.customer_writes(&customer, "Hello").await, customer));
    }
    let desk = Desk::new();
    let sync = desk.start(&remote);
    for (thread, _) in &threads {
        desk.sees(thread, "Hello").await;
    }
    until_idle(&sync).await;
    let mut weather = Weather(seed);
    let mut meant: Vec<Vec<(String, String)>> = vec![Vec::new(); threads.len()];
    for number in 0..24 {
        let place = weather.next(4) as usize;
        let (thread, customer) = &threads[place];
        // Every third says the same, so that messages cannot be told apart by their words.
        let words = if number % 3 == 0 { "Yes".to_owned() } else { format!("Message {number}") };
        if let Some(fault) = weather.send_fault() {
            remote.hub.faults().next(Route::SendMessage, fault);
        }
        if let Some(fault) = weather.list_fault() {
            remote.hub.faults().next(Route::ListMessages, fault);
        }
        let comment = weather.next(5) == 0;
        meant[place].push((if comment { "COMMENT" } else { "MESSAGE" }.to_owned(), words.clone()));
        let intent = if comment {
            Intent::AddComment { thread: thread.clone(), text: words.clone(), html: None, files: Vec::new() }
        } else {
            reply(&remote, thread, customer, &words)
        };
        desk.does(intent).await;
    }
    within("an outbox that a rep emptied", rep_retries(&desk)).await;
    remote.hub.faults().clear();
    for ((thread, _), meant) in threads.iter().zip(&meant) {
        let sent = remote.sent(thread).await;
        for kind in ["MESSAGE", "COMMENT"] {
            assert_eq!(of_kind(&sent, kind), of_kind(meant, kind), "seed {seed}, thread {thread}");
        }
    }
    sync.stop().await;
}

/// A stuck message lets comments pass and a stuck comment lets messages pass: each kind keeps its own order.
fn of_kind<'t>(entries: &'t [(String, String)], kind: &str) -> Vec<&'t str> {
    entries.iter().filter(|(of, _)| of == kind).map(|(_, text)| text.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_any_weather_every_message_is_on_the_remote_exactly_once_and_in_order() {
    // BELLHOP_SEEDS=100 tries more of them.
    let seeds = std::env::var("BELLHOP_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    for seed in 1..=seeds {
        story(seed).await;
    }
}
