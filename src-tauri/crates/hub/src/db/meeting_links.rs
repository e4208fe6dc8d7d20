//! Meeting links that somebody made, beside the one that every person has by itself.

use rusqlite::{Connection, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE meeting_links (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    slug      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('PERSONAL_LINK', 'GROUP_CALENDAR', 'ROUND_ROBIN_CALENDAR')),
    organizer INTEGER
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('meeting_links', 910000000);
";

/// One link. Whoever may be met under a link of several is whoever is in the account.
#[derive(Debug, Clone)]
pub struct MeetingLinkRow {
    /// Its id; 0 before it is stored.
    pub id: i64,
    /// The last part of its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// `PERSONAL_LINK`, `GROUP_CALENDAR` or `ROUND_ROBIN_CALENDAR`.
    pub kind: String,
    /// The user id of the person who is met; none for whoever has time.
    pub organizer: Option<i64>,
}

/// Adds a link; its id is ignored.
pub fn insert(tx: &Transaction<'_>, row: &MeetingLinkRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO meeting_links (slug, name, kind, organizer) VALUES (:slug, :name, :kind, :organizer)",
    )?
    .execute(named_params! {
        ":slug": row.slug, ":name": row.name, ":kind": row.kind, ":organizer": row.organizer,
    })?;
    Ok(())
}

/// Every link, by id.
pub fn list(connection: &Connection) -> Result<Vec<MeetingLinkRow>, ApiError> {
    let mut statement =
        connection.prepare_cached("SELECT id, slug, name, kind, organizer FROM meeting_links ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok(MeetingLinkRow {
            id: row.get("id")?,
            slug: row.get("slug")?,
            name: row.get("name")?,
            kind: row.get("kind")?,
            organizer: row.get("organizer")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
