//! The folders whose files are snippets. What is in them is read by the desk.

use bellhop_model::Change;

use super::desk_table;
use crate::error::Result;

pub(crate) const MIGRATION: &str = "
CREATE TABLE snippet_packs (
    folder TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
";

/// The name under which a folder is shared with the team.
pub(crate) const SHARED_MIGRATION: &str = "
ALTER TABLE snippet_packs ADD COLUMN shared_as TEXT;
";

desk_table!(SnippetPacks, SnippetPacksMut, "folders of snippets");

/// A folder whose files are snippets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPack {
    /// Its full path.
    pub folder: String,
    /// The name under which it is shared with the team.
    pub shared_as: Option<String>,
}

impl SnippetPacks<'_> {
    /// Every folder, by name.
    pub fn all(&self) -> Result<Vec<SnippetPack>> {
        let mut statement = self.0.prepare_cached("SELECT folder, shared_as FROM snippet_packs ORDER BY folder")?;
        let rows = statement
            .query_map([], |row| Ok(SnippetPack { folder: row.get("folder")?, shared_as: row.get("shared_as")? }))?;
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

    /// Notes under which name a folder is shared, or that it is not any more.
    pub fn set_shared(&self, folder: &str, name: Option<&str>) -> Result<()> {
        self.w
            .conn
            .prepare_cached("UPDATE snippet_packs SET shared_as = ? WHERE folder = ?")?
            .execute([name, Some(folder)])?;
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
