//! The articles of the knowledge base, as far as the site search tells of them.

use rusqlite::{Connection, Transaction, named_params};

use crate::server::answer::ApiError;

/// The table.
pub const MIGRATION: &str = "
CREATE TABLE articles (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    slug         TEXT NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    description  TEXT NOT NULL,
    category     TEXT NOT NULL,
    language     TEXT NOT NULL,
    private      INTEGER NOT NULL DEFAULT 0,
    published_at INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('articles', 180000000);
";

/// One article.
#[derive(Debug, Clone)]
pub struct ArticleRow {
    /// Its id; 0 before it is stored.
    pub id: i64,
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Its category.
    pub category: String,
    /// For example `pl`.
    pub language: String,
    /// Only for those who have signed in.
    pub private: bool,
    /// Milliseconds since 1970.
    pub published_at: i64,
}

/// Adds an article; its id is ignored.
pub fn insert(tx: &Transaction<'_>, row: &ArticleRow) -> Result<(), ApiError> {
    tx.prepare_cached(
        "INSERT INTO articles (slug, title, description, category, language, private, published_at)
         VALUES (:slug, :title, :description, :category, :language, :private, :published)",
    )?
    .execute(named_params! {
        ":slug": row.slug, ":title": row.title, ":description": row.description, ":category": row.category,
        ":language": row.language, ":private": row.private, ":published": row.published_at,
    })?;
    Ok(())
}

/// Every article, by id.
pub fn list(connection: &Connection) -> Result<Vec<ArticleRow>, ApiError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, slug, title, description, category, language, private, published_at FROM articles ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(ArticleRow {
            id: row.get("id")?,
            slug: row.get("slug")?,
            title: row.get("title")?,
            description: row.get("description")?,
            category: row.get("category")?,
            language: row.get("language")?,
            private: row.get("private")?,
            published_at: row.get("published_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
