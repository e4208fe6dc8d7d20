//! Pictures in the text of a message: where the channel shows them, and from this machine alone.

use bellhop_model::{Carries, Channel, Content, Intent, Message, picture_in_text};
use bellhop_store::Origin;
use serde_json::{Value, json};

use crate::support::{Room, incoming, outgoing, room, thread, with};

/// A conversation on a channel that shows pictures in a text, or does not, with a picture for its draft.
async fn writing(inline_images: bool) -> (Room, Value, String) {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "Which button?")]).await;
    let carries = Some(Carries { inline_images, ..Carries::everything() });
    let channel = Channel { id: "20001".into(), name: "Web chat".to_owned(), carries };
    room.store.write(Origin::Pull, move |w| w.channels().replace(&[channel])).await.unwrap();
    let kept = room.media.keep_outgoing("button.png", PNG).await.unwrap();
    let file = json!({"hash": kept.hash, "name": "button.png", "mime": kept.mime, "size": kept.size});
    let html = format!("<p>This: {}<img data-file=\"{}\"></p>", picture_in_text(&kept.hash), "0".repeat(64));
    let draft = json!({"text": "This: [button.png]", "html": html, "replyTo": null, "files": [file], "account": null, "email": null, "status": null});
    (room, draft, kept.hash)
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0 and the rest of a picture";

async fn send(room: &Room, mode: &str, draft: &Value) -> Intent {
    room.call("saveDraft", json!({"thread": "1", "mode": mode, "draft": draft})).await;
    let kept = room.call("drafts", json!({"thread": "1"})).await[mode].clone();
    assert_eq!(kept, *draft, "the place in the text is not kept with the draft");
    room.call("send", json!({"thread": "1", "mode": mode, "draft": draft, "thenStage": null})).await;
    let mut rows = room.open_intents().await;
    assert_eq!(rows.len(), 1);
    rows.remove(0).intent
}

fn content(message: &Value) -> &Value {
    &message["body"]["content"]
}

#[tokio::test]
async fn a_picture_stands_in_the_text_from_the_moment_it_is_sent_and_no_other_gets_in() {
    let (room, draft, hash) = writing(true).await;
    let intent = send(&room, "reply", &draft).await;
    assert_eq!(intent.html(), Some(format!("<p>This: {}</p>", picture_in_text(&hash)).as_str()));
    assert_eq!(intent.files().len(), 1);
    let messages = room.messages("1").await;
    let shown = content(messages.last().unwrap());
    assert_eq!(shown["html"], format!("<p>This: <img src=\"own:outgoing/{hash}\"></p>"));
    assert_eq!(shown["attachments"], json!([]), "it is shown twice");
}

#[tokio::test]
async fn where_the_channel_shows_none_and_in_a_comment_it_goes_beside_the_text() {
    for (mode, inline) in [("reply", false), ("comment", true)] {
        let (room, draft, hash) = writing(inline).await;
        let intent = send(&room, mode, &draft).await;
        assert_eq!(intent.html(), None, "{mode}");
        assert_eq!(intent.files()[0].local.hash, hash);
        let messages = room.messages("1").await;
        assert_eq!(content(messages.last().unwrap())["attachments"][0]["hash"], json!(hash));
    }
}

#[tokio::test]
async fn once_it_is_sent_it_is_shown_from_this_machine_and_every_other_picture_stays_blocked() {
    let (room, _, _) = writing(true).await;
    let url = "https://files.example/hubfs/1/77/a%20b.png?x=1&y=2";
    room.store.write(Origin::Push, move |w| w.text_pictures().note(url, &"77".into())).await.unwrap();
    let html = "<p>This: <img src=\"https://files.example/hubfs/1/77/a%20b.png?x=1&amp;y=2\" alt=\"button.png\"> \
        <img src=\"https://evil.example/pixel.gif\"> <img data-file=\"77\"> <img src=\"own:file/78\"></p>";
    let says = |message: Message| with(message, |content: &mut Content| content.html = Some(html.to_owned()));
    room.put(&[], &[says(outgoing("1", "b", 2, "This")), says(incoming("1", "c", 3, "And this"))]).await;
    for id in [1, 2] {
        let messages = room.messages("1").await;
        let shown = content(&messages[id])["html"].as_str().unwrap();
        assert_eq!(shown, "<p>This: <img src=\"own:file/77\" alt=\"button.png\"> <img> <img> <img></p>");
    }
}

#[tokio::test]
async fn a_redacted_picture_stands_where_the_original_stood() {
    let (room, draft, _) = writing(true).await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(9, 9, image::Rgb([9, 90, 200])).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let kept = room.media.keep_outgoing("button.png", &png.into_inner()).await.unwrap();
    let draft = json!({
        "text": draft["text"], "html": format!("<p>This: {}</p>", picture_in_text(&kept.hash)), "replyTo": null, "account": null, "email": null, "status": null,
        "files": [{"hash": kept.hash, "name": "button.png", "mime": kept.mime, "size": kept.size}],
    });
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft})).await;
    let marks = json!([{"type": "box", "area": {"x": 0, "y": 0, "width": 5, "height": 5}}]);
    let fresh = room.call("redact", json!({"thread": "1", "mode": "reply", "hash": kept.hash, "marks": marks})).await;
    let room = room.restart().await;
    let reply = room.call("drafts", json!({"thread": "1"})).await["reply"].clone();
    assert_eq!(reply["html"], format!("<p>This: {}</p>", picture_in_text(fresh["hash"].as_str().unwrap())));
}
