//! The contract with the window: one table of calls, from which the dispatcher and the TypeScript types come.
//!
//! A query reads the store; a command makes one durable commit and returns. Neither waits for a network. The only
//! exceptions say so: `fullText` asks sync to fetch a cut text, `attachFile` fetches a file that is not here, `setHub`
//! starts or stops the embedded hub, and `setStageRules`, `sharePack` and `unsharePack` have sync change what the hub
//! tells the whole team.

mod conversations;
mod drafts;
mod files;
mod insertables;
mod settings;
mod snippets;
mod tickets;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use conversations::{FocusArgs, ListArgs, MessageArgs, MessagesArgs, PlaceArgs, ReadArgs, ThreadArgs};
pub use drafts::{
    AddressesArgs, DraftArgs, DraftHistoryArgs, EmailHeadArgs, OldDraftArgs, RedactArgs, ScheduleArgs, Settle,
    SettleArgs,
};
pub use files::{AttachedArgs, FetchArgs, FileArgs, FileAsked, FilesArgs, PinArgs, RecordAct, RecordArgs};
pub use insertables::{InsertablesArgs, KeepArgs, KeptArgs, LookForArgs};
pub use settings::{ImportSettingsArgs, SaveTextArgs, SettingsPatch};
pub use snippets::{
    FillArgs, ImportArgs, PackArgs, PackChangeArgs, SaveSnippetArgs, SharedPackArgs, SnippetArgs, SnippetsArgs,
};
pub use tickets::{AssignArgs, PropertiesArgs, StageArgs, StageRulesArgs, StatusArgs};

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
