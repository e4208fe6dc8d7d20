//! The hub's file: opening, migrations, one writer, several readers.
//!
//! One table, one file: each has its migration, its row, its reads and writes. `WAL` with `synchronous=NORMAL`: a
//! killed process loses nothing that was committed, and the hub plays a remote, not the place where a rep's words
//! must survive a power cut. Writes queue for the single writer before they take a thread; reads never wait for it.
//! A file of a newer version is refused with a sentence that says so, a second hub on the same folder too.

pub mod account;
pub mod articles;
pub mod associations;
pub mod channel_accounts;
pub mod channels;
pub mod files;
pub mod folders;
pub mod inboxes;
pub mod meeting_links;
pub mod messages;
pub mod object_history;
pub mod objects;
pub mod owners;
pub mod pipelines;
pub mod properties;
pub mod search_snapshots;
pub mod snippet_packs;
pub mod stage_rules;
pub mod stages;
pub mod staging_tokens;
pub mod teams;
pub mod thread_keys;
pub mod threads;
pub mod tokens;
pub mod visitors;
pub mod webhooks;

use std::{
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use tokio::sync::Semaphore;

use crate::server::answer::ApiError;

/// Every migration in the order in which it was made. Append only: a file may be at any point of this list.
const MIGRATIONS: &[&str] = &[
    account::MIGRATION,
    tokens::MIGRATION,
    inboxes::MIGRATION,
    channels::MIGRATION,
    channel_accounts::MIGRATION,
    staging_tokens::MIGRATION,
    threads::MIGRATION,
    messages::MIGRATION,
    thread_keys::MIGRATION,
    visitors::MIGRATION,
    webhooks::MIGRATION,
    objects::MIGRATION,
    object_history::MIGRATION,
    search_snapshots::MIGRATION,
    associations::MIGRATION,
    properties::MIGRATION,
    pipelines::MIGRATION,
    stages::MIGRATION,
    stage_rules::MIGRATION,
    owners::MIGRATION,
    teams::MIGRATION,
    folders::MIGRATION,
    files::MIGRATION,
    files::VOICE_NOTES,
    snippet_packs::MIGRATION,
    meeting_links::MIGRATION,
    articles::MIGRATION,
];

const READERS: usize = 4;

/// The open file.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    writer: Arc<tokio::sync::Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
    free_readers: Arc<Semaphore>,
}

impl fmt::Debug for Db {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Db")
    }
}

impl Db {
    /// Opens or creates the file and brings it up to date. Blocks; call it before serving.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
            .with_context(|| format!("cannot open the hub's database {}", path.display()))?;
        migrate(&mut writer)?;
        let readers = (0..READERS)
            .map(|_| connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY))
            .collect::<Result<Vec<_>, _>>()
            .context("cannot open the hub's database for reading")?;
        Ok(Self(Arc::new(Inner {
            writer: Arc::new(tokio::sync::Mutex::new(writer)),
            free_readers: Arc::new(Semaphore::new(readers.len())),
            readers: Mutex::new(readers),
        })))
    }

    /// Reads in one snapshot, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let permit = Arc::clone(&self.0.free_readers).acquire_owned().await.map_err(ApiError::internal)?;
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let mut reader = Borrowed::take(&inner)?;
            let result = reader.snapshot(work);
            drop(reader);
            drop(permit);
            result
        });
        done.await.map_err(ApiError::internal)?
    }

    /// Writes in one transaction on the only writer, off the async threads; rolled back when `work` fails.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.write_then(work, |value| value).await
    }

    /// The same; `then` runs after COMMIT and before the next write begins, so what it tells is in the order of the
    /// commits.
    pub(crate) async fn write_then<T, U: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, ApiError> + Send + 'static,
        then: impl FnOnce(T) -> U + Send + 'static,
    ) -> Result<U, ApiError> {
        let mut writer = Arc::clone(&self.0.writer).lock_owned().await;
        let done = tokio::task::spawn_blocking(move || in_transaction(&mut writer, work).map(then));
        done.await.map_err(ApiError::internal)?
    }

    /// The same on the calling thread, before the hub serves.
    pub(crate) fn write_now<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        in_transaction(&mut self.0.writer.blocking_lock(), work)
    }
}

fn in_transaction<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// A reader that goes back to the others when it is dropped, after a panic too.
struct Borrowed<'a> {
    inner: &'a Inner,
    connection: Option<Connection>,
}

impl<'a> Borrowed<'a> {
    fn take(inner: &'a Inner) -> Result<Self, ApiError> {
        let connection = inner.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if connection.is_none() {
            return Err(ApiError::internal("no reader is free although one was promised"));
        }
        Ok(Self { inner, connection })
    }

    fn snapshot<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let connection = self.connection.as_mut().ok_or_else(|| ApiError::internal("the reader is gone"))?;
        let transaction = connection.transaction()?;
        work(&transaction)
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_000)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> anyhow::Result<()> {
    use rusqlite_migration::{Error, MigrationDefinitionError};
    let migrations = Migrations::new(MIGRATIONS.iter().map(|sql| M::up(sql)).collect());
    match migrations.to_latest(connection) {
        Err(Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead)) => {
            anyhow::bail!("the hub's database was made by a newer version of Bellhop; start that version")
        }
        result => result.context("cannot bring the hub's database up to date"),
    }
}

/// A time as it is stored: milliseconds since 1970.
pub fn to_millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// A stored time; 1970 when the number is out of range.
pub fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A database in memory with every table, for the tests of tables.
#[cfg(test)]
pub(crate) fn in_memory() -> anyhow::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    migrate(&mut connection)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_file_of_a_newer_version_is_refused_with_a_sentence() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.db");
        drop(Db::open(&path).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
        let error = Db::open(&path).unwrap_err().to_string();
        assert!(error.contains("newer version"), "{error}");
    }

    #[tokio::test]
    async fn a_panic_in_a_write_rolls_back_and_the_next_write_and_read_work() {
        let dir = tempfile::tempdir().unwrap();
        let db = Db::open(&dir.path().join("hub.db")).unwrap();
        let count = |connection: &Connection| {
            Ok(connection.query_row("SELECT count(*) FROM visitors", [], |row| row.get::<_, i64>(0))?)
        };
        let insert = "INSERT INTO visitors (kind, value, seen_at) VALUES ('X', ?1, 0)";
        let panicked = db
            .write(move |tx| -> Result<(), ApiError> {
                tx.execute(insert, ["first"])?;
                panic!("on purpose")
            })
            .await;
        assert!(panicked.is_err());
        db.write(move |tx| Ok(tx.execute(insert, ["second"])?)).await.unwrap();
        for _ in 0..READERS * 2 {
            let read = db.read(|_| -> Result<(), ApiError> { panic!("on purpose") }).await;
            assert!(read.is_err());
        }
        assert_eq!(db.read(count).await.unwrap(), 1);
    }
}
