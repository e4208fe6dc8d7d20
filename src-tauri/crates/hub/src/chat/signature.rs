//! Checks the signature of an event (`X-HubSpot-Signature-v3`).
//!
//! Anybody on this machine can post to the webhook, so an event counts only when it was signed with the app's
//! secret in the last five minutes. The comparison takes the same time for every wrong signature.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How old a signature may be, and how far ahead the sender's clock.
const WINDOW: TimeDelta = TimeDelta::minutes(5);

/// What was received, as far as the signature covers it.
pub(super) struct Signed<'a> {
    /// The URL as registered; the chat's own has no escapes that would have to be decoded first.
    pub(super) url: &'a str,
    /// The body, byte by byte.
    pub(super) body: &'a [u8],
    /// The header `X-HubSpot-Request-Timestamp`, milliseconds.
    pub(super) timestamp: &'a str,
    /// The header `X-HubSpot-Signature-v3`, base64.
    pub(super) signature: &'a str,
}

/// True when the holder of the secret signed this POST within the last five minutes.
pub(super) fn is_genuine(secret: &str, signed: &Signed<'_>, now: DateTime<Utc>) -> bool {
    let Some(at) = signed.timestamp.parse().ok().and_then(DateTime::from_timestamp_millis) else {
        return false;
    };
    if (now - at).abs() > WINDOW {
        return false;
    }
    let Ok(given) = STANDARD.decode(signed.signature) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(b"POST");
    mac.update(signed.url.as_bytes());
    mac.update(signed.body);
    mac.update(signed.timestamp.as_bytes());
    mac.verify_slice(&given).is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const URL: &str = "http://127.0.0.1:4100/chat/webhook";

    /// The signature as section 2.5 of the API notes words it, built apart from the code under test.
    fn sign(secret: &str, body: &str, timestamp: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("POST{URL}{body}{timestamp}").as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }

    fn check(body: &str, timestamp: &str, signature: &str, now: DateTime<Utc>) -> bool {
        is_genuine("s3cret", &Signed { url: URL, body: body.as_bytes(), timestamp, signature }, now)
    }

    #[test]
    fn a_fresh_event_signed_with_the_secret_is_genuine() {
        let now = DateTime::from_timestamp_millis(1_800_000_000_000).unwrap();
        let signature = sign("s3cret", "{}", "1800000000000");
        assert!(check("{}", "1800000000000", &signature, now));
        assert!(check("{}", "1800000000000", &signature, now + TimeDelta::minutes(5)));
    }

    #[test]
    fn a_changed_body_a_foreign_secret_an_old_time_and_rubbish_are_refused() {
        let now = DateTime::from_timestamp_millis(1_800_000_000_000).unwrap();
        let signature = sign("s3cret", "{}", "1800000000000");
        assert!(!check("{ }", "1800000000000", &signature, now));
        assert!(!check("{}", "1800000000001", &signature, now));
        assert!(!check("{}", "1800000000000", &sign("other", "{}", "1800000000000"), now));
        assert!(!check("{}", "1800000000000", &signature, now + TimeDelta::milliseconds(300_001)));
        assert!(!check("{}", "1800000000000", &signature, now - TimeDelta::minutes(6)));
        assert!(!check("{}", "soon", &signature, now));
        assert!(!check("{}", "1800000000000", "not base64!", now));
        assert!(!check("{}", "1800000000000", "", now));
    }
}
