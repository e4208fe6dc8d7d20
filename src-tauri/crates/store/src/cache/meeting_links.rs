//! Links under which customers book a meeting, and what keeps them from being read.

use bellhop_model::{Change, MeetingLink};
use rusqlite::{OptionalExtension, Row, named_params};

use super::cache_table;
use crate::error::Result;
use crate::row::{json, maybe_id, parse_json};

pub(crate) const MIGRATION: &str = "
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

cache_table!(MeetingLinks, MeetingLinksMut, "meeting links");

impl MeetingLinks<'_> {
    /// Every link, by name.
    pub fn all(&self) -> Result<Vec<MeetingLink>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, name, url, organizer FROM meeting_links ORDER BY name, id")?;
        let rows = statement.query_map([], link_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The scopes that the token lacked when links were last asked for; empty when nothing was lacking.
    pub fn missing_scopes(&self) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached("SELECT scopes FROM meeting_links_gap")?;
        let text: Option<String> = statement.query_row([], |row| row.get("scopes")).optional()?;
        Ok(text.map(|text| parse_json(&text)).transpose()?.unwrap_or_default())
    }
}

impl MeetingLinksMut<'_> {
    /// Puts these in the place of all. The same again is not written and not announced.
    pub fn replace(&self, links: &[MeetingLink]) -> Result<()> {
        let mut next = links.to_vec();
        next.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        if self.all()? == next && self.missing_scopes()?.is_empty() {
            return Ok(());
        }
        self.w.conn.execute("DELETE FROM meeting_links", [])?;
        self.w.conn.execute("DELETE FROM meeting_links_gap", [])?;
        for link in links {
            self.w
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO meeting_links (id, name, url, organizer) VALUES (:id, :name, :url, :organizer)",
                )?
                .execute(named_params! {
                    ":id": link.id,
                    ":name": link.name,
                    ":url": link.url,
                    ":organizer": link.organizer.as_ref().map(|id| id.as_str()),
                })?;
        }
        self.w.changed(Change::Directory);
        Ok(())
    }

    /// Notes that the token may not read them; what was read before stays.
    pub fn lack(&self, scopes: &[String]) -> Result<()> {
        if self.missing_scopes()? == scopes {
            return Ok(());
        }
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO meeting_links_gap (one, scopes) VALUES (1, ?)
                 ON CONFLICT DO UPDATE SET scopes = excluded.scopes",
            )?
            .execute([json(scopes)?])?;
        self.w.changed(Change::Directory);
        Ok(())
    }
}

fn link_from(row: &Row<'_>) -> rusqlite::Result<MeetingLink> {
    Ok(MeetingLink {
        id: row.get("id")?,
        name: row.get("name")?,
        url: row.get("url")?,
        organizer: maybe_id(row, "organizer")?,
    })
}
