//! Pictures: how large they are, whether they move, and a small still of each.
//!
//! The size is known before anything is decoded, and what decodes to more than [`MOST_DECODED`] is not decoded. A picture of
//! more than 40 MP, or one that moves with more than `moving` allows, is TooMuch: the window is never given its original.
//! Where a still of it can be made all the same (a JPEG is decoded at an eighth, a moving picture's first frame may be
//! small) it is kept, and `moving` is false: the still is all there is to see.
//!
//! Stills carry nothing over but pixels and the colour profile: no place, no camera, no comment. AVIF is shown by WebKit
//! itself and has no still; HEIC, TIFF and other types are shown by nothing here.

mod jpeg;
mod moving;
mod still;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::facts::bounded::Bounded;
use crate::facts::{Facts, MOST_PIXELS, Reason, Seen, Still, size_in_boxes};

/// The longest side of a still.
const SIDE: u32 = 640;
/// The most bytes that a picture may be decoded to.
const MOST_DECODED: u64 = 64 * 1024 * 1024;
/// The same where something of about that size is held beside it: a frame, coefficients.
const MOST_OF_TWO: u64 = 40 * 1024 * 1024;
/// A picture with no more bytes than this, and no larger than a still, is its own still.
const SMALL_FILE: u64 = 128 * 1024;
/// A poster comes from the window, so it is no larger than a video's picture.
const MOST_OF_A_POSTER: u64 = 16_000_000;

/// A decoded picture, or why there is none.
type Decoded = Result<Picture, Reason>;

/// A picture as it was decoded: at least as large as its still, if the original is.
struct Picture {
    pixels: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    /// Any of its pixels lets something through.
    transparent: bool,
}

/// What can be told of a picture before it is decoded.
struct Head {
    size: (u32, u32),
    orientation: Orientation,
}

impl Head {
    fn upright(&self) -> (u32, u32) {
        let (width, height) = self.size;
        if swaps(self.orientation) { (height, width) } else { (width, height) }
    }

    fn area(&self) -> u64 {
        u64::from(self.size.0) * u64::from(self.size.1)
    }
}

/// Looks at a picture.
pub(crate) fn look(path: &Path, mime: &str) -> Seen {
    let known = match mime {
        "image/jpeg" => jpeg::head(path).map(|head| (head, None)),
        "image/png" => raster_head(path, ImageFormat::Png),
        "image/gif" => raster_head(path, ImageFormat::Gif),
        "image/webp" => raster_head(path, ImageFormat::WebP),
        "image/bmp" => raster_head(path, ImageFormat::Bmp),
        _ => return undecoded(path, mime),
    };
    let (head, format) = match known {
        Ok(known) => known,
        Err(why) => return why.into(),
    };
    let frames = moving::frames(path, mime);
    let too_much = head.area() > MOST_PIXELS || frames.is_some_and(|frames| frames.are_too_many(head.area()));
    let decoded = match format {
        None => jpeg::decode(path).or_else(|why| more_patiently(path, &head, why)),
        Some(format) => raster(path, format, frames.is_some()),
    };
    let mut facts = Facts { pixels: Some(head.upright()), ..Facts::default() };
    facts.unshown = if too_much { Some(Reason::TooMuch) } else { decoded.as_ref().err().copied() };
    facts.moving = frames.is_some() && facts.unshown.is_none();
    let Ok(picture) = decoded else { return facts.into() };
    let own = !facts.moving && !too_much && is_small(path, &head) && picture.orientation == Orientation::NoTransforms;
    let made = still::make(picture);
    facts.thumbhash = Some(made.thumbhash);
    facts.still = true;
    Seen { facts, still: Some(if own { Still::Original } else { made.still }) }
}

/// A poster that the window drew of a video, decoded and encoded anew.
pub(crate) fn poster(bytes: &[u8]) -> Option<(Still, String)> {
    let picture = jpeg::decode_bytes(bytes, MOST_OF_A_POSTER).ok()?;
    let made = still::make(picture);
    Some((made.still, made.thumbhash))
}

/// A photo with wrong bits in it: another decoder goes on where ours stops, as browsers do, but it decodes the whole.
fn more_patiently(path: &Path, head: &Head, why: Reason) -> Decoded {
    let bytes = std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len());
    if why != Reason::Damaged || head.area() * 3 + bytes > MOST_OF_TWO {
        return Err(why);
    }
    raster(path, ImageFormat::Jpeg, false)
}

/// What is not decoded here.
fn undecoded(path: &Path, mime: &str) -> Seen {
    let size = File::open(path).ok().and_then(|file| size_in_boxes(&file));
    let area = size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let facts = Facts { pixels: size, ..Facts::default() };
    let unshown = match (mime, size) {
        ("image/avif", None) => Some(Reason::Damaged),
        ("image/avif", _) if area > MOST_PIXELS => Some(Reason::TooMuch),
        ("image/avif", _) => None,
        _ => Some(Reason::Unsupported),
    };
    Facts { unshown, moving: unshown.is_none() && is_a_sequence(path), ..facts }.into()
}

/// AVIF with a film in it, by its brand.
fn is_a_sequence(path: &Path) -> bool {
    let mut head = [0; 12];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head.ends_with(b"avis")
}

fn is_small(path: &Path, head: &Head) -> bool {
    let bytes = std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len());
    head.size.0.max(head.size.1) <= SIDE && bytes <= SMALL_FILE
}

fn raster_head(path: &Path, format: ImageFormat) -> Result<(Head, Option<ImageFormat>), Reason> {
    let mut decoder = open(path, format)?.into_decoder().map_err(|problem| reason(&problem))?;
    let size = decoder.dimensions();
    if size.0 == 0 || size.1 == 0 {
        return Err(Reason::Damaged);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((Head { size, orientation }, Some(format)))
}

fn raster(path: &Path, format: ImageFormat, moving: bool) -> Decoded {
    let beside = moving || format == ImageFormat::Gif;
    let mut decoder = open(path, format)?.into_decoder().map_err(|problem| reason(&problem))?;
    if decoder.total_bytes() > if beside { MOST_OF_TWO } else { MOST_DECODED } {
        return Err(Reason::TooMuch);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(|problem| reason(&problem))?;
    let transparent = pixels.color().has_alpha();
    Ok(Picture { pixels, orientation, profile, transparent })
}

fn open(path: &Path, format: ImageFormat) -> Result<ImageReader<BufReader<Bounded>>, Reason> {
    let file = Bounded::open(path).map_err(|_| Reason::Damaged)?;
    let mut reader = ImageReader::with_format(file.buffered(), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_DECODED);
    reader.limits(limits);
    Ok(reader)
}

fn reason(problem: &ImageError) -> Reason {
    match problem {
        ImageError::Limits(_) => Reason::TooMuch,
        _ => Reason::Damaged,
    }
}

/// Whether across becomes down.
fn swaps(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}
