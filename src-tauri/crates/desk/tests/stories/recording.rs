//! Voice notes through the contract. The microphone is fed by hand; what a real one does is told in the window's stories.

use std::sync::mpsc::sync_channel;

use bellhop_desk::{ErrorCode, recover_recordings};
use bellhop_media::recording::{ForWhom, Input, Sound};
use serde_json::{Value, json};

use crate::support::{Room, incoming, room, thread};

/// Begins a note for a conversation, with so many tenths of a second already said and heard.
async fn speak(room: &Room, thread: &str, tenths: usize) {
    let (feed, blocks) = sync_channel(1024);
    for _ in 0..tenths {
        feed.send(Ok(vec![0.25; 4800])).unwrap();
    }
    let whom = ForWhom { thread: thread.into(), comment: false };
    room.media.recorder().start(whom, Input::Fed(Sound { rate: 48_000, channels: 1, blocks })).unwrap();
    // The stream ends after what was said, and that pauses the note.
    drop(feed);
    while room.call("recording", Value::Null).await["running"] == true {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_note_is_told_of_while_it_is_recorded_and_becomes_a_file_of_the_draft() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "Where is my lamp?")]).await;
    assert_eq!(room.call("recording", Value::Null).await, Value::Null);
    let act = |act: &str| json!({"thread": "1", "mode": "reply", "act": act});
    assert_eq!(room.refused_code("record", act("finish")).await, ErrorCode::NotPossible);

    speak(&room, "1", 15).await;
    let told = room.call("recording", Value::Null).await;
    assert_eq!((&told["thread"], &told["mode"], &told["seconds"]), (&json!("1"), &json!("reply"), &json!(1.5)));
    assert_eq!(told["trouble"], json!({"type": "noMicrophone"}));
    assert!(told["levels"].as_array().unwrap().len() > 20);
    assert_eq!(room.refused_code("record", act("start")).await, ErrorCode::NotPossible, "one at a time");

    let file = room.call("record", act("finish")).await;
    assert_eq!(file["mime"], "audio/ogg");
    let attached = room.call("attached", json!({"hash": file["hash"], "name": file["name"]})).await;
    assert_eq!((&attached["size"], &attached["state"]["type"]), (&file["size"], &json!("cached")));
    let gone = json!({"hash": "0".repeat(64), "name": "note.ogg"});
    assert_eq!(room.refused_code("attached", gone).await, ErrorCode::NotFound);
    let written = json!({"text": "", "replyTo": null, "files": [file], "account": null});
    room.call("send", json!({"thread": "1", "mode": "reply", "draft": written, "thenStage": null})).await;
    let shown = room.messages("1").await;
    let own = &shown[1]["body"]["content"]["attachments"][0];
    assert_eq!((&own["name"], &own["hash"], &own["media"]), (&file["name"], &file["hash"], &json!("voice")));
    assert!((own["seconds"].as_f64().unwrap() - 1.5).abs() < 0.001, "{own}");

    speak(&room, "1", 5).await;
    assert_eq!(room.call("record", act("discard")).await, Value::Null);
    assert_eq!(room.call("record", act("restore")).await["mime"], "audio/ogg");
    assert_eq!(room.refused_code("record", act("restore")).await, ErrorCode::NotPossible);
}

#[tokio::test]
async fn a_note_that_was_cut_off_by_a_kill_is_in_its_draft_at_the_next_start_beside_what_was_written() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "Where is my lamp?")]).await;
    let draft = json!({"text": "listen:", "replyTo": null, "files": [], "account": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft})).await;
    speak(&room, "1", 25).await;

    // The recorder of the killed program is never ended; the next start opens the same folder.
    let room = room.restart().await;
    recover_recordings(&room.store, &room.media).await.unwrap();
    let drafts = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(drafts["reply"]["text"], "listen:");
    let files = drafts["reply"]["files"].as_array().unwrap();
    assert_eq!((files.len(), &files[0]["mime"]), (1, &json!("audio/ogg")));
    recover_recordings(&room.store, &room.media).await.unwrap();
    let again = room.call("drafts", json!({"thread": "1"})).await;
    assert_eq!(again, drafts, "it comes back once");
}
