//! Sound: how long it lasts, and how loud it is over its length, for the seek bar.
//!
//! A file is read once from its first packet to its last. Up to five minutes are decoded whole. Of more, every so many-th
//! half second is decoded and the rest only counted, so that a recording of three hours costs about as much as one of five
//! minutes. What a file claims about its length only chooses how much is decoded; the length told is what was counted.
//!
//! What breaks off lasts as long as it could be heard. Of what cannot be decoded here, but perhaps by the desktop's
//! codecs, the container's word is taken for the length, and there is no loudness.

mod loudness;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::LazyLock;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::{Hint, Probe};
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::default::formats::{AdtsReader, FlacReader, IsoMp4Reader, MkvReader, MpaReader, OggReader, WavReader};

use crate::container::{boxes, sane};
use crate::facts::bounded::{Allowance, Bounded};
use crate::facts::{self, Facts, Reason};
use crate::sniff::id3_length;
use loudness::Loudness;

/// What is decoded whole.
const WHOLE: f64 = 300.0;
/// About how much of a longer file is decoded.
const OF_LONGER: f64 = 120.0;
/// About how much is decoded of each doubling of a file that does not say how long it is.
const OF_UNKNOWN: f64 = 60.0;
/// The pieces that are decoded or passed over as a whole.
const PIECE: f64 = 0.5;
/// Packets that a decoder needs after a gap before what it gives is what was meant.
const SETTLING: u32 = 2;
/// The most that is read before the first packet: covers, tables of contents.
const HEAD: u64 = 32 * 1024 * 1024;
/// The most that is read for one packet.
const PACKET: u64 = 8 * 1024 * 1024;
/// No packet lasts longer.
const LONGEST_PACKET: f64 = 10.0;
/// Fewer bits than this per second are silence, and no claim about a length is believed that needs fewer.
const FEWEST_BITS: f64 = 2000.0;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
    codecs
});

/// Looks at a file of sound.
pub(crate) fn look(path: &Path, mime: &str) -> Facts {
    let told = facts::movie(path, mime);
    let codec = told.and_then(|movie| movie.codec);
    let claimed = told.and_then(|movie| movie.seconds);
    match listen(path, mime) {
        Ok(heard) => {
            let seconds = heard.seconds.or(claimed);
            Facts { seconds, peaks: heard.peaks, codec, ..Facts::default() }
        }
        // The desktop may know it.
        Err(Deaf::NoDecoder) => Facts { seconds: claimed, codec, ..Facts::default() },
        Err(Deaf::Damaged) => Facts { codec, unshown: Some(Reason::Damaged), ..Facts::default() },
    }
}

struct Heard {
    seconds: Option<f64>,
    peaks: Vec<u8>,
}

/// Why nothing was heard.
enum Deaf {
    NoDecoder,
    Damaged,
}

fn listen(path: &Path, mime: &str) -> Result<Heard, Deaf> {
    let size = std::fs::metadata(path).map_err(|_| Deaf::Damaged)?.len();
    let (mut reader, allowance) = open(path, mime).ok_or(Deaf::Damaged)?;
    let track = reader.first_track_known_codec(TrackType::Audio).or_else(|| reader.tracks().first());
    let track = track.ok_or(Deaf::Damaged)?.clone();
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio()).ok_or(Deaf::NoDecoder)?;
    let decoder = CODECS.make_audio_decoder(parameters, &AudioDecoderOptions::default());
    let decoder = decoder.map_err(|_| Deaf::NoDecoder)?;
    let mut listener = Listener {
        decoder,
        expected: expected(&track, size),
        at: 0.0,
        loudness: Loudness::default(),
        settling: 0,
        samples: Vec::new(),
        track,
    };
    let ended = listener.all(reader.as_mut(), &allowance);
    listener.heard(ended)
}

/// Opens a file with the one reader that its type names: none of the others gets a chance to misunderstand it.
fn open(path: &Path, mime: &str) -> Option<(Box<dyn FormatReader>, Allowance)> {
    let mut probe = Probe::default();
    match mime.split_once('/')?.1 {
        "mpeg" => probe.register_format::<MpaReader<'_>>(),
        "aac" => probe.register_format::<AdtsReader<'_>>(),
        "mp4" => probe.register_format::<IsoMp4Reader<'_>>(),
        "ogg" => probe.register_format::<OggReader<'_>>(),
        "webm" | "x-matroska" => probe.register_format::<MkvReader<'_>>(),
        "wav" => probe.register_format::<WavReader<'_>>(),
        "flac" => probe.register_format::<FlacReader<'_>>(),
        _ => return None,
    }
    let begin = behind_tags(path)?;
    let file = Bounded::open(path).ok()?;
    let file = match mime {
        "audio/mp4" => file.telling(boxes::claimed_length(&mut File::open(path).ok()?)),
        "audio/webm" | "audio/x-matroska" => file.telling(None),
        _ => file,
    };
    let allowance = file.allowance();
    allowance.grant(HEAD);
    let mut stream = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
    stream.seek(SeekFrom::Start(begin)).ok()?;
    let reader = probe.probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default());
    Some((reader.ok()?, allowance))
}

