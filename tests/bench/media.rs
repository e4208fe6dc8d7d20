//! Pictures and sound: what Bellhop finds out about files, against the bare library calls on the same files.
//!
//! Both are throughputs: the time of the bare calls over the time that Bellhop takes. For a picture the bare calls are the
//! image crate's decoding and a resize to the size of a still; Bellhop also looks at the head, honours Exif, counts frames,
//! makes a thumbhash and encodes the still, but decodes a JPEG no larger than it needs. For sound they are symphonia's
//! demuxer and decoder to the last packet; Bellhop also measures the loudness. The files are those of the corpus
//! (`tests/media`), read from a warm disk cache.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bellhop_media::{Seen, look_at, sniff};
use image::imageops::FilterType;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::pairs::{Spread, alternate};
use crate::table::{Aim, Figure, seconds};

/// Photos as they come from telephones and from web pages.
const PICTURES: [&str; 5] = ["photo.jpg", "large.jpg", "large.webp", "photo.png", "clear.png"];
const SOUNDS: [&str; 4] = ["minute.ogg", "minute.mp3", "minute.m4a", "minute.flac"];

/// Measures how quickly stills are made.
pub(crate) async fn stills(pairs: usize) -> Result<Figure> {
    let files = files(&PICTURES)?;
    let ours = async |_| timed(|| files.iter().try_for_each(|file| made_a_still(file)));
    let bare = async |_| timed(|| files.iter().try_for_each(|file| bare_still(file)));
    figure(pairs, "Stills of photos: throughput", "the image crate's decode and resize", ours, bare).await
}

/// Measures how quickly waveforms are made.
pub(crate) async fn waveforms(pairs: usize) -> Result<Figure> {
    let files = files(&SOUNDS)?;
    let ours = async |_| timed(|| files.iter().try_for_each(|file| made_a_waveform(file)));
    let bare = async |_| timed(|| files.iter().try_for_each(|file| bare_decode(file)));
    figure(pairs, "Waveforms of four minutes of sound: throughput", "symphonia's bare decoding", ours, bare).await
}

async fn figure(
    pairs: usize,
    what: &'static str,
    against: &'static str,
    ours: impl AsyncFnMut(usize) -> Result<Duration>,
    bare: impl AsyncFnMut(usize) -> Result<Duration>,
) -> Result<Figure> {
    let measured = alternate(pairs, ours, bare).await?;
    let ours = Spread::of(measured.iter().map(|pair| pair.ours.as_secs_f64()));
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.as_secs_f64()));
    Ok(Figure {
        what,
        against,
        value: Spread::of(measured.iter().map(|pair| pair.baseline.div_duration_f64(pair.ours))),
        aim: Aim::at_least(0.5, 0.8),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: seconds(ours.median),
        baseline: seconds(baseline.median),
    })
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed())
}

fn files(names: &[&str]) -> Result<Vec<PathBuf>> {
    let build = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().context("the build folder has no parent")?;
    let files: Vec<PathBuf> = names.iter().map(|name| build.join("corpus").join(name)).collect();
    ensure!(files.iter().all(|file| file.is_file()), "The corpus is not made. `make bench` makes it.");
    Ok(files)
}

fn look(file: &Path) -> Result<Seen> {
    Ok(look_at(file, &sniff::sniff_file(file, "")?))
}

fn made_a_still(file: &Path) -> Result<()> {
    ensure!(look(file)?.still.is_some(), "{} has no still", file.display());
    Ok(())
}

fn bare_still(file: &Path) -> Result<()> {
    let picture = image::open(file)?;
    let small = picture.resize(640, 640, FilterType::CatmullRom);
    ensure!(small.width().max(small.height()) == 640, "{} was not made small", file.display());
    Ok(())
}

fn made_a_waveform(file: &Path) -> Result<()> {
    ensure!(look(file)?.facts.peaks.len() > 100, "{} has no waveform", file.display());
    Ok(())
}

fn bare_decode(file: &Path) -> Result<()> {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<symphonia_adapter_libopus::OpusDecoder>();
    let stream = MediaSourceStream::new(Box::new(File::open(file)?), MediaSourceStreamOptions::default());
    let (format, tags) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe().probe(&Hint::new(), stream, format, tags)?;
    let track = reader.default_track(TrackType::Audio).context("there is no sound in it")?;
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio()).context("of no codec")?;
    let mut decoder = codecs.make_audio_decoder(parameters, &AudioDecoderOptions::default())?;
    let mut samples: Vec<f32> = Vec::new();
    let mut count = 0;
    while let Some(packet) = reader.next_packet()? {
        decoder.decode(&packet)?.copy_to_vec_interleaved(&mut samples);
        count += samples.len();
    }
    ensure!(count > 44_100 * 60, "only {count} samples were decoded of {}", file.display());
    Ok(())
}
