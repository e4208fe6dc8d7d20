//! A customer who sends files through the web chat, as far as its page's requests go.

use std::path::Path;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

use serde_json::{Value, json};

use crate::driver::PATIENCE;

/// A visitor of the web chat.
pub struct Customer {
    http: reqwest::Client,
    chat: String,
    session: String,
    sent: usize,
}

/// A file of the corpus, and what the channel says it is.
pub type Sent<'a> = (&'a str, &'a str);

impl Customer {
    pub async fn arrives(chat: &str, name: &str) -> Self {
        // A second install is refused, harmlessly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        let person = json!({"name": name, "email": ""});
        let answer = http.post(format!("{chat}api/sessions")).json(&person).send().await.unwrap();
        let body: Value = answer.error_for_status().unwrap().json().await.unwrap();
        let session = body["id"].as_str().unwrap().to_owned();
        Self { http, chat: chat.to_owned(), session, sent: 0 }
    }

    /// Writes something.
    pub async fn says(&mut self, text: &str) {
        self.sent += 1;
        let message = json!({"clientId": format!("message-{}", self.sent), "text": text, "files": []});
        self.http.post(self.url("messages")).json(&message).send().await.unwrap().error_for_status().unwrap();
    }

    /// Sends files of the corpus in one message; at most ten.
    pub async fn sends(&mut self, files: &[Sent<'_>]) {
        let mut pieces = Vec::new();
        for (name, usage) in files {
            let bytes = std::fs::read(corpus().join(name)).unwrap();
            let upload = self.http.post(self.url("files")).query(&[("name", name)]).body(bytes).send().await.unwrap();
            let kept: Value = upload.error_for_status().unwrap().json().await.unwrap();
            pieces.push(json!({"fileId": kept["fileId"], "usage": usage}));
        }
        self.sent += 1;
        let message = json!({"clientId": format!("message-{}", self.sent), "text": "", "files": pieces});
        self.http.post(self.url("messages")).json(&message).send().await.unwrap().error_for_status().unwrap();
    }

    /// Waits for a message of the team that says this.
    pub async fn is_told(&self, text: &str) -> Value {
        self.told(|entry| entry["text"].as_str().is_some_and(|said| said.contains(text)).then(|| entry.clone())).await
    }

    /// Waits for a file from the help desk and takes its bytes.
    pub async fn hears(&self) -> Vec<u8> {
        let file = self
            .told(|entry| {
                let mut files = entry["pieces"].as_array()?.iter().filter(|one| one["kind"] == "file");
                files.next_back()?["fileId"].as_str().map(str::to_owned)
            })
            .await;
        let url = format!("{}api/files/{file}", self.chat);
        let bytes = self.http.get(url).query(&[("session", &self.session)]).send().await.unwrap();
        bytes.error_for_status().unwrap().bytes().await.unwrap().to_vec()
    }

    /// Waits until the newest of the team's messages with something has come.
    async fn told<T>(&self, something: impl Fn(&Value) -> Option<T>) -> T {
        let comes = async {
            let mut clock = tokio::time::interval(Duration::from_millis(100));
            loop {
                clock.tick().await;
                let transcript = self.http.get(self.url("")).send().await.unwrap().error_for_status().unwrap();
                let transcript: Value = transcript.json().await.unwrap();
                let entries = transcript["entries"].as_array().unwrap();
                let mut team = entries.iter().rev().filter(|entry| entry["side"] == "team");
                if let Some(found) = team.find_map(&something) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, comes).await.expect("it comes from the help desk")
    }

    fn url(&self, rest: &str) -> String {
        let url = format!("{}api/sessions/{}", self.chat, self.session);
        if rest.is_empty() { url } else { format!("{url}/{rest}") }
    }
}

/// The corpus of media, made if it is not there.
pub fn corpus() -> std::path::PathBuf {
    static MADE: Once = Once::new();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("corpus");
    MADE.call_once(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/make.py");
        let made = Command::new("python3").arg(script).arg(&folder).status().expect("Python runs");
        assert!(made.success(), "the corpus cannot be made; `make e2e` installs what it needs");
    });
    folder
}
