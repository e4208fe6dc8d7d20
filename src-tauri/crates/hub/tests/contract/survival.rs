//! A hub that is killed loses nothing that it acknowledged, and doubles nothing.
//!
//! The hub runs in a process of its own: this test binary, started again with the story [`served`] alone.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use bellhop_hub::{Hub, HubOptions};
use reqwest::Client;
use serde_json::{Value, json};

use crate::desk::{CHANNELS, CONVERSATIONS, opaque, text};

const DIR: &str = "BELLHOP_TEST_HUB_DIR";
const READY: &str = "hub ready ";

/// Not a story by itself: serves the folder that the environment names until it is killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the story below in a process of its own"]
async fn served() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let hub = Hub::start(HubOptions::new(dir)).await.unwrap();
    let ready = json!({ "url": hub.url(), "token": hub.token(), "portal": hub.portal_id() });
    writeln!(std::io::stdout(), "\n{READY}{ready}").unwrap();
    std::future::pending::<()>().await;
}

struct Served {
    child: Child,
    url: String,
    token: String,
    portal: i64,
}

impl Served {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "survival::served", "--ignored", "--nocapture"])
            .env(DIR, dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.map_while(Result::ok).find_map(|line| line.strip_prefix(READY).map(str::to_owned));
        let ready: Value = serde_json::from_str(&ready.expect("the hub did not start")).unwrap();
        Self {
            child,
            url: text(&ready["url"]),
            token: text(&ready["token"]),
            portal: ready["portal"].as_i64().unwrap(),
        }
    }

    async fn post(&self, http: &Client, path: &str, body: &Value) -> Option<Value> {
        let request = http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(body);
        let answer = request.send().await.ok()?;
        assert_eq!(answer.status(), 201);
        answer.json().await.ok()
    }

    async fn get(&self, http: &Client, path: &str) -> Value {
        let request = http.get(format!("{}{path}", self.url)).bearer_auth(&self.token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// SIGKILL: no handler runs, no file is closed.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn words(account: &str, number: usize) -> Value {
    json!({
        "text": format!("message {number}"), "attachments": [], "channelAccountId": account,
        "messageDirection": "INCOMING", "integrationThreadId": format!("t-{}", number % 5),
        "integrationIdempotencyId": format!("m-{number}"), "timestamp": "2026-11-23T10:00:00Z",
        "senders": [{ "deliveryIdentifier": opaque(&format!("customer-{}", number % 5)) }],
        "recipients": [{ "deliveryIdentifier": opaque("desk") }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_hub_keeps_every_acknowledged_message_and_repeats_make_no_second_one() {
    let dir = tempfile::tempdir().unwrap();
    let http = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
    let mut hub = Served::start(dir.path());
    let channel = json!({ "name": "Pigeon", "capabilities": { "threadingModel": "INTEGRATION_THREAD_ID" } });
    let channel = text(&hub.post(&http, CHANNELS[0], &channel).await.unwrap()["id"]);
    let account = json!({ "inboxId": "431001", "name": "Desk", "authorized": true });
    let path = format!("{}/{channel}/channel-accounts", CHANNELS[0]);
    let account = text(&hub.post(&http, &path, &account).await.unwrap()["id"]);
    let (token, portal) = (hub.token.clone(), hub.portal);
    let path = format!("{}/{channel}/messages", CHANNELS[0]);

    let mut acknowledged: Vec<(usize, String)> = Vec::new();
    let mut number = 0;
    // Not a count of the rounds: it moves with every acknowledged message.
    #[allow(clippy::explicit_counter_loop)]
    for round in [1, 2, 3] {
        // The kill comes while the next messages are on their way.
        let enough = acknowledged.len() + 8 * round;
        let (sender, mut done) = tokio::sync::mpsc::unbounded_channel();
        let publishing = async {
            loop {
                let Some(message) = hub.post(&http, &path, &words(&account, number)).await else { return };
                sender.send((number, text(&message["id"]))).unwrap();
                number += 1;
            }
        };
        tokio::select! {
            () = publishing => panic!("the hub died by itself"),
            () = async {
                while acknowledged.len() < enough {
                    acknowledged.push(done.recv().await.unwrap());
                }
            } => {}
        }
        hub.kill();
        done.close();
        while let Some(last) = done.recv().await {
            acknowledged.push(last);
        }
        hub = Served::start(dir.path());
        assert_eq!((&hub.token, hub.portal), (&token, portal), "the same account");
        // The message whose answer was lost, and one that was acknowledged: published again.
        hub.post(&http, &path, &words(&account, number)).await.unwrap();
        let (first, id) = acknowledged.first().cloned().unwrap();
        let repeat = hub.post(&http, &path, &words(&account, first)).await.unwrap();
        assert_eq!(text(&repeat["id"]), id);
        number += 1;
    }
    let mut found = Vec::new();
    let threads = hub.get(&http, &format!("{}/threads", CONVERSATIONS[0])).await;
    for thread in threads["results"].as_array().unwrap() {
        let path = format!("{}/threads/{}/messages?limit=500", CONVERSATIONS[0], text(&thread["id"]));
        for message in hub.get(&http, &path).await["results"].as_array().unwrap() {
            found.push((text(&message["text"]), text(&message["id"])));
        }
    }
    for (number, id) in &acknowledged {
        assert!(found.contains(&(format!("message {number}"), id.clone())), "message {number} is lost");
    }
    let mut texts: Vec<&String> = found.iter().map(|(text, _)| text).collect();
    texts.sort();
    let count = texts.len();
    texts.dedup();
    assert_eq!(texts.len(), count, "nothing is there twice");
    assert_eq!(threads["results"].as_array().unwrap().len(), 5, "and no conversation either");
    hub.kill();
}
