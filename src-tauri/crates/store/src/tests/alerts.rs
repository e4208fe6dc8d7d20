//! What the rep was told of.

use bellhop_model::{Intent, IntentId, ThreadId};

use super::*;
use crate::{OutboxRow, OutboxStep, Told};

fn thing(name: &str, at: DateTime<Utc>) -> Told {
    Told { thing: name.to_owned(), at }
}

async fn told(store: &Store, names: &[&str]) -> Vec<String> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    store.read(move |r| r.alerts().told(&names)).await.unwrap()
}

async fn begin_run(store: &Store, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    store.desk_write(Origin::Desk, move |w| w.alerts().begin_run(now, now - TimeDelta::days(2))).await.unwrap()
}

#[tokio::test]
async fn a_thing_is_told_once_however_often_and_by_whomever() {
    let Room { store, dir } = room();
    let tell = |store: &Store| {
        let things = [thing("message 1", noon()), thing("message 2", noon())];
        let store = store.clone();
        async move { store.desk_write(Origin::Desk, move |w| w.alerts().tell(&things)).await.unwrap() }
    };
    assert_eq!(tell(&store).await, ["message 1", "message 2"]);
    assert!(tell(&store).await.is_empty());
    let (other, _) = Store::open(dir.path()).unwrap();
    assert!(tell(&other).await.is_empty(), "another process tells it again");
    assert_eq!(told(&other, &["message 2", "message 3"]).await, ["message 2"]);
}

#[tokio::test]
async fn each_run_knows_when_the_one_before_began_and_forgets_what_is_too_old_to_ring() {
    let Room { store, dir: _dir } = room();
    assert_eq!(begin_run(&store, noon()).await, None);
    let things = [thing("message old", noon()), thing("message new", minute(1))];
    store.desk_write(Origin::Desk, move |w| w.alerts().tell(&things)).await.unwrap();
    assert_eq!(begin_run(&store, minute(1) + TimeDelta::days(2)).await, Some(noon()));
    assert_eq!(told(&store, &["message old", "message new"]).await, ["message new"]);
}

#[tokio::test]
async fn what_did_not_go_out_is_remembered_for_as_long_as_it_waits() {
    let Room { store, dir: _dir } = room();
    let thread = ThreadId::from("1");
    let row = OutboxRow {
        id: IntentId::from("i-1"),
        thread: thread.clone(),
        intent: Intent::AddComment { thread, text: "waits".to_owned(), html: None, files: Vec::new() },
        step: OutboxStep::Queued { doubt: None },
        created_at: noon(),
        not_before: None,
        follows: None,
        wait: None,
        seen: None,
    };
    let things = [thing("unsent i-1 Rejected", noon())];
    let write = move |w: &crate::DeskWrite<'_>| {
        w.outbox().add(&row)?;
        w.alerts().tell(&things)
    };
    store.desk_write(Origin::Desk, write).await.unwrap();
    begin_run(&store, noon() + TimeDelta::days(9)).await;
    assert_eq!(told(&store, &["unsent i-1 Rejected"]).await.len(), 1, "it rings again after a long weekend");
    store.desk_write(Origin::Desk, |w| w.outbox().close(&"i-1".into())).await.unwrap();
    begin_run(&store, noon() + TimeDelta::days(10)).await;
    assert!(told(&store, &["unsent i-1 Rejected"]).await.is_empty(), "it is kept for ever");
}

#[tokio::test]
async fn a_conversation_that_was_put_off_comes_back_once_and_the_next_one_is_first() {
    let Room { store, dir } = room();
    let put_off = |w: &crate::DeskWrite<'_>| {
        w.alerts().snooze(&"1".into(), minute(30))?;
        w.alerts().snooze(&"2".into(), minute(10))?;
        w.alerts().snooze(&"1".into(), minute(40))
    };
    store.desk_write(Origin::Desk, put_off).await.unwrap();
    store.close().await.unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let snoozed = store.read(|r| r.alerts().snoozed()).await.unwrap();
    assert_eq!(snoozed, [("2".into(), minute(10)), ("1".into(), minute(40))]);
    let wake = |w: &crate::DeskWrite<'_>| w.alerts().unsnooze(&"2".into());
    assert!(store.desk_write(Origin::Desk, wake).await.unwrap());
    assert!(!store.desk_write(Origin::Desk, wake).await.unwrap(), "it comes back twice");
}

#[tokio::test]
async fn deadlines_are_those_of_open_conversations_that_the_rep_has_or_nobody() {
    let Room { store, dir: _dir } = room();
    let due = ("hs_time_to_close_sla_at", "2026-11-23T13:00:00Z");
    let tickets = [
        ticket("mine", &[("hubspot_owner_id", "7"), due]),
        ticket("nobodys", &[due]),
        ticket("jans", &[("hubspot_owner_id", "8"), due]),
        ticket("done", &[("hubspot_owner_id", "7"), due]),
        ticket("without", &[("hubspot_owner_id", "7")]),
    ];
    store.write(Origin::Pull, move |w| w.tickets().upsert(&tickets)).await.unwrap();
    let threads = ["mine", "nobodys", "jans", "without"].map(|id| Thread { ticket: Some(id.into()), ..thread(id) });
    let done = Thread { ticket: Some("done".into()), status: ThreadStatus::Closed, ..thread("done") };
    put(&store, &[threads.as_slice(), &[done]].concat(), &[]).await;
    let of = |owner: Option<bellhop_model::OwnerId>| {
        let store = store.clone();
        async move {
            let found = store.read(move |r| r.tickets().with_deadlines(owner.as_ref())).await.unwrap();
            let mut threads: Vec<String> = found.into_iter().map(|(_, thread)| thread.0).collect();
            threads.sort();
            threads
        }
    };
    assert_eq!(of(Some("7".into())).await, ["mine", "nobodys"]);
    assert_eq!(of(None).await, ["nobodys"]);
}
