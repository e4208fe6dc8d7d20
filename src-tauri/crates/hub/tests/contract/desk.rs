//! A hub with a connected custom channel, and the few calls that every story needs.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use bellhop_hub::{Hub, HubOptions, HubSettings};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Every base path of the conversations API.
pub(crate) const CONVERSATIONS: [&str; 4] = [
    "/conversations/conversations/2026-09",
    "/conversations/conversations/2026-03",
    "/conversations/2026-09/conversations",
    "/conversations/v3/conversations",
];

/// Every base path of the custom channels API.
pub(crate) const CHANNELS: [&str; 3] = [
    "/conversations/custom-channels/2026-09",
    "/conversations/custom-channels/2026-03",
    "/conversations/v3/custom-channels",
];

/// The rep of a new account.
pub(crate) const REP: &str = "A-52000001";
pub(crate) const REP_OWNER: &str = "71000001";

pub(crate) struct Desk {
    pub(crate) hub: Hub,
    pub(crate) http: Client,
    pub(crate) token: String,
    pub(crate) channel: String,
    pub(crate) account: String,
    dir: tempfile::TempDir,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(HubSettings::default(), None).await
    }

    pub(crate) async fn with(settings: HubSettings, webhook: Option<&str>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = start(dir.path().into(), settings).await;
        let token = hub.token().to_owned();
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let mut desk = Self { hub, http, token, channel: String::new(), account: String::new(), dir };
        let mut channel = json!({ "name": "Pigeon", "capabilities": {
            "deliveryIdentifierTypes": ["CHANNEL_SPECIFIC_OPAQUE_ID"], "threadingModel": "INTEGRATION_THREAD_ID",
        }});
        if let Some(webhook) = webhook {
            channel["webhookUrl"] = json!(webhook);
        }
        let (status, channel) = desk.post(CHANNELS[0], channel).await;
        assert_eq!(status, 201, "{channel}");
        desk.channel = text(&channel["id"]);
        desk.account = desk.connect(&desk.channel, "pigeon-desk").await;
        desk
    }

    /// Stops the hub and starts it again on the same folder.
    pub(crate) async fn restart(self, settings: HubSettings) -> Self {
        let Self { hub, http, token, channel, account, dir } = self;
        hub.stop().await;
        let hub = start(dir.path().into(), settings).await;
        Self { hub, http, token, channel, account, dir }
    }

    /// Connects an account to a channel and returns its id.
    pub(crate) async fn connect(&self, channel: &str, address: &str) -> String {
        let body = json!({ "inboxId": "431001", "name": "Pigeon desk", "authorized": true,
            "deliveryIdentifier": opaque(address) });
        let (status, account) = self.post(&format!("{}/{channel}/channel-accounts", CHANNELS[0]), body).await;
        assert_eq!(status, 201, "{account}");
        text(&account["id"])
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.hub.url())).bearer_auth(&self.token)
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, None).await;
        assert_eq!(status, 200, "GET {path}: {body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// What the customer `who` writes, as the channel publishes it.
    pub(crate) fn words(&self, who: &str, text: &str) -> Value {
        json!({
            "text": text, "attachments": [], "channelAccountId": self.account, "messageDirection": "INCOMING",
            "integrationThreadId": format!("t-{who}"), "timestamp": self.hub.now(),
            "senders": [{ "deliveryIdentifier": opaque(who), "name": format!("{who} Nowak") }],
            "recipients": [{ "deliveryIdentifier": opaque("pigeon-desk") }],
        })
    }

    pub(crate) async fn publish(&self, body: Value) -> Value {
        let (status, message) = self.post(&format!("{}/{}/messages", CHANNELS[0], self.channel), body).await;
        assert_eq!(status, 201, "{message}");
        message
    }

    /// The customer writes; returns the thread's id and the message's.
    pub(crate) async fn says(&self, who: &str, words: &str) -> (String, String) {
        let message = self.publish(self.words(who, words)).await;
        (text(&message["conversationsThreadId"]), text(&message["id"]))
    }

    /// A rep's answer.
    pub(crate) fn answer(&self, words: &str) -> Value {
        json!({
            "type": "MESSAGE", "text": words, "attachments": [], "channelId": self.channel,
            "channelAccountId": self.account, "senderActorId": REP,
            "recipients": [{ "deliveryIdentifiers": [opaque("anna")] }],
        })
    }

    pub(crate) async fn thread(&self, id: &str) -> Value {
        self.get(&format!("{}/threads/{id}?association=TICKET", CONVERSATIONS[0])).await
    }

    /// The ticket of a thread, with these properties.
    pub(crate) async fn ticket(&self, thread: &str, properties: &[&str]) -> Value {
        let thread = self.thread(thread).await;
        let id = text(&thread["threadAssociations"]["associatedTicketId"]);
        self.get(&format!(
            "/crm/objects/2026-09/tickets/{id}?properties={}&associations=contacts",
            properties.join(",")
        ))
        .await
    }

    /// The entries of a thread, newest first.
    pub(crate) async fn entries(&self, thread: &str) -> Vec<Value> {
        let page = self.get(&format!("{}/threads/{thread}/messages?limit=500", CONVERSATIONS[0])).await;
        page["results"].as_array().unwrap().clone()
    }

    /// Uploads a file and returns its id.
    pub(crate) async fn upload(&self, name: &str, bytes: &'static [u8]) -> String {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new()
            .part("file", part)
            .text("folderPath", "/uploads")
            .text("options", json!({ "access": "PRIVATE" }).to_string());
        let answer = self.request(Method::POST, "/files/2026-09/files").multipart(form).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        text(&answer.json::<Value>().await.unwrap()["id"])
    }
}

