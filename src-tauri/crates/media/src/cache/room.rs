//! Room: how much there is, and what leaves when there is too little.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use super::shelf::{Entry, Shelf};
use super::{Cache, CachedFile};
use crate::evict;
use crate::notes::Note;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Bytes, each content counted once.
    pub bytes: u64,
    /// Files.
    pub files: u64,
    /// The most bytes that are kept.
    pub cap: u64,
}

impl Cache {
    /// Reads every note, once. Blocks.
    pub(crate) fn take_stock(&self) {
        if self.shelf().surveyed {
            return;
        }
        // Read without the lock, for this is the long part; then only what is still so is taken in.
        let found: Vec<(CachedFile, SystemTime)> = self
            .notes
            .all()
            .filter_map(|(note, used)| match note {
                Note::Here(file) => Some((*file, used)),
                Note::Missing(_) => None,
            })
            .collect();
        let mut shelf = self.shelf();
        for (file, used) in found {
            if !shelf.files.contains_key(&file.id) && self.notes.is_there(&file.id) && self.is_whole(&file) {
                shelf.files.insert(file.id.clone(), Entry::new(&file, used));
            }
        }
        shelf.surveyed = true;
    }

    /// Takes stock, removes contents that no note names, and makes room if need be. Blocks.
    pub(crate) fn tidy(&self) {
        self.take_stock();
        self.sweep();
        self.make_room(None);
    }

    /// Bounds the cache anew. Blocks while room is made.
    pub(crate) fn set_cap(&self, cap: u64) {
        let before = self.cap.swap(cap, Ordering::Relaxed);
        if cap < before {
            self.make_room(None);
        }
    }

    /// How much is kept. Blocks.
    pub(crate) fn usage(&self) -> Usage {
        self.take_stock();
        let shelf = self.shelf();
        let contents = shelf.contents(None);
        Usage {
            bytes: contents.iter().map(|content| content.size).sum(),
            files: shelf.files.len() as u64,
            cap: self.cap.load(Ordering::Relaxed),
        }
    }

    /// Drops what was used longest ago until the rest fits. What was just fetched stays, whatever its size. Blocks.
    pub(crate) fn make_room(&self, fresh: Option<&str>) {
        self.take_stock();
        let cap = self.cap.load(Ordering::Relaxed);
        let leaving = {
            let mut shelf = self.shelf();
            let leaving = evict::plan(shelf.contents(fresh), cap);
            if leaving.is_empty() {
                return;
            }
            let ids: Vec<String> = shelf
                .files
                .iter()
                .filter(|(_, entry)| leaving.contains(&entry.hash))
                .map(|(id, _)| id.clone())
                .collect();
            for id in ids {
                if let Err(problem) = self.notes.remove(&id) {
                    tracing::warn!(%problem, "a file's note could not be dropped from the cache");
                }
                shelf.files.remove(&id);
            }
            self.part_with(&mut shelf, &leaving.iter().map(String::as_str).collect::<Vec<_>>())
        };
        discard(leaving);
    }

    /// Moves away those of these contents that no file has any more, with what is derived from them; they are to be
    /// discarded once the lock is released, for removing a long video takes its time.
    pub(super) fn part_with(&self, shelf: &mut Shelf, hashes: &[&str]) -> Vec<PathBuf> {
        let needed: HashSet<&str> = shelf.files.values().map(|entry| entry.hash.as_str()).collect();
        let parting: HashSet<&str> =
            hashes.iter().copied().filter(|hash| !needed.contains(hash) && !shelf.coming.contains_key(*hash)).collect();
        let mut leaving = Vec::new();
        for hash in &parting {
            let away = self.contents.join(format!("{hash}.leaving-{}", uuid::Uuid::new_v4().simple()));
            match fs::rename(self.contents.join(hash), &away) {
                Ok(()) => leaving.push(away),
                Err(problem) if problem.kind() == io::ErrorKind::NotFound => {}
                Err(problem) => tracing::warn!(%problem, "a content could not be dropped from the cache"),
            }
        }
        if !parting.is_empty() {
            (self.parted)(&parting);
        }
        leaving
    }

    /// Removes contents that no note names: of a download that was taken over only halfway when the program died.
    fn sweep(&self) {
        let entries = fs::read_dir(&self.contents).into_iter().flatten().flatten();
        let old: Vec<PathBuf> = entries
            .filter(|entry| {
                let modified = entry.metadata().and_then(|metadata| metadata.modified());
                modified.is_ok_and(crate::notes::is_old)
            })
            .map(|entry| entry.path())
            .collect();
        let shelf = self.shelf();
        let needed: HashSet<&str> = shelf.files.values().map(|entry| entry.hash.as_str()).collect();
        let unneeded = old.into_iter().filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            !needed.contains(name) && !shelf.coming.contains_key(name)
        });
        discard(unneeded.collect());
    }
}

pub(super) fn discard(leaving: Vec<PathBuf>) {
    for path in leaving {
        if let Err(problem) = fs::remove_file(&path) {
            tracing::warn!(%problem, "a content could not be removed; the next start tries again");
        }
    }
}
