//! Files: fetched once, kept by their content, shown from a loopback source.
//!
//! A customer's file is hostile until shown otherwise. Its bytes decide what it is ([`sniff`]), its name never becomes a
//! path ([`names`]), what it shows and how long it lasts is found out once, within bounds ([`facts`]), and it reaches the
//! window only through [`source`], which serves this machine alone, below a secret
//! path, with headers that let nothing in it run. Nothing is served from a custom URL scheme: WebKitGTK plays no sound and
//! no video from one, and one way for every file is simpler than two. The address that comes with a message is never asked:
//! whoever writes a message could name any address in it; only the remote's own signed URL is ([`Resolver`]).
//!
//! States of a file ([`State`]): absent, downloading (once, however many ask), cached, gone, or refused with a reason; the
//! last two are remembered across restarts until somebody asks again. A download that is cut off or stopped goes on where
//! it was, also after the program was killed. The cache is bounded; the files used longest ago leave first. Files that the
//! rep attached (`outgoing`) are kept apart and never leave on their own: an unsent message may need them.

mod cache;
pub mod codecs;
mod container;
mod copying;
mod download;
mod downloads;
mod evict;
mod facts;
mod host;
mod limits;
mod lottie;
pub mod names;
mod notes;
mod outgoing;
mod parts;
mod picture;
pub mod recording;
mod redacting;
mod saving;
pub mod sniff;
mod sound;
mod source;
mod state;
mod text;
mod ticket;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bellhop_model::{FileId, LocalFile};
use futures::future::BoxFuture;
use tokio::sync::watch;

pub use cache::{CachedFile, Usage};
pub use copying::{CopyError, Pixels};
pub use facts::{Facts, Reading, Reason, Seen, Still, of as look_at};
pub use limits::Limits;
pub use redacting::{MOST_MARKS, RedactError};
pub use sniff::{Kind, Sniffed};
pub use state::{MediaError, State, Trouble};
pub use ticket::Urgency;

use cache::{Cache, Standing};
use download::Worker;
use downloads::Downloads;
use facts::ledger::{Ledger, PosterRefused, StillFile};
use host::Host;
use notes::Why;
use outgoing::Outgoing;
use parts::Parts;
use recording::{Recorded, Recorder};
use source::Source;

/// Where a file's bytes can be had without a token, for a while.
#[derive(Debug, Clone)]
pub struct Located {
    /// A signed URL.
    pub url: String,
    /// The file's name, if the remote tells.
    pub name: Option<String>,
    /// Bytes, if the remote tells: what comes must be exactly as many.
    pub size: Option<u64>,
}

/// Finds out where a file's bytes can be had: sync asks the remote for a signed URL.
pub type Resolver = Arc<dyn Fn(FileId) -> BoxFuture<'static, Result<Located, MediaError>> + Send + Sync>;

/// How the files of a workspace are opened.
pub struct Setup<'s> {
    /// Where they are kept.
    pub folder: &'s Path,
    /// The origins of pages that may read them from the loopback source.
    pub origins: &'s [String],
    /// Who knows where bytes can be had.
    pub resolver: Resolver,
    /// How much is fetched and kept, and how long a download is tried.
    pub limits: Limits,
}

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
    recorder: Recorder,
    news: watch::Sender<()>,
    source: std::sync::OnceLock<Source>,
}

impl Media {
    /// Opens the folder and, inside a tokio runtime, starts the loopback source for pages of these origins.
    ///
    /// A source that cannot start is not an error: messages are still readable, [`Media::url`] is empty then.
    pub async fn open(folder: &Path, origins: &[String], resolver: Resolver) -> std::io::Result<Self> {
        Self::set_up(Setup { folder, origins, resolver, limits: Limits::default() }).await
    }

