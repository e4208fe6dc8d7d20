//! WebM and Matroska: files of nested elements (RFC 8794, RFC 9559), each with an id and a length.

use std::io::{Read, Seek, SeekFrom};

use super::{Movie, sane, size};
use crate::codecs::Codec;

/// How many elements are looked at before a file is given up: an hour of sound has 180,000 blocks.
const MOST_ELEMENTS: u32 = 500_000;

mod id {
    pub(super) const HEAD: u32 = 0x1a45_dfa3;
    pub(super) const DOC_TYPE: u32 = 0x4282;
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const INFO: u32 = 0x1549_a966;
    pub(super) const SCALE: u32 = 0x2a_d7b1;
    pub(super) const DURATION: u32 = 0x4489;
    pub(super) const TRACKS: u32 = 0x1654_ae6b;
    pub(super) const TRACK: u32 = 0xae;
    pub(super) const TRACK_TYPE: u32 = 0x83;
    pub(super) const CODEC: u32 = 0x86;
    pub(super) const VIDEO: u32 = 0xe0;
    pub(super) const WIDTH: u32 = 0xb0;
    pub(super) const HEIGHT: u32 = 0xba;
    pub(super) const SHOWN_WIDTH: u32 = 0x54b0;
    pub(super) const SHOWN_HEIGHT: u32 = 0x54ba;
    pub(super) const SHOWN_UNIT: u32 = 0x54b2;
    pub(super) const ALPHA: u32 = 0x53c0;
    pub(super) const CLUSTER: u32 = 0x1f43_b675;
    pub(super) const TIMESTAMP: u32 = 0xe7;
    pub(super) const SIMPLE_BLOCK: u32 = 0xa3;
    pub(super) const BLOCK_GROUP: u32 = 0xa0;
    pub(super) const BLOCK: u32 = 0xa1;
}

/// What the file says of its tracks and its length. A head that breaks off tells as much as it holds.
pub(crate) fn movie<R: Read + Seek>(file: &mut R) -> Option<Movie> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    file.rewind().ok()?;
    let mut walk = Walk { file, end, left: MOST_ELEMENTS };
    if walk.next()?.id != id::HEAD {
        return None;
    }
    let mut told = Told { scale: 1_000_000, ..Told::default() };
    walk.file.rewind().ok()?;
    while let Some(element) = walk.next() {
        if walk.take(element, &mut told).is_none() {
            break;
        }
    }
    Some(told.movie())
}

struct Walk<'a, R> {
    file: &'a mut R,
    end: u64,
    left: u32,
}

#[derive(Debug, Clone, Copy)]
struct Element {
    id: u32,
    begin: u64,
    end: u64,
}

#[derive(Default)]
struct Told {
    movie: Movie,
    track: Track,
    /// Nanoseconds in a tick.
    scale: u64,
    /// Ticks in all, where the head says it.
    duration: Option<f64>,
    cluster: u64,
    /// The last block's time: recorders do not know the length when they write the head.
    last: u64,
}

/// The track that is being read.
#[derive(Default, Clone, Copy)]
struct Track {
    kind: u64,
    codec: Option<Codec>,
    coded: (u64, u64),
    shown: (u64, u64),
    unit: u64,
    alpha: bool,
}

