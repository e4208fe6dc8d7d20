//! The microphone: opened when a recording runs, let go the moment it does not.
//!
//! The stream lives in a thread of its own, for on some systems it cannot leave the thread that made it. It goes to the
//! desktop's default device; on Linux that is ALSA's, which a sound server takes over (`libasound2-plugins`,
//! `pipewire-alsa`).

use std::sync::mpsc;
use std::thread;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};

use super::{Block, Sound, Trouble};
use crate::recording::encoder::RATE;

/// Blocks that may wait before they are written; a few seconds.
const BLOCKS: usize = 1024;

/// An open microphone; it is let go when dropped.
pub(super) struct Microphone {
    stop: mpsc::Sender<()>,
}

impl Drop for Microphone {
    fn drop(&mut self) {
        // The thread may have ended with its device.
        let _ = self.stop.send(());
    }
}

/// The name of the microphone that would be used, or why there is none.
pub fn look() -> Result<String, Trouble> {
    let device = cpal::default_host().default_input_device().ok_or(Trouble::NoMicrophone)?;
    device.default_input_config().map_err(|problem| trouble(&problem))?;
    let description = device.description().map_err(|problem| trouble(&problem))?;
    Ok(description.name().to_owned())
}

/// Opens the default microphone. Blocks until it runs or is refused.
pub(super) fn open() -> Result<(Microphone, Sound), Trouble> {
    let (stop, stopped) = mpsc::channel();
    let (ready, readied) = mpsc::channel();
    thread::Builder::new()
        .name("microphone".to_owned())
        .spawn(move || {
            let (blocks, sound) = mpsc::sync_channel(BLOCKS);
            match start(blocks) {
                Ok((stream, rate, channels)) => {
                    // Whoever asked may have gone; the stream ends with this thread.
                    let _ = ready.send(Ok(Sound { rate, channels, blocks: sound }));
                    let _ = stopped.recv();
                    drop(stream);
                }
                Err(problem) => drop(ready.send(Err(problem))),
            }
        })
        .map_err(|problem| Trouble::Failed(problem.to_string()))?;
    let sound = readied.recv().map_err(|problem| Trouble::Failed(problem.to_string()))??;
    Ok((Microphone { stop }, sound))
}

fn start(blocks: mpsc::SyncSender<Block>) -> Result<(cpal::Stream, u32, u16), Trouble> {
    let device = cpal::default_host().default_input_device().ok_or(Trouble::NoMicrophone)?;
    let usual = device.default_input_config().map_err(|problem| trouble(&problem))?;
    // The encoder's own rate where the device has it: nothing has to be made up between two samples then.
    let fitting = device.supported_input_configs().ok().into_iter().flatten().find(|range| {
        range.sample_format() == usual.sample_format()
            && range.channels() == usual.channels()
            && (range.min_sample_rate()..=range.max_sample_rate()).contains(&RATE)
    });
    let config = fitting.map_or(usual, |range| range.with_sample_rate(RATE));
    let wanted: StreamConfig = config.config();
    let stream = match config.sample_format() {
        SampleFormat::F32 => stream::<f32>(&device, wanted, blocks),
        SampleFormat::F64 => stream::<f64>(&device, wanted, blocks),
        SampleFormat::I8 => stream::<i8>(&device, wanted, blocks),
        SampleFormat::I16 => stream::<i16>(&device, wanted, blocks),
        SampleFormat::I32 => stream::<i32>(&device, wanted, blocks),
        SampleFormat::U8 => stream::<u8>(&device, wanted, blocks),
        SampleFormat::U16 => stream::<u16>(&device, wanted, blocks),
        other => return Err(Trouble::Failed(format!("the microphone gives {other}, which is not understood"))),
    };
    let stream = stream.map_err(|problem| trouble(&problem))?;
    stream.play().map_err(|problem| trouble(&problem))?;
    Ok((stream, wanted.sample_rate, wanted.channels))
}

fn stream<T>(
    device: &cpal::Device,
    config: StreamConfig,
    blocks: mpsc::SyncSender<Block>,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let problems = blocks.clone();
    device.build_input_stream(
        config,
        move |samples: &[T], _: &_| {
            let block = samples.iter().map(|sample| f32::from_sample_(*sample)).collect();
            // Nobody listens any more, or the disk is seconds behind: this block is lost, the next one may not be.
            let _ = blocks.try_send(Ok(block));
        },
        move |problem: cpal::Error| {
            if !matches!(problem.kind(), ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied) {
                // Nobody may listen any more.
                let _ = problems.try_send(Err(trouble(&problem)));
            }
        },
        None,
    )
}

fn trouble(problem: &cpal::Error) -> Trouble {
    match problem.kind() {
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => Trouble::NoMicrophone,
        ErrorKind::PermissionDenied => Trouble::NotAllowed,
        ErrorKind::DeviceBusy => Trouble::Busy,
        _ => Trouble::Failed(problem.to_string()),
    }
}
