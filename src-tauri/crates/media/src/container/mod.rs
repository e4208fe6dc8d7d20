//! What containers of sound and video say of themselves: tracks, length, size. Nothing in here is decoded.
//!
//! Each reader goes through headers only, seeks over the rest, and gives up after so many of them: a file that consists of
//! nothing but headers costs no more than a film.

pub(crate) mod boxes;
pub(crate) mod ebml;
pub(crate) mod ogg;

use crate::codecs::Codec;

/// What is told of a film or a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Movie {
    /// It has a track of pictures.
    pub(crate) video: bool,
    /// It has a track of sound.
    pub(crate) audio: bool,
    /// Pixels across and down, as they are to be shown.
    pub(crate) pixels: Option<(u32, u32)>,
    /// How long it lasts.
    pub(crate) seconds: Option<f64>,
    /// What has to be there to play it: of its pictures, else of its sound.
    pub(crate) codec: Option<Codec>,
    /// A WebM file: what browsers take of Matroska.
    pub(crate) web: bool,
}

/// A length that a rep could sit through; anything else is a mistake or a trick.
pub(crate) fn sane(seconds: f64) -> Option<f64> {
    const TWO_DAYS: f64 = 48.0 * 3600.0;
    (seconds.is_finite() && seconds > 0.0 && seconds <= TWO_DAYS).then_some(seconds)
}

/// A size that is one.
fn size(width: u64, height: u64) -> Option<(u32, u32)> {
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    (width > 0 && height > 0).then_some((width, height))
}
