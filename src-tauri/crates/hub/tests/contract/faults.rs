//! What goes wrong on purpose really goes wrong as a network does.

use std::time::Duration;

use bellhop_hub::{Fault, Route};
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{CONVERSATIONS, Desk, text};
use crate::stream::Events;

fn messages(thread: &str) -> String {
    format!("{}/threads/{thread}/messages", CONVERSATIONS[0])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_send_has_no_answer_and_was_or_was_not_done_as_the_fault_says() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    let path = messages(&thread);
    for (fault, done) in [(Fault::DropBeforeAccept, 1), (Fault::DropAfterAccept, 2)] {
        desk.hub.faults().next(Route::SendMessage, fault.clone());
        let comment = json!({ "type": "COMMENT", "text": "a comment is another route", "attachments": [] });
        assert_eq!(desk.post(&path, comment).await.0, 201);
        let error = desk.request(Method::POST, &path).json(&desk.answer("x")).send().await.unwrap_err();
        assert!(error.is_request() && !error.is_timeout() && !error.is_connect(), "{fault:?}: {error:?}");
        let sent = desk.entries(&thread).await.iter().filter(|entry| entry["type"] == "MESSAGE").count();
        assert_eq!(sent, done, "{fault:?}");
    }
    assert_eq!(desk.post(&path, desk.answer("works again")).await.0, 201);
    assert_eq!(desk.hub.faults().met(), 2);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_commit_happens_after_the_connection_is_gone() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    let mut events = Events::open(&desk, None).await;
    desk.hub.faults().next(Route::AddComment, Fault::LateCommit(Duration::from_millis(300)));
    let comment = json!({ "type": "COMMENT", "text": "late", "attachments": [] });
    assert!(desk.request(Method::POST, &messages(&thread)).json(&comment).send().await.is_err());
    assert_eq!(desk.entries(&thread).await.len(), 1, "not yet");
    events.until(|event| event["kind"] == "message").await;
    assert_eq!(desk.entries(&thread).await[0]["text"], "late");
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_in_the_middle_fails_to_read_and_a_garbled_one_to_parse() {
    let desk = Desk::new().await;
    desk.says("anna", "hi").await;
    let path = format!("{}/threads", CONVERSATIONS[0]);
    desk.hub.faults().next(Route::ListThreads, Fault::DropMidBody);
    let answer = desk.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.is_err());
    desk.hub.faults().next(Route::ListThreads, Fault::Garbage);
    let answer = desk.request(Method::GET, &path).send().await.unwrap();
    assert!(answer.json::<Value>().await.unwrap_err().is_decode());
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statuses_limits_and_delays_are_answered_as_asked() {
    let desk = Desk::new().await;
    let path = format!("{}/threads", CONVERSATIONS[0]);
    let faults = desk.hub.faults();
    for status in [401, 403, 404, 423, 477, 500, 502, 503, 521] {
        faults.next(Route::ListThreads, Fault::Status(status));
        assert_eq!(desk.call(Method::GET, &path, None).await.0, status);
    }
    faults.next(Route::Any, Fault::RateLimited { retry_after: Some(Duration::from_secs(3)) });
    let limited = desk.request(Method::GET, &path).send().await.unwrap();
    assert_eq!((limited.status().as_u16(), limited.headers()["retry-after"].to_str().unwrap()), (429, "3"));
    faults.next(Route::ListThreads, Fault::Delay(Duration::from_secs(3600)));
    let slow = desk.request(Method::GET, &path).timeout(Duration::from_millis(200)).send().await;
    assert!(slow.unwrap_err().is_timeout());
    faults.every(Route::ListThreads, Fault::Status(500));
    for _ in 0..2 {
        assert_eq!(desk.call(Method::GET, &path, None).await.0, 500);
    }
    faults.clear();
    desk.get(&path).await;
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_can_lag_come_short_repeat_their_cursor_and_hold_what_nobody_has_heard_of() {
    let desk = Desk::new().await;
    let (thread, first) = desk.says("anna", "one").await;
    let (_, second) = desk.says("anna", "two").await;
    for who in ["b", "c", "d"] {
        desk.says(who, "hi").await;
    }
    let (faults, list) = (desk.hub.faults(), format!("{}/threads", CONVERSATIONS[0]));
    let ids =
        |page: &Value| page["results"].as_array().unwrap().iter().map(|item| text(&item["id"])).collect::<Vec<_>>();
    faults.next(Route::ListMessages, Fault::ListLag(1));
    assert_eq!(ids(&desk.get(&messages(&thread)).await), std::slice::from_ref(&first), "the newest is not there yet");
    faults.next(Route::ListMessages, Fault::ListLag(1));
    assert_eq!(ids(&desk.get(&format!("{}?sort=createdAt", messages(&thread))).await), std::slice::from_ref(&first));
    faults.next(Route::ListMessages, Fault::WrongDirection);
    assert_eq!(desk.get(&messages(&thread)).await["results"][0]["direction"], "OUTGOING");
    faults.next(Route::ListMessages, Fault::UnknownEnum);
    let odd = desk.get(&messages(&thread)).await;
    assert_eq!(
        (odd["results"][0]["type"].as_str(), odd["results"][1]["type"].as_str()),
        (Some("HOLOGRAM"), Some("MESSAGE"))
    );
    assert_eq!(ids(&odd), [second, first]);
    faults.next(Route::ListThreads, Fault::UnknownEnum);
    assert_eq!(desk.get(&list).await["results"][0]["status"], "SLUMBERING");
    faults.next(Route::ListThreads, Fault::ExtraFields);
    assert!(desk.get(&list).await["results"][0]["hsFromTheFuture"].is_object());
    faults.next(Route::ListThreads, Fault::ShortPage);
    let short = desk.get(&format!("{list}?limit=4")).await;
    assert_eq!(short["results"].as_array().unwrap().len(), 2);
    let cursor = text(&short["paging"]["next"]["after"]);
    faults.next(Route::ListThreads, Fault::RepeatCursor);
    let again = desk.get(&format!("{list}?limit=1&after={cursor}")).await;
    assert_eq!(again["paging"]["next"]["after"], json!(cursor));
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_network_ends_the_push_stream() {
    let desk = Desk::new().await;
    let events = Events::open(&desk, None).await;
    desk.hub.cut_connections();
    assert!(crate::stream::breaks(events).await);
    Events::open(&desk, None).await;
    desk.hub.stop().await;
}
