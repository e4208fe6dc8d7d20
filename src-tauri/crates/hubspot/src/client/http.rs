//! One request: sent in its turn, answered within bounds, repeated when that is safe.
//!
//! Time-outs are about silence, not about length: a slow answer that keeps coming is read on. reqwest's own read
//! time-out would also cut an upload that takes longer than it, so silence is measured here.

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use reqwest::{
    Method, RequestBuilder, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, RETRY_AFTER},
    multipart::Form,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use super::{
    Client, Error, Kind, Retry,
    error::chain,
    limit::{Lane, Turn},
};
use crate::wire::ErrorBody;

/// Whether doing it twice is harmless, and who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    /// A read: repeated here.
    Inside,
    /// A write that may be done twice: the caller repeats it.
    ByCaller,
    /// Doing it twice shows twice.
    Never,
}

/// A request to be made.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) what: &'static str,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) body: Option<Value>,
    pub(super) header: Option<(HeaderName, String)>,
    pub(super) repeat: Repeat,
    pub(super) lane: Lane,
}

impl Call {
    pub(super) fn new(what: &'static str, method: Method, url: Url) -> Self {
        Self { what, method, url, body: None, header: None, repeat: Repeat::Inside, lane: Lane::General }
    }

    pub(super) fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Adds a parameter if it has a value.
    pub(super) fn maybe(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    fn error(&self, kind: Kind) -> Error {
        Error::new(self.what, self.repeat, kind)
    }
}

/// A remote that asks to wait longer than this is reported instead of waited for.
const PATIENCE: Duration = Duration::from_secs(35);

impl Client {
    /// The answer, read as JSON.
    pub(super) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        self.repeated(&call, read_json).await
    }

    /// No content is expected back.
    pub(super) async fn empty(&self, call: Call) -> Result<(), Error> {
        self.repeated(&call, |_, _, _| Ok(())).await
    }

    /// A single try in a place that was taken before.
    pub(super) async fn json_in_turn<T: DeserializeOwned>(&self, call: Call, turn: Turn) -> Result<T, Error> {
        let (headers, body) = self.once(&call, self.request(&call), turn).await?;
        read_json(&call, &headers, &body)
    }

    /// A single try of a multipart form; `patience` is how long it may take until the answer begins.
    pub(super) async fn form<T: DeserializeOwned>(
        &self,
        call: Call,
        form: Form,
        patience: Duration,
    ) -> Result<T, Error> {
        let turn = self.inner.limits.acquire(call.lane, self.priority).await;
        let request = self.request(&call).multipart(form);
        let sent = timeout(patience, self.once(&call, request, turn)).await;
        let (headers, body) =
            sent.map_err(|_| call.error(Kind::NoAnswer { detail: "the upload took too long".to_owned() }))??;
        read_json(&call, &headers, &body)
    }

    /// An open answer whose body is read by the caller: the push stream. Outside of the limits.
    pub(super) async fn open(&self, call: &Call) -> Result<Response, Error> {
        let response = self.head(call, self.request(call)).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let body = self.body(call, response).await?;
        Err(call.error(Kind::Status { status, body: Box::new(error_body(&body)), retry_after }))
    }

