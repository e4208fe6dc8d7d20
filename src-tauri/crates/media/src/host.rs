//! The file host: whoever a signed URL names. It is told nothing but the URL and the range, and nothing that it says is
//! taken on trust: a range must be the one that was asked for, of the file that was begun.
//!
//! Only web addresses are asked, without a name or password in them. A redirect is followed a few times, never from https
//! to http and never from outside to an address of this machine or of a private network. The client knows no token and
//! tells no referrer, so that neither the token nor the signed URL gets to a third host.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_RANGE, ETAG, HeaderMap, IF_RANGE, LAST_MODIFIED, RANGE,
};
use reqwest::{Client, Response, Url, redirect};
use tokio::time::Instant;

use crate::MediaError;
use crate::download::Trip;
use crate::parts::{Announced, Validator};

/// How often a redirect is followed.
const REDIRECTS: usize = 5;
/// A connection has to bring this much in the time after which a silent one is broken.
const TRICKLE: u64 = 1024;

/// Asks file hosts.
pub(crate) struct Host {
    client: OnceLock<Client>,
    silence: Duration,
}

/// A host's answer, before its bytes.
pub(crate) struct Answer {
    /// What it announces of the whole file.
    pub(crate) announced: Announced,
    /// The rest of what is here: how many of its first bytes are here already. None when it is the file from its beginning.
    pub(crate) skip: Option<usize>,
    /// The bytes.
    pub(crate) body: Body,
}

/// The bytes of an answer as they come.
pub(crate) struct Body {
    bytes: BoxStream<'static, reqwest::Result<Bytes>>,
    silence: Duration,
    /// When the last piece came.
    heard: Instant,
    /// How long it was waited for the last `brought` bytes.
    waited: Duration,
    brought: u64,
}

impl Host {
    pub(crate) fn new(silence: Duration) -> Self {
        Self { client: OnceLock::new(), silence }
    }

    /// Asks for a file, or for the rest of one of which this much is here.
    pub(crate) async fn ask(&self, url: &str, here: Option<(u64, Announced)>) -> Result<Answer, Trip> {
        let url = web_address(url).ok_or_else(|| offline("the file's address is not a web address"))?;
        // A server that is kept waiting may encode what it sends; then neither lengths nor ranges would mean anything.
        let mut request = self.client()?.get(url).header(ACCEPT_ENCODING, "identity");
        let rest = here.and_then(Rest::of);
        if let Some(rest) = &rest {
            request = request.header(RANGE, format!("bytes={}-", rest.from)).header(IF_RANGE, &rest.condition);
        }
        let answer = tokio::time::timeout(self.silence, request.send()).await;
        let answer = answer.map_err(|_| Trip::Broken("it did not answer".to_owned()))?.map_err(broken)?;
        let encoded = answer.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity");
        match (answer.status().as_u16(), rest) {
            (200 | 206, _) if encoded => Err(Trip::Wrong),
            (200, _) => {
                let total = answer.content_length();
                let announced = Announced { total, validator: validator_of(answer.headers()) };
                Ok(Answer { announced, skip: None, body: self.body(answer) })
            }
            (206, Some(rest)) => {
                let announced = rest.continued_by(answer.headers()).ok_or(Trip::Changed)?;
                let skip = usize::try_from(rest.here - rest.from).unwrap_or(0);
                Ok(Answer { announced, skip: Some(skip), body: self.body(answer) })
            }
            (206, None) => Err(Trip::Wrong),
            (416, Some(_)) => Err(Trip::Changed),
            (status @ (401 | 403 | 404 | 410), _) => Err(Trip::Refused(status)),
            (status, _) => Err(Trip::Broken(format!("the file's server answered {status}"))),
        }
    }

    fn body(&self, answer: Response) -> Body {
        let (bytes, heard) = (answer.bytes_stream().boxed(), Instant::now());
        Body { bytes, silence: self.silence, heard, waited: Duration::ZERO, brought: 0 }
    }

    /// The client is made with the first download: a start without one does not pay for it.
    fn client(&self) -> Result<&Client, Trip> {
        if self.client.get().is_none() {
            // Refused when another part of the program was first, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let client = Client::builder()
                .connect_timeout(Duration::from_secs(10))
                .referer(false)
                .no_gzip()
                .redirect(redirect::Policy::custom(follow))
                .build()
                .map_err(|problem| offline(&problem.to_string()))?;
            // Another task may have been quicker; its client serves as well.
            let _ = self.client.set(client);
        }
        self.client.get().ok_or_else(|| offline("no client"))
    }
}

impl Body {
    /// The next piece, or none at the end. Fails when nothing, or hardly anything, comes. Can be given up and called again.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Trip> {
        let silent = || Trip::Broken("nothing came any more".to_owned());
        let piece =
            tokio::time::timeout_at(self.heard + self.silence, self.bytes.next()).await.map_err(|_| silent())?;
        self.waited += self.heard.elapsed();
        self.heard = Instant::now();
        let Some(piece) = piece.transpose().map_err(broken)? else { return Ok(None) };
        self.brought += piece.len() as u64;
        if self.brought >= TRICKLE {
            (self.waited, self.brought) = (Duration::ZERO, 0);
        } else if self.waited > self.silence {
            return Err(silent());
        }
        Ok(Some(piece))
    }

    /// Nobody listened for a while: that the host was silent is not its fault.
    pub(crate) fn begin_to_listen(&mut self) {
        self.heard = Instant::now();
    }
}

