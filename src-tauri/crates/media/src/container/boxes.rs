//! MP4, MOV, 3GP, AVIF, HEIC: files of nested boxes (ISO/IEC 14496-12), each with its length and a name of four letters.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use super::{Movie, sane, size};
use crate::codecs::Codec;

/// How many boxes are looked at before a file is given up.
const MOST_BOXES: u32 = 20_000;

/// What a film's or a recording's `moov` says, wherever in the file it stands.
pub(crate) fn movie<R: Read + Seek>(file: &mut R) -> Option<Movie> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let mut walk = Walk { file, left: MOST_BOXES };
    let top = walk.inside(0..end);
    let moov = find(&top, b"moov")?;
    let mut movie = Movie::default();
    let mut tracks = HashMap::new();
    for track in walk.inside(moov.clone()).iter().filter(|child| child.name == *b"trak") {
        let track = walk.track(track.content.clone())?;
        match &track.handler {
            b"vide" => {
                movie.video = true;
                movie.pixels = movie.pixels.or(track.pixels);
                movie.codec = track.codec.or(movie.codec);
            }
            b"soun" => {
                movie.audio = true;
                movie.codec = movie.codec.or(track.codec);
            }
            _ => continue,
        }
        tracks.insert(track.id, track.scale);
    }
    movie.seconds = walk.length(moov).or_else(|| walk.length_of_pieces(&top, &tracks));
    Some(movie)
}

/// How long a file is by its own account: where its last box ends, which is behind its end when it was cut off.
pub(crate) fn claimed_length<R: Read + Seek>(file: &mut R) -> Option<u64> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let mut walk = Walk { file, left: MOST_BOXES };
    let mut at = 0;
    while at < end {
        at = walk.next(at, u64::MAX)?.content.end;
    }
    Some(at)
}

/// The size of a picture in AVIF or HEIC, upright: of its largest part, turned as it says.
pub(crate) fn picture<R: Read + Seek>(file: &mut R) -> Option<(u32, u32)> {
    let end = file.seek(SeekFrom::End(0)).ok()?;
    let mut walk = Walk { file, left: MOST_BOXES };
    let top = walk.inside(0..end);
    // Unlike other boxes of boxes, this one begins with four bytes of version and flags.
    let meta = find(&top, b"meta")?;
    let properties = walk.inside(meta.start + 4..meta.end);
    let properties = walk.inside(find(&properties, b"iprp")?);
    let properties = walk.inside(find(&properties, b"ipco")?);
    let mut largest = (0u32, 0u32);
    let mut turned = false;
    for property in &properties {
        match &property.name {
            b"ispe" => {
                let [_, width, height] = walk.numbers::<3>(property.content.start)?;
                if u64::from(width) * u64::from(height) > u64::from(largest.0) * u64::from(largest.1) {
                    largest = (width, height);
                }
            }
            b"irot" => turned = walk.bytes::<1>(property.content.start)?[0] & 1 == 1,
            _ => {}
        }
    }
    let (width, height) = if turned { (largest.1, largest.0) } else { largest };
    size(width.into(), height.into())
}

struct Walk<'a, R> {
    file: &'a mut R,
    left: u32,
}

/// A box.
struct Child {
    name: [u8; 4],
    content: Range<u64>,
}

/// What a track says of itself.
struct Track {
    id: u32,
    handler: [u8; 4],
    pixels: Option<(u32, u32)>,
    codec: Option<Codec>,
    /// Ticks per second.
    scale: u32,
}

fn find(boxes: &[Child], name: &[u8; 4]) -> Option<Range<u64>> {
    boxes.iter().find(|child| child.name == *name).map(|child| child.content.clone())
}

