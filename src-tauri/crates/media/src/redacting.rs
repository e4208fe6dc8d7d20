//! Redacting a picture before it leaves: boxes over it, parts made unrecognisable, its edges cut off.
//!
//! The picture is drawn anew from its pixels, upright, and encoded anew, so nothing else of its file goes along: no place, no
//! camera, no small picture of what it was, no colour profile. A box is painted, not laid over. A part that is blurred
//! keeps a few blocks, each of the average of what it covers in one of eight steps per colour: a soft blur, or fine blocks,
//! can be undone by whoever guesses what was written there. What is wholly see-through may still hide a colour; it is
//! cleared. Cutting comes last, so what is cut off is in no block's way.
//!
//! A picture that moves is refused, for it would stand still afterwards, and so is one that cannot be decoded here.

use std::path::{Path, PathBuf};

use bellhop_model::{Area, LocalFile, Mark};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder, ImageError, Rgba, RgbaImage, imageops};

use crate::copying::{CopyError, decode};
use crate::{Media, MediaError};

/// The most marks that one picture gets.
pub const MOST_MARKS: usize = 200;
/// Blocks along the longer side of a part that is blurred.
const BLOCKS: u32 = 8;
/// The smallest block: a letter of a usual screenshot is gone in it.
const SMALLEST_BLOCK: u32 = 24;
/// Between two steps of a colour that a block can have.
const STEP: u64 = 32;
/// What a photograph loses at this quality is not seen.
const QUALITY: u8 = 92;
const BLACK: Rgba<u8> = Rgba([0, 0, 0, 255]);

/// Why a picture was not redacted; it stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// Its bytes are gone, or there is no room for the new ones.
    #[error(transparent)]
    NotHere(#[from] MediaError),
    /// Decoding it would take too much memory.
    #[error("The picture is too large to be redacted.")]
    TooLarge,
    /// It is damaged, or of a kind that is not decoded here.
    #[error("The picture cannot be read, so it cannot be redacted.")]
    Unreadable,
    /// It moves.
    #[error("A picture that moves cannot be redacted.")]
    Moves,
    /// What would be kept is nothing.
    #[error("Nothing of the picture would be left.")]
    Nothing,
}

impl From<CopyError> for RedactError {
    fn from(problem: CopyError) -> Self {
        match problem {
            CopyError::NotHere(problem) => Self::NotHere(problem),
            CopyError::TooLarge => Self::TooLarge,
            CopyError::Unreadable => Self::Unreadable,
        }
    }
}

impl Media {
    /// Keeps a redacted copy of a picture that is still to be sent, and looks at it. The original stays until nothing refers
    /// to it.
    pub async fn redact(&self, file: &LocalFile, marks: &[Mark]) -> Result<LocalFile, RedactError> {
        let Some(seen) = self.outgoing_learned(&file.hash).await else { return Err(MediaError::Gone.into()) };
        if seen.facts.moving {
            return Err(RedactError::Moves);
        }
        let (path, kind, marks): (PathBuf, _, _) = (seen.path, Kept::of(&seen.mime), marks.to_vec());
        // A decoder that panics over hostile bytes takes its own task with it and nothing else.
        let drawn = tokio::task::spawn_blocking(move || redacted(&path, &marks, kind));
        let (bytes, kind) = drawn.await.unwrap_or(Err(RedactError::Unreadable))?;
        Ok(self.keep_outgoing(&kind.name(&file.name), &bytes).await?)
    }
}

/// How a redacted picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// As a photograph: as PNG it would be many times as large as it was.
    Jpeg,
    Png,
}

impl Kept {
    fn of(mime: &str) -> Self {
        if matches!(mime, "image/jpeg" | "image/webp") { Self::Jpeg } else { Self::Png }
    }

