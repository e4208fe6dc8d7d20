//! The contract with the window: queries, commands, views, events. What a rep sees and does, whatever shows it.
//!
//! [`Desk::call`] carries out one call of the table in `table.rs`; [`Desk::changes`] tells what became stale. A query reads
//! the store and lays the outbox's open intents over it, so that what the rep did shows at once and exactly once; a command
//! makes one durable commit and returns. Nothing here touches the network: the desk cannot, it does not know the client.
//!
//! When the desk's file cannot be written (a newer version, a full disk) every query still works and every command fails
//! with `readOnly`.

mod ahead;
pub mod alerts;
mod body;
mod commands;
mod contract;
mod desk;
mod failure;
mod fields;
mod files;
mod language;
mod names;
mod outgoing_html;
mod overlay;
mod packs;
mod pictures;
mod properties;
mod queries;
mod rest;
mod settings;
mod snippets;
mod table;
pub mod views;

pub use commands::recording::recover_recordings;
pub use contract::{
    AddressesArgs, ApiError, AssignArgs, AttachedArgs, DraftArgs, DraftHistoryArgs, EmailHeadArgs, ErrorCode,
    FetchArgs, FileArgs, FileAsked, FilesArgs, FillArgs, FocusArgs, HubArgs, ImportArgs, ImportSettingsArgs,
    InsertablesArgs, KeepArgs, KeptArgs, ListArgs, LookForArgs, MessageArgs, MessagesArgs, OldDraftArgs, PackArgs,
    PackChangeArgs, PinArgs, PlaceArgs, PropertiesArgs, ReadArgs, RecordAct, RecordArgs, RedactArgs, SaveSnippetArgs,
    SaveTextArgs, ScheduleArgs, SettingsPatch, Settle, SettleArgs, SharedPackArgs, SnippetArgs, SnippetsArgs,
    StageArgs, StageRulesArgs, StatusArgs, ThreadArgs, UrlArgs,
};
pub use desk::{Desk, DeskConfig, HubControl, HubSwitch};
pub use language::{Language, is_few};
pub use packs::check::{CheckedPack, check_pack};
pub use packs::export::Exported;
pub use queries::arrival::Wanted;
pub use rest::Rest;