impl<R: Read + Seek> Walk<'_, R> {
    /// The boxes in a part of the file. What breaks off ends the list.
    fn inside(&mut self, part: Range<u64>) -> Vec<Child> {
        let mut boxes = Vec::new();
        let mut at = part.start;
        while at + 8 <= part.end
            && let Some(child) = self.next(at, part.end)
        {
            at = child.content.end;
            boxes.push(child);
        }
        boxes
    }

    /// The box that begins here and ends before its parent does.
    fn next(&mut self, at: u64, parent: u64) -> Option<Child> {
        self.left = self.left.checked_sub(1)?;
        let [length, name] = self.numbers::<2>(at)?;
        let (head, length) = match length {
            0 => (8, parent - at),
            1 => {
                let [high, low] = self.numbers::<2>(at + 8)?;
                (16, (u64::from(high) << 32) | u64::from(low))
            }
            length => (8, length.into()),
        };
        let end = at.saturating_add(length).min(parent);
        (length >= head).then(|| Child { name: name.to_be_bytes(), content: (at + head).min(end)..end })
    }

    fn track(&mut self, part: Range<u64>) -> Option<Track> {
        let inside = self.inside(part);
        let head = find(&inside, b"tkhd")?;
        let media = self.inside(find(&inside, b"mdia")?);
        let handler = self.bytes::<4>(find(&media, b"hdlr")?.start + 8)?;
        let clock = find(&media, b"mdhd")?.start;
        let scale_at = clock + if self.is_long(clock)? { 20 } else { 12 };
        let [scale] = self.numbers(scale_at)?;
        let sample = self.sample(&media);
        let id_at = head.start + if self.is_long(head.start)? { 20 } else { 12 };
        let [id] = self.numbers(id_at)?;
        let coded = sample.as_ref().and_then(|sample| sample.pixels);
        let pixels = self.shown(&head, coded);
        Some(Track { id, handler, pixels, codec: sample.and_then(|sample| sample.codec), scale })
    }

    /// Pixels as they are to be shown: scaled and turned as the track's head says.
    fn shown(&mut self, head: &Range<u64>, coded: Option<(u32, u32)>) -> Option<(u32, u32)> {
        let matrix = head.start + if self.is_long(head.start)? { 52 } else { 40 };
        let [a, _, _, _, d, _, _, _, _, width, height] = self.numbers(matrix)?;
        let scaled = size((width >> 16).into(), (height >> 16).into()).or(coded);
        let turned = a == 0 && d == 0;
        scaled.map(|(width, height)| if turned { (height, width) } else { (width, height) })
    }

    /// The first description of what the samples of a track are.
    fn sample(&mut self, media: &[Child]) -> Option<Sample> {
        let information = self.inside(find(media, b"minf")?);
        let table = self.inside(find(&information, b"stbl")?);
        let descriptions = find(&table, b"stsd")?;
        let entries = self.inside(descriptions.start + 8..descriptions.end);
        let first = entries.first()?;
        let pixels = self.numbers::<1>(first.content.start + 24);
        let pixels = pixels.and_then(|[both]| size((both >> 16).into(), (both & 0xffff).into()));
        Some(Sample { codec: Codec::of_box(first.name), pixels })
    }

    /// The length that the movie's head says.
    fn length(&mut self, moov: Range<u64>) -> Option<f64> {
        let head = find(&self.inside(moov), b"mvhd")?.start;
        let (scale, ticks) = if self.is_long(head)? {
            let [scale, high, low] = self.numbers(head + 20)?;
            (scale, (u64::from(high) << 32) | u64::from(low))
        } else {
            let [scale, ticks] = self.numbers(head + 12)?;
            (scale, if ticks == u32::MAX { 0 } else { ticks.into() })
        };
        seconds(ticks, scale)
    }

    /// The length of a file that was written piece by piece, as recorders do: where its last piece ends.
    fn length_of_pieces(&mut self, top: &[Child], tracks: &HashMap<u32, u32>) -> Option<f64> {
        let mut longest: Option<f64> = None;
        for piece in top.iter().filter(|child| child.name == *b"moof") {
            for part in self.inside(piece.content.clone()).iter().filter(|child| child.name == *b"traf") {
                let end = self.end_of_piece(part.content.clone(), tracks);
                longest = end.into_iter().chain(longest).reduce(f64::max);
            }
        }
        longest
    }

    fn end_of_piece(&mut self, part: Range<u64>, tracks: &HashMap<u32, u32>) -> Option<f64> {
        let inside = self.inside(part);
        let head = find(&inside, b"tfhd")?.start;
        let [flags, track] = self.numbers(head)?;
        let scale = *tracks.get(&track)?;
        let before = [1u32, 2].iter().zip([8u64, 4]).filter(|(flag, _)| flags & *flag != 0).map(|(_, bytes)| bytes);
        let before = before.sum::<u64>();
        let [usual] = if flags & 8 != 0 { self.numbers(head + 8 + before)? } else { [0] };
        let begin = find(&inside, b"tfdt")?.start;
        let begin = if self.is_long(begin)? {
            let [high, low] = self.numbers(begin + 4)?;
            (u64::from(high) << 32) | u64::from(low)
        } else {
            self.numbers::<1>(begin + 4)?[0].into()
        };
        let lasts = self.length_of_run(find(&inside, b"trun")?.start, usual)?;
        seconds(begin.saturating_add(lasts), scale)
    }

    /// How many ticks a run of samples lasts: each as long as it says, or as usual.
    fn length_of_run(&mut self, at: u64, usual: u32) -> Option<u64> {
        let [flags, samples] = self.numbers(at)?;
        if flags & 0x100 == 0 {
            return Some(u64::from(samples).saturating_mul(usual.into()));
        }
        let before = u64::from((flags & 1) + ((flags >> 2) & 1)) * 4;
        let each = u64::from((flags & 0xf00).count_ones()) * 4;
        let mut lasts = 0u64;
        for sample in 0..u64::from(samples) {
            self.left = self.left.checked_sub(1)?;
            let [length] = self.numbers(at + 8 + before + sample * each)?;
            lasts = lasts.saturating_add(length.into());
        }
        Some(lasts)
    }

    /// Version 1 of a box has times of eight bytes.
    fn is_long(&mut self, at: u64) -> Option<bool> {
        self.bytes::<1>(at).map(|[version]| version == 1)
    }

    fn numbers<const N: usize>(&mut self, at: u64) -> Option<[u32; N]> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut numbers = [0; N];
        for number in &mut numbers {
            let mut bytes = [0; 4];
            self.file.read_exact(&mut bytes).ok()?;
            *number = u32::from_be_bytes(bytes);
        }
        Some(numbers)
    }

    fn bytes<const N: usize>(&mut self, at: u64) -> Option<[u8; N]> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

struct Sample {
    codec: Option<Codec>,
    pixels: Option<(u32, u32)>,
}

#[allow(clippy::cast_precision_loss)]
fn seconds(ticks: u64, scale: u32) -> Option<f64> {
    sane(ticks as f64 / f64::from(scale))
}
