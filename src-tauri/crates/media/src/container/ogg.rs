//! Ogg: pages of packets, several streams by turns (RFC 3533).

use std::io::{Read, Seek, SeekFrom};

use super::{Movie, sane, size};
use crate::codecs::Codec;

/// How much of the end is looked through for the last page.
const TAIL: u64 = 128 * 1024;
const VIDEO: [&[u8]; 4] = [b"\x80theora", b"BBCD\0", b"OVP80", b"\x01video"];

/// Whether one of the streams that begin a file is of pictures.
pub(crate) fn has_pictures(head: &[u8]) -> bool {
    beginnings(head).any(|page| VIDEO.iter().any(|mark| page.packet.starts_with(mark)))
}

/// What a Theora video says of itself.
pub(crate) fn movie<R: Read + Seek>(file: &mut R) -> Option<Movie> {
    file.rewind().ok()?;
    let mut head = Vec::new();
    file.by_ref().take(64 * 1024).read_to_end(&mut head).ok()?;
    let theora = beginnings(&head).find(|page| page.packet.starts_with(b"\x80theora"))?;
    let stream = Theora::read(theora.packet)?;
    let end = file.seek(SeekFrom::End(0)).ok()?;
    file.seek(SeekFrom::Start(end.saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    file.take(TAIL).read_to_end(&mut tail).ok()?;
    let last = last_granule(&tail, theora.serial);
    Some(Movie {
        video: true,
        audio: beginnings(&head).count() > 1,
        pixels: stream.pixels,
        seconds: last.and_then(|granule| stream.seconds(granule)),
        codec: Some(Codec::Theora),
        web: false,
    })
}

struct Page<'a> {
    serial: [u8; 4],
    packet: &'a [u8],
}

/// The pages at the start of a file that each begin a stream.
fn beginnings(head: &[u8]) -> impl Iterator<Item = Page<'_>> {
    let mut rest = head;
    std::iter::from_fn(move || {
        let fixed = rest.get(..27).filter(|page| page.starts_with(b"OggS"))?;
        let begins = fixed.get(5)? & 2 != 0;
        let serial = fixed.get(14..18)?.try_into().ok()?;
        let segments = usize::from(*fixed.get(26)?);
        let length: usize = rest.get(27..27 + segments)?.iter().map(|length| usize::from(*length)).sum();
        let content = rest.get(27 + segments..)?;
        // A head that is cut off still tells what stream it is.
        let packet = content.get(..length).unwrap_or(content);
        rest = content.get(length..).unwrap_or_default();
        begins.then_some(Page { serial, packet })
    })
}

fn last_granule(tail: &[u8], serial: [u8; 4]) -> Option<u64> {
    let pages = tail.windows(18).filter(|page| page.starts_with(b"OggS") && page.get(14..18) == Some(&serial));
    let mut granules = pages.filter_map(|page| Some(u64::from_le_bytes(page.get(6..14)?.try_into().ok()?)));
    // All ones: no packet ends on that page.
    granules.rfind(|granule| *granule != u64::MAX)
}

struct Theora {
    pixels: Option<(u32, u32)>,
    /// Pictures per second, as a fraction.
    rate: (u32, u32),
    /// How many bits of a granule count pictures since the last whole one.
    shift: u32,
}

impl Theora {
    fn read(packet: &[u8]) -> Option<Self> {
        let number = |at: usize, length: usize| {
            let bytes = packet.get(at..at + length)?;
            Some(bytes.iter().fold(0u32, |number, byte| (number << 8) | u32::from(*byte)))
        };
        let shift = (number(40, 2)? >> 5) & 0x1f;
        let pixels = size(number(14, 3)?.into(), number(17, 3)?.into());
        Some(Self { pixels, rate: (number(22, 4)?, number(26, 4)?), shift })
    }

    #[allow(clippy::cast_precision_loss)]
    fn seconds(&self, granule: u64) -> Option<f64> {
        let pictures = (granule >> self.shift).saturating_add(granule & ((1 << self.shift) - 1));
        sane(pictures as f64 * f64::from(self.rate.1) / f64::from(self.rate.0))
    }
}
