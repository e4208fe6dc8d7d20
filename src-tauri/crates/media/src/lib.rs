//! Files: fetched once, kept by their content, shown from a loopback source.
//!
//! A customer's file is hostile until shown otherwise. Its bytes decide what it is ([`sniff`]), its name never becomes a
//! path ([`names`]), what it shows and how long it lasts is found out once, within bounds ([`facts`]), and it reaches the
//! window only through [`source`], which serves this machine alone, below a secret
//! path, with headers that let nothing in it run. Nothing is served from a custom URL scheme: WebKitGTK plays no sound and
//! no video from one, and one way for every file is simpler than two.
//!
//! States of a file: unknown, downloading (once, however many ask), cached, or refused with a reason. A file that is cut
//! off in mid-download leaves nothing behind. The cache is bounded; the files used longest ago leave first. Files that the
//! rep attached (`outgoing`) are kept apart and never leave on their own: an unsent message may need them.

mod cache;
pub mod codecs;
mod container;
mod download;
mod facts;
mod lottie;
pub mod names;
mod outgoing;
mod picture;
pub mod sniff;
mod sound;
mod source;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellhop_model::{FileId, LocalFile};
use futures::future::BoxFuture;
use tokio::sync::broadcast;

pub use cache::CachedFile;
pub use facts::{Facts, Reading, Reason, Seen, Still, of as look_at};
pub use sniff::{Kind, Sniffed};

use cache::Cache;
use download::Downloads;
use facts::ledger::{Ledger, PosterRefused, StillFile};
use outgoing::Outgoing;
use source::Source;

/// Where a file's bytes can be had without a token, for a while.
#[derive(Debug, Clone)]
pub struct Located {
    /// A signed URL.
    pub url: String,
    /// The file's name, if the remote tells.
    pub name: Option<String>,
}

/// Why a file is not here.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MediaError {
    /// The remote does not have it any more, or does not show it to this token.
    #[error("The file is no longer on the server.")]
    Gone,
    /// The remote cannot be reached now.
    #[error("The file is not on this computer yet, and the server cannot be reached ({0}).")]
    Offline(String),
    /// It is larger than what is kept.
    #[error("The file is larger than 512 MB and is not kept on this computer.")]
    TooLarge,
    /// The disk refused.
    #[error("The file cannot be written on this computer: {0}.")]
    Disk(String),
}

/// Whether a file's bytes are on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not yet.
    Absent,
    /// On their way.
    Downloading {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all, where the remote tells.
        total: Option<u64>,
    },
    /// Here.
    Cached,
    /// The remote does not have them any more.
    Gone,
    /// They are not kept.
    Refused(Trouble),
}

/// Why a file's bytes are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Larger than the largest file that is kept.
    TooLarge,
    /// The disk is full or cannot be written.
    NoRoom,
    /// Not what the remote announced.
    Damaged,
}

impl From<std::io::Error> for MediaError {
    fn from(problem: std::io::Error) -> Self {
        Self::Disk(problem.to_string())
    }
}

/// Finds out where a file's bytes can be had: sync asks the remote for a signed URL.
pub type Resolver = Arc<dyn Fn(FileId) -> BoxFuture<'static, Result<Located, MediaError>> + Send + Sync>;

/// The files of a workspace. Cheap to clone.
#[derive(Clone)]
pub struct Media {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    cache: Arc<Cache>,
    ledger: Arc<Ledger>,
    downloads: Downloads,
    outgoing: Outgoing,
    fetched: broadcast::Sender<FileId>,
    source: std::sync::OnceLock<Source>,
}