    async fn repeated<T>(
        &self,
        call: &Call,
        read: impl Fn(&Call, &HeaderMap, &[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut attempt = 1;
        loop {
            let turn = self.inner.limits.acquire(call.lane, self.priority).await;
            let answer = self.once(call, self.request(call), turn).await;
            let error = match answer.and_then(|(headers, body)| read(call, &headers, &body)) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let pause = match error.retry() {
                Retry::Soon => self.inner.config.pause * attempt * attempt,
                Retry::After(pause) => pause * attempt,
                _ => return Err(error),
            };
            if call.repeat != Repeat::Inside || attempt >= self.inner.config.tries || pause > PATIENCE {
                return Err(error);
            }
            tracing::debug!(%error, attempt, "repeating a read");
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }

    fn request(&self, call: &Call) -> RequestBuilder {
        let mut request = self
            .inner
            .http
            .request(call.method.clone(), call.url.clone())
            .header(AUTHORIZATION, self.inner.authorization.clone())
            .header(ACCEPT, "application/json");
        if let Some((name, value)) = &call.header {
            request = request.header(name, value);
        }
        match &call.body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    async fn once(&self, call: &Call, request: RequestBuilder, turn: Turn) -> Result<(HeaderMap, Vec<u8>), Error> {
        let response = self.head(call, request).await?;
        let status = response.status();
        let headers = response.headers().clone();
        self.inner.limits.learn(call.lane, &headers);
        let body = self.body(call, response).await;
        drop(turn);
        if status.is_success() {
            return Ok((headers, body?));
        }
        // The status alone says enough when the rest of a refusal was cut.
        let body = Box::new(error_body(&body.unwrap_or_default()));
        let error = call.error(Kind::Status { status: status.as_u16(), body, retry_after: retry_after(&headers) });
        if error.limited_by().is_some() {
            self.inner.refusals.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(policy) = error.limited_by()
            && let Retry::After(pause) = error.retry()
            && policy != "DAILY"
        {
            self.inner.limits.close(call.lane, pause);
        }
        Err(error)
    }

    /// Sends and waits for the answer's head.
    async fn head(&self, call: &Call, request: RequestBuilder) -> Result<Response, Error> {
        self.inner.requests.fetch_add(1, Ordering::Relaxed);
        // An upload is as silent as its bytes take; its own patience ends it.
        let silence = if call.is_upload() { Duration::from_secs(24 * 3600) } else { self.inner.config.idle_timeout };
        let sent = timeout(silence, request.send()).await;
        let response = match sent {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(call.error(failure(&error))),
            Err(_) => return Err(call.error(Kind::NoAnswer { detail: "it stayed silent for too long".to_owned() })),
        };
        self.learn_time(response.headers());
        Ok(response)
    }

    async fn body(&self, call: &Call, mut response: Response) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        loop {
            let chunk = match timeout(self.inner.config.idle_timeout, response.chunk()).await {
                Ok(Ok(chunk)) => chunk,
                Ok(Err(error)) => return Err(call.error(Kind::NoAnswer { detail: chain(&error.without_url()) })),
                Err(_) => {
                    let detail = "it fell silent in the middle of an answer".to_owned();
                    return Err(call.error(Kind::NoAnswer { detail }));
                }
            };
            let Some(chunk) = chunk else { return Ok(body) };
            if body.len() + chunk.len() > self.inner.config.body_limit {
                return Err(call.error(Kind::Malformed { detail: "the answer is too large".to_owned() }));
            }
            body.extend_from_slice(&chunk);
        }
    }

    fn learn_time(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|value| DateTime::parse_from_rfc2822(value.to_str().ok()?).ok());
        if let Some(date) = date {
            let mut clock = self.inner.clock.lock().unwrap_or_else(PoisonError::into_inner);
            *clock = Some((date.with_timezone(&Utc), Instant::now()));
        }
    }
}

impl Call {
    fn is_upload(&self) -> bool {
        self.method == Method::POST && self.body.is_none()
    }
}

fn failure(error: &reqwest::Error) -> Kind {
    // The URL is known to whoever reads this, and may hold ids; the causes say what happened.
    let detail = chain(error).replace(error.url().map_or("\0", Url::as_str), "…");
    if error.is_builder() {
        Kind::Address { detail }
    } else if error.is_connect() {
        Kind::Connect { detail }
    } else {
        Kind::NoAnswer { detail }
    }
}

fn read_json<T: DeserializeOwned>(call: &Call, headers: &HeaderMap, body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| {
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("no content type");
        // serde's sentence can quote a value of the body: only where and what class of error it was is told.
        let detail = format!("{:?} error at line {} in {} bytes of {kind}", error.classify(), error.line(), body.len());
        call.error(Kind::Malformed { detail })
    })
}

fn error_body(body: &[u8]) -> ErrorBody {
    serde_json::from_slice(body).unwrap_or_default()
}

/// Seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds.min(24 * 3600)));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc);
    (date - Utc::now()).to_std().ok()
}
