//! The demonstration data over real HTTP: what a rep finds on the first day.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use bellhop_hub::{Hub, HubOptions};
use serde_json::{Value, json};

async fn get(hub: &Hub, path: &str) -> Value {
    let answer =
        reqwest::Client::new().get(format!("{}{path}", hub.url())).bearer_auth(hub.token()).send().await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} of {body}")).to_owned()
}

async fn threads(hub: &Hub) -> Vec<Value> {
    let page = get(hub, "/conversations/conversations/2026-09/threads?association=TICKET&limit=500").await;
    page["results"].as_array().unwrap().clone()
}

async fn messages(hub: &Hub, thread: &str) -> Vec<Value> {
    let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages?sort=createdAt&limit=500");
    get(hub, &path).await["results"].as_array().unwrap().clone()
}

async fn demo(dir: &std::path::Path) -> Hub {
    Hub::start(HubOptions { demo: true, ..HubOptions::new(dir) }).await.unwrap()
}

/// One start of a hub, read all over: starting one for each question would only draw the same pictures again.
#[tokio::test]
async fn the_first_day_shows_a_believable_desk_and_a_second_start_adds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let hub = demo(dir.path()).await;
    let all = threads(&hub).await;
    assert!(all.len() >= 55, "{}", all.len());
    owners_and_channels(&hub).await;
    every_kind_and_medium_is_there_and_readable(&hub, &all).await;
    tickets_follow_their_conversations(&hub, &all).await;
    an_answer_to_a_visitor_of_the_web_chat_counts_as_delivered(&hub, &all).await;
    an_email_keeps_everybody_it_goes_to_and_a_wrong_one_is_refused(&hub, &all).await;

    hub.stop().await;
    let hub = demo(dir.path()).await;
    assert_eq!(threads(&hub).await.len(), all.len());
}

async fn owners_and_channels(hub: &Hub) {
    let owners = get(hub, "/crm/owners/2026-09").await;
    let emails: Vec<_> = owners["results"].as_array().unwrap().iter().map(|owner| text(owner, "/email")).collect();
    assert_eq!(emails.len(), 4);
    assert!(emails.contains(&"marta.krol@example.com".to_owned()));
    let accounts = get(hub, "/conversations/conversations/2026-09/channel-accounts").await;
    let names: Vec<_> = accounts["results"].as_array().unwrap().iter().map(|account| text(account, "/name")).collect();
    assert_eq!(names, ["Web chat", "Latarnia on Harbour", "pomoc@latarnia.example.com"]);
}

async fn every_kind_and_medium_is_there_and_readable(hub: &Hub, all: &[Value]) {
    let mut seen = std::collections::BTreeSet::new();
    let mut longest = 0;
    for thread in all {
        let entries = messages(hub, &text(thread, "/id")).await;
        longest = longest.max(entries.len());
        let times: Vec<_> = entries.iter().map(|entry| text(entry, "/createdAt")).collect();
        assert!(times.is_sorted(), "{times:?}");
        for entry in entries {
            seen.insert(text(&entry, "/type"));
            for pointer in ["/truncationStatus", "/status/statusType"] {
                seen.extend(entry.pointer(pointer).and_then(Value::as_str).map(str::to_owned));
            }
            for attachment in entry["attachments"].as_array().into_iter().flatten() {
                seen.insert(text(attachment, "/type"));
                seen.extend(attachment["fileUsageType"].as_str().map(str::to_owned));
                if attachment["type"] == "FILE" {
                    let signed = format!("/files/2026-09/files/{}/signed-url", text(attachment, "/fileId"));
                    let url = text(&get(hub, &signed).await, "/url");
                    let bytes = reqwest::get(url).await.unwrap().bytes().await.unwrap();
                    assert!(bytes.len() > 20, "{attachment}");
                }
            }
        }
    }
    assert!(longest >= 300, "{longest}");
    for wanted in [
        "MESSAGE",
        "COMMENT",
        "WELCOME_MESSAGE",
        "ASSIGNMENT",
        "THREAD_STATUS_CHANGE",
        "THREAD_INBOX_CHANGE",
        "TRUNCATED",
        "TRUNCATED_TO_MOST_RECENT_REPLY",
        "NOT_TRUNCATED",
        "SENT",
        "READ",
        "FAILED",
        "RECEIVED",
        "FILE",
        "LOCATION",
        "CONTACT",
        "QUICK_REPLIES",
        "MESSAGE_HEADER",
        "WHATSAPP_TEMPLATE_METADATA",
        "SOCIAL_MEDIA_METADATA",
        "UNSUPPORTED_CONTENT",
        "IMAGE",
        "AUDIO",
        "VOICE_RECORDING",
        "STICKER",
        "OTHER",
    ] {
        assert!(seen.contains(wanted), "{wanted} is missing");
    }
}

