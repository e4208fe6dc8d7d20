//! Packs of snippets that a team shares: shared whole, read whole, and told of by the push stream.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::stream::Events;
use crate::support::Story;

const PACKS: &str = "/helpdesk/v1/snippet-packs";

fn pack(text: &str) -> Value {
    json!({ "files": [{ "path": "shop/hours.md", "text": text }] })
}

#[tokio::test]
async fn a_pack_is_shared_in_the_place_of_the_one_of_its_name_and_its_time_rises_each_time() {
    let story = Story::begin().await;
    assert_eq!(story.get(PACKS).await, json!({ "results": [], "mayShare": true }));
    let path = format!("{PACKS}/Shop%20%C5%82");
    let (_, first) = story.call(Method::PUT, &path, Some(pack("9–17"))).await;
    let (_, second) = story.call(Method::PUT, &path, Some(pack("10–18"))).await;
    let of = |answer: &Value| answer["results"][0].clone();
    assert_eq!((&of(&second)["name"], &of(&second)["files"]), (&json!("Shop ł"), &pack("10–18")["files"]));
    assert!(of(&first)["changedAt"].as_str() < of(&second)["changedAt"].as_str(), "{first} {second}");

    let story = story.restart().await;
    assert_eq!(story.get(PACKS).await, second);
    let (_, left) = story.call(Method::DELETE, &path, None).await;
    assert_eq!(left["results"], json!([]));
    assert_eq!(story.call(Method::DELETE, &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn names_and_paths_lead_nowhere_but_below_the_pack() {
    let story = Story::begin().await;
    for name in ["..", ".git", "a%2Fb", "a%5Cb", "%20x", "%00"] {
        let (status, _) = story.call(Method::PUT, &format!("{PACKS}/{name}"), Some(pack("x"))).await;
        assert!(status.is_client_error(), "{name}: {status}");
    }
    for path in [
        "../x.md",
        "/etc/x.md",
        "a/../x.md",
        "a//x.md",
        "C:\\x.md",
        "C:x.md",
        "a\\x.md",
        ".x.md",
        "x.txt",
        "x.md\n",
        "",
    ] {
        let files = json!({ "files": [{ "path": path, "text": "x" }] });
        let (status, _) = story.call(Method::PUT, &format!("{PACKS}/Shop"), Some(files)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path:?}");
    }
    let twice = json!({ "files": [{ "path": "x.md", "text": "x" }, { "path": "x.md", "text": "y" }] });
    assert_eq!(story.call(Method::PUT, &format!("{PACKS}/Shop"), Some(twice)).await.0, StatusCode::BAD_REQUEST);
    let large = pack(&"x".repeat(200_000));
    assert_eq!(story.call(Method::PUT, &format!("{PACKS}/Shop"), Some(large)).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(story.get(PACKS).await["results"], json!([]));
}

#[tokio::test]
async fn who_may_only_read_packs_is_told_so_and_cannot_share_any() {
    let desk = Desk::new().await;
    let mut events = Events::open(&desk, None).await;
    let shared = desk.request(Method::PUT, &format!("{PACKS}/Shop")).json(&pack("9–17")).send().await.unwrap();
    assert_eq!(shared.status(), StatusCode::OK);
    events.until(|event| event["kind"] == "snippets").await;
    let weak = desk.hub.issue_token(&["conversations.read"]).await.unwrap();
    let as_reader = |method, path: &str| {
        reqwest::Client::new().request(method, format!("{}{path}", desk.hub.url())).bearer_auth(&weak)
    };
    let told: Value = as_reader(Method::GET, PACKS).send().await.unwrap().json().await.unwrap();
    assert_eq!((&told["mayShare"], told["results"].as_array().unwrap().len()), (&json!(false), 1));
    for method in [Method::PUT, Method::DELETE] {
        let refused = as_reader(method, &format!("{PACKS}/Shop")).json(&pack("x")).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }
}
