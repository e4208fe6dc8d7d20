//! Voice notes: recorded here, in Rust, because the web view cannot (it yields no Ogg/Opus, and silence on some desktops).
//!
//! States of the one recording there can be: none; running; paused (by the rep, because the microphone went away, or because
//! the note is as long as notes get); finished, which makes it a file to be sent; discarded, which can be taken back until
//! the next recording begins or Bellhop ends. The microphone is held only while a recording runs.
//!
//! What is spoken goes to the disk every second. When Bellhop is killed in the middle, [`Recorder::left_behind`] gives what
//! was recorded at the next start, with the conversation that it was for.

mod encoder;
mod microphone;
mod voice;

use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use bellhop_model::ThreadId;
use chrono::{DateTime, Local};
use serde::{Deserialize, Serialize};

pub(crate) use encoder::MARK;
pub use microphone::look as look_for_microphone;

use encoder::Encoder;
use microphone::Microphone;
use voice::{Voice, level};

/// The longest note.
const LONGEST_SECONDS: f64 = 15.0 * 60.0;
/// Levels a second that the meter draws.
const LEVELS: usize = 20;
/// Levels that are kept for the meter.
const SHOWN_LEVELS: usize = 64;

/// Samples as they come from a microphone, its channels in turns; or what happened to it.
pub type Block = Result<Vec<f32>, Trouble>;

/// A stream of sound. The microphone makes one; a test feeds its own.
#[derive(Debug)]
pub struct Sound {
    /// Samples a second.
    pub rate: u32,
    /// Channels.
    pub channels: u16,
    /// Ends when the stream does.
    pub blocks: Receiver<Block>,
}

/// Where the sound of a recording comes from.
#[derive(Debug)]
pub enum Input {
    /// The desktop's default microphone.
    Microphone,
    /// This stream.
    Fed(Sound),
}

/// Whom a note is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForWhom {
    /// The conversation.
    pub thread: ThreadId,
    /// For the team only.
    pub comment: bool,
}

/// Why nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none.
    #[error("There is no microphone. Connect one, or choose one in the desktop's sound settings.")]
    NoMicrophone,
    /// The desktop does not let Bellhop have it.
    #[error("Bellhop may not use the microphone. Allow it in the desktop's privacy settings.")]
    NotAllowed,
    /// Another program holds it.
    #[error("Another program is using the microphone. Close it there, then try again.")]
    Busy,
    /// It is as long as notes get.
    #[error("A voice note can be 15 minutes long. What was recorded is kept.")]
    TooLong,
    /// There is a recording already.
    #[error("A voice note is being recorded already. Finish or discard it first.")]
    Recording,
    /// There is none to act on.
    #[error("No voice note is being recorded.")]
    NotRecording,
    /// The disk refused.
    #[error("The voice note cannot be written on this computer: {0}.")]
    Disk(String),
    /// Anything else.
    #[error("The microphone does not work: {0}.")]
    Failed(String),
}

impl From<std::io::Error> for Trouble {
    fn from(problem: std::io::Error) -> Self {
        Self::Disk(problem.to_string())
    }
}

/// How a recording stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Whom it is for.
    pub whom: ForWhom,
    /// Whether it runs; it is paused otherwise.
    pub running: bool,
    /// Seconds that were recorded.
    pub seconds: f64,
    /// The newest levels, 0 to 255, twenty a second, the newest last.
    pub levels: Vec<u8>,
    /// Why it was paused by itself.
    pub trouble: Option<Trouble>,
}

/// A recorded note on the disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Whom it is for.
    pub whom: ForWhom,
    /// The file, until it is taken over.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Seconds.
    pub seconds: f64,
}

/// Records voice notes. Cheap to clone; one recording at a time for all clones.
#[derive(Clone)]
pub struct Recorder {
    folder: PathBuf,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    note: Option<Note>,
    discarded: Option<Recorded>,
    /// Tells a stream that is still read from one that was let go.
    stream: u64,
}

