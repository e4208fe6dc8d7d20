//! The files API: upload, details, signed URLs, download, search, folders.
//!
//! Bytes are content files in the hub's folder, everything else is in the table. A content file is written first and
//! named by the row that is committed after it, so a row always has its bytes; a crash in between leaves a content file
//! that nobody names. Bytes are given out on a second origin by URLs that are signed and expire, as HubSpot does, so
//! that a client that sends its token there is caught.
//!
//! Left out: pictures in other sizes (`size=thumb` gives the original) and import from a URL.

mod calls;
mod content;
mod dimensions;
mod folder_calls;
mod serving;
mod signing;
mod sniffing;
mod storing;
mod uploading;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::server::{Bases, Shared, Version, families};

pub(crate) use signing::attachment_url;
pub(crate) use storing::{NewFile, store_file};

const FILES: Bases =
    &[("/files/2026-09", Version::V2026_09), ("/files/2026-03", Version::V2026_03), ("/files/v3", Version::Legacy)];

/// The largest file that is taken, in bytes.
const LARGEST: usize = 512 * 1024 * 1024;

/// The files API's routes under all their paths.
pub(crate) fn routes() -> Router<Shared> {
    families(FILES, file_routes)
}

fn file_routes() -> Router<Shared> {
    let uploads = Router::new()
        .route("/files", post(uploading::upload))
        .route("/files/{id}", axum::routing::put(uploading::replace))
        .layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/files/search", get(calls::search))
        .route("/files/{id}", get(calls::get).patch(calls::update).delete(calls::delete))
        .route("/files/{id}/signed-url", get(calls::signed_url))
        .route("/files/{id}/download", get(calls::download))
        .route("/folders", post(folder_calls::create))
        .route("/folders/{id}", get(folder_calls::get))
        .merge(uploads)
}

/// The routes of the second origin: open to whoever has a URL.
pub(crate) fn open_routes() -> Router<Shared> {
    Router::new()
        .route("/signed/{id}/{expires}/{signature}", get(serving::signed))
        .route("/hubfs/{portal}/{id}/{name}", get(serving::public))
}
