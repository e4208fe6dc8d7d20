//! The client of HubSpot's public API, and of a hub, which serves the same.
//!
//! One method per endpoint that a rep's desktop needs, no business rules. A [`Client`] is made by
//! [`Client::connect`], which finds out which paths the remote serves ([`Paths`]): the documentation contradicts
//! itself about the conversations path, so the paths are data and the answer to a cheap call decides.
//!
//! Every request goes through one rate limiter ([`limit`]). Reads are repeated inside, with a growing pause, when
//! [`Error::retry`] says that this may help; writes never are, since only the caller knows whether doing it twice
//! shows twice. A request that got no answer says whether it may have arrived ([`Kind::Connect`] never did,
//! [`Kind::NoAnswer`] may have): the outbox is built on this difference.
//!
//! The token goes to the base URL's origin alone: redirects are not followed, the header is marked as sensitive,
//! and plain http is refused except to this machine.

mod conversations;
mod crm;
mod error;
mod events;
mod files;
mod helpdesk;
mod http;
mod limit;
mod paths;
mod scheduler;
mod site_search;

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, Once, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use reqwest::{Method, header::HeaderValue, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::{Host, Url};

pub use conversations::{MessagesQuery, Outgoing, ThreadsQuery};
pub use crm::{ObjectType, PropertyNames};
pub use error::{Error, Kind, Retry};
pub use events::{EventStream, PushEvent, PushKind};
pub use files::{Access, FileType, OUTGOING_FOLDER, Upload};
pub use limit::{Priority, Turn};
pub use paths::Paths;

use crate::wire::crm::AccountDetails;
use http::{Call, Repeat};
use limit::{Lane, Limiter};

/// Where the remote is, and how patient to be with it.
#[derive(Clone, Debug)]
pub struct Config {
    /// For example `https://api.hubapi.com`.
    pub base_url: String,
    /// The bearer token.
    pub token: SecretString,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long the remote may be silent in the middle of an answer, or before it.
    pub idle_timeout: Duration,
    /// The largest answer that is read, in bytes.
    pub body_limit: usize,
    /// How many times a read is tried.
    pub tries: u32,
    /// The pause before the second try; it grows with each.
    pub pause: Duration,
}

impl Config {
    /// The usual patience: 10 s to connect, 30 s of silence, 64 MiB, four tries.
    pub fn new(base_url: impl Into<String>, token: SecretString) -> Self {
        Self {
            base_url: base_url.into(),
            token,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            body_limit: 64 * 1024 * 1024,
            tries: 4,
            pause: Duration::from_millis(200),
        }
    }
}

/// A connected client; cheap to clone, all clones share the rate limiter and the connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
    priority: Priority,
}

#[derive(Debug)]
struct Inner {
    http: reqwest::Client,
    base: Url,
    authorization: HeaderValue,
    config: Config,
    paths: Paths,
    account: AccountDetails,
    hub: Hub,
    limits: Limiter,
    requests: AtomicU64,
    refusals: AtomicU64,
    // The largest page that the remote takes, as far as is known.
    page: AtomicU32,
    // What the remote's clock showed, by its last `Date` header, and when that was by a clock that nobody sets.
    clock: Mutex<Option<(DateTime<Utc>, Instant)>>,
}

/// Whether the remote is a hub, which has what HubSpot lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hub {
    Yes,
    No,
}

impl Client {
    /// Tries the token and finds the paths. Four requests, one more at a hub.
    ///
    /// Fails like any call; a token that is refused gives [`Retry::NeedsLogin`], an address that is not the API's
    /// gives [`Kind::Malformed`] or a 404.
    pub async fn connect(config: Config) -> Result<Self, Error> {
        install_tls();
        let base = base_url(&config.base_url)?;
        let mut client = Self::unprobed(config, base)?;
        let (paths, account) = paths::probe(&client).await?;
        let hub = client.look_for_hub().await?;
        let inner = Arc::get_mut(&mut client.inner)
            .ok_or_else(|| Error::address("connecting", "the client is shared before it is connected".to_owned()))?;
        inner.paths = paths;
        inner.account = account;
        inner.hub = hub;
        Ok(client)
    }

