//! Which desk this is. The cache notes it beside the read marks that it copied; a desk that was restored or begun anew gets
//! another name, so its marks are copied from the beginning.

use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name TEXT NOT NULL
) STRICT;
";

/// This desk's name; absent before it was given one.
pub(crate) fn get(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM identity WHERE one = 1")?;
    Ok(statement.query_row([], |row| row.get("name")).optional()?)
}

/// Gives the desk a name.
pub(crate) fn set(conn: &Connection, name: &str) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO identity (one, name) VALUES (1, ?) ON CONFLICT DO UPDATE SET name = excluded.name",
    )?
    .execute([name])?;
    Ok(())
}
