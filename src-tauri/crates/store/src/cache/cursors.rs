//! Where sync goes on. They lie in the cache on purpose: a cache that is begun anew is read from the start again.

use rusqlite::OptionalExtension;

use super::cache_table;
use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE cursors (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

cache_table!(Cursors, CursorsMut, "where sync goes on");

impl Cursors<'_> {
    /// A cursor.
    pub fn get(&self, name: &str) -> Result<Option<String>> {
        let mut statement = self.0.prepare_cached("SELECT value FROM cursors WHERE name = ?")?;
        Ok(statement.query_row([name], |row| row.get("value")).optional()?)
    }
}

impl CursorsMut<'_> {
    /// Keeps a cursor.
    pub fn set(&self, name: &str, value: &str) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO cursors (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            )?
            .execute([name, value])?;
        Ok(())
    }

    /// Forgets a cursor.
    pub fn remove(&self, name: &str) -> Result<()> {
        self.w.conn.prepare_cached("DELETE FROM cursors WHERE name = ?")?.execute([name])?;
        Ok(())
    }
}
