//! What the window needs once, a desk that can only be read, and calls that make no sense.

use bellhop_desk::views::{Notice, NoticeCode};
use bellhop_desk::{ErrorCode, FileArgs};
use bellhop_store::{Draft, DraftMode, Origin, Store};
use serde_json::{Value, json};

use crate::support::{Room, draft, empty_room, furnish, incoming, minute, room, room_in, send, thread, view};

#[tokio::test]
async fn the_directory_names_everybody_that_work_can_be_given_to_and_every_way_to_answer() {
    let room = room().await;
    let directory = room.call("directory", Value::Null).await;
    let owners: Vec<_> = directory["owners"].as_array().unwrap().iter().map(|one| (&one["name"], &one["me"])).collect();
    let expected = [(&json!("jan Kowalski"), &json!(false)), (&json!("Marta Król"), &json!(true))];
    assert_eq!(owners, expected, "by name, whatever the case, without those who left");
    let styles = ["bold", "italic", "underline", "list", "quote", "code", "link"];
    let carries = json!({"styles": styles, "inlineImages": true, "fileTypes": null, "mostFiles": null,
        "largestFile": null, "largestTotal": null});
    assert_eq!(
        directory["channels"],
        json!([
            {"id": "1002", "name": "E-mail", "custom": false, "email": true, "carries": carries},
            {"id": "20001", "name": "Web chat", "custom": true, "email": false, "carries": carries},
        ])
    );
    assert_eq!(directory["accounts"][2]["usable"], false);
    assert_eq!(directory["pipelines"][0]["stages"][2], json!({"id": "4", "label": "Closed", "closed": true}));
    assert_eq!(directory["inboxes"], json!([{"id": "1", "name": "Help desk"}]));
}

