//! What a rep marks on a picture before it leaves: what is covered, what is made unrecognisable, what is cut off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A part of a picture, in its own pixels, upright, from its top left corner. What lies beyond its edges means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Area {
    /// Pixels from the left edge.
    pub x: u32,
    /// Pixels from the top edge.
    pub y: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A mark on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(export)]
pub enum Mark {
    /// A black box over it.
    Box {
        /// What it covers.
        area: Area,
    },
    /// A few large blocks of one colour each instead of it.
    Blur {
        /// What is made unrecognisable.
        area: Area,
    },
    /// Nothing of the picture but this is kept. Of several the last counts.
    Crop {
        /// What is kept.
        area: Area,
    },
}
