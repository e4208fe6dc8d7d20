//! A server of the corpus, and the media folder of a workspace that fetches from it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Once};

use axum::Router;
use bellhop_media::{Located, Media, Resolver};
use futures::FutureExt;
use tower_http::services::ServeDir;

use crate::table::{self, Row};

pub(crate) struct Scene {
    pub(crate) media: Media,
    rows: Vec<Row>,
    http: reqwest::Client,
    resolver: Resolver,
    /// The media folder is one of its folders, so that what is written beside it is seen.
    around: tempfile::TempDir,
}

/// The folder of the corpus, made if it is not there as `make.py` makes it now.
pub(crate) fn corpus() -> PathBuf {
    static MADE: Once = Once::new();
    let build = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target"));
    let folder = std::env::var_os("BELLHOP_CORPUS").map_or(build.join("corpus"), PathBuf::from);
    MADE.call_once(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/media/make.py");
        let made = Command::new("python3").arg(script).arg(&folder).output().expect("Python runs");
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "The corpus cannot be made; `make unit` installs what it needs. {said}");
    });
    folder
}

impl Scene {
    pub(crate) async fn new() -> Self {
        // A second install is refused, harmlessly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let files = Router::new().fallback_service(ServeDir::new(corpus()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, files).await.unwrap() });
        let rows = table::rows();
        let known = rows.clone();
        let resolver: Resolver = Arc::new(move |file| {
            let row = &known[file.as_str().parse::<usize>().unwrap()];
            let located = Located { url: format!("{origin}/{}", row.file), name: Some(row.name()), size: None };
            async move { Ok(located) }.boxed()
        });
        let around = tempfile::tempdir().unwrap();
        let media = Media::open(&around.path().join("media"), &[], Arc::clone(&resolver)).await.unwrap();
        Self { media, rows, http: reqwest::Client::new(), resolver, around }
    }

    /// Opens the same folder again, as the next start does.
    pub(crate) async fn restart(&mut self) {
        self.media = Media::open(&self.folder(), &[], Arc::clone(&self.resolver)).await.unwrap();
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.around.path().join("media")
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn row(&self, file: &str) -> &Row {
        let named = self.rows.iter().find(|row| row.name() == file);
        named.unwrap_or_else(|| panic!("{file} is not in the table"))
    }

    /// What the loopback source answers below a file.
    pub(crate) async fn get(&self, row: &Row, below: &str) -> reqwest::Response {
        self.http.get(format!("{}/file/{}{below}", self.media.url(), row.id())).send().await.unwrap()
    }

    pub(crate) async fn read(&self, path: &str) -> serde_json::Value {
        self.http.get(format!("{}/{path}", self.media.url())).send().await.unwrap().json().await.unwrap()
    }

    /// The status of what the window gives back; none when the source hung up before it had all of it.
    pub(crate) async fn put(&self, row: &Row, below: &str, bytes: Vec<u8>) -> Option<u16> {
        let url = format!("{}/file/{}{below}", self.media.url(), row.id());
        self.http
            .put(url)
            .header("content-type", "image/jpeg")
            .body(bytes)
            .send()
            .await
            .ok()
            .map(|answer| answer.status().as_u16())
    }

    /// Every file and folder beside and inside the media folder.
    pub(crate) fn everything_around(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.around.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.push(path);
            }
        }
        found
    }
}
