//! Whether a file is here, and why not.

use crate::notes::Why;

/// Why a file is not here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The remote does not have it any more, or does not show it to this token.
    #[error("The file is no longer on the server.")]
    Gone,
    /// The remote cannot be reached now.
    #[error("The file is not on this computer yet, and the server cannot be reached ({0}).")]
    Offline(String),
    /// It is larger than what is kept.
    #[error("The file is larger than 512 MB and is not kept on this computer.")]
    TooLarge,
    /// The disk refused.
    #[error("The file cannot be written on this computer: {0}.")]
    Disk(String),
    /// Twice it was not what the remote announced.
    #[error("The file is not what the server announced: it is damaged there.")]
    Damaged,
    /// Its download was stopped.
    #[error("The download of the file was stopped.")]
    Stopped,
}

/// Whether a file's bytes are on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not yet.
    Absent,
    /// On their way.
    Downloading {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all, where the remote tells.
        total: Option<u64>,
    },
    /// Here.
    Cached,
    /// The remote does not have them any more.
    Gone,
    /// They are not kept.
    Refused(Trouble),
}

/// Why a file's bytes are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Larger than the largest file that is kept.
    TooLarge,
    /// The disk is full or cannot be written.
    NoRoom,
    /// Not what the remote announced.
    Damaged,
}

impl From<std::io::Error> for MediaError {
    fn from(problem: std::io::Error) -> Self {
        Self::Disk(problem.to_string())
    }
}

impl From<Why> for MediaError {
    fn from(why: Why) -> Self {
        match why {
            Why::Gone => Self::Gone,
            Why::TooLarge => Self::TooLarge,
            Why::NoRoom => Self::Disk("there was no room".to_owned()),
            Why::Damaged => Self::Damaged,
        }
    }
}
