//! The history of a thread, sending to the customer, comments, truncation, delivery states.

use bellhop_hub::HubSettings;
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{CHANNELS, CONVERSATIONS, Desk, REP, fields, opaque, text};

fn messages(base: &str, thread: &str) -> String {
    format!("{base}/threads/{thread}/messages")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_runs_newest_first_unless_asked_otherwise_and_pages_without_gaps() {
    let desk = Desk::new().await;
    let mut thread = String::new();
    for number in 0..7 {
        let mut words = desk.words("anna", &format!("{number}"));
        // Several in one millisecond, and two dated back: the order must still be total.
        words["timestamp"] = json!(desk.hub.now() - TimeDelta::minutes(if number % 3 == 0 { 5 } else { 1 }));
        thread = text(&desk.publish(words).await["conversationsThreadId"]);
    }
    for base in CONVERSATIONS {
        let path = messages(base, &thread);
        let newest_first = desk.get(&path).await["results"].as_array().unwrap().clone();
        let oldest_first = desk.get(&format!("{path}?sort=createdAt")).await["results"].as_array().unwrap().clone();
        let reversed: Vec<Value> = oldest_first.iter().rev().cloned().collect();
        assert_eq!(newest_first, reversed, "{base}");
        for (sort, all) in [("-createdAt", &newest_first), ("createdAt", &oldest_first)] {
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let page = desk.get(&format!("{path}?limit=2&sort={sort}{after}")).await;
                seen.extend(page["results"].as_array().unwrap().clone());
                match page.pointer("/paging/next/after") {
                    Some(cursor) => after = format!("&after={}", text(cursor)),
                    None => break,
                }
            }
            assert_eq!(&seen, all, "{base} {sort}");
        }
        assert_eq!(desk.call(Method::GET, &format!("{path}?sort=id"), None).await.0, 400);
        let one = desk.get(&format!("{path}/{}", text(&newest_first[0]["id"]))).await;
        assert_eq!(one, newest_first[0]);
        assert_eq!(desk.call(Method::GET, &format!("{path}/0123456789abcdef0123456789abcdef"), None).await.0, 404);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_from_the_customer_has_the_documented_shape() {
    let desk = Desk::new().await;
    let mut words = desk.words("anna", "Where is my parcel?");
    words["richText"] = json!("<p>Where is my parcel?</p>");
    let published = desk.publish(words).await;
    let thread = text(&published["conversationsThreadId"]);
    for base in CONVERSATIONS {
        let page = desk.get(&messages(base, &thread)).await;
        let message = &page["results"][0];
        assert_eq!(message, &published, "publishing answers what the history shows");
        assert_eq!(
            fields(message),
            [
                "archived",
                "attachments",
                "channelAccountId",
                "channelId",
                "client",
                "conversationsThreadId",
                "createdAt",
                "createdBy",
                "direction",
                "id",
                "recipients",
                "richText",
                "senders",
                "status",
                "text",
                "truncationStatus",
                "type",
            ]
        );
        assert_eq!((message["type"].as_str(), message["direction"].as_str()), (Some("MESSAGE"), Some("INCOMING")));
        assert_eq!(message["status"], json!({ "statusType": "RECEIVED" }));
        assert_eq!(message["truncationStatus"], "NOT_TRUNCATED");
        assert_eq!(message["client"]["clientType"], "INTEGRATION");
        assert!(message["client"]["integrationAppId"].is_i64(), "an integer among texts");
        assert_eq!(message["senders"][0]["deliveryIdentifier"], opaque("anna"));
        assert_eq!(message["senders"][0]["actorId"], message["createdBy"]);
        assert_eq!(text(&message["id"]).len(), 32);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reps_message_is_sent_in_the_agents_name_and_moves_the_thread() {
    let desk = Desk::new().await;
    let (thread, question) = desk.says("anna", "hi").await;
    for base in CONVERSATIONS {
        let (status, sent) = desk.post(&messages(base, &thread), desk.answer("On its way")).await;
        assert_eq!(status, 201, "{sent}");
        assert_eq!((sent["direction"].as_str(), sent["createdBy"].as_str()), (Some("OUTGOING"), Some(REP)));
        assert_eq!(sent["senders"][0]["actorId"], REP);
        assert_eq!(sent["recipients"][0]["deliveryIdentifier"], opaque("anna"));
        assert!(sent.get("status").is_none(), "a custom channel has not said anything yet");
        assert!(sent.get("inReplyToId").is_none());
        let moved = desk.thread(&thread).await;
        assert_eq!(moved["latestMessageTimestamp"], sent["createdAt"]);
        assert_eq!(moved["latestMessageSentTimestamp"], sent["createdAt"]);
        assert_ne!(moved["latestMessageReceivedTimestamp"], sent["createdAt"]);

        let path = messages(base, &thread);
        let answer = |id: &str| {
            desk.request(Method::POST, &path).header("X-Helpdesk-In-Reply-To", id).json(&desk.answer("This one")).send()
        };
        let linked: Value = answer(&question).await.unwrap().json().await.unwrap();
        assert_eq!(linked["inReplyToId"], json!(question));
        assert_eq!(answer("00000000000000000000000000000000").await.unwrap().status(), 400);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_lacks_something_or_has_an_unknown_field_is_refused_and_writes_nothing() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    let other = desk.connect(&desk.channel, "second").await;
    let (status, _) = desk
        .patch(&format!("{}/{}/channel-accounts/{other}", CHANNELS[0], desk.channel), json!({ "authorized": false }))
        .await;
    assert_eq!(status, 200);
    let mut wrong: Vec<(String, Value)> = Vec::new();
    for field in ["type", "text", "attachments", "channelId", "channelAccountId", "senderActorId", "recipients"] {
        let mut body = desk.answer("x");
        body.as_object_mut().unwrap().remove(field);
        wrong.push((format!("no {field}"), body));
    }
    for (field, value) in [
        ("inReplyToId", json!("1")),
        ("type", json!("SHOUT")),
        ("text", json!("  ")),
        ("channelId", json!("1002")),
        ("channelAccountId", json!("1")),
        ("channelAccountId", json!(other)),
        ("senderActorId", json!("A-1")),
        ("senderActorId", json!("V-1")),
        ("recipients", json!([])),
        ("recipients", json!([{ "deliveryIdentifier": opaque("anna") }])),
        ("recipients", json!([{ "deliveryIdentifiers": [opaque("anna")], "nickname": "A" }])),
        ("attachments", json!([{ "type": "FILE", "fileId": "1" }])),
        ("attachments", json!([{ "type": "FILE", "fileId": "1", "fileUsageType": "IMAGE" }])),
        ("attachments", json!([{ "type": "LOCATION", "latitude": 1.0, "longitude": 2.0 }])),
        ("attachments", json!(["file"])),
    ] {
        let mut body = desk.answer("x");
        body[field] = value;
        wrong.push((format!("{field}: {}", body[field]), body));
    }
    wrong.push((
        "comment with channel".into(),
        json!({ "type": "COMMENT", "text": "x", "attachments": [], "channelId": "1" }),
    ));
    wrong.push(("comment without attachments".into(), json!({ "type": "COMMENT", "text": "x" })));
    for base in CONVERSATIONS {
        for (what, body) in &wrong {
            let (status, answer) = desk.post(&messages(base, &thread), body.clone()).await;
            assert_eq!((status, answer["category"].as_str()), (400, Some("VALIDATION_ERROR")), "{what}: {answer}");
        }
        let (status, _) = desk.post(&messages(base, "1"), desk.answer("x")).await;
        assert_eq!(status, 404);
    }
    assert_eq!(desk.entries(&thread).await.len(), 1);
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_the_apps_and_does_not_move_the_thread() {
    let desk = Desk::new().await;
    let (thread, _) = desk.says("anna", "hi").await;
    let before = desk.thread(&thread).await;
    for base in CONVERSATIONS {
        let note = json!({ "type": "COMMENT", "text": "a <b> & c", "attachments": [] });
        let (status, comment) = desk.post(&messages(base, &thread), note).await;
        assert_eq!(status, 201);
        assert_eq!(comment["type"], "COMMENT");
        assert_eq!(comment["richText"], "<p>a &lt;b&gt; &amp; c</p>", "filled from the text");
        assert!(text(&comment["createdBy"]).starts_with("I-"));
        assert!(comment.get("direction").is_none() && comment.get("status").is_none());
        assert_eq!(desk.thread(&thread).await["latestMessageTimestamp"], before["latestMessageTimestamp"]);
        let ticket = desk.ticket(&thread, &["hs_latest_message_is_thread_comment"]).await;
        assert_eq!(ticket["properties"]["hs_latest_message_is_thread_comment"], "true");
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_message_is_cut_and_its_original_content_is_whole() {
    let desk = Desk::with(HubSettings { truncate_at: 10, ..HubSettings::default() }, None).await;
    let long = "zażółć gęślą jaźń i jeszcze więcej";
    let mut words = desk.words("anna", long);
    words["richText"] = json!(format!("<p>{long}</p>"));
    let message = desk.publish(words).await;
    let (thread, id) = (text(&message["conversationsThreadId"]), text(&message["id"]));
    let (_, short) = desk.says("anna", "0123456789").await;
    for base in CONVERSATIONS {
        let path = messages(base, &thread);
        let cut = desk.get(&format!("{path}/{id}")).await;
        assert_eq!((cut["text"].as_str(), cut["truncationStatus"].as_str()), (Some("zażółć gęś"), Some("TRUNCATED")));
        assert!(cut.get("richText").is_none());
        let whole = desk.get(&format!("{path}/{id}/original-content")).await;
        assert_eq!(whole, json!({ "text": long, "richText": format!("<p>{long}</p>") }));
        assert_eq!(desk.get(&format!("{path}/{short}")).await["truncationStatus"], "NOT_TRUNCATED");
        assert_eq!(desk.call(Method::GET, &format!("{path}/nope/original-content"), None).await.0, 404);
    }
    desk.hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_delivery_of_an_answer_moves_as_the_channel_reports_it() {
    let desk = Desk::new().await;
    let (thread, question) = desk.says("anna", "hi").await;
    for (conversations, channels) in CONVERSATIONS.iter().zip(CHANNELS.iter().cycle()) {
        let (_, sent) = desk.post(&messages(conversations, &thread), desk.answer("hello")).await;
        let id = text(&sent["id"]);
        let path = format!("{channels}/{}/messages/{id}", desk.channel);
        let (status, told) = desk.patch(&path, json!({ "statusType": "SENT" })).await;
        assert_eq!((status, &told["status"]), (200, &json!({ "statusType": "SENT" })), "{told}");
        desk.patch(&path, json!({ "statusType": "READ" })).await;
        desk.patch(&path, json!({ "statusType": "SENT" })).await;
        let read = desk.get(&format!("{}/{id}", messages(conversations, &thread))).await;
        assert_eq!(read["status"]["statusType"], "READ", "a late SENT does not undo READ");
        assert!(read["updatedAt"].is_string());
        desk.patch(&path, json!({ "statusType": "FAILED", "errorMessage": "The pigeon got lost" })).await;
        let failed = desk.get(&path).await;
        assert_eq!(failed["status"]["statusType"], "FAILED");
        assert_eq!(failed["status"]["failureDetails"]["errorMessage"], "The pigeon got lost");
        let ticket = desk.ticket(&thread, &["hs_is_latest_message_failed"]).await;
        assert_eq!(ticket["properties"]["hs_is_latest_message_failed"], "true");
        assert_eq!(desk.patch(&path, json!({ "statusType": "RECEIVED" })).await.0, 400);
        let incoming = format!("{channels}/{}/messages/{question}", desk.channel);
        assert_eq!(desk.patch(&incoming, json!({ "statusType": "READ" })).await.0, 400);
    }
    desk.hub.stop().await;
}
