//! The loopback source that the window shows files from.
//!
//! `GET /k/SECRET/file/ID` serves a file with Range requests, fetching it first if need be; `…/outgoing/HASH` one that is
//! still to be sent; `POST …/outgoing?name=NAME` takes one that the rep attached. Below both: `?size=preview` a small still
//! picture, `/animation` a checked Lottie animation, `/text` what can be read of it, `PUT …/poster` a video's poster (see
//! [`views`]). `?download=NAME` makes a browser save the file.
//!
//! It listens on this machine alone; the secret is made anew at each start, the Host header must be its own address, and
//! only the given pages may read it. What a browser could run (HTML, SVG, scripts) is never served as what it is. A
//! picture that was found to be too much is served to be saved, and not to be shown.

mod pace;
mod views;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path as FilePath;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post, put};
use axum::serve::ListenerExt;
use bellhop_model::FileId;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::services::ServeFile;

use self::pace::Pace;
use crate::facts::Reason;
use crate::sniff::Kind;
use crate::{CachedFile, Media, MediaError, names};

/// The largest file that can be attached.
const LARGEST_ATTACHED: usize = 128 * 1024 * 1024;
/// The largest poster that is taken.
const LARGEST_POSTER: usize = 1024 * 1024;

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
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([header::CONTENT_TYPE, header::RANGE])
        .expose_headers([header::CONTENT_LENGTH, header::CONTENT_RANGE]);
    let poster = || DefaultBodyLimit::max(LARGEST_POSTER);
    let files = Router::new()
        .route("/{place}/{id}", get(file))
        .route("/{place}/{id}/animation", get(views::animation))
        .route("/{place}/{id}/text", get(views::text))
        .route("/{place}/{id}/poster", put(views::poster).layer(poster()))
        .route("/outgoing", post(attach).layer(DefaultBodyLimit::max(LARGEST_ATTACHED)))
        .with_state(media);
    Router::new().nest(base, files).layer(cors).layer(middleware::from_fn(
        move |headers: HeaderMap, request: Request, next: Next| async move {
            let own = headers.get(header::HOST).is_some_and(|host| host.as_bytes() == address.to_string().as_bytes());
            if own { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
        },
    ))
}

/// Which file is asked for.
#[derive(Debug, Deserialize)]
struct Which {
    place: Place,
    id: String,
}

/// Where it is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    /// On the remote, or here already.
    File,
    /// Here, still to be sent.
    Outgoing,
}

impl Which {
    /// The file, fetched first if need be, with what is known of it.
    async fn find(&self, media: &Media) -> Result<CachedFile, Response> {
        match self.place {
            Place::File => {
                media.fetch(&FileId(self.id.clone())).await.map_err(|problem| absent(&problem).into_response())
            }
            Place::Outgoing => {
                media.outgoing_learned(&self.id).await.ok_or_else(|| StatusCode::NOT_FOUND.into_response())
            }
        }
    }
}

fn absent(problem: &MediaError) -> StatusCode {
    match problem {
        MediaError::Gone => StatusCode::GONE,
        MediaError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        MediaError::Offline(_) | MediaError::Stopped => StatusCode::SERVICE_UNAVAILABLE,
        MediaError::Damaged => StatusCode::BAD_GATEWAY,
        MediaError::Disk(_) => StatusCode::INSUFFICIENT_STORAGE,
    }
}

#[derive(Deserialize)]
struct Wanted {
    /// Ask the browser to save it under this name.
    download: Option<String>,
    size: Option<Size>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Size {
    /// A small still picture.
    Preview,
}

async fn file(
    State(media): State<Media>,
    Path(which): Path<Which>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Response {
    let found = match which.find(&media).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if let Some(Size::Preview) = wanted.size {
        return views::still(&media, &found, request).await;
    }
    // The window's decoders are not asked to do what ours were not.
    let drawn = matches!(found.kind, Kind::Image | Kind::Animation);
    if drawn && found.facts.unshown == Some(Reason::TooMuch) && wanted.download.is_none() {
        return (StatusCode::UNPROCESSABLE_ENTITY, "This picture is too large to be shown.").into_response();
    }
    let name = wanted.download.or(found.name);
    let played = matches!(found.kind, Kind::Audio | Kind::Video);
    let pace = played.then(|| Pace::of(found.size, found.facts.seconds));
    let served = Served { path: &found.path, mime: &found.mime, kind: found.kind, pace, name: name.as_deref() };
    serve(&served, request).await
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

/// A file on its way to the window.
struct Served<'a> {
    path: &'a FilePath,
    mime: &'a str,
    kind: Kind,
    /// How fast it goes, where it is played.
    pace: Option<Pace>,
    name: Option<&'a str>,
}

async fn serve(served: &Served<'_>, request: Request) -> Response {
    let Served { path, mime, kind, pace, name } = *served;
    let shown =
        matches!(kind, Kind::Image | Kind::Audio | Kind::Video) || mime == "application/pdf" || mime == "text/plain";
    let served_as = if shown { mime } else { "application/octet-stream" };
    let Ok(served_as) = served_as.parse() else { return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response() };
    let Ok(answer) = ServeFile::new_with_mime(path, &served_as).try_call(request).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut answer = answer.map(Body::new);
    if let Some(pace) = pace {
        answer = answer.map(|body| pace.paced(body));
    }
    shield(answer.headers_mut());
    if let Some(disposition) = disposition(shown, name, mime) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// Whatever the bytes are, nothing in them runs.
fn shield(headers: &mut HeaderMap) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    // A file never changes under its id, and the address is only good for this run.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable"));
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
