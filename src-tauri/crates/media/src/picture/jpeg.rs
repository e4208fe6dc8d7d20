//! JPEG: decoded at an eighth, a quarter or a half, as much as a still needs.
//!
//! A photo of a telephone has up to 200 MP; decoded whole it would take 600 MB. The decoder's own scaling works on blocks of
//! eight by eight pixels while they are read, so a baseline photo of any legal size takes a few megabytes. A progressive
//! one is held as coefficients until its last scan, all of them; those are counted beforehand ([`Frame::held`]).
//!
//! A photo that breaks off is shown as far as it goes: behind its last byte the decoder is told that the picture ends.

use std::io::{self, Cursor, Read};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, RgbImage};
use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::{Decoded, Head, MOST_DECODED, Picture, SIDE};
use crate::facts::Reason;
use crate::facts::bounded::Bounded;

/// The most pixels that are read for a still.
const MOST_READ: u64 = 250_000_000;
/// How often a file that broke off says that it ends, before it is an error.
const FAREWELLS: usize = 64 * 1024;

pub(super) fn head(path: &Path) -> Result<Head, Reason> {
    let file = Bounded::open(path).map_err(|_| Reason::Damaged)?;
    let mut decoder = Decoder::new(file.buffered());
    let read = decoder.read_info().map_err(|problem| reason(&problem));
    let info = read.and_then(|()| decoder.info().ok_or(Reason::Damaged))?;
    if info.width == 0 || info.height == 0 {
        return Err(Reason::Damaged);
    }
    Ok(Head { size: (info.width.into(), info.height.into()), orientation: orientation(decoder.exif_data()) })
}

pub(super) fn decode(path: &Path) -> Decoded {
    let file = || Bounded::open(path).map(Bounded::buffered).map_err(|_| Reason::Damaged);
    let frame = Frame::find(file()?).ok_or(Reason::Damaged)?;
    if frame.area() > MOST_READ || frame.held() > MOST_DECODED {
        return Err(Reason::TooMuch);
    }
    decoded(Decoder::new(Farewell { file: file()?, said: 0 }))
}

/// Decodes a whole file in memory of at most so many pixels.
pub(super) fn decode_bytes(bytes: &[u8], most: u64) -> Decoded {
    let frame = Frame::find(Cursor::new(bytes)).ok_or(Reason::Damaged)?;
    if frame.area() > most || frame.held() > MOST_DECODED {
        return Err(Reason::TooMuch);
    }
    decoded(Decoder::new(Cursor::new(bytes)))
}

fn decoded<R: Read>(mut decoder: Decoder<R>) -> Decoded {
    decoder.set_max_decoding_buffer_size(usize::try_from(MOST_DECODED).unwrap_or(usize::MAX));
    let side = u16::try_from(SIDE).unwrap_or(u16::MAX);
    decoder.scale(side, side).map_err(|problem| reason(&problem))?;
    let bytes = decoder.decode().map_err(|problem| reason(&problem))?;
    let info = decoder.info().ok_or(Reason::Damaged)?;
    let (width, height) = (info.width.into(), info.height.into());
    let pixels = match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(width, height, bytes).map(DynamicImage::ImageLuma8),
        // Sixteen bits come in the machine's own order.
        PixelFormat::L16 => {
            let high = bytes.as_chunks().0.iter().map(|pair| (u16::from_ne_bytes(*pair) >> 8) as u8);
            GrayImage::from_raw(width, height, high.collect()).map(DynamicImage::ImageLuma8)
        }
        PixelFormat::RGB24 => RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8),
        PixelFormat::CMYK32 => RgbImage::from_raw(width, height, from_inks(&bytes)).map(DynamicImage::ImageRgb8),
    };
    // A profile of inks says nothing about light.
    let profile = decoder.icc_profile().filter(|_| info.pixel_format == PixelFormat::RGB24);
    let orientation = orientation(decoder.exif_data());
    Ok(Picture { pixels: pixels.ok_or(Reason::Damaged)?, orientation, profile, transparent: false })
}

fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}

/// Cyan, magenta, yellow and black to red, green and blue, without a profile.
fn from_inks(bytes: &[u8]) -> Vec<u8> {
    let light = |ink: u8, black: u8| {
        let product = (255 - u16::from(ink)) * (255 - u16::from(black)) / 255;
        u8::try_from(product).unwrap_or(u8::MAX)
    };
    let pixels = bytes.as_chunks().0.iter();
    pixels.flat_map(|[cyan, magenta, yellow, black]| [cyan, magenta, yellow].map(|ink| light(*ink, *black))).collect()
}

fn reason(problem: &Error) -> Reason {
    match problem {
        Error::Unsupported(_) => Reason::Unsupported,
        _ => Reason::Damaged,
    }
}

/// What the header of a frame says.
struct Frame {
    progressive: bool,
    width: u16,
    height: u16,
    /// How often each component is sampled, across and down.
    sampling: Vec<(u8, u8)>,
}

impl Frame {
    /// Looks for it among the segments of a file.
    fn find<R: Read>(mut file: R) -> Option<Self> {
        let mut mark = [0; 2];
        file.read_exact(&mut mark).ok().filter(|()| mark == [0xff, 0xd8])?;
        loop {
            let mut byte = [0];
            while byte[0] != 0xff {
                file.read_exact(&mut byte).ok()?;
            }
            while byte[0] == 0xff {
                file.read_exact(&mut byte).ok()?;
            }
            let marker = byte[0];
            if marker == 0 || marker == 1 || (0xd0..=0xd8).contains(&marker) {
                continue;
            }
            file.read_exact(&mut mark).ok()?;
            let length = usize::from(u16::from_be_bytes(mark)).checked_sub(2)?;
            let mut segment = vec![0; length];
            file.read_exact(&mut segment).ok()?;
            // Those of the range that are tables, not frames.
            let is_frame = (0xc0..=0xcf).contains(&marker) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
            if is_frame {
                return Self::read(marker, &segment);
            }
        }
    }

    fn read(marker: u8, segment: &[u8]) -> Option<Self> {
        let [_, h1, h2, w1, w2, count] = *segment.first_chunk::<6>()?;
        let components = segment.get(6..6 + 3 * usize::from(count))?;
        let sampling = components.as_chunks().0.iter().map(|[_, both, _]| (both >> 4, both & 15)).collect();
        let (width, height) = (u16::from_be_bytes([w1, w2]), u16::from_be_bytes([h1, h2]));
        Some(Self { progressive: marker & 3 == 2, width, height, sampling })
    }

    fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// How many bytes the decoder holds until the last scan: two for each coefficient of a progressive picture.
    fn held(&self) -> u64 {
        if !self.progressive {
            return 0;
        }
        let most = |side: fn(&(u8, u8)) -> u8| u64::from(self.sampling.iter().map(side).max().unwrap_or(1).max(1));
        let full = most(|sampling| sampling.0) * most(|sampling| sampling.1);
        let all: u64 = self.sampling.iter().map(|(across, down)| u64::from(*across) * u64::from(*down)).sum();
        self.area() * 2 * all / full
    }
}

/// A file that says, behind its last byte, that the picture ends.
struct Farewell<R> {
    file: R,
    said: usize,
}

impl<R: Read> Read for Farewell<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        if self.said >= FAREWELLS {
            return Ok(0);
        }
        for byte in buffer.iter_mut().take(2) {
            *byte = if self.said.is_multiple_of(2) { 0xff } else { 0xd9 };
            self.said += 1;
        }
        Ok(buffer.len().min(2))
    }
}
