//! A HubSpot account as far as the wire goes: everything is passed on to a hub and written down, but for what HubSpot does
//! not have, which is answered as HubSpot does.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

/// A request as it left, without what anybody wrote in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: BTreeSet<String>,
    /// The fields of its body, down to the leaves.
    pub fields: BTreeSet<String>,
    /// The body's `type`, which tells messages from comments.
    pub kind: Option<String>,
    /// Headers of our own making.
    pub headers: BTreeSet<String>,
}

#[derive(Clone)]
struct Onward {
    hub: String,
    http: reqwest::Client,
    seen: Arc<Mutex<Vec<Request>>>,
}

pub struct Recorder {
    pub url: String,
    seen: Arc<Mutex<Vec<Request>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Recorder {
    /// Stands before a hub.
    pub async fn before(hub: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::builder().no_proxy().gzip(false).build().unwrap();
        let onward = Onward { hub: hub.to_owned(), http, seen: Arc::default() };
        let seen = Arc::clone(&onward.seen);
        let router = Router::new().fallback(pass_on).with_state(onward);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen, task }
    }

    /// Every request up to now, each once.
    pub fn seen(&self) -> BTreeSet<Request> {
        self.seen.lock().unwrap().iter().cloned().collect()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on(State(onward): State<Onward>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap();
    let path = head.uri.path().to_owned();
    let (fields, kind) = fields_of(&head.headers, &body).await;
    let own = head.headers.keys().map(|name| name.as_str().to_owned()).filter(|name| name.starts_with("x-"));
    onward.seen.lock().unwrap().push(Request {
        method: head.method.to_string(),
        query: query_of(head.uri.query().unwrap_or_default()),
        fields,
        kind,
        headers: own.collect(),
        path: path.clone(),
    });
    if path.starts_with("/helpdesk/") {
        return (StatusCode::NOT_FOUND, "{}").into_response();
    }
    let mut headers = head.headers;
    for name in [header::HOST, header::CONTENT_LENGTH, header::ACCEPT_ENCODING, header::TRANSFER_ENCODING] {
        headers.remove(name);
    }
    let to = format!("{}{}", onward.hub, head.uri);
    let sent = onward.http.request(head.method, to).headers(headers).body(body).send().await.unwrap();
    let (status, mut headers) = (sent.status(), sent.headers().clone());
    for name in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
        headers.remove(name);
    }
    (status, headers, sent.bytes().await.unwrap()).into_response()
}

fn query_of(query: &str) -> BTreeSet<String> {
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

async fn fields_of(headers: &HeaderMap, body: &Bytes) -> (BTreeSet<String>, Option<String>) {
    let mut fields = BTreeSet::new();
    let sort = headers.get(header::CONTENT_TYPE).and_then(|sort| sort.to_str().ok()).unwrap_or_default();
    if sort.starts_with("multipart/") {
        let form = axum::http::Request::builder().header(header::CONTENT_TYPE, sort);
        let form = form.body(Body::from(body.clone())).unwrap();
        let mut form = Multipart::from_request(form, &()).await.unwrap();
        while let Some(part) = form.next_field().await.unwrap() {
            let name = part.name().unwrap().to_owned();
            match (name.as_str(), part.bytes().await.unwrap()) {
                ("options", text) => leaves(&serde_json::from_slice(&text).unwrap(), "options", &mut fields),
                _ => drop(fields.insert(name)),
            }
        }
        return (fields, None);
    }
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        assert!(body.is_empty(), "a body of another kind: {sort}");
        return (fields, None);
    };
    leaves(&value, "", &mut fields);
    (fields, value["type"].as_str().map(str::to_owned))
}

fn leaves(value: &Value, name: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                leaves(value, &name, found);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                leaves(item, &format!("{name}[]"), found);
            }
        }
        Value::Array(_) => drop(found.insert(format!("{name}[]"))),
        _ => drop(found.insert(name.to_owned())),
    }
}
