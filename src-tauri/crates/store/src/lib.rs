//! The desk's memory: two files with two promises.
//!
//! **desk.db** holds what only the rep has: outbox, drafts, settings, read marks. Every commit is on the platter before it
//! returns (`synchronous=FULL`), it is backed up at each start, and it is never rebuilt. **cache.db** mirrors the remote
//! with a full-text index: it survives a kill (`NORMAL`), and can be thrown away and fetched again. No transaction spans
//! both; where they touch (a read mark, a confirmed message) the order of the two commits is such that a crash between them
//! leaves something that the next start repairs.
//!
//! Each file has one writing connection behind an asynchronous lock; every piece of work runs on tokio's blocking threads.
//! A dedicated thread per file would need a channel, a reply channel and its own way to end for the same effect. Reads go
//! to a few query-only connections, so a reader never waits for a writer. `read` takes its snapshot of the desk before
//! that of the cache: sync writes a confirmed message into the cache first and closes its intent afterwards, so whoever
//! sees the intent gone sees the message.
//!
//! On failure a transaction leaves nothing behind. A cache that turns out to be damaged, at the start or in the middle of
//! the day, is set aside under another name and begun anew; a desk is replaced by its newest backup at the next start.

mod cache;
mod changes;
mod desk;
mod error;
mod foreign;
mod marking;
mod newer;
mod open;
mod row;
mod search;
mod store;

#[cfg(test)]
mod tests;

pub use cache::CacheWrite;
pub use cache::actors::{Actors, ActorsMut};
pub use cache::channels::{ChannelAccounts, ChannelAccountsMut, Channels, ChannelsMut, Inboxes, InboxesMut};
pub use cache::contacts::{Contacts, ContactsMut};
pub use cache::cursors::{Cursors, CursorsMut};
pub use cache::files::{FileRow, Files, FilesMut};
pub use cache::insertables::{Extent, Insertables, InsertablesMut, ReadTrouble, Reading};
pub use cache::lists::{Facets, ListRow, Listed, Lists, Newest, Overlaid, Page, Tally, View};
pub use cache::message_files::{ForsakenFiles, ForsakenFilesMut};
pub use cache::messages::{HistoryPage, HistoryPlace, Messages, MessagesMut};
pub use cache::owners::{Owners, OwnersMut};
pub use cache::pipelines::{Pipelines, PipelinesMut};
pub use cache::properties::{Properties, PropertiesMut, PropertyDefinition, PropertyOption};
pub use cache::shared_packs::{SharedPack, SharedPacks, SharedPacksMut, Sharing};
pub use cache::stage_rules::{StageRule, StageRules, StageRulesMut};
pub use cache::text_pictures::{TextPictures, TextPicturesMut};
pub use cache::thread_sync::{ThreadSync, ThreadSyncs, ThreadSyncsMut};
pub use cache::threads::{ThreadFacts, Threads, ThreadsMut};
pub use cache::tickets::{Tickets, TicketsMut};
pub use changes::Changes;
pub use desk::DeskWrite;
pub use desk::alerts::{Alerts, AlertsMut, Told};
pub use desk::begun::{Begun, BegunMut};
pub use desk::draft_history::{DraftHistory, OldDraft, Why};
pub use desk::drafts::{Draft, DraftMode, Drafts, DraftsMut};
pub use desk::library::{Library, LibraryMut};
pub use desk::outbox::{Attempt, Departure, Outbox, OutboxMut, OutboxRow, OutboxStep};
pub use desk::read_marks::ReadMarks;
pub use desk::settings::{Settings, SettingsMut};
pub use desk::snippet_packs::{SnippetPack, SnippetPacks, SnippetPacksMut};
pub use desk::snippets::{Snippet, Snippets, SnippetsMut};
pub use error::{Error, OpenError, OpenNotice, Result, Which};
pub use search::fold::{fold, words};
pub use search::{Search, SearchHits};
pub use store::{Origin, Reads, Store};
