//! The reply that is overtaken: what was written since it was begun is shown before it leaves.

use bellhop_desk::ErrorCode;
use bellhop_model::{Content, Message, MessageKind, StuckReason};
use bellhop_store::OutboxStep;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{Room, by, draft, entry, incoming, minute, outgoing, room, send, thread};

async fn desk() -> Room {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "Where is my lamp?")]).await;
    room
}

async fn begin(room: &Room, text: &str) {
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft(text)})).await;
}

async fn newer(room: &Room) -> Value {
    room.call("newer", json!({"thread": "1"})).await
}

fn comment(id: &str, at: i64, actor: &str, text: &str) -> Message {
    let content = Content { text: text.to_owned(), ..Content::default() };
    by(actor, entry("1", id, at, MessageKind::Comment(content)))
}

#[tokio::test]
async fn what_the_customer_wrote_meanwhile_is_shown_and_the_reply_leaves_once_the_rep_saw_it() {
    let room = desk().await;
    begin(&room, "It was sent yesterday").await;
    assert_eq!(newer(&room).await, json!({"entries": [], "count": 0, "until": null}));
    room.put(&[], &[incoming("1", "b", 2, "Found it, thank you!")]).await;
    begin(&room, "It was sent yesterday.").await;
    let shown = newer(&room).await;
    assert_eq!((&shown["count"], &shown["entries"][0]["text"]), (&json!(1), &json!("Found it, thank you!")));
    assert_eq!(shown["entries"][0]["author"], json!({"role": "customer", "name": "Anna Nowak"}));

    let mut options = send("1", "reply", "It was sent yesterday.");
    assert_eq!(room.refused_code("send", options.clone()).await, ErrorCode::Newer);
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"]["text"], "It was sent yesterday.");
    // Another message came while the rep looked at the first: they have not seen that one.
    options["seen"] = shown["until"].clone();
    room.put(&[], &[incoming("1", "c", 3, "One more thing")]).await;
    assert_eq!(room.refused_code("send", options.clone()).await, ErrorCode::Newer);
    options["seen"] = newer(&room).await["until"].clone();
    room.call("send", options).await;
    assert_eq!(room.open_intents().await[0].seen, Some(minute(3)));

    begin(&room, "Anything else?").await;
    assert_eq!(newer(&room).await["count"], 0, "the next reply is begun anew");
}

#[tokio::test]
async fn a_colleague_counts_and_the_reps_own_words_a_bot_and_a_change_of_hands_do_not() {
    let room = desk().await;
    begin(&room, "Looking into it").await;
    let changed = entry("1", "s", 2, MessageKind::StatusChange(bellhop_model::ThreadStatus::Open));
    let claimed: bellhop_model::MessageId = "mine".into();
    let note = room.call("send", send("1", "comment", "ask Jan")).await[0].clone();
    room.step(&note, OutboxStep::Confirmed { message: Some(claimed) }).await;
    room.close(&note).await;
    let robot = by("B-1", outgoing("1", "r", 5, "A colleague will answer soon"));
    let own = [outgoing("1", "o", 3, "One moment"), comment("mine", 4, "I-9", "ask Jan"), changed, robot];
    room.put(&[], &own).await;
    assert_eq!(newer(&room).await["count"], 0);
    let theirs = [by("A-72", outgoing("1", "p", 6, "I have it")), comment("q", 7, "I-9", "Anna called")];
    room.put(&[], &theirs).await;
    let shown = newer(&room).await;
    let lines: Vec<_> =
        shown["entries"].as_array().unwrap().iter().map(|one| (&one["text"], &one["comment"])).collect();
    assert_eq!(lines, [(&json!("I have it"), &json!(false)), (&json!("Anna called"), &json!(true))]);
    assert_eq!(shown["entries"][0]["author"]["name"], "jan Kowalski");
}

#[tokio::test]
async fn when_a_reply_was_begun_is_known_after_the_program_was_ended() {
    let room = desk().await;
    begin(&room, "Half a").await;
    let room = room.restart().await;
    room.put(&[], &[incoming("1", "b", 2, "Never mind")]).await;
    begin(&room, "Half a sentence").await;
    assert_eq!(newer(&room).await["count"], 1);
    // Emptied and begun again: the rep starts from what is there.
    begin(&room, "").await;
    begin(&room, "A new one").await;
    assert_eq!(newer(&room).await["count"], 0);
}

#[tokio::test]
async fn a_held_reply_that_is_sent_all_the_same_is_not_held_for_the_same_words_again() {
    let room = desk().await;
    let id = room.reply("1", "On its way").await;
    room.put(&[], &[incoming("1", "b", 2, "Never mind")]).await;
    let held = OutboxStep::Stuck { reason: StuckReason::Newer, detail: String::new(), attempt: None };
    room.step(&id, held).await;
    room.call("settle", json!({"intent": id, "how": "retry"})).await;
    let row = room.open_intents().await.remove(0);
    assert_eq!((row.step, row.seen), (OutboxStep::Queued { doubt: None }, Some(minute(2))));
    let later: DateTime<Utc> = Utc::now() + chrono::TimeDelta::hours(1);
    room.put(&[], &[incoming("1", "c", 4, "Really")]).await;
    room.call("schedule", json!({"intent": id, "at": later})).await;
    assert_eq!(room.open_intents().await[0].seen, Some(minute(4)));
}
