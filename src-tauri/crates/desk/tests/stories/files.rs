//! Files of messages: how they are shown before their bytes are here, and when they leave this machine.

use std::fs;

use bellhop_desk::views::{Settings, WorkspaceKind};
use bellhop_desk::{Desk, DeskConfig};
use bellhop_media::State;
use bellhop_model::{Attachment, Change, FileUsage};
use bellhop_store::{FileRow, Origin};
use bellhop_sync::{Cadence, Link, OutgoingFiles, PageSizes, Sync, SyncConfig};
use serde_json::json;

use crate::support::{ME, Room, incoming, room, thread, with};

fn with_file(id: &str, file: &str, name: Option<&str>) -> bellhop_model::Message {
    with(incoming("1", id, 1, "Proszę"), |content| {
        content.attachments = vec![Attachment::File {
            file: file.into(),
            usage: FileUsage::Other,
            name: name.map(str::to_owned),
            url: Some("http://127.0.0.1:1/never-asked".to_owned()),
        }];
    })
}

/// Puts a file's bytes into the cache, as a download does.
fn cache(room: &Room, id: &str, mime: &str, kind: &str) {
    let media = room.dir.path().join("media");
    let hash = format!("{id:0>64}");
    fs::write(media.join("contents").join(&hash), b"%PDF-1.7").unwrap();
    let note = json!({"id": id, "hash": hash, "name": "a.pdf", "mime": mime, "kind": kind, "size": 8});
    fs::write(media.join("files").join(format!("{id}.json")), note.to_string()).unwrap();
    assert_eq!(room.media.state(&id.into()), State::Cached);
}

/// The same room with a desk of the Bellhop that syncs, whose hub is switched off.
fn working(room: &Room) -> Desk {
    let sync = Sync::start(SyncConfig {
        store: room.store.clone(),
        link: Link::HubOff,
        me_email: ME.to_owned(),
        outgoing: OutgoingFiles::new(|_| None),
        pages: PageSizes::default(),
        cadence: Cadence::default(),
    });
    Desk::new(DeskConfig {
        store: room.store.clone(),
        media: room.media.clone(),
        sync: Some(sync),
        workspace: "Lampy".to_owned(),
        kind: WorkspaceKind::Local,
        email: ME.to_owned(),
        hub: None,
        notices: Vec::new().into(),
    })
}

