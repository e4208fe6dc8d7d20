//! The ledger: facts of contents, and their stills, by hash, in a folder beside them.
//!
//! `HASH.json` holds what is known, `HASH.jpg` or `HASH.png` the still. Contents never change under their hash, so an entry
//! is right for ever, or until a newer Bellhop looks for more ([`VERSION`]); then it is worked out anew when it is asked
//! for. Nothing here is precious: what is lost is worked out again. Entries whose content is gone leave at the next start.
//!
//! Few files are looked at at once ([`PLACES`]), on threads of their own, so that a page of photos neither fills the memory
//! nor stops the window.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::{Facts, Reason, Seen, Still};
use crate::sniff::{self, Kind, Sniffed};
use crate::{CachedFile, picture};

/// Raised when more is found out, or found out better.
const VERSION: u32 = 1;
/// A picture takes both places, for it needs the most memory; two files of other kinds go side by side.
const PLACES: u32 = 2;

/// What is known of contents.
pub(crate) struct Ledger {
    folder: PathBuf,
    known: Mutex<HashMap<String, Entry>>,
    /// Hashes of files that are being looked at because somebody saw them.
    wanted: Mutex<HashSet<String>>,
    places: Semaphore,
}

/// What is known of one content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    version: u32,
    mime: String,
    kind: Kind,
    facts: Facts,
    still: Option<Kept>,
}

/// Where a still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kept {
    /// It is the content itself.
    Original,
    Jpg,
    Png,
}

impl Kept {
    fn extension(self) -> Option<&'static str> {
        match self {
            Self::Original => None,
            Self::Jpg => Some("jpg"),
            Self::Png => Some("png"),
        }
    }
}

impl Entry {
    /// Tells a file what is known of its content. Contents that say nothing themselves are what their file's name made of
    /// them, and whatever a desktop runs by its name is a program: the same bytes can come under another name.
    pub(crate) fn tell(self, file: CachedFile) -> CachedFile {
        let Self { mut mime, mut kind, mut facts, .. } = self;
        if !shows_itself(kind) && !file.mime.is_empty() {
            mime.clone_from(&file.mime);
            kind = file.kind;
        }
        if sniff::runs_by_name(file.name.as_deref().unwrap_or_default()) {
            kind = Kind::Program;
        }
        match kind {
            Kind::Document => facts.reading = super::reading(&mime),
            Kind::Program => facts = Facts { unshown: facts.unshown, ..Facts::default() },
            _ => {}
        }
        CachedFile { mime, kind, facts, ..file }
    }
}

/// Whether the bytes of such files say what they are.
fn shows_itself(kind: Kind) -> bool {
    matches!(kind, Kind::Image | Kind::Audio | Kind::Video | Kind::Animation)
}

/// A still picture that can be served.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StillFile {
    pub(crate) path: PathBuf,
    pub(crate) mime: String,
    /// It will never be another one.
    pub(crate) settled: bool,
}

