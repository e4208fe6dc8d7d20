//! Messages that leave at the time that the rep chose, and not before.

use bellhop_model::Wait;
use bellhop_store::{Departure, Origin};
use chrono::{TimeDelta, Utc};

use crate::support::{Desk, Remote, reply, until_idle};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_leaves_when_its_time_comes_and_others_do_not_wait_for_it() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let sync = desk.start(&remote);
    desk.sees(&thread, "Good morning").await;
    until_idle(&sync).await;
    let until = Utc::now() + TimeDelta::seconds(2);
    let later = Some(Departure { until, why: Wait::Undo });
    let first = desk.does_later(later, reply(&remote, &thread, "anna", "Wait a moment")).await;
    let tomorrow = Some(Departure { until: until + TimeDelta::days(1), why: Wait::Schedule });
    let second = desk.does_later(tomorrow, reply(&remote, &thread, "anna", "Tomorrow")).await;
    desk.does(reply(&remote, &thread, "anna", "At once")).await;
    desk.until("the first", move |r| Ok(r.outbox().get(&first)?.is_none())).await;
    assert!(Utc::now() >= until, "it left before its time");
    assert_eq!(remote.sent_texts(&thread).await, ["At once", "Wait a moment"]);
    desk.store.desk_write(Origin::Desk, move |w| w.outbox().set_wait(&second, None)).await.unwrap();
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["At once", "Wait a moment", "Tomorrow"]);
    sync.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_the_program_was_ended_leaves_at_the_next_start() {
    let remote = Remote::new().await;
    let thread = remote.customer_writes("anna", "Good morning").await;
    let desk = Desk::new();
    let past = Some(Departure { until: Utc::now() - TimeDelta::hours(3), why: Wait::Schedule });
    desk.does_later(past, reply(&remote, &thread, "anna", "Good day")).await;
    let sync = desk.start(&remote);
    desk.has_delivered().await;
    assert_eq!(remote.sent_texts(&thread).await, ["Good day"]);
    sync.stop().await;
}
