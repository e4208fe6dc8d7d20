//! cache.db: the mirror of the remote. One file per table; this one joins them into a schema and a write transaction.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use bellhop_model::{Change, ThreadId};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::changes::Stale;
use crate::error::Result;

pub(crate) mod actors;
pub(crate) mod channels;
pub(crate) mod contacts;
pub(crate) mod cursors;
pub(crate) mod derived;
pub(crate) mod files;
pub(crate) mod insertables;
pub(crate) mod lists;
pub(crate) mod marks;
pub(crate) mod message_files;
pub(crate) mod message_row;
pub(crate) mod messages;
pub(crate) mod owners;
pub(crate) mod pipelines;
pub(crate) mod properties;
pub(crate) mod shared_packs;
pub(crate) mod stage_rules;
pub(crate) mod tallies;
pub(crate) mod text_pictures;
pub(crate) mod thread_sync;
pub(crate) mod threads;
pub(crate) mod tickets;
pub(crate) mod wanted;

/// Append only: a cache that stopped at any of these goes on from there.
const MIGRATIONS: &[M<'static>] = &[
    M::up(threads::MIGRATION),
    M::up(tallies::MIGRATION),
    M::up(messages::MIGRATION),
    M::up(tickets::MIGRATION),
    M::up(contacts::MIGRATION),
    M::up(actors::MIGRATION),
    M::up(owners::MIGRATION),
    M::up(channels::MIGRATION),
    M::up(pipelines::MIGRATION),
    M::up(properties::MIGRATION),
    M::up(cursors::MIGRATION),
    M::up(files::MIGRATION),
    M::up(wanted::MIGRATION),
    M::up(marks::MIGRATION),
    M::up(crate::search::index::MIGRATION),
    M::up(message_files::MIGRATION),
    M::up(properties::MIGRATION_EDITING),
    M::up(stage_rules::MIGRATION),
    M::up(channels::CARRIES_MIGRATION),
    M::up(shared_packs::MIGRATION),
    M::up(insertables::MEETING_LINKS),
    M::up(insertables::MIGRATION),
    M::up(contacts::ADDRESS_MIGRATION),
    M::up(text_pictures::MIGRATION),
];

pub(crate) const VERSION: usize = MIGRATIONS.len();

pub(crate) fn migrations() -> Migrations<'static> {
    Migrations::from_slice(MIGRATIONS)
}

/// A write transaction on the cache. What it leaves out of date is brought up to date once, before COMMIT.
#[derive(Debug)]
pub struct CacheWrite<'t> {
    pub(crate) conn: &'t Connection,
    notes: RefCell<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    stale: Stale,
    threads: BTreeSet<i64>,
    actors: HashSet<String>,
    unfed: bool,
}

/// What a transaction did, for after COMMIT.
pub(crate) struct Written {
    pub(crate) stale: Stale,
    /// Texts wait for the search index.
    pub(crate) unfed: bool,
}

impl<'t> CacheWrite<'t> {
    pub(crate) fn new(conn: &'t Connection) -> Self {
        Self { conn, notes: RefCell::default() }
    }

    /// Notes that something became stale.
    pub(crate) fn changed(&self, change: Change) {
        self.notes.borrow_mut().stale.add(change);
    }

    /// Notes that a conversation's messages, ticket, marks or owner changed: what is derived from them is computed anew
    /// before COMMIT, once however many messages came.
    pub(crate) fn touched(&self, thread: i64) {
        self.notes.borrow_mut().threads.insert(thread);
    }

    /// Puts an actor on the shopping list, once in a transaction: most messages are of the same few people.
    pub(crate) fn want_actor(&self, actor: &str) -> Result<()> {
        if self.notes.borrow().actors.contains(actor) {
            return Ok(());
        }
        self.notes.borrow_mut().actors.insert(actor.to_owned());
        wanted::want(self.conn, wanted::Wanted::Actor, actor)
    }

    /// Notes that texts wait for the search index.
    pub(crate) fn unfed(&self) {
        self.notes.borrow_mut().unfed = true;
    }

    /// Notes that a conversation is shown differently now.
    pub(crate) fn thread_changed(&self, thread: ThreadId) {
        let mut notes = self.notes.borrow_mut();
        notes.stale.add(Change::Threads);
        notes.stale.add(Change::Thread(thread));
    }

    /// Brings up to date what is derived.
    pub(crate) fn finish(self) -> Result<Written> {
        let threads = std::mem::take(&mut self.notes.borrow_mut().threads);
        for thread in threads {
            derived::refresh(&self, thread)?;
        }
        let notes = self.notes.into_inner();
        Ok(Written { stale: notes.stale, unfed: notes.unfed })
    }
}

/// Defines a table's two handles: `$reads` for any connection, `$writes` for a write transaction, which can read as well.
macro_rules! cache_table {
    ($reads:ident, $writes:ident, $what:literal) => {
        #[doc = concat!("Reads ", $what, ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $reads<'c>(pub(crate) &'c rusqlite::Connection);

        #[doc = concat!("Writes ", $what, ", in a transaction on the cache.")]
        #[derive(Debug)]
        pub struct $writes<'w> {
            reads: $reads<'w>,
            w: &'w $crate::cache::CacheWrite<'w>,
        }

        impl<'w> $writes<'w> {
            pub(crate) fn new(w: &'w $crate::cache::CacheWrite<'w>) -> Self {
                Self { reads: $reads(w.conn), w }
            }
        }

        impl<'w> std::ops::Deref for $writes<'w> {
            type Target = $reads<'w>;
            fn deref(&self) -> &$reads<'w> {
                &self.reads
            }
        }
    };
}
pub(crate) use cache_table;

macro_rules! write_handles {
    ($($name:ident: $table:ty, $doc:literal;)*) => {
        impl CacheWrite<'_> {
            $(#[doc = $doc]
            pub fn $name(&self) -> $table {
                <$table>::new(self)
            })*
        }
    };
}
write_handles! {
    threads: threads::ThreadsMut<'_>, "The conversations.";
    thread_sync: thread_sync::ThreadSyncsMut<'_>, "How far each conversation's history was read.";
    messages: messages::MessagesMut<'_>, "The histories.";
    tickets: tickets::TicketsMut<'_>, "The tickets.";
    contacts: contacts::ContactsMut<'_>, "The contacts.";
    actors: actors::ActorsMut<'_>, "The actors.";
    owners: owners::OwnersMut<'_>, "The owners.";
    channels: channels::ChannelsMut<'_>, "The channels.";
    channel_accounts: channels::ChannelAccountsMut<'_>, "The channel accounts.";
    inboxes: channels::InboxesMut<'_>, "The inboxes.";
    pipelines: pipelines::PipelinesMut<'_>, "The ticket pipelines.";
    properties: properties::PropertiesMut<'_>, "The definitions of properties.";
    stage_rules: stage_rules::StageRulesMut<'_>, "What each status demands.";
    cursors: cursors::CursorsMut<'_>, "Where sync goes on.";
    files: files::FilesMut<'_>, "What is known about files.";
    forsaken_files: message_files::ForsakenFilesMut<'_>, "The files that no message has any more.";
    shared_packs: shared_packs::SharedPacksMut<'_>, "The packs of snippets that the team shares.";
    insertables: insertables::InsertablesMut<'_>, "What can be put into answers.";
    text_pictures: text_pictures::TextPicturesMut<'_>, "The addresses of pictures that were sent in a text.";
}
