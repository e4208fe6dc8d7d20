//! The real window, driven from outside, with a real browser as the customer.
//!
//! Needs a display and a session bus of its own: `make e2e` gives it both. Screenshots are left in `tests/e2e/out`; those
//! of the README are copied from there by `make screens`.

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
mod answer;
mod asleep;
mod axe;
mod broken;
mod buses;
mod controls;
mod customer;
mod desktop;
mod desktops;
mod driver;
mod hostile;
mod insert;
mod links;
mod listening;
mod looks;
mod media;
mod page;
mod panel;
mod preferences;
#[allow(dead_code, reason = "the benches use the rest")]
#[path = "../bench/process_tree.rs"]
mod process_tree;
#[allow(dead_code, reason = "the scenarios use the rest")]
#[path = "../scenarios/program.rs"]
mod program;
mod screen;
mod sound;
mod spelling;
mod started;
mod story;
mod voice_note;
