//! The store's handle: who may read, who may write, and what is told afterwards.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use bellhop_model::Change;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

use crate::cache::{self, CacheWrite, marks};
use crate::changes::{ChangeFeed, Changes, Stale};
use crate::desk::{self, DeskWrite};
use crate::error::{Error, OpenError, OpenNotice, Result, Which};
use crate::foreign::{self, Seen};
use crate::open::{self, OpenDesk};
use crate::search::{self, Search};

/// Read connections: a list, a thread, a search and one for sync.
const READERS: usize = 4;

/// Who writes. A subscriber can leave out its own writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Sync read something from the remote.
    Pull,
    /// Sync handed something to the remote.
    Push,
    /// The rep did something.
    Desk,
}

/// The two files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    desk: Arc<Mutex<Connection>>,
    desk_writable: bool,
    cache: Arc<Mutex<Connection>>,
    /// Counts how often the cache was begun anew, so that two that met the same damage do it once.
    generation: AtomicU64,
    readers: SyncMutex<Vec<Reader>>,
    reading: Arc<Semaphore>,
    feed: ChangeFeed,
    feeding: AtomicBool,
    seen: SyncMutex<Seen>,
    notices: SyncMutex<Vec<OpenNotice>>,
}

#[derive(Debug)]
struct Reader {
    desk: Connection,
    cache: Connection,
    generation: u64,
}

/// One consistent look at both files.
#[derive(Debug, Clone, Copy)]
pub struct Reads<'c> {
    desk: &'c Connection,
    cache: &'c Connection,
}

macro_rules! read_handles {
    ($($name:ident: $table:ty, $of:ident, $doc:literal;)*) => {
        impl<'c> Reads<'c> {
            $(#[doc = $doc]
            pub fn $name(&self) -> $table {
                <$table>::from_connection(self.$of)
            })*
        }
        $(impl<'c> FromConnection<'c> for $table {
            fn from_connection(conn: &'c Connection) -> Self {
                Self(conn)
            }
        })*
    };
}

trait FromConnection<'c> {
    fn from_connection(conn: &'c Connection) -> Self;
}

read_handles! {
    threads: cache::threads::Threads<'c>, cache, "The conversations.";
    thread_sync: cache::thread_sync::ThreadSyncs<'c>, cache, "How far each conversation's history was read.";
    lists: cache::lists::Lists<'c>, cache, "The lists of conversations.";
    messages: cache::messages::Messages<'c>, cache, "The histories.";
    tickets: cache::tickets::Tickets<'c>, cache, "The tickets.";
    contacts: cache::contacts::Contacts<'c>, cache, "The contacts.";
    actors: cache::actors::Actors<'c>, cache, "The actors.";
    owners: cache::owners::Owners<'c>, cache, "The owners.";
    channels: cache::channels::Channels<'c>, cache, "The channels.";
    channel_accounts: cache::channels::ChannelAccounts<'c>, cache, "The channel accounts.";
    inboxes: cache::channels::Inboxes<'c>, cache, "The inboxes.";
    pipelines: cache::pipelines::Pipelines<'c>, cache, "The ticket pipelines.";
    properties: cache::properties::Properties<'c>, cache, "The definitions of properties.";
    stage_rules: cache::stage_rules::StageRules<'c>, cache, "What each status demands.";
    cursors: cache::cursors::Cursors<'c>, cache, "Where sync goes on.";
    files: cache::files::Files<'c>, cache, "What is known about files.";
    forsaken_files: cache::message_files::ForsakenFiles<'c>, cache, "The files that no message has any more.";
    shared_packs: cache::shared_packs::SharedPacks<'c>, cache, "The packs of snippets that the team shares.";
    insertables: cache::insertables::Insertables<'c>, cache, "What can be put into answers.";
    text_pictures: cache::text_pictures::TextPictures<'c>, cache, "The addresses of pictures that were sent in a text.";
    search: Search<'c>, cache, "Looks for conversations by words.";
    outbox: desk::outbox::Outbox<'c>, desk, "The outbox.";
    drafts: desk::drafts::Drafts<'c>, desk, "The drafts.";
    draft_history: desk::draft_history::DraftHistory<'c>, desk, "What drafts were before.";
    alerts: desk::alerts::Alerts<'c>, desk, "What the rep was told of.";
    begun: desk::begun::Begun<'c>, desk, "What was the newest when drafts were begun.";
    read_marks: desk::read_marks::ReadMarks<'c>, desk, "The read marks.";
    settings: desk::settings::Settings<'c>, desk, "The settings.";
    snippets: desk::snippets::Snippets<'c>, desk, "The snippets.";
    library: desk::library::Library<'c>, desk, "What the rep keeps to be put into answers.";
    snippet_packs: desk::snippet_packs::SnippetPacks<'c>, desk, "The folders of snippets.";
}

