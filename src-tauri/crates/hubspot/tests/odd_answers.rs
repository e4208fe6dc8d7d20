//! What the client makes of a peer that does not keep to the contract. The well-behaved peer is the hub.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bellhop_hubspot::{
    client::{Access, Client, Config, Error, Kind, MessagesQuery, ObjectType, Outgoing, Retry, ThreadsQuery, Upload},
    wire::{Open, conversations::NewMessage},
};
use secrecy::SecretString;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the peer does with one request.
enum Answer {
    Json(&'static str),
    Status(u16, &'static str, &'static str),
    Html,
    /// Says more bytes than it gives.
    Cut(&'static str),
    /// Reads the request and hangs up.
    HangUp,
    /// Reads the request and says nothing.
    Silence,
    /// A status line and then silence.
    SlowHeaders,
    /// A megabyte again and again.
    Flood,
}

/// Serves the calls of connecting well, and everything else by the story.
struct Peer {
    url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    async fn start(story: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        Self::serving(|_| true, story).await
    }

    /// Serves only the paths that `serves` names.
    async fn serving(serves: fn(&str) -> bool, story: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, story) = (Arc::clone(&seen), Arc::new(story));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&log), serves, Arc::clone(&story)));
            }
        });
        Self { url, seen }
    }

    fn config(&self) -> Config {
        let mut config = Config::new(&self.url, SecretString::from("pat-test"));
        config.idle_timeout = Duration::from_millis(300);
        config.pause = Duration::from_millis(1);
        config.body_limit = 3_000_000;
        config
    }

    async fn client(&self) -> Client {
        Client::connect(self.config()).await.expect("the peer answers the probes")
    }

    fn count(&self, part: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|line| line.contains(part)).count()
    }
}

async fn serve<F: Fn(&str, usize) -> Answer>(
    mut stream: TcpStream,
    log: Arc<Mutex<Vec<String>>>,
    serves: fn(&str) -> bool,
    story: Arc<F>,
) {
    let request = read_request(&mut stream).await;
    let line = request.lines().next().unwrap_or_default().to_owned();
    let earlier = {
        let mut log = log.lock().unwrap();
        log.push(request);
        log.iter().filter(|entry| entry.starts_with(&line)).count() - 1
    };
    let probe = |what: &str| line.contains(what);
    let answer = if !serves(&line) {
        Answer::Status(404, "", "{}")
    } else if probe("/details") {
        Answer::Json(r#"{"portalId":1}"#)
    } else if probe("/helpdesk/v1/events") {
        Answer::Status(404, "", "{}")
    } else if probe("/channels") || probe("/crm/pipelines") {
        Answer::Json(r#"{"results":[]}"#)
    } else {
        story(&line, earlier)
    };
    let head = |status: u16, kind: &str, extra: &str, length: usize| {
        format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n{extra}\r\n"
        )
    };
    let whole = match answer {
        Answer::Json(body) => head(200, "application/json", "", body.len()) + body,
        Answer::Status(status, extra, body) => head(status, "application/json", extra, body.len()) + body,
        Answer::Html => head(200, "text/html", "", 14) + "<html>Log in!<",
        Answer::Cut(body) => head(200, "application/json", "", body.len() + 10) + body,
        Answer::HangUp => return,
        Answer::SlowHeaders => "HTTP/1.1 200 X\r\ncontent-".to_owned(),
        Answer::Silence => String::new(),
        Answer::Flood => {
            let _ = stream.write_all(b"HTTP/1.1 200 X\r\nconnection: close\r\n\r\n").await;
            let spaces = vec![b' '; 1_000_000];
            while stream.write_all(&spaces).await.is_ok() {}
            return;
        }
    };
    let silent = matches!(answer, Answer::Silence | Answer::SlowHeaders);
    let _ = stream.write_all(whole.as_bytes()).await;
    if silent {
        // Until the client gives up.
        let _ = stream.read(&mut [0]).await;
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).await.unwrap_or(0);
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        if read == 0 || body.len() >= length {
            return String::from_utf8_lossy(&request).into_owned();
        }
    }
}

