//! What the rep is writing.

use serde_json::{Value, json};

use crate::support::{draft, incoming, room, thread};

#[tokio::test]
async fn a_reply_and_a_comment_are_two_drafts_and_both_are_there_after_a_restart() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let files = json!([{"hash": kept.hash, "name": "plan.pdf", "mime": kept.mime, "size": 8}]);
    let reply = json!({"text": "Już sprawdzam\n", "html": "<p>Już <b>sprawdzam</b></p>", "replyTo": "a", "files": files, "account": "300"});
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
