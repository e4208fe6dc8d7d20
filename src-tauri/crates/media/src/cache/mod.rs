//! The cache: contents by their hash, and for each file id a note ([`crate::notes`]) that names its content.
//!
//! A note is written after its content is in place and removed before it, so a note never points at half a file. Opening
//! reads nothing: a file's note is read when somebody asks for the file, and all of them by [`Cache::take_stock`], behind
//! the open window or when the first download has to know how much room there is. What another Bellhop fetched into the
//! same folder is found in the same way.
//!
//! It is bounded by a cap that counts a content once, however many ids name it. When it is full, the contents used longest
//! ago leave with all their notes and all that was derived from them; never what is held (on screen, shown lately), pinned,
//! just fetched or about to be taken over. What is held may therefore be more than the cap. What is lost can be fetched
//! again.

mod hash;
mod room;
mod shelf;

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bellhop_model::FileId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::facts::Facts;
use crate::notes::{Missing, Note, Notes, Why};
use crate::sniff::Kind;

pub(crate) use hash::hex;
use hash::is_hash;
pub use room::Usage;
use room::discard;
use shelf::{Entry, Shelf};

/// A time of use is written down again when the one on the disk is this old.
const STALE: Duration = Duration::from_secs(600);

/// A file that is on this machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CachedFile {
    /// The remote's id.
    pub id: String,
    /// The SHA-256 of its bytes in hex.
    pub hash: String,
    /// Its name as the remote tells it.
    pub name: Option<String>,
    /// Its media type by its bytes.
    pub mime: String,
    /// How it may be handled.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// What is known of it beyond its bytes: kept in the ledger, by content.
    #[serde(skip)]
    pub facts: Facts,
    /// The rep wants it to stay.
    #[serde(default)]
    pub pinned: bool,
    /// Where its bytes are.
    #[serde(skip)]
    pub path: PathBuf,
}

/// Whether a file is here, and if not, whether it is known why.
#[derive(Debug)]
pub(crate) enum Standing {
    Here,
    Missing(Why),
    Absent,
}

/// Is told the hashes of contents that left, while nothing else can come or leave: what was derived from them goes too.
pub(crate) type Parted = Box<dyn Fn(&HashSet<&str>) + Send + Sync>;

/// The files on this machine, by id.
pub(crate) struct Cache {
    contents: PathBuf,
    notes: Notes,
    cap: AtomicU64,
    parted: Parted,
    shelf: Mutex<Shelf>,
}

impl Cache {
    pub(crate) fn open(media: &Path, cap: u64, parted: Parted) -> io::Result<Self> {
        let contents = media.join("contents");
        fs::create_dir_all(&contents)?;
        Ok(Self { contents, notes: Notes::open(media)?, cap: AtomicU64::new(cap), parted, shelf: Mutex::default() })
    }

    /// What is known of a file.
    pub(crate) fn standing(&self, id: &FileId) -> Standing {
        let mut shelf = self.shelf();
        match self.look(&mut shelf, id.as_str()) {
            Some(_) => Standing::Here,
            None => self.why_missing(&mut shelf, id.as_str()).map_or(Standing::Absent, Standing::Missing),
        }
    }

    pub(crate) fn get(&self, id: &FileId) -> Option<CachedFile> {
        let file = self.look(&mut self.shelf(), id.as_str())?;
        Some(CachedFile::clone(&file))
    }

    /// The file, marked as shown now.
    pub(crate) fn touch(&self, id: &FileId) -> Option<CachedFile> {
        let mut shelf = self.shelf();
        let file = self.look(&mut shelf, id.as_str())?;
        if let Some(entry) = shelf.files.get_mut(id.as_str()) {
            entry.shown = Some(Instant::now());
            self.mark_used(id.as_str(), entry);
        }
        Some(CachedFile::clone(&file))
    }

    /// Holds these files, which are on screen now, and no others.
    pub(crate) fn hold(&self, files: &[FileId]) {
        let mut shelf = self.shelf();
        shelf.held = files.iter().map(|id| id.as_str().to_owned()).collect();
        for id in files {
            self.look(&mut shelf, id.as_str());
            if let Some(entry) = shelf.files.get_mut(id.as_str()) {
                self.mark_used(id.as_str(), entry);
            }
        }
    }

    /// Says that a content is about to be taken over, until the answer is dropped: nothing of it leaves meanwhile.
    pub(crate) fn expect(self: &Arc<Self>, hash: &str) -> Expected {
        *self.shelf().coming.entry(hash.to_owned()).or_default() += 1;
        Expected { cache: Arc::clone(self), hash: hash.to_owned() }
    }

    /// Takes over a finished download. [`Cache::make_room`] is to follow.
    pub(crate) fn take(&self, finished: &Path, mut file: CachedFile) -> io::Result<CachedFile> {
        let used = SystemTime::now();
        let mut leaving = Vec::new();
        {
            let mut shelf = self.shelf();
            let before = self.look(&mut shelf, &file.id);
            file.pinned = before.as_ref().is_some_and(|before| before.pinned) || shelf.pins.remove(&file.id);
            file.path = self.contents.join(&file.hash);
            fs::rename(finished, &file.path)?;
            self.notes.write(&file.id, &Note::Here(Box::new(file.clone())), used)?;
            shelf.missing.remove(&file.id);
            shelf.files.insert(file.id.clone(), Entry::new(&file, used));
            if let Some(before) = before.filter(|before| before.hash != file.hash) {
                leaving.extend(self.part_with(&mut shelf, &[&before.hash]));
            }
        }
        discard(leaving);
        Ok(file)
    }

