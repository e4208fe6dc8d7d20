//! The folders whose files are snippets. What is in them is read by the desk.

use bellhop_model::Change;

use super::desk_table;
use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE snippet_packs (
    folder TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
";

desk_table!(SnippetPacks, SnippetPacksMut, "folders of snippets");

impl SnippetPacks<'_> {
    /// Every folder, by name.
    pub fn all(&self) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached("SELECT folder FROM snippet_packs ORDER BY folder")?;
        let rows = statement.query_map([], |row| row.get("folder"))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl SnippetPacksMut<'_> {
    /// Takes a folder in.
    pub fn add(&self, folder: &str) -> Result<()> {
        self.w
            .conn
            .prepare_cached("INSERT INTO snippet_packs (folder) VALUES (?) ON CONFLICT DO NOTHING")?
            .execute([folder])?;
        self.w.changed(Change::Snippets);
        Ok(())
    }

    /// Forgets a folder.
    pub fn remove(&self, folder: &str) -> Result<()> {
        self.w.conn.prepare_cached("DELETE FROM snippet_packs WHERE folder = ?")?.execute([folder])?;
        self.w.changed(Change::Snippets);
        Ok(())
    }
}
