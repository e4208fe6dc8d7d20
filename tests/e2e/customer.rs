//! A customer who sends files through the web chat, as far as its page's requests go.

use std::path::Path;
use std::process::Command;
use std::sync::Once;

use serde_json::{Value, json};

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

    fn url(&self, rest: &str) -> String {
        format!("{}api/sessions/{}/{rest}", self.chat, self.session)
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
