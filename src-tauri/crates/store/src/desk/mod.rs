//! desk.db: what only the rep has. One file per table; this one joins them into a schema and a write transaction.

use std::cell::RefCell;

use bellhop_model::Change;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::changes::Stale;

pub(crate) mod alerts;
pub(crate) mod backup;
pub(crate) mod begun;
pub(crate) mod draft_history;
pub(crate) mod drafts;
pub(crate) mod identity;
pub(crate) mod library;
pub(crate) mod outbox;
pub(crate) mod read_marks;
pub(crate) mod settings;
pub(crate) mod snippet_packs;
pub(crate) mod snippets;

/// Append only: every desk that ever was goes on from where it stopped.
const MIGRATIONS: &[M<'static>] = &[
    M::up(identity::MIGRATION),
    M::up(outbox::MIGRATION),
    M::up(drafts::MIGRATION),
    M::up(read_marks::MIGRATION),
    M::up(settings::MIGRATION),
    M::up(drafts::STYLE_MIGRATION),
    M::up(snippets::MIGRATION),
    M::up(outbox::MIGRATION_FOLLOWS),
    M::up(outbox::MIGRATION_WAIT),
    M::up(begun::MIGRATION),
    M::up(outbox::MIGRATION_SEEN),
    M::up(snippets::FILE_MIGRATION),
    M::up(snippet_packs::MIGRATION),
    M::up(snippet_packs::SHARED_MIGRATION),
    M::up(library::MIGRATION),
    M::up(drafts::EMAIL_MIGRATION),
    M::up(draft_history::MIGRATION),
    M::up(alerts::MIGRATION),
];

pub(crate) const VERSION: usize = MIGRATIONS.len();

pub(crate) fn migrations() -> Migrations<'static> {
    Migrations::from_slice(MIGRATIONS)
}

/// A write transaction on the desk. When it returns, what it wrote is on the platter.
#[derive(Debug)]
pub struct DeskWrite<'t> {
    pub(crate) conn: &'t Connection,
    stale: RefCell<Stale>,
}

impl<'t> DeskWrite<'t> {
    pub(crate) fn new(conn: &'t Connection) -> Self {
        Self { conn, stale: RefCell::default() }
    }

    /// Notes that something became stale.
    pub(crate) fn changed(&self, change: Change) {
        self.stale.borrow_mut().add(change);
    }

    pub(crate) fn finish(self) -> Stale {
        self.stale.into_inner()
    }

    /// The outbox.
    pub fn outbox(&self) -> outbox::OutboxMut<'_> {
        outbox::OutboxMut::new(self)
    }

    /// The drafts.
    pub fn drafts(&self) -> drafts::DraftsMut<'_> {
        drafts::DraftsMut::new(self)
    }

    /// What was the newest when drafts were begun.
    pub fn begun(&self) -> begun::BegunMut<'_> {
        begun::BegunMut::new(self)
    }

    /// The settings.
    pub fn settings(&self) -> settings::SettingsMut<'_> {
        settings::SettingsMut::new(self)
    }

    /// What the rep was told of.
    pub fn alerts(&self) -> alerts::AlertsMut<'_> {
        alerts::AlertsMut::new(self)
    }

    /// The snippets.
    pub fn snippets(&self) -> snippets::SnippetsMut<'_> {
        snippets::SnippetsMut::new(self)
    }

    /// The folders of snippets.
    pub fn snippet_packs(&self) -> snippet_packs::SnippetPacksMut<'_> {
        snippet_packs::SnippetPacksMut::new(self)
    }

    /// What the rep keeps to be put into answers.
    pub fn library(&self) -> library::LibraryMut<'_> {
        library::LibraryMut::new(self)
    }
}

/// Defines a table's two handles: `$reads` for any connection, `$writes` for a write transaction, which can read as well.
macro_rules! desk_table {
    ($reads:ident, $writes:ident, $what:literal) => {
        #[doc = concat!("Reads ", $what, ".")]
        #[derive(Debug, Clone, Copy)]
        pub struct $reads<'c>(pub(crate) &'c rusqlite::Connection);

        #[doc = concat!("Writes ", $what, ", in a transaction on the desk.")]
        #[derive(Debug)]
        pub struct $writes<'w> {
            reads: $reads<'w>,
            w: &'w $crate::desk::DeskWrite<'w>,
        }

        impl<'w> $writes<'w> {
            pub(crate) fn new(w: &'w $crate::desk::DeskWrite<'w>) -> Self {
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
pub(crate) use desk_table;
