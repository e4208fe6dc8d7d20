//! Files in both directions, and who may have them.

use reqwest::{StatusCode, header, multipart};
use serde_json::{Value, json};

use crate::support::{House, is, text};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x05\0\0\0\x07\x08\x02\0\0\0 and the rest of a picture";

#[tokio::test]
async fn a_picture_and_a_voice_note_reach_the_help_desk_as_what_they_are_and_their_bytes_are_the_same() {
    let house = House::open().await;
    let anna = house.visitor("Anna", "").await;
    let picture = anna.upload("kubek.png", "image/png", PICTURE.to_vec()).await;
    let voice = anna.upload("note.ogg", "audio/ogg", b"OggS and some sound".to_vec()).await;
    let files = json!([
        { "fileId": text(&picture, "/fileId"), "usage": "IMAGE" },
        { "fileId": text(&voice, "/fileId"), "usage": "VOICE_RECORDING", "seconds": 4.5 },
    ]);
    let (status, entry) = anna.write("1", json!({ "files": files })).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{entry}");
    assert_eq!(entry["pieces"][1]["seconds"], json!(4.5));
    anna.follow(0).await.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;

    let thread = text(&house.threads().await[0], "/id");
    let message = house.messages(&thread).await.remove(0);
    assert_eq!(text(&message, "/attachments/0/fileUsageType"), "IMAGE");
    assert_eq!(text(&message, "/attachments/1/fileUsageType"), "VOICE_RECORDING");
    let signed = house.get(&format!("/files/2026-09/files/{}/signed-url", text(&picture, "/fileId"))).await;
    let bytes = house.http.get(text(&signed, "/url")).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, PICTURE);
}