impl Media {
    /// Opens the folder and, inside a tokio runtime, starts the loopback source for pages of these origins.
    ///
    /// A source that cannot start is not an error: messages are still readable, [`Media::url`] is empty then.
    pub async fn open(folder: &Path, origins: &[String], resolver: Resolver) -> std::io::Result<Self> {
        let (fetched, _) = broadcast::channel(256);
        let cache = Arc::new(Cache::open(folder)?);
        let ledger = Arc::new(Ledger::open(folder)?);
        let media = Self {
            shared: Arc::new(Shared {
                folder: folder.to_owned(),
                downloads: Downloads::new(Arc::clone(&cache), Arc::clone(&ledger), folder, resolver),
                cache,
                ledger,
                outgoing: Outgoing::open(folder)?,
                fetched,
                source: std::sync::OnceLock::new(),
            }),
        };
        media.sweep_facts();
        match Source::start(media.clone(), origins).await {
            Ok(source) => {
                // The cell was empty: this is its only writer.
                let _ = media.shared.source.set(source);
            }
            Err(problem) => tracing::error!(%problem, "the media source could not start"),
        }
        Ok(media)
    }

    /// The start of every media address, secret included; empty when the source could not start.
    pub fn url(&self) -> &str {
        self.shared.source.get().map_or("", |source| source.url.as_str())
    }

    /// What is known of a file that is on this machine. One that was not looked at yet is looked at now, and
    /// [`Media::fetched`] tells when more is known.
    pub fn cached(&self, file: &FileId) -> Option<CachedFile> {
        let cached = self.shared.cache.get(file)?;
        Some(self.told(cached))
    }

    /// The file, fetched first if it is not here.
    pub async fn fetch(&self, file: &FileId) -> Result<CachedFile, MediaError> {
        if let Some(cached) = self.shared.cache.touch(file) {
            return Ok(self.learned(cached).await);
        }
        let fetched = self.shared.downloads.fetch(file).await?;
        // Nobody may listen.
        let _ = self.shared.fetched.send(file.clone());
        Ok(fetched)
    }

    /// Whether a file's bytes are here, and if not, why.
    pub fn state(&self, file: &FileId) -> State {
        if self.cached(file).is_some() { State::Cached } else { State::Absent }
    }

    /// Begins a download, unless it is here or on its way.
    pub fn want(&self, file: &FileId) {
        let (media, file) = (self.clone(), file.clone());
        tokio::spawn(async move {
            if let Err(problem) = media.fetch(&file).await {
                tracing::info!(%problem, file = file.as_str(), "a file could not be fetched");
            }
        });
    }

    /// Stops a download; what is here of it stays for the next try.
    pub fn give_up(&self, _file: &FileId) {}

    /// Keeps a file, whatever else has to leave, or lets it leave.
    pub async fn pin(&self, _file: &FileId, _pinned: bool) -> Result<(), MediaError> {
        Ok(())
    }

    /// Tells which files arrived.
    pub fn fetched(&self) -> broadcast::Receiver<FileId> {
        self.shared.fetched.subscribe()
    }

    /// Keeps bytes that the rep attached, and looks at them; they stay until [`Media::keep_only_outgoing`].
    pub async fn keep_outgoing(&self, name: &str, bytes: &[u8]) -> Result<LocalFile, MediaError> {
        let kept = self.shared.outgoing.keep(name, bytes).await?;
        let Some(file) = self.shared.outgoing.file(&kept.hash) else { return Ok(kept) };
        let kind = sniff::sniff(bytes, name).kind;
        let file = CachedFile { name: Some(name.to_owned()), mime: kept.mime.clone(), kind, ..file };
        let seen = self.learned(file).await;
        Ok(LocalFile { mime: seen.mime, ..kept })
    }

    /// The bytes of a file that is still to be sent.
    pub fn outgoing(&self, hash: &str) -> Option<PathBuf> {
        self.shared.outgoing.path(hash)
    }

    /// What is known of a file that is still to be sent.
    pub fn outgoing_file(&self, hash: &str) -> Option<CachedFile> {
        self.shared.outgoing.file(hash).map(|file| self.told(file))
    }

