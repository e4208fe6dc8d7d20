//! Looking for a conversation by words.

use bellhop_model::{Attachment, FileUsage, MessageKind, Thread};
use serde_json::json;

use crate::support::{
    Room, contact, draft, entry, ids_of, incoming, room, says, thread, ticket, view, with, with_ticket,
};

async fn found(room: &Room, words: &str) -> Vec<String> {
    room.store.finish_search_index().await.unwrap();
    ids_of(&room.call("list", json!({"key": view("mine"), "search": words, "offset": 0, "limit": 50})).await)
}

async fn shelves() -> Room {
    let room = room().await;
    let invoice = Attachment::File {
        file: "f1".into(),
        usage: FileUsage::Other,
        name: Some("Zamówienie-48211.pdf".to_owned()),
        url: None,
    };
    let closed = Thread { status: bellhop_model::ThreadStatus::Closed, ..thread("text") };
    room.put(
        &[closed, Thread { contact: Some("c1".into()), ..thread("person") }, with_ticket("title"), thread("file")],
        &[
            incoming("text", "a", 1, "Zażółć gęślą jaźń, proszę"),
            incoming("person", "b", 2, "hello"),
            incoming("title", "c", 3, "hello"),
            with(incoming("file", "d", 4, ""), |content| content.attachments = vec![invoice]),
            entry("file", "e", 5, MessageKind::Comment(says("klient czeka na hurtownię"))),
        ],
    )
    .await;
    room.put_contacts(&[contact(
        "c1",
        &[("firstname", "Łucja"), ("lastname", "Śliwińska"), ("phone", "+48 600 100 200")],
    )])
    .await;
    room.put_tickets(&[ticket("ttitle", &[("subject", "Lampa błyskowa nie świeci")])]).await;
    room
}

#[tokio::test]
async fn polish_words_are_found_with_and_without_their_marks_and_when_they_are_unfinished() {
    let room = shelves().await;
    for words in ["zażółć", "ZAZOLC", "jazn gesla", "zażó", "  proszę  "] {
        assert_eq!(found(&room, words).await, ["text"], "{words}");
    }
    assert!(found(&room, "zażółć hello").await.is_empty(), "words of different conversations were taken together");
}

#[tokio::test]
async fn a_conversation_is_found_by_its_customer_its_subject_its_files_and_its_comments_whatever_view_is_open() {
    let room = shelves().await;
    for (words, id) in [
        ("sliwinska", "person"),
        ("Łucja", "person"),
        ("błyskowa", "title"),
        ("blyskowa swieci", "title"),
        ("zamowienie 48211", "file"),
        ("48211", "file"),
        ("hurtownie", "file"),
    ] {
        assert_eq!(found(&room, words).await, [id], "{words}");
    }
}

#[tokio::test]
async fn results_are_newest_first_in_pages_and_look_like_every_other_row() {
    let room = shelves().await;
    let page = |offset: u32| json!({"key": view("open"), "search": "hello", "offset": offset, "limit": 1});
    room.store.finish_search_index().await.unwrap();
    room.call("saveDraft", json!({"thread": "person", "mode": "reply", "draft": draft("begun")})).await;
    let first = room.call("list", page(0)).await;
    assert_eq!((first["total"].as_u64(), ids_of(&first)), (Some(2), vec!["title".to_owned()]));
    let second = room.call("list", page(1)).await;
    assert_eq!(second["rows"][0]["contact"], "Łucja Śliwińska");
    assert_eq!(second["rows"][0]["preview"]["kind"], "draft");
    assert!(ids_of(&room.call("list", page(2)).await).is_empty());
}

#[tokio::test]
async fn blanks_are_no_search_and_words_that_nobody_said_find_nothing() {
    let room = shelves().await;
    let blank = room.call("list", json!({"key": view("closed"), "search": "  ", "offset": 0, "limit": 50})).await;
    assert_eq!(ids_of(&blank), ["text"], "blanks hid the view");
    assert!(found(&room, "krokodyl").await.is_empty());
    assert!(found(&room, "\" OR *").await.is_empty(), "the rep's words were taken as a query language");
}
