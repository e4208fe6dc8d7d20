//! Who is refused, and how: tokens, scopes, hosts, limits, unknown paths.

use std::time::Duration;

use bellhop_hub::{HubSettings, Rate};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk::{CHANNELS, CONVERSATIONS, Desk, text};

fn limited(ten_seconds: u32, search_per_second: u32) -> HubSettings {
    HubSettings { rate: Rate { ten_seconds, daily: 1_000, search_per_second }, ..HubSettings::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_token_is_a_401_and_a_missing_scope_a_403_that_names_it() {
    let desk = Desk::new().await;
    let weak = desk.hub.issue_token(&["files", "conversations.read"]).await.unwrap();
    for base in CONVERSATIONS {
        let url = format!("{}{base}/threads", desk.hub.url());
        for request in [desk.http.get(&url), desk.http.get(&url).bearer_auth("pat-eu1-nobody")] {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 401);
            let id = answer.headers()["x-hubspot-correlation-id"].to_str().unwrap().to_owned();
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["category"], "INVALID_AUTHENTICATION");
            assert_eq!(body["correlationId"], json!(id));
        }
        let allowed = desk.http.get(&url).bearer_auth(&weak).send().await.unwrap();
        assert_eq!(allowed.status(), 200);
        assert!(allowed.headers().contains_key("x-hubspot-correlation-id"), "answers carry one too");
        let answer = desk.http.delete(format!("{url}/1")).bearer_auth(&weak).send().await.unwrap();
        assert_eq!(answer.status(), 403);
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["category"], "MISSING_SCOPES");
        assert_eq!(body["errors"][0]["context"]["requiredGranularScopes"], json!(["conversations.write"]));
    }
    for base in CHANNELS {
        let answer = desk.http.get(format!("{}{base}", desk.hub.url())).bearer_auth(&weak).send().await.unwrap();
        assert_eq!(answer.status(), 403);
    }
    desk.hub.revoke_token(&weak).await.unwrap();
    let url = format!("{}{}/threads", desk.hub.url(), CONVERSATIONS[0]);
    assert_eq!(desk.http.get(url).bearer_auth(&weak).send().await.unwrap().status(), 401);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_reaches_the_hub_by_another_name_or_from_another_site_is_refused() {
    let desk = Desk::new().await;
    let path = format!("{}/threads", CONVERSATIONS[0]);
    let with = async |name: &str, value: &str| {
        desk.request(Method::GET, &path).header(name, value).send().await.unwrap().status()
    };
    assert_eq!(with("host", "evil.example").await, StatusCode::FORBIDDEN);
    assert_eq!(with("origin", "https://evil.example").await, StatusCode::FORBIDDEN);
    assert_eq!(with("origin", "http://localhost:5173").await, StatusCode::OK);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_wrong_methods_and_broken_bodies_get_an_error_body() {
    let desk = Desk::new().await;
    let path = format!("{}/threads/1/messages", CONVERSATIONS[0]);
    for (status, answer) in [
        (404, desk.call(Method::GET, "/conversations/conversations/2031-01/threads", None).await),
        (404, desk.call(Method::GET, "/nowhere", None).await),
        (405, desk.call(Method::DELETE, &path, None).await),
        (400, desk.call(Method::GET, &format!("{}/threads/abc", CONVERSATIONS[0]), None).await),
    ] {
        assert_eq!(answer.0, status, "{}", answer.1);
        assert_eq!(answer.1["status"], "error");
        assert_eq!(text(&answer.1["correlationId"]).len(), 36);
    }
    let broken = desk.request(Method::POST, &path).header("content-type", "application/json").body("{\"type\":").send();
    assert_eq!(broken.await.unwrap().status(), 400);
    let form = desk.request(Method::POST, &path).header("content-type", "text/plain").body("hello").send();
    assert_eq!(form.await.unwrap().status(), 415);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_over_the_limit_is_refused_with_413() {
    let desk = Desk::with(HubSettings { body_limit: 4_096, ..HubSettings::default() }, None).await;
    let path = format!("{}/threads/1/messages", CONVERSATIONS[0]);
    let (status, body) = desk.post(&path, json!({ "text": "x".repeat(5_000) })).await;
    assert_eq!((status, body["status"].as_str()), (413, Some("error")));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ten_second_limit_counts_down_in_the_headers_and_answers_429_until_the_window_rolled() {
    let desk = Desk::with(HubSettings::default(), None).await.restart(limited(3, 5)).await;
    let token = desk.hub.issue_token(&["conversations.read"]).await.unwrap();
    let url = format!("{}{}/channels", desk.hub.url(), CONVERSATIONS[0]);
    let ask = async || desk.http.get(&url).bearer_auth(&token).send().await.unwrap();
    for left in ["2", "1", "0"] {
        let answer = ask().await;
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("x-hubspot-ratelimit-remaining"), left);
        assert_eq!(header("x-hubspot-ratelimit-max"), "3");
        assert_eq!(header("x-hubspot-ratelimit-interval-milliseconds"), "10000");
        assert_eq!(header("x-hubspot-ratelimit-daily"), "1000");
        assert!(answer.headers().contains_key("x-hubspot-ratelimit-daily-remaining"));
    }
    let refused = ask().await;
    assert_eq!(refused.status(), 429);
    assert!(!refused.headers().contains_key("retry-after"), "HubSpot sends none here");
    let body: Value = refused.json().await.unwrap();
    assert_eq!(body["policyName"], "TEN_SECONDLY_ROLLING");
    assert_eq!(body["errorType"], "RATE_LIMIT");
    assert_eq!(body["message"], "You have reached your ten_secondly_rolling limit.");
    assert_eq!(
        desk.request(Method::GET, &format!("{}/inboxes", CONVERSATIONS[0])).send().await.unwrap().status(),
        200,
        "another app has its own window"
    );
    desk.hub.advance(Duration::from_secs(11));
    assert_eq!(ask().await.status(), 200);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_have_their_own_limit_and_no_headers() {
    let desk = Desk::with(HubSettings::default(), None).await.restart(limited(100, 2)).await;
    let search = async || {
        let request = desk.request(Method::POST, "/crm/v3/objects/tickets/search");
        request.json(&json!({ "filterGroups": [], "limit": 1 })).send().await.unwrap()
    };
    for _ in 0..2 {
        let answer = search().await;
        assert_eq!(answer.status(), 200);
        assert!(!answer.headers().contains_key("x-hubspot-ratelimit-remaining"));
    }
    let refused = search().await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.json::<Value>().await.unwrap()["policyName"], "SECONDLY");
    desk.hub.advance(Duration::from_secs(2));
    assert_eq!(search().await.status(), 200);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_hub_on_the_same_folder_is_refused_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let first = bellhop_hub::Hub::start(bellhop_hub::HubOptions::new(dir.path())).await.unwrap();
    let error = bellhop_hub::Hub::start(bellhop_hub::HubOptions::new(dir.path())).await.unwrap_err();
    assert!(format!("{error:#}").contains("another hub"), "{error:#}");
    first.stop().await;
    bellhop_hub::Hub::start(bellhop_hub::HubOptions::new(dir.path())).await.unwrap().stop().await;
}
