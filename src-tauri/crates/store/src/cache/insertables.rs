//! What a rep can put into an answer: meeting links, quotes, articles, documents and videos, one row each, and for each
//! kind how its last reading went.
//!
//! A kind is read and replaced whole. A reading that was refused leaves what was read before, so that a scope that was
//! taken away does not take the rep's links away in the middle of a shift; why it was refused is kept beside it.

use bellhop_model::{Change, Insertable, InsertableFile, InsertableKind};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};

use super::cache_table;
use crate::error::Result;
use crate::row::{id_list, json, maybe_id, maybe_json_at, maybe_ms, maybe_time_at, ms};
use crate::search::fold::{fold, words};

/// Meeting links had tables of their own for a while. The list of migrations remembers it.
pub(crate) const MEETING_LINKS: &str = "
CREATE TABLE meeting_links (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    organizer TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE meeting_links_gap (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    scopes TEXT NOT NULL
) STRICT;
";

pub(crate) const MIGRATION: &str = "
DROP TABLE meeting_links;
DROP TABLE meeting_links_gap;
CREATE TABLE insertables (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    note TEXT,
    about TEXT,
    owner TEXT,
    until TEXT,
    file_name TEXT,
    file_size INTEGER,
    words TEXT NOT NULL,
    updated_at INTEGER,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE insertable_reads (
    kind TEXT PRIMARY KEY,
    read_at INTEGER,
    cut INTEGER NOT NULL DEFAULT 0,
    trouble TEXT
) STRICT, WITHOUT ROWID;
";

cache_table!(Insertables, InsertablesMut, "what can be put into answers");

/// How the last reading of a kind went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// When it was last read to its end; absent while it never was.
    pub read_at: Option<DateTime<Utc>>,
    /// The account has more of it than is kept here.
    pub cut: bool,
    /// Why it could not be read since.
    pub trouble: Option<ReadTrouble>,
}

/// How much of what the account has was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// As much as is kept here; there is more.
    Cut,
}

/// Why a kind cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ReadTrouble {
    /// The token lacks these scopes.
    MissingScopes {
        /// Their names.
        scopes: Vec<String>,
    },
    /// The remote refuses it for good.
    Refused {
        /// In its own words.
        detail: String,
    },
}

const COLUMNS: &str = "id, title, url, note, about, owner, until, file_name, file_size, updated_at";

