//! A picture's pixels: for the clipboard, for other programs take pictures from it as pixels and not as a file, and for
//! redacting one ([`crate::redacting`]).
//!
//! A customer's picture is decoded within bounds: one that says it has more pixels than are shown is refused by its head
//! alone, and what decoding may hold in memory is limited besides, for a head can lie. What the decoder does not know
//! (HEIC, AVIF) is refused as well; saving such a picture still works.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use bellhop_model::{FileId, LocalFile};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage};

use crate::facts::MOST_PIXELS as MOST;
use crate::facts::bounded::Bounded;
use crate::{Media, MediaError};

/// A picture, upright, without its file.
#[derive(Debug, Clone)]
pub struct Pixels {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green, blue and opacity of each, row by row.
    pub rgba: Vec<u8>,
}

/// Why a picture was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Its bytes could not be had.
    #[error(transparent)]
    NotHere(#[from] MediaError),
    /// Decoding it would take too much memory.
    #[error("The picture is too large to be copied. Save it instead.")]
    TooLarge,
    /// It is damaged, or of a kind that is not decoded here.
    #[error("The picture cannot be copied. Save it instead.")]
    Unreadable,
}

impl Media {
    /// A picture's pixels, fetched first if it is not here.
    pub async fn pixels(&self, file: &FileId) -> Result<Pixels, CopyError> {
        let path: PathBuf = self.fetch(file).await?.path;
        // A decoder that panics over hostile bytes takes its own task with it and nothing else.
        tokio::task::spawn_blocking(move || decode(&path)).await.unwrap_or(Err(CopyError::Unreadable))
    }

    /// Keeps a picture from the clipboard as a file that the rep attached.
    pub async fn keep_pixels(&self, name: &str, pixels: Pixels) -> Result<LocalFile, CopyError> {
        let encoded = tokio::task::spawn_blocking(move || encode(pixels)).await;
        let bytes = encoded.unwrap_or(Err(CopyError::Unreadable))?;
        Ok(self.keep_outgoing(name, &bytes).await?)
    }
}

pub(crate) fn decode(path: &Path) -> Result<Pixels, CopyError> {
    let opened = Bounded::open(path).and_then(|file| ImageReader::new(BufReader::new(file)).with_guessed_format());
    let mut reader = opened.map_err(|problem| CopyError::NotHere(problem.into()))?;
    let mut limits = Limits::no_limits();
    // Twice the pixels: a decoder may hold the picture in its own form as well.
    limits.max_alloc = Some(MOST * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|problem| refusal(&problem))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST {
        return Err(CopyError::TooLarge);
    }
    // Where it says nothing of its orientation, or nonsense, it is upright.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|problem| refusal(&problem))?;
    picture.apply_orientation(orientation);
    let picture = picture.into_rgba8();
    Ok(Pixels { width: picture.width(), height: picture.height(), rgba: picture.into_raw() })
}

/// As PNG, which loses nothing of a screenshot.
fn encode(pixels: Pixels) -> Result<Vec<u8>, CopyError> {
    if u64::from(pixels.width) * u64::from(pixels.height) > MOST {
        return Err(CopyError::TooLarge);
    }
    let picture = RgbaImage::from_raw(pixels.width, pixels.height, pixels.rgba).ok_or(CopyError::Unreadable)?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|problem| refusal(&problem))?;
    Ok(bytes.into_inner())
}

fn refusal(problem: &image::ImageError) -> CopyError {
    match problem {
        image::ImageError::Limits(_) => CopyError::TooLarge,
        _ => CopyError::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn decoded(bytes: &[u8]) -> Result<Pixels, CopyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture");
        std::fs::write(&path, bytes).unwrap();
        decode(&path)
    }

    /// Two pixels side by side, red and blue.
    fn png() -> Vec<u8> {
        let picture = image::RgbaImage::from_raw(2, 1, vec![255, 0, 0, 255, 0, 0, 255, 128]).unwrap();
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    /// The same picture with another size in its head, its checksum made right.
    fn claiming(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = png();
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let mut sum = u32::MAX;
        for byte in &bytes[12..29] {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
            }
        }
        bytes[29..33].copy_from_slice(&(!sum).to_be_bytes());
        bytes
    }

    #[test]
    fn a_picture_is_copied_pixel_by_pixel_with_its_transparency() {
        let pixels = decoded(&png()).unwrap();
        assert_eq!((pixels.width, pixels.height), (2, 1));
        assert_eq!(pixels.rgba, [255, 0, 0, 255, 0, 0, 255, 128]);
    }

    #[test]
    fn a_picture_from_the_clipboard_becomes_a_file_that_shows_the_same_pixels() {
        let before = decoded(&png()).unwrap();
        let after = decoded(&encode(before.clone()).unwrap()).unwrap();
        assert_eq!((after.width, after.height, &after.rgba), (2, 1, &before.rgba));
        let lying = Pixels { width: 3, ..before };
        assert!(matches!(encode(lying), Err(CopyError::Unreadable)), "fewer pixels than it says");
        let bomb = Pixels { width: 65_500, height: 65_500, rgba: Vec::new() };
        assert!(matches!(encode(bomb), Err(CopyError::TooLarge)));
    }

    #[test]
    fn a_photograph_taken_with_the_camera_on_its_side_is_copied_upright() {
        // A JPEG of 8 by 16 pixels whose EXIF says that the camera was turned by a quarter.
        let picture = image::RgbImage::from_pixel(8, 16, image::Rgb([200, 120, 40]));
        let mut jpeg = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
        let jpeg = jpeg.into_inner();
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let turned = [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat();
        let pixels = decoded(&turned).unwrap();
        assert_eq!((pixels.width, pixels.height), (16, 8));
    }

    #[test]
    fn a_picture_that_claims_more_pixels_than_memory_holds_is_refused_by_its_head() {
        assert!(matches!(decoded(&claiming(65_500, 65_500)), Err(CopyError::TooLarge)));
        assert!(matches!(decoded(&claiming(1, 60_000_000)), Err(CopyError::TooLarge)));
    }

    #[test]
    fn what_is_not_a_picture_or_breaks_off_is_refused_without_a_panic() {
        assert!(matches!(decoded(b"not a picture"), Err(CopyError::Unreadable)));
        assert!(matches!(decoded(b""), Err(CopyError::Unreadable)));
        let whole = png();
        assert!(matches!(decoded(&whole[..whole.len() - 20]), Err(CopyError::Unreadable)));
    }
}
