//! What can go wrong with a file, for deciding; the sentence for reading is its `Display`.

use std::path::PathBuf;

/// One of the store's two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// `desk.db`: outbox, drafts, settings.
    Desk,
    /// `cache.db`: the mirror of the remote.
    Cache,
}

/// Why a read or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The desk is of a newer version of Bellhop, or its folder cannot be written: nothing can be kept.
    #[error(
        "The desk can only be read: it was written by a newer Bellhop, or its folder cannot be written. Update Bellhop, or make the folder writable."
    )]
    ReadOnly,
    /// The disk is full: nothing was kept of this write.
    #[error("The disk is full. Make room, then try again.")]
    Full,
    /// A file turned out to be damaged. A cache is already set aside and begun anew when this is returned.
    #[error("The file {} is damaged.", match .0 { Which::Desk => "desk.db", Which::Cache => "cache.db" })]
    Damaged(Which),
    /// A stored text is not what this version writes.
    #[error("A row cannot be read: {0}")]
    Row(#[from] serde_json::Error),
    /// Anything else of SQLite.
    #[error("The database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// The store was closed, or its thread ended early.
    #[error("The store is closed.")]
    Closed,
}

/// What the store's functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<rusqlite::Error> for Error {
    fn from(problem: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match problem.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            _ => Self::Sqlite(problem),
        }
    }
}

impl Error {
    /// True when the file's content is at fault, not the statement or the moment.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_)) || matches!(self, Self::Sqlite(problem) if is_damage(problem))
    }
}

/// True for SQLite's two ways of saying that a file is not what it should be.
pub(crate) fn is_damage(problem: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    matches!(problem.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Why a store could not be opened at all. Damaged or newer files are no such reason: see [`OpenNotice`].
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made, read or written.
    #[error(
        "Bellhop cannot use the folder {} ({problem}). Make it readable and writable for you, or set BELLHOP_HOME to another folder.",
        folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        problem: std::io::Error,
    },
    /// A file can neither be opened nor set aside.
    #[error("The file {} cannot be opened ({problem}). Close other programs that use it, or move it away, and start Bellhop again.", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What SQLite said.
        problem: String,
    },
}

/// Something about a file that the rep should know. The store works all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenNotice {
    /// The cache was damaged: it lies beside as the given file, and a new one is being filled.
    CacheDamaged(PathBuf),
    /// The cache was of a newer version: it lies beside as the given file, and a new one is being filled.
    CacheNewer(PathBuf),
    /// The desk is of a newer version (the number is its schema's): it can only be read.
    DeskNewer(usize),
    /// The desk was damaged.
    DeskDamaged {
        /// Where the damaged file lies now.
        aside: PathBuf,
        /// The backup that took its place; without one the desk began anew.
        restored: Option<PathBuf>,
    },
}
