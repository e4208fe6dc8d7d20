//! What the window is shown of a file: what it is, whether its bytes are here, and how it can be looked at.

use bellhop_media::{Reading, Reason, State, Trouble};
use bellhop_model::{FileId, FileUsage};
use serde::Serialize;
use ts_rs::TS;

/// A file. It is shown from `{media}/file/{file}` (with Range; fetched on the first request, kept afterwards), a small still
/// picture of it from `{media}/file/{file}?size=preview` where `still` is true, an animation's Lottie JSON from
/// `{media}/file/{file}/animation`, the text that can be read from `{media}/file/{file}/text`. A file that is still to be
/// sent has the same addresses below `{media}/outgoing/{hash}`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileView {
    /// The remote's file; absent while it is still to be sent.
    pub file: Option<FileId>,
    /// The hash of the bytes of a file that is still to be sent.
    pub hash: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What its sender says it is.
    pub usage: FileUsage,
    /// How to show it: by its bytes once they are here, by usage and name before.
    pub media: MediaKind,
    /// Its media type by its bytes, once they are here.
    pub mime: Option<String>,
    /// Bytes, once known.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
    /// Pixels across, upright, once known: the place is kept before the picture is there.
    pub width: Option<u32>,
    /// Pixels down, upright, once known.
    pub height: Option<u32>,
    /// Whether its bytes are on this machine, and if not, why.
    pub state: FileState,
    /// The rep wants it kept on this machine, whatever else has to leave.
    pub pinned: bool,
    /// A small still picture can be had.
    pub still: bool,
    /// A picture that moves: its still stands in for it under reduced motion.
    pub moving: bool,
    /// A thumbhash in Base64: its colours while the picture is on its way.
    pub thumbhash: Option<String>,
    /// Seconds of sound or video, once known.
    pub seconds: Option<f64>,
    /// The loudness of sound over its length, 0 to 255 each; empty when not known.
    pub peaks: Vec<u8>,
    /// How it can be read inside the window.
    pub reader: Option<ReaderKind>,
    /// Why it is not shown although it is here.
    pub unshown: Option<Unshown>,
    /// The Debian package that this computer lacks to play it.
    pub missing_codec: Option<String>,
}

/// Whether a file's bytes are on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum FileState {
    /// Not yet: not asked for, or the remote could not be reached.
    Absent,
    /// They are on their way.
    Downloading {
        /// Bytes that are here.
        #[ts(type = "number")]
        received: u64,
        /// Bytes in all, where the remote tells.
        #[ts(type = "number | null")]
        total: Option<u64>,
    },
    /// They are here.
    Cached,
    /// The remote does not have them any more.
    Gone,
    /// They are not kept.
    Refused {
        /// Why.
        why: Refusal,
    },
}

/// Why a file's bytes are not kept on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Refusal {
    /// It is larger than the largest file that is kept.
    TooLarge,
    /// The disk is full or cannot be written.
    NoRoom,
    /// What came is not what the remote announced.
    Damaged,
}

/// How a file can be read inside the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ReaderKind {
    /// Pages.
    Pdf,
    /// Lines of text.
    Text,
    /// Rows and columns.
    Table,
}

/// Why a file that is here is not shown: it becomes a card with this reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Unshown {
    /// It has no bytes.
    Empty,
    /// Its bytes break off or contradict themselves.
    Damaged,
    /// Showing it would take more memory than a picture may have: too many pixels, or it unfolds to too much.
    TooMuch,
    /// Its kind is known, and nothing here shows it.
    Unsupported,
}

/// How to show a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum MediaKind {
    /// Inline.
    Image,
    /// Inline, without a bubble: a picture, a Lottie animation or a short video, as `mime` says.
    Sticker,
    /// A player with a waveform that says it is a voice note.
    Voice,
    /// A player with its name and a waveform.
    Audio,
    /// A player in place.
    Video,
    /// A card that can be read inside the window where `reader` says so.
    Document,
    /// As a card; a warning before it is opened.
    Program,
    /// As a card.
    Other,
}

impl From<State> for FileState {
    fn from(state: State) -> Self {
        match state {
            State::Absent => Self::Absent,
            State::Downloading { received, total } => Self::Downloading { received, total },
            State::Cached => Self::Cached,
            State::Gone => Self::Gone,
            State::Refused(Trouble::TooLarge) => Self::Refused { why: Refusal::TooLarge },
            State::Refused(Trouble::NoRoom) => Self::Refused { why: Refusal::NoRoom },
            State::Refused(Trouble::Damaged) => Self::Refused { why: Refusal::Damaged },
        }
    }
}

impl From<Reading> for ReaderKind {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Pdf => Self::Pdf,
            Reading::Text => Self::Text,
            Reading::Table => Self::Table,
        }
    }
}

impl From<Reason> for Unshown {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Empty => Self::Empty,
            Reason::Damaged => Self::Damaged,
            Reason::TooMuch => Self::TooMuch,
            Reason::Unsupported => Self::Unsupported,
        }
    }
}