async fn tickets_follow_their_conversations(hub: &Hub, all: &[Value]) {
    let rules = get(hub, "/helpdesk/v1/stage-rules").await;
    let closing = json!({ "objectType": "tickets", "pipelineId": "0", "stageId": "4",
        "requiredProperties": ["hs_resolution", "hs_ticket_category"] });
    assert_eq!(rules["results"], json!([closing]));
    let names =
        "subject,hs_pipeline_stage,hs_ticket_priority,hubspot_owner_id,hs_is_closed,hs_resolution,hs_ticket_category";
    for thread in all {
        let id = text(thread, "/threadAssociations/associatedTicketId");
        let ticket = get(hub, &format!("/crm/objects/2026-09/tickets/{id}?properties={names}")).await;
        let is_closed = text(&ticket, "/properties/hs_is_closed") == "true";
        assert_eq!(is_closed, text(thread, "/status") == "CLOSED", "{ticket}");
        let has_owner =
            ticket.pointer("/properties/hubspot_owner_id").and_then(Value::as_str).is_some_and(|id| !id.is_empty());
        assert_eq!(has_owner, thread.get("assignedTo").is_some(), "{ticket}");
        assert!(!text(&ticket, "/properties/subject").is_empty());
        if is_closed {
            for name in ["hs_resolution", "hs_ticket_category"] {
                let value = &ticket["properties"][name];
                assert!(value.as_str().is_some_and(|value| !value.is_empty()), "closed without {name}: {ticket}");
            }
        }
    }
    let open = all.iter().filter(|thread| text(thread, "/status") == "OPEN").count();
    assert!(open * 4 > all.len() && open < all.len(), "{open} of {} are open", all.len());
}

async fn an_answer_to_a_visitor_of_the_web_chat_counts_as_delivered(hub: &Hub, all: &[Value]) {
    let channels = get(hub, "/conversations/conversations/2026-09/channels?limit=100").await;
    let web_chat =
        channels["results"].as_array().unwrap().iter().find(|channel| text(channel, "/name") == "Web chat").unwrap();
    let thread = all.iter().find(|thread| thread["originalChannelId"] == web_chat["id"]).unwrap();
    let thread = text(thread, "/id");
    let last = messages(hub, &thread).await.into_iter().rev().find(|entry| entry["direction"] == "INCOMING").unwrap();
    let owners = get(hub, "/crm/owners/2026-09").await;
    let body = json!({
        "type": "MESSAGE", "text": "One more thing", "attachments": [],
        "channelId": last["channelId"], "channelAccountId": last["channelAccountId"],
        "senderActorId": format!("A-{}", owners.pointer("/results/0/userId").unwrap()),
        "recipients": [{ "deliveryIdentifiers": [last.pointer("/senders/0/deliveryIdentifier").unwrap()] }],
    });
    let path = format!("{}/conversations/conversations/2026-09/threads/{thread}/messages", hub.url());
    let client = reqwest::Client::new();
    let mut news =
        client.get(format!("{}/helpdesk/v1/events", hub.url())).bearer_auth(hub.token()).send().await.unwrap();
    let sent: Value =
        client.post(&path).bearer_auth(hub.token()).json(&body).send().await.unwrap().json().await.unwrap();
    let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages/{}", text(&sent, "/id"));
    let delivered = async {
        while get(hub, &path).await.pointer("/status/statusType") != Some(&json!("SENT")) {
            news.chunk().await.unwrap().expect("the push stream ended");
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), delivered).await.expect("the answer was not delivered");
}

