//! A voice note as Ogg/Opus, written while it is being spoken.
//!
//! Mono, 48 kHz, frames of 20 ms. A page goes to the disk every second, so that a program that ends in the middle leaves a
//! file that plays up to there; [`mend`] gives such a file its proper end. What marks a file as a voice note is one comment
//! in its header: neither the wire nor a name has to say it.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use ogg::{PacketReader, PacketWriteEndInfo, PacketWriter};

/// Samples a second, in and out.
pub(super) const RATE: u32 = 48_000;
/// Samples of one frame: 20 ms.
const FRAME: usize = 960;
/// Frames of one page: a second.
const PAGE: usize = 50;
/// Bits a second: speech is as good as it gets here.
const BITS: i32 = 28_000;
/// The largest packet that libopus recommends room for.
const LARGEST_PACKET: usize = 4_000;
/// The comment that says what the file is.
pub(crate) const MARK: &str = "USAGE=voice note";

/// A voice note that is being written.
pub(super) struct Encoder {
    opus: opus::Encoder,
    pages: PacketWriter<'static, BufWriter<File>>,
    serial: u32,
    /// Samples that do not fill a frame yet.
    pending: Vec<f32>,
    /// Samples that the encoder needs before it gives the first one back.
    skip: u64,
    /// Samples that were put in.
    samples: u64,
    /// Samples that packets were made of, silence at the end included.
    encoded: u64,
    /// A packet that waits to be told whether it is the last of its page, or of all.
    held: Option<(Vec<u8>, u64)>,
    in_page: usize,
}

impl Encoder {
    /// Begins a file.
    pub(super) fn create(path: &Path) -> std::io::Result<Self> {
        let mut encoder =
            opus::Encoder::new(RATE, opus::Channels::Mono, opus::Application::Voip).map_err(std::io::Error::other)?;
        encoder.set_bitrate(opus::Bitrate::Bits(BITS)).map_err(std::io::Error::other)?;
        let skip = encoder.get_lookahead().map_err(std::io::Error::other)?;
        let skip = u64::try_from(skip).unwrap_or_default();
        let serial = uuid::Uuid::new_v4().as_fields().0;
        let mut pages = PacketWriter::new(BufWriter::new(File::create(path)?));
        pages.write_packet(head(skip), serial, PacketWriteEndInfo::EndPage, 0)?;
        pages.write_packet(tags(), serial, PacketWriteEndInfo::EndPage, 0)?;
        pages.inner_mut().flush()?;
        Ok(Self {
            opus: encoder,
            pages,
            serial,
            pending: Vec::new(),
            skip,
            samples: 0,
            encoded: 0,
            held: None,
            in_page: 0,
        })
    }

    /// Adds mono samples of 48 kHz.
    pub(super) fn push(&mut self, samples: &[f32]) -> std::io::Result<()> {
        self.samples += samples.len() as u64;
        self.pending.extend_from_slice(samples);
        let whole = self.pending.len() / FRAME * FRAME;
        let rest = self.pending.split_off(whole);
        let frames = std::mem::replace(&mut self.pending, rest);
        frames.chunks_exact(FRAME).try_for_each(|frame| self.frame(frame))
    }

    /// Seconds that were put in.
    pub(super) fn seconds(&self) -> f64 {
        self.samples as f64 / f64::from(RATE)
    }

    /// Writes what is left and the end. The file is on the disk when this returns.
    pub(super) fn finish(mut self) -> std::io::Result<()> {
        let end = self.skip + self.samples;
        while self.encoded < end {
            let mut last = std::mem::take(&mut self.pending);
            last.resize(FRAME, 0.0);
            self.frame(&last)?;
        }
        // The position of the last page cuts off the silence that filled its frame.
        if let Some((packet, _)) = self.held.take() {
            self.pages.write_packet(packet, self.serial, PacketWriteEndInfo::EndStream, end)?;
        }
        self.pages.inner_mut().flush()?;
        self.pages.inner().get_ref().sync_all()
    }

    fn frame(&mut self, frame: &[f32]) -> std::io::Result<()> {
        let packet = self.opus.encode_vec_float(frame, LARGEST_PACKET).map_err(std::io::Error::other)?;
        self.encoded += FRAME as u64;
        if let Some((before, position)) = self.held.replace((packet, self.encoded)) {
            self.in_page += 1;
            let full = self.in_page == PAGE;
            let end = if full { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            self.pages.write_packet(before, self.serial, end, position)?;
            if full {
                self.in_page = 0;
                self.pages.inner_mut().flush()?;
            }
        }
        Ok(())
    }
}

/// Gives a file that was cut off in the middle its end: whole packets stay, the last one closes the stream.
/// Answers the seconds that are in it.
pub(super) fn mend(cut: &Path, whole: &Path) -> std::io::Result<f64> {
    let mut packets = PacketReader::new(BufReader::new(File::open(cut)?));
    let mut writer = PacketWriter::new(BufWriter::new(File::create(whole)?));
    let (mut number, mut position, mut in_page, mut skip) = (0_u32, 0_u64, 0, 0_u64);
    let mut held: Option<(Vec<u8>, u32, u64)> = None;
    // A damaged or half page ends the file there.
    while let Ok(Some(packet)) = packets.read_packet() {
        let serial = packet.stream_serial();
        number += 1;
        if number <= 2 {
            if number == 1 {
                let told = packet.data.get(10..12).and_then(|two| <[u8; 2]>::try_from(two).ok());
                skip = told.map_or(0, |two| u64::from(u16::from_le_bytes(two)));
            }
            writer.write_packet(packet.data, serial, PacketWriteEndInfo::EndPage, 0)?;
            continue;
        }
        position += FRAME as u64;
        if let Some((before, serial, at)) = held.replace((packet.data, serial, position)) {
            in_page += 1;
            let full = in_page % PAGE == 0;
            let end = if full { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            writer.write_packet(before, serial, end, at)?;
        }
    }
    if let Some((last, serial, at)) = held {
        writer.write_packet(last, serial, PacketWriteEndInfo::EndStream, at)?;
    }
    writer.inner_mut().flush()?;
    writer.inner().get_ref().sync_all()?;
    Ok(position.saturating_sub(skip) as f64 / f64::from(RATE))
}

/// `OpusHead`, RFC 7845 section 5.1.
fn head(skip: u64) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, 1]); // version, channels
    head.extend(u16::try_from(skip).unwrap_or(u16::MAX).to_le_bytes());
    head.extend(RATE.to_le_bytes());
    head.extend(0_i16.to_le_bytes()); // gain
    head.push(0); // mapping family: mono or stereo
    head
}