impl Ledger {
    pub(crate) fn open(media: &Path) -> io::Result<Self> {
        let folder = media.join("facts");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, known: Mutex::default(), wanted: Mutex::default(), places: Semaphore::new(PLACES as usize) })
    }

    /// What is known of a content, if it was looked at.
    pub(crate) fn known(&self, hash: &str) -> Option<Entry> {
        if let Some(entry) = lock(&self.known).get(hash) {
            return Some(entry.clone());
        }
        let text = fs::read(self.place(hash, "json")).ok()?;
        let entry: Entry = serde_json::from_slice(&text).ok().filter(|entry: &Entry| entry.version == VERSION)?;
        lock(&self.known).insert(hash.to_owned(), entry.clone());
        Some(entry)
    }

    /// What is known of a content; it is looked at first if it was not yet. The path need not be its place in the cache.
    pub(crate) async fn learn(self: &Arc<Self>, path: &Path, file: CachedFile) -> CachedFile {
        let (ledger, path) = (Arc::clone(self), path.to_owned());
        let first = Sniffed { mime: file.mime.clone(), kind: file.kind };
        let hash = file.hash.clone();
        let places = if file.kind == Kind::Image { PLACES } else { 1 };
        // It is never closed.
        let Ok(_place) = self.places.acquire_many(places).await else { return file };
        if let Some(entry) = self.known(&hash) {
            return entry.tell(file);
        }
        let looked = tokio::task::spawn_blocking(move || ledger.look(&path, &hash, first)).await;
        match looked {
            Ok(entry) => entry.tell(file),
            Err(problem) => {
                tracing::error!(%problem, "a file could not be looked at");
                CachedFile { facts: Facts { unshown: Some(Reason::Damaged), ..Facts::default() }, ..file }
            }
        }
    }

    /// Marks a content as one that is about to be looked at. False when it is already.
    pub(crate) fn claim(&self, hash: &str) -> bool {
        lock(&self.wanted).insert(hash.to_owned())
    }

    /// Takes the mark away.
    pub(crate) fn release(&self, hash: &str) {
        lock(&self.wanted).remove(hash);
    }

    /// The still of a content, if it has one.
    pub(crate) fn still(&self, file: &CachedFile) -> Option<StillFile> {
        let entry = self.known(&file.hash).filter(|_| file.facts.still)?;
        let settled = entry.kind != Kind::Video;
        Some(match entry.still?.extension() {
            None => StillFile { path: file.path.clone(), mime: entry.mime, settled },
            Some(extension) => {
                let mime = mime_guess::from_ext(extension).first_or_octet_stream();
                StillFile { path: self.place(&file.hash, extension), mime: mime.essence_str().to_owned(), settled }
            }
        })
    }

    /// Keeps the poster that the window drew of a video.
    pub(crate) async fn keep_poster(self: &Arc<Self>, file: &CachedFile, bytes: Vec<u8>) -> Result<(), PosterRefused> {
        if file.kind != Kind::Video || file.facts.unshown.is_some() {
            return Err(PosterRefused::NoVideo);
        }
        let hash = &file.hash;
        let mut entry = self.known(hash).ok_or(PosterRefused::NoVideo)?;
        let Ok(_place) = self.places.acquire_many(PLACES).await else { return Err(PosterRefused::NoVideo) };
        let (ledger, hash) = (Arc::clone(self), hash.to_owned());
        let kept = tokio::task::spawn_blocking(move || {
            // A decoder that panics ends this thread's work, and the poster with it.
            let (still, thumbhash) = picture::poster(&bytes).ok_or(PosterRefused::NoPicture)?;
            entry.facts.still = true;
            entry.facts.thumbhash = Some(thumbhash);
            entry.still = ledger.keep_still(&hash, Some(still))?;
            Ok(ledger.keep(&hash, entry)?)
        });
        kept.await.unwrap_or(Err(PosterRefused::NoPicture))
    }

    /// Drops what is known of contents that are gone.
    pub(crate) fn sweep(&self, is_here: impl Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            let hash = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if !is_here(hash) {
                fs::remove_file(&path)?;
                lock(&self.known).remove(hash);
            }
        }
        Ok(())
    }

    /// Looks at a content. Its name is left out: what is known is known of the bytes, and may be told of other names.
    fn look(&self, path: &Path, hash: &str, first: Sniffed) -> Entry {
        let sniffed = sniff::sniff_file(path, "").ok();
        let sniffed = sniffed.filter(|sniffed| shows_itself(sniffed.kind) || first.mime.is_empty()).unwrap_or(first);
        let Seen { mut facts, still } = super::of(path, &sniffed);
        // A poster is not worked out but given; it outlives a newer version of this file.
        let poster = sniffed.kind == Kind::Video && self.place(hash, "jpg").is_file();
        let still = if poster { Ok(Some(Kept::Jpg)) } else { self.keep_still(hash, still) };
        let still = still.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "a still could not be kept");
            None
        });
        facts.still = still.is_some();
        let entry = Entry { version: VERSION, mime: sniffed.mime, kind: sniffed.kind, facts, still };
        if let Err(problem) = self.keep(hash, entry.clone()) {
            // It is known until the program ends, and found out again afterwards.
            tracing::warn!(%problem, "what is known of a file could not be kept");
        }
        entry
    }

    fn keep_still(&self, hash: &str, still: Option<Still>) -> io::Result<Option<Kept>> {
        let (kept, bytes) = match still {
            None => return Ok(None),
            Some(Still::Original) => return Ok(Some(Kept::Original)),
            Some(Still::Jpeg(bytes)) => (Kept::Jpg, bytes),
            Some(Still::Png(bytes)) => (Kept::Png, bytes),
        };
        self.write(hash, kept.extension().unwrap_or_default(), &bytes)?;
        Ok(Some(kept))
    }

    fn keep(&self, hash: &str, entry: Entry) -> io::Result<()> {
        let text = serde_json::to_vec(&entry)?;
        lock(&self.known).insert(hash.to_owned(), entry);
        self.write(hash, "json", &text)
    }

    /// Renamed into place, so that no half of a file is ever found.
    fn write(&self, hash: &str, extension: &str, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.place(hash, &format!("{extension}-{}", uuid::Uuid::new_v4().simple()));
        fs::write(&fresh, bytes)?;
        fs::rename(&fresh, self.place(hash, extension))
    }

    fn place(&self, hash: &str, extension: &str) -> PathBuf {
        self.folder.join(format!("{hash}.{extension}"))
    }
}

/// Why a poster was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PosterRefused {
    #[error("no video that is shown")]
    NoVideo,
    #[error("no picture")]
    NoPicture,
    #[error("it cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Maps and sets are whole after every statement: a panic elsewhere does not spoil them.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
