//! What became stale. Coarse on purpose: whoever shows something asks for it again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ThreadId, TicketId};

/// What became stale in the store.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(tag = "type", content = "id", rename_all = "camelCase")]
#[ts(export)]
pub enum Change {
    /// The list of conversations: members, order, counts.
    Threads,
    /// One conversation: its header or its messages.
    Thread(ThreadId),
    /// One ticket.
    Ticket(TicketId),
    /// Contacts.
    Contacts,
    /// Owners, channels, inboxes, pipelines, properties.
    Directory,
    /// The outbox.
    Outbox,
    /// Drafts.
    Drafts,
    /// Settings.
    Settings,
    /// The sync state.
    Sync,
    /// Files: downloads, uploads.
    Files,
    /// Snippets.
    Snippets,
    /// What can be put into answers: meeting links, quotes, articles, documents, videos.
    Insertables,
}
