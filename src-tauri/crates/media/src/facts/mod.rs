//! What is known of a file beyond its bytes: worked out once, kept beside them ([`ledger`]).
//!
//! A customer's file is hostile here most of all, for this is where it is decoded. So every decoder reads through a source
//! that ends after so many bytes and so long a time ([`bounded`]), is told beforehand how much may come out, and runs
//! where a panic costs no more than this one file: it is Damaged then, and the next is looked at. Nothing is decoded twice.
//!
//! [`of`] works for as long as it takes and belongs on a thread of its own.

pub(crate) mod bounded;
pub(crate) mod ledger;

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::codecs::Codec;
use crate::container::{Movie, boxes, ebml, ogg};
use crate::sniff::{Kind, Sniffed, is_playable};
use crate::{lottie, picture, sound};
use bounded::Bounded;

/// The most pixels that a picture or a video may have: 40 MP.
pub(crate) const MOST_PIXELS: u64 = 40_000_000;

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
    /// Why it is not shown. A picture that is too much may still have a still; its original is not given to the window.
    pub unshown: Option<Reason>,
    /// What has to be there to play it.
    pub codec: Option<Codec>,
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

/// A small still picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Still {
    /// The file itself is small enough.
    Original,
    /// A JPEG file.
    Jpeg(Vec<u8>),
    /// A PNG file: it has transparency.
    Png(Vec<u8>),
}

/// What looking at a file gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// What is known of it.
    pub facts: Facts,
    /// A small picture of it, where it is one.
    pub still: Option<Still>,
}

impl From<Reason> for Seen {
    fn from(why: Reason) -> Self {
        Facts { unshown: Some(why), ..Facts::default() }.into()
    }
}

impl From<Facts> for Seen {
    fn from(facts: Facts) -> Self {
        Self { facts, still: None }
    }
}

/// Looks at a file whose type is known. Whatever a decoder does, this returns.
pub fn of(path: &Path, sniffed: &Sniffed) -> Seen {
    let looked = catch_unwind(AssertUnwindSafe(|| look(path, sniffed)));
    looked.unwrap_or_else(|_| {
        // The panic itself was told by its hook; which file it was is only known here, and its name is nobody's business.
        tracing::warn!(mime = sniffed.mime, "a decoder gave up on a file");
        Reason::Damaged.into()
    })
}

fn look(path: &Path, sniffed: &Sniffed) -> Seen {
    let size = std::fs::metadata(path).map(|metadata| metadata.len());
    match size {
        Ok(0) => return Reason::Empty.into(),
        Ok(_) => {}
        Err(problem) => {
            tracing::warn!(%problem, "a file cannot be looked at");
            return Reason::Damaged.into();
        }
    }
    match sniffed.kind {
        Kind::Image => picture::look(path, &sniffed.mime),
        Kind::Audio if is_playable(&sniffed.mime) => sound::look(path, &sniffed.mime).into(),
        Kind::Video if is_playable(&sniffed.mime) => video(path, &sniffed.mime).into(),
        Kind::Audio | Kind::Video => Reason::Unsupported.into(),
        Kind::Animation => lottie::look(path, &sniffed.mime).into(),
        Kind::Document => Facts { reading: reading(&sniffed.mime), ..Facts::default() }.into(),
        Kind::Program | Kind::Other => Seen::default(),
    }
}

fn reading(mime: &str) -> Option<Reading> {
    match mime {
        "application/pdf" => Some(Reading::Pdf),
        "text/csv" | "text/tab-separated-values" => Some(Reading::Table),
        "application/json" => Some(Reading::Text),
        _ => mime.starts_with("text/").then_some(Reading::Text),
    }
}

/// A video is not decoded here: the window does that, and gives its poster back.
fn video(path: &Path, mime: &str) -> Facts {
    let damaged = Facts { unshown: Some(Reason::Damaged), ..Facts::default() };
    let Some(movie) = movie(path, mime).filter(|movie| movie.video) else { return damaged };
    let area = movie.pixels.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let unshown = (area > MOST_PIXELS).then_some(Reason::TooMuch);
    Facts { pixels: movie.pixels, seconds: movie.seconds, codec: movie.codec, unshown, ..Facts::default() }
}

/// What a container says of itself.
pub(crate) fn movie(path: &Path, mime: &str) -> Option<Movie> {
    let mut file = Bounded::open(path).ok()?.buffered();
    match mime.split_once('/')?.1 {
        "mp4" | "quicktime" | "3gpp" => boxes::movie(&mut file),
        "webm" | "x-matroska" => ebml::movie(&mut file),
        "ogg" => ogg::movie(&mut file),
        _ => None,
    }
}

/// The size of a picture that is not decoded here.
pub(crate) fn size_in_boxes(file: &File) -> Option<(u32, u32)> {
    boxes::picture(&mut std::io::BufReader::new(file))
}