/// `OpusTags`, RFC 7845 section 5.2.
fn tags() -> Vec<u8> {
    let text = |text: &str| {
        let length = u32::try_from(text.len()).unwrap_or_default();
        [&length.to_le_bytes()[..], text.as_bytes()].concat()
    };
    [b"OpusTags".to_vec(), text("Bellhop"), 1_u32.to_le_bytes().to_vec(), text(MARK)].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn tone(seconds: f32) -> Vec<f32> {
        (0..(seconds * RATE as f32) as usize)
            .map(|at| 0.6 * (std::f32::consts::TAU * 440.0 * at as f32 / RATE as f32).sin())
            .collect()
    }

    /// Every sample that a player would give, after pre-skip and end trimming.
    fn decode(path: &Path) -> Vec<f32> {
        let mut packets = PacketReader::new(BufReader::new(File::open(path).unwrap()));
        let head = packets.read_packet().unwrap().unwrap().data;
        let skip = usize::from(u16::from_le_bytes([head[10], head[11]]));
        packets.read_packet().unwrap().unwrap();
        let mut decoder = opus::Decoder::new(RATE, opus::Channels::Mono).unwrap();
        let (mut samples, mut end) = (Vec::new(), 0);
        while let Some(packet) = packets.read_packet().unwrap() {
            let mut frame = vec![0.0; 5760];
            let length = decoder.decode_float(&packet.data, &mut frame, false).unwrap();
            samples.extend(&frame[..length]);
            if packet.last_in_stream() {
                end = usize::try_from(packet.absgp_page()).unwrap();
            }
        }
        assert!(end > 0, "the stream has an end");
        samples.truncate(end);
        samples.split_off(skip)
    }

    /// How strongly a frequency is in a sound, against its whole strength.
    fn share(samples: &[f32], frequency: f32) -> f32 {
        let (mut re, mut im, mut all) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (at, sample) in samples.iter().enumerate() {
            let angle = std::f32::consts::TAU * frequency * at as f32 / RATE as f32;
            re += sample * angle.cos();
            im += sample * angle.sin();
            all += sample * sample;
        }
        2.0 * (re * re + im * im) / (samples.len() as f32 * all)
    }

    #[test]
    fn a_note_lasts_to_the_sample_as_long_as_it_was_spoken_and_sounds_the_same() {
        let folder = tempfile::tempdir().unwrap();
        for seconds in [0.013, 1.0, 2.345] {
            let path = folder.path().join("note");
            let mut encoder = Encoder::create(&path).unwrap();
            let spoken = tone(seconds);
            spoken.chunks(777).for_each(|block| encoder.push(block).unwrap());
            assert!((encoder.seconds() - f64::from(seconds)).abs() < 0.001);
            encoder.finish().unwrap();
            let heard = decode(&path);
            assert_eq!(heard.len(), spoken.len(), "{seconds} s");
            if seconds >= 1.0 {
                assert!(share(&heard[RATE as usize / 4..], 440.0) > 0.95, "another tone came out");
            }
        }
    }

    #[test]
    fn what_a_killed_program_leaves_plays_up_to_its_last_second() {
        let folder = tempfile::tempdir().unwrap();
        let (cut, whole) = (folder.path().join("cut"), folder.path().join("whole"));
        let mut encoder = Encoder::create(&cut).unwrap();
        encoder.push(&tone(3.5)).unwrap();
        // Nothing of it runs any more: what is in its buffers is lost, as by kill -9.
        std::mem::forget(encoder);
        let seconds = mend(&cut, &whole).unwrap();
        assert!((2.9..=3.5).contains(&seconds), "{seconds}");
        let heard = decode(&whole);
        assert!((heard.len() as f64 / f64::from(RATE) - seconds).abs() < 0.001);

        let bytes = std::fs::read(&cut).unwrap();
        std::fs::write(&cut, &bytes[..bytes.len() - 700]).unwrap();
        assert!(mend(&cut, &whole).unwrap() > 1.0, "a half page costs its own second only");
        std::fs::write(&cut, b"not a sound at all").unwrap();
        assert!(mend(&cut, &whole).unwrap() < 0.001);
    }
}
