//! What is asked of files and recordings.

use bellhop_model::{FileId, FileUsage, ThreadId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::ComposeMode;

/// Names a file to open with the desktop's program, or to save.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileArgs {
    /// The file.
    pub file: FileId,
    /// Its name; made safe before use.
    pub name: Option<String>,
}

/// Names files of messages, to be told how they stand now.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FilesArgs {
    /// The files, at most 500.
    pub files: Vec<FileAsked>,
}

/// A file of a message, as its message tells of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FileAsked {
    /// The file.
    pub file: FileId,
    /// What its sender says it is.
    pub usage: FileUsage,
    /// Its name.
    pub name: Option<String>,
}

/// Names a file of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttachedArgs {
    /// The hash of its bytes.
    pub hash: String,
    /// Its name.
    pub name: String,
}

/// Asks for a file's bytes, or takes them back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FetchArgs {
    /// The file.
    pub file: FileId,
    /// Fetch it (again, after a failure), or stop fetching it.
    pub wanted: bool,
}

/// Keeps a file on this machine, or lets it leave when room is needed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PinArgs {
    /// The file.
    pub file: FileId,
    /// Whether it stays.
    pub pinned: bool,
}

/// Acts on the voice note that is being recorded, or begins one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RecordArgs {
    /// The conversation that it is begun for; otherwise ignored.
    pub thread: ThreadId,
    /// The draft that it is begun for; otherwise ignored.
    pub mode: ComposeMode,
    /// What to do.
    pub act: RecordAct,
}

/// What to do with a voice note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum RecordAct {
    /// Begin one.
    Start,
    /// Let the microphone go for a while.
    Pause,
    /// Go on.
    Resume,
    /// End it; it becomes a file.
    Finish,
    /// End it and put it aside.
    Discard,
    /// Take back what was discarded last; it becomes a file.
    Restore,
}
