//! What the window needs once: the workspace, the directory, settings, the sync state, and what went wrong on the way.

use bellhop_model::{Carries, ChannelAccountId, ChannelId, InboxId, OwnerId, PipelineId, StageId};
use bellhop_store::OpenNotice;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Settings;

/// Everything the window needs before its first paint.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Bootstrap {
    /// Where the conversations come from.
    pub workspace: WorkspaceView,
    /// The rep; absent until the owners were read.
    pub me: Option<OwnerView>,
    /// The rep's settings.
    pub settings: Settings,
    /// Owners, channels and pipelines.
    pub directory: DirectoryView,
    /// The sync state.
    pub sync: SyncView,
    /// What went wrong at the start, worst first.
    pub notices: Vec<Notice>,
    /// The start of every media address, for example `http://127.0.0.1:4711/k/…`: see [`super::FileView`].
    pub media: String,
    /// This program's version.
    pub version: String,
}

/// Where the conversations come from.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WorkspaceView {
    /// The rep's name for it.
    pub name: String,
    /// A HubSpot account or a local workspace.
    pub kind: WorkspaceKind,
    /// The embedded hub of a local workspace.
    pub hub: Option<HubView>,
}

/// A HubSpot account or a local workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum WorkspaceKind {
    /// Served by the embedded hub.
    Local,
    /// A HubSpot account, or a hub elsewhere.
    Remote,
}

/// The embedded hub.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct HubView {
    /// Whether it serves now.
    pub running: bool,
    /// The page where a customer writes, while it serves.
    pub chat_url: Option<String>,
}

/// Owners, channels and pipelines: small, so it is sent whole.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DirectoryView {
    /// Those that work can be given to, by name.
    pub owners: Vec<OwnerView>,
    /// The channels that conversations come through.
    pub channels: Vec<ChannelView>,
    /// Their accounts.
    pub accounts: Vec<AccountView>,
    /// The ticket pipelines with their statuses.
    pub pipelines: Vec<PipelineView>,
    /// The inboxes.
    pub inboxes: Vec<InboxView>,
}

/// Somebody that work can be given to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerView {
    /// The owner id.
    pub id: OwnerId,
    /// First and last name, else the address.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// The rep at this window.
    pub me: bool,
}

/// A kind of connection.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ChannelView {
    /// Its id.
    pub id: ChannelId,
    /// Its name.
    pub name: String,
    /// Came through the custom channels API: gets the inbox icon.
    pub custom: bool,
    /// E-mail: Enter breaks the line.
    pub email: bool,
    /// The styles and files that it can carry.
    pub carries: Carries,
}

/// One connected account of a channel.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AccountView {
    /// Its id.
    pub id: ChannelAccountId,
    /// Its name.
    pub name: String,
    /// Its channel.
    pub channel: ChannelId,
    /// Switched on and authorised. Otherwise nothing can be sent through it until it is installed or authorised again.
    pub usable: bool,
}

/// An inbox.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InboxView {
    /// Its id.
    pub id: InboxId,
    /// Its name.
    pub name: String,
}

/// A pipeline of tickets.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PipelineView {
    /// Its id.
    pub id: PipelineId,
    /// Its name.
    pub label: String,
    /// Its statuses, in order.
    pub stages: Vec<StageView>,
}

/// A status that a ticket can have.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StageView {
    /// Its id.
    pub id: StageId,
    /// Its name.
    pub label: String,
    /// Whether a ticket here is closed.
    pub closed: bool,
}

/// How the cache stands to the remote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SyncView {
    /// What it is doing.
    pub state: SyncState,
    /// When everything that had changed was last read.
    pub synced_at: Option<DateTime<Utc>>,
    /// Intents on their way.
    pub waiting: u32,
    /// Intents that wait for the rep.
    pub stuck: u32,
}

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum SyncState {
    /// Up to date, listening or polling.
    Idle,
    /// Reading a part whose size is not known.
    Working,
    /// The first sync: conversations read, of all.
    FirstSync {
        /// Conversations whose messages were read.
        done: u32,
        /// Conversations in the account.
        total: u32,
    },
    /// The remote cannot be reached; everything cached still works.
    Offline {
        /// The reason in English, for the details.
        detail: String,
    },
    /// The token is missing or no longer good.
    NeedsLogin,
    /// The token lacks scopes.
    MissingScopes {
        /// Which.
        scopes: Vec<String>,
    },
    /// The remote asked to wait (its rate limit).
    Waiting {
        /// Seconds still to wait.
        seconds: u32,
    },
    /// The hub of this local workspace is switched off.
    HubOff,
    /// Another Bellhop holds this workspace and syncs it.
    Elsewhere,
    /// Something went wrong that none of the others names.
    Failed {
        /// The reason in English.
        detail: String,
    },
}

/// Something that went wrong and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(export)]
pub struct Notice {
    /// What.
    pub code: NoticeCode,
    /// The facts: a path, a version, a reason; in English.
    pub detail: String,
}

impl From<&OpenNotice> for Notice {
    fn from(about: &OpenNotice) -> Self {
        let (code, detail) = match about {
            OpenNotice::CacheDamaged(aside) => (NoticeCode::CacheRebuilt, aside.display().to_string()),
            OpenNotice::CacheNewer(aside) => (NoticeCode::CacheNewer, aside.display().to_string()),
            OpenNotice::DeskNewer(version) => (NoticeCode::DeskNewer, version.to_string()),
            OpenNotice::DeskDamaged { aside, .. } => (NoticeCode::DeskDamaged, aside.display().to_string()),
        };
        Self { code, detail }
    }
}

/// What can go wrong. The window has a sentence for each, with what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub enum NoticeCode {
    /// The cache was damaged; it was set aside and is being fetched again.
    CacheRebuilt,
    /// The cache is of a newer version; it was set aside and is being fetched again.
    CacheNewer,
    /// The desk (drafts, outbox) is of a newer version: only reading is possible until Bellhop is updated.
    DeskNewer,
    /// The desk was damaged; it was set aside and restored from the last backup, or begun anew.
    DeskDamaged,
    /// The keyring cannot be reached: the token is kept only while Bellhop runs.
    NoKeyring,
    /// The embedded hub could not start.
    HubFailed,
    /// Files cannot be shown: the media source could not start.
    NoMedia,
    /// The window was closed for the first time while there is a tray, and Bellhop went on running there.
    StaysInTray,
    /// The window's page ended by itself, and was loaded again.
    PageEnded,
    /// There is no session bus that answers: no notifications, no keyring, and a second start opens a second window.
    NoSessionBus,
    /// The desktop's portal does not answer: light and dark are not followed, and links may open late.
    NoPortal,
    /// Nothing on this desktop shows notifications.
    NoAlerts,
}
