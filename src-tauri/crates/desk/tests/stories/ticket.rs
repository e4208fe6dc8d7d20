//! Owner and status: shown at once everywhere, told to the remote once.

use bellhop_desk::ErrorCode;
use bellhop_model::{Intent, StuckReason, Thread, ThreadStatus};
use bellhop_store::{Attempt, OutboxStep};
use serde_json::{Value, json};

use crate::support::{Room, incoming, minute, room, thread, ticket, view, with_ticket};

async fn conversations() -> Room {
    let room = room().await;
    room.put(
        &[with_ticket("1"), with_ticket("2"), thread("3")],
        &[incoming("1", "a", 1, "one"), incoming("2", "b", 2, "two"), incoming("3", "c", 3, "three")],
    )
    .await;
    room.put_tickets(&[ticket("t1", &[]), ticket("t2", &[("hubspot_owner_id", "8")])]).await;
    room
}

async fn head(room: &Room, thread: &str) -> Value {
    room.call("thread", json!({"thread": thread})).await
}

/// A property of the ticket in the sidebar, as people read it.
async fn property(room: &Room, thread: &str, name: &str) -> Option<String> {
    let context = room.call("context", json!({"thread": thread})).await;
    let properties = context["ticket"]["properties"].as_array().unwrap().clone();
    properties.iter().find(|one| one["name"] == name).map(|one| one["value"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_assignment_shows_at_once_in_lists_head_and_sidebar() {
    let room = conversations().await;
    room.call("assign", json!({"thread": "1", "owner": "7"})).await;
    assert_eq!(room.ids(view("mine")).await, ["1"]);
    assert_eq!(room.ids(view("unassigned")).await, ["3"]);
    assert_eq!((room.count(view("mine")).await, room.count(view("unassigned")).await), ((1, 1), (1, 1)));
    assert_eq!(room.row(view("open"), "1").await["owner"], "7");
    let shown = head(&room, "1").await;
    assert_eq!((&shown["owner"], &shown["ticket"]["ownerPending"]), (&json!("7"), &json!(true)));
    assert_eq!(property(&room, "1", "hubspot_owner_id").await.as_deref(), Some("Marta Król"));

    room.call("assign", json!({"thread": "2", "owner": null})).await;
    assert_eq!(room.ids(view("unassigned")).await, ["3", "2"]);
    assert_eq!(head(&room, "2").await["owner"], Value::Null);
    assert_eq!(property(&room, "2", "hubspot_owner_id").await, None);

    room.call("assign", json!({"thread": "3", "owner": "7"})).await;
    assert_eq!(room.ids(view("mine")).await, ["3", "1"], "a conversation without a ticket cannot be taken");
}

#[tokio::test]
async fn the_moment_the_remote_has_it_nothing_is_laid_over_any_more() {
    let room = conversations().await;
    let id = room.call("assign", json!({"thread": "1", "owner": "7"})).await;
    room.put_tickets(&[ticket("t1", &[("hubspot_owner_id", "7")])]).await;
    assert_eq!((room.ids(view("mine")).await, room.count(view("mine")).await.0), (vec!["1".to_owned()], 1));
    room.close(&id).await;
    assert_eq!((room.ids(view("mine")).await, room.count(view("mine")).await.0), (vec!["1".to_owned()], 1));
    assert_eq!(head(&room, "1").await["ticket"]["ownerPending"], false);
}

#[tokio::test]
async fn closing_shows_at_once_in_lists_head_and_sidebar_and_opening_again_brings_it_back() {
    let room = conversations().await;
    room.call("setStatus", json!({"thread": "1", "stage": "4"})).await;
    assert_eq!(room.ids(view("closed")).await, ["1"]);
    assert_eq!(room.ids(view("open")).await, ["3", "2"]);
    assert_eq!(room.count(view("open")).await, (2, 2), "a closed conversation still counts as unread");
    assert_eq!(room.row(view("closed"), "1").await["status"], "closed");
    let shown = head(&room, "1").await;
    assert_eq!((&shown["status"], &shown["ticket"]["stage"]), (&json!("closed"), &json!("4")));
    assert_eq!(shown["ticket"]["stagePending"], true);
    assert_eq!(property(&room, "1", "hs_pipeline_stage").await.as_deref(), Some("Closed"));

    room.call("setStatus", json!({"thread": "1", "stage": "2"})).await;
    assert_eq!(room.ids(view("open")).await, ["3", "2", "1"]);
    assert_eq!(head(&room, "1").await["status"], "open");
    assert_eq!(property(&room, "1", "hs_pipeline_stage").await.as_deref(), Some("Waiting"));
}

#[tokio::test]
async fn moving_between_open_statuses_does_not_open_a_conversation_that_was_closed_on_its_own() {
    let room = conversations().await;
    let closed = Thread { status: ThreadStatus::Closed, closed_at: Some(minute(9)), ..with_ticket("1") };
    room.put(&[closed], &[]).await;
    room.call("setStatus", json!({"thread": "1", "stage": "2"})).await;
    assert_eq!(room.ids(view("closed")).await, ["1"]);
    assert_eq!(head(&room, "1").await["status"], "closed");
}

#[tokio::test]
async fn what_was_changed_again_before_it_left_replaces_the_earlier_intent() {
    let room = conversations().await;
    room.call("assign", json!({"thread": "1", "owner": "8"})).await;
    let status = room.call("setStatus", json!({"thread": "1", "stage": "4"})).await;
    let last = room.call("assign", json!({"thread": "1", "owner": "7"})).await;
    let other = room.call("assign", json!({"thread": "3", "owner": "8"})).await;
    let open: Vec<Value> = room.open_intents().await.iter().map(|row| json!(row.id)).collect();
    assert_eq!(open, [status, last.clone(), other]);
    assert_eq!(head(&room, "1").await["owner"], "7");

    // One that is on its way is not taken back: the newer one follows it.
    let attempt = Attempt { number: 1, baseline: None, fingerprint: String::new(), at: minute(5) };
    room.step(&last, OutboxStep::InFlight { attempt }).await;
    let after = room.call("assign", json!({"thread": "1", "owner": null})).await;
    let open: Vec<Value> = room.open_intents().await.iter().map(|row| json!(row.id)).collect();
    assert!(open.contains(&last) && open.contains(&after), "{open:?}");
    assert_eq!(head(&room, "1").await["owner"], Value::Null);
}

#[tokio::test]
async fn all_conversations_of_a_ticket_follow_its_owner_and_status() {
    let room = conversations().await;
    let second = Thread { ticket: Some("t1".into()), ..thread("4") };
    room.put(&[second], &[incoming("4", "d", 4, "four")]).await;
    room.call("assign", json!({"thread": "1", "owner": "8"})).await;
    room.call("assign", json!({"thread": "4", "owner": "7"})).await;
    assert_eq!(room.open_intents().await.len(), 1, "two assignments of one ticket could arrive in either order");
    assert_eq!(room.ids(view("mine")).await, ["4", "1"]);
    assert_eq!(head(&room, "1").await["owner"], "7");
    room.call("setStatus", json!({"thread": "1", "stage": "4"})).await;
    assert_eq!(room.ids(view("closed")).await, ["4", "1"]);
    assert_eq!(room.ids(view("outbox")).await.len(), 2, "each intent is listed where it was made");
    assert_eq!(property(&room, "4", "hs_pipeline_stage").await.as_deref(), Some("Closed"));
}

#[tokio::test]
async fn a_refused_change_is_not_shown_as_done() {
    let room = conversations().await;
    let id = room.call("setStatus", json!({"thread": "1", "stage": "4"})).await;
    let stuck = OutboxStep::Stuck {
        reason: StuckReason::MissingProperties,
        detail: "resolution is required".to_owned(),
        attempt: None,
    };
    room.step(&id, stuck).await;
    assert_eq!(room.ids(view("open")).await, ["3", "2", "1"]);
    let shown = head(&room, "1").await;
    assert_eq!((&shown["status"], &shown["ticket"]["stage"]), (&json!("open"), &json!("1")));
    assert_eq!(property(&room, "1", "hs_pipeline_stage").await.as_deref(), Some("New"));
    let sync = room.call("sync", Value::Null).await;
    assert_eq!((&sync["waiting"], &sync["stuck"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn an_owner_or_status_that_does_not_exist_is_refused() {
    let room = conversations().await;
    for owner in ["9", "404"] {
        let code = room.refused_code("assign", json!({"thread": "1", "owner": owner})).await;
        assert_eq!(code, ErrorCode::NotPossible, "the owner {owner} was deactivated or never was");
    }
    for (thread, stage) in [("1", "404"), ("1", "51"), ("3", "4"), ("gone", "4")] {
        let code = room.refused_code("setStatus", json!({"thread": thread, "stage": stage})).await;
        assert_eq!(code, ErrorCode::NotPossible, "{thread} to {stage}");
    }
    let code = room.refused_code("assign", json!({"thread": "gone", "owner": "7"})).await;
    assert_eq!(code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_status_is_set_in_the_tickets_own_pipeline() {
    let room = conversations().await;
    room.put_tickets(&[ticket("t1", &[("hs_pipeline", "5"), ("hs_pipeline_stage", "51")])]).await;
    room.call("setStatus", json!({"thread": "1", "stage": "52"})).await;
    let open = room.open_intents().await;
    let Intent::SetStatus { pipeline, stage, .. } = &open[0].intent else { panic!("{:?}", open[0].intent) };
    assert_eq!((pipeline.as_str(), stage.as_str()), ("5", "52"));
    let code = room.refused_code("setStatus", json!({"thread": "1", "stage": "4"})).await;
    assert_eq!(code, ErrorCode::NotPossible, "the ticket would change its pipeline");
}
