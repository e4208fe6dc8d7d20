//! Webhooks: signed, in order, again until they are taken, over restarts.

use std::time::Duration;

use bellhop_hub::HubSettings;
use bellhop_hub::channels::signature::{SIGNATURE, Signed, TIMESTAMP};
use chrono::Utc;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{AppServer, CHANNELS, CONVERSATIONS, Desk, fields, opaque, text};

fn quick() -> HubSettings {
    HubSettings { webhook_pause: Duration::from_millis(20), ..HubSettings::default() }
}

async fn reply(desk: &Desk, thread: &str, words: &str) -> Value {
    let path = format!("{}/threads/{thread}/messages", CONVERSATIONS[0]);
    let (status, sent) = desk.post(&path, desk.answer(words)).await;
    assert_eq!(status, 201, "{sent}");
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_reaches_the_channel_signed_and_complete() {
    let mut app = AppServer::new().await;
    let desk = Desk::with(quick(), Some(&app.url)).await;
    let secret = desk.hub.channel_secret(desk.channel.parse().unwrap()).await.unwrap();
    let created = app.next().await.json();
    assert_eq!(created["type"], "CHANNEL_ACCOUNT_CREATED");
    assert_eq!(created["channelAccountDeliveryIdentifier"], opaque("pigeon-desk"));
    assert_eq!(created["portalId"], desk.hub.portal_id());

    let (thread, question) = desk.says("anna", "hi").await;
    let path = format!("{}/threads/{thread}/messages", CONVERSATIONS[0]);
    let request = desk.request(Method::POST, &path).header("X-Helpdesk-In-Reply-To", &question);
    let sent: Value = request.json(&desk.answer("hello")).send().await.unwrap().json().await.unwrap();
    let call = app.next().await;
    let event = call.json();
    assert_eq!(
        fields(&event),
        ["channelId", "channelIntegrationThreadIds", "eventId", "eventTimestamp", "message", "portalId", "type"]
    );
    assert_eq!(event["type"], "OUTGOING_CHANNEL_MESSAGE_CREATED");
    assert_eq!(event["channelIntegrationThreadIds"], json!(["t-anna"]));
    assert_eq!(event["message"], sent, "the message as the API shows it");
    assert_eq!(event["message"]["inReplyToId"], json!(question));

    let header = |name: &str| call.headers[name].to_str().unwrap().to_owned();
    let timestamp: i64 = header(TIMESTAMP).parse().unwrap();
    let request = Signed { method: "POST", uri: &app.url, body: &call.body, timestamp };
    assert!(request.verify(&secret, &header(SIGNATURE), Utc::now()));
    assert!(!request.verify("another secret", &header(SIGNATURE), Utc::now()));
    let told = desk.get(&format!("/helpdesk/v1/channels/{}/secret", desk.channel)).await;
    assert_eq!(told["clientSecret"], json!(secret), "the channel's app can ask for it");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_webhook_comes_again_with_the_same_id_and_the_next_message_waits_its_turn() {
    let mut app = AppServer::new().await;
    let desk = Desk::with(quick(), Some(&app.url)).await;
    app.next_of("CHANNEL_ACCOUNT_CREATED").await;
    let (thread, _) = desk.says("anna", "hi").await;
    app.refuse(&[500, 302, 429]);
    reply(&desk, &thread, "first").await;
    reply(&desk, &thread, "second").await;
    let mut calls = Vec::new();
    for _ in 0..5 {
        calls.push(app.next().await.json());
    }
    let texts: Vec<String> = calls.iter().map(|call| text(&call["message"]["text"])).collect();
    assert_eq!(texts, ["first", "first", "first", "first", "second"]);
    assert!(calls[..4].iter().all(|call| call["eventId"] == calls[0]["eventId"]), "repeats can be told");
    assert_ne!(calls[3]["eventId"], calls[4]["eventId"]);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_when_the_hub_stops_is_delivered_after_it_starts_again() {
    let mut app = AppServer::new().await;
    let desk = Desk::with(quick(), Some(&app.url)).await;
    app.next_of("CHANNEL_ACCOUNT_CREATED").await;
    let (thread, _) = desk.says("anna", "hi").await;
    let (address, url) = (app.address, app.url.clone());
    app.stop();
    drop(app);
    let sent = reply(&desk, &thread, "are you there?").await;
    let (token, portal) = (desk.token.clone(), desk.hub.portal_id());
    let desk = desk.restart(quick()).await;
    assert_eq!((desk.hub.token(), desk.hub.portal_id()), (token.as_str(), portal), "the same account and token");
    let mut app = AppServer::at(address).await;
    assert_eq!(app.url, url);
    let event = app.next_of("OUTGOING_CHANNEL_MESSAGE_CREATED").await;
    assert_eq!(event["message"]["id"], sent["id"]);
    assert_eq!(desk.entries(&thread).await[0]["id"], sent["id"], "and the conversation is still there");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_webhook_address_gets_what_is_still_owed_at_once() {
    let mut app = AppServer::new().await;
    let slow = HubSettings { webhook_pause: Duration::from_secs(3600), ..HubSettings::default() };
    let desk = Desk::with(slow, Some("http://127.0.0.1:9/nobody")).await;
    let (thread, _) = desk.says("anna", "hi").await;
    reply(&desk, &thread, "hello").await;
    let moved = json!({ "webhookUrl": app.url });
    assert_eq!(desk.patch(&format!("{}/{}", CHANNELS[1], desk.channel), moved).await.0, 200);
    app.next_of("OUTGOING_CHANNEL_MESSAGE_CREATED").await;
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_takes_is_marked_as_failed_in_the_end() {
    let mut app = AppServer::new().await;
    let settings = HubSettings { webhook_attempts: 2, ..quick() };
    let desk = Desk::with(settings, Some(&app.url)).await;
    app.next_of("CHANNEL_ACCOUNT_CREATED").await;
    let (thread, _) = desk.says("anna", "hi").await;
    let mut events = crate::stream::Events::open(&desk, None).await;
    app.refuse(&[500, 500]);
    let sent = reply(&desk, &thread, "hello").await;
    let id = text(&sent["id"]);
    let of_message = |event: &Value| event["kind"] == "message" && event["messageId"] == sent["id"];
    events.until(of_message).await;
    events.until(of_message).await;
    let message = desk.get(&format!("{}/threads/{thread}/messages/{id}", CONVERSATIONS[0])).await;
    assert_eq!(message["status"]["statusType"], "FAILED", "{message}");
    assert!(message["status"]["failureDetails"]["errorMessage"].is_string());
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_of_accounts_reach_the_channel_in_order() {
    let mut app = AppServer::new().await;
    let desk = Desk::with(quick(), Some(&app.url)).await;
    let account = format!("{}/{}/channel-accounts/{}", CHANNELS[2], desk.channel, desk.account);
    desk.patch(&account, json!({ "authorized": false })).await;
    desk.patch(&account, json!({ "authorized": true })).await;
    desk.call(Method::DELETE, &format!("{}/{}", CHANNELS[2], desk.channel), None).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let event = app.next().await.json();
        assert_eq!(event["channelAccountId"], json!(desk.account));
        seen.push((text(&event["type"]), event["authorized"].as_bool().unwrap()));
    }
    let expected = [("CREATED", true), ("UPDATED", false), ("UPDATED", true), ("PURGED", true)];
    assert_eq!(seen, expected.map(|(what, authorized)| (format!("CHANNEL_ACCOUNT_{what}"), authorized)));
    desk.hub.stop().await;
}
