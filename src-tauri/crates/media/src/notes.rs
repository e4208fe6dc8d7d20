//! Notes: for each file id a small file that says what is known of it, across restarts.
//!
//! Either its content is here, or why it is not: the remote no longer has it, or it is not kept. A note is written beside
//! and renamed, so it is the old one or the new one; one that cannot be read says nothing, and the file is fetched again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Trouble;
use crate::cache::CachedFile;

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Note {
    /// Its content is here.
    Here(Box<CachedFile>),
    /// It is not, for a reason that waiting does not change.
    Missing(Missing),
}

/// A file that is not here, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Missing {
    /// The remote's id.
    pub(crate) id: String,
    /// Why.
    pub(crate) missing: Why,
}

/// Why a file is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Why {
    /// The remote does not have it any more.
    Gone,
    /// Larger than the largest file that is kept.
    TooLarge,
    /// The disk is full or cannot be written.
    NoRoom,
    /// Twice not what the remote announced.
    Damaged,
}

impl Why {
    pub(crate) fn state(self) -> crate::State {
        match self {
            Self::Gone => crate::State::Gone,
            Self::TooLarge => crate::State::Refused(Trouble::TooLarge),
            Self::NoRoom => crate::State::Refused(Trouble::NoRoom),
            Self::Damaged => crate::State::Refused(Trouble::Damaged),
        }
    }
}

/// The folder of notes.
#[derive(Debug)]
pub(crate) struct Notes {
    folder: PathBuf,
}

impl Notes {
    pub(crate) fn open(media: &Path) -> io::Result<Self> {
        let folder = media.join("files");
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The note of a file, and when the file was last used.
    pub(crate) fn read(&self, id: &str) -> Option<(Note, SystemTime)> {
        let (note, used) = read(&self.path(id))?;
        // A name that is a hash can only be this id's; a plain name is the id itself. Anything else was put there by hand.
        let named = match &note {
            Note::Here(file) => &file.id,
            Note::Missing(missing) => &missing.id,
        };
        (named == id).then_some((note, used))
    }

    pub(crate) fn write(&self, id: &str, note: &Note, used: SystemTime) -> io::Result<()> {
        let place = self.path(id);
        let fresh = place.with_extension("new");
        fs::write(&fresh, serde_json::to_vec(note)?)?;
        fs::rename(&fresh, &place)?;
        self.used(id, used);
        Ok(())
    }

    /// Remembers across restarts when a file was used: as the time of its note. It only matters for which file leaves
    /// first, so one that cannot be written is no error.
    pub(crate) fn used(&self, id: &str, at: SystemTime) {
        let _ = fs::File::options().append(true).open(self.path(id)).and_then(|note| note.set_modified(at));
    }

    pub(crate) fn remove(&self, id: &str) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    pub(crate) fn is_there(&self, id: &str) -> bool {
        self.path(id).exists()
    }

    /// Every note that can be read. What is left of a note that was being written when the program died is removed.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Note, SystemTime)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                return read(&path);
            }
            let old = entry.metadata().and_then(|metadata| metadata.modified()).is_ok_and(is_old);
            if old {
                // Another Bellhop may have been quicker.
                let _ = fs::remove_file(&path);
            }
            None
        })
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{}.json", file_name(id)))
    }
}

/// The name of an id on the disk. Ids are numbers; anything else goes by its hash, so that no id becomes a path.
pub(crate) fn file_name(id: &str) -> String {
    let plain = !id.is_empty() && id.len() < 64 && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if plain { id.to_owned() } else { crate::cache::hex(&Sha256::digest(id)) }
}

/// True for what nobody can be writing any more.
pub(crate) fn is_old(modified: SystemTime) -> bool {
    modified.elapsed().is_ok_and(|age| age > std::time::Duration::from_secs(3600))
}

fn read(path: &Path) -> Option<(Note, SystemTime)> {
    let note = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    Some((note, fs::metadata(path).and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)))
}
