//! What the rep is writing.

use bellhop_desk::ErrorCode;
use serde_json::{Value, json};

use crate::support::{Room, draft, incoming, room, thread, view};

#[tokio::test]
async fn a_reply_and_a_comment_are_two_drafts_and_both_are_there_after_a_restart() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let files = json!([{"hash": kept.hash, "name": "plan.pdf", "mime": kept.mime, "size": 8}]);
    let reply = json!({"text": "Już sprawdzam\n", "html": "<p>Już <b>sprawdzam</b></p>", "replyTo": "a", "files": files, "account": "300",
        "email": null, "status": {"stage": "4", "properties": {"seats": "3"}}});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": reply})).await;
    room.call("saveDraft", json!({"thread": "1", "mode": "comment", "draft": draft("ask Jan")})).await;

    let room = room.restart().await;
    let drafts = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(drafts, json!({"reply": reply, "comment": draft("ask Jan")}));
    assert!(room.media.outgoing(&kept.hash).is_some(), "the draft's file did not outlive the restart");
    assert_eq!(room.call("drafts", json!({"thread": "2"})).await, json!({"reply": null, "comment": null}));
}

#[tokio::test]
async fn a_draft_is_overwritten_by_its_mode_alone_and_an_empty_one_is_removed() {
    let room = room().await;
    room.put(&[thread("1")], &[]).await;
    for (mode, text) in [("reply", "one"), ("comment", "two"), ("reply", "three"), ("comment", "")] {
        room.call("saveDraft", json!({"thread": "1", "mode": mode, "draft": draft(text)})).await;
    }
    let drafts = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(drafts, json!({"reply": draft("three"), "comment": Value::Null}));
}

async fn history(room: &Room, mode: &str) -> Vec<Value> {
    room.call("draftHistory", json!({"thread": "1", "mode": mode})).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_discarded_or_sent_comes_back_whole_and_bringing_it_back_is_undone_the_same_way() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let here = json!({"hash": kept.hash, "name": "plan.pdf", "mime": kept.mime, "size": 8});
    let gone = json!({"hash": "0".repeat(64), "name": "gone.pdf", "mime": "application/pdf", "size": 8});
    let mut dropped = draft("Dzień dobry,\n\nlampa wyjechała");
    dropped["files"] = json!([here, gone]);
    dropped["replyTo"] = json!("a");
    for written in [&dropped, &draft("")] {
        room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": written})).await;
    }
    room.reply("1", "sent").await;

    let room = room.restart().await;
    let states = history(&room, "reply").await;
    let told: Vec<_> =
        states.iter().map(|one| (one["why"].as_str().unwrap(), one["start"].as_str().unwrap())).collect();
    assert_eq!(told, [("sent", "sent"), ("discarded", "Dzień dobry, lampa wyjechała")]);
    assert_eq!((&states[1]["words"], &states[1]["files"]), (&json!(4), &json!(2)));
    assert_eq!(history(&room, "comment").await, [] as [Value; 0]);
    assert_eq!(room.call("oldDraft", json!({"number": states[1]["number"]})).await, dropped);

    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft("in the middle")})).await;
    let back = room.call("restoreDraft", json!({"number": states[1]["number"]})).await;
    assert_eq!((&back["text"], &back["replyTo"]), (&dropped["text"], &json!("a")));
    assert_eq!(back["files"], json!([here]), "a file whose bytes are gone would stop the reply");
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"], back);
    let newest = history(&room, "reply").await[0].clone();
    assert_eq!((&newest["why"], &newest["start"]), (&json!("replaced"), &json!("in the middle")));
    let again = room.call("restoreDraft", json!({"number": newest["number"]})).await;
    assert_eq!(again, draft("in the middle"));
    assert_eq!(room.refused_code("restoreDraft", json!({"number": 999})).await, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_draft_of_nothing_but_recipients_is_kept_and_does_not_mark_the_conversation() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let mut chosen = draft("");
    chosen["email"] = json!({"to": [{"address": "x@", "name": null}], "cc": [], "bcc": [], "subject": ""});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": chosen})).await;
    assert_eq!(room.ids(view("drafts")).await, [] as [&str; 0]);
    let room = room.restart().await;
    assert_eq!(room.call("drafts", json!({"thread": "1"})).await["reply"], chosen);
}
