//! The window's interface over HTTP, for browsers and tests: the same contract, the same files, no Tauri.
//!
//! It serves this machine alone, below a path that holds a secret made at each start: another program or web page can
//! find the port, not the path. The Host header must name a loopback address (a page of another origin that had its name
//! re-pointed here would send its own).

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bellhop_desk::Desk;
use futures::{Stream, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A served interface.
pub(crate) struct Web {
    /// The address to open in a browser.
    pub(crate) url: String,
    task: tokio::task::JoinHandle<()>,
}

impl Web {
    /// Serves the interface in `files` (the built `ui/dist`) over this desk.
    pub(crate) async fn serve(listener: TcpListener, desk: Desk, media: &str, files: &Path) -> anyhow::Result<Self> {
        let secret = uuid::Uuid::new_v4().simple().to_string();
        let address = listener.local_addr()?;
        let base = format!("/k/{secret}");
        let policy = content_policy(media, "'self'");
        let pages = Router::new()
            .route("/call", post(call))
            .route("/changes", get(changes))
            .with_state(Arc::new(desk))
            .fallback_service(ServeDir::new(files).append_index_html_on_directories(true))
            .layer(SetResponseHeaderLayer::overriding(
                header::CONTENT_SECURITY_POLICY,
                policy.parse::<axum::http::HeaderValue>()?,
            ));
        // A nested router does not hear of its own address with the slash behind it, which is the one that is told.
        let start = get(|| async { Redirect::temporary("index.html") });
        let router = Router::new()
            .nest(&base, pages)
            .route(&format!("{base}/"), start)
            .layer(middleware::from_fn(loopback_only));
        let task = tokio::spawn(async move {
            if let Err(problem) = axum::serve(listener, router).await {
                tracing::error!(%problem, "the web interface ended");
            }
        });
        Ok(Self { url: format!("http://{address}{base}/"), task })
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a page of ours may load: itself, and files from the media source of this run.
///
/// `connect` is where the page's calls go: `'self'` over HTTP, Tauri's own schemes in the window.
pub(crate) fn content_policy(media: &str, connect: &str) -> String {
    let origin = origin_of(media);
    // WebAssembly of the page's own: the player of Lottie stickers and two decoders of the PDF reader. No `eval` comes with it.
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data: blob: {origin}; media-src 'self' blob: {origin}; connect-src {connect} {origin}; \
         frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"
    )
}

/// `http://127.0.0.1:4711` of `http://127.0.0.1:4711/k/…`; nothing when the media source is off.
fn origin_of(media: &str) -> String {
    media.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

#[derive(Deserialize)]
struct Call {
    name: String,
    #[serde(default)]
    args: Value,
}

async fn call(State(desk): State<Arc<Desk>>, Json(call): Json<Call>) -> Json<Value> {
    Json(match desk.call(&call.name, call.args).await {
        Ok(result) => json!({"ok": result}),
        Err(error) => json!({"error": error}),
    })
}

async fn changes(State(desk): State<Arc<Desk>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let feed = futures::stream::unfold(desk.changes(), |mut changes| async move {
        let stale = changes.next().await;
        Some((stale, changes))
    });
    Sse::new(feed.filter_map(|stale| async move { Event::default().json_data(stale).ok().map(Ok) }))
        .keep_alive(KeepAlive::default())
}

async fn loopback_only(headers: HeaderMap, request: Request, next: Next) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.parse::<SocketAddr>().map(|address| address.ip().is_loopback()).unwrap_or_else(|_| {
        matches!(host.rsplit_once(':').map_or(host, |(name, _)| name), "localhost" | "127.0.0.1" | "[::1]")
    });
    if name { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
}