struct Note {
    whom: ForWhom,
    began: DateTime<Local>,
    path: PathBuf,
    encoder: Encoder,
    /// Held while the note runs.
    microphone: Option<Microphone>,
    running: bool,
    levels: Vec<u8>,
    /// Samples that are not a level yet.
    unmeasured: Vec<f32>,
    trouble: Option<Trouble>,
}

impl Recorder {
    pub(crate) fn open(media: &Path) -> std::io::Result<Self> {
        let folder = media.join("recordings");
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder, state: Arc::default() })
    }

    /// Begins a note. Blocks until the microphone runs or is refused.
    pub fn start(&self, whom: ForWhom, input: Input) -> Result<(), Trouble> {
        let mut state = self.state();
        if state.note.is_some() {
            return Err(Trouble::Recording);
        }
        let (microphone, sound) = listen(input)?;
        let path = self.folder.join(format!("{}.opus", uuid::Uuid::now_v7().simple()));
        let encoder = Encoder::create(&path)?;
        std::fs::write(path.with_extension("json"), serde_json::to_vec(&whom).map_err(std::io::Error::from)?)?;
        state.forget_discarded();
        state.note = Some(Note {
            whom,
            began: Local::now(),
            path,
            encoder,
            microphone,
            running: true,
            levels: Vec::new(),
            unmeasured: Vec::new(),
            trouble: None,
        });
        self.hear(&mut state, sound)
    }

    /// Lets the microphone go; the note can go on later.
    pub fn pause(&self) -> Result<(), Trouble> {
        self.state().note.as_mut().ok_or(Trouble::NotRecording)?.pause(None);
        Ok(())
    }

    /// Goes on with a paused note.
    pub fn resume(&self, input: Input) -> Result<(), Trouble> {
        let mut state = self.state();
        let note = state.note.as_mut().ok_or(Trouble::NotRecording)?;
        if note.running {
            return Ok(());
        }
        if note.encoder.seconds() >= LONGEST_SECONDS {
            return Err(Trouble::TooLong);
        }
        let (microphone, sound) = listen(input)?;
        (note.microphone, note.running, note.trouble) = (microphone, true, None);
        self.hear(&mut state, sound)
    }

    /// Ends the note. The file stays where it is until [`Recorder::taken`].
    pub fn finish(&self) -> Result<Recorded, Trouble> {
        self.state().end()
    }

    /// Ends the note and puts it aside.
    pub fn discard(&self) -> Result<(), Trouble> {
        let mut state = self.state();
        let recorded = state.end()?;
        // What was discarded does not come back at the next start.
        std::fs::remove_file(recorded.path.with_extension("json"))?;
        state.forget_discarded();
        state.discarded = Some(recorded);
        Ok(())
    }

    /// Takes back what was discarded last.
    pub fn restore(&self) -> Result<Recorded, Trouble> {
        self.state().discarded.take().ok_or(Trouble::NotRecording)
    }

    /// Says that a recorded file was kept elsewhere.
    pub fn taken(&self, recorded: &Recorded) {
        for path in [recorded.path.clone(), recorded.path.with_extension("json")] {
            if let Err(problem) = std::fs::remove_file(path)
                && problem.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%problem, "a recording that was taken over could not be removed");
            }
        }
    }

    /// How the recording stands, if there is one.
    pub fn standing(&self) -> Option<Standing> {
        self.state().note.as_ref().map(|note| Standing {
            whom: note.whom.clone(),
            running: note.running,
            seconds: note.encoder.seconds(),
            levels: note.levels.clone(),
            trouble: note.trouble.clone(),
        })
    }

    /// Notes that were being recorded when Bellhop ended. What was discarded then is removed. To be asked once, at the start.
    pub fn left_behind(&self) -> std::io::Result<Vec<Recorded>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "opus") {
                match self.mended(&path) {
                    Ok(Some(recorded)) => found.push(recorded),
                    Ok(None) => {}
                    Err(problem) => tracing::warn!(%problem, "an interrupted recording could not be read"),
                }
            }
        }
        Ok(found)
    }

    /// A cut file with its proper end; nothing when it was discarded or too short to be anything.
    fn mended(&self, cut: &Path) -> std::io::Result<Option<Recorded>> {
        let note = cut.with_extension("json");
        let whom = std::fs::read(&note).ok().and_then(|text| serde_json::from_slice::<ForWhom>(&text).ok());
        let whole = cut.with_extension("mended");
        let seconds = if whom.is_some() { encoder::mend(cut, &whole)? } else { 0.0 };
        let Some(whom) = whom.filter(|_| seconds > 0.3) else {
            for path in [cut, note.as_path(), whole.as_path()] {
                // Each of them may never have been there.
                let _ = std::fs::remove_file(path);
            }
            return Ok(None);
        };
        let began: DateTime<Local> = cut.metadata()?.modified()?.into();
        std::fs::rename(&whole, cut)?;
        Ok(Some(Recorded { whom, path: cut.to_owned(), name: name_of(began), seconds }))
    }

    /// Reads a stream into the note until the stream ends or another one takes its place.
    fn hear(&self, state: &mut State, sound: Sound) -> Result<(), Trouble> {
        state.stream += 1;
        let (number, shared) = (state.stream, Arc::clone(&self.state));
        let hearing = move || {
            let mut voice = Voice::new(sound.rate, sound.channels);
            loop {
                let block = sound.blocks.recv();
                let mut state = lock(&shared);
                let current = state.stream == number;
                let Some(note) = state.note.as_mut().filter(|note| current && note.running) else { return };
                match block {
                    Ok(Ok(block)) => note.take(&voice.of(&block)),
                    Ok(Err(trouble)) => note.pause(Some(trouble)),
                    Err(_) => note.pause(Some(Trouble::NoMicrophone)),
                }
            }
        };
        thread::Builder::new().name("voice note".to_owned()).spawn(hearing)?;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// The state is whole after every statement: a panic elsewhere does not spoil it.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(input: Input) -> Result<(Option<Microphone>, Sound), Trouble> {
    match input {
        Input::Fed(sound) => Ok((None, sound)),
        Input::Microphone => microphone::open().map(|(microphone, sound)| (Some(microphone), sound)),
    }
}

