//! "Send and set status" with the real program, killed between the halves and with both of them still on disk.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::program::{self, HubProcess};
use crate::served::Served;

pub(crate) const REP: &str = "marta.krol@example.com";
const GOODBYE: &str = "Paczka jest w drodze, do widzenia.";

pub(crate) async fn remote(hub: &HubProcess, method: Method, path: &str, body: Option<Value>) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = http.request(method, format!("{}{path}", hub.url)).bearer_auth(&hub.token);
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.unwrap().json().await.unwrap()
}

/// How often a conversation has the message on the remote.
async fn sent(hub: &HubProcess, thread: &str) -> usize {
    let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages?limit=500");
    let page = remote(hub, Method::GET, &path, None).await;
    page["results"].as_array().unwrap().iter().filter(|message| message["text"] == GOODBYE).count()
}

pub(crate) async fn property(hub: &HubProcess, ticket: &str, name: &str) -> Value {
    let path = format!("/crm/objects/2026-09/tickets/{ticket}?properties={name}");
    remote(hub, Method::GET, &path, None).await["properties"][name].clone()
}

/// A desk that has read the newest conversation, with its thread and ticket.
async fn desk(home: &Path, hub: &HubProcess) -> (Served, String, String) {
    // Other stories of this binary may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    assert!(program::connect(home, &hub.url, &hub.token, REP).status.success());
    program::json(home, &["sync", "--once"]);
    let served = Served::start(home).await;
    let list = json!({"key": {"view": "open"}, "offset": 0, "limit": 20});
    let page = served.call("list", list).await;
    let row = page["rows"].as_array().unwrap().iter().find(|row| row["channel"] != "1002").unwrap().clone();
    let thread = row["id"].as_str().unwrap().to_owned();
    let head = served.call("thread", json!({"thread": thread})).await;
    (served, thread, head["ticket"]["id"].as_str().unwrap().to_owned())
}

fn send_and_set(thread: &str, stage: &str, properties: &Value) -> Value {
    let draft = json!({"text": GOODBYE, "replyTo": null, "files": [], "account": null});
    json!({"thread": thread, "mode": "reply", "draft": draft, "thenStage": stage, "thenProperties": properties})
}

const OUTBOX: (&str, Value) = ("outbox", Value::Null);

fn is_empty(outbox: &Value) -> bool {
    outbox == &json!([])
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_with_both_halves_on_disk_the_message_leaves_once_and_the_status_after_it() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    let (served, thread, ticket) = desk(home.path(), &hub).await;
    let address = hub.url.trim_start_matches("http://").to_owned();
    hub.kill();
    // From here on nothing is begun that a kill could leave in doubt.
    served.until_answer(("sync", Value::Null), "an offline desk", |sync| sync["state"]["type"] == "offline").await;
    // The shop asks for two properties at closing, and knows so without the hub.
    let form = served.call("statusForm", json!({"thread": thread, "stage": "4"})).await;
    let asked: Vec<&Value> = form["fields"].as_array().unwrap().iter().map(|field| &field["name"]).collect();
    assert_eq!(asked, ["hs_resolution", "hs_ticket_category"]);
    let answers = json!({"hs_resolution": "ISSUE_FIXED", "hs_ticket_category": "BILLING_ISSUE"});
    let ids = served.call("send", send_and_set(&thread, "4", &answers)).await;
    served.kill();

    let hub = HubProcess::start(folder.path(), &address, &[]);
    let served = Served::start(home.path()).await;
    served.until_answer(OUTBOX, "an empty outbox", is_empty).await;
    assert_eq!((ids.as_array().unwrap().len(), sent(&hub, &thread).await), (2, 1));
    assert_eq!(property(&hub, &ticket, "hs_pipeline_stage").await, "4");
    assert_eq!(property(&hub, &ticket, "hs_resolution").await, "ISSUE_FIXED");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_halves_the_status_still_waits_says_why_and_is_finished() {
    let (home, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let hub = HubProcess::start(folder.path(), "127.0.0.1:0", &["--demo"]);
    let (served, thread, ticket) = desk(home.path(), &hub).await;
    served.until_answer(("sync", Value::Null), "an idle sync", |sync| sync["state"]["type"] == "idle").await;
    // A rule that the desk has not read: it is learned from the refusal, as from HubSpot's.
    let rule = json!({"pipelineId": "0", "stageId": "2", "requiredProperties": ["hs_resolution"]});
    remote(&hub, Method::PUT, "/helpdesk/v1/stage-rules", Some(rule)).await;
    served.call("send", send_and_set(&thread, "2", &json!({}))).await;
    let refused = |outbox: &Value| outbox[0]["delivery"]["reason"] == "missingProperties";
    served.until_answer(OUTBOX, "a refused status", refused).await;
    served.kill();

    let served = Served::start(home.path()).await;
    let outbox = served.call("outbox", Value::Null).await;
    assert_eq!((outbox.as_array().unwrap().len(), refused(&outbox)), (1, true), "{outbox}");
    let form = served.call("statusForm", json!({"thread": thread, "stage": "2"})).await;
    assert_eq!(form["fields"][0]["name"], "hs_resolution", "what the refusal taught is forgotten");
    let answer = json!({"thread": thread, "stage": "2", "properties": {"hs_resolution": "ISSUE_FIXED"}});
    served.call("setStatus", answer).await;
    served.until_answer(OUTBOX, "an empty outbox", is_empty).await;
    assert_eq!(sent(&hub, &thread).await, 1);
    assert_eq!(property(&hub, &ticket, "hs_pipeline_stage").await, "2");
    assert_eq!(property(&hub, &ticket, "hs_resolution").await, "ISSUE_FIXED");
}
