//! The one line of a row.

use bellhop_model::{Attachment, FileUsage, Message, MessageKind};
use serde_json::{Value, json};

use crate::support::{Room, by, draft, entry, incoming, outgoing, room, says, send, thread, view, with};

fn file(usage: FileUsage, name: &str) -> Attachment {
    Attachment::File { file: format!("f-{name}").as_str().into(), usage, name: Some(name.to_owned()), url: None }
}

fn carrying(id: &str, attachments: Vec<Attachment>) -> Message {
    with(incoming("1", id, 1, ""), |content| content.attachments = attachments)
}

/// The preview of a conversation with this one entry.
async fn preview(message: Option<Message>) -> Value {
    let room = room().await;
    room.put(&[thread("1")], message.as_slice()).await;
    shown(&room).await
}

async fn shown(room: &Room) -> Value {
    room.row(view("open"), "1").await["preview"].clone()
}

#[tokio::test]
async fn an_entry_without_text_is_told_by_its_first_attachment_and_how_many_there_are_of_its_kind() {
    let location =
        Attachment::Location { latitude: 52.2, longitude: 21.0, name: None, address: Some("Nowy Świat 1".to_owned()) };
    let card = Attachment::ContactCard { name: "Ola".to_owned(), org: None, emails: Vec::new(), phones: Vec::new() };
    let cases = [
        (vec![file(FileUsage::Voice, "note.ogg")], "voice", "note.ogg", 1),
        (
            vec![file(FileUsage::Image, "a.jpg"), file(FileUsage::Other, "b.pdf"), file(FileUsage::Image, "c.jpg")],
            "image",
            "a.jpg",
            2,
        ),
        (vec![file(FileUsage::Sticker, "s.webp")], "sticker", "s.webp", 1),
        (vec![file(FileUsage::Audio, "song.mp3")], "audio", "song.mp3", 1),
        (vec![file(FileUsage::Other, "clip.mp4")], "video", "clip.mp4", 1),
        (vec![file(FileUsage::Other, "faktura 11.pdf")], "file", "faktura 11.pdf", 1),
        (vec![location], "location", "Nowy Świat 1", 1),
        (vec![card], "contactCard", "Ola", 1),
        (vec![Attachment::Unsupported { name: "POLL".to_owned() }], "other", "", 1),
        (vec![], "empty", "", 0),
    ];
    for (attachments, kind, text, count) in cases {
        let shown = preview(Some(carrying("a", attachments))).await;
        let expected = json!({"kind": kind, "text": text, "count": count, "from": "customer", "name": "Anna Nowak"});
        assert_eq!(shown, expected);
    }
}

#[tokio::test]
async fn text_comes_before_attachments_on_one_line_and_an_unread_conversation_says_nothing() {
    let message = with(incoming("1", "a", 1, "Dzień\n\n dobry"), |content| {
        content.attachments = vec![file(FileUsage::Image, "a.jpg")];
    });
    let shown = preview(Some(message)).await;
    assert_eq!((shown["kind"].as_str(), shown["text"].as_str()), (Some("text"), Some("Dzień dobry")));
    let long = preview(Some(incoming("1", "a", 1, &"żółw ".repeat(200)))).await;
    let text = long["text"].as_str().unwrap();
    assert!(text.chars().count() == 160 && text.ends_with('…'), "{text}");
    let nothing = preview(None).await;
    assert_eq!(nothing, json!({"kind": "empty", "text": "", "count": 0, "from": null, "name": null}));
}

#[tokio::test]
async fn a_row_says_whose_the_newest_entry_is() {
    let comment = |actor: &str| by(actor, entry("1", "a", 1, MessageKind::Comment(says("look here"))));
    for (message, kind, from) in [
        (incoming("1", "a", 1, "hello"), "text", "customer"),
        (outgoing("1", "a", 1, "hello"), "text", "me"),
        (by("A-72", outgoing("1", "a", 1, "hello")), "text", "agent"),
        (by("B-1", outgoing("1", "a", 1, "hello")), "text", "bot"),
        (by("I-5", outgoing("1", "a", 1, "hello")), "text", "app"),
        (by("I-5", incoming("1", "a", 1, "hello")), "text", "customer"),
        (comment("A-71"), "comment", "me"),
        (comment("A-72"), "comment", "agent"),
        (entry("1", "a", 1, MessageKind::Welcome(says("Welcome"))), "text", "system"),
    ] {
        let shown = preview(Some(message.clone())).await;
        assert_eq!((shown["kind"].as_str(), shown["from"].as_str()), (Some(kind), Some(from)), "{message:?}");
    }
}

#[tokio::test]
async fn what_is_no_message_is_no_preview() {
    let room = room().await;
    let handed = MessageKind::Assignment { from: None, to: Some("A-72".into()) };
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello"), entry("1", "b", 2, handed)]).await;
    assert_eq!(shown(&room).await["text"], "hello");
}

#[tokio::test]
async fn the_draft_comes_before_what_is_on_its_way_and_that_before_what_the_remote_has() {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "hello")]).await;
    let sent = room.reply("1", "my answer").await;
    let row = room.row(view("open"), "1").await;
    let expected = json!({"kind": "text", "text": "my answer", "count": 0, "from": "me", "name": null});
    assert_eq!(row["preview"], expected);
    assert_eq!(
        row["at"].as_str(),
        room.messages("1").await[1]["at"].as_str(),
        "the row shows the time of another entry"
    );
    room.call("send", send("1", "comment", "for Jan")).await;
    assert_eq!(shown(&room).await["kind"], "comment");

    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft("I am  writing")})).await;
    let expected = json!({"kind": "draft", "text": "I am writing", "count": 0, "from": "me", "name": null});
    assert_eq!(shown(&room).await, expected);
    let kept = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let files = json!([{"hash": kept.hash, "name": kept.name, "mime": kept.mime, "size": kept.size}]);
    let only_a_file = json!({"text": " ", "replyTo": null, "files": files, "account": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": only_a_file})).await;
    let shown_now = shown(&room).await;
    assert_eq!((shown_now["text"].as_str(), shown_now["count"].as_u64()), (Some("plan.pdf"), Some(1)));

    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft("")})).await;
    let open = room.open_intents().await;
    for row in &open {
        room.close(&json!(row.id)).await;
    }
    assert!(open.iter().any(|row| json!(row.id) == sent));
    assert_eq!(shown(&room).await["text"], "hello", "nothing is on its way any more");
}