async fn an_email_keeps_everybody_it_goes_to_and_a_wrong_one_is_refused(hub: &Hub, all: &[Value]) {
    let thread = text(all.iter().find(|thread| thread["originalChannelId"] == "1002").unwrap(), "/id");
    let newest = messages(hub, &thread).await;
    let newest = newest.iter().rfind(|entry| entry["type"] == "MESSAGE").unwrap();
    let person = |kind: &str, value: &str, field: Option<&str>| {
        let mut person = json!({ "deliveryIdentifiers": [{ "type": kind, "value": value }] });
        if let Some(field) = field {
            person["recipientField"] = json!(field);
        }
        person
    };
    let mail = "HS_EMAIL_ADDRESS";
    let owners = get(hub, "/crm/owners/2026-09").await;
    let body = |recipients: Value, subject: &str| {
        json!({ "type": "MESSAGE", "text": "Hello", "attachments": [], "channelId": "1002",
            "channelAccountId": newest["channelAccountId"], "senderActorId": format!("A-{}", owners["results"][0]["userId"]),
            "recipients": recipients, "subject": subject })
    };
    let post = |body: Value| {
        let path = format!("{}/conversations/conversations/2026-09/threads/{thread}/messages", hub.url());
        let request = reqwest::Client::new().post(path).bearer_auth(hub.token()).json(&body);
        async move {
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
        }
    };
    let everybody = json!([
        person(mail, "anna@example.com", None),
        person(mail, "boss@example.com", Some("CC")),
        person(mail, "x@example.com", Some("BCC"))
    ]);
    let (status, sent) = post(body(everybody, "Re: Lamp")).await;
    assert_eq!((status, &sent["subject"]), (201, &json!("Re: Lamp")), "{sent}");
    assert_eq!(sent["senders"][0]["senderField"], "FROM");
    let fields: Vec<_> = (0..3).map(|n| text(&sent, &format!("/recipients/{n}/recipientField"))).collect();
    assert_eq!(fields, ["TO", "CC", "BCC"]);
    let told = messages(hub, &thread).await;
    assert!(told.contains(&sent), "the history tells something else");

    let before = messages(hub, &thread).await.len();
    for (wrong, subject, code) in [
        (json!([person(mail, "anna@", None)]), "Lamp", "INVALID_EMAIL"),
        (
            json!([person(mail, "anna@example.com", None), person(mail, "two words@example.com", Some("CC"))]),
            "Lamp",
            "INVALID_EMAIL",
        ),
        (json!([person("CHANNEL_SPECIFIC_OPAQUE_ID", "anna@example.com", None)]), "Lamp", "INVALID_EMAIL"),
        (json!([person(mail, "anna@example.com", Some("CC"))]), "Lamp", "REQUIRED_FIELD"),
        (json!([person(mail, "anna@example.com", Some("REPLY_TO"))]), "Lamp", "INVALID_OPTION"),
        (json!([person(mail, "anna@example.com", None)]), "Lamp\r\nBcc: all@example.com", "INVALID_SUBJECT"),
    ] {
        let (status, answer) = post(body(wrong, subject)).await;
        assert_eq!((status, text(&answer, "/errors/0/code")), (400, code.to_owned()), "{answer}");
    }
    assert_eq!(messages(hub, &thread).await.len(), before, "a refused e-mail was written");
}
