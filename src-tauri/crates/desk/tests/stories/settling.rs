//! Settling what waits for the rep, and taking back what has not left.

use bellhop_desk::ErrorCode;
use bellhop_model::StuckReason;
use bellhop_store::{Attempt, OutboxStep};
use serde_json::{Value, json};

use crate::support::{Room, draft, incoming, minute, room, send, texts, thread, ticket, with_ticket};

fn attempt() -> Attempt {
    Attempt { number: 1, baseline: Some("a".into()), fingerprint: "f".to_owned(), at: minute(5) }
}

fn stuck(reason: StuckReason, attempt: Option<Attempt>) -> OutboxStep {
    OutboxStep::Stuck { reason, detail: "no".to_owned(), attempt }
}

async fn sent(text: &str) -> (Room, Value) {
    let room = room().await;
    room.put(&[with_ticket("1"), thread("2")], &[incoming("1", "a", 1, "hello")]).await;
    room.put_tickets(&[ticket("t1", &[])]).await;
    let id = room.reply("1", text).await;
    (room, id)
}

async fn settle(room: &Room, intent: &Value, how: &str) -> Value {
    room.call("settle", json!({"intent": intent, "how": how})).await
}

#[tokio::test]
async fn trying_again_queues_it_and_what_may_have_arrived_is_looked_for_first() {
    let (room, id) = sent("hello").await;
    room.step(&id, stuck(StuckReason::Undecided, Some(attempt()))).await;
    assert_eq!(settle(&room, &id, "retry").await, Value::Null);
    let open = room.open_intents().await;
    assert_eq!(open[0].step, OutboxStep::Queued { doubt: Some(attempt()) }, "it would be sent without a look");
    room.step(&id, stuck(StuckReason::Rejected, None)).await;
    settle(&room, &id, "retry").await;
    assert_eq!(room.open_intents().await[0].step, OutboxStep::Queued { doubt: None });
}

#[tokio::test]
async fn taking_back_puts_the_text_above_what_was_begun_meanwhile() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let mut files = Vec::new();
    for (name, bytes) in [("sent.pdf", b"%PDF-1.7"), ("begun.pdf", b"%PDF-1.4")] {
        let kept = room.media.keep_outgoing(name, bytes).await.unwrap();
        files.push(json!({"hash": kept.hash, "name": name, "mime": kept.mime, "size": 8}));
    }
    let sent = json!({"text": "Before", "html": "<p><b>Before</b></p>", "replyTo": null, "files": [files[0]], "account": "300"});
    let options = json!({"thread": "1", "mode": "reply", "draft": sent, "thenStage": null});
    let id = room.call("send", options).await[0].clone();
    let begun = json!({"text": "After", "replyTo": "a", "files": [files[1]], "account": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": begun})).await;

    let back = settle(&room, &id, "edit").await;
    let merged = json!({
        "text": "Before\n\nAfter",
        "html": "<p><b>Before</b></p><p>After</p>",
        "replyTo": "a",
        "files": files,
        "account": "300",
        "email": null,
        "status": null,
    });
    assert_eq!(back, merged);
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"], merged, "what was answered was not kept");
    assert!(room.open_intents().await.is_empty(), "it is in the draft and would be sent as well");
    assert_eq!(texts(&room.messages("1").await), ["hello"]);
}

#[tokio::test]
async fn a_comment_goes_back_into_the_comment_and_a_message_without_text_adds_no_empty_lines() {
    let (room, _) = sent("hello").await;
    let id = room.call("send", send("1", "comment", "ask Jan")).await[0].clone();
    assert_eq!(settle(&room, &id, "edit").await, draft("ask Jan"));
    let kept = room.media.keep_outgoing("a.txt", b"words").await.unwrap();
    let file = json!({"hash": kept.hash, "name": "a.txt", "mime": kept.mime, "size": 5});
    let only_a_file = json!({"text": "", "replyTo": null, "files": [file], "account": null});
    let options = json!({"thread": "1", "mode": "comment", "draft": only_a_file, "thenStage": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "comment", "draft": draft("ask Ewa")})).await;
    let id = room.call("send", options).await[0].clone();
    room.call("saveDraft", json!({"thread": "1", "mode": "comment", "draft": draft("ask Ewa")})).await;
    assert_eq!(settle(&room, &id, "edit").await["text"], "ask Ewa");
}

#[tokio::test]
async fn what_is_on_its_way_or_being_looked_for_cannot_be_settled() {
    let (room, id) = sent("hello").await;
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft("next")})).await;
    for step in [
        OutboxStep::Prepared { attempt: attempt() },
        OutboxStep::InFlight { attempt: attempt() },
        OutboxStep::Uncertain { attempt: attempt(), looks: 0, since: minute(6) },
        OutboxStep::Confirmed { message: Some("m9".into()) },
    ] {
        room.step(&id, step.clone()).await;
        for how in ["retry", "edit", "discard", "arrived"] {
            let code = room.refused_code("settle", json!({"intent": id, "how": how})).await;
            assert_eq!(code, ErrorCode::NotPossible, "{how} of {step:?}");
        }
    }
    let drafts = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(drafts["reply"], draft("next"), "a refused edit changed the draft");
}

#[tokio::test]
async fn only_what_may_have_arrived_can_be_said_to_have_arrived() {
    let (room, id) = sent("hello").await;
    let arrived = json!({"intent": id, "how": "arrived"});
    assert_eq!(room.refused_code("settle", arrived.clone()).await, ErrorCode::NotPossible);
    room.step(&id, stuck(StuckReason::Rejected, None)).await;
    assert_eq!(room.refused_code("settle", arrived.clone()).await, ErrorCode::NotPossible);
    room.step(&id, stuck(StuckReason::Undecided, Some(attempt()))).await;
    room.call("settle", arrived.clone()).await;
    assert!(room.open_intents().await.is_empty());
    assert_eq!(room.refused_code("settle", arrived).await, ErrorCode::NotFound);
}

#[tokio::test]
async fn discarding_drops_it_and_changes_of_a_ticket_cannot_be_edited() {
    let (room, id) = sent("hello").await;
    settle(&room, &id, "discard").await;
    assert!(room.open_intents().await.is_empty());
    assert_eq!(texts(&room.messages("1").await), ["hello"]);
    let id = room.call("setStatus", json!({"thread": "1", "stage": "2"})).await;
    let edit = json!({"intent": id, "how": "edit"});
    assert_eq!(room.refused_code("settle", edit).await, ErrorCode::BadRequest);
    settle(&room, &id, "discard").await;
    assert_eq!(room.call("thread", json!({"thread": "1"})).await["ticket"]["stage"], "1");
}
