//! The channel's webhook: only what the help desk signed is delivered, and only once.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{House, Visitor, is, text};

/// What happened before: a visitor wrote, so there is a thread. Gives the thread and the channel's secret.
async fn begin(house: &House) -> (Visitor, String, String) {
    let anna = house.visitor("Anna", "").await;
    anna.say("1", "Hello").await;
    anna.follow(0).await.until("the message to be sent", |entry| is(entry, "/state", "sent")).await;
    let thread = text(&house.threads().await[0], "/id");
    let channel = house.channel_id().await.parse().unwrap();
    (anna, thread, house.hub.channel_secret(channel).await.unwrap())
}

async fn event(house: &House, id: &str, sessions: &[&str], message: Value) -> String {
    json!({
        "type": "OUTGOING_CHANNEL_MESSAGE_CREATED", "portalId": house.hub.portal_id(),
        "channelId": house.channel_id().await, "eventTimestamp": "2026-11-20T10:00:00Z", "eventId": id,
        "channelIntegrationThreadIds": sessions, "message": message,
    })
    .to_string()
}

fn message(id: &str, words: &str) -> Value {
    json!({
        "id": id, "conversationsThreadId": "1", "type": "MESSAGE", "createdAt": "2026-11-20T10:00:00Z",
        "createdBy": "A-1", "text": words, "attachments": [], "senders": [{ "actorId": "A-1" }],
    })
}

/// Posts an event signed with this secret, this many milliseconds old.
async fn post(house: &House, secret: &str, body: &str, age: i64) -> StatusCode {
    let url = format!("{}webhook", house.hub.chat_url());
    let timestamp = (house.hub.now().timestamp_millis() - age).to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("POST{url}{body}{timestamp}").as_bytes());
    let request = house
        .http
        .post(url)
        .header("X-HubSpot-Signature-v3", STANDARD.encode(mac.finalize().into_bytes()))
        .header("X-HubSpot-Request-Timestamp", timestamp)
        .body(body.to_owned());
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn an_event_with_a_wrong_or_missing_or_old_signature_is_refused_and_shows_nothing() {
    let house = House::open().await;
    let (anna, _, secret) = begin(&house).await;
    let body = event(&house, "e-1", &[&anna.session], message("aa", "Forged")).await;
    assert_eq!(post(&house, "guessed", &body, 0).await, StatusCode::UNAUTHORIZED);
    assert_eq!(post(&house, &secret, &body, 301_000).await, StatusCode::UNAUTHORIZED);
    let bare = house.http.post(format!("{}webhook", house.hub.chat_url())).body(body.clone()).send().await.unwrap();
    assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(anna.transcript().await["entries"].as_array().unwrap().len(), 1);
    assert_eq!(post(&house, &secret, &body, 0).await, StatusCode::NO_CONTENT, "the same event, signed, is taken");
}

#[tokio::test]
async fn a_repeated_event_and_a_repeated_message_are_delivered_once_and_a_list_of_events_is_taken_whole() {
    let house = House::open().await;
    let (anna, _, secret) = begin(&house).await;
    let first = event(&house, "e-1", &[&anna.session], message("aa", "One")).await;
    let other = event(&house, "e-1", &[&anna.session], message("bb", "Same event, other words")).await;
    let again = event(&house, "e-2", &[&anna.session], message("aa", "Same message, other event")).await;
    let list = format!("[{},{}]", event(&house, "e-3", &[&anna.session], message("cc", "Two")).await, first);
    for body in [&first, &first, &other, &again, &list] {
        assert_eq!(post(&house, &secret, body, 0).await, StatusCode::NO_CONTENT);
    }
    let transcript = anna.transcript().await;
    let words: Vec<_> = transcript["entries"].as_array().unwrap().iter().map(|entry| text(entry, "/text")).collect();
    assert_eq!(words, ["Hello", "One", "Two"]);
}

#[tokio::test]
async fn an_answer_to_a_conversation_that_is_not_known_here_is_reported_as_failed_with_the_reason() {
    let house = House::open().await;
    let (_, thread, secret) = begin(&house).await;
    let answer = house.answer(&thread, "Hello Anna", json!([]), None).await;
    let id = text(&answer, "/id");
    house.delivery(&thread, &id, "SENT").await;
    let body = event(&house, "e-9", &["nobody"], answer).await;
    assert_eq!(post(&house, &secret, &body, 0).await, StatusCode::NO_CONTENT);
    let status = house.delivery(&thread, &id, "FAILED").await;
    assert!(text(&status, "/failureDetails/errorMessage").contains("not known"), "{status}");
}

#[tokio::test]
async fn an_event_of_a_kind_from_the_future_is_acknowledged_so_that_it_is_not_sent_for_ever() {
    let house = House::open().await;
    let (_, _, secret) = begin(&house).await;
    let body = json!({ "type": "CHANNEL_WAS_PAINTED", "eventId": "x" }).to_string();
    assert_eq!(post(&house, &secret, &body, 0).await, StatusCode::NO_CONTENT);
    assert_eq!(post(&house, &secret, "not json", 0).await, StatusCode::BAD_REQUEST);
}
