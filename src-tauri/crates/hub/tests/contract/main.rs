//! The hub's wire shapes and rules, pinned over real HTTP under every path family that it serves.
//!
//! Each story says what a client would see break. They wait for events, pages and webhooks, never for time to pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod catalogue;
mod channels;
mod crm;
mod delivery;
mod desk;
mod faults;
mod files;
mod insertables;
mod packs;
mod refusals;
mod sending;
mod stream;
mod support;
mod survival;
mod threads;
mod tickets;