    /// Remembers why a file is not here.
    pub(crate) fn miss(&self, id: &FileId, why: Why) {
        let mut shelf = self.shelf();
        if self.look(&mut shelf, id.as_str()).is_some() {
            return;
        }
        shelf.missing.insert(id.as_str().to_owned(), why);
        let note = Note::Missing(Missing { id: id.as_str().to_owned(), missing: why });
        // On a full disk it is remembered until the program ends.
        if let Err(problem) = self.notes.write(id.as_str(), &note, SystemTime::now()) {
            tracing::info!(%problem, "why a file is missing could not be noted");
        }
    }

    /// Forgets why a file was not here: it is tried again.
    pub(crate) fn hope(&self, id: &FileId) {
        let mut shelf = self.shelf();
        if self.why_missing(&mut shelf, id.as_str()).is_some() {
            shelf.missing.remove(id.as_str());
            // When the note stays, it says again after a restart what this try will find out as well.
            let _ = self.notes.remove(id.as_str());
        }
    }

    /// Keeps a file whatever else has to leave, or no longer. False when it is not here yet: it will be pinned when it comes.
    pub(crate) fn pin(&self, id: &FileId, pinned: bool) -> io::Result<bool> {
        let mut shelf = self.shelf();
        let Some(file) = self.look(&mut shelf, id.as_str()) else {
            if pinned {
                shelf.pins.insert(id.as_str().to_owned());
            } else {
                shelf.pins.remove(id.as_str());
            }
            return Ok(false);
        };
        if file.pinned != pinned {
            let changed = CachedFile { pinned, ..CachedFile::clone(&file) };
            let Some(entry) = shelf.files.get_mut(id.as_str()) else { return Ok(false) };
            self.notes.write(id.as_str(), &Note::Here(Box::new(changed.clone())), entry.used)?;
            entry.pinned = pinned;
            entry.file = Some(Arc::new(changed));
        }
        Ok(true)
    }

    /// Takes a file out: its note, and its content unless another file has the same.
    pub(crate) fn forget(&self, id: &FileId) -> io::Result<()> {
        // Another file may have the same content without being known.
        self.take_stock();
        let leaving = {
            let mut shelf = self.shelf();
            let known = self.look(&mut shelf, id.as_str());
            self.notes.remove(id.as_str())?;
            shelf.missing.remove(id.as_str());
            shelf.pins.remove(id.as_str());
            shelf.files.remove(id.as_str());
            match known {
                Some(file) => self.part_with(&mut shelf, &[&file.hash]),
                None => Vec::new(),
            }
        };
        discard(leaving);
        Ok(())
    }

    /// The file, from memory or from its note; nothing when its content is not as the note says.
    fn look(&self, shelf: &mut Shelf, id: &str) -> Option<Arc<CachedFile>> {
        if let Some(file) = shelf.files.get(id).and_then(|entry| entry.file.as_ref()) {
            if self.is_whole(file) {
                return Some(Arc::clone(file));
            }
            shelf.files.remove(id);
            return None;
        }
        let read = match self.notes.read(id) {
            Some((Note::Here(file), used)) if self.is_whole(&file) => Some((file, used)),
            _ => None,
        };
        let Some((file, used)) = read else {
            shelf.files.remove(id);
            return None;
        };
        let file = Arc::new(CachedFile { path: self.contents.join(&file.hash), ..*file });
        let entry = shelf.files.entry(id.to_owned()).or_insert_with(|| Entry::new(&file, used));
        (entry.hash, entry.size, entry.pinned) = (file.hash.clone(), file.size, file.pinned);
        entry.file = Some(Arc::clone(&file));
        Some(file)
    }

    fn is_whole(&self, file: &CachedFile) -> bool {
        is_hash(&file.hash) && fs::metadata(self.contents.join(&file.hash)).is_ok_and(|found| found.len() == file.size)
    }

    fn why_missing(&self, shelf: &mut Shelf, id: &str) -> Option<Why> {
        if let Some(why) = shelf.missing.get(id) {
            return Some(*why);
        }
        let (Note::Missing(missing), _) = self.notes.read(id)? else { return None };
        shelf.missing.insert(id.to_owned(), missing.missing);
        Some(missing.missing)
    }

    fn mark_used(&self, id: &str, entry: &mut Entry) {
        entry.used = SystemTime::now();
        if entry.noted.elapsed().is_ok_and(|age| age > STALE) {
            entry.noted = entry.used;
            self.notes.used(id, entry.used);
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A content that is about to be taken over.
pub(crate) struct Expected {
    cache: Arc<Cache>,
    hash: String,
}

impl Drop for Expected {
    fn drop(&mut self) {
        let mut shelf = self.cache.shelf();
        if let Some(count) = shelf.coming.get_mut(&self.hash) {
            *count -= 1;
            if *count == 0 {
                shelf.coming.remove(&self.hash);
            }
        }
    }
}