/// Where the sound begins: behind ID3 tags, whose covers can look like anything.
fn behind_tags(path: &Path) -> Option<u64> {
    let mut file = File::open(path).ok()?;
    let mut begin = 0;
    loop {
        file.seek(SeekFrom::Start(begin)).ok()?;
        let mut head = Vec::new();
        file.by_ref().take(10).read_to_end(&mut head).ok()?;
        let Some(length) = id3_length(&head) else { return Some(begin) };
        begin += length as u64;
    }
}

/// How long the file says it is, as far as that can be believed.
#[allow(clippy::cast_precision_loss)]
fn expected(track: &Track, size: u64) -> Option<f64> {
    let claimed = track.time_base?.calc_duration(track.duration?)?.as_secs_f64();
    sane(claimed).map(|claimed| claimed.min(size as f64 * 8.0 / FEWEST_BITS))
}

/// How listening ended.
#[derive(PartialEq)]
enum Ended {
    /// With the last packet, or with one that cannot be read.
    There,
    /// It took too long.
    Early,
}

struct Listener {
    track: Track,
    decoder: Box<dyn AudioDecoder>,
    expected: Option<f64>,
    /// Seconds so far.
    at: f64,
    loudness: Loudness,
    /// Packets whose sound does not count yet.
    settling: u32,
    samples: Vec<f32>,
}

impl Listener {
    fn all(&mut self, reader: &mut dyn FormatReader, allowance: &Allowance) -> Ended {
        let mut heard_last = true;
        loop {
            allowance.grant(PACKET);
            let packet = match reader.next_packet() {
                Ok(Some(packet)) => packet,
                Err(Error::IoError(problem)) if problem.kind() == std::io::ErrorKind::TimedOut => return Ended::Early,
                Ok(None) | Err(_) => return Ended::There,
            };
            if packet.track_id != self.track.id {
                continue;
            }
            let hear = self.is_heard();
            if hear && !heard_last {
                self.decoder.reset();
                self.settling = SETTLING;
            }
            heard_last = hear;
            self.at += if hear { self.hear(&packet) } else { self.length(&packet) };
        }
    }

    /// Whether the piece that comes now is one of those that are decoded.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn is_heard(&self) -> bool {
        let every = match self.expected {
            Some(expected) if expected > WHOLE => expected / OF_LONGER,
            _ if self.at > WHOLE => self.at / OF_UNKNOWN,
            _ => 1.0,
        };
        ((self.at / PIECE) as u64).is_multiple_of(every.ceil() as u64)
    }

    /// Decodes a packet and gives the seconds it lasts. One that cannot be decoded lasts as long as it says.
    fn hear(&mut self, packet: &Packet) -> f64 {
        let says = self.length(packet);
        let Ok(sound) = self.decoder.decode(packet) else { return says };
        let (rate, channels) = (sound.spec().rate(), sound.spec().channels().count());
        sound.copy_to_vec_interleaved(&mut self.samples);
        if rate == 0 || channels == 0 {
            return says;
        }
        if self.settling > 0 {
            self.settling -= 1;
            return says;
        }
        self.loudness.add(self.at, &self.samples, loudness::Shape { rate, channels });
        #[allow(clippy::cast_precision_loss)]
        let lasts = (self.samples.len() / channels) as f64 / f64::from(rate);
        lasts
    }

    fn length(&self, packet: &Packet) -> f64 {
        let length = self.track.time_base.and_then(|base| base.calc_duration(packet.dur));
        length.map_or(0.0, |length| length.as_secs_f64().clamp(0.0, LONGEST_PACKET))
    }

    fn heard(self, ended: Ended) -> Result<Heard, Deaf> {
        if self.loudness.is_empty() {
            return if ended == Ended::Early { Err(Deaf::NoDecoder) } else { Err(Deaf::Damaged) };
        }
        match ended {
            Ended::There => Ok(Heard { seconds: sane(self.at), peaks: self.loudness.bars(self.at) }),
            // The bars of a part would be drawn over the whole.
            Ended::Early => Ok(Heard { seconds: self.expected, peaks: Vec::new() }),
        }
    }
}
