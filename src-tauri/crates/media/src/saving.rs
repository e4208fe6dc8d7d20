//! Copies that leave the cache: for the desktop's program to open, and where the rep saves them.
//!
//! A copy is written beside its place and renamed, so it is whole or not there at all, and so it never goes through a link
//! that lies at its place or takes over permissions that an older file had: nothing that came from a customer can be run
//! by a double click. A copy for opening can only be read: a program then offers to save what its user changed elsewhere,
//! instead of losing it when the copies are cleared up at the next start.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bellhop_model::{FileId, LocalFile};

use crate::MediaError;
use crate::cache::{Cache, CachedFile};
use crate::facts::Facts;
use crate::sniff::{WANTED, sniff};

/// Whether a copy can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// The rep's own.
    Own,
    /// For a look.
    Look,
}

/// Saves a copy at a place that the rep chose.
pub(crate) async fn save(from: &Path, place: &Path) -> Result<(), MediaError> {
    copy(from.to_owned(), place.to_owned(), Use::Own).await
}

/// Makes a copy below `opened/`, in a folder of its content's own: other files of the same name do not meet there.
pub(crate) async fn copy_for_opening(media: &Path, file: &CachedFile, name: &str) -> Result<PathBuf, MediaError> {
    let folder = opened_of(media, &file.hash);
    tokio::fs::create_dir_all(&folder).await?;
    let place = folder.join(name);
    copy(file.path.clone(), place.clone(), Use::Look).await?;
    Ok(place)
}

/// Takes what the rep attached into the cache, as the remote's file. Blocks.
pub(crate) fn adopt(cache: &Cache, from: &Path, (id, local): (&FileId, &LocalFile)) -> io::Result<()> {
    if cache.get(id).is_some() {
        return Ok(());
    }
    let fresh = from.with_extension(format!("{}.new", uuid::Uuid::new_v4().simple()));
    // The same bytes twice need no room twice, where the disk can do that; contents are never written again.
    fs::hard_link(from, &fresh).or_else(|_| fs::copy(from, &fresh).map(drop))?;
    let mut head = Vec::new();
    fs::File::open(from)?.take(WANTED as u64).read_to_end(&mut head)?;
    let sniffed = sniff(&head, &local.name);
    let file = CachedFile {
        id: id.as_str().to_owned(),
        hash: local.hash.clone(),
        name: Some(local.name.clone()),
        mime: sniffed.mime,
        kind: sniffed.kind,
        size: fs::metadata(from)?.len(),
        facts: Facts::default(),
        pinned: false,
        path: PathBuf::new(),
    };
    cache.take(&fresh, file)?;
    cache.make_room(Some(&local.hash));
    Ok(())
}

/// Moves the copies of the last run out of the way of this one.
pub(crate) fn set_aside_opened(media: &Path) {
    let aside = media.join(format!("opened.{}", uuid::Uuid::new_v4().simple()));
    // Most of the time there is nothing to move.
    let _ = fs::rename(media.join("opened"), aside);
}

/// Removes copies of the last run, and of runs that did not get to it.
pub(crate) fn drop_opened(media: &Path) {
    for entry in fs::read_dir(media).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with("opened."))
            && let Err(problem) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%problem, "copies of opened files could not be removed");
        }
    }
}

/// Removes the copies of one content.
pub(crate) fn forget_opened(media: &Path, hash: &str) -> io::Result<()> {
    match fs::remove_dir_all(opened_of(media, hash)) {
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn opened_of(media: &Path, hash: &str) -> PathBuf {
    media.join("opened").join(hash.get(..16).unwrap_or_default())
}

async fn copy(from: PathBuf, to: PathBuf, what_for: Use) -> Result<(), MediaError> {
    let copied = tokio::task::spawn_blocking(move || copy_now(&from, &to, what_for)).await;
    copied.map_err(io::Error::other)?.map_err(MediaError::from)
}

fn copy_now(from: &Path, to: &Path, what_for: Use) -> io::Result<()> {
    if to.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    // Short, for the name that it stands in for may be as long as names can be.
    let fresh = to.with_file_name(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    let written = write(from, &fresh, what_for).and_then(|()| fs::rename(&fresh, to));
    if written.is_err() {
        // When it cannot be removed either, there is nothing that could be done about it.
        let _ = fs::remove_file(&fresh);
    }
    written
}

fn write(from: &Path, fresh: &Path, what_for: Use) -> io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // The rep's umask takes more away; nothing gives an executable bit.
        options.mode(if what_for == Use::Look { 0o400 } else { 0o644 });
    }
    let mut copy = options.open(fresh)?;
    io::copy(&mut source, &mut copy)?;
    copy.sync_all()
}
