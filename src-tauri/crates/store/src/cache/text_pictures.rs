//! Which file the address of a picture in a text leads to, for pictures that were sent from here: what is in the cache of
//! files is shown from there, and no address is ever asked.

use bellhop_model::{Change, FileId};
use rusqlite::OptionalExtension;

use super::cache_table;
use crate::error::Result;
use crate::row::id;

pub(crate) const MIGRATION: &str = "
CREATE TABLE text_pictures (
    url TEXT PRIMARY KEY,
    file TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

cache_table!(TextPictures, TextPicturesMut, "the addresses of pictures that were sent in a text");

impl TextPictures<'_> {
    /// The file that an address leads to, if it was sent from here.
    pub fn file(&self, url: &str) -> Result<Option<FileId>> {
        let mut statement = self.0.prepare_cached("SELECT file FROM text_pictures WHERE url = ?")?;
        Ok(statement.query_row([url], |row| id(row, "file")).optional()?)
    }

    /// The files of the pictures in a text that were sent from here.
    pub(crate) fn of(&self, html: &str) -> Result<Vec<FileId>> {
        let pictures = html.split("<img ").skip(1);
        let sources = pictures.filter_map(|rest| rest.split_once("src=\"")?.1.split('"').next());
        let mut files = Vec::new();
        for source in sources {
            files.extend(self.file(&source.replace("&amp;", "&"))?);
        }
        Ok(files)
    }
}

impl TextPicturesMut<'_> {
    /// Notes the file that an address leads to.
    pub fn note(&self, url: &str, file: &FileId) -> Result<()> {
        let written = self
            .w
            .conn
            .prepare_cached("INSERT INTO text_pictures (url, file) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET file = ?2 WHERE file <> ?2")?
            .execute([url, file.as_str()])?;
        if written > 0 {
            self.w.changed(Change::Files);
        }
        Ok(())
    }
}
