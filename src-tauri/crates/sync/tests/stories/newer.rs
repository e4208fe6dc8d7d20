//! A message that had to wait is held against what was written meanwhile before it leaves.

use std::collections::BTreeMap;

use bellhop_model::{Intent, IntentId, StuckReason, ThreadId, Wait};
use bellhop_store::{Departure, Origin, OutboxStep};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::{Desk, Remote, reply, until_idle};

/// A desk that knows the conversation and is offline, and when its newest entry was made.
async fn begin(remote: &Remote) -> (Desk, ThreadId, DateTime<Utc>) {
    let thread = remote.customer_writes("anna", "Where is my lamp?").await;
    let desk = Desk::new();
    let sync = desk.start(remote);
    desk.sees(&thread, "Where is my lamp?").await;
    desk.ticket_of(&thread).await;
    until_idle(&sync).await;
    sync.stop().await;
    let id = thread.clone();
    let seen = desk.read(move |r| r.newest_at(&id)).await;
    (desk, thread, seen)
}

/// A reply whose time came while nobody was online.
async fn was_due(desk: &Desk, intent: Intent, seen: DateTime<Utc>) -> IntentId {
    let past = Departure { until: Utc::now() - TimeDelta::hours(1), why: Wait::Schedule };
    let id = desk.does_later(Some(past), intent).await;
    let row = id.clone();
    desk.store.desk_write(Origin::Desk, move |w| w.outbox().set_seen(&row, seen)).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_reply_is_held_when_the_customer_wrote_meanwhile_and_its_status_with_it() {
    let remote = Remote::new().await;
    let (desk, thread, seen) = begin(&remote).await;
    let message = was_due(&desk, reply(&remote, &thread, "anna", "It left yesterday"), seen).await;
    let ticket = desk.ticket_of(&thread).await;
    let status = Intent::SetStatus {
        thread: thread.clone(),
        ticket,
        pipeline: "0".into(),
        stage: "4".into(),
        properties: BTreeMap::new(),
    };
    let half = desk.has_after(Some(message.clone()), status, OutboxStep::Queued { doubt: None }).await;
    remote.customer_writes("anna", "Found it, thank you!").await;
    let sync = desk.start(&remote);
    let held = desk.reaches(&message, |step| matches!(step, OutboxStep::Stuck { .. })).await;
    assert!(matches!(held, OutboxStep::Stuck { reason: StuckReason::Newer, .. }), "{held:?}");
    desk.sees(&thread, "Found it, thank you!").await;
    assert_eq!(remote.sent_texts(&thread).await, [] as [&str; 0]);
    let id = half.clone();
    let waits = desk.read(move |r| Ok(r.outbox().get(&id)?.unwrap().follows)).await;
    assert_eq!(waits, Some(message.clone()));
    // The rep reads it, and sends all the same.
    let (id, row) = (thread.clone(), message.clone());
    let newest = desk.read(move |r| r.newest_at(&id)).await;
    desk.store.desk_write(Origin::Desk, move |w| w.outbox().set_seen(&row, newest)).await.unwrap();
    desk.retries(&message).await;
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["It left yesterday"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_reply_leaves_by_itself_when_nobody_wrote_meanwhile() {
    let remote = Remote::new().await;
    let (desk, thread, seen) = begin(&remote).await;
    was_due(&desk, reply(&remote, &thread, "anna", "It left yesterday"), seen).await;
    desk.does(reply(&remote, &thread, "anna", "And arrives today")).await;
    let sync = desk.start(&remote);
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["It left yesterday", "And arrives today"]);
    sync.stop().await;
}
