//! Stories of sync: the real store, the real client and a real hub over loopback.
//!
//! Each story says what would be broken. Waiting is for the change feed or the sync state, bounded by a deadline.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod asleep;
mod email;
mod insertables;
mod later;
mod newer;
mod outage;
mod pictures;
mod pull;
mod push;
mod saga;
mod support;
mod weather;
