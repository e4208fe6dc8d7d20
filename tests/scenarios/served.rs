//! `bellhop serve` in a process of its own, spoken to as its page does: calls, changes, and files from the media source.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use futures::StreamExt;
use serde_json::{Value, json};

use crate::program;

/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(90);

pub struct Served {
    child: Child,
    url: String,
    media: String,
    http: reqwest::Client,
    _interface: tempfile::TempDir,
}

impl Served {
    /// Starts it and waits until it serves.
    pub async fn start(home: &Path) -> Self {
        // First, for what comes after the program is started must not fail without ending it.
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        // It serves a page; which one does not matter here.
        let interface = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(interface.path().join("ui/dist")).unwrap();
        std::fs::write(interface.path().join("ui/dist/index.html"), "<p>Bellhop</p>").unwrap();
        let mut command = program::bellhop(home);
        command.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(interface.path()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = child.stdout.take().unwrap();
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(output).read_line(&mut line).unwrap();
            line
        });
        let ready: Value = serde_json::from_str(&line.await.unwrap()).unwrap();
        let url = ready["url"].as_str().unwrap().trim_end_matches('/').to_owned();
        let page = http.get(ready["url"].as_str().unwrap()).send().await.unwrap();
        assert_eq!(page.text().await.unwrap(), "<p>Bellhop</p>", "the address that is told is the page's");
        let mut served = Self { child, url, media: String::new(), http, _interface: interface };
        served.media = served.call("bootstrap", Value::Null).await["media"].as_str().unwrap().to_owned();
        served
    }

    /// One call of the contract.
    pub async fn call(&self, name: &str, args: Value) -> Value {
        let body = json!({"name": name, "args": args});
        let answer = self.http.post(format!("{}/call", self.url)).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("error").is_none(), "{name}: {answer}");
        answer["ok"].clone()
    }

    /// The error of a call that must be refused.
    pub async fn refused(&self, name: &str, args: Value) -> Value {
        let body = json!({"name": name, "args": args});
        let answer = self.http.post(format!("{}/call", self.url)).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert!(answer.get("ok").is_none(), "{name} was not refused: {answer}");
        answer["error"].clone()
    }

    /// Gives the desk a file to be sent, as the page does.
    pub async fn attach(&self, name: &str, bytes: Vec<u8>) -> Value {
        let request = self.http.post(format!("{}/outgoing", self.media)).query(&[("name", name)]).body(bytes);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    /// How files stand.
    pub async fn files(&self, ids: &[String]) -> Vec<Value> {
        let asked: Vec<Value> = ids.iter().map(|id| json!({"file": id, "usage": "other", "name": null})).collect();
        self.call("files", json!({"files": asked})).await.as_array().unwrap().clone()
    }

    /// Waits until files stand so, looking again whenever something changed.
    pub async fn until(&self, ids: &[String], what: &str, stand: impl Fn(&Value) -> bool) {
        let changes = self.http.get(format!("{}/changes", self.url)).send().await.unwrap();
        let mut changes = changes.bytes_stream();
        let waiting = async {
            loop {
                let files = self.files(ids).await;
                if files.iter().all(&stand) {
                    return;
                }
                changes.next().await.expect("the changes ended").unwrap();
            }
        };
        if tokio::time::timeout(DEADLINE, waiting).await.is_err() {
            let states: Vec<Value> = self.files(ids).await.into_iter().map(|file| file["state"].clone()).collect();
            panic!("waited in vain for {what}: {states:?}");
        }
    }

    /// Waits until a call answers so, asking again whenever something changed; gives the answer.
    pub async fn until_answer(&self, (name, args): (&str, Value), what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let changes = self.http.get(format!("{}/changes", self.url)).send().await.unwrap();
        let mut changes = changes.bytes_stream();
        let waiting = async {
            loop {
                let answer = self.call(name, args.clone()).await;
                if fits(&answer) {
                    return answer;
                }
                changes.next().await.expect("the changes ended").unwrap();
            }
        };
        match tokio::time::timeout(DEADLINE, waiting).await {
            Ok(answer) => answer,
            Err(_) => panic!("waited in vain for {what}: {}", self.call(name, args).await),
        }
    }

    /// The bytes of a file, as a picture or a player asks for them.
    pub async fn bytes(&self, id: &str) -> reqwest::Result<Vec<u8>> {
        let answer = self.http.get(format!("{}/file/{id}", self.media)).send().await?.error_for_status()?;
        Ok(answer.bytes().await?.to_vec())
    }

    /// The files of a conversation's newest messages, and how each would be shown.
    pub async fn files_of(&self, thread: &str, messages: u32) -> Vec<(String, String)> {
        let page = self.call("messages", json!({"thread": thread, "limit": messages})).await;
        let messages = page["messages"].as_array().unwrap().iter();
        let attachments = messages.filter_map(|message| message["body"]["content"]["attachments"].as_array()).flatten();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        attachments.filter_map(|file| Some((text(&file["file"])?, text(&file["media"])?))).collect()
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already ended by `kill`, or ends now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