    fn unprobed(config: Config, base: Url) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(config.connect_timeout)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(concat!("Bellhop/", env!("CARGO_PKG_VERSION")));
        if is_this_machine(&base) {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| Error::address("connecting", error::chain(&error)))?;
        let mut authorization = HeaderValue::from_str(&format!("Bearer {}", config.token.expose_secret()))
            .map_err(|_| Error::address("connecting", "the token has characters that no token has".to_owned()))?;
        authorization.set_sensitive(true);
        let inner = Inner {
            http,
            base,
            authorization,
            config,
            paths: Paths::dated(),
            account: AccountDetails::default(),
            hub: Hub::No,
            limits: Limiter::default(),
            requests: AtomicU64::new(0),
            refusals: AtomicU64::new(0),
            page: AtomicU32::new(conversations::PAGE),
            clock: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), priority: Priority::Interactive })
    }

    /// The same client whose requests let those of a waiting person go first.
    #[must_use]
    pub fn background(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), priority: Priority::Background }
    }

    /// The paths that the remote serves.
    pub fn paths(&self) -> &Paths {
        &self.inner.paths
    }

    /// The account, as it was read on connecting.
    pub fn account(&self) -> &AccountDetails {
        &self.inner.account
    }

    /// True when the remote is a hub, which pushes changes and carries replies to a message.
    pub fn is_hub(&self) -> bool {
        self.inner.hub == Hub::Yes
    }

    /// Requests made since connecting, repeated ones included.
    pub fn requests(&self) -> u64 {
        self.inner.requests.load(Ordering::Relaxed)
    }

    /// Answers of 429 since connecting.
    pub fn refusals(&self) -> u64 {
        self.inner.refusals.load(Ordering::Relaxed)
    }

    /// What the remote's clock shows by its last answer, good to a second or two, whatever happened to ours since.
    /// `now` is our own clock, which counts while there was no answer. After a suspend it is too early, never too late.
    pub fn remote_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let clock = *self.inner.clock.lock().unwrap_or_else(PoisonError::into_inner);
        clock.map_or(now, |(date, at)| date + at.elapsed())
    }

    /// How long the rate limit still makes requests wait, if it does.
    pub fn paused(&self) -> Option<Duration> {
        self.inner.limits.paused()
    }

    /// A place in the rate limit. Taken before a send is marked as in flight, so that waiting for the limit never
    /// makes its outcome uncertain.
    pub async fn turn(&self) -> Turn {
        self.inner.limits.acquire(Lane::General, self.priority).await
    }

    /// The account behind the token (`GET /account-info/…/details`).
    pub async fn account_details(&self) -> Result<AccountDetails, Error> {
        self.json(self.call("reading the account", Method::GET, &self.inner.paths.account, &["details"])).await
    }

    async fn look_for_hub(&self) -> Result<Hub, Error> {
        if self.inner.base.host_str().is_some_and(|host| host.ends_with(".hubapi.com")) {
            return Ok(Hub::No);
        }
        Ok(if self.events(None).await?.is_some() { Hub::Yes } else { Hub::No })
    }

    /// A read, repeated inside when that may help.
    fn call(&self, what: &'static str, method: Method, base: &str, segments: &[&str]) -> Call {
        Call::new(what, method, self.url(base, segments))
    }

    /// A write that may be done twice, but only the caller repeats it.
    fn write(&self, what: &'static str, method: Method, base: &str, segments: &[&str]) -> Call {
        Call { repeat: Repeat::ByCaller, ..self.call(what, method, base, segments) }
    }

    /// A read that takes its question in a body.
    fn ask(&self, what: &'static str, base: &str, segments: &[&str], body: Value) -> Call {
        Call { body: Some(body), ..self.call(what, Method::POST, base, segments) }
    }

    /// The base is trusted text, the segments are not: each is one escaped segment whatever it holds.
    fn url(&self, base: &str, segments: &[&str]) -> Url {
        let mut url = self.inner.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(base.split('/').filter(|part| !part.is_empty())).extend(segments);
        }
        url
    }
}

fn install_tls() {
    static TLS: Once = Once::new();
    // A provider that somebody else installed does as well.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

fn base_url(text: &str) -> Result<Url, Error> {
    let refuse = |why: &str| Err(Error::address("connecting", format!("the address {text:?} {why}")));
    let Ok(mut url) = Url::parse(text.trim()) else {
        return refuse("is not a URL; one looks like https://api.hubapi.com");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::address("connecting", "the address must not contain a user name or password".to_owned()));
    }
    url.set_query(None);
    url.set_fragment(None);
    match url.scheme() {
        "https" if url.has_host() => Ok(url),
        "http" if is_this_machine(&url) => Ok(url),
        "http" => refuse("must begin with https: the token would be readable on the way"),
        _ => refuse("must begin with https"),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_token_is_not_sent_in_the_clear_to_another_machine() {
        for good in ["https://api.hubapi.com", "http://127.0.0.1:4000/", "http://localhost:1", "http://[::1]:2/x"] {
            assert!(base_url(good).is_ok(), "{good}");
        }
        for bad in ["http://api.hubapi.com", "http://192.168.0.2:80", "ftp://x", "nonsense", "https://a:b@x.de"] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn hubspot_itself_is_never_asked_whether_it_is_a_hub() {
        install_tls();
        let config = Config::new("https://api.hubapi.com", SecretString::from("secret"));
        let client = Client::unprobed(config.clone(), base_url(&config.base_url).unwrap()).unwrap();
        assert_eq!(client.look_for_hub().await.unwrap(), Hub::No);
        assert_eq!(client.requests(), 0);
    }

    #[test]
    fn an_id_never_becomes_a_path() {
        install_tls();
        let config = Config::new("http://127.0.0.1:1/prefix/", SecretString::from("secret"));
        let client = Client::unprobed(config.clone(), base_url(&config.base_url).unwrap()).unwrap();
        let url = client.url("/conversations/v3", &["threads", "../../x?y=1"]);
        assert_eq!(url.as_str(), "http://127.0.0.1:1/prefix/conversations/v3/threads/..%2F..%2Fx%3Fy=1");
        assert!(!format!("{client:?}").contains("secret"), "the token must not be printed");
    }
}
