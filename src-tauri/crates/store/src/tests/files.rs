use bellhop_model::{Attachment, Change, FileId, FileUsage};

use super::*;
use crate::FileRow;

fn with_files(message: Message, files: &[&str]) -> Message {
    let attachment =
        |file: &&str| Attachment::File { file: (*file).into(), usage: FileUsage::Image, name: None, url: None };
    let mut message = message;
    let MessageKind::Message { content, .. } = &mut message.kind else { panic!("not a message") };
    content.attachments = files.iter().map(attachment).collect();
    message
}

async fn forsaken(room: &Room) -> Vec<String> {
    let files = room.store.read(|r| r.forsaken_files().next(100)).await.unwrap();
    files.into_iter().map(|file| file.0).collect()
}

#[tokio::test]
async fn a_file_is_forsaken_when_the_last_message_that_has_it_is_gone() {
    let room = room();
    let header = Attachment::Header { text: None, file: Some("9".into()) };
    let mut with_header = incoming("1", "m3", minute(3), "c");
    let MessageKind::Message { content, .. } = &mut with_header.kind else { panic!("not a message") };
    content.attachments = vec![header];
    let messages = [
        with_files(incoming("1", "m1", minute(1), "a"), &["5", "6"]),
        with_files(incoming("2", "m2", minute(2), "b"), &["6", "7", "7"]),
        with_header,
    ];
    put(&room.store, &[thread("1"), thread("2")], &messages).await;
    assert_eq!(forsaken(&room).await, Vec::<String>::new());
    let mut changes = room.store.changes();
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    assert!(changes.take().contains(&Change::Files));
    assert_eq!(forsaken(&room).await, ["5", "9"], "6 is in the other conversation as well");
    room.store.write(Origin::Pull, |w| w.messages().remove(&["m2".into()])).await.unwrap();
    assert_eq!(forsaken(&room).await, ["5", "6", "7", "9"]);
}

#[tokio::test]
async fn a_picture_in_the_text_that_was_sent_from_here_is_forsaken_with_its_message() {
    let room = room();
    let url = "https://files.example/hubfs/1/5/a.png?x=1&y=2";
    room.store.write(Origin::Push, move |w| w.text_pictures().note(url, &"5".into())).await.unwrap();
    let shown = |id: &str, at: i64| {
        let mut message = incoming("1", id, minute(at), "a");
        let MessageKind::Message { content, .. } = &mut message.kind else { panic!("not a message") };
        content.html = Some(format!(
            "<p>a <img alt=\"b\" src=\"{}\"> <img src=\"https://evil.example/p.gif\"></p>",
            url.replace('&', "&amp;")
        ));
        message
    };
    put(&room.store, &[thread("1")], &[shown("m1", 1), shown("m2", 2)]).await;
    room.store.write(Origin::Pull, |w| w.messages().remove(&["m1".into()])).await.unwrap();
    assert_eq!(forsaken(&room).await, Vec::<String>::new(), "another message shows it");
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    assert_eq!(forsaken(&room).await, ["5"]);
}

#[tokio::test]
async fn a_file_that_a_message_loses_by_editing_is_forsaken_and_one_that_comes_again_is_not() {
    let room = room();
    put(&room.store, &[thread("1")], &[with_files(incoming("1", "m1", minute(1), "a"), &["5", "6"])]).await;
    put(&room.store, &[], &[with_files(incoming("1", "m1", minute(1), "a"), &["6"])]).await;
    assert_eq!(forsaken(&room).await, ["5"]);
    put(&room.store, &[], &[with_files(incoming("1", "m2", minute(2), "b"), &["5"])]).await;
    assert_eq!(forsaken(&room).await, Vec::<String>::new(), "it came again before its bytes were removed");
}

#[tokio::test]
async fn what_is_struck_out_is_no_longer_known_and_the_list_outlives_a_restart() {
    let room = room();
    put(&room.store, &[thread("1")], &[with_files(incoming("1", "m1", minute(1), "a"), &["5", "6"])]).await;
    let known = |id: &str| FileRow {
        id: id.into(),
        name: Some("a".into()),
        extension: None,
        mime: None,
        size: Some(7),
        width: None,
        height: None,
    };
    let rows = [known("5"), known("6")];
    room.store.write(Origin::Pull, move |w| w.files().upsert(&rows)).await.unwrap();
    room.store.write(Origin::Pull, |w| w.messages().remove(&["m1".into()])).await.unwrap();
    room.store.close().await.unwrap();
    let (store, _) = Store::open(room.dir.path()).unwrap();
    let room = Room { store, ..room };
    assert_eq!(forsaken(&room).await, ["5", "6"]);
    let strike: FileId = "5".into();
    room.store.write(Origin::Desk, move |w| w.forsaken_files().strike(&strike)).await.unwrap();
    assert_eq!(forsaken(&room).await, ["6"]);
    let known = room.store.read(|r| Ok((r.files().get(&"5".into())?, r.files().get(&"6".into())?))).await.unwrap();
    assert!(known.0.is_none() && known.1.is_some());
}

#[tokio::test]
async fn a_cache_of_the_version_before_learns_which_messages_have_which_files() {
    let room = room();
    put(&room.store, &[thread("1")], &[with_files(incoming("1", "m1", minute(1), "a"), &["5"])]).await;
    room.store.close().await.unwrap();
    let Room { store, dir } = room;
    drop(store);
    let old = rusqlite::Connection::open(dir.path().join("cache.db")).unwrap();
    old.execute_batch("DROP TABLE message_files; DROP TABLE forsaken_files;").unwrap();
    let later = "DROP TABLE stage_rules; ALTER TABLE properties DROP COLUMN read_only; ALTER TABLE properties DROP COLUMN owner;";
    old.execute_batch(later).unwrap();
    old.execute_batch("ALTER TABLE channels DROP COLUMN carries;").unwrap();
    old.execute_batch("DROP TABLE shared_packs; DROP TABLE shared_pack_files; DROP TABLE sharing;").unwrap();
    old.execute_batch("DROP TABLE insertables; DROP TABLE insertable_reads;").unwrap();
    old.execute_batch("DROP INDEX contacts_to_address; ALTER TABLE contacts DROP COLUMN email;").unwrap();
    old.execute_batch("DROP TABLE text_pictures;").unwrap();
    // Fifteen migrations came before these two tables.
    old.pragma_update(None, "user_version", 15).unwrap();
    drop(old);
    let (store, notices) = Store::open(dir.path()).unwrap();
    assert_eq!(notices, [], "the cache began anew");
    let room = Room { store, dir };
    room.store.write(Origin::Pull, |w| w.threads().remove(&["1".into()])).await.unwrap();
    assert_eq!(forsaken(&room).await, ["5"]);
}
