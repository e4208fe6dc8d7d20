//! Stories of the desk: what a rep sees and does, through the same calls as the window, on real files and without sync.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod alerts;
mod arrivals;
mod context;
mod drafts;
mod email;
mod files;
mod history;
mod insertables;
mod later;
mod lists;
mod many;
mod newer;
mod packs;
mod pictures;
mod previews;
mod properties;
mod reading;
mod recording;
mod redacting;
mod saga;
mod search;
mod sending;
mod settings;
mod settling;
mod snippets;
mod support;
mod ticket;
mod window;
