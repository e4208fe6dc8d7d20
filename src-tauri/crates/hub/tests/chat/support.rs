//! A visitor's browser and a rep's desk, both over real HTTP.

use std::{collections::VecDeque, time::Duration};

use bellhop_hub::{Hub, HubOptions, HubSettings};
use futures::{StreamExt, stream::BoxStream};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything here takes; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running hub, its web chat connected.
pub(crate) struct House {
    pub(crate) hub: Hub,
    pub(crate) http: Client,
    dir: TempDir,
}

impl House {
    pub(crate) async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let hub = start(&dir).await;
        Self { hub, http: Client::new(), dir }
    }

    /// The same folder served again, on another port.
    pub(crate) async fn reopen(self) -> Self {
        self.hub.stop().await;
        let hub = start(&self.dir).await;
        Self { hub, http: self.http, dir: self.dir }
    }

    /// A visitor with these words in the start form.
    pub(crate) async fn visitor(&self, name: &str, email: &str) -> Visitor {
        let url = format!("{}api/sessions", self.hub.chat_url());
        let answer = self.http.post(url).json(&json!({ "name": name, "email": email })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        let body: Value = answer.json().await.unwrap();
        Visitor { http: self.http.clone(), chat: self.hub.chat_url(), session: text(&body, "/id") }
    }

    /// The rep's side of the API, with the account's own token.
    pub(crate) async fn api(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.hub.url())).bearer_auth(self.hub.token());
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let bytes = answer.bytes().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.api(Method::GET, path, None).await
    }

    /// The threads of the help desk, oldest first.
    pub(crate) async fn threads(&self) -> Vec<Value> {
        let page = self.get("/conversations/conversations/2026-09/threads?association=TICKET").await;
        page.pointer("/results").unwrap().as_array().unwrap().clone()
    }

    /// The messages of a thread, oldest first, without changes of status and owner.
    pub(crate) async fn messages(&self, thread: &str) -> Vec<Value> {
        let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages?sort=createdAt");
        let page = self.get(&path).await;
        let all = page.pointer("/results").unwrap().as_array().unwrap().clone();
        all.into_iter().filter(|message| text(message, "/type") == "MESSAGE").collect()
    }

    /// A rep answers in a thread, through the channel of its newest message.
    pub(crate) async fn answer(
        &self,
        thread: &str,
        words: &str,
        attachments: Value,
        in_reply_to: Option<&str>,
    ) -> Value {
        self.answer_with(thread, json!({"text": words, "attachments": attachments}), in_reply_to).await
    }

    /// The same with everything that the message says.
    pub(crate) async fn answer_with(&self, thread: &str, says: Value, in_reply_to: Option<&str>) -> Value {
        let messages = self.messages(thread).await;
        let last = messages.last().unwrap();
        let owners = self.get("/crm/owners/2026-09").await;
        let user = owners.pointer("/results/0/userId").unwrap().to_string();
        let sender = last.pointer("/senders/0").unwrap();
        let mut body = json!({
            "type": "MESSAGE",
            "channelId": text(last, "/channelId"), "channelAccountId": text(last, "/channelAccountId"),
            "senderActorId": format!("A-{user}"),
            "recipients": [{ "deliveryIdentifiers": [sender.pointer("/deliveryIdentifier").unwrap()] }],
        });
        body.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
        let path = format!("{}/conversations/conversations/2026-09/threads/{thread}/messages", self.hub.url());
        let mut request = self.http.post(path).bearer_auth(self.hub.token()).json(&body);
        if let Some(id) = in_reply_to {
            request = request.header("x-helpdesk-in-reply-to", id);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body
    }

    /// Waits until the help desk knows this about a message's delivery; gives its whole status.
    pub(crate) async fn delivery(&self, thread: &str, message: &str, wanted: &str) -> Value {
        let path = format!("/conversations/conversations/2026-09/threads/{thread}/messages/{message}");
        let mut news = self.news().await;
        loop {
            let found = self.get(&path).await;
            if found.pointer("/status/statusType").and_then(Value::as_str) == Some(wanted) {
                return found.pointer("/status").unwrap().clone();
            }
            news.next(&format!("the delivery to be {wanted}")).await;
        }
    }

    /// The help desk's own push stream, to wait on instead of asking again and again.
    pub(crate) async fn news(&self) -> Stream {
        let url = format!("{}/helpdesk/v1/events", self.hub.url());
        Stream::open(self.http.get(url).bearer_auth(self.hub.token()).send().await.unwrap())
    }

    /// The web chat's channel as the account sees it.
    pub(crate) async fn channel_id(&self) -> String {
        let page = self.get("/conversations/conversations/2026-09/channels?limit=100").await;
        let all = page.pointer("/results").unwrap().as_array().unwrap().clone();
        let ours = all.iter().filter(|channel| text(channel, "/name") == "Web chat").collect::<Vec<_>>();
        assert_eq!(ours.len(), 1, "there is exactly one Web chat: {page}");
        text(ours[0], "/id")
    }
}

