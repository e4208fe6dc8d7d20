//! A file host in raw TCP: it answers as its story says, byte by byte, and notes what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    /// How many requests for this path came before it.
    pub(crate) nth: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The first byte of the range that is asked for.
    pub(crate) fn from(&self) -> Option<usize> {
        self.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
    }
}

/// What is sent, in order; then the connection is closed.
#[derive(Clone)]
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    /// Waits until the story lets it go on.
    Gate(Arc<Semaphore>),
    /// The same byte for ever, with this pause in between.
    Drip(std::time::Duration),
    /// Keeps the connection open without a word.
    Silence,
}

pub(crate) struct Reply {
    pub(crate) status: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<Piece>,
}

impl Reply {
    pub(crate) fn new(status: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn body(mut self, bytes: &[u8]) -> Self {
        self.body.push(Piece::Bytes(bytes.to_vec()));
        self
    }

    pub(crate) fn then(mut self, piece: Piece) -> Self {
        self.body.push(piece);
        self
    }

    /// Sends only so many bytes of what it announces.
    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        let [Piece::Bytes(body)] = self.body.as_mut_slice() else { panic!("there is nothing to cut") };
        body.truncate(bytes);
        self
    }
}

/// What an honest host with ranges and a strong tag answers.
pub(crate) fn honest(asked: &Asked, bytes: &[u8], tag: &str) -> Reply {
    let tag = format!("\"{tag}\"");
    let same = asked.header("if-range").is_none_or(|wanted| wanted == tag);
    match asked.from().filter(|_| same) {
        None => whole(bytes).header("ETag", tag),
        Some(from) if from >= bytes.len() => {
            Reply::new("416 Range Not Satisfiable").header("Content-Range", format!("bytes */{}", bytes.len()))
        }
        Some(from) => rest(bytes, from).header("ETag", tag),
    }
}

pub(crate) fn whole(bytes: &[u8]) -> Reply {
    Reply::new("200 OK").header("Content-Length", bytes.len()).body(bytes)
}

pub(crate) fn rest(bytes: &[u8], from: usize) -> Reply {
    Reply::new("206 Partial Content")
        .header("Content-Length", bytes.len() - from)
        .header("Content-Range", format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len()))
        .body(&bytes[from..])
}

type Story = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A running host; it ends when dropped.
pub(crate) struct Host {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    count: watch::Receiver<usize>,
    task: tokio::task::JoinHandle<()>,
}

impl Host {
    pub(crate) async fn start(story: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (counted, count) = watch::channel(0);
        let (log, story): (_, Arc<Story>) = (Arc::clone(&asked), Arc::new(story));
        let counted = Arc::new(counted);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, story, counted) = (Arc::clone(&log), Arc::clone(&story), Arc::clone(&counted));
                tokio::spawn(async move {
                    // Whoever asked may be gone before everything was said.
                    let _ = answer(stream, &log, &counted, story.as_ref()).await;
                });
            }
        });
        Self { url, asked, count, task }
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Waits until so many requests came.
    pub(crate) async fn was_asked(&self, times: usize) {
        let mut count = self.count.clone();
        let waiting = count.wait_for(|count| *count >= times);
        tokio::time::timeout(super::support::DEADLINE, waiting).await.expect("not asked").unwrap();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    log: &Mutex<Vec<Asked>>,
    counted: &watch::Sender<usize>,
    story: &Story,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let Some(asked) = read_head(&mut stream, log).await? else { return Ok(()) };
    let reply = story(&asked);
    counted.send_modify(|count| *count += 1);
    let mut head = format!("HTTP/1.1 {}\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    for piece in reply.body {
        match piece {
            Piece::Bytes(bytes) => stream.write_all(&bytes).await?,
            Piece::Gate(gate) => gate.acquire().await.unwrap().forget(),
            Piece::Silence => std::future::pending().await,
            Piece::Drip(pause) => {
                let mut clock = tokio::time::interval(pause);
                loop {
                    clock.tick().await;
                    stream.write_all(b".").await?;
                }
            }
        }
    }
    stream.shutdown().await
}

async fn read_head(stream: &mut TcpStream, log: &Mutex<Vec<Asked>>) -> std::io::Result<Option<Asked>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let path = lines.next().unwrap().split(' ').nth(1).unwrap().to_owned();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let mut log = log.lock().unwrap();
    let nth = log.iter().filter(|asked| asked.path == path).count();
    let asked = Asked { path, headers, nth };
    log.push(asked.clone());
    Ok(Some(asked))
}
