//! Whether a picture moves, and whether it moves too much, told by counting its frames without decoding one.
//!
//! A browser decodes frames as they are shown and keeps a canvas of full size for each it holds on to. What hurts is thus a
//! large canvas and a great many frames; a small file can claim both.

use std::io::{BufReader, Read};
use std::path::Path;

use crate::facts::bounded::Bounded;

/// The largest canvas that moves: 4K and a little.
const MOST_OF_A_FRAME: u64 = 9_000_000;
/// The most frames.
const MOST_FRAMES: u64 = 3_000;
/// The most pixels of all frames: a minute of 720p at 30 frames per second, and more.
const MOST_IN_ALL: u64 = 2_000_000_000;

/// How many frames a moving picture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frames(u64);

impl Frames {
    /// Whether so many frames of this size are more than the window is given.
    pub(super) fn are_too_many(self, area: u64) -> bool {
        area > MOST_OF_A_FRAME || self.0 > MOST_FRAMES || self.0 * area > MOST_IN_ALL
    }
}

/// The frames of a picture that has more than one.
pub(super) fn frames(path: &Path, mime: &str) -> Option<Frames> {
    let mut file = Bounded::open(path).ok()?.buffered();
    let count = match mime {
        "image/gif" => gif(&mut file),
        "image/webp" => webp(&mut file),
        "image/png" => png(&mut file),
        _ => None,
    }?;
    (count > 1).then_some(Frames(count))
}

type File = BufReader<Bounded>;

fn gif(file: &mut File) -> Option<u64> {
    let mut head = [0; 13];
    file.read_exact(&mut head).ok()?;
    skip_colours(file, head[10])?;
    let mut frames = 0;
    while frames <= MOST_FRAMES {
        // A file that breaks off has the frames that came.
        let Some([block]) = bytes::<1>(file) else { break };
        match block {
            0x21 => {
                bytes::<1>(file)?;
            }
            0x2c => {
                frames += 1;
                let Some(frame) = bytes::<9>(file) else { break };
                skip_colours(file, frame[8])?;
                bytes::<1>(file)?;
            }
            _ => break,
        }
        // What follows comes in pieces of up to 255 bytes; an empty one ends it.
        while let Some([length]) = bytes::<1>(file).filter(|length| length[0] > 0) {
            skip(file, length.into())?;
        }
    }
    Some(frames)
}

fn skip_colours(file: &mut File, flags: u8) -> Option<()> {
    if flags & 0x80 == 0 { Some(()) } else { skip(file, 3 << ((flags & 7) + 1)) }
}

fn webp(file: &mut File) -> Option<u64> {
    skip(file, 12)?;
    let mut frames = 0;
    while frames <= MOST_FRAMES
        && let Some([a, b, c, d, length @ ..]) = bytes::<8>(file)
    {
        frames += u64::from([a, b, c, d] == *b"ANMF");
        let length = u64::from(u32::from_le_bytes(length));
        skip(file, length + length % 2)?;
    }
    Some(frames)
}

fn png(file: &mut File) -> Option<u64> {
    skip(file, 8)?;
    while let Some([l1, l2, l3, l4, name @ ..]) = bytes::<8>(file) {
        match &name {
            // What the file claims is what a browser makes room for, whatever follows.
            b"acTL" => return bytes::<4>(file).map(|count| u32::from_be_bytes(count).into()),
            b"IDAT" => return None,
            _ => skip(file, u64::from(u32::from_be_bytes([l1, l2, l3, l4])) + 4)?,
        }
    }
    None
}

fn bytes<const N: usize>(file: &mut File) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn skip(file: &mut File, length: u64) -> Option<()> {
    file.seek_relative(i64::try_from(length).ok()?).ok()
}
