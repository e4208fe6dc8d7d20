//! Snippets: what a rep says often, as Markdown with names in braces that stand for what is known of a conversation.
//!
//! The store keeps and lists them; what a body means is the desk's business. A removed snippet is gone from here: whoever
//! offers to undo a removal puts it back whole, under its id.

use bellhop_model::{Change, LocalFile, SnippetId};
use chrono::{DateTime, Utc};
use rusqlite::{Row, named_params};

use super::desk_table;
use crate::error::Result;
use crate::row::{id, json, json_at, ms, time_at};

pub(crate) const MIGRATION: &str = "
CREATE TABLE snippets (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    folder TEXT NOT NULL,
    tags TEXT NOT NULL,
    language TEXT,
    files TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX snippets_by_title ON snippets (title);
";

/// The file of a pack that a snippet is kept in.
pub(crate) const FILE_MIGRATION: &str = "
ALTER TABLE snippets ADD COLUMN file TEXT;
";

desk_table!(Snippets, SnippetsMut, "snippets");

/// Something to be said often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Its id.
    pub id: SnippetId,
    /// What is typed after `#` for it; empty when it is only picked.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it says: Markdown with names in braces.
    pub body: String,
    /// Where it is kept; empty for the top.
    pub folder: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// The language that it is written in, for example `pl`.
    pub language: Option<String>,
    /// What goes with it.
    pub files: Vec<LocalFile>,
    /// The file of a pack that it is kept in, too.
    pub file: Option<String>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Snippets<'_> {
    /// Every snippet, by title.
    pub fn all(&self) -> Result<Vec<Snippet>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, key, title, body, folder, tags, language, files, file, updated_at FROM snippets ORDER BY title, id",
        )?;
        let rows = statement.query_map([], snippet_from)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The hashes of every file that a snippet needs.
    pub fn files(&self) -> Result<Vec<String>> {
        Ok(self.all()?.into_iter().flat_map(|snippet| snippet.files).map(|file| file.hash).collect())
    }
}

impl SnippetsMut<'_> {
    /// Keeps a snippet in the place of the one with its id, if there is one.
    pub fn put(&self, snippet: &Snippet) -> Result<()> {
        self.w
            .conn
            .prepare_cached(
                "INSERT INTO snippets (id, key, title, body, folder, tags, language, files, file, updated_at)
                 VALUES (:id, :key, :title, :body, :folder, :tags, :language, :files, :file, :updated_at)
                 ON CONFLICT DO UPDATE SET key = excluded.key, title = excluded.title, body = excluded.body,
                    folder = excluded.folder, tags = excluded.tags, language = excluded.language,
                    files = excluded.files, file = excluded.file, updated_at = excluded.updated_at",
            )?
            .execute(named_params! {
                ":id": snippet.id.as_str(),
                ":key": snippet.key,
                ":title": snippet.title,
                ":body": snippet.body,
                ":folder": snippet.folder,
                ":tags": json(&snippet.tags)?,
                ":language": snippet.language,
                ":files": json(&snippet.files)?,
                ":file": snippet.file,
                ":updated_at": ms(snippet.updated_at),
            })?;
        self.w.changed(Change::Snippets);
        Ok(())
    }

    /// Removes a snippet. False when there was none.
    pub fn remove(&self, snippet: &SnippetId) -> Result<bool> {
        let gone = self.w.conn.prepare_cached("DELETE FROM snippets WHERE id = ?")?.execute([snippet.as_str()])?;
        if gone > 0 {
            self.w.changed(Change::Snippets);
        }
        Ok(gone > 0)
    }
}

fn snippet_from(row: &Row<'_>) -> rusqlite::Result<Snippet> {
    Ok(Snippet {
        id: id(row, "id")?,
        key: row.get("key")?,
        title: row.get("title")?,
        body: row.get("body")?,
        folder: row.get("folder")?,
        tags: json_at(row, "tags")?,
        language: row.get("language")?,
        files: json_at(row, "files")?,
        file: row.get("file")?,
        updated_at: time_at(row, "updated_at")?,
    })
}