async fn start(dir: PathBuf, settings: HubSettings) -> Hub {
    Hub::start(HubOptions { settings, ..HubOptions::new(dir) }).await.unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

pub(crate) fn opaque(value: &str) -> Value {
    json!({ "type": "CHANNEL_SPECIFIC_OPAQUE_ID", "value": value })
}

/// The names of an object's fields, sorted.
pub(crate) fn fields(value: &Value) -> Vec<String> {
    let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    names.sort();
    names
}

/// The server of a channel's app: takes webhooks, or refuses them.
pub(crate) struct AppServer {
    pub(crate) url: String,
    pub(crate) address: SocketAddr,
    calls: mpsc::UnboundedReceiver<Call>,
    refusals: Arc<Mutex<VecDeque<u16>>>,
    task: tokio::task::JoinHandle<()>,
}

/// One webhook call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

type Inner = (mpsc::UnboundedSender<Call>, Arc<Mutex<VecDeque<u16>>>);

impl AppServer {
    pub(crate) async fn new() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    pub(crate) async fn at(address: SocketAddr) -> Self {
        let (sender, calls) = mpsc::unbounded_channel();
        let refusals = Arc::new(Mutex::new(VecDeque::new()));
        let inner: Inner = (sender, Arc::clone(&refusals));
        let router = Router::new().route("/hook", post(take)).with_state(inner);
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url: format!("http://{address}/hook"), address, calls, refusals, task }
    }

    /// The next calls are answered with these statuses.
    pub(crate) fn refuse(&self, statuses: &[u16]) {
        self.refusals.lock().unwrap().extend(statuses);
    }

    pub(crate) async fn next(&mut self) -> Call {
        tokio::time::timeout(Duration::from_secs(15), self.calls.recv()).await.expect("no webhook came").unwrap()
    }

    /// The next call with this type, those of other types left out.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let call = self.next().await.json();
            if call["type"] == kind {
                return call;
            }
        }
    }

    pub(crate) fn stop(&self) {
        self.task.abort();
    }
}

async fn take(State((sender, refusals)): State<Inner>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = refusals.lock().unwrap().pop_front().unwrap_or(204);
    sender.send(Call { headers, body: String::from_utf8(body.to_vec()).unwrap() }).unwrap();
    StatusCode::from_u16(status).unwrap()
}
