//! Stories of the desk: what a rep sees and does, through the same calls as the window, on real files and without sync.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod context;
mod drafts;
mod files;
mod history;
mod lists;
mod many;
mod packs;
mod previews;
mod reading;
mod recording;
mod search;
mod sending;
mod settling;
mod snippets;
mod support;
mod ticket;
mod window;
