//! A picture that is redacted, stands in the text and leaves: through the real program, killed in between, to a real hub.

use std::path::Path;

use image::{Rgb, RgbImage};
use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{self, HubProcess};
use crate::served::Served;

const REP: &str = "marta.krol@example.com";

fn invoice() -> RgbImage {
    RgbImage::from_fn(240, 160, |x, y| Rgb([x as u8 | 1, y as u8 | 1, 201]))
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn answer(hub: &HubProcess, thread: &str, text: &str) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let path = format!("{}/conversations/conversations/2026-09/threads/{thread}/messages?limit=500", hub.url);
    let page: Value =
        http.request(Method::GET, path).bearer_auth(&hub.token).send().await.unwrap().json().await.unwrap();
    let mut found = page["results"].as_array().unwrap().iter().filter(|message| message["text"] == text);
    let first = found.next().expect("it was not sent").clone();
    assert!(found.next().is_none(), "it was sent twice");
    first
}

/// Whether any file below a folder has exactly these bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds(&path, bytes) } else { std::fs::read(&path).is_ok_and(|found| found == bytes) }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redacted_picture_in_the_text_reaches_its_reader_and_the_original_never_leaves_although_bellhop_is_killed() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Other stories of this binary may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    assert!(program::connect(home.path(), &hub.url, &hub.token, REP).status.success());
    program::json(home.path(), &["sync", "--once"]);
    let served = Served::start(home.path()).await;
    let page = served.call("list", json!({"key": {"view": "open"}, "offset": 0, "limit": 50})).await;
    let mail = page["rows"].as_array().unwrap().iter().find(|row| row["channel"] == "1002").unwrap();
    let thread = mail["id"].as_str().unwrap().to_owned();

    let original = png(&invoice());
    let file = served.attach("faktura.png", original.clone()).await;
    let hash = file["hash"].as_str().unwrap();
    let html = format!("<p>Chodzi o to: <img data-file=\"{hash}\"></p>");
    let draft =
        json!({"text": "Chodzi o to: [faktura.png]", "html": html, "replyTo": null, "files": [file], "account": null});
    served.call("saveDraft", json!({"thread": thread, "mode": "reply", "draft": draft})).await;
    let marks = json!([{"type": "box", "area": {"x": 20, "y": 30, "width": 100, "height": 40}}]);
    served.call("redact", json!({"thread": thread, "mode": "reply", "hash": hash, "marks": marks})).await;
    served.kill();

    let served = Served::start(home.path()).await;
    let draft = served.call("drafts", json!({"thread": thread})).await["reply"].clone();
    assert_ne!(draft["files"][0]["hash"], hash);
    let send = json!({"thread": thread, "mode": "reply", "draft": draft, "thenStage": null, "when": {"type": "now"}});
    served.call("send", send).await;
    served.until_answer(("outbox", Value::Null), "an empty outbox", |outbox| outbox == &json!([])).await;

    let sent = answer(&hub, &thread, "Chodzi o to: [faktura.png]").await;
    let rich = sent["richText"].as_str().unwrap();
    let url = rich.strip_prefix("<p>Chodzi o to: <img src=\"").unwrap().split('"').next().unwrap();
    let bytes = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    let (before, after) = (invoice(), image::load_from_memory(&bytes).unwrap().into_rgb8());
    for (x, y, pixel) in after.enumerate_pixels() {
        let hidden = (20..120).contains(&x) && (30..70).contains(&y);
        assert_eq!(pixel != before.get_pixel(x, y), hidden, "at {x},{y}");
    }
    assert!(!holds(folder.path(), &original), "the original is on the remote");

    let history = served.call("messages", json!({"thread": thread, "limit": 50})).await;
    let own = history["messages"].as_array().unwrap().last().unwrap()["body"]["content"].clone();
    let shown = own["html"].as_str().unwrap().split("own:file/").nth(1).expect("it is not shown in its place");
    let id = shown.split('"').next().unwrap();
    assert_eq!(served.bytes(id).await.unwrap(), bytes);
    assert_eq!(own["attachments"], json!([]));
}