    /// The name with the ending of what it is now.
    fn name(self, name: &str) -> String {
        let (usual, known): (_, &[&str]) = match self {
            Self::Jpeg => ("jpg", &["jpg", "jpeg"]),
            Self::Png => ("png", &["png"]),
        };
        match name.rsplit_once('.') {
            Some((_, ending)) if known.contains(&ending.to_ascii_lowercase().as_str()) => name.to_owned(),
            Some((stem, _)) if !stem.is_empty() => format!("{stem}.{usual}"),
            _ => format!("{name}.{usual}"),
        }
    }
}

fn redacted(path: &Path, marks: &[Mark], kind: Kept) -> Result<(Vec<u8>, Kept), RedactError> {
    let pixels = decode(path)?;
    let whole = RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).ok_or(RedactError::Unreadable)?;
    let picture = drawn(whole, marks)?;
    // JPEG has no place for what shows through.
    let kind = if picture.pixels().any(|pixel| pixel.0[3] < 255) { Kept::Png } else { kind };
    let bytes = written(picture, kind).map_err(|_| RedactError::Unreadable)?;
    Ok((bytes, kind))
}

fn drawn(mut picture: RgbaImage, marks: &[Mark]) -> Result<RgbaImage, RedactError> {
    let size = picture.dimensions();
    let mut kept = None;
    for mark in marks {
        match mark {
            Mark::Box { area } => fill(&mut picture, inside(*area, size), BLACK),
            Mark::Blur { area } => blur(&mut picture, inside(*area, size)),
            Mark::Crop { area } => kept = Some(inside(*area, size)),
        }
    }
    if let Some(Area { x, y, width, height }) = kept {
        if width == 0 || height == 0 {
            return Err(RedactError::Nothing);
        }
        picture = imageops::crop_imm(&picture, x, y, width, height).to_image();
    }
    for pixel in picture.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
        *pixel = Rgba([0; 4]);
    }
    Ok(picture)
}

/// What of an area lies in the picture.
fn inside(area: Area, (width, height): (u32, u32)) -> Area {
    let (x, y) = (area.x.min(width), area.y.min(height));
    Area { x, y, width: area.width.min(width - x), height: area.height.min(height - y) }
}

fn fill(picture: &mut RgbaImage, area: Area, colour: Rgba<u8>) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            picture.put_pixel(x, y, colour);
        }
    }
}

fn blur(picture: &mut RgbaImage, area: Area) {
    let side = area.width.max(area.height).div_ceil(BLOCKS).max(SMALLEST_BLOCK);
    let starts = |from: u32, length: u32| (from..from + length).step_by(side as usize);
    for y in starts(area.y, area.height) {
        for x in starts(area.x, area.width) {
            let width = side.min(area.x + area.width - x);
            let height = side.min(area.y + area.height - y);
            let block = Area { x, y, width, height };
            let colour = average(picture, block);
            fill(picture, block, colour);
        }
    }
}

/// The colour of a block in coarse steps. What is see-through counts as little as it shows.
fn average(picture: &RgbaImage, block: Area) -> Rgba<u8> {
    let (mut sums, mut shown) = ([0_u64; 3], 0_u64);
    for y in block.y..block.y + block.height {
        for x in block.x..block.x + block.width {
            let [red, green, blue, opacity] = picture.get_pixel(x, y).0.map(u64::from);
            for (sum, colour) in sums.iter_mut().zip([red, green, blue]) {
                *sum += colour * opacity;
            }
            shown += opacity;
        }
    }
    let count = u64::from(block.width) * u64::from(block.height);
    let coarse = |value: u64| u8::try_from((value + STEP / 2) / STEP * STEP).unwrap_or(u8::MAX);
    let [red, green, blue] = sums.map(|sum| coarse(sum.checked_div(shown).unwrap_or(0)));
    Rgba([red, green, blue, coarse(shown.checked_div(count).unwrap_or(0))])
}

fn written(picture: RgbaImage, kind: Kept) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    match kind {
        Kept::Jpeg => {
            let picture = DynamicImage::ImageRgba8(picture).into_rgb8();
            let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            encoder.write_image(&picture, width, height, image::ExtendedColorType::Rgb8)?;
        }
        Kept::Png => {
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
            encoder.write_image(&picture, width, height, image::ExtendedColorType::Rgba8)?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