/// The rest of a file, as it is asked for.
struct Rest {
    /// Bytes that are here.
    here: u64,
    /// The first byte that is asked for: of a file that is whole its last one, for an empty range cannot be asked for.
    from: u64,
    announced: Announced,
    condition: String,
}

impl Rest {
    fn of((here, announced): (u64, Announced)) -> Option<Self> {
        let condition = announced.validator.condition()?.to_owned();
        let from = if announced.total.is_some_and(|total| here >= total) { here.checked_sub(1)? } else { here };
        (from > 0).then_some(Self { here, from, announced, condition })
    }

    /// What is known of the file with what this answer says; nothing when it is not the rest of the same file.
    fn continued_by(&self, headers: &HeaderMap) -> Option<Announced> {
        let (from, total) = content_range(headers.get(CONTENT_RANGE)?.to_str().ok()?)?;
        let same = from == self.from
            && self.announced.validator.agrees(&validator_of(headers))
            && self.announced.total.zip(total).is_none_or(|(known, told)| known == told);
        let announced = Announced { total: total.or(self.announced.total), ..self.announced.clone() };
        same.then_some(announced)
    }
}

/// The first byte and the length of the whole of `bytes FIRST-LAST/WHOLE`.
fn content_range(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, whole) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let whole = if whole == "*" { None } else { Some(whole.parse::<u64>().ok()?) };
    (first <= last && whole.is_none_or(|whole| last < whole)).then_some((first, whole))
}

fn validator_of(headers: &HeaderMap) -> Validator {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    // A weak one says that two files mean the same, not that their bytes are the same.
    Validator { etag: text(ETAG).filter(|tag| tag.starts_with('"')), modified: text(LAST_MODIFIED) }
}

/// The address, when it is one of the web without a name or password in it: those would be sent as an Authorization header.
fn web_address(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    is_plain(&url).then_some(url)
}

fn is_plain(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
}

fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let from = attempt.previous().last();
    if attempt.previous().len() > REDIRECTS || from.is_none_or(|from| !may_follow(from, attempt.url())) {
        return attempt.error("it leads to an address that is not followed");
    }
    attempt.follow()
}

fn may_follow(from: &Url, to: &Url) -> bool {
    let downgrade = from.scheme() == "https" && to.scheme() == "http";
    is_plain(to) && !downgrade && (!is_inside(to) || is_inside(from))
}

/// True for addresses of this machine and of private networks.
fn is_inside(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return true };
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => is_private(address),
        Err(_) => {
            let host = host.trim_end_matches('.');
            host == "localhost" || host.ends_with(".localhost") || !host.contains('.')
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified() || shared || a == 0
        }
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| is_private_v6(v6), |v4| is_private(IpAddr::V4(v4))),
    }
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unspecified() || address.is_unique_local() || address.is_unicast_link_local()
}

fn broken(problem: reqwest::Error) -> Trip {
    let leads_astray = problem.is_redirect();
    // The URL is as good as a key to the file: it stays out of messages and logs.
    let why = problem.without_url().to_string();
    if leads_astray { offline(&why) } else { Trip::Broken(why) }
}

fn offline(why: &str) -> Trip {
    Trip::End(MediaError::Offline(why.to_owned()).into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn follows(from: &str, to: &str) -> bool {
        may_follow(&from.parse().unwrap(), &to.parse().unwrap())
    }

    #[test]
    fn a_host_outside_cannot_send_bellhop_to_this_machine_or_into_the_house() {
        let outside = "https://files.example.com/a";
        for inside in [
            "https://127.0.0.1/",
            "https://localhost:8080/",
            "https://LOCALHOST./",
            "https://x.localhost/",
            "https://router/",
            "https://10.1.2.3/",
            "https://192.168.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://172.16.0.1/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
        ] {
            assert!(!follows(outside, inside), "{inside}");
        }
        assert!(follows(outside, "https://cdn.example.net/b"));
        assert!(follows("http://127.0.0.1:4000/a", "http://localhost:4001/b"), "a hub on this machine may");
    }

    #[test]
    fn a_redirect_loses_no_encryption_and_brings_no_password() {
        assert!(!follows("https://files.example.com/a", "http://files.example.com/a"));
        assert!(!follows("https://files.example.com/a", "https://user:secret@files.example.com/a"));
        assert!(!follows("https://files.example.com/a", "ftp://files.example.com/a"));
        assert!(web_address("file:///etc/passwd").is_none() && web_address("https://u@h.example/").is_none());
        assert!(web_address("https://h.example/?sig=%2F").is_some());
    }

    #[test]
    fn a_range_is_only_taken_when_it_makes_sense() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(content_range("bytes 5-9/*"), Some((5, None)));
        for wrong in ["bytes 9-5/10", "bytes 5-10/10", "bytes */10", "items 5-9/10", "bytes 5-9", "bytes x-9/10", ""] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_weak_tag_does_not_vouch_for_bytes() {
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, "W/\"1\"".parse().unwrap());
        assert_eq!(validator_of(&headers).condition(), None);
        headers.insert(LAST_MODIFIED, "Mon, 02 Mar 2026 12:00:00 GMT".parse().unwrap());
        assert_eq!(validator_of(&headers).condition(), Some("Mon, 02 Mar 2026 12:00:00 GMT"));
    }
}