fn outgoing() -> Outgoing {
    let message = NewMessage::Comment { text: "Hello".to_owned(), rich_text: None, attachments: Vec::new() };
    Outgoing { thread: "1".to_owned(), message, in_reply_to: Some("m1".to_owned()) }
}

async fn send(client: &Client) -> Error {
    client.send_message(&outgoing(), client.turn().await).await.expect_err("the story is about failures")
}

#[tokio::test]
async fn a_captive_portal_is_not_taken_for_the_api_and_a_read_is_repeated_until_it_is_gone() {
    let peer = Peer::start(|line, earlier| match (line.contains("/threads/1 ") || line.contains("/threads/1?"), earlier) {
        (true, 0 | 1) => Answer::Html,
        (true, _) => Answer::Json(
            r#"{"id":"1","status":"OPEN","createdAt":"2026-01-01T00:00:00Z","inboxId":"1","originalChannelId":"1","originalChannelAccountId":"1"}"#,
        ),
        _ => Answer::Html,
    })
    .await;
    let client = peer.client().await;
    assert_eq!(client.thread("1").await.unwrap().id, "1");
    let error = client.threads(&ThreadsQuery::default()).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Malformed { .. }), "{error}");
    assert!(!error.to_string().contains("Log in"), "the content of an answer does not belong into a log");
}

#[tokio::test]
async fn a_send_is_never_repeated_whatever_comes_back() {
    for story in [
        || Answer::HangUp,
        || Answer::Silence,
        || Answer::SlowHeaders,
        || Answer::Html,
        || Answer::Cut(r#"{"id":"#),
        || Answer::Status(500, "", "{}"),
        || Answer::Status(503, "retry-after: 1\r\n", "no json"),
        || Answer::Status(302, "location: http://127.0.0.1:1/\r\n", ""),
        || Answer::Json("{}"),
    ] {
        let peer = Peer::start(move |_, _| story()).await;
        let client = peer.client().await;
        let error = send(&client).await;
        assert_eq!(error.retry(), Retry::Uncertain, "{error}");
        assert_eq!(peer.count("POST"), 1);
    }
}

#[tokio::test]
async fn a_send_that_finds_nobody_listening_never_left() {
    let peer = Peer::start(|_, _| Answer::HangUp).await;
    let mut config = peer.config();
    let client = peer.client().await;
    drop(client);
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    config.base_url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = Client::connect(config).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Connect { .. }), "{error}");
    assert_eq!(error.retry(), Retry::Soon);
}