impl Store {
    /// Opens both files in this folder, which is made if need be. Blocks. What was wrong with a file and could be helped
    /// is a notice; a backup of the desk is made on the way.
    pub fn open(dir: &Path) -> Result<(Self, Vec<OpenNotice>), OpenError> {
        let now = Utc::now();
        open::prepare_folder(dir)?;
        let OpenDesk { conn: desk, writable, notice } = open::open_desk(dir, now)?;
        let (mut cache, cache_notice) = open::open_cache(dir, now)?;
        if let Err(problem) = copy_marks(&desk, &mut cache) {
            tracing::warn!(%problem, "read marks could not be copied to the cache");
        }
        if writable && let Err(problem) = desk::backup::make(&desk, dir, now) {
            tracing::warn!(%problem, "the desk could not be backed up");
        }
        let store = Self {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                desk: Arc::new(Mutex::new(desk)),
                desk_writable: writable,
                cache: Arc::new(Mutex::new(cache)),
                generation: AtomicU64::new(0),
                readers: SyncMutex::default(),
                reading: Arc::new(Semaphore::new(READERS)),
                feed: ChangeFeed::default(),
                feeding: AtomicBool::new(false),
                seen: SyncMutex::default(),
                notices: SyncMutex::default(),
            }),
        };
        Ok((store, notice.into_iter().chain(cache_notice).collect()))
    }

    /// True when nothing can be written to the desk.
    pub fn is_read_only(&self) -> bool {
        !self.inner.desk_writable
    }

    /// A subscription to what becomes stale.
    pub fn changes(&self) -> Changes {
        self.inner.feed.subscribe(None)
    }

    /// A subscription that leaves out what this writer writes.
    pub fn changes_except(&self, origin: Origin) -> Changes {
        self.inner.feed.subscribe(Some(origin))
    }

    /// Tells that something became stale that is in no file, such as the sync state.
    pub fn announce(&self, change: Change) {
        self.inner.feed.announce(change);
    }

    /// What happened to the files since they were opened, each told once.
    pub fn take_notices(&self) -> Vec<OpenNotice> {
        std::mem::take(&mut *lock(&self.inner.notices))
    }

    /// Reads both files, each as it is at one moment; the desk's moment is not after the cache's.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&Reads<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let permit = Arc::clone(&self.inner.reading).acquire_owned().await.map_err(|_| Error::Closed)?;
        let generation = self.inner.generation.load(Ordering::Acquire);
        let inner = Arc::clone(&self.inner);
        let outcome = blocking(move || {
            let outcome = inner.read_now(f);
            drop(permit);
            outcome
        })
        .await;
        if matches!(&outcome, Err(problem) if problem.is_damage()) {
            return Err(self.after_damage(generation, outcome).await);
        }
        outcome
    }

    /// Writes to the cache in one transaction. What became stale is told after COMMIT, even if nobody waits any more.
    pub async fn write<T, F>(&self, origin: Origin, f: F) -> Result<T>
    where
        F: FnOnce(&CacheWrite<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let guard = Arc::clone(&self.inner.cache).lock_owned().await;
        let generation = self.inner.generation.load(Ordering::Acquire);
        let inner = Arc::clone(&self.inner);
        let this = self.clone();
        let outcome = blocking(move || {
            let (value, written) = write_cache(guard, f)?;
            if written.unfed {
                this.feed_later();
            }
            inner.feed.publish(Some(origin), written.stale);
            Ok(value)
        })
        .await;
        if matches!(&outcome, Err(problem) if problem.is_damage()) {
            return Err(self.after_damage(generation, outcome).await);
        }
        outcome
    }

    /// Writes to the desk in one transaction. When this returns, it is on the platter.
    pub async fn desk_write<T, F>(&self, origin: Origin, f: F) -> Result<T>
    where
        F: FnOnce(&DeskWrite<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if !self.inner.desk_writable {
            return Err(Error::ReadOnly);
        }
        let mut guard = Arc::clone(&self.inner.desk).lock_owned().await;
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let transaction = guard.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let w = DeskWrite::new(&transaction);
            let value = f(&w)?;
            let stale = w.finish();
            transaction.commit()?;
            inner.feed.publish(Some(origin), stale);
            Ok(value)
        })
        .await
        .map_err(|problem| if problem.is_damage() { Error::Damaged(Which::Desk) } else { problem })
    }

    /// Copies the desk beside itself. To be called once a day; opening does it as well.
    pub async fn back_up_desk(&self, now: DateTime<Utc>) -> Result<()> {
        let guard = Arc::clone(&self.inner.desk).lock_owned().await;
        let dir = self.inner.dir.clone();
        blocking(move || {
            desk::backup::make(&guard, &dir, now)
                .map_err(|problem| Error::Sqlite(rusqlite::Error::ToSqlConversionFailure(problem.into())))?;
            Ok(())
        })
        .await
    }

    /// Looks whether another process committed, and if so tells everything that it may have changed.
    pub async fn look_for_foreign_changes(&self) -> Result<bool> {
        // The cache is always locked before the desk.
        let cache = Arc::clone(&self.inner.cache).lock_owned().await;
        let desk = Arc::clone(&self.inner.desk).lock_owned().await;
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let mut seen = lock(&inner.seen);
            let mut stale = Stale::default();
            let desk_changed = foreign::look(&desk, &mut seen.desk)?;
            let cache_changed = foreign::look(&cache, &mut seen.cache)?;
            if desk_changed {
                foreign::DESK.into_iter().for_each(|change| stale.add(change));
            }
            if cache_changed {
                foreign::CACHE.into_iter().for_each(|change| stale.add(change));
            }
            inner.feed.publish(None, stale);
            Ok(desk_changed || cache_changed)
        })
        .await
    }

    /// Waits until everything that was committed can be found by search. Sync does not need to: feeding follows each
    /// commit by itself.
    pub async fn finish_search_index(&self) -> Result<()> {
        loop {
            let mut guard = Arc::clone(&self.inner.cache).lock_owned().await;
            let more = blocking(move || {
                let transaction = guard.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let more = search::index::feed(&transaction)?;
                transaction.commit()?;
                Ok(more)
            })
            .await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Gives back the memory that waits for the next read: nobody may read for a while. Nothing but that is lost.
    pub async fn give_back_memory(&self) -> Result<()> {
        self.on_both_without_readers("PRAGMA shrink_memory;").await
    }

    /// Feeds the rest of the search index, notes what the planner wants to know, and folds the journals into the files.
    /// Nothing is lost without it.
    pub async fn close(&self) -> Result<()> {
        self.finish_search_index().await?;
        self.on_both_without_readers("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);").await
    }

    /// Closes the connections that wait for the next read, and does this on both files.
    async fn on_both_without_readers(&self, work: &'static str) -> Result<()> {
        // The cache is always locked before the desk.
        let cache = Arc::clone(&self.inner.cache).lock_owned().await;
        let desk = Arc::clone(&self.inner.desk).lock_owned().await;
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            lock(&inner.readers).clear();
            for conn in [&*desk, &*cache] {
                conn.execute_batch(work)?;
            }
            Ok(())
        })
        .await
    }

    /// Starts feeding the search index unless that is under way. Called after COMMIT, on a blocking thread of the runtime.
    fn feed_later(&self) {
        if self.inner.feeding.swap(true, Ordering::AcqRel) {
            return;
        }
        let this = self.clone();
        tokio::spawn(async move {
            // Cleared before the queue is looked at: a commit that comes in between starts another round.
            this.inner.feeding.store(false, Ordering::Release);
            if let Err(problem) = this.finish_search_index().await {
                tracing::warn!(%problem, "the search index could not be fed; the next write tries again");
            }
        });
    }

    /// Sets a damaged cache aside and begins a new one.
    /// `generation` is that of the cache which was met damaged: somebody else may have begun a new one since.
    async fn after_damage<T>(&self, generation: u64, outcome: Result<T>) -> Error {
        if let Err(problem) = outcome {
            tracing::error!(%problem, "the cache is damaged");
        }
        let guard = Arc::clone(&self.inner.cache).lock_owned().await;
        let Ok(permits) = Arc::clone(&self.inner.reading).acquire_many_owned(u32::try_from(READERS).unwrap_or(1)).await
        else {
            return Error::Closed;
        };
        let desk = Arc::clone(&self.inner.desk).lock_owned().await;
        let inner = Arc::clone(&self.inner);
        let renewed = blocking(move || {
            let _permits = permits;
            if inner.generation.load(Ordering::Acquire) == generation {
                inner.renew_cache(guard, &desk)?;
            }
            Ok(())
        })
        .await;
        match renewed {
            Ok(()) => Error::Damaged(Which::Cache),
            Err(problem) => problem,
        }
    }
}

