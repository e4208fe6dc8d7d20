//! Parts: what is here of files that have not come whole.
//!
//! A part is the first bytes of a file, and a note beside it that says how many of them are on the disk for certain and by
//! what the file host recognises the file: a strong `ETag`, or its time of change. The note is written once a second while
//! bytes come, after they were flushed, so that a kill or a power cut loses about a second. A part without a note or without
//! anything to recognise the file by is worth nothing: the rest of another file must never be put behind it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::fs::{self, File};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::cache::hex;
use crate::notes::{self, file_name};

/// How often what came is put down for certain.
const OFTEN: Duration = Duration::from_secs(1);
/// A part that nobody went on with for this long is not wanted any more.
const FORGOTTEN: Duration = Duration::from_secs(7 * 24 * 3600);

/// By what a file host recognises the bytes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Validator {
    /// A strong one, quotes included.
    pub(crate) etag: Option<String>,
    /// `Last-Modified` as it came.
    pub(crate) modified: Option<String>,
}

impl Validator {
    /// What goes into `If-Range`.
    pub(crate) fn condition(&self) -> Option<&str> {
        self.etag.as_deref().or(self.modified.as_deref())
    }

    /// False when an answer says that the file is another one now.
    pub(crate) fn agrees(&self, answer: &Self) -> bool {
        let same = |here: &Option<String>, there: &Option<String>| here.is_none() || there.is_none() || here == there;
        same(&self.etag, &answer.etag) && same(&self.modified, &answer.modified)
    }
}

/// What an answer announces of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    /// Bytes of the whole file.
    pub(crate) total: Option<u64>,
    /// By what it is recognised.
    #[serde(flatten)]
    pub(crate) validator: Validator,
}

/// What is known of a part.
#[derive(Debug, Serialize, Deserialize)]
struct PartNote {
    received: u64,
    #[serde(flatten)]
    announced: Announced,
}

/// The folder of parts.
#[derive(Debug)]
pub(crate) struct Parts {
    folder: PathBuf,
}

impl Parts {
    pub(crate) fn in_folder(media: &Path) -> Self {
        Self { folder: media.join("parts") }
    }

    /// Where the part of a file is, whether there is one or not.
    pub(crate) fn of(&self, id: &str) -> Part {
        let name = file_name(id);
        Part { bytes: self.folder.join(format!("{name}.part")), note: self.folder.join(format!("{name}.json")) }
    }

    /// Removes parts that nobody will go on with: old ones, and those without a note. Blocks.
    pub(crate) fn tidy(&self) {
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(modified) = entry.metadata().and_then(|metadata| metadata.modified()) else { continue };
            let unnoted = path.extension().is_none_or(|kind| kind != "json") && !path.with_extension("json").exists();
            if is_forgotten(modified) || (unnoted && notes::is_old(modified)) {
                // Another Bellhop may have been quicker.
                let _ = std::fs::remove_file(&path);
            }
        }
    }
}

fn is_forgotten(modified: SystemTime) -> bool {
    modified.elapsed().is_ok_and(|age| age > FORGOTTEN)
}

/// The place of one part.
#[derive(Debug)]
pub(crate) struct Part {
    bytes: PathBuf,
    note: PathBuf,
}

impl Part {
    /// What is here, ready to be gone on with; nothing when there is nothing that can be.
    pub(crate) async fn resume(&self) -> io::Result<Option<Receiving>> {
        let Ok(text) = fs::read(&self.note).await else { return Ok(None) };
        let Ok(note) = serde_json::from_slice::<PartNote>(&text) else { return Ok(None) };
        if note.received == 0 || note.announced.validator.condition().is_none() {
            return Ok(None);
        }
        let Ok(mut file) = File::options().read(true).write(true).open(&self.bytes).await else { return Ok(None) };
        if file.metadata().await?.len() < note.received {
            return Ok(None);
        }
        // What lies behind is not certain to be what came.
        file.set_len(note.received).await?;
        let path = self.bytes.clone();
        let digest = tokio::task::spawn_blocking(move || digest_of(&path)).await.map_err(io::Error::other)??;
        file.seek(io::SeekFrom::Start(note.received)).await?;
        Ok(Some(Receiving {
            file,
            digest,
            received: note.received,
            announced: note.announced,
            note: self.note.clone(),
            noted: Instant::now(),
            certain: note.received,
        }))
    }

    /// An empty part for what an answer announces.
    pub(crate) async fn begin(&self, announced: Announced) -> io::Result<Receiving> {
        if let Some(folder) = self.bytes.parent() {
            fs::create_dir_all(folder).await?;
        }
        remove(&self.note).await?;
        Ok(Receiving {
            file: File::create(&self.bytes).await?,
            digest: Sha256::new(),
            received: 0,
            announced,
            note: self.note.clone(),
            noted: Instant::now(),
            certain: 0,
        })
    }

    /// The whole file's place, once it is finished.
    pub(crate) fn path(&self) -> &Path {
        &self.bytes
    }

    /// Removes what is here.
    pub(crate) async fn discard(&self) {
        for path in [&self.note, &self.bytes] {
            if let Err(problem) = remove(path).await {
                tracing::info!(%problem, "a part could not be removed");
            }
        }
    }
}

/// A part that bytes are added to.
#[derive(Debug)]
pub(crate) struct Receiving {
    file: File,
    digest: Sha256,
    received: u64,
    announced: Announced,
    note: PathBuf,
    noted: Instant,
    /// How many bytes were put down then.
    certain: u64,
}

impl Receiving {
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    pub(crate) fn announced(&self) -> &Announced {
        &self.announced
    }

    pub(crate) fn announce(&mut self, announced: Announced) {
        self.announced = announced;
    }

    pub(crate) async fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await?;
        self.digest.update(bytes);
        self.received += bytes.len() as u64;
        Ok(())
    }

    /// When what came is to be put down next, if anything came since the last time.
    pub(crate) fn due(&self) -> Option<Instant> {
        (self.received > self.certain).then(|| self.noted + OFTEN)
    }

    /// Puts down for certain what came.
    pub(crate) async fn put_down(&mut self) -> io::Result<()> {
        if self.received == self.certain {
            return Ok(());
        }
        (self.noted, self.certain) = (Instant::now(), self.received);
        if self.announced.validator.condition().is_none() {
            return Ok(());
        }
        self.file.flush().await?;
        self.file.sync_data().await?;
        let note = PartNote { received: self.received, announced: self.announced.clone() };
        let fresh = self.note.with_extension("new");
        fs::write(&fresh, serde_json::to_vec(&note)?).await?;
        fs::rename(&fresh, &self.note).await
    }

    /// The hash of everything, with everything on the disk.
    pub(crate) async fn finish(mut self) -> io::Result<String> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        Ok(hex(&self.digest.finalize()))
    }
}

fn digest_of(path: &Path) -> io::Result<Sha256> {
    let mut file = std::fs::File::open(path)?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut piece)?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(digest) };
        digest.update(piece);
    }
}

async fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path).await {
        Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
