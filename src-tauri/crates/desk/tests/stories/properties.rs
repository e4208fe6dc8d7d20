//! The ticket's properties in the sidebar: edited in their place, shown at once, written once, and refused with a sentence.

use bellhop_desk::ErrorCode;
use bellhop_model::{Intent, StuckReason};
use bellhop_store::{Attempt, Origin, OutboxStep, PropertyDefinition, PropertyOption};
use serde_json::{Value, json};

use crate::support::{Room, incoming, minute, pairs, room, thread, ticket, view, with_ticket};

async fn desk() -> Room {
    let room = room().await;
    room.put(&[with_ticket("1"), thread("2")], &[incoming("1", "a", 1, "hello")]).await;
    room.put_tickets(&[ticket("t1", &[("hs_ticket_priority", "LOW"), ("seats", "3")])]).await;
    let define = |name: &str, kind: &str, field: &str| PropertyDefinition {
        name: name.to_owned(),
        label: name.to_uppercase(),
        kind: kind.to_owned(),
        field: field.to_owned(),
        ..PropertyDefinition::default()
    };
    let option = |value: &str| PropertyOption { value: value.to_owned(), label: value.to_lowercase(), hidden: false };
    let priority = PropertyDefinition {
        options: vec![option("LOW"), option("HIGH")],
        ..define("hs_ticket_priority", "enumeration", "select")
    };
    let definitions = [
        priority,
        define("seats", "number", "number"),
        define("due", "date", "date"),
        define("hs_pipeline_stage", "enumeration", "radio"),
        define("elsewhere", "enumeration", "select"),
        PropertyDefinition { hidden: true, ..define("secret", "string", "text") },
        PropertyDefinition { read_only: true, ..define("computed", "number", "number") },
        PropertyDefinition { owner: true, ..define("hubspot_owner_id", "enumeration", "select") },
    ];
    room.store.write(Origin::Pull, move |w| w.properties().replace("tickets", &definitions)).await.unwrap();
    room
}

async fn set(room: &Room, properties: Value) -> Value {
    room.call("setProperties", json!({"thread": "1", "properties": properties})).await
}

async fn context(room: &Room) -> Value {
    room.call("context", json!({"thread": "1"})).await["ticket"].clone()
}

fn value<'a>(ticket: &'a Value, name: &str) -> &'a str {
    let fields = ticket["fields"].as_array().unwrap();
    fields.iter().find(|field| field["name"] == name).unwrap()["value"].as_str().unwrap()
}

async fn changes(room: &Room) -> Value {
    room.call("thread", json!({"thread": "1"})).await["changes"].clone()
}

#[tokio::test]
async fn every_property_that_a_rep_may_edit_is_there_with_its_kind_and_no_other() {
    let ticket = context(&desk().await).await;
    let fields = ticket["fields"].as_array().unwrap();
    let shown: Vec<_> = fields.iter().map(|field| (field["name"].as_str().unwrap(), &field["kind"])).collect();
    assert_eq!(
        shown,
        [
            ("hs_ticket_priority", &json!("select")),
            ("hubspot_owner_id", &json!("owner")),
            ("due", &json!("date")),
            ("seats", &json!("number"))
        ]
    );
    assert_eq!((value(&ticket, "seats"), value(&ticket, "due")), ("3", ""));
}

#[tokio::test]
async fn a_change_shows_at_once_in_the_sidebar_and_the_list_and_says_that_it_is_on_its_way() {
    let room = desk().await;
    let id = set(&room, json!({"hs_ticket_priority": "HIGH"})).await;
    assert_eq!(value(&context(&room).await, "hs_ticket_priority"), "HIGH");
    assert_eq!(room.row(view("open"), "1").await["priority"], "HIGH");
    let shown = changes(&room).await;
    assert_eq!((&shown[0]["id"], &shown[0]["delivery"]["state"]), (&id, &json!("queued")));
    assert_eq!(shown[0]["properties"], json!({"hs_ticket_priority": "HIGH"}));
    set(&room, json!({"hs_ticket_priority": ""})).await;
    assert_eq!(room.row(view("open"), "1").await["priority"], Value::Null);
    assert_eq!(room.open_intents().await.len(), 1, "the remote is told where it ended, not the way");
}

#[tokio::test]
async fn a_later_change_takes_the_place_of_an_earlier_one_only_where_nothing_is_lost() {
    let room = desk().await;
    set(&room, json!({"seats": "4", "due": "2026-12-24"})).await;
    set(&room, json!({"seats": "5"})).await;
    let written: Vec<_> = room.open_intents().await.into_iter().map(|row| row.intent).collect();
    let Intent::SetProperties { properties, .. } = &written[0] else { panic!("{written:?}") };
    assert_eq!((written.len(), properties), (2, &pairs(&[("due", "2026-12-24"), ("seats", "4")])));
    assert_eq!(value(&context(&room).await, "seats"), "5");
    // What is on its way is not taken back: the newer one follows it.
    let attempt = Attempt { number: 1, baseline: None, fingerprint: String::new(), at: minute(5) };
    let last = json!(room.open_intents().await[1].id);
    room.step(&last, OutboxStep::InFlight { attempt }).await;
    set(&room, json!({"seats": "6"})).await;
    assert_eq!(room.open_intents().await.len(), 3);
}

#[tokio::test]
async fn a_refused_value_is_told_at_its_place_and_the_old_one_is_back() {
    let room = desk().await;
    let id = set(&room, json!({"seats": "400"})).await;
    let refused =
        OutboxStep::Stuck { reason: StuckReason::ValueRefused, detail: "At most 40 seats.".to_owned(), attempt: None };
    room.step(&id, refused).await;
    assert_eq!(value(&context(&room).await, "seats"), "3");
    let shown = changes(&room).await;
    let told = json!({"state": "stuck", "reason": "valueRefused", "detail": "At most 40 seats."});
    assert_eq!((&shown[0]["delivery"], &shown[0]["properties"]["seats"]), (&told, &json!("400")));
    room.call("settle", json!({"intent": id, "how": "discard"})).await;
    assert_eq!(changes(&room).await, json!([]));
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_before_it_is_queued() {
    let room = desk().await;
    let code = async |thread: &str, properties: Value| {
        room.refused_code("setProperties", json!({"thread": thread, "properties": properties})).await
    };
    for wrong in [
        json!({"seats": "many"}),
        json!({"due": "2026-02-30"}),
        json!({"hs_ticket_priority": "HUGE"}),
        json!({"computed": "1"}),
        json!({"unknown": "1"}),
    ] {
        assert_eq!(code("1", wrong.clone()).await, ErrorCode::NotPossible, "{wrong}");
    }
    assert_eq!(code("2", json!({"seats": "1"})).await, ErrorCode::NotPossible);
    assert_eq!(code("1", json!({"hs_pipeline_stage": "4"})).await, ErrorCode::BadRequest);
    assert_eq!(code("1", json!({})).await, ErrorCode::BadRequest);
}