#[tokio::test]
async fn a_reps_file_is_shown_to_its_visitor_with_range_requests_and_to_nobody_else() {
    let house = House::open().await;
    let (anna, jan) = (house.visitor("Anna", "").await, house.visitor("Jan", "").await);
    let mut page = anna.follow(0).await;
    anna.say("1", "Please send the picture").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");

    let id = rep_uploads(&house, "mug.png", PICTURE).await;
    let page_file = rep_uploads(&house, "trap.html", b"<!doctype html><script>alert(1)</script>").await;
    let attachments = json!([{ "type": "FILE", "fileId": id }, { "type": "FILE", "fileId": page_file }]);
    house.answer(&thread, "Here", attachments, None).await;
    let shown = page.until("the answer", |entry| is(entry, "/side", "team")).await;
    assert_eq!(text(&shown, "/pieces/0/name"), "mug.png");
    assert_eq!(text(&shown, "/pieces/0/usage"), "IMAGE");
    assert_eq!(shown["pieces"][0]["size"], json!(PICTURE.len()));

    let whole = anna.file(&id).await;
    assert_eq!(whole.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(whole.bytes().await.unwrap(), PICTURE);
    let url = format!("{}api/files/{id}?session={}", anna.chat, anna.session);
    let part = house.http.get(&url).header(header::RANGE, "bytes=1-3").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.unwrap(), &b"PNG"[..]);

    let trap = anna.file(&page_file).await;
    assert_eq!(trap.headers()[header::CONTENT_TYPE], "application/octet-stream");
    assert!(trap.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(trap.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(jan.file(&id).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_file_that_is_too_large_or_empty_is_refused_and_so_is_one_of_another_conversation() {
    let house = House::open().await;
    let (anna, jan) = (house.visitor("Anna", "").await, house.visitor("Jan", "").await);
    let post = |bytes: Vec<u8>| house.http.post(anna.url("/files?name=big.bin")).body(bytes).send();
    let large = post(vec![1; 25 * 1024 * 1024 + 1]).await.unwrap();
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text(&large.json::<Value>().await.unwrap(), "/code"), "tooLarge");
    assert_eq!(post(Vec::new()).await.unwrap().status(), StatusCode::BAD_REQUEST);

    let mine = anna.upload("kubek.png", "image/png", PICTURE.to_vec()).await;
    let files = json!([{ "fileId": text(&mine, "/fileId"), "usage": "IMAGE" }]);
    let (status, _) = jan.write("1", json!({ "files": files })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a visitor sent a file of another visitor");
}

#[tokio::test]
async fn a_picture_in_a_reps_text_is_shown_in_its_place_to_its_visitor_and_an_address_that_is_no_file_of_ours_is_not() {
    let house = House::open().await;
    let (anna, jan) = (house.visitor("Anna", "").await, house.visitor("Jan", "").await);
    let mut page = anna.follow(0).await;
    anna.say("1", "Which button?").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");

    let shown = rep_uploads_for(&house, ("button & co.png", "PUBLIC_NOT_INDEXABLE"), PICTURE).await;
    let other = rep_uploads(&house, "secret.png", PICTURE).await;
    let id = text(&shown, "/id");
    let url = text(&shown, "/url");
    let guessed = url.replace(&id, &other);
    let rich = format!(
        "<p>This: <img src=\"{url}\" alt=\"button\"> not <img src=\"{guessed}\"> nor <img src=\"https://evil.example/hubfs/1/{other}/x\"></p>"
    );
    house.answer_with(&thread, json!({"text": "This: [button]", "richText": rich, "attachments": []}), None).await;
    let answer = page.until("the answer", |entry| is(entry, "/side", "team")).await;
    let markup = text(&answer, "/richText");
    assert!(markup.contains(&format!("<p>This: <img data-file=\"{id}\" alt=\"button\"> not <img src=")), "{markup}");
    assert_eq!(markup.matches("data-file").count(), 1, "{markup}");
    assert_eq!(answer["pieces"], json!([]), "it is shown twice");
    let bytes = anna.file(&id).await;
    assert_eq!(bytes.headers()[header::CONTENT_TYPE], "image/png");
    assert_eq!(bytes.bytes().await.unwrap(), PICTURE);
    assert_eq!(anna.file(&other).await.status(), StatusCode::NOT_FOUND, "an address gave away a private file");
    assert_eq!(jan.file(&id).await.status(), StatusCode::NOT_FOUND);
}

async fn rep_uploads(house: &House, name: &str, bytes: &[u8]) -> String {
    text(&rep_uploads_for(house, (name, "PRIVATE"), bytes).await, "/id")
}

async fn rep_uploads_for(house: &House, (name, access): (&str, &str), bytes: &[u8]) -> Value {
    let part = multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let form = multipart::Form::new()
        .text("folderPath", "/outgoing")
        .text("options", json!({ "access": access }).to_string())
        .part("file", part);
    let url = format!("{}/files/2026-09/files", house.hub.url());
    let answer = house.http.post(url).bearer_auth(house.hub.token()).multipart(form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_voice_note_that_a_rep_recorded_reaches_its_visitor_as_one_although_the_send_call_has_no_word_for_it() {
    let house = House::open().await;
    let anna = house.visitor("Anna", "").await;
    let mut page = anna.follow(0).await;
    anna.say("1", "Please tell me").await;
    page.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");
    let recorded = b"OggS\0\x02 OpusHead OggS OpusTags Bellhop USAGE=voice note";
    let note = rep_uploads(&house, "voice-note.ogg", recorded).await;
    let song = rep_uploads(&house, "song.ogg", b"OggS\0\x02 OpusHead OggS OpusTags somebody else").await;
    let files = json!([{ "type": "FILE", "fileId": note }, { "type": "FILE", "fileId": song }]);
    let sent = house.answer(&thread, "", files, None).await;
    assert_eq!(text(&sent, "/attachments/0/fileUsageType"), "VOICE_RECORDING");
    assert_eq!(text(&sent, "/attachments/1/fileUsageType"), "AUDIO");
    let shown = page.until("the answer", |entry| is(entry, "/side", "team")).await;
    assert_eq!(text(&shown, "/pieces/0/usage"), "VOICE_RECORDING");
}
