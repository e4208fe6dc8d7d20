//! Downloads over real HTTP from a host that cuts, lies, changes its mind and never ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a story that meets the unexpected must fail loudly"
)]

mod cutting;
mod ending;
mod hostile;
mod keeping;
mod killing;
mod lying;
mod queueing;
mod saving;
mod support;