#[tokio::test]
async fn a_rejected_send_is_rejected_for_good_and_says_why_in_the_remotes_words() {
    let peer = Peer::start(|_, _| {
        Answer::Status(400, "", r#"{"category":"VALIDATION_ERROR","message":"No.","errors":[{"message":"Not so."}]}"#)
    })
    .await;
    let error = send(&peer.client().await).await;
    assert_eq!(error.retry(), Retry::Never);
    assert_eq!(error.detail(), "No. · Not so.");
}

#[tokio::test]
async fn the_remote_says_how_long_to_wait_and_the_read_waits_that_long() {
    let peer = Peer::start(|_, earlier| match earlier {
        0 => Answer::Status(429, "retry-after: 1\r\n", r#"{"policyName":"TEN_SECONDLY_ROLLING"}"#),
        _ => Answer::Json(r#"{"results":[]}"#),
    })
    .await;
    let client = peer.client().await;
    let start = Instant::now();
    client.threads(&ThreadsQuery::default()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(peer.count("/threads?"), 2);
}

#[tokio::test]
async fn a_full_search_window_without_a_hint_is_waited_out_by_its_length() {
    let peer = Peer::start(|_, earlier| match earlier {
        0 => Answer::Status(429, "", r#"{"errorType":"RATE_LIMIT","policyName":"SECONDLY"}"#),
        _ => Answer::Json(r#"{"total":0,"results":[]}"#),
    })
    .await;
    let client = peer.client().await;
    let start = Instant::now();
    let page = client.search(ObjectType::Tickets, &Default::default()).await.unwrap();
    assert_eq!(page.total, Some(0));
    assert!((1..8).contains(&start.elapsed().as_secs()), "one second, not ten");
}

#[tokio::test]
async fn a_full_day_is_reported_and_not_waited_for() {
    let peer = Peer::start(|_, _| Answer::Status(429, "", r#"{"policyName":"DAILY"}"#)).await;
    let error = peer.client().await.threads(&ThreadsQuery::default()).await.unwrap_err();
    assert!(matches!(error.retry(), Retry::After(pause) if pause > Duration::from_secs(60)));
    assert_eq!(peer.count("/threads?"), 1);
}

#[tokio::test]
async fn a_lost_token_is_told_at_once() {
    let peer = Peer::start(|_, _| Answer::Status(401, "", r#"{"category":"INVALID_AUTHENTICATION"}"#)).await;
    let error = peer.client().await.thread("1").await.unwrap_err();
    assert_eq!(error.retry(), Retry::NeedsLogin);
    assert_eq!(peer.count("/threads/1"), 1);
}

#[tokio::test]
async fn odd_items_do_not_fail_a_page_and_unknown_values_are_kept_as_they_are() {
    let peer = Peer::start(|_, _| {
        Answer::Json(
            r#"{"results":[
            {"id":"a","conversationsThreadId":"1","type":"HOLOGRAM","createdAt":"2026-01-01T00:00:00.5Z","newField":{"x":1},
             "client":{"clientType":"ROBOT","integrationAppId":"42"}},
            {"id":17,"type":"MESSAGE"},
            {"id":"b","conversationsThreadId":"1","type":"MESSAGE","createdAt":"2026-01-01T00:00:00Z","attachments":[{"type":"SMELL"}]}],
            "paging":{"next":{"after":"c"}}}"#,
        )
    })
    .await;
    let page = peer.client().await.messages("1", &MessagesQuery::default()).await.unwrap();
    assert_eq!(page.results.len(), 2);
    assert_eq!(page.skipped, 1);
    assert_eq!(page.results[0].kind, Open::Unknown("HOLOGRAM".to_owned()));
    assert_eq!(page.results[0].client.as_ref().unwrap().integration_app_id, Some(42));
    assert_eq!(page.after(), Some("c"));
}

#[tokio::test]
async fn a_half_successful_batch_gives_what_succeeded() {
    let peer = Peer::start(|_, _| {
        Answer::Status(
            207,
            "",
            r#"{"status":"COMPLETE","results":[{"id":"V-1","type":"VISITOR"},{"odd":true}],"numErrors":1,
                "errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"?","context":{"ids":["V-2"]}}]}"#,
        )
    })
    .await;
    let answer = peer.client().await.actors_batch(&["V-1".to_owned(), "V-2".to_owned()]).await.unwrap();
    assert_eq!(answer.results.len(), 1);
    assert_eq!(answer.errors[0].category, "OBJECT_NOT_FOUND");
}

#[tokio::test]
async fn an_endless_or_half_given_answer_ends() {
    let peer = Peer::start(|_, _| Answer::Flood).await;
    let error = peer.client().await.thread("1").await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Malformed { .. }), "{error}");
    let peer = Peer::start(|_, _| Answer::Cut(r#"{"results":[]"#)).await;
    let error = peer.client().await.threads(&ThreadsQuery::default()).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::NoAnswer { .. }), "{error}");
    assert_eq!(peer.count("/threads?"), 4, "a cut read is tried again");
}

#[tokio::test]
async fn the_token_goes_to_the_api_and_not_where_a_redirect_points() {
    let elsewhere = Peer::start(|_, _| Answer::Json("{}")).await;
    let target: &'static str = Box::leak(format!("location: {}/x\r\n", elsewhere.url).into_boxed_str());
    let peer = Peer::start(move |_, _| Answer::Status(307, target, "")).await;
    let client = peer.client().await;
    client.thread("1").await.unwrap_err();
    assert!(peer.count("authorization: Bearer pat-test") > 0);
    assert!(elsewhere.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_newest_family_of_paths_that_the_remote_serves_is_taken() {
    let paths = async |serves| Peer::serving(serves, |_, _| Answer::Html).await.client().await.paths().clone();
    let newest = paths(|_| true).await;
    assert_eq!(newest.conversations, "/conversations/conversations/2026-09");
    assert_eq!(newest.objects, "/crm/objects/2026-09");
    let turned = paths(|line| !line.contains("/conversations/conversations/2026-09")).await;
    assert_eq!(turned.conversations, "/conversations/2026-09/conversations");
    let legacy = paths(|line| !line.contains("/2026-")).await;
    assert_eq!(legacy.account, "/account-info/v3");
    assert_eq!(legacy.conversations, "/conversations/v3/conversations");
    assert_eq!(legacy.assignee, "/conversations/conversations/v3");
    assert_eq!((legacy.objects.as_str(), legacy.associations.as_str()), ("/crm/v3/objects", "/crm/v4/associations"));
    let nothing = Peer::serving(|_| false, |_, _| Answer::Html).await;
    assert_eq!(Client::connect(nothing.config()).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn a_remote_that_refuses_large_pages_is_asked_for_small_ones_from_then_on() {
    let peer = Peer::start(|line, _| {
        if line.contains("limit=500") { Answer::Status(400, "", "{}") } else { Answer::Json(r#"{"results":[]}"#) }
    })
    .await;
    let client = peer.client().await;
    client.threads(&ThreadsQuery::default()).await.unwrap();
    client.messages("1", &MessagesQuery::default()).await.unwrap();
    assert_eq!((peer.count("limit=500"), peer.count("limit=100 ")), (1, 2));
}

#[tokio::test]
async fn a_file_goes_up_hidden_from_the_public_with_its_name_and_bytes() {
    let peer = Peer::start(|_, _| {
        let body =
            r#"{"id":"9","access":"PRIVATE","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}"#;
        Answer::Status(201, "", body)
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hash");
    std::fs::write(&path, "the bytes").unwrap();
    let upload = Upload {
        path,
        name: "a plan.txt".to_owned(),
        mime: "text/plain".to_owned(),
        folder: "one".to_owned(),
        access: Access::Private,
    };
    let client = peer.client().await;
    assert_eq!(client.upload(&upload).await.unwrap().id, "9");
    for part in ["the bytes", "a plan.txt", r#""access":"PRIVATE""#, "/bellhop/one"] {
        assert_eq!(peer.count(part), 1, "{part}");
    }
    let gone = Upload { path: dir.path().join("gone"), ..upload };
    assert!(client.upload(&gone).await.unwrap_err().is_local());
}

#[tokio::test]
async fn articles_are_counted_by_offsets_until_the_total_or_an_empty_page() {
    let one = r#"{"total":3,"offset":0,"limit":100,"results":[{"id":1,"title":"A","url":"https://a.pl","odd":[]},{"id":"2"}]}"#;
    let peer = Peer::start(move |line, _| match line {
        _ if line.contains("offset=0") => Answer::Json(one),
        _ => Answer::Json(r#"{"total":3,"results":[]}"#),
    })
    .await;
    let client = peer.client().await;
    let first = client.articles(None).await.unwrap();
    assert_eq!((first.results.len(), first.skipped, first.after()), (1, 1, Some("2")), "an odd article fails the page");
    let second = client.articles(first.after()).await.unwrap();
    assert_eq!(second.after(), None, "a total that is never reached is asked for for ever");
    assert_eq!(peer.count("/cms/site-search/2026-03/search?q=&types=KNOWLEDGE_ARTICLE&limit=100&offset=2"), 1);
}
