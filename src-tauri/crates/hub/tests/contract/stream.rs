//! The push stream: what changed, in order, resumable.

use bellhop_hub::HubSettings;
use futures::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

use crate::desk::{CONVERSATIONS, Desk, REP, text};

/// A client of the push stream.
pub(crate) struct Events {
    bytes: futures::stream::BoxStream<'static, reqwest::Result<axum::body::Bytes>>,
    buffer: String,
    pub(crate) last_id: Option<String>,
}

impl Events {
    pub(crate) async fn open(desk: &Desk, last_id: Option<&str>) -> Self {
        let mut request = desk.request(Method::GET, "/helpdesk/v1/events");
        if let Some(id) = last_id {
            request = request.header("Last-Event-ID", id);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut events = Self { bytes: answer.bytes_stream().boxed(), buffer: String::new(), last_id: None };
        assert_eq!(events.frame().await, ": open", "the first bytes come at once");
        events
    }

    async fn frame(&mut self) -> String {
        loop {
            if let Some((frame, rest)) = self.buffer.split_once("\n\n") {
                let (frame, rest) = (frame.to_owned(), rest.to_owned());
                self.buffer = rest;
                return frame;
            }
            let piece = tokio::time::timeout(Duration::from_secs(15), self.bytes.next()).await.expect("no event came");
            self.buffer.push_str(std::str::from_utf8(&piece.expect("the stream ended").unwrap()).unwrap());
        }
    }

    pub(crate) async fn next(&mut self) -> Value {
        loop {
            let frame = self.frame().await;
            let line =
                |name: &str| frame.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim().to_owned());
            let Some(data) = line("data:") else { continue };
            if let Some(id) = line("id:") {
                self.last_id = Some(id);
            }
            let data: Value = serde_json::from_str(&data).unwrap();
            assert_eq!(line("event:").as_deref(), data["kind"].as_str());
            return data;
        }
    }

    pub(crate) async fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next().await;
            if wanted(&event) {
                return event;
            }
        }
    }

    async fn ends(mut self) -> bool {
        while let Some(piece) =
            tokio::time::timeout(Duration::from_secs(5), self.bytes.next()).await.expect("still open")
        {
            if piece.is_err() {
                return true;
            }
        }
        true
    }
}

/// True once the stream ended or broke.
pub(crate) async fn breaks(events: Events) -> bool {
    events.ends().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_is_told_after_it_can_be_read() {
    let desk = Desk::new().await;
    let mut events = Events::open(&desk, None).await;
    let (thread, message) = desk.says("anna", "hi").await;
    let told = events.until(|event| event["kind"] == "message").await;
    assert_eq!(
        (told["threadId"].as_str(), told["messageId"].as_str()),
        (Some(thread.as_str()), Some(message.as_str()))
    );
    events.until(|event| event["kind"] == "ticket" && event["ticketId"].is_string()).await;

    let base = CONVERSATIONS[0];
    desk.call(Method::PUT, &format!("{base}/threads/{thread}/assignee"), Some(json!({ "actorId": REP }))).await;
    events.until(|event| event["kind"] == "thread" && event["threadId"] == json!(thread)).await;
    events.until(|event| event["kind"] == "ticket").await;
    let ticket = text(&desk.ticket(&thread, &[]).await["id"]);
    desk.patch(
        &format!("/crm/objects/2026-09/tickets/{ticket}"),
        json!({ "properties": { "hs_ticket_priority": "HIGH" } }),
    )
    .await;
    events.until(|event| event["kind"] == "ticket" && event["ticketId"] == json!(ticket)).await;
    let note = json!({ "type": "COMMENT", "text": "note", "attachments": [] });
    let (_, comment) = desk.post(&format!("{base}/threads/{thread}/messages"), note).await;
    events.until(|event| event["messageId"] == comment["id"]).await;
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_comes_back_gets_what_it_missed_or_is_told_to_look_at_everything() {
    let desk = Desk::with(HubSettings { push_memory: 12, ..HubSettings::default() }, None).await;
    let mut events = Events::open(&desk, None).await;
    desk.says("anna", "one").await;
    let first = events.until(|event| event["kind"] == "message").await;
    let seen = events.last_id.clone().unwrap();
    assert_eq!(seen, first["seq"].to_string());
    drop(events);
    let (_, missed) = desk.says("anna", "two").await;
    let mut back = Events::open(&desk, Some(&seen)).await;
    let mut last = first["seq"].as_u64().unwrap();
    loop {
        let event = back.next().await;
        assert_eq!(event["seq"].as_u64(), Some(last + 1), "without a gap");
        last += 1;
        if event["messageId"] == json!(missed) {
            break;
        }
    }
    for _ in 0..12 {
        desk.says("anna", "more than the hub remembers").await;
    }
    let mut late = Events::open(&desk, Some(&seen)).await;
    assert_eq!(late.next().await["kind"], "reset");
    assert_ne!(late.last_id.as_deref(), Some(seen.as_str()), "it goes on from here");

    let newest = late.last_id.clone().unwrap();
    let desk = desk.restart(HubSettings::default()).await;
    let mut after = Events::open(&desk, Some(&newest)).await;
    assert_eq!(after.next().await["kind"], "reset", "a restarted hub does not know what was missed");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_beats_while_nothing_happens_ends_with_the_hub_and_wants_a_token() {
    let desk = Desk::with(HubSettings { heartbeat: Duration::from_millis(30), ..HubSettings::default() }, None).await;
    let mut events = Events::open(&desk, None).await;
    assert_eq!(events.frame().await, ": still here");
    let url = format!("{}/helpdesk/v1/events", desk.hub.url());
    assert_eq!(desk.http.get(&url).send().await.unwrap().status(), 401);
    let weak = desk.hub.issue_token(&["files"]).await.unwrap();
    assert_eq!(desk.http.get(&url).bearer_auth(weak).send().await.unwrap().status(), 403);
    let ended = tokio::spawn(events.ends());
    desk.hub.stop().await;
    assert!(ended.await.unwrap());
}
