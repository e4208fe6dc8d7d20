//! The web chat's own SQLite file, `chat.db`: visitors' sessions, transcripts, files, and what is still to be told.
//!
//! One connection behind a lock serves everything: a few visitors on loopback never queue long, and one connection
//! cannot be busy with itself. A file of a newer version is refused. WAL keeps every committed transaction through a
//! killed process.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{Error, M, MigrationDefinitionError, Migrations};

use super::{entries, events, files, registration, reports, sessions};

/// In the order in which the tables were invented; only ever appended to.
const MIGRATIONS: &[M<'static>] = &[
    M::up(registration::MIGRATION),
    M::up(sessions::MIGRATION),
    M::up(entries::MIGRATION),
    M::up(files::MIGRATION),
    M::up(events::MIGRATION),
    M::up(reports::MIGRATION),
];

/// The open file.
#[derive(Clone)]
pub(super) struct ChatDb(Arc<Mutex<Connection>>);

/// The file could not be read or written, or the work was abandoned.
#[derive(Debug, thiserror::Error)]
pub(super) enum DbError {
    /// SQLite said no.
    #[error("the web chat's file: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The thread that did the work is gone.
    #[error("the web chat's file: the work was abandoned")]
    Abandoned,
}

impl ChatDb {
    /// Opens the file and brings it to this version.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let open = || -> anyhow::Result<Connection> {
            let mut connection = Connection::open(path)?;
            connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "normal")?;
            connection.pragma_update(None, "foreign_keys", "on")?;
            migrate(&mut connection)?;
            Ok(connection)
        };
        let connection = open().with_context(|| format!("cannot open the web chat's file {}", path.display()))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does the work in one transaction, away from the async threads; nothing of it is kept when it fails.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    {
        let connection = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            // A panic in earlier work rolled its transaction back, so the connection behind the lock is sound.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&tx)?;
            tx.commit()?;
            Ok(value)
        });
        done.await.map_err(|_| DbError::Abandoned)?
    }
}

fn migrate(connection: &mut Connection) -> anyhow::Result<()> {
    match Migrations::from_slice(MIGRATIONS).to_latest(connection) {
        Err(Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            anyhow::bail!("it was made by a newer version of Bellhop; start that version")
        }
        result => Ok(result?),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_newer_version_is_refused_with_a_sentence_and_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("chat.db");
        drop(ChatDb::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
        let refused = ChatDb::open(&path).map(|_| ()).unwrap_err();
        assert!(format!("{refused:#}").contains("newer version"), "{refused:#}");
        let version = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        assert_eq!(Connection::open(&path).unwrap().query_row("PRAGMA user_version", [], version).unwrap(), 9_999);
    }
}