/// The name of a note that was begun then, in the rep's own time.
fn name_of(began: DateTime<Local>) -> String {
    format!("voice-note-{}.ogg", began.format("%Y-%m-%d-%H-%M-%S"))
}

impl State {
    fn end(&mut self) -> Result<Recorded, Trouble> {
        let note = self.note.take().ok_or(Trouble::NotRecording)?;
        let seconds = note.encoder.seconds();
        note.encoder.finish()?;
        Ok(Recorded { whom: note.whom, path: note.path, name: name_of(note.began), seconds })
    }

    fn forget_discarded(&mut self) {
        if let Some(old) = self.discarded.take()
            && let Err(problem) = std::fs::remove_file(&old.path)
        {
            tracing::warn!(%problem, "a discarded recording could not be removed");
        }
    }
}

impl Note {
    fn take(&mut self, samples: &[f32]) {
        if let Err(problem) = self.encoder.push(samples) {
            return self.pause(Some(problem.into()));
        }
        self.unmeasured.extend_from_slice(samples);
        let step = encoder::RATE as usize / LEVELS;
        let whole = self.unmeasured.len() / step * step;
        let rest = self.unmeasured.split_off(whole);
        let measured = std::mem::replace(&mut self.unmeasured, rest);
        self.levels.extend(measured.chunks(step).map(level));
        let old = self.levels.len().saturating_sub(SHOWN_LEVELS);
        self.levels.drain(..old);
        if self.encoder.seconds() >= LONGEST_SECONDS {
            self.pause(Some(Trouble::TooLong));
        }
    }

    fn pause(&mut self, trouble: Option<Trouble>) {
        (self.microphone, self.running) = (None, false);
        self.trouble = trouble;
    }
}
