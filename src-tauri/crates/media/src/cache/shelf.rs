//! What the cache knows in memory: which files there are, what holds them, and when each was used.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::CachedFile;
use crate::evict::Content;
use crate::notes::Why;

/// What was shown this lately is still needed: a paused video, a picture that is scrolled back to.
const LATELY: Duration = Duration::from_secs(300);

/// What is known in memory. It is whole after every statement: a panic elsewhere does not spoil it.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) files: HashMap<String, Entry>,
    pub(super) missing: HashMap<String, Why>,
    /// Every note was read: eviction knows what there is.
    pub(super) surveyed: bool,
    /// On screen.
    pub(super) held: HashSet<String>,
    /// To be pinned when they come.
    pub(super) pins: HashSet<String>,
    /// Contents that are about to be taken over: what is derived from them may be there already.
    pub(super) coming: HashMap<String, usize>,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) hash: String,
    pub(super) size: u64,
    pub(super) pinned: bool,
    pub(super) used: SystemTime,
    /// The time of use on the disk.
    pub(super) noted: SystemTime,
    pub(super) shown: Option<Instant>,
    /// The whole note, once somebody asked for it: twenty thousand of them would be a burden.
    pub(super) file: Option<Arc<CachedFile>>,
}

impl Entry {
    pub(super) fn new(file: &CachedFile, used: SystemTime) -> Self {
        Self {
            hash: file.hash.clone(),
            size: file.size,
            pinned: file.pinned,
            used,
            noted: used,
            shown: None,
            file: None,
        }
    }

    fn is_shown(&self) -> bool {
        self.shown.is_some_and(|at| at.elapsed() < LATELY)
    }
}

impl Shelf {
    /// The contents with what decides over their leaving: used as lately as the one of their files that was used last.
    pub(super) fn contents(&self, fresh: Option<&str>) -> Vec<Content> {
        let mut contents: HashMap<&str, Content> = HashMap::new();
        for (id, entry) in &self.files {
            let content = contents.entry(&entry.hash).or_insert_with(|| Content {
                hash: entry.hash.clone(),
                size: entry.size,
                used: SystemTime::UNIX_EPOCH,
                stays: fresh == Some(entry.hash.as_str()) || self.coming.contains_key(&entry.hash),
            });
            content.used = content.used.max(entry.used);
            content.stays |= entry.pinned || entry.is_shown() || self.held.contains(id);
        }
        contents.into_values().collect()
    }
}