#[tokio::test]
async fn everything_for_the_first_paint_comes_in_one_call_even_before_the_first_sync() {
    let room = empty_room().await;
    let start = room.call("bootstrap", Value::Null).await;
    assert_eq!(start["me"], Value::Null);
    assert_eq!(start["workspace"], json!({"name": "Lampy", "kind": "local", "hub": null}));
    assert_eq!(start["directory"]["owners"], json!([]));
    assert!(start["media"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{}", start["media"]);
    assert_eq!(start["sync"]["state"], json!({"type": "elsewhere"}));
    furnish(&room.store).await;
    let start = room.call("bootstrap", Value::Null).await;
    assert_eq!((&start["me"]["id"], &start["me"]["name"]), (&json!("7"), &json!("Marta Król")));
    assert_eq!(start["settings"], room.call("settings", Value::Null).await);
}

#[tokio::test]
async fn a_notice_is_told_once_and_is_gone_for_every_page_once_the_rep_has_read_it() {
    let room = empty_room().await;
    let ended = Notice { code: NoticeCode::PageEnded, detail: String::new() };
    room.desk.note(ended.clone());
    room.desk.note(ended);
    room.desk.note(Notice { code: NoticeCode::CacheRebuilt, detail: "cache.db".to_owned() });
    let told = async || room.call("bootstrap", Value::Null).await["notices"].clone();
    let rebuilt = json!({"code": "cacheRebuilt", "detail": "cache.db"});
    assert_eq!(told().await, json!([{"code": "pageEnded", "detail": ""}, rebuilt]));
    room.call("dismiss", json!({"code": "pageEnded", "detail": ""})).await;
    assert_eq!(told().await, json!([rebuilt]));
}

/// A desk that a newer version wrote: its schema's number, in the header of the file, is one that nobody knows.
async fn newer_desk() -> Room {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let begun = Draft { text: "begun".to_owned(), ..Draft::blank("1".into(), DraftMode::Reply, minute(1)) };
    store.desk_write(Origin::Desk, move |w| w.drafts().put(&begun)).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let path = dir.path().join("desk.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&9_000_u32.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    let room = room_in(dir).await;
    assert!(room.store.is_read_only());
    furnish(&room.store).await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    room
}

#[tokio::test]
async fn a_desk_of_a_newer_version_shows_everything_and_keeps_nothing() {
    let room = newer_desk().await;
    let before = std::fs::read(room.dir.path().join("desk.db")).unwrap();
    let one = json!({"thread": "1"});
    for (query, args) in [
        ("bootstrap", Value::Null),
        ("directory", Value::Null),
        ("settings", Value::Null),
        ("sync", Value::Null),
        ("counts", Value::Null),
        ("outbox", Value::Null),
        ("list", json!({"key": view("open"), "offset": 0, "limit": 10})),
        ("place", json!({"key": view("open"), "thread": "1"})),
        ("thread", one.clone()),
        ("messages", json!({"thread": "1", "limit": 10})),
        ("context", one.clone()),
    ] {
        room.call(query, args).await;
    }
    assert_eq!(room.call("drafts", one).await["reply"]["text"], "begun");
    let settings = room.call("exportSettings", Value::Null).await;
    for (command, args) in [
        ("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft("lost?")})),
        ("send", send("1", "reply", "hello")),
        ("send", send("1", "comment", "hello")),
        ("settle", json!({"intent": "i", "how": "retry"})),
        ("assign", json!({"thread": "1", "owner": "7"})),
        ("markRead", json!({"thread": "1", "message": "a"})),
        ("changeSettings", json!({"theme": "dark"})),
        ("importSettings", json!({"text": settings})),
        ("resetSettings", Value::Null),
    ] {
        let problem = room.refused(command, args).await;
        assert_eq!(problem.code, ErrorCode::ReadOnly, "{command}: {}", problem.message);
    }
    assert_eq!(std::fs::read(room.dir.path().join("desk.db")).unwrap(), before, "a newer desk was written to");
}

#[tokio::test]
async fn a_call_that_makes_no_sense_is_a_bad_request() {
    let room = room().await;
    for (name, args) in [
        ("noSuchCall", Value::Null),
        ("save_draft", json!({"thread": "1"})),
        ("thread", Value::Null),
        ("thread", json!({"id": "1"})),
        ("counts", json!({"of": "everything"})),
        ("list", json!({"key": {"view": "everything"}, "offset": 0, "limit": 10})),
        ("list", json!({"key": view("open"), "offset": -1, "limit": 10})),
        ("settle", json!({"intent": "i", "how": "perhaps"})),
        ("send", json!({"thread": "1", "mode": "shout", "draft": draft("x"), "thenStage": null})),
    ] {
        let code = room.refused_code(name, args.clone()).await;
        assert_eq!(code, ErrorCode::BadRequest, "{name}({args})");
    }
}

#[tokio::test]
async fn a_conversation_that_is_gone_is_said_to_be_gone() {
    let room = room().await;
    assert_eq!(room.refused_code("thread", json!({"thread": "gone"})).await, ErrorCode::NotFound);
    assert!(room.messages("gone").await.is_empty());
}

#[tokio::test]
async fn what_needs_a_window_a_hub_or_sync_is_refused_without_one_and_the_rest_goes_on() {
    let room = room().await;
    for (name, args) in [
        ("openUrl", json!({"url": "https://example.com"})),
        ("openFile", json!({"file": "1", "name": null})),
        ("copyPicture", json!({"file": "1", "name": null})),
        ("pastePicture", Value::Null),
        ("ready", Value::Null),
        ("testAlert", Value::Null),
        ("saveText", json!({"name": "settings.json", "text": "{}"})),
        ("setHub", json!({"on": false})),
        ("setStageRules", json!({"pipeline": "0", "stage": "4", "properties": []})),
    ] {
        assert_eq!(room.refused_code(name, args).await, ErrorCode::NotPossible, "{name}");
    }
    room.call("focus", json!({"thread": "1", "focused": true})).await;
    room.call("syncNow", Value::Null).await;
    assert_eq!(room.call("settings", Value::Null).await["hubOn"], true, "a hub that is not there was switched off");
}

#[tokio::test]
async fn a_picture_from_the_clipboard_becomes_a_file_for_a_draft() {
    let room = room().await;
    let pixels = bellhop_media::Pixels { width: 2, height: 1, rgba: vec![255, 0, 0, 255, 0, 0, 255, 255] };
    let kept = room.desk.keep_picture(pixels.clone()).await.unwrap();
    assert_eq!(
        (kept.mime.as_str(), kept.name.starts_with("picture-20"), kept.name.ends_with(".png")),
        ("image/png", true, true)
    );
    let bytes = std::fs::read(room.media.outgoing(&kept.hash).unwrap()).unwrap();
    assert_eq!(image::load_from_memory(&bytes).unwrap().into_rgba8().into_raw(), pixels.rgba);
    let lying = bellhop_media::Pixels { width: 9, ..pixels };
    assert_eq!(room.desk.keep_picture(lying).await.unwrap_err().code, ErrorCode::NotPossible);
}

#[tokio::test]
async fn a_file_is_saved_under_a_safe_name_and_one_that_cannot_be_fetched_says_why() {
    let room = room().await;
    let args = FileArgs { file: "f1".into(), name: Some("../../.bashrc".to_owned()) };
    let name = room.desk.safe_name(&args);
    assert!(!name.contains('/') && !name.starts_with('.'), "{name}");
    let problem = room.desk.copy_for_opening(&args).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::Offline);
    let problem = room.desk.save_copy(&args, &room.dir.path().join("copy")).await.unwrap_err();
    assert_eq!(problem.code, ErrorCode::Offline);
    assert!(!room.dir.path().join("copy").exists(), "half a file was left behind");
}
