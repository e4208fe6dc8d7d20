//! A small still picture of a large one, upright, and its colours.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fast_image_resize::{FilterType, MulDiv, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as Rows, PngEncoder};
use image::imageops;
use image::{DynamicImage, ImageEncoder};

use super::{Picture, SIDE};
use crate::facts::Still;

/// What a JPEG of this quality loses is not seen at this size.
const QUALITY: u8 = 82;
/// The longest side of the picture that a thumbhash is made of.
const HASHED: u32 = 100;
/// Profiles of cameras have half a kilobyte; larger ones describe printers.
const LARGEST_PROFILE: usize = 8 * 1024;

/// A still and its colours.
pub(super) struct Made {
    pub(super) still: Still,
    /// A thumbhash in Base64.
    pub(super) thumbhash: String,
}

/// Makes a picture small and upright. What is small already keeps its size.
pub(super) fn make(picture: Picture) -> Made {
    let Picture { pixels, orientation, profile, transparent } = picture;
    let mut small = shrunk(pixels, SIDE);
    small.apply_orientation(orientation);
    let profile = profile.filter(|profile| profile.len() <= LARGEST_PROFILE);
    let (still, hashed) = if transparent {
        let small = small.into_rgba8();
        let hashed = DynamicImage::ImageRgba8(small);
        (Still::Png(png(&hashed, profile)), hashed)
    } else {
        let small = DynamicImage::ImageRgb8(small.into_rgb8());
        (Still::Jpeg(jpeg(&small, profile)), small)
    };
    Made { still, thumbhash: thumbhash(&hashed) }
}

fn shrunk(mut picture: DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    if longest <= side {
        return picture;
    }
    let scaled = |length: u32| {
        let scaled = u64::from(length) * u64::from(side) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    let (width, height) = (scaled(width), scaled(height));
    resized(&mut picture, width, height).unwrap_or_else(|| {
        // It knows fewer kinds of pixels than the decoders do.
        picture.resize_exact(width, height, imageops::FilterType::Triangle)
    })
}

/// Colours are weighed by how much of them shows, in place: left to itself the library would do so in a second picture.
fn resized(picture: &mut DynamicImage, width: u32, height: u32) -> Option<DynamicImage> {
    let mut small = DynamicImage::new(width, height, picture.color());
    let weigh = MulDiv::new();
    let transparent = picture.color().has_alpha();
    if transparent {
        weigh.multiply_alpha_inplace(picture).ok()?;
    }
    let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
    let options = ResizeOptions::new().resize_alg(filter).use_alpha(false);
    Resizer::new().resize(picture, &mut small, &options).ok()?;
    if transparent {
        weigh.divide_alpha_inplace(&mut small).ok()?;
    }
    Some(small)
}

fn jpeg(picture: &DynamicImage, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    if let Some(profile) = profile {
        // Refused where the format has no place for one.
        let _ = encoder.set_icc_profile(profile);
    }
    let (width, height, color) = (picture.width(), picture.height(), picture.color());
    // Into memory, with a size that was checked: it cannot fail.
    let _ = encoder.write_image(picture.as_bytes(), width, height, color.into());
    bytes
}

fn png(picture: &DynamicImage, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, Rows::Adaptive);
    if let Some(profile) = profile {
        // Refused where the format has no place for one.
        let _ = encoder.set_icc_profile(profile);
    }
    let (width, height, color) = (picture.width(), picture.height(), picture.color());
    // Into memory, with a size that was checked: it cannot fail.
    let _ = encoder.write_image(picture.as_bytes(), width, height, color.into());
    bytes
}

fn thumbhash(picture: &DynamicImage) -> String {
    let tiny = shrunk(picture.clone(), HASHED).into_rgba8();
    let (width, height) = (tiny.width() as usize, tiny.height() as usize);
    BASE64_STANDARD.encode(thumbhash::rgba_to_thumb_hash(width, height, tiny.as_raw()))
}
