//! Commits of other processes. The command line may add to the outbox while the window syncs: the change feed knows
//! nothing of that, so whoever holds the workspace looks at SQLite's `data_version` from time to time.

use bellhop_model::Change;
use rusqlite::Connection;

use crate::error::Result;

/// What the versions were at the last look. They change only by commits of other connections; ours are the only writing
/// ones of this process.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) desk: Option<i64>,
    pub(crate) cache: Option<i64>,
}

/// True when another process committed since the last look; the first look only remembers.
pub(crate) fn look(conn: &Connection, seen: &mut Option<i64>) -> Result<bool> {
    let version: i64 = conn.query_row("PRAGMA data_version", [], |row| row.get(0))?;
    let before = seen.replace(version);
    Ok(before.is_some_and(|before| before != version))
}

/// What another process may have changed in the desk.
pub(crate) const DESK: [Change; 6] =
    [Change::Outbox, Change::Drafts, Change::Settings, Change::Threads, Change::Snippets, Change::Insertables];
/// What another process may have changed in the cache. Single conversations are not known: whoever shows one asks again
/// on `Threads` and `Directory` together.
pub(crate) const CACHE: [Change; 5] =
    [Change::Threads, Change::Contacts, Change::Directory, Change::Files, Change::Insertables];
