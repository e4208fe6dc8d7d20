//! Redacting: the rewritten picture takes the original's place wherever the draft could bring it back from.

use bellhop_desk::ErrorCode;
use bellhop_model::Intent;
use bellhop_store::DraftMode;
use image::{Rgba, RgbaImage};
use serde_json::{Value, json};

use crate::support::{Room, incoming, room, thread};

/// An invoice: paper, and a number on it that nobody else is to see.
fn invoice() -> RgbaImage {
    RgbaImage::from_fn(300, 200, |x, y| Rgba([(x % 251) as u8 | 1, (y % 251) as u8 | 1, 201, 255]))
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A conversation whose draft has these bytes, and another file behind them.
async fn with_picture(bytes: &[u8], name: &str) -> (Room, Value) {
    let room = room().await;
    room.put(&[thread("1")], &[incoming("1", "a", 1, "Which invoice?")]).await;
    let kept = room.media.keep_outgoing(name, bytes).await.unwrap();
    let other = room.media.keep_outgoing("plan.pdf", b"%PDF-1.7").await.unwrap();
    let file = |kept: &bellhop_model::LocalFile| json!({"hash": kept.hash, "name": kept.name, "mime": kept.mime, "size": kept.size});
    let draft = json!({"text": "This one", "html": null, "replyTo": null, "files": [file(&kept), file(&other)], "account": null, "email": null, "status": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": draft})).await;
    (room, draft)
}

fn redact(draft: &Value, marks: Value) -> Value {
    json!({"thread": "1", "mode": "reply", "hash": draft["files"][0]["hash"], "marks": marks})
}

async fn reply(room: &Room) -> Value {
    room.call("drafts", json!({"thread": "1"})).await["reply"].clone()
}

#[tokio::test]
async fn the_redacted_picture_is_what_the_draft_has_after_a_kill_and_what_is_sent() {
    let before = invoice();
    let (room, draft) = with_picture(&png(&before), "faktura.png").await;
    let original = draft["files"][0]["hash"].as_str().unwrap().to_owned();
    let marks = json!([
        {"type": "box", "area": {"x": 40, "y": 30, "width": 120, "height": 25}},
        {"type": "blur", "area": {"x": 40, "y": 90, "width": 120, "height": 60}},
        {"type": "crop", "area": {"x": 0, "y": 10, "width": 300, "height": 180}},
    ]);
    let fresh = room.call("redact", redact(&draft, marks)).await;
    assert_ne!(fresh["hash"], original);

    let room = room.restart().await;
    let kept = reply(&room).await;
    assert_eq!(kept["files"], json!([fresh, draft["files"][1]]), "it does not stand where the original stood");
    room.call("send", json!({"thread": "1", "mode": "reply", "draft": kept, "thenStage": null})).await;
    let [row] = &room.open_intents().await[..] else { panic!("not one intent") };
    let Intent::SendMessage { files, .. } = &row.intent else { panic!("{:?}", row.intent) };
    assert!(files.iter().all(|file| file.local.hash != original));
    let leaves = std::fs::read(room.media.outgoing(&files[0].local.hash).unwrap()).unwrap();
    let after = image::load_from_memory(&leaves).unwrap().into_rgba8();
    assert_eq!(after.dimensions(), (300, 180));
    for (x, y, pixel) in after.enumerate_pixels() {
        let was = before.get_pixel(x, y + 10);
        let hidden = (40..160).contains(&x) && ((30..55).contains(&(y + 10)) || (90..150).contains(&(y + 10)));
        assert_eq!(pixel != was, hidden, "at {x},{y}");
    }
}

#[tokio::test]
async fn an_earlier_state_of_the_draft_does_not_bring_the_original_back() {
    let (room, draft) = with_picture(&png(&invoice()), "faktura.png").await;
    // Much is deleted at once, so what was there before is kept.
    for text in ["This one, I think, but let me look at it once more", "This one"] {
        let written = json!({"text": text, "html": null, "replyTo": null, "files": draft["files"], "account": null, "email": null, "status": null});
        room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": written})).await;
    }
    let fresh = room
        .call("redact", redact(&draft, json!([{"type": "box", "area": {"x": 0, "y": 0, "width": 9, "height": 9}}])))
        .await;
    let history = room.store.read(|r| r.draft_history().of(&"1".into(), DraftMode::Reply)).await.unwrap();
    assert!(!history.is_empty(), "nothing was kept of the draft before");
    for old in history {
        assert_eq!(
            old.draft.files.iter().map(|file| &file.hash).collect::<Vec<_>>()[..1],
            [fresh["hash"].as_str().unwrap()]
        );
    }
}

#[tokio::test]
async fn what_cannot_be_redacted_says_so_and_the_draft_stays_as_it_was() {
    let cut = &png(&invoice())[..400];
    for (bytes, name) in [(&b"%PDF-1.7 not a picture"[..], "scan.png"), (cut, "broken.png")] {
        let (room, draft) = with_picture(bytes, name).await;
        assert_eq!(room.refused_code("redact", redact(&draft, json!([]))).await, ErrorCode::NotPossible, "{name}");
        assert_eq!(reply(&room).await, draft);
    }
    let (room, draft) = with_picture(&png(&invoice()), "faktura.png").await;
    let beside = json!([{"type": "crop", "area": {"x": 900, "y": 0, "width": 5, "height": 5}}]);
    assert_eq!(room.refused_code("redact", redact(&draft, beside)).await, ErrorCode::NotPossible);
    let many = vec![json!({"type": "box", "area": {"x": 0, "y": 0, "width": 1, "height": 1}}); 201];
    assert_eq!(room.refused_code("redact", redact(&draft, json!(many))).await, ErrorCode::BadRequest);
    assert_eq!(reply(&room).await, draft);
}

#[tokio::test]
async fn a_picture_that_was_taken_out_of_the_draft_meanwhile_is_not_put_back() {
    let (room, draft) = with_picture(&png(&invoice()), "faktura.png").await;
    let without = json!({"text": "This one", "html": null, "replyTo": null, "files": [], "account": null, "email": null, "status": null});
    room.call("saveDraft", json!({"thread": "1", "mode": "reply", "draft": without})).await;
    assert_eq!(room.refused_code("redact", redact(&draft, json!([]))).await, ErrorCode::NotFound);
    assert_eq!(reply(&room).await, without);
}