impl Inner {
    fn read_now<T>(&self, f: impl FnOnce(&Reads<'_>) -> Result<T>) -> Result<T> {
        let generation = self.generation.load(Ordering::Acquire);
        let reader = lock(&self.readers).pop().filter(|reader| reader.generation == generation);
        let reader = match reader {
            Some(reader) => reader,
            None => Reader {
                desk: open::connect_for_reading(&open::path_of(&self.dir, Which::Desk), Which::Desk)?,
                cache: open::connect_for_reading(&open::path_of(&self.dir, Which::Cache), Which::Cache)?,
                generation,
            },
        };
        let value = {
            let desk = reader.desk.unchecked_transaction()?;
            // A transaction begins with its first statement.
            desk.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
            let cache = reader.cache.unchecked_transaction()?;
            f(&Reads { desk: &desk, cache: &cache })?
        };
        lock(&self.readers).push(reader);
        Ok(value)
    }

    fn renew_cache(&self, mut guard: OwnedMutexGuard<Connection>, desk: &Connection) -> Result<()> {
        lock(&self.readers).clear();
        *guard = Connection::open_in_memory()?;
        let now = Utc::now();
        let closed = |problem: &dyn std::fmt::Display| {
            tracing::error!(%problem, "a new cache could not be begun");
            Error::Damaged(Which::Cache)
        };
        let path = open::path_of(&self.dir, Which::Cache);
        let aside = open::set_aside(&path, "damaged", now).map_err(|problem| closed(&problem))?;
        let (mut fresh, _) = open::open_cache(&self.dir, now).map_err(|problem| closed(&problem))?;
        copy_marks(desk, &mut fresh)?;
        *guard = fresh;
        self.generation.fetch_add(1, Ordering::AcqRel);
        lock(&self.seen).cache = None;
        lock(&self.notices).push(OpenNotice::CacheDamaged(aside));
        let mut stale = Stale::default();
        foreign::CACHE.into_iter().chain([Change::Sync]).for_each(|change| stale.add(change));
        self.feed.publish(None, stale);
        Ok(())
    }
}

/// One transaction on the cache, up to and with COMMIT.
fn write_cache<T>(
    mut guard: OwnedMutexGuard<Connection>,
    f: impl FnOnce(&CacheWrite<'_>) -> Result<T>,
) -> Result<(T, cache::Written)> {
    let transaction: Transaction<'_> = guard.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let w = CacheWrite::new(&transaction);
    let value = f(&w)?;
    let written = w.finish()?;
    transaction.commit()?;
    Ok((value, written))
}

/// Copies the desk's read marks that the cache does not have.
fn copy_marks(desk: &Connection, cache: &mut Connection) -> Result<()> {
    let name = desk::identity::get(desk)?.unwrap_or_default();
    let marks = desk::read_marks::after(desk, marks::copied(cache, &name)?)?;
    if marks.is_empty() {
        return Ok(());
    }
    let transaction = cache.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let w = CacheWrite::new(&transaction);
    marks::copy(&w, &name, &marks)?;
    w.finish()?;
    Ok(transaction.commit()?)
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(f).await.unwrap_or(Err(Error::Closed))
}

fn lock<T>(mutex: &SyncMutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