    /// The same, looked at first if it was not yet.
    pub(crate) async fn outgoing_learned(&self, hash: &str) -> Option<CachedFile> {
        let file = self.shared.outgoing.file(hash)?;
        Some(self.learned(file).await)
    }

    /// The small still picture of a file.
    pub(crate) fn still(&self, file: &CachedFile) -> Option<StillFile> {
        self.shared.ledger.still(file)
    }

    /// Keeps a poster that the window drew of a video, and tells that there is one.
    pub(crate) async fn keep_poster(&self, file: &CachedFile, jpeg: Vec<u8>) -> Result<(), PosterRefused> {
        self.shared.ledger.keep_poster(file, jpeg).await?;
        // Nobody may listen.
        let _ = self.shared.fetched.send(FileId(file.id.clone()));
        Ok(())
    }

    /// Adds to a file what is known of it.
    async fn learned(&self, file: CachedFile) -> CachedFile {
        let path = file.path.clone();
        self.shared.ledger.learn(&path, file).await
    }

    /// Adds to a file what is known of it now. What is not known is found out behind the answer.
    fn told(&self, file: CachedFile) -> CachedFile {
        if let Some(entry) = self.shared.ledger.known(&file.hash) {
            return entry.tell(file);
        }
        let runtime = tokio::runtime::Handle::try_current();
        if let Ok(runtime) = runtime
            && self.shared.ledger.claim(&file.hash)
        {
            let (media, file) = (self.clone(), file.clone());
            runtime.spawn(async move {
                let (id, hash) = (FileId(file.id.clone()), file.hash.clone());
                media.learned(file).await;
                media.shared.ledger.release(&hash);
                // Nobody may listen.
                let _ = media.shared.fetched.send(id);
            });
        }
        file
    }

    /// Drops what is known of contents that left, behind the open window.
    fn sweep_facts(&self) {
        let shared = Arc::clone(&self.shared);
        tokio::task::spawn_blocking(move || {
            let is_here = |hash: &str| {
                shared.folder.join("contents").join(hash).is_file() || shared.outgoing.path(hash).is_some()
            };
            if let Err(problem) = shared.ledger.sweep(is_here) {
                tracing::warn!(%problem, "what is known of files that left could not be dropped");
            }
        });
    }

    /// Drops the bytes of files that nothing refers to any more: everything but these hashes.
    pub async fn keep_only_outgoing(&self, hashes: &[String]) -> std::io::Result<()> {
        self.shared.outgoing.keep_only(hashes).await
    }

    /// Takes a file out of the cache: its message is gone on the remote.
    pub fn forget(&self, file: &FileId) -> std::io::Result<()> {
        self.shared.cache.forget(file)
    }

    /// Makes a copy with a safe name, not executable, for the desktop's program to open.
    pub async fn copy_for_opening(&self, file: &FileId, name: Option<&str>) -> Result<PathBuf, MediaError> {
        let cached = self.fetch(file).await?;
        let folder = self.shared.folder.join("opened").join(cached.hash.get(..16).unwrap_or_default());
        tokio::fs::create_dir_all(&folder).await?;
        let copy = folder.join(names::safe_name(name.or(cached.name.as_deref()).unwrap_or_default(), &cached.mime));
        copy_plain(&cached.path, &copy).await?;
        Ok(copy)
    }

    /// Saves a copy, not executable, at a place that the rep chose.
    pub async fn save_copy(&self, file: &FileId, place: &Path) -> Result<(), MediaError> {
        let cached = self.fetch(file).await?;
        copy_plain(&cached.path, place).await
    }
}

/// Copies bytes without permissions: nothing that came from a customer can be run by a double click.
async fn copy_plain(from: &Path, to: &Path) -> Result<(), MediaError> {
    let mut source = tokio::fs::File::open(from).await?;
    let mut copy = tokio::fs::File::create(to).await?;
    tokio::io::copy(&mut source, &mut copy).await?;
    copy.sync_all().await?;
    Ok(())
}
