//! Keeps the store and the remote alike: pulls what changed there into the cache, pushes what the rep meant from the
//! outbox there.
//!
//! [`Sync::start`] runs until it is stopped, with or without a remote to talk to; [`SyncHandle`] is all that the desk
//! sees of it. [`sync_once`] does one round and ends, for the command line. Nothing here is asked by a view and nothing
//! waits for it: a view reads the store, a command commits one outbox row, and both are done.
//!
//! A running sync is a supervisor and, while there is a remote, one session of four tasks: the planned pulls
//! ([`pull`]), the urgent ones (what the hub pushed, what is on screen), the listener to the hub's push, and the outbox
//! ([`push`]). A task that fails for the network's sake waits and goes on; one that panics is logged, shown as failed
//! and started again after a pause; a token that is refused ends the session until there is a new one.

mod administration;
mod board;
mod config;
mod error;
mod handle;
mod once;
pub mod pull;
mod push;
mod session;
mod supervisor;
mod urgent;

pub use board::{SyncState, SyncStatus};
pub use config::{Cadence, Connection, Focus, Link, OutgoingFiles, PageSizes, SyncConfig, TokenText};
pub use error::{FetchError, SyncError};
pub use handle::{FileSource, SyncHandle};
pub use once::{OnceConfig, SyncReport, sync_once};
pub use supervisor::Sync;
