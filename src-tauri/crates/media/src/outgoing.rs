//! Files that the rep attached. They stay until the message that needs them has left, across restarts.

use std::path::{Path, PathBuf};

use bellhop_model::LocalFile;
use sha2::{Digest, Sha256};

use crate::MediaError;
use crate::cache::{CachedFile, hex};
use crate::facts::Facts;
use crate::sniff::{Kind, WANTED, sniff};

/// The folder of attached files, each named by its hash.
pub(crate) struct Outgoing {
    folder: PathBuf,
}

impl Outgoing {
    pub(crate) fn open(media: &Path) -> std::io::Result<Self> {
        let folder = media.join("outgoing");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Keeps bytes; the same bytes are kept once.
    pub(crate) async fn keep(&self, name: &str, bytes: &[u8]) -> Result<LocalFile, MediaError> {
        let hash = hex(&Sha256::digest(bytes));
        let place = self.folder.join(&hash);
        let fresh = self.folder.join(format!("{}.new", uuid::Uuid::new_v4().simple()));
        write_durably(&fresh, bytes).await?;
        tokio::fs::rename(&fresh, &place).await?;
        let sniffed = sniff(bytes.get(..WANTED).unwrap_or(bytes), name);
        Ok(LocalFile { hash, name: name.to_owned(), mime: sniffed.mime, size: bytes.len() as u64 })
    }

    /// What can be told of a file without looking at it: that its bytes are here.
    pub(crate) fn file(&self, hash: &str) -> Option<CachedFile> {
        let path = self.path(hash)?;
        let size = path.metadata().ok()?.len();
        let (id, hash) = (hash.to_owned(), hash.to_owned());
        let (mime, kind, facts) = (String::new(), Kind::Other, Facts::default());
        Some(CachedFile { id, hash, name: None, mime, kind, size, facts, pinned: false, path })
    }

    pub(crate) fn path(&self, hash: &str) -> Option<PathBuf> {
        let plain = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let path = self.folder.join(hash);
        (plain && path.is_file()).then_some(path)
    }

    pub(crate) async fn keep_only(&self, hashes: &[String]) -> std::io::Result<()> {
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !hashes.contains(&name) {
                tokio::fs::remove_file(entry.path()).await?;
            }
        }
        Ok(())
    }
}

/// The bytes are on the disk when this returns: a draft refers to them.
async fn write_durably(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use tokio::io::AsyncWriteExt;
    let mut file = tokio::fs::File::create(path).await?;
    file.write_all(bytes).await?;
    file.sync_all().await
}
