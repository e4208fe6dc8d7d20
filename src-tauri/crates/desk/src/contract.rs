//! The contract with the window: one table of calls, from which the dispatcher and the TypeScript types come.
//!
//! A query reads the store; a command makes one durable commit and returns. Neither waits for a network. The only
//! exceptions say so: `fullText` asks sync to fetch a cut text, `attachFile` fetches a file that is not here, `setHub`
//! starts or stops the embedded hub, and `setStageRules`, `sharePack` and `unsharePack` have sync change what the hub
//! tells the whole team.

use std::collections::BTreeMap;

use bellhop_model::{
    FileId, FileUsage, InsertableKind, IntentId, Mark, MessageId, OwnerId, PipelineId, SnippetId, StageId, ThreadId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::{ComposeMode, DraftFile, DraftView, SnippetText, ViewKey};

/// Asks for a part of a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ListArgs {
    /// The view; ignored while searching.
    pub key: ViewKey,
    /// Words to look for in messages, comments, names, subjects and file names. The last word may be unfinished.
    #[serde(default)]
    pub search: Option<String>,
    /// The first row.
    pub offset: u32,
    /// At most 200.
    pub limit: u32,
}

/// Asks for one conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThreadArgs {
    /// The conversation.
    pub thread: ThreadId,
}

/// Asks for a part of a conversation's history: the newest, or what is older than a place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessagesArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// `MessagePage.older` of the page after it.
    #[serde(default)]
    pub before: Option<String>,
    /// At most 200.
    pub limit: u32,
}

/// Says where a conversation falls in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PlaceArgs {
    /// The list.
    pub key: ViewKey,
    /// The conversation.
    pub thread: ThreadId,
}

/// Keeps a draft. An empty draft is removed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
    /// The draft.
    pub draft: DraftView,
}

/// Asks what a draft was before.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DraftHistoryArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
}

/// Names an earlier state of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OldDraftArgs {
    /// `OldDraftView.number`.
    #[ts(type = "number")]
    pub number: i64,
}

/// Asks whom an e-mail goes to when the rep does not say.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct EmailHeadArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The message that it answers, when the rep chose one.
    pub reply_to: Option<MessageId>,
}

/// Asks for e-mail addresses to choose from.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AddressesArgs {
    /// The conversation, whose people come first.
    pub thread: ThreadId,
    /// A few letters of a name or an address; without any the people of the conversation.
    pub search: String,
}

/// Settles an intent that waits for the rep, or one that did not leave yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SettleArgs {
    /// The intent.
    pub intent: IntentId,
    /// How.
    pub how: Settle,
}

/// How an intent is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum Settle {
    /// Send it again.
    Retry,
    /// Take it back into the draft and drop it.
    Edit,
    /// Drop it.
    Discard,
    /// It did arrive: drop it without sending again.
    Arrived,
}

/// Lets a message that waits leave at another time, or at once.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ScheduleArgs {
    /// The intent.
    pub intent: IntentId,
    /// When; absent for at once.
    pub at: Option<DateTime<Utc>>,
}

/// Gives a conversation to an owner, or to nobody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AssignArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The owner.
    pub owner: Option<OwnerId>,
}

/// Sets the status of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StatusArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The status.
    pub stage: StageId,
    /// The properties to write with it, by internal name.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// Writes properties of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PropertiesArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// By internal name; empty text clears.
    pub properties: BTreeMap<String, String>,
}

/// Names a status of a conversation's ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The status.
    pub stage: StageId,
}

/// Marks a conversation as read up to a message, or as unread.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReadArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The newest message that was seen; absent marks the conversation as unread.
    pub message: Option<MessageId>,
}

/// Says what is on screen: sync reads it first and more often.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FocusArgs {
    /// The conversation on screen.
    pub thread: Option<ThreadId>,
    /// Whether the window has the focus.
    pub focused: bool,
}

/// Names a message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MessageArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// The message.
    pub message: MessageId,
}

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

/// Names a page to open in the desktop's browser; http, https, mailto and tel only.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct UrlArgs {
    /// The address.
    pub url: String,
}

/// Switches the embedded hub of a local workspace.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HubArgs {
    /// Whether it shall serve.
    pub on: bool,
}

/// Asks for snippets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetsArgs {
    /// A few letters of a key, a title, a tag or the text; all of them without.
    #[serde(default)]
    pub search: Option<String>,
}

/// Keeps a snippet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SaveSnippetArgs {
    /// The one that it takes the place of; absent for a new one.
    #[serde(default)]
    pub id: Option<SnippetId>,
    /// The file of a pack that it is kept in, too; absent leaves it where it is.
    #[serde(default)]
    pub file: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub says: SnippetText,
}

/// Names a snippet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnippetArgs {
    /// The snippet.
    pub snippet: SnippetId,
}

/// Asks what a snippet's body says in a conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FillArgs {
    /// The body; it need not be kept.
    pub body: String,
    /// The language of dates, for example `pl`.
    pub language: String,
    /// The conversation; absent to see it without one.
    #[serde(default)]
    pub thread: Option<ThreadId>,
}

/// Names a folder of snippets.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackArgs {
    /// Its full path.
    pub folder: String,
}

/// Names a pack that the team shares.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SharedPackArgs {
    /// Its name.
    pub name: String,
}

/// Settles what changed in a pack's file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PackChangeArgs {
    /// The file.
    pub file: String,
    /// Writes what was there before into it; otherwise it was only seen.
    pub back: bool,
}

/// Takes snippets in from a table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportArgs {
    /// The table's name.
    pub name: String,
    /// The table: comma-separated values with a line of headings.
    pub table: String,
}

/// Says what a status demands of a ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageRulesArgs {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The status.
    pub stage: StageId,
    /// The internal names of all properties that it demands from now on.
    pub properties: Vec<String>,
}

/// Asks what can be put into an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsertablesArgs {
    /// Which kind of it.
    pub kind: InsertableKind,
    /// Words of its title, its number, its folder or what is in it; all of it without.
    #[serde(default)]
    pub search: Option<String>,
}

/// Names a kind of what can be put into an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LookForArgs {
    /// The kind.
    pub kind: InsertableKind,
}

/// Keeps a file on this computer, to be put into answers.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeepArgs {
    /// Where it is found: among documents or videos.
    pub kind: InsertableKind,
    /// The file, which the media source has already.
    pub file: DraftFile,
}

/// Names a file that is kept on this computer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct KeptArgs {
    /// Where it is found.
    pub kind: InsertableKind,
    /// The hash of its bytes.
    pub hash: String,
}

/// Redacts a picture of a draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RedactArgs {
    /// The conversation.
    pub thread: ThreadId,
    /// Whose draft it is.
    pub mode: ComposeMode,
    /// The hash of the picture's bytes.
    pub hash: String,
    /// The marks, in the order in which they were made; at most 200.
    pub marks: Vec<Mark>,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ApiError {
    /// For deciding.
    pub code: ErrorCode,
    /// For reading, in English: what happened and what to do.
    pub message: String,
}

/// What the window decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum ErrorCode {
    /// The call or its arguments are wrong: a fault of the program.
    BadRequest,
    /// What was named is gone.
    NotFound,
    /// It cannot be done now, for example no channel account to send through.
    NotPossible,
    /// Something newer was written in the conversation, which the rep has to see first.
    Newer,
    /// The desk cannot be written (a newer version, a full disk).
    ReadOnly,
    /// The remote could not be reached, for the calls that need it.
    Offline,
    /// Something unexpected.
    Internal,
}
