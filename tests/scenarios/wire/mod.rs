//! What leaves for a HubSpot account: no call, no parameter and no field that its documentation does not name.
//!
//! The real program works a while on an account that is a hub behind a recorder, which answers as HubSpot where a hub has
//! more. Whatever the program does in other stories goes through the same client.

mod allowed;
mod recorder;

use std::path::Path;

use bellhop_hub::{Hub, HubOptions};
use reqwest::Method;
use serde_json::{Value, json};

use crate::program;
use crate::served::Served;
use allowed::{fits, unnamed};
use recorder::{Recorder, Request};

const OUTBOX: (&str, Value) = ("outbox", Value::Null);
const THREADS: &str = "/conversations/conversations/2026-09/threads/{id}";

/// The program connected to an account that looks like HubSpot's, after its first sync.
async fn account(home: &Path, hub: &Hub) -> (Recorder, Served) {
    let recorder = Recorder::before(hub.url()).await;
    let (url, token, folder) = (recorder.url.clone(), hub.token().to_owned(), home.to_owned());
    let connected = tokio::task::spawn_blocking(move || {
        let connected = program::connect(&folder, &url, &token, bellhop_hub::DEMO_REP);
        program::json(&folder, &["sync", "--once"]);
        connected
    });
    let connected = connected.await.unwrap();
    assert!(connected.status.success(), "{}", String::from_utf8_lossy(&connected.stderr));
    (recorder, Served::start(home).await)
}

async fn demand(hub: &Hub, stage: &str, properties: &[&str]) {
    let rule = json!({"pipelineId": "0", "stageId": stage, "requiredProperties": properties});
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.request(Method::PUT, format!("{}/helpdesk/v1/stage-rules", hub.url()));
    assert!(request.bearer_auth(hub.token()).json(&rule).send().await.unwrap().status().is_success());
}

/// The open conversations of a kind of channel, with the ids of the customer's newest messages.
async fn conversations(served: &Served, is_email: bool) -> Vec<(String, String)> {
    let page = served.call("list", json!({"key": {"view": "open"}, "offset": 0, "limit": 200})).await;
    let mut found = Vec::new();
    for row in page["rows"].as_array().unwrap().iter().filter(|row| (row["channel"] == "1002") == is_email) {
        let thread = row["id"].as_str().unwrap().to_owned();
        let page = served.call("messages", json!({"thread": thread, "limit": 60})).await;
        let messages = page["messages"].as_array().unwrap().iter().rev();
        let incoming = messages.clone().find(|message| message["body"]["direction"] == "incoming");
        if let Some(id) = incoming.and_then(|message| message["key"]["id"].as_str()) {
            found.push((thread, id.to_owned()));
        }
    }
    assert!(found.len() > 2, "the demo has too few conversations");
    found
}

/// A shift in short: answers with style, files and a quoted message, comments, every change of a ticket, files and cut texts.
async fn work(served: &Served) {
    let mail = conversations(served, true).await;
    let chat = conversations(served, false).await;
    let file = served.attach("umowa ł.txt", b"Umowa".to_vec()).await;
    let draft = |text: &str, answers: Value| json!({"text": text, "html": format!("<p><strong>{text}</strong></p>"), "replyTo": answers, "files": [file], "account": null});
    for (thread, message) in [&mail[0], &chat[0]] {
        let options = json!({"thread": thread, "mode": "reply", "draft": draft("Już sprawdzam.", json!(message)),
            "thenStage": "4", "thenProperties": {"hs_resolution": "ISSUE_FIXED", "hs_ticket_category": "BILLING_ISSUE"},
            "when": {"type": "now"}});
        served.call("send", options).await;
        let note = json!({"thread": thread, "mode": "comment", "draft": draft("Do sprawdzenia", Value::Null), "thenStage": null});
        served.call("send", note).await;
    }
    let owner = served.call("bootstrap", Value::Null).await["me"]["id"].clone();
    let (thread, _) = &chat[1];
    served.call("assign", json!({"thread": thread, "owner": owner})).await;
    served.call("assign", json!({"thread": thread, "owner": null})).await;
    let properties = json!({"hs_ticket_priority": "HIGH", "content": ""});
    served.call("setProperties", json!({"thread": thread, "properties": properties})).await;
    served.until_answer(OUTBOX, "an empty outbox", |outbox| outbox == &json!([])).await;
    served.call("focus", json!({"thread": thread, "focused": true})).await;
}

/// Fetches a whole text that was cut, and a file.
async fn read_on(served: &Served) {
    let (mut text, mut file) = (false, false);
    let mut rows = Vec::new();
    for view in ["open", "closed"] {
        let page = served.call("list", json!({"key": {"view": view}, "offset": 0, "limit": 200})).await;
        rows.extend(page["rows"].as_array().unwrap().clone());
    }
    for row in rows {
        let thread = row["id"].as_str().unwrap();
        if !file && let Some((id, _)) = served.files_of(thread, 60).await.into_iter().next() {
            served.call("fetchFile", json!({"file": id, "wanted": true})).await;
            served.until(&[id], "the file", |file| file["state"]["type"] == "cached").await;
            file = true;
        }
        let page = served.call("messages", json!({"thread": thread, "limit": 60})).await;
        for message in page["messages"].as_array().unwrap() {
            if !text && message["body"]["content"]["truncation"] == "bySize" {
                let args = json!({"thread": thread, "message": message["key"]["id"]});
                served.call("fullText", args).await;
                text = true;
            }
        }
    }
    assert!(text && file, "the demo has no cut text or no file");
}

