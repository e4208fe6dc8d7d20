//! The cache: contents by their hash, and for each file id a small note that names its content.
//!
//! A note is written after its content is in place and renamed over the old one, so a note never points at half a file.
//! It is bounded by [`LIMIT`]; the contents used longest ago leave first. What is lost here can be fetched again.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bellhop_model::FileId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::facts::Facts;
use crate::sniff::Kind;

/// The most bytes that are kept.
const LIMIT: u64 = 4 * 1024 * 1024 * 1024;

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

/// The files on this machine, by id.
pub(crate) struct Cache {
    contents: PathBuf,
    notes: PathBuf,
    limit: u64,
    known: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    file: CachedFile,
    used: SystemTime,
}

impl Cache {
    pub(crate) fn open(folder: &Path) -> std::io::Result<Self> {
        Self::bounded(folder, LIMIT)
    }

    fn bounded(folder: &Path, limit: u64) -> std::io::Result<Self> {
        let (contents, notes) = (folder.join("contents"), folder.join("files"));
        fs::create_dir_all(&contents)?;
        fs::create_dir_all(&notes)?;
        let mut known = HashMap::new();
        for note in fs::read_dir(&notes)?.flatten() {
            let read = fs::read(note.path()).ok().and_then(|text| serde_json::from_slice::<CachedFile>(&text).ok());
            let Some(mut file) = read else { continue };
            file.path = contents.join(&file.hash);
            let used = note.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            if file.path.is_file() {
                known.insert(file.id.clone(), Entry { file, used });
            }
        }
        Ok(Self { contents, notes, limit, known: Mutex::new(known) })
    }

    pub(crate) fn get(&self, id: &FileId) -> Option<CachedFile> {
        self.known().get(id.as_str()).map(|entry| entry.file.clone())
    }

    /// The file, marked as used now.
    pub(crate) fn touch(&self, id: &FileId) -> Option<CachedFile> {
        let mut known = self.known();
        let entry = known.get_mut(id.as_str())?;
        entry.used = SystemTime::now();
        // The time on disk only matters for eviction after a restart; an old one is not worth an error.
        let _ = fs::File::open(self.note(id.as_str())).and_then(|note| note.set_modified(entry.used));
        Some(entry.file.clone())
    }

    /// Takes over a finished download.
    pub(crate) fn take(&self, finished: &Path, mut file: CachedFile) -> std::io::Result<CachedFile> {
        file.path = self.contents.join(&file.hash);
        fs::rename(finished, &file.path)?;
        let note = self.note(&file.id);
        let fresh = note.with_extension("new");
        fs::write(&fresh, serde_json::to_vec(&file)?)?;
        fs::rename(&fresh, &note)?;
        self.known().insert(file.id.clone(), Entry { file: file.clone(), used: SystemTime::now() });
        self.shrink(&file.hash);
        Ok(file)
    }

    pub(crate) fn forget(&self, id: &FileId) -> std::io::Result<()> {
        let mut known = self.known();
        let Some(entry) = known.remove(id.as_str()) else { return Ok(()) };
        fs::remove_file(self.note(id.as_str()))?;
        if !known.values().any(|other| other.file.hash == entry.file.hash) {
            fs::remove_file(&entry.file.path)?;
        }
        Ok(())
    }

    /// Drops what was used longest ago until the rest fits. What was just fetched stays, whatever its size.
    fn shrink(&self, fresh: &str) {
        let mut by_age: Vec<(SystemTime, String, u64)> = self
            .known()
            .values()
            .filter(|entry| entry.file.hash != fresh)
            .map(|entry| (entry.used, entry.file.id.clone(), entry.file.size))
            .collect();
        let mut total: u64 = self.known().values().map(|entry| entry.file.size).sum();
        by_age.sort();
        for (_, id, size) in by_age {
            if total <= self.limit {
                return;
            }
            if let Err(problem) = self.forget(&FileId(id)) {
                tracing::warn!(%problem, "a file could not be dropped from the cache");
            }
            total = total.saturating_sub(size);
        }
    }

    /// The note of a file id. Ids are numbers; anything else goes by its hash, so that no id becomes a path.
    fn note(&self, id: &str) -> PathBuf {
        let plain =
            !id.is_empty() && id.len() < 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let name = if plain { id.to_owned() } else { hex(&Sha256::digest(id)) };
        self.notes.join(format!("{name}.json"))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        // The map is whole after every statement: a panic elsewhere does not spoil it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes as hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn put(cache: &Cache, folder: &Path, id: &str, bytes: &[u8]) -> CachedFile {
        let part = folder.join("part");
        fs::write(&part, bytes).unwrap();
        let hash = hex(&Sha256::digest(bytes));
        let file = CachedFile {
            id: id.to_owned(),
            hash,
            name: None,
            mime: "text/plain".to_owned(),
            kind: Kind::Document,
            size: bytes.len() as u64,
            facts: Facts::default(),
            pinned: false,
            path: PathBuf::new(),
        };
        cache.take(&part, file).unwrap()
    }

    #[test]
    fn what_was_fetched_is_there_after_a_restart_and_two_ids_share_one_content() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        put(&cache, folder.path(), "1", b"same");
        put(&cache, folder.path(), "../../2", b"same");
        let again = Cache::open(folder.path()).unwrap();
        assert_eq!(fs::read(again.get(&"1".into()).unwrap().path).unwrap(), b"same");
        again.forget(&"1".into()).unwrap();
        assert_eq!(
            fs::read(again.get(&"../../2".into()).unwrap().path).unwrap(),
            b"same",
            "the other id still needs it"
        );
        assert!(again.get(&"1".into()).is_none());
    }

    #[test]
    fn the_cache_stays_within_its_bound_and_drops_what_was_used_longest_ago() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::bounded(folder.path(), 25).unwrap();
        put(&cache, folder.path(), "1", b"0123456789");
        put(&cache, folder.path(), "2", b"9876543210");
        cache.touch(&"1".into()).unwrap();
        put(&cache, folder.path(), "3", b"abcdefghij");
        assert!(cache.get(&"2".into()).is_none(), "used longest ago");
        assert!(cache.get(&"1".into()).is_some() && cache.get(&"3".into()).is_some());
    }
}
