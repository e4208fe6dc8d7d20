//! Stories over the whole core, without a window: the real program or app core, the real client, the real hub over
//! loopback. One binary, so that it links once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    missing_docs,
    reason = "a story that meets the unexpected must fail loudly"
)]

mod alerts;
mod bad_input;
mod command_line;
mod files;
mod mail;
mod packs;
mod pictures;
mod program;
mod saga;
mod served;
mod snippets;
mod wire;
