//! The packs of snippets that the team shares, as the remote tells them: files of text, which the desk reads.
//!
//! Nothing here until the remote was asked once: a cache that is begun anew must not look like a team without packs.

use bellhop_model::Change;
use chrono::{DateTime, Utc};
use rusqlite::OptionalExtension;

use super::cache_table;
use crate::error::Result;
use crate::row::{ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE shared_packs (
    name TEXT PRIMARY KEY,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE shared_pack_files (
    pack TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (pack, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE sharing (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    may_share INTEGER NOT NULL
) STRICT;
";

cache_table!(SharedPacks, SharedPacksMut, "the packs of snippets that the team shares");

/// A pack that the team shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPack {
    /// Its name.
    pub name: String,
    /// When it was last shared.
    pub changed_at: DateTime<Utc>,
    /// Its files: their paths below the pack, and what they say.
    pub files: Vec<(String, String)>,
}

/// Whether the token may share packs with the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// It may.
    Allowed,
    /// It may read them only.
    Forbidden,
}

impl SharedPacks<'_> {
    /// Whether packs may be shared; nothing while the remote told of none yet, as HubSpot never does.
    pub fn sharing(&self) -> Result<Option<Sharing>> {
        let mut statement = self.0.prepare_cached("SELECT may_share FROM sharing")?;
        let may = statement.query_row([], |row| row.get::<_, bool>("may_share")).optional()?;
        Ok(may.map(|may| if may { Sharing::Allowed } else { Sharing::Forbidden }))
    }

    /// The packs by name with the time of their last change, without their files.
    pub fn marks(&self) -> Result<Vec<(String, DateTime<Utc>)>> {
        let mut statement = self.0.prepare_cached("SELECT name, changed_at FROM shared_packs ORDER BY name")?;
        let rows = statement.query_map([], |row| Ok((row.get("name")?, time_at(row, "changed_at")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The packs with their files.
    pub fn all(&self) -> Result<Vec<SharedPack>> {
        let mut statement =
            self.0.prepare_cached("SELECT path, text FROM shared_pack_files WHERE pack = ? ORDER BY path")?;
        let mut packs = Vec::new();
        for (name, changed_at) in self.marks()? {
            let rows = statement.query_map([&name], |row| Ok((row.get("path")?, row.get("text")?)))?;
            let files = rows.collect::<rusqlite::Result<_>>()?;
            packs.push(SharedPack { name, changed_at, files });
        }
        Ok(packs)
    }
}

impl SharedPacksMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, packs: &[SharedPack], sharing: Sharing) -> Result<()> {
        if self.sharing()? == Some(sharing) && self.all()? == packs {
            return Ok(());
        }
        let conn = self.w.conn;
        conn.execute_batch("DELETE FROM shared_packs; DELETE FROM shared_pack_files; DELETE FROM sharing;")?;
        conn.execute("INSERT INTO sharing (one, may_share) VALUES (1, ?)", [sharing == Sharing::Allowed])?;
        let mut insert = conn.prepare_cached("INSERT INTO shared_pack_files (pack, path, text) VALUES (?, ?, ?)")?;
        for pack in packs {
            conn.prepare_cached("INSERT INTO shared_packs (name, changed_at) VALUES (?, ?)")?
                .execute(rusqlite::params![pack.name, ms(pack.changed_at)])?;
            for (path, text) in &pack.files {
                insert.execute([&pack.name, path, text])?;
            }
        }
        self.w.changed(Change::Snippets);
        Ok(())
    }
}
