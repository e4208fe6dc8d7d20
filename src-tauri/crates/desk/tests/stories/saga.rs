//! "Send and set status" as one action, and what a status demands before it is set.

use bellhop_desk::ErrorCode;
use bellhop_model::StuckReason;
use bellhop_store::{Origin, OutboxStep, PropertyDefinition, StageRule};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Room, draft, incoming, room, ticket, view, with_ticket};

async fn desk_with_a_ticket() -> Room {
    let room = room().await;
    room.put(&[with_ticket("1")], &[incoming("1", "a", 1, "hello")]).await;
    room.put_tickets(&[ticket("t1", &[("seats", "3")])]).await;
    room
}

async fn demand(room: &Room, properties: &[&str]) {
    let number = |name: &str| PropertyDefinition {
        name: name.to_owned(),
        label: format!("The {name}"),
        kind: "number".to_owned(),
        field: "number".to_owned(),
        ..PropertyDefinition::default()
    };
    let definitions = [number("seats"), number("floor")];
    let rules: Vec<StageRule> = properties
        .iter()
        .map(|name| StageRule {
            pipeline: "0".into(),
            stage: "4".into(),
            property: (*name).to_owned(),
            learned_at: None,
        })
        .collect();
    let write = move |w: &bellhop_store::CacheWrite<'_>| {
        w.properties().replace("tickets", &definitions)?;
        w.stage_rules().replace(&rules)
    };
    room.store.write(Origin::Pull, write).await.unwrap();
}

fn send_and_close(text: &str, properties: &Value) -> Value {
    json!({"thread": "1", "mode": "reply", "draft": draft(text), "thenStage": "4", "thenProperties": properties})
}

async fn head(room: &Room) -> Value {
    room.call("thread", json!({"thread": "1"})).await
}

fn stuck(reason: StuckReason) -> OutboxStep {
    OutboxStep::Stuck { reason, detail: "no".to_owned(), attempt: None }
}

async fn settle(room: &Room, intent: &Value, how: &str) {
    room.call("settle", json!({"intent": intent, "how": how})).await;
}

#[tokio::test]
async fn the_status_follows_its_message_in_one_commit_and_shows_at_once() {
    let room = desk_with_a_ticket().await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({}))).await;
    let open = room.open_intents().await;
    assert_eq!((json!(open[0].id), json!(open[1].follows)), (ids[0].clone(), ids[0].clone()));
    assert_eq!(room.ids(view("closed")).await, ["1"]);
    let shown = head(&room).await;
    let waits = json!({"id": ids[1], "kind": "status", "text": "Closed", "stage": "4", "properties": {},
        "delivery": {"state": "queued"}, "follows": ids[0]});
    assert_eq!(shown["changes"], json!([waits]));
}

#[tokio::test]
async fn a_stuck_message_holds_its_status_visibly_until_the_rep_lets_it_go() {
    let room = desk_with_a_ticket().await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({}))).await;
    room.step(&ids[0], stuck(StuckReason::Rejected)).await;
    assert_eq!(room.ids(view("open")).await, ["1"], "the ticket would look closed while nobody was answered");
    assert_eq!(head(&room).await["ticket"]["stagePending"], false);
    assert_eq!(head(&room).await["changes"][0]["follows"], ids[0]);
    settle(&room, &ids[1], "retry").await;
    let status = room.open_intents().await[1].clone();
    assert_eq!((status.step, status.follows), (OutboxStep::Queued { doubt: None }, None));
    assert_eq!(room.ids(view("closed")).await, ["1"]);
}

#[tokio::test]
async fn a_message_that_is_dropped_leaves_its_status_before_the_rep() {
    let room = desk_with_a_ticket().await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({}))).await;
    settle(&room, &ids[0], "discard").await;
    let change = head(&room).await["changes"][0].clone();
    assert_eq!(change["delivery"], json!({"state": "stuck", "reason": "takenBack", "detail": ""}));
    assert_eq!(room.ids(view("open")).await, ["1"]);
    // Sent again with the status, there is one change and not two.
    room.call("send", send_and_close("Goodbye again", &json!({}))).await;
    assert_eq!(room.open_intents().await.len(), 2);
    settle(&room, &json!(room.open_intents().await[1].id), "discard").await;
    assert_eq!(head(&room).await["changes"], json!([]));
}

#[tokio::test]
async fn a_message_that_is_taken_back_brings_its_status_into_the_draft_with_what_was_entered() {
    let room = desk_with_a_ticket().await;
    demand(&room, &["floor"]).await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({"floor": "2"}))).await;
    settle(&room, &ids[0], "edit").await;
    assert_eq!(room.open_intents().await, []);
    assert_eq!((head(&room).await["changes"].clone(), room.ids(view("open")).await), (json!([]), vec!["1".to_owned()]));
    let room = room.restart().await;
    let draft = room.call("drafts", json!({"thread": "1"})).await["reply"].clone();
    assert_eq!(
        (&draft["text"], &draft["status"]),
        (&json!("Goodbye"), &json!({"stage": "4", "properties": {"floor": "2"}}))
    );
    let form = room.call("statusForm", json!({"thread": "1", "stage": "4"})).await;
    assert_eq!(form["fields"][0]["value"], "2", "what was entered has to be entered again");
}

