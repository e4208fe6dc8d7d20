//! What is known of a file beyond its bytes: computed once, kept beside them.

use serde::{Deserialize, Serialize};

/// What is known of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Pixels across and down, upright.
    pub pixels: Option<(u32, u32)>,
    /// A small still picture of it is kept.
    pub still: bool,
    /// A picture that moves.
    pub moving: bool,
    /// Its colours: a thumbhash in Base64.
    pub thumbhash: Option<String>,
    /// Seconds of sound or video.
    pub seconds: Option<f64>,
    /// The loudness of sound over its length, 0 to 255 each.
    pub peaks: Vec<u8>,
    /// How it can be read.
    pub reading: Option<Reading>,
    /// Why it is not shown.
    pub unshown: Option<Reason>,
}

/// How a file can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// Pages.
    Pdf,
    /// Lines of text.
    Text,
    /// Rows and columns.
    Table,
}

/// Why a file that is here is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// No bytes.
    Empty,
    /// Its bytes break off or contradict themselves.
    Damaged,
    /// Too many pixels, or it unfolds to too much.
    TooMuch,
    /// A known kind that nothing here shows.
    Unsupported,
}