impl Told {
    /// Takes what is known of the track that ended.
    fn close_track(&mut self) {
        let track = std::mem::take(&mut self.track);
        match track.kind {
            1 => {
                let Track { coded, shown, unit, .. } = track;
                // Other units than pixels tell a shape, not a size.
                let in_pixels = unit == 0 && shown.0 > 0 && shown.1 > 0;
                let (width, height) = if in_pixels { shown } else { coded };
                let alpha = track.alpha.then_some(Codec::Alpha);
                self.movie.video = true;
                self.movie.pixels = self.movie.pixels.or_else(|| size(width, height));
                self.movie.codec = alpha.or(track.codec).or(self.movie.codec);
            }
            2 => {
                self.movie.audio = true;
                self.movie.codec = self.movie.codec.or(track.codec);
            }
            _ => {}
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn movie(mut self) -> Movie {
        self.close_track();
        let ticks = self.duration.unwrap_or(self.last as f64);
        Movie { seconds: sane(ticks * self.scale as f64 / 1e9), ..self.movie }
    }
}

impl<R: Read + Seek> Walk<'_, R> {
    /// Takes what one element says, and stands where the next begins: inside those that hold others, behind the rest.
    fn take(&mut self, element: Element, told: &mut Told) -> Option<()> {
        match element.id {
            id::SEGMENT | id::INFO | id::TRACKS | id::VIDEO | id::BLOCK_GROUP | id::HEAD => {
                return self.go(element.begin);
            }
            id::TRACK => {
                told.close_track();
                return self.go(element.begin);
            }
            // With the length known there is nothing more to learn behind the head.
            id::CLUSTER if told.duration.is_some() => return None,
            id::CLUSTER => return self.go(element.begin),
            id::DOC_TYPE => told.movie.web = self.text(element)? == b"webm",
            id::SCALE => told.scale = self.number(element)?,
            id::DURATION => told.duration = self.float(element).filter(|ticks| *ticks > 0.0),
            id::TRACK_TYPE => told.track.kind = self.number(element)?,
            id::CODEC => told.track.codec = Codec::of_matroska(&self.text(element)?),
            id::WIDTH => told.track.coded.0 = self.number(element)?,
            id::HEIGHT => told.track.coded.1 = self.number(element)?,
            id::SHOWN_WIDTH => told.track.shown.0 = self.number(element)?,
            id::SHOWN_HEIGHT => told.track.shown.1 = self.number(element)?,
            id::SHOWN_UNIT => told.track.unit = self.number(element)?,
            id::ALPHA => told.track.alpha = self.number(element)? == 1,
            id::TIMESTAMP => told.cluster = self.number(element)?,
            id::SIMPLE_BLOCK | id::BLOCK => {
                let offset = self.block_time(element)?;
                told.last = told.last.max(told.cluster.saturating_add_signed(offset.into()));
            }
            _ => {}
        }
        self.go(element.end)
    }

    fn next(&mut self) -> Option<Element> {
        self.left = self.left.checked_sub(1)?;
        let id = u32::try_from(self.varied(Keep::Mark)?).ok()?;
        let length = self.varied(Keep::Value)?;
        let begin = self.file.stream_position().ok()?;
        // All ones: not known when it was written, so it goes on to the end.
        let end = begin.saturating_add(length).min(self.end);
        Some(Element { id, begin, end })
    }

    fn go(&mut self, to: u64) -> Option<()> {
        let now = self.file.stream_position().ok()?;
        // Relative, so that what is buffered stays so.
        self.file.seek_relative(i64::try_from(to).ok()? - i64::try_from(now).ok()?).ok()
    }

    /// A number of one to eight bytes, whose first byte says how many.
    fn varied(&mut self, keep: Keep) -> Option<u64> {
        let mut first = [0];
        self.file.read_exact(&mut first).ok()?;
        let more = first[0].leading_zeros();
        if more > 7 {
            return None;
        }
        let kept = match keep {
            Keep::Mark => first[0],
            Keep::Value => first[0] & (0x7f >> more),
        };
        let mut value = u64::from(kept);
        for _ in 0..more {
            let mut byte = [0];
            self.file.read_exact(&mut byte).ok()?;
            value = (value << 8) | u64::from(byte[0]);
        }
        Some(value)
    }

    fn text(&mut self, element: Element) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        self.file.by_ref().take((element.end - element.begin).min(64)).read_to_end(&mut text).ok()?;
        Some(text)
    }

    fn number(&mut self, element: Element) -> Option<u64> {
        let bytes = self.text(element)?;
        (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }

    fn float(&mut self, element: Element) -> Option<f64> {
        let bytes = self.text(element)?;
        match bytes.len() {
            4 => Some(f32::from_be_bytes(bytes.try_into().ok()?).into()),
            8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
            _ => None,
        }
    }

    /// A block's time, relative to its cluster's.
    fn block_time(&mut self, element: Element) -> Option<i16> {
        if element.end - element.begin < 4 {
            return Some(0);
        }
        self.varied(Keep::Value)?;
        let mut time = [0; 2];
        self.file.read_exact(&mut time).ok()?;
        Some(i16::from_be_bytes(time))
    }
}

/// Whether the bits that say a number's length are part of it.
#[derive(Clone, Copy)]
enum Keep {
    Mark,
    Value,
}
