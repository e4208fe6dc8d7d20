//! A file that ends after so many bytes and so long a time.
//!
//! Decoders are libraries: how often they read a file, and whether they ever stop, is theirs to decide. All of them read
//! from here, and an error is the one thing that each of them stops at.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use symphonia::core::io::MediaSource;

/// Longer than anything takes that is meant to be looked at, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(20);

/// A file with an end to how much of it is read.
#[derive(Debug)]
pub(crate) struct Bounded {
    file: File,
    /// The length that is told; nothing for one that is only read from its beginning to its end.
    told: Option<u64>,
    allowance: Allowance,
    until: Instant,
}

/// How many bytes may still be read. Cheap to clone: the one who reads packets grants more with each.
#[derive(Debug, Clone)]
pub(crate) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    /// So many bytes from now on.
    pub(crate) fn grant(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    fn spend(&self, bytes: usize) {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(bytes as u64), Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Bounded {
    /// Opens a file that may be read twice over, and a little more.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let allowance = Allowance(Arc::new(AtomicU64::new(2 * length + 64 * 1024 * 1024)));
        Ok(Self { file, told: Some(length), allowance, until: Instant::now() + PATIENCE })
    }

    /// Tells this length instead of its own. A reader that finds a table of contents pointing behind the end refuses the
    /// whole file; one that is not told where the end is reads as far as it gets.
    pub(crate) fn telling(self, length: Option<u64>) -> Self {
        Self { told: length, ..self }
    }

    /// What governs how much is read.
    pub(crate) fn allowance(&self) -> Allowance {
        self.allowance.clone()
    }

    /// With a buffer.
    pub(crate) fn buffered(self) -> BufReader<Self> {
        BufReader::with_capacity(32 * 1024, self)
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.allowance.is_spent() {
            return Err(io::Error::new(ErrorKind::QuotaExceeded, "too much of the file was read"));
        }
        if Instant::now() > self.until {
            return Err(io::Error::new(ErrorKind::TimedOut, "it takes too long"));
        }
        let read = self.file.read(buffer)?;
        self.allowance.spend(read);
        Ok(read)
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match (to, self.told) {
            (SeekFrom::End(offset), Some(told)) => {
                let place = told.checked_add_signed(offset).ok_or(ErrorKind::InvalidInput)?;
                self.file.seek(SeekFrom::Start(place))
            }
            (to, _) => self.file.seek(to),
        }
    }
}

impl MediaSource for Bounded {
    fn is_seekable(&self) -> bool {
        self.told.is_some()
    }

    fn byte_len(&self) -> Option<u64> {
        self.told
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;

    use super::Bounded;

    #[test]
    fn who_reads_more_than_was_granted_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, [7; 4096]).unwrap();
        let mut file = Bounded::open(&path).unwrap();
        file.allowance().grant(1000);
        let mut buffer = [0; 800];
        assert_eq!(file.read(&mut buffer).unwrap(), 800);
        assert_eq!(file.read(&mut buffer).unwrap(), 800, "the last read may go over");
        assert!(file.read(&mut buffer).is_err());
    }
}
