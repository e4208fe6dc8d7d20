//! Files: uploads, signed URLs on the other origin, ranges, hidden files.

use std::time::Duration;

use reqwest::{
    Method, StatusCode,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::support::{Story, answer, text};

/// A PNG header of 320 by 240 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xf0\x08\x06\0\0\0";

fn form(name: &str, bytes: &[u8], access: &str) -> Form {
    let part = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    // The file comes first, as it does from HubSpot's own client library.
    Form::new()
        .part("file", part)
        .text("folderPath", "/desk/replies")
        .text("options", json!({ "access": access }).to_string())
}

async fn upload(story: &Story, base: &str, form: Form) -> (StatusCode, Value) {
    answer(story.request(Method::POST, &format!("{base}/files")).multipart(form)).await
}

#[tokio::test]
async fn an_upload_is_described_signed_and_served_under_every_family() {
    let story = Story::begin().await;
    for base in ["/files/2026-09", "/files/2026-03", "/files/v3"] {
        let (status, file) = upload(&story, base, form("shot.png", PNG, "PRIVATE")).await;
        assert_eq!(status, StatusCode::CREATED, "{file}");
        let id = text(&file, "/id");
        assert_eq!((&file["type"], &file["extension"]), (&json!("IMG"), &json!("png")));
        assert_eq!((&file["width"], &file["height"], &file["size"]), (&json!(320), &json!(240), &json!(PNG.len())));
        assert!(text(&file, "/path").starts_with("/desk/replies/shot"));
        assert_eq!(text(&file, "/fileMd5").len(), 32);
        assert_eq!(story.get(&format!("{base}/files/{id}")).await["name"], file["name"]);

        let signed = story.get(&format!("{base}/files/{id}/signed-url")).await;
        let url = text(&signed, "/url");
        assert!(!url.starts_with(story.url()), "bytes live on another origin");
        let response = story.bare(&url).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/png");
        assert_eq!(response.bytes().await.unwrap(), PNG);
        let range = story.bare(&url).header("range", "bytes=1-3").send().await.unwrap();
        assert_eq!(range.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(range.bytes().await.unwrap(), "PNG");
        let direct = story.request(Method::GET, &format!("{base}/files/{id}/download")).send().await.unwrap();
        assert_eq!(direct.bytes().await.unwrap(), PNG);
        let open = story.bare(&text(&file, "/url")).send().await.unwrap();
        assert_eq!(open.status(), StatusCode::NOT_FOUND, "a private file has no open URL");
    }
}

#[tokio::test]
async fn a_signed_url_ends_when_it_says_and_cannot_be_prolonged() {
    let story = Story::begin().await;
    let id = text(&upload(&story, "/files/v3", form("a.txt", b"hello", "PRIVATE")).await.1, "/id");
    let signed = story.get(&format!("/files/v3/files/{id}/signed-url?expirationSeconds=60")).await;
    let url = text(&signed, "/url");
    story.advance(Duration::from_secs(59));
    assert_eq!(story.bare(&url).send().await.unwrap().status(), StatusCode::OK);
    story.advance(Duration::from_secs(1));
    assert_eq!(story.bare(&url).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let later = url.replacen("/signed/", "/signed/0", 1);
    assert_eq!(story.bare(&later).send().await.unwrap().status(), StatusCode::FORBIDDEN);

    let long = story.get(&format!("/files/v3/files/{id}/signed-url?expirationSeconds=999999")).await;
    let expires: chrono::DateTime<chrono::Utc> = text(&long, "/expiresAt").parse().unwrap();
    let life = (expires - story.now()).num_seconds();
    assert!((6 * 3600 - 60..=6 * 3600).contains(&life), "clamped to six hours, not {life} s");
}

#[tokio::test]
async fn a_public_file_is_open_and_a_hidden_one_does_not_exist_without_its_scope() {
    let story = Story::begin().await;
    let (_, public) = upload(&story, "/files/v3", form("open.txt", b"hello", "PUBLIC_NOT_INDEXABLE")).await;
    let response = story.bare(&text(&public, "/url")).send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap(), "hello");

    let (_, hidden) = upload(&story, "/files/v3", form("hidden.txt", b"secret", "HIDDEN_PRIVATE")).await;
    let id = text(&hidden, "/id");
    let token = story.issue_token(&["files"]).await.unwrap();
    for path in [format!("/files/v3/files/{id}"), format!("/files/v3/files/{id}/signed-url")] {
        assert_eq!(answer(story.as_app(&token, Method::GET, &path)).await.0, StatusCode::NOT_FOUND, "{path}");
        story.get(&path).await;
    }
    let (_, found) = answer(story.as_app(&token, Method::GET, "/files/v3/files/search?extension=txt")).await;
    let names: Vec<_> = found["results"].as_array().unwrap().iter().map(|it| text(it, "/name")).collect();
    assert_eq!(names, ["open"]);
}

#[tokio::test]
async fn an_incomplete_upload_is_refused_and_leaves_nothing_behind() {
    let story = Story::begin().await;
    let part = || Part::bytes(b"hello".to_vec()).file_name("a.txt");
    let options = json!({ "access": "PRIVATE" }).to_string();
    let refused = [
        Form::new().part("file", part()).text("options", options.clone()),
        Form::new().part("file", part()).text("folderPath", "/"),
        Form::new().text("folderPath", "/").text("options", options.clone()),
        Form::new().part("file", part()).text("folderPath", "/").text("options", "{\"access\":\"NOBODY\"}"),
        Form::new().part("file", part()).text("folderPath", "/").text("folderId", "1").text("options", options.clone()),
    ];
    for form in refused {
        let (status, body) = upload(&story, "/files/v3", form).await;
        assert_eq!((status.as_u16(), &body["category"]), (400, &json!("VALIDATION_ERROR")), "{body}");
    }
    let unknown = Form::new().part("file", part()).text("folderId", "1").text("options", options);
    assert_eq!(upload(&story, "/files/v3", unknown).await.0, StatusCode::NOT_FOUND);
    assert_eq!(story.get("/files/v3/files/search").await["results"], json!([]));
    assert_eq!(story.content_files(), 0);
}

#[tokio::test]
async fn a_file_is_renamed_replaced_searched_and_deleted_with_its_bytes() {
    let story = Story::begin().await;
    let first = upload(&story, "/files/v3", form("a.txt", b"one", "PRIVATE")).await.1;
    let second = upload(&story, "/files/v3", form("a.txt", b"two", "PRIVATE")).await.1;
    assert_eq!((text(&first, "/name"), text(&second, "/name")), ("a".to_owned(), "a-1".to_owned()));
    let options = json!({ "access": "PRIVATE", "duplicateValidationStrategy": "RETURN_EXISTING" }).to_string();
    let again = Form::new()
        .part("file", Part::bytes(b"two".to_vec()).file_name("b.txt"))
        .text("folderPath", "/x")
        .text("options", options);
    assert_eq!(upload(&story, "/files/v3", again).await.1["id"], second["id"]);

    let id = text(&first, "/id");
    let renamed = story
        .patch(&format!("/files/v3/files/{id}"), json!({ "name": "letter", "access": "PUBLIC_INDEXABLE" }), 200)
        .await;
    assert_eq!(
        (&renamed["path"], &renamed["access"]),
        (&json!("/desk/replies/letter.txt"), &json!("PUBLIC_INDEXABLE"))
    );
    let found = story.get("/files/v3/files/search?name=LETT&type=DOCUMENT").await;
    assert_eq!(found["results"][0]["id"], json!(id));

    let overwrite = json!({ "access": "PRIVATE", "overwrite": true }).to_string();
    let bytes = Part::bytes(b"three".to_vec()).file_name("letter.txt");
    let form = Form::new().part("file", bytes).text("folderPath", "/desk/replies").text("options", overwrite);
    let replaced = upload(&story, "/files/v3", form).await.1;
    assert_eq!((&replaced["id"], &replaced["size"]), (&json!(id), &json!(5)));
    assert_eq!(story.content_files(), 2, "the bytes before are gone");

    let story = story.restart().await;
    let direct = story.request(Method::GET, &format!("/files/v3/files/{id}/download")).send().await.unwrap();
    assert_eq!(direct.bytes().await.unwrap(), "three");
    let (status, _) = story.call(Method::DELETE, &format!("/files/v3/files/{id}"), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(story.call(Method::GET, &format!("/files/v3/files/{id}"), None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(story.content_files(), 1);
}
