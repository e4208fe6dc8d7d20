//! Messages that do not leave at once: they can be undone for a moment, or the rep said when.

use bellhop_desk::ErrorCode;
use bellhop_model::{Author, Wait};
use bellhop_store::{Attempt, Departure, OutboxStep};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Room, draft, incoming, minute, room, send, texts, thread, ticket, view, with_ticket};

async fn desk() -> Room {
    let room = room().await;
    let mail = bellhop_model::Thread { channel: "1002".into(), channel_account: "100".into(), ..thread("2") };
    let mut letter = incoming("2", "b", 2, "by mail");
    if let bellhop_model::MessageKind::Message { channel, channel_account, .. } = &mut letter.kind {
        (*channel, *channel_account) = (Some("1002".into()), Some("100".into()));
    }
    letter.author = Author { actor: Some("V-8".into()), ..letter.author };
    if let Some(address) = &mut letter.author.address {
        (address.kind, address.value) = ("HS_EMAIL_ADDRESS".to_owned(), "anna@example.com".to_owned());
    }
    room.put(&[with_ticket("1"), mail], &[incoming("1", "a", 1, "hello"), letter]).await;
    room.put_tickets(&[ticket("t1", &[])]).await;
    room
}

async fn wait_of(room: &Room, place: usize) -> Option<Departure> {
    room.open_intents().await[place].wait
}

fn tomorrow() -> DateTime<Utc> {
    DateTime::from_timestamp_millis((Utc::now() + TimeDelta::days(1)).timestamp_millis()).unwrap()
}

fn at(thread: &str, text: &str, at: DateTime<Utc>) -> Value {
    json!({"thread": thread, "mode": "reply", "draft": draft(text), "thenStage": null, "when": {"type": "at", "at": at}})
}

#[tokio::test]
async fn an_email_waits_ten_seconds_and_a_chat_message_leaves_at_once_unless_the_rep_chose_otherwise() {
    let room = desk().await;
    room.reply("1", "chat").await;
    room.reply("2", "mail").await;
    room.call("send", send("2", "comment", "note")).await;
    assert_eq!(wait_of(&room, 0).await, None);
    let wait = wait_of(&room, 1).await.unwrap();
    let seconds = (wait.until - room.open_intents().await[1].created_at).num_seconds();
    assert_eq!((wait.why, seconds), (Wait::Undo, 10));
    assert_eq!(wait_of(&room, 2).await, None, "nobody but the team sees a comment");
    let shown = room.messages("2").await;
    assert_eq!(shown[1]["body"]["delivery"]["state"], "waiting");
    assert_eq!(shown[1]["body"]["delivery"]["why"], "undo");

    room.call("changeSettings", json!({"undoChatSeconds": 5, "undoEmailSeconds": 0})).await;
    room.reply("1", "chat again").await;
    room.reply("2", "mail again").await;
    assert_eq!(wait_of(&room, 3).await.unwrap().why, Wait::Undo);
    assert_eq!(wait_of(&room, 4).await, None);
}

#[tokio::test]
async fn what_is_undone_is_in_the_draft_whole_and_nothing_leaves_also_after_the_program_was_ended() {
    let room = desk().await;
    let email =
        json!({"to": [{"address": "anna@example.com", "name": "Anna"}], "cc": [], "bcc": [], "subject": "Lamp"});
    let sent = json!({"text": "Dear Anna", "html": null, "replyTo": "b", "files": [], "account": "100", "email": email,
        "status": null});
    let options = json!({"thread": "2", "mode": "reply", "draft": sent, "thenStage": null});
    let id = room.call("send", options).await[0].clone();
    let room = room.restart().await;
    assert_eq!(room.open_intents().await.len(), 1, "it would be lost");
    let back = room.call("settle", json!({"intent": id, "how": "edit"})).await;
    assert_eq!(back, sent);
    assert!(room.open_intents().await.is_empty());
    assert_eq!(room.call("drafts", json!({"thread": "2"})).await["reply"], sent);
}

#[tokio::test]
async fn a_message_for_tomorrow_answers_nobody_today_and_its_status_waits_with_it() {
    let room = desk().await;
    let until = tomorrow();
    let mut options = at("1", "Good morning", until);
    options["thenStage"] = json!("4");
    let ids = room.call("send", options).await;
    assert_eq!(room.row(view("needsReply"), "1").await["outbox"]["state"], "waiting");
    assert!(room.ids(view("open")).await.contains(&"1".to_owned()), "closed a day too early");
    let shown = room.messages("1").await;
    assert_eq!(texts(&shown), ["hello", "Good morning"]);
    let delivery = &shown[1]["body"]["delivery"];
    assert_eq!(delivery["why"], "schedule");
    assert_eq!(serde_json::from_value::<DateTime<Utc>>(delivery["until"].clone()).unwrap(), until);
    let ledger = room.call("outbox", Value::Null).await;
    assert_eq!((&ledger[0]["delivery"]["state"], &ledger[1]["follows"]), (&json!("waiting"), &ids[0]));
}

#[tokio::test]
async fn a_message_for_later_can_be_moved_sent_now_taken_back_or_dropped() {
    let room = desk().await;
    let id = room.call("send", at("1", "Later", tomorrow())).await[0].clone();
    let earlier = Utc::now() + TimeDelta::hours(1);
    room.call("schedule", json!({"intent": id, "at": earlier})).await;
    assert!(wait_of(&room, 0).await.unwrap().until < tomorrow() - TimeDelta::hours(12));
    room.call("schedule", json!({"intent": id, "at": null})).await;
    assert_eq!(wait_of(&room, 0).await, None);
    room.call("settle", json!({"intent": id, "how": "edit"})).await;
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"]["text"], "Later");

    let id = room.call("send", at("1", "Later", tomorrow())).await[0].clone();
    let attempt = Attempt { number: 1, baseline: None, fingerprint: String::new(), at: minute(5) };
    room.step(&id, OutboxStep::InFlight { attempt }).await;
    let late = room.refused_code("schedule", json!({"intent": id, "at": tomorrow()})).await;
    assert_eq!(late, ErrorCode::NotPossible);
    room.step(&id, OutboxStep::Queued { doubt: None }).await;
    room.call("settle", json!({"intent": id, "how": "discard"})).await;
    assert!(room.open_intents().await.is_empty());
}

#[tokio::test]
async fn a_time_that_has_passed_means_at_once() {
    let room = desk().await;
    room.call("send", at("1", "Now", Utc::now() - TimeDelta::hours(1))).await;
    assert_eq!(wait_of(&room, 0).await, None);
}