async fn start(dir: &TempDir) -> Hub {
    Hub::start(HubOptions { settings: HubSettings::default(), ..HubOptions::new(dir.path()) }).await.unwrap()
}

/// A visitor's browser, as far as the page's requests go.
pub(crate) struct Visitor {
    pub(crate) http: Client,
    pub(crate) chat: String,
    pub(crate) session: String,
}

impl Visitor {
    /// The address of something in this conversation.
    pub(crate) fn url(&self, rest: &str) -> String {
        format!("{}api/sessions/{}{rest}", self.chat, self.session)
    }

    /// Writes; `id` is the page's own, so a repeat is the same message.
    pub(crate) async fn write(&self, id: &str, body: Value) -> (StatusCode, Value) {
        let mut whole = json!({ "clientId": format!("message-{id}") });
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let answer = self.http.post(self.url("/messages")).json(&whole).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub(crate) async fn say(&self, id: &str, words: &str) {
        let (status, body) = self.write(id, json!({ "text": words })).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    }

    pub(crate) async fn upload(&self, name: &str, mime: &str, bytes: Vec<u8>) -> Value {
        let request =
            self.http.post(self.url("/files")).query(&[("name", name)]).header("content-type", mime).body(bytes);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json().await.unwrap()
    }

    pub(crate) async fn file(&self, id: &str) -> Response {
        let url = format!("{}api/files/{id}", self.chat);
        self.http.get(url).query(&[("session", &self.session)]).send().await.unwrap()
    }

    pub(crate) async fn transcript(&self) -> Value {
        let answer = self.http.get(self.url("")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// The page is open; news come from this revision on.
    pub(crate) async fn follow(&self, after: i64) -> Stream {
        Stream::open(self.http.get(self.url(&format!("/events?after={after}"))).send().await.unwrap())
    }

    /// The page is visible, and shows everything up to this entry.
    pub(crate) async fn see(&self, entry: &Value) {
        let up_to = entry.pointer("/seq").unwrap();
        let answer = self.http.post(self.url("/read")).json(&json!({ "upTo": up_to })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }
}

/// Server-sent events, read one by one.
pub(crate) struct Stream {
    bytes: BoxStream<'static, Vec<u8>>,
    buffer: String,
    ready: VecDeque<Value>,
}

impl Stream {
    fn open(answer: Response) -> Self {
        assert_eq!(answer.status(), StatusCode::OK);
        let bytes = answer.bytes_stream().map(|chunk| chunk.unwrap().to_vec()).boxed();
        Self { bytes, buffer: String::new(), ready: VecDeque::new() }
    }

    /// The next event's data; panics with this wish when none comes.
    pub(crate) async fn next(&mut self, wish: &str) -> Value {
        let wait = async {
            loop {
                if let Some(event) = self.ready.pop_front() {
                    return event;
                }
                let chunk = self.bytes.next().await.unwrap_or_else(|| panic!("the stream ended before {wish}"));
                self.buffer.push_str(std::str::from_utf8(&chunk).unwrap());
                while let Some((event, rest)) = self.buffer.split_once("\n\n") {
                    let data = event.lines().find_map(|line| line.strip_prefix("data:"));
                    self.ready.extend(data.and_then(|data| serde_json::from_str(data.trim()).ok()));
                    self.buffer = rest.to_owned();
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("waited in vain for {wish}"))
    }

    /// The first event from here on that is as wished.
    pub(crate) async fn until(&mut self, wish: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let event = self.next(wish).await;
            if is_it(&event) {
                return event;
            }
        }
    }
}

/// The text at a place in a body.
pub(crate) fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} of {body}")).to_owned()
}

/// True when this text is at this place of an event.
pub(crate) fn is(event: &Value, pointer: &str, wanted: &str) -> bool {
    event.pointer(pointer).and_then(Value::as_str) == Some(wanted)
}
