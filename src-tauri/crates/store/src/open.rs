//! Opening the two files, whatever state they are in.
//!
//! A cache of a newer version or with damage is set aside, never deleted, and begun anew. A desk of a newer version is read
//! and not written; a damaged one is set aside and its newest whole backup takes its place. Both are told as notices; only
//! a folder that cannot be used, or a file that can neither be opened nor moved, is an error.
//!
//! The desk is small and precious, so it is checked whole at each start. The cache may be large: it is begun anew when its
//! schema cannot be read, and later when SQLite meets damage on its way (`store.rs`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, OpenError, OpenNotice, Result, Which, is_damage};
use crate::{cache, desk};

/// How long a statement waits for another process's lock.
const BUSY: Duration = Duration::from_secs(5);

pub(crate) fn path_of(dir: &Path, which: Which) -> PathBuf {
    dir.join(match which {
        Which::Desk => "desk.db",
        Which::Cache => "cache.db",
    })
}

/// The desk, opened.
pub(crate) struct OpenDesk {
    pub(crate) conn: Connection,
    pub(crate) writable: bool,
    pub(crate) notice: Option<OpenNotice>,
}

/// Makes the folder, and makes sure that files in it can be written.
pub(crate) fn prepare_folder(dir: &Path) -> Result<(), OpenError> {
    let probe = dir.join(".bellhop-probe");
    std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&probe, b"ok"))
        .and_then(|()| std::fs::remove_file(&probe))
        .map_err(|problem| OpenError::Folder { folder: dir.to_owned(), problem })
}

/// Opens the cache. What is wrong with it costs a new first sync, nothing else.
pub(crate) fn open_cache(dir: &Path, now: DateTime<Utc>) -> Result<(Connection, Option<OpenNotice>), OpenError> {
    let path = path_of(dir, Which::Cache);
    match try_cache(&path) {
        Ok(Found::Usable(conn)) => Ok((conn, None)),
        Ok(Found::Newer(_)) => {
            let aside = set_aside(&path, "newer", now).map_err(|problem| unusable(&path, &problem))?;
            let conn = fresh_cache(&path)?;
            Ok((conn, Some(OpenNotice::CacheNewer(aside))))
        }
        Err(problem) if is_locked(&problem) => Err(unusable(&path, &problem)),
        Err(problem) => {
            tracing::warn!(%problem, "the cache cannot be used and is set aside");
            let aside = set_aside(&path, "damaged", now).map_err(|problem| unusable(&path, &problem))?;
            let conn = fresh_cache(&path)?;
            Ok((conn, Some(OpenNotice::CacheDamaged(aside))))
        }
    }
}

fn fresh_cache(path: &Path) -> Result<Connection, OpenError> {
    match try_cache(path) {
        Ok(Found::Usable(conn)) => Ok(conn),
        Ok(Found::Newer(version)) => Err(unusable(path, &format!("its version is {version}"))),
        Err(problem) => Err(unusable(path, &problem)),
    }
}

enum Found {
    Usable(Connection),
    Newer(usize),
}

fn try_cache(path: &Path) -> Result<Found> {
    let mut conn = connect(path, Which::Cache)?;
    let version = version(&conn)?;
    if version > cache::VERSION {
        return Ok(Found::Newer(version));
    }
    cache::migrations().to_latest(&mut conn).map_err(migration_failed)?;
    // Reading the schema and the first page of every table finds what a look at the header does not.
    conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    conn.query_row("SELECT MAX(row) FROM threads", [], |row| row.get::<_, Option<i64>>(0))?;
    conn.query_row("SELECT MAX(row) FROM messages", [], |row| row.get::<_, Option<i64>>(0))?;
    conn.query_row("SELECT COUNT(*) FROM tallies", [], |row| row.get::<_, i64>(0))?;
    Ok(Found::Usable(conn))
}

/// Opens the desk. A damaged one makes way for its newest backup.
pub(crate) fn open_desk(dir: &Path, now: DateTime<Utc>) -> Result<OpenDesk, OpenError> {
    let path = path_of(dir, Which::Desk);
    match try_desk(&path) {
        Ok(Found::Usable(conn)) => Ok(OpenDesk { conn, writable: true, notice: None }),
        Ok(Found::Newer(version)) => {
            let conn = connect(&path, Which::Desk)
                .and_then(|conn| Ok(conn.pragma_update(None, "query_only", true).map(|()| conn)?))
                .map_err(|problem| unusable(&path, &problem))?;
            Ok(OpenDesk { conn, writable: false, notice: Some(OpenNotice::DeskNewer(version)) })
        }
        Err(problem) if is_locked(&problem) => Err(unusable(&path, &problem)),
        Err(problem) => {
            tracing::error!(%problem, "the desk is damaged and set aside");
            restore_desk(dir, &path, now)
        }
    }
}

