//! A hub of its own for each story, and short words for calling it.

use std::ops::Deref;

use bellhop_hub::{Hub, HubOptions, HubSettings};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

/// A running hub with a client that has its token.
pub(crate) struct Story {
    hub: Hub,
    client: Client,
    token: String,
    dir: TempDir,
}

impl Deref for Story {
    type Target = Hub;

    fn deref(&self) -> &Hub {
        &self.hub
    }
}

impl Story {
    /// A fresh hub with the settings of an embedded one.
    pub(crate) async fn begin() -> Self {
        Self::with(HubSettings::default()).await
    }

    /// A fresh hub with these settings.
    pub(crate) async fn with(settings: HubSettings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = Hub::start(HubOptions { settings, ..HubOptions::new(dir.path()) }).await.unwrap();
        let token = hub.token().to_owned();
        Self { hub, client: Client::new(), token, dir }
    }

    /// The same folder served again by another process, as it were.
    pub(crate) async fn restart(self) -> Self {
        let Self { hub, client, dir, .. } = self;
        hub.stop().await;
        let hub = Hub::start(HubOptions::new(dir.path())).await.unwrap();
        let token = hub.token().to_owned();
        Self { hub, client, token, dir }
    }

    /// A request with the hub's own token.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.hub.url())).bearer_auth(&self.token)
    }

    /// A request with another token.
    pub(crate) fn as_app(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.hub.url())).bearer_auth(token)
    }

    /// A request without a token to any URL.
    pub(crate) fn bare(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    /// Calls and gives status and body (null when it is empty).
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        answer(request).await
    }

    /// A GET that must succeed.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    /// A POST that must answer with this status.
    pub(crate) async fn post(&self, path: &str, body: Value, expected: u16) -> Value {
        let (status, answer) = self.call(Method::POST, path, Some(body)).await;
        assert_eq!(status.as_u16(), expected, "{path}: {answer}");
        answer
    }

    /// A PATCH that must answer with this status.
    pub(crate) async fn patch(&self, path: &str, body: Value, expected: u16) -> Value {
        let (status, answer) = self.call(Method::PATCH, path, Some(body)).await;
        assert_eq!(status.as_u16(), expected, "{path}: {answer}");
        answer
    }
}

/// Status and JSON body of an answer; null when the body is empty.
pub(crate) async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    (status, body)
}

/// The text at a place in a body.
pub(crate) fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} of {body}")).to_owned()
}

impl Story {
    /// How many content files lie in the hub's folder.
    pub(crate) fn content_files(&self) -> usize {
        std::fs::read_dir(self.dir.path().join("files")).map_or(0, Iterator::count)
    }
}
