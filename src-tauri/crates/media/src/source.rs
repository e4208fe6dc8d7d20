//! The loopback source that the window shows files from.
//!
//! `GET /k/SECRET/file/ID` serves a file with Range requests, fetching it first if need be; `…/outgoing/HASH` one that is
//! still to be sent; `POST …/outgoing?name=NAME` takes one that the rep attached. It listens on this machine alone; the
//! secret is made anew at each start, the Host header must be its own address, and only the given pages may read it. What
//! a browser could run (HTML, SVG, scripts) is never served as what it is.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path as FilePath;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bellhop_model::FileId;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::services::ServeFile;

use crate::sniff::{self, Kind};
use crate::{Media, MediaError, names};

/// The largest file that can be attached.
const LARGEST_ATTACHED: usize = 128 * 1024 * 1024;

/// The running source; it ends when dropped.
pub(crate) struct Source {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Source {
    pub(crate) async fn start(media: Media, origins: &[String]) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let base = format!("/k/{}", uuid::Uuid::new_v4().simple());
        let router = router(media, &base, address, origins);
        // Without it every small answer waits 40 ms for an acknowledgement.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let task = tokio::spawn(async move {
            if let Err(problem) = axum::serve(listener, router).await {
                tracing::error!(%problem, "the media source ended");
            }
        });
        Ok(Self { url: format!("http://{address}{base}"), task })
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn router(media: Media, base: &str, address: SocketAddr, origins: &[String]) -> Router {
    let window = ["tauri://localhost", "http://tauri.localhost", "https://tauri.localhost"].map(str::to_owned);
    let allowed = origins.iter().chain(&window).filter_map(|origin| origin.parse::<HeaderValue>().ok());
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(allowed))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::RANGE])
        .expose_headers([header::CONTENT_LENGTH, header::CONTENT_RANGE]);
    let files = Router::new()
        .route("/file/{id}", get(file))
        .route("/outgoing/{hash}", get(outgoing))
        .route("/outgoing", post(attach).layer(DefaultBodyLimit::max(LARGEST_ATTACHED)))
        .with_state(media);
    Router::new().nest(base, files).layer(cors).layer(middleware::from_fn(
        move |headers: HeaderMap, request: Request, next: Next| async move {
            let own = headers.get(header::HOST).is_some_and(|host| host.as_bytes() == address.to_string().as_bytes());
            if own { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
        },
    ))
}

#[derive(Deserialize)]
struct Wanted {
    /// Ask the browser to save it under this name.
    download: Option<String>,
}

async fn file(
    State(media): State<Media>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Response {
    match media.fetch(&FileId(id)).await {
        Ok(cached) => {
            let name = wanted.download.or(cached.name);
            serve(&cached.path, &cached.mime, cached.kind, name.as_deref(), request).await
        }
        Err(MediaError::Gone) => StatusCode::GONE.into_response(),
        Err(MediaError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(MediaError::Offline(_) | MediaError::Stopped) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(MediaError::Damaged) => StatusCode::BAD_GATEWAY.into_response(),
        Err(MediaError::Disk(_)) => StatusCode::INSUFFICIENT_STORAGE.into_response(),
    }
}

async fn outgoing(State(media): State<Media>, Path(hash): Path<String>, request: Request) -> Response {
    let Some(path) = media.outgoing(&hash) else { return StatusCode::NOT_FOUND.into_response() };
    let head = head_of(&path).await.unwrap_or_default();
    let sniffed = sniff::sniff(&head, "");
    serve(&path, &sniffed.mime, sniffed.kind, None, request).await
}

#[derive(Deserialize)]
struct Attached {
    name: String,
}

async fn attach(State(media): State<Media>, Query(attached): Query<Attached>, bytes: Bytes) -> Response {
    match media.keep_outgoing(&attached.name, &bytes).await {
        Ok(kept) => Json(kept).into_response(),
        Err(problem) => (StatusCode::INSUFFICIENT_STORAGE, problem.to_string()).into_response(),
    }
}

async fn serve(path: &FilePath, mime: &str, kind: Kind, name: Option<&str>, request: Request) -> Response {
    let shown =
        matches!(kind, Kind::Image | Kind::Audio | Kind::Video) || mime == "application/pdf" || mime == "text/plain";
    let served_as = if shown { mime } else { "application/octet-stream" };
    let Ok(served_as) = served_as.parse() else { return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response() };
    let Ok(answer) = ServeFile::new_with_mime(path, &served_as).try_call(request).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut answer = answer.map(Body::new);
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // A file never changes under its id, and the address is only good for this run.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
    if let Some(disposition) = disposition(shown, name, mime) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

fn disposition(shown: bool, name: Option<&str>, mime: &str) -> Option<HeaderValue> {
    let safe = names::safe_name(name?, mime);
    let encoded: String = safe
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let way = if shown { "inline" } else { "attachment" };
    HeaderValue::from_str(&format!("{way}; filename*=UTF-8''{encoded}")).ok()
}

async fn head_of(path: &FilePath) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncReadExt;
    let mut head = Vec::new();
    tokio::fs::File::open(path).await?.take(sniff::WANTED as u64).read_to_end(&mut head).await?;
    Ok(head)
}
