//! The server: what all areas share, and how their routes are put together.
//!
//! Every area gives its routes relative to a base, and [`families`] serves them under every path under which HubSpot
//! serves the same calls (dated paths, v3, both orders of the conversations path), over one set of data. A handler
//! that has to know under which version it was called takes the extension [`Family`].
//!
//! From the outside in, a request meets: the host check, panic catching, the correlation id, faults, then for the
//! API the token check and the limits, then the handler.

pub mod answer;
pub mod auth;
pub mod faults;
mod host;
pub mod limits;
pub mod listener;
pub mod push;
pub mod query;

use std::{
    any::Any,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rusqlite::Transaction;
use tokio::sync::{Notify, watch};
use tower_http::catch_panic::CatchPanicLayer;
use uuid::Uuid;

use crate::{
    channels, chat::Chat, conversations, crm, db::Db, files, helpdesk, scheduler, settings::HubSettings, site_search,
};
use answer::{ApiError, CORRELATION};
use faults::Faults;
use limits::Limits;
use push::{Event, Push};

/// What every handler shares.
pub type Shared = Arc<App>;

/// The serving hub, as its handlers and tasks see it.
#[derive(Debug)]
pub struct App {
    /// The file.
    pub db: Db,
    /// What the hub was told when it started.
    pub settings: HubSettings,
    /// The push stream. Publish after COMMIT; [`App::change`] does.
    pub push: Push,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// The valid tokens.
    pub tokens: auth::Tokens,
    /// The request counters.
    pub limits: Limits,
    /// The account.
    pub account: Account,
    /// The hub's folder; files live below it.
    pub dir: PathBuf,
    /// The API's origin, for example `http://127.0.0.1:4000`.
    pub origin: String,
    /// The origin of file contents and signed URLs, another one than the API's.
    pub files_origin: String,
    pub(crate) webhooks_due: Notify,
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) clock_skew: AtomicI64,
}

/// The account that the hub serves.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub portal_id: i64,
    /// For example `Europe/Warsaw`.
    pub time_zone: String,
    /// The key that signed URLs are signed with.
    pub signing_key: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl App {
    /// The hub's clock: whole milliseconds, moved by what tests asked for.
    pub fn now(&self) -> DateTime<Utc> {
        let skew = TimeDelta::milliseconds(self.clock_skew.load(Ordering::Relaxed));
        (Utc::now() + skew).trunc_subsecs(3)
    }

    /// Moves the hub's clock, for tests of expiry and limits.
    pub(crate) fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.clock_skew.fetch_add(millis, Ordering::Relaxed);
    }

    /// Writes in one transaction and, after COMMIT, publishes the events that `work` put into its list and wakes the
    /// webhook sender. It goes through even when the caller hangs up in the middle.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Transaction<'_>, &mut Vec<Event>) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let app = Arc::clone(self);
        let written = tokio::spawn(async move {
            let teller = Arc::clone(&app);
            let work = move |tx: &Transaction<'_>| {
                let mut events = Vec::new();
                let value = work(tx, &mut events)?;
                Ok((value, events))
            };
            let tell = move |(value, events)| {
                teller.push.publish_all(events);
                teller.webhooks_due.notify_one();
                value
            };
            app.db.write_then(work, tell).await
        });
        written.await.map_err(ApiError::internal)?
    }

    /// Ends when the hub begins to stop.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stop = self.stop.clone();
        async move {
            // An error means that the hub is gone, which is a stop too.
            let _ = stop.wait_for(|stopped| *stopped).await;
        }
    }
}

/// A version of HubSpot's API, taken from the path of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The undated paths, v3 and v4.
    Legacy,
    /// `2026-03`.
    V2026_03,
    /// `2026-09`, whose writes obey the portal's rules.
    V2026_09,
}

/// The path family of a request: `Extension(family): Extension<Family>` in a handler.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Its version.
    pub version: Version,
}

/// The same routes under several bases, each with its version.
pub type Bases = &'static [(&'static str, Version)];

/// Where the conversations API is served.
pub const CONVERSATIONS: Bases = &[
    ("/conversations/conversations/2026-09", Version::V2026_09),
    ("/conversations/conversations/2026-03", Version::V2026_03),
    ("/conversations/2026-09/conversations", Version::V2026_09),
    ("/conversations/v3/conversations", Version::Legacy),
];

/// Where the custom channels API is served.
pub const CUSTOM_CHANNELS: Bases = &[
    ("/conversations/custom-channels/2026-09", Version::V2026_09),
    ("/conversations/custom-channels/2026-03", Version::V2026_03),
    ("/conversations/v3/custom-channels", Version::Legacy),
];

/// The same with a slash at the end, which HubSpot's documents write and clients may keep.
const CUSTOM_CHANNELS_ROOT: Bases = &[
    ("/conversations/custom-channels/2026-09/", Version::V2026_09),
    ("/conversations/custom-channels/2026-03/", Version::V2026_03),
    ("/conversations/v3/custom-channels/", Version::Legacy),
];

/// Serves the same routes under every base of a family.
pub fn families(bases: Bases, routes: fn() -> Router<Shared>) -> Router<Shared> {
    bases.iter().fold(Router::new(), |all, (base, version)| {
        all.nest(base, routes().layer(Extension(Family { version: *version })))
    })
}

/// The API's server: everything behind the token check, and the web chat before it.
pub(crate) fn router(app: Shared, chat: &Chat) -> Router {
    let api = Router::new()
        .merge(families(CONVERSATIONS, conversations::routes))
        .merge(families(&[("/conversations/conversations/v3", Version::Legacy)], conversations::assignee_routes))
        .merge(families(CUSTOM_CHANNELS, channels::routes))
        .merge(families(CUSTOM_CHANNELS_ROOT, channels::root_routes))
        .merge(crm::routes())
        .merge(files::routes())
        .merge(scheduler::routes())
        .merge(site_search::routes())
        .nest("/helpdesk/v1", helpdesk::routes().route("/events", get(push::events)))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), limits::check))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), auth::check));
    outer(api.merge(chat.router()), &app).with_state(app)
}

/// The second origin's server, for the contents of files.
pub(crate) fn files_router(app: Shared) -> Router {
    outer(files::open_routes(), &app).with_state(app)
}

fn outer(routes: Router<Shared>, app: &Shared) -> Router<Shared> {
    routes
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(DefaultBodyLimit::max(app.settings.body_limit))
        .layer(middleware::from_fn_with_state(Arc::clone(app), faults::apply))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(correlate))
        .layer(middleware::from_fn(host::check))
}

async fn unknown_path() -> ApiError {
    ApiError::not_found("The requested resource")
}

async fn unknown_method() -> ApiError {
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "This method is not allowed here.")
}

async fn correlate(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !response.headers().contains_key(CORRELATION)
        && let Ok(value) = HeaderValue::from_str(&Uuid::new_v4().to_string())
    {
        response.headers_mut().insert(CORRELATION, value);
    }
    response
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    ApiError::internal(format_args!("a handler panicked: {text}")).into_response()
}
