//! Queries: the store, with the outbox laid over it, as views.

pub(crate) mod arrival;
pub(crate) mod context;
pub(crate) mod email;
mod insertables;
mod list;
mod messages;
pub(crate) mod newer;
pub(crate) mod outbox;
mod preview;
mod rules;
pub(crate) mod snippets;
pub(crate) mod start;
pub(crate) mod thread;
