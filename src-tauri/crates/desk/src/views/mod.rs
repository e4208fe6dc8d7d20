//! What the window is shown: the contract's results. Texts for people are made in the window, in its language; here are
//! facts, names and codes. Times are ISO 8601 in UTC.

mod alerts;
mod context;
mod desktop;
mod drafts;
mod fields;
mod files;
mod insertables;
mod messages;
mod outbox;
mod packs;
mod recording;
mod rules;
mod settings;
mod snippets;
mod start;
mod threads;

pub use alerts::{AlertTest, AlertTrouble};
pub use context::{ContactView, ContextView, PreviousView, PropertyView, TicketView};
pub use desktop::{Arrival, DesktopFacts};
pub use drafts::{KeptWhy, OldDraftView};
pub use fields::{FieldKind, FieldView, OptionView, StatusFormView};
pub use files::{FileState, FileView, MediaKind, ReaderKind, Refusal, Unshown};
pub use insertables::{InsertTrouble, InsertableFile, InsertableView, InsertablesView};
pub use messages::{
    AttachmentView, AuthorRole, AuthorView, BodyView, MessageBodyKind, MessagePage, MessageView, QuoteView,
};
pub use outbox::{NewerEntry, NewerView, OutboxKind, OutboxRow, WaitingChange};
pub use packs::{
    ImportView, PackChange, PackSharing, PackTrouble, PackTroubleKind, PackView, PacksView, SharedPackView,
};
pub use recording::{MicrophoneView, RecordTrouble, RecordingView};
pub use rules::{Demand, Learned, PipelineRules, PropertyName, StageDemands, StageRulesView};
pub(crate) use settings::LONGEST_UNDO;
pub use settings::{
    AlertChoice, AlertClasses, AlertSettings, AlertSound, DesktopSettings, Imported, Locale, QuietHours, Settings,
    Theme,
};
pub use snippets::{FilledSnippet, SnippetText, SnippetTrouble, SnippetTroubleKind, SnippetView};
pub use start::{
    AccountView, Bootstrap, ChannelView, DirectoryView, HubView, InboxView, Notice, NoticeCode, OwnerView,
    PipelineView, StageView, SyncState, SyncView, WorkspaceKind, WorkspaceView,
};
pub use threads::{
    ComposeMode, CountsView, DraftFile, DraftView, DraftsView, PreviewKind, PreviewView, SendOptions, SendWhen,
    ThreadPage, ThreadRow, ThreadTicket, ThreadView, ViewCount, ViewKey,
};