    /// The same with everything that can be chosen.
    pub async fn set_up(setup: Setup<'_>) -> std::io::Result<Self> {
        let Setup { folder, origins, resolver, limits } = setup;
        let (news, _) = watch::channel(());
        let derived = folder.to_owned();
        let parted: cache::Parted = Box::new(move |hashes| evict::drop_derived(&derived, hashes));
        let cache = Arc::new(Cache::open(folder, limits.cap, parted)?);
        let ledger = Arc::new(Ledger::open(folder)?);
        let worker = Worker {
            cache: Arc::clone(&cache),
            ledger: Arc::clone(&ledger),
            parts: Parts::in_folder(folder),
            resolver,
            host: Host::new(limits.silence),
            limits,
        };
        let media = Self {
            shared: Arc::new(Shared {
                folder: folder.to_owned(),
                downloads: Downloads::new(worker, news.clone()),
                cache,
                ledger,
                outgoing: Outgoing::open(folder)?,
                recorder: Recorder::open(folder)?,
                news,
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

    /// Clears up what the last run left: copies that were opened, parts that nobody goes on with, contents that no file has.
    /// For the one process that works on the workspace; on a thread of its own, which a process that ends does not wait for.
    pub fn tidy(&self) {
        let (cache, folder) = (Arc::clone(&self.shared.cache), self.shared.folder.clone());
        // What lies there when the thread begins may be of this run already.
        saving::set_aside_opened(&folder);
        let tidying = std::thread::Builder::new().name("media tidy".to_owned()).spawn(move || {
            saving::drop_opened(&folder);
            Parts::in_folder(&folder).tidy();
            cache.tidy();
        });
        if let Err(problem) = tidying {
            tracing::warn!(%problem, "the media folder could not be cleared up");
        }
    }

    /// The start of every media address, secret included; empty when the source could not start.
    pub fn url(&self) -> &str {
        self.shared.source.get().map_or("", |source| source.url.as_str())
    }

    /// What is known of a file that is on this machine. One that was not looked at yet is looked at now, and
    /// [`Media::news`] tells when more is known.
    pub fn cached(&self, file: &FileId) -> Option<CachedFile> {
        let cached = self.shared.cache.get(file)?;
        Some(self.told(cached))
    }

    /// The file, fetched first if it is not here. One that is known to be gone or refused is not asked for again.
    pub async fn fetch(&self, file: &FileId) -> Result<CachedFile, MediaError> {
        if let Standing::Missing(why) = self.shared.cache.standing(file)
            && why != Why::NoRoom
        {
            return Err(why.into());
        }
        if let Some(cached) = self.shared.cache.touch(file) {
            return Ok(self.learned(cached).await);
        }
        let fetched = self.shared.downloads.fetch(file, Urgency::Asked, None).await?;
        self.shared.cache.touch(file);
        Ok(fetched)
    }

    /// Whether a file's bytes are here, and if not, why.
    pub fn state(&self, file: &FileId) -> State {
        let standing = self.shared.cache.standing(file);
        if let Standing::Here = standing {
            return State::Cached;
        }
        let otherwise = || match standing {
            Standing::Missing(why) => why.state(),
            _ => State::Absent,
        };
        self.shared.downloads.state(file).unwrap_or_else(otherwise)
    }

    /// Begins a download, unless it is here or on its way. What was gone or refused is tried again.
    pub fn want(&self, file: &FileId) {
        self.shared.cache.hope(file);
        if self.shared.cache.touch(file).is_none() {
            // It goes on without being waited for.
            drop(self.shared.downloads.fetch(file, Urgency::Asked, None));
        }
    }

    /// Fetches a file that the rep may open next, when it is not larger than this, behind everything that is asked for.
    /// What is gone, refused or was given up is left alone.
    pub fn fetch_ahead(&self, file: &FileId, urgency: Urgency, limit: u64) {
        if let Standing::Absent = self.shared.cache.standing(file) {
            self.shared.downloads.fetch_ahead(file, urgency, limit);
        }
    }

    /// Stops a download; what is here of it stays for the next try.
    pub fn give_up(&self, file: &FileId) {
        self.shared.downloads.stop(file);
    }

    /// Goes on with what was asked for when the remote could not be reached.
    pub fn resume(&self) {
        self.shared.downloads.resume();
    }

    /// Keeps a file, whatever else has to leave, or lets it leave. One that is not here yet is fetched.
    pub async fn pin(&self, file: &FileId, pinned: bool) -> Result<(), MediaError> {
        let here = self.shared.cache.pin(file, pinned)?;
        if !here && pinned {
            self.want(file);
        }
        self.shared.news.send_replace(());
        Ok(())
    }

    /// Says which files are on screen now: they do not leave, whatever room is needed.
    pub fn hold(&self, files: &[FileId]) {
        self.shared.cache.hold(files);
    }

    /// Bounds the cache anew, and makes room if need be.
    pub async fn set_cap(&self, bytes: u64) {
        let cache = Arc::clone(&self.shared.cache);
        self.block(move || cache.set_cap(bytes)).await;
        self.shared.news.send_replace(());
    }

    /// How much is kept.
    pub async fn usage(&self) -> Option<Usage> {
        let cache = Arc::clone(&self.shared.cache);
        self.block(move || cache.usage()).await
    }

    /// Tells that something about files changed: which, [`Media::state`] says.
    pub fn news(&self) -> watch::Receiver<()> {
        self.shared.news.subscribe()
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

    /// Records voice notes.
    pub fn recorder(&self) -> &Recorder {
        &self.shared.recorder
    }

    /// Keeps a recorded note among the files that the rep attached.
    pub async fn keep_recorded(&self, recorded: &Recorded) -> Result<LocalFile, MediaError> {
        let bytes = tokio::fs::read(&recorded.path).await?;
        let kept = self.keep_outgoing(&recorded.name, &bytes).await?;
        self.shared.recorder.taken(recorded);
        Ok(kept)
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
        self.shared.news.send_replace(());
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
                let hash = file.hash.clone();
                media.learned(file).await;
                media.shared.ledger.release(&hash);
                media.shared.news.send_replace(());
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

    /// The remote has a file that the rep attached, under this id: it need not be fetched to be shown in its message.
    pub fn adopt(&self, file: &FileId, local: &LocalFile) {
        let (media, id, local) = (self.clone(), file.clone(), local.clone());
        tokio::task::spawn_blocking(move || {
            let Some(path) = media.shared.outgoing.path(&local.hash) else { return };
            if let Err(problem) = saving::adopt(&media.shared.cache, &path, (&id, &local)) {
                // Then it is fetched, as others are.
                tracing::info!(%problem, file = id.as_str(), "a file that was sent could not be kept");
            }
            media.shared.news.send_replace(());
        });
    }

    /// Drops the bytes of files that nothing refers to any more: everything but these hashes.
    pub async fn keep_only_outgoing(&self, hashes: &[String]) -> std::io::Result<()> {
        self.shared.outgoing.keep_only(hashes).await
    }

    /// Takes a file off this machine, with what is here of it and every copy for opening: its message is gone on the remote.
    pub async fn forget(&self, file: &FileId) -> Result<(), MediaError> {
        self.shared.downloads.forget(file).await;
        let (cache, folder, id) = (Arc::clone(&self.shared.cache), self.shared.folder.clone(), file.clone());
        let forgetting = move || {
            let hash = cache.get(&id).map(|file| file.hash);
            cache.forget(&id)?;
            hash.map_or(Ok(()), |hash| saving::forget_opened(&folder, &hash))
        };
        self.block(forgetting).await.unwrap_or(Ok(()))?;
        self.shared.news.send_replace(());
        Ok(())
    }

    /// Makes a copy with a safe name, not executable and only for reading, for the desktop's program to open.
    pub async fn copy_for_opening(&self, file: &FileId, name: Option<&str>) -> Result<PathBuf, MediaError> {
        let cached = self.fetch_again(file).await?;
        let name = names::safe_name(name.or(cached.name.as_deref()).unwrap_or_default(), &cached.mime);
        saving::copy_for_opening(&self.shared.folder, &cached, &name).await
    }

    /// Saves a copy, not executable, at a place that the rep chose.
    pub async fn save_copy(&self, file: &FileId, place: &Path) -> Result<(), MediaError> {
        let cached = self.fetch_again(file).await?;
        saving::save(&cached.path, place).await
    }

    async fn fetch_again(&self, file: &FileId) -> Result<CachedFile, MediaError> {
        self.shared.cache.hope(file);
        self.fetch(file).await
    }

    /// Does what blocks; nothing when the program ends meanwhile.
    async fn block<T: Send + 'static>(&self, act: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        tokio::task::spawn_blocking(act).await.ok()
    }
}