fn assert_all_named(seen: &std::collections::BTreeSet<Request>) {
    // Whether the account is a hub is asked once of an address that is not HubSpot's; of HubSpot's it is never asked.
    let is_the_question = |request: &Request| request.method == "GET" && request.path == "/helpdesk/v1/events";
    let mut found: Vec<String> = seen.iter().filter(|one| !is_the_question(one)).flat_map(unnamed).collect();
    found.dedup();
    assert!(found.is_empty(), "HubSpot's documentation does not name:\n{}", found.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_for_hubspot_has_no_call_and_no_field_that_its_documentation_does_not_name() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = Hub::start(HubOptions { demo: true, ..HubOptions::new(folder.path()) }).await.unwrap();
    let (recorder, served) = account(home.path(), &hub).await;
    work(&served).await;
    read_on(&served).await;
    let seen = recorder.seen();
    assert_all_named(&seen);

    // Nothing is proven by requests that were never made.
    let was = |method: &str, form: &str, field: &str| {
        seen.iter().any(|one| {
            one.method == method && fits(form, &one.path) && (field.is_empty() || one.fields.contains(field))
        })
    };
    let messages = format!("{THREADS}/messages");
    for (method, form, field) in [
        ("POST", messages.as_str(), "richText"),
        ("POST", &messages, "attachments[].fileId"),
        ("POST", &messages, "recipients[].deliveryIdentifiers[].value"),
        ("GET", &format!("{messages}/{{message}}/original-content"), ""),
        ("POST", "/files/2026-09/files", "options.access"),
        ("GET", "/files/2026-09/files/{id}/signed-url", ""),
        ("PATCH", "/crm/objects/2026-09/tickets/{id}", "properties.hs_pipeline_stage"),
        ("PATCH", "/crm/objects/2026-09/tickets/{id}", "properties.hubspot_owner_id"),
        ("POST", "/crm/objects/2026-09/tickets/search", "filterGroups[].filters[].operator"),
        ("POST", "/conversations/conversations/2026-09/actors/batch/read", "inputs[]"),
    ] {
        assert!(was(method, form, field), "{method} {form} {field} never left");
    }
    assert!(seen.iter().any(|one| one.kind.as_deref() == Some("COMMENT")), "no comment left");
    drop(served);
    hub.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_hubspot_demands_of_a_status_is_learned_shown_with_its_source_and_never_written_to_it() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = Hub::start(HubOptions { demo: true, ..HubOptions::new(folder.path()) }).await.unwrap();
    demand(&hub, "2", &["hs_resolution"]).await;
    let (recorder, served) = account(home.path(), &hub).await;
    let rules = served.call("stageRules", Value::Null).await;
    let known = |rules: &Value| rules["pipelines"][0]["stages"][1]["demands"].as_array().unwrap().clone();
    assert_eq!((&rules["changeable"], known(&rules)), (&json!(false), vec![]), "HubSpot tells no rules");

    let (thread, _) = conversations(&served, false).await[0].clone();
    served.call("setStatus", json!({"thread": thread, "stage": "2"})).await;
    let learned = |rules: &Value| !known(rules).is_empty();
    let rules = served.until_answer(("stageRules", Value::Null), "the lesson of the refusal", learned).await;
    let demand = &known(&rules)[0];
    assert_eq!((&demand["name"], &demand["kind"]), (&json!("hs_resolution"), &json!("select")));
    assert!(demand["learned"]["at"].is_string() && demand["learned"]["until"].is_string(), "{demand}");

    let refused = served.refused("setStageRules", json!({"pipeline": "0", "stage": "2", "properties": []})).await;
    assert_eq!(refused["code"], "notPossible", "{refused}");
    assert_all_named(&recorder.seen());
    drop(served);
    hub.stop().await;
}

#[test]
fn a_field_a_parameter_a_header_and_a_call_that_nobody_named_are_found() {
    let request = |method: &str, path: &str| Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: ["limit", "color"].map(str::to_owned).into(),
        fields: ["properties.subject", "color"].map(str::to_owned).into(),
        kind: None,
        headers: ["x-helpdesk-in-reply-to".to_owned()].into(),
    };
    let ticket = unnamed(&request("PATCH", "/crm/objects/2026-09/tickets/1"));
    assert_eq!(ticket.len(), 4, "two parameters, a field, a header: {ticket:?}");
    assert!(!ticket.iter().any(|found| found.contains("properties.subject")), "{ticket:?}");
    for (method, path) in [("GET", "/helpdesk/v1/snippet-packs"), ("DELETE", "/crm/objects/2026-09/tickets/1")] {
        assert_eq!(unnamed(&request(method, path)), [format!("{method} {path}")]);
    }
    let comment = Request { kind: Some("NOTE".to_owned()), ..request("POST", &THREADS.replace("{id}", "1/messages")) };
    assert_eq!(unnamed(&comment).len(), 1);
}
