//! Content files: the bytes of files in the hub's folder, under names of their own.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use md5::{Digest, Md5};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::server::answer::ApiError;

/// How many bytes are kept to tell the type and the size of a picture.
const HEAD: usize = 256 * 1024;

/// Bytes that were written, and what is known of them.
#[derive(Debug)]
pub(super) struct Content {
    /// The name of the content file.
    pub name: String,
    /// How many bytes.
    pub size: u64,
    /// Hex.
    pub md5: String,
    /// The first bytes.
    pub head: Vec<u8>,
}

/// The folder of content files, made when it is missing.
pub(super) fn folder(dir: &Path) -> io::Result<PathBuf> {
    let folder = dir.join("files");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The path of a content file.
pub(super) fn path(dir: &Path, name: &str) -> PathBuf {
    dir.join("files").join(name)
}

/// Writes bytes at once.
pub(super) fn write(dir: &Path, bytes: &[u8]) -> Result<Content, ApiError> {
    let name = Uuid::new_v4().simple().to_string();
    let written = folder(dir).and_then(|folder| fs::write(folder.join(&name), bytes));
    written.map_err(ApiError::internal)?;
    Ok(Content {
        name,
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        md5: hex(&Md5::digest(bytes)),
        head: bytes.iter().take(HEAD).copied().collect(),
    })
}

/// Removes a content file that no row names any more.
pub(super) fn remove(dir: &Path, name: &str) {
    if let Err(error) = fs::remove_file(path(dir, name)) {
        tracing::warn!(%error, name, "a content file could not be removed");
    }
}

/// Bytes that arrive piece by piece. What was written is removed again unless it is finished and kept.
pub(super) struct Arriving {
    path: PathBuf,
    name: String,
    file: tokio::fs::File,
    size: u64,
    md5: Md5,
    head: Vec<u8>,
    is_kept: bool,
}

impl Arriving {
    /// Begins a content file.
    pub(super) async fn begin(dir: &Path) -> Result<Self, ApiError> {
        let name = Uuid::new_v4().simple().to_string();
        let path = folder(dir).map_err(ApiError::internal)?.join(&name);
        let file = tokio::fs::File::create(&path).await.map_err(ApiError::internal)?;
        Ok(Self { path, name, file, size: 0, md5: Md5::new(), head: Vec::new(), is_kept: false })
    }

    /// Adds a piece.
    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), ApiError> {
        self.md5.update(piece);
        self.head.extend(piece.iter().take(HEAD - self.head.len().min(HEAD)));
        self.size += u64::try_from(piece.len()).unwrap_or(0);
        self.file.write_all(piece).await.map_err(ApiError::internal)
    }

    /// Ends the content file.
    pub(super) async fn finish(&mut self) -> Result<Content, ApiError> {
        self.file.flush().await.map_err(ApiError::internal)?;
        Ok(Content {
            name: self.name.clone(),
            size: self.size,
            md5: hex(&std::mem::take(&mut self.md5).finalize()),
            head: std::mem::take(&mut self.head),
        })
    }

    /// Keeps the content file: a row names it now.
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nothing can be done when it fails; an unnamed content file does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
