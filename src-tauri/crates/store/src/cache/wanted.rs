//! What conversations and messages name and the cache lacks: the shopping list of sync. Written where the name turns up,
//! struck out when the row comes or the remote says that there is none. Looking for missing rows by a join would walk all
//! conversations at each poll, and would ask for a visitor whom the CRM does not know for ever.

use rusqlite::Connection;

use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE wanted (
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
";

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Ticket,
    Contact,
    Actor,
}

impl Wanted {
    fn number(self) -> i64 {
        match self {
            Self::Ticket => 0,
            Self::Contact => 1,
            Self::Actor => 2,
        }
    }

    fn known(self) -> &'static str {
        match self {
            Self::Ticket => {
                "INSERT OR IGNORE INTO wanted SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM tickets WHERE id = ?2)"
            }
            Self::Contact => {
                "INSERT OR IGNORE INTO wanted SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE id = ?2)"
            }
            Self::Actor => {
                "INSERT OR IGNORE INTO wanted SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM actors WHERE id = ?2)"
            }
        }
    }
}

/// Puts a name on the list, unless its row is there.
pub(crate) fn want(conn: &Connection, kind: Wanted, id: &str) -> Result<()> {
    conn.prepare_cached(kind.known())?.execute(rusqlite::params![kind.number(), id])?;
    Ok(())
}

/// Strikes a name out.
pub(crate) fn strike(conn: &Connection, kind: Wanted, id: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM wanted WHERE kind = ? AND id = ?")?
        .execute(rusqlite::params![kind.number(), id])?;
    Ok(())
}

/// The first names on the list.
pub(crate) fn list<T: From<String>>(conn: &Connection, kind: Wanted, limit: u32) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached("SELECT id FROM wanted WHERE kind = ? ORDER BY id LIMIT ?")?;
    let rows = statement.query_map(rusqlite::params![kind.number(), limit], |row| crate::row::id(row, "id"))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