#[tokio::test]
async fn a_message_that_the_rep_says_arrived_lets_its_status_go() {
    let room = desk_with_a_ticket().await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({}))).await;
    room.step(&ids[0], stuck(StuckReason::Undecided)).await;
    settle(&room, &ids[0], "arrived").await;
    let open = room.open_intents().await;
    assert_eq!((open.len(), open[0].follows.clone()), (1, None));
    assert_eq!(open[0].step, OutboxStep::Queued { doubt: None });
}

#[tokio::test]
async fn both_halves_are_there_after_the_program_was_ended() {
    let room = desk_with_a_ticket().await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({}))).await;
    let room = room.restart().await;
    let open = room.open_intents().await;
    assert_eq!((open.len(), json!(open[1].follows)), (2, ids[0].clone()));
}

#[tokio::test]
async fn a_status_asks_for_exactly_what_it_demands_and_is_not_queued_without_it() {
    let room = desk_with_a_ticket().await;
    demand(&room, &["seats", "floor"]).await;
    let form = room.call("statusForm", json!({"thread": "1", "stage": "4"})).await;
    let field = |name: &str, value: &str| json!({"name": name, "label": format!("The {name}"), "kind": "number", "options": [], "value": value});
    assert_eq!(form["fields"], json!([field("floor", ""), field("seats", "3")]));
    let other = room.call("statusForm", json!({"thread": "1", "stage": "2"})).await;
    assert_eq!(other, json!({"stage": "2", "label": "Waiting", "fields": []}));

    for wrong in [json!({}), json!({"floor": " "}), json!({"floor": "second"}), json!({"floor": "2", "lift": "yes"})] {
        assert_eq!(room.refused_code("send", send_and_close("Goodbye", &wrong)).await, ErrorCode::NotPossible);
        let args = json!({"thread": "1", "stage": "4", "properties": wrong});
        assert_eq!(room.refused_code("setStatus", args).await, ErrorCode::NotPossible);
    }
    let refusal = room.refused("send", send_and_close("Goodbye", &json!({}))).await;
    assert_eq!(refusal.message, "\u{201c}Closed\u{201d} needs a value for The floor first.");

    room.call("send", send_and_close("Goodbye", &json!({"floor": "2", "seats": "4"}))).await;
    let context = room.call("context", json!({"thread": "1"})).await;
    assert_eq!(context["ticket"]["id"], "t1");
    let kept = room.open_intents().await[1].intent.clone();
    let bellhop_model::Intent::SetStatus { properties, .. } = kept else { panic!("{kept:?}") };
    assert_eq!(properties, crate::support::pairs(&[("floor", "2"), ("seats", "4")]));
}

#[tokio::test]
async fn a_refused_status_is_finished_with_what_was_missing_or_dropped() {
    let room = desk_with_a_ticket().await;
    demand(&room, &["seats"]).await;
    let ids = room.call("send", send_and_close("Goodbye", &json!({"seats": "8"}))).await;
    room.close(&ids[0]).await;
    room.step(&ids[1], stuck(StuckReason::MissingProperties)).await;
    demand(&room, &["floor", "seats"]).await;
    let form = room.call("statusForm", json!({"thread": "1", "stage": "4"})).await;
    assert_eq!(form["fields"][0]["name"], "floor", "what the refusal taught is not asked for");
    assert_eq!(form["fields"][1]["value"], "8", "what was entered before is lost");
    room.call("setStatus", json!({"thread": "1", "stage": "4", "properties": {"floor": "1"}})).await;
    let open = room.open_intents().await;
    assert_eq!((open.len(), &open[0].step), (1, &OutboxStep::Queued { doubt: None }));
    assert_eq!(head(&room).await["changes"], json!([]));
}

#[tokio::test]
async fn the_screen_of_the_rules_shows_what_each_status_demands_and_where_that_is_known_from() {
    let room = desk_with_a_ticket().await;
    demand(&room, &["seats"]).await;
    let now = Utc::now();
    let learned = |property: &str, days| StageRule {
        pipeline: "0".into(),
        stage: "2".into(),
        property: property.to_owned(),
        learned_at: Some(now - TimeDelta::days(days)),
    };
    let rules = [learned("floor", 2), learned("gone", 3), learned("seats", 31)];
    room.store.write(Origin::Push, move |w| w.stage_rules().learn(&rules)).await.unwrap();
    let shown = room.call("stageRules", Value::Null).await;
    assert_eq!(shown["changeable"], true, "the hub of a local workspace may be off, and the rules are its own");
    let stages = shown["pipelines"][0]["stages"].as_array().unwrap();
    let names = |stage: &Value| -> Vec<Value> {
        stage["demands"].as_array().unwrap().iter().map(|demand| demand["name"].clone()).collect()
    };
    assert_eq!(
        stages.iter().map(names).collect::<Vec<_>>(),
        [vec![], vec![json!("floor"), json!("gone")], vec![json!("seats")]]
    );
    let floor = &stages[1]["demands"][0];
    assert_eq!((&floor["label"], &floor["kind"]), (&json!("The floor"), &json!("number")));
    let until: chrono::DateTime<Utc> = floor["learned"]["until"].as_str().unwrap().parse().unwrap();
    assert!((until - now - TimeDelta::days(28)).num_seconds().abs() < 2, "{until}");
    assert_eq!(stages[1]["demands"][1]["kind"], Value::Null, "a property that is gone is still asked for");
    assert_eq!(stages[2]["demands"][0]["learned"], Value::Null);
    assert_eq!(shown["properties"].as_array().unwrap().len(), 2);
}
