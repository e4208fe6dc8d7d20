//! What the window is shown of the microphone and of a voice note that is being recorded.

use bellhop_media::recording::Trouble;
use bellhop_model::ThreadId;
use serde::Serialize;
use ts_rs::TS;

use super::ComposeMode;

/// The voice note that is being recorded. There is one at most in the whole window.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RecordingView {
    /// The conversation that it is for, whichever is on screen.
    pub thread: ThreadId,
    /// The draft that it goes into.
    pub mode: ComposeMode,
    /// It runs; it is paused otherwise.
    pub running: bool,
    /// Seconds that were recorded, without pauses.
    pub seconds: f64,
    /// The newest levels, 0 to 255, twenty a second, the newest last; at most 64.
    pub levels: Vec<u8>,
    /// Why it was paused by itself.
    pub trouble: Option<RecordTrouble>,
}

/// The microphone that would be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MicrophoneView {
    /// Its name, when there is one.
    pub name: Option<String>,
    /// Why there is none.
    pub trouble: Option<RecordTrouble>,
}

/// What is wrong with the microphone or the recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum RecordTrouble {
    /// There is no microphone, or it went away.
    NoMicrophone,
    /// The desktop does not let Bellhop have it.
    NotAllowed,
    /// Another program holds it.
    Busy,
    /// The note is as long as notes get.
    TooLong,
    /// Something else.
    Failed {
        /// The reason in English.
        detail: String,
    },
}

impl From<Trouble> for RecordTrouble {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NoMicrophone => Self::NoMicrophone,
            Trouble::NotAllowed => Self::NotAllowed,
            Trouble::Busy => Self::Busy,
            Trouble::TooLong => Self::TooLong,
            Trouble::Disk(detail) | Trouble::Failed(detail) => Self::Failed { detail },
            Trouble::Recording | Trouble::NotRecording => Self::Failed { detail: trouble.to_string() },
        }
    }
}
