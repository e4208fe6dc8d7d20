//! Queries: the store, with the outbox laid over it, as views.

mod context;
mod list;
mod messages;
mod preview;
pub(crate) mod snippets;
pub(crate) mod start;
pub(crate) mod thread;