fn restore_desk(dir: &Path, path: &Path, now: DateTime<Utc>) -> Result<OpenDesk, OpenError> {
    let aside = set_aside(path, "damaged", now).map_err(|problem| unusable(path, &problem))?;
    let restored = desk::backup::newest_whole(dir);
    if let Some(backup) = &restored {
        std::fs::copy(backup, path).map_err(|problem| unusable(path, &problem))?;
    }
    match try_desk(path) {
        Ok(Found::Usable(conn)) => {
            desk::outbox::doubt_everything(&conn)
                .and_then(|()| desk::identity::set(&conn, &uuid::Uuid::new_v4().to_string()))
                .map_err(|problem| unusable(path, &problem))?;
            Ok(OpenDesk { conn, writable: true, notice: Some(OpenNotice::DeskDamaged { aside, restored }) })
        }
        Ok(Found::Newer(version)) => Err(unusable(path, &format!("its backup is of the newer version {version}"))),
        Err(problem) => Err(unusable(path, &problem)),
    }
}

fn try_desk(path: &Path) -> Result<Found> {
    let mut conn = connect(path, Which::Desk)?;
    let version = version(&conn)?;
    if version > desk::VERSION {
        return Ok(Found::Newer(version));
    }
    let check: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        tracing::error!(%check, "the desk's check failed");
        return Err(Error::Damaged(Which::Desk));
    }
    desk::migrations().to_latest(&mut conn).map_err(migration_failed)?;
    if desk::identity::get(&conn)?.is_none() {
        desk::identity::set(&conn, &uuid::Uuid::new_v4().to_string())?;
    }
    Ok(Found::Usable(conn))
}

/// A connection with the file's promises set.
pub(crate) fn connect(path: &Path, which: Which) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match which {
        Which::Desk => "FULL",
        Which::Cache => "NORMAL",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    // A torn page in a mapping kills the process; read through the cache, it is an error code.
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "cache_size", -8_000)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "journal_size_limit", 32_000_000)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// A connection that cannot write.
pub(crate) fn connect_for_reading(path: &Path, which: Which) -> Result<Connection> {
    let conn = connect(path, which)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -4_000)?;
    Ok(conn)
}

fn version(conn: &Connection) -> Result<usize> {
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// A schema that does not take its own migrations is not the schema that its version says.
fn migration_failed(problem: rusqlite_migration::Error) -> Error {
    match problem {
        rusqlite_migration::Error::RusqliteError { err, .. } => Error::from(err),
        other => Error::Sqlite(rusqlite::Error::ToSqlConversionFailure(Box::new(other))),
    }
}

/// Another process holds the file, or the disk is full: nothing is wrong with its content.
fn is_locked(problem: &Error) -> bool {
    use rusqlite::ErrorCode;
    match problem {
        Error::Full | Error::ReadOnly => true,
        Error::Sqlite(problem) if !is_damage(problem) => matches!(
            problem.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked
                    | ErrorCode::OutOfMemory
                    | ErrorCode::SystemIoFailure
            )
        ),
        _ => false,
    }
}

/// Gives a file and its journals another name, so that nothing is lost that somebody might still want to look at.
pub(crate) fn set_aside(path: &Path, why: &str, now: DateTime<Utc>) -> std::io::Result<PathBuf> {
    let stamp = now.format("%Y%m%dT%H%M%S");
    let mut aside = with_suffix(path, &format!(".{why}-{stamp}"));
    let mut count = 1;
    while aside.exists() {
        count += 1;
        aside = with_suffix(path, &format!(".{why}-{stamp}-{count}"));
    }
    if path.exists() {
        std::fs::rename(path, &aside)?;
    }
    for journal in ["-wal", "-shm"] {
        let from = with_suffix(path, journal);
        if from.exists() {
            std::fs::rename(from, with_suffix(&aside, journal))?;
        }
    }
    Ok(aside)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn unusable(path: &Path, problem: &dyn std::fmt::Display) -> OpenError {
    OpenError::File { file: path.to_owned(), problem: problem.to_string() }
}