impl Insertables<'_> {
    /// Those of a kind whose text has every word of a query, the newest first; all of them for a query without words.
    pub fn find(&self, kind: InsertableKind, query: &str) -> Result<Vec<Insertable>> {
        let wanted = words(query);
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM insertables WHERE kind = :kind
                AND NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(insertables.words, value) = 0)
             ORDER BY updated_at DESC, title, id"
        ))?;
        let asked = named_params! { ":kind": kind.name(), ":words": id_list(wanted.iter().map(String::as_str))? };
        let rows = statement.query_map(asked, |row| from_row(kind, row))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many there are of a kind.
    pub fn count(&self, kind: InsertableKind) -> Result<u32> {
        let mut statement = self.0.prepare_cached("SELECT count(*) AS total FROM insertables WHERE kind = :kind")?;
        Ok(statement.query_row(named_params! { ":kind": kind.name() }, |row| row.get("total"))?)
    }

    /// How the last reading of a kind went.
    pub fn reading(&self, kind: InsertableKind) -> Result<Reading> {
        let mut statement =
            self.0.prepare_cached("SELECT read_at, cut, trouble FROM insertable_reads WHERE kind = :kind")?;
        let found = statement.query_row(named_params! { ":kind": kind.name() }, |row| {
            Ok(Reading {
                read_at: maybe_time_at(row, "read_at")?,
                cut: row.get("cut")?,
                trouble: maybe_json_at(row, "trouble")?,
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }
}

impl InsertablesMut<'_> {
    /// Puts these in the place of all of their kind. The same again is not announced.
    pub fn replace(
        &self,
        kind: InsertableKind,
        found: &[Insertable],
        extent: Extent,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let by_id = |a: &Insertable, b: &Insertable| a.id.cmp(&b.id);
        let (mut before, mut after) = (self.find(kind, "")?, found.to_vec());
        before.sort_by(by_id);
        after.sort_by(by_id);
        after.dedup_by(|a, b| a.id == b.id);
        let was = self.reading(kind)?;
        let cut = extent == Extent::Cut;
        self.note(kind, &Reading { read_at: Some(now), cut, trouble: None })?;
        if before != after {
            self.w.conn.prepare_cached("DELETE FROM insertables WHERE kind = ?")?.execute([kind.name()])?;
            after.iter().try_for_each(|one| self.insert(one))?;
        }
        if before != after || was.cut != cut || was.trouble.is_some() || was.read_at.is_none() {
            self.w.changed(Change::Insertables);
        }
        Ok(())
    }

    /// Notes that a kind could not be read; what was read before stays.
    pub fn refuse(&self, kind: InsertableKind, trouble: ReadTrouble) -> Result<()> {
        let was = self.reading(kind)?;
        if was.trouble.as_ref() != Some(&trouble) {
            self.note(kind, &Reading { trouble: Some(trouble), ..was })?;
            self.w.changed(Change::Insertables);
        }
        Ok(())
    }

    fn note(&self, kind: InsertableKind, reading: &Reading) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO insertable_reads (kind, read_at, cut, trouble) VALUES (:kind, :read_at, :cut, :trouble)
                 ON CONFLICT DO UPDATE SET read_at = excluded.read_at, cut = excluded.cut, trouble = excluded.trouble",
            )?
            .execute(named_params! {
                ":kind": kind.name(),
                ":read_at": maybe_ms(reading.read_at),
                ":cut": reading.cut,
                ":trouble": reading.trouble.as_ref().map(json).transpose()?,
            })?;
        Ok(())
    }

    fn insert(&self, one: &Insertable) -> Result<()> {
        let file = one.file.as_ref();
        let text = [Some(&one.title), one.note.as_ref(), one.about.as_ref(), file.map(|file| &file.name)];
        let text: Vec<&str> = text.into_iter().flatten().map(String::as_str).collect();
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO insertables
                    (kind, id, title, url, note, about, owner, until, file_name, file_size, words, updated_at)
                 VALUES (:kind, :id, :title, :url, :note, :about, :owner, :until, :file_name, :file_size, :words, :updated_at)",
            )?
            .execute(named_params! {
                ":kind": one.kind.name(),
                ":id": one.id,
                ":title": one.title,
                ":url": one.url,
                ":note": one.note,
                ":about": one.about,
                ":owner": one.owner.as_ref().map(|id| id.as_str()),
                ":until": one.until.map(|day| day.to_string()),
                ":file_name": file.map(|file| &file.name),
                ":file_size": file.and_then(|file| file.size).and_then(|size| i64::try_from(size).ok()),
                ":words": fold(&text.join(" ")),
                ":updated_at": one.updated_at.map(ms),
            })?;
        Ok(())
    }
}

fn from_row(kind: InsertableKind, row: &Row<'_>) -> rusqlite::Result<Insertable> {
    let size: Option<i64> = row.get("file_size")?;
    let file = |name| InsertableFile { name, size: size.and_then(|size| u64::try_from(size).ok()) };
    Ok(Insertable {
        kind,
        id: row.get("id")?,
        title: row.get("title")?,
        url: row.get("url")?,
        note: row.get("note")?,
        about: row.get("about")?,
        owner: maybe_id(row, "owner")?,
        until: row.get::<_, Option<String>>("until")?.and_then(|day| day.parse().ok()),
        updated_at: maybe_time_at(row, "updated_at")?,
        file: row.get::<_, Option<String>>("file_name")?.map(file),
    })
}
