//! The files API.

use axum::Router;

use crate::server::Shared;

/// The files API's routes under all their paths (use `server::families`).
pub fn routes() -> Router<Shared> {
    Router::new()
}

/// The routes of the second origin: signed URLs, open to whoever has one.
pub fn open_routes() -> Router<Shared> {
    Router::new()
}
