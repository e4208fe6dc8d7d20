//! What can go wrong inside sync, and what a caller of the handle has to tell apart.

use std::time::Duration;

use bellhop_hubspot::client::{Error as Remote, Retry};
use bellhop_store::Error as Stored;

/// Why a pull or a delivery did not go through.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The remote.
    #[error("{0}")]
    Remote(#[from] Remote),
    /// The store.
    #[error("the store: {0}")]
    Store(#[from] Stored),
}

/// Why something that was asked for at once is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// There is no remote now.
    #[error("The server cannot be reached: {0}")]
    Offline(String),
    /// The remote does not have it any more, or does not show it to this token.
    #[error("It is no longer on the server.")]
    Gone,
    /// The remote refused, or the store failed.
    #[error("{0}")]
    Failed(String),
}

impl FetchError {
    /// What was asked for is done in HubSpot's own settings and nowhere else.
    pub(crate) fn only_a_hub() -> Self {
        Self::Failed("HubSpot has this in its web settings only.".to_owned())
    }
}

impl From<Remote> for FetchError {
    fn from(error: Remote) -> Self {
        if error.is_gone() {
            Self::Gone
        } else if error.is_outage() {
            Self::Offline(error.detail())
        } else {
            Self::Failed(error.to_string())
        }
    }
}

impl From<Stored> for FetchError {
    fn from(error: Stored) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What a task does about an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Waits for the network, longer each time.
    BackOff,
    /// Waits this long: the remote asked for it.
    Wait(Duration),
    /// Waits for another token.
    Login,
    /// Lets this one thing rest and goes on with the others.
    LetRest,
}

impl Remedy {
    pub(crate) fn of(error: &Remote) -> Self {
        match error.retry() {
            Retry::Soon | Retry::Uncertain => Self::BackOff,
            Retry::After(pause) => Self::Wait(pause),
            Retry::NeedsLogin => Self::Login,
            Retry::Never => Self::LetRest,
        }
    }
}

impl SyncError {
    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            Self::Store(_) => Remedy::BackOff,
            Self::Remote(error) => Remedy::of(error),
        }
    }

    /// True when what was asked for is gone on the remote.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Remote(error) if error.is_gone())
    }
}
