//! Files: details, signed URLs, uploads.

use std::{path::PathBuf, time::Duration};

use reqwest::{
    Method,
    multipart::{Form, Part},
};

use super::{Client, Error, Kind, http::Repeat};
use crate::wire::{
    Page,
    files::{File, SignedUrl, UploadOptions},
};

/// A file to be uploaded.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Where its bytes are.
    pub path: PathBuf,
    /// The name that it gets.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// A name that is this message's alone: a folder of its own keeps a file's name from being changed because another
    /// message had one of that name.
    pub folder: String,
    /// Who can read it.
    pub access: Access,
}

/// Who can read an uploaded file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever has a signed URL.
    Private,
    /// Whoever has its URL, which no search engine is told: a picture in a text is fetched by the program of whoever reads it.
    Public,
}

impl Access {
    fn name(self) -> &'static str {
        match self {
            Self::Private => "PRIVATE",
            Self::Public => "PUBLIC_NOT_INDEXABLE",
        }
    }
}

/// A type of files that can be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// Texts, tables, presentations.
    Document,
    /// Videos.
    Movie,
}

/// The folder in the account that outgoing attachments go below.
pub const OUTGOING_FOLDER: &str = "/bellhop";
/// The slowest line that an upload is waited for, in bytes a second.
const SLOWEST: u64 = 16 * 1024;

impl Client {
    /// What a file is (`GET /files/{id}`).
    pub async fn file(&self, id: &str) -> Result<File, Error> {
        self.json(self.call("reading a file's details", Method::GET, &self.inner.paths.files, &[id])).await
    }

    /// A page of the files of a type (`GET /files/search`).
    pub async fn files(&self, of: FileType, after: Option<&str>) -> Result<Page<File>, Error> {
        let kind = match of {
            FileType::Document => "DOCUMENT",
            FileType::Movie => "MOVIE",
        };
        let call = self.call("searching the files", Method::GET, &self.inner.paths.files, &["search"]);
        self.json(call.query("type", kind).query("limit", "100").maybe("after", after)).await
    }

    /// A URL that gives a file's bytes without the token (`GET /files/{id}/signed-url`).
    pub async fn signed_url(&self, id: &str, size: Option<&str>) -> Result<SignedUrl, Error> {
        let call = self.call("signing a file's URL", Method::GET, &self.inner.paths.files, &[id, "signed-url"]);
        self.json(call.maybe("size", size)).await
    }

    /// Uploads a file (`POST /files`, multipart). The same file in the same folder is
    /// not stored twice, and no file shows by itself, so the caller may repeat it.
    ///
    /// Fails with [`Kind::Address`] when the file cannot be read on this machine.
    pub async fn upload(&self, upload: &Upload) -> Result<File, Error> {
        let mut call = self.write("uploading a file", Method::POST, &self.inner.paths.files, &[]);
        call.repeat = Repeat::ByCaller;
        let unreadable = |error: &dyn std::fmt::Display| Error::address("uploading a file", error.to_string());
        let opened = tokio::fs::File::open(&upload.path).await.map_err(|error| unreadable(&error))?;
        let size = opened.metadata().await.map_err(|error| unreadable(&error))?.len();
        let part = Part::stream_with_length(opened, size)
            .file_name(upload.name.clone())
            .mime_str(&upload.mime)
            .map_err(|error| unreadable(&error))?;
        let options = UploadOptions {
            access: upload.access.name().to_owned(),
            overwrite: false,
            duplicate_validation_strategy: Some("RETURN_EXISTING".to_owned()),
            duplicate_validation_scope: Some("EXACT_FOLDER".to_owned()),
        };
        let options = serde_json::to_string(&options).map_err(|error| unreadable(&error))?;
        let form = Form::new()
            .text("folderPath", format!("{OUTGOING_FOLDER}/{}", upload.folder))
            .text("fileName", upload.name.clone())
            .text("options", options)
            .part("file", part);
        let patience = self.inner.config.idle_timeout + Duration::from_secs(size / SLOWEST);
        self.form(call, form, patience).await
    }
}

impl Error {
    /// True when a file to be uploaded could not be read on this machine.
    pub fn is_local(&self) -> bool {
        matches!(self.kind(), Kind::Address { .. })
    }
}