async fn until(room: &Room, file: &str, state: State) {
    let mut news = room.media.news();
    let waiting = async {
        while room.media.state(&file.into()) != state {
            news.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("the file stays as it is");
}

#[tokio::test]
async fn what_the_remote_said_of_a_file_keeps_its_place_until_its_bytes_are_here() {
    let room = room().await;
    room.put(&[thread("1")], &[with_file("m1", "5", None)]).await;
    let row = FileRow {
        id: "5".into(),
        name: Some("lampa".to_owned()),
        extension: Some("jpg".to_owned()),
        mime: None,
        size: Some(70_000),
        width: Some(800),
        height: Some(600),
    };
    room.store.write(Origin::Pull, move |w| w.files().upsert(&[row])).await.unwrap();
    let shown = room.messages("1").await[0]["body"]["content"]["attachments"][0].clone();
    assert_eq!(shown["state"], json!({"type": "absent"}), "{shown}");
    assert_eq!((&shown["name"], &shown["media"]), (&json!("lampa.jpg"), &json!("image")));
    assert_eq!((&shown["size"], &shown["width"], &shown["height"]), (&json!(70_000), &json!(800), &json!(600)));
    let asked = json!({"files": [{"file": "5", "usage": "other", "name": null}, {"file": "6", "usage": "voice", "name": null}]});
    let views = room.call("files", asked).await;
    assert_eq!(
        (&views[0]["size"], &views[1]["size"], &views[1]["media"]),
        (&json!(70_000), &json!(null), &json!("voice"))
    );
}

#[tokio::test]
async fn a_file_whose_name_would_run_is_a_program_whatever_its_bytes_are() {
    let room = room().await;
    let names = ["faktura.pdf", "faktura.pdf.exe", "faktura.desktop"];
    let messages: Vec<_> = (0..3).map(|n| with_file(&format!("m{n}"), &n.to_string(), Some(names[n]))).collect();
    room.put(&[thread("1")], &messages).await;
    for id in ["0", "1", "2"] {
        cache(&room, id, "application/pdf", "document");
    }
    let shown = room.messages("1").await;
    let kinds: Vec<_> = shown.iter().map(|message| &message["body"]["content"]["attachments"][0]["media"]).collect();
    assert_eq!(kinds, ["document", "program", "program"]);
}

#[tokio::test]
async fn a_conversation_that_is_gone_on_the_remote_takes_its_files_from_this_machine() {
    let room = room().await;
    room.put(&[thread("1"), thread("2")], &[with_file("m1", "5", None)]).await;
    cache(&room, "5", "application/pdf", "document");
    cache(&room, "6", "application/pdf", "document");
    let _desk = working(&room);
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    until(&room, "5", State::Absent).await;
    assert_eq!(room.media.state(&"6".into()), State::Cached, "of others nothing is known");
    let mut changes = room.store.changes();
    while !room.store.read(|r| r.forsaken_files().next(9)).await.unwrap().is_empty() {
        changes.next().await;
    }
}

#[tokio::test]
async fn a_file_that_was_forsaken_while_nobody_could_remove_it_leaves_at_the_next_start() {
    let room = room().await;
    room.put(&[thread("1")], &[with_file("m1", "5", None)]).await;
    cache(&room, "5", "application/pdf", "document");
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    let room = room.restart().await;
    assert_eq!(room.media.state(&"5".into()), State::Cached);
    let _desk = working(&room);
    until(&room, "5", State::Absent).await;
}

#[tokio::test]
async fn how_much_is_kept_is_the_reps_to_say_and_takes_effect_at_once() {
    let room = room().await;
    let desk = working(&room);
    let settings = Settings { media_cap_mb: 1024, ..Settings::default() };
    desk.call("changeSettings", serde_json::to_value(&settings).unwrap()).await.unwrap();
    let mut news = room.media.news();
    while room.media.usage().await.unwrap().cap != 1024 * 1024 * 1024 {
        news.changed().await.unwrap();
    }
    let none = Settings { media_cap_mb: 0, ..Settings::default() };
    desk.call("changeSettings", serde_json::to_value(&none).unwrap()).await.unwrap();
    let kept = desk.call("settings", serde_json::Value::Null).await.unwrap();
    assert_eq!(kept["mediaCapMb"], 256, "a cache of nothing would fetch everything again and again");
}

#[tokio::test]
async fn settings_of_a_version_without_the_bound_are_read_with_the_usual_one() {
    let room = room().await;
    let old = json!({"theme": "dark", "listWidth": 400});
    room.store.desk_write(Origin::Desk, move |w| w.settings().set("window", &old)).await.unwrap();
    let settings = room.call("settings", serde_json::Value::Null).await;
    assert_eq!((&settings["theme"], &settings["mediaCapMb"]), (&json!("dark"), &json!(4096)));
}

#[tokio::test]
async fn news_of_files_reach_the_window_at_the_beginning_and_at_the_end_and_not_at_every_byte() {
    let room = room().await;
    let mut changes = room.desk.changes();
    tokio::time::pause();
    let mut told = Vec::new();
    // Each of these is news, twice: it begins, and it ends, for there is no network.
    for round in 0..200 {
        room.call("fetchFile", json!({"file": format!("{round}"), "wanted": true})).await;
        tokio::task::yield_now().await;
        told.extend(changes.take());
    }
    assert_eq!(told, [Change::Files], "all of it happened in one moment");
    let before = tokio::time::Instant::now();
    assert_eq!(changes.next().await, [Change::Files], "what came after the first was not told");
    assert!(before.elapsed() <= std::time::Duration::from_millis(201));
    let nothing = tokio::time::timeout(std::time::Duration::from_secs(60), changes.next()).await;
    assert!(nothing.is_err(), "nothing happens, and it is told: {nothing:?}");
}
