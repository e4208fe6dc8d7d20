//! Downloads: one for a file, however many ask for it; whole, or not at all.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bellhop_model::FileId;
use futures::StreamExt;
use futures::future::{BoxFuture, FutureExt, Shared};
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use crate::cache::{Cache, CachedFile, hex};
use crate::facts::Facts;
use crate::facts::ledger::Ledger;
use crate::sniff::{WANTED, sniff};
use crate::{Located, MediaError, Resolver};

/// The largest file that is kept.
const LARGEST: u64 = 512 * 1024 * 1024;
/// A server that says nothing for this long is gone.
const SILENCE: Duration = Duration::from_secs(30);

type Running = Shared<BoxFuture<'static, Result<CachedFile, MediaError>>>;

/// The downloads under way.
pub(crate) struct Downloads {
    worker: Arc<Worker>,
    running: Arc<Mutex<HashMap<FileId, Running>>>,
}

struct Worker {
    cache: Arc<Cache>,
    ledger: Arc<Ledger>,
    parts: PathBuf,
    resolver: Resolver,
    client: std::sync::OnceLock<reqwest::Client>,
}

impl Downloads {
    pub(crate) fn new(cache: Arc<Cache>, ledger: Arc<Ledger>, folder: &Path, resolver: Resolver) -> Self {
        let client = std::sync::OnceLock::new();
        let worker = Worker { cache, ledger, parts: folder.join("parts"), resolver, client };
        Self { worker: Arc::new(worker), running: Arc::default() }
    }

    /// Fetches a file, or waits for whoever fetches it already.
    pub(crate) async fn fetch(&self, id: &FileId) -> Result<CachedFile, MediaError> {
        let download = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.entry(id.clone()).or_insert_with(|| self.begin(id)).clone()
        };
        download.await
    }

    /// A task of its own: it goes on when the page that asked is gone, and ends with the process.
    fn begin(&self, id: &FileId) -> Running {
        let (worker, running, id) = (Arc::clone(&self.worker), Arc::clone(&self.running), id.clone());
        let task = tokio::spawn(async move {
            let outcome = worker.download(&id).await;
            running.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            outcome
        });
        async move { task.await.unwrap_or_else(|ended| Err(MediaError::Disk(ended.to_string()))) }.boxed().shared()
    }
}

impl Worker {
    async fn download(&self, id: &FileId) -> Result<CachedFile, MediaError> {
        let located = (self.resolver)(id.clone()).await?;
        tokio::fs::create_dir_all(&self.parts).await?;
        let part = Part(self.parts.join(uuid::Uuid::new_v4().simple().to_string()));
        let received = self.receive(&located, &part.0).await?;
        let sniffed = sniff(&received.head, located.name.as_deref().unwrap_or_default());
        let file = CachedFile {
            id: id.as_str().to_owned(),
            hash: received.hash,
            name: located.name,
            mime: sniffed.mime,
            kind: sniffed.kind,
            size: received.size,
            facts: Facts::default(),
            pinned: false,
            path: PathBuf::new(),
        };
        let file = self.ledger.learn(&part.0, file).await;
        Ok(self.cache.take(&part.0, file)?)
    }

    async fn receive(&self, located: &Located, part: &Path) -> Result<Received, MediaError> {
        let offline = |problem: reqwest::Error| MediaError::Offline(problem.without_url().to_string());
        let answer = self.client()?.get(&located.url).send().await.map_err(offline)?;
        match answer.status().as_u16() {
            200 => {}
            401 | 403 | 404 | 410 => return Err(MediaError::Gone),
            status => return Err(MediaError::Offline(format!("it answered {status}"))),
        }
        let promised = answer.content_length();
        let mut file = tokio::fs::File::create(part).await?;
        let mut received = Received { hash: String::new(), size: 0, head: Vec::new() };
        let mut digest = Sha256::new();
        let mut bytes = answer.bytes_stream();
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk.map_err(offline)?;
            received.size += chunk.len() as u64;
            if received.size > LARGEST {
                return Err(MediaError::TooLarge);
            }
            if received.head.len() < WANTED {
                received.head.extend_from_slice(&chunk);
            }
            digest.update(&chunk);
            file.write_all(&chunk).await?;
        }
        if promised.is_some_and(|promised| promised != received.size) {
            return Err(MediaError::Offline("it was cut off".to_owned()));
        }
        file.sync_all().await?;
        received.hash = hex(&digest.finalize());
        Ok(received)
    }

    /// The client is made with the first download: a start without one does not pay for it. It knows no token.
    fn client(&self) -> Result<&reqwest::Client, MediaError> {
        if self.client.get().is_none() {
            // Refused when another part of the program was first, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let client = reqwest::Client::builder()
                .connect_timeout(Duration::from_secs(10))
                .read_timeout(SILENCE)
                .redirect(reqwest::redirect::Policy::limited(5))
                .build()
                .map_err(|problem| MediaError::Offline(problem.to_string()))?;
            // Another task may have been quicker; its client serves as well.
            let _ = self.client.set(client);
        }
        self.client.get().ok_or_else(|| MediaError::Offline("no client".to_owned()))
    }
}

struct Received {
    hash: String,
    size: u64,
    head: Vec<u8>,
}

/// A part that is removed unless it was moved into the cache.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Gone already when it became a file of the cache.
        let _ = std::fs::remove_file(&self.0);
    }
}
