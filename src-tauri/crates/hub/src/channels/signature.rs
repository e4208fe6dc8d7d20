//! HubSpot's request signature, version 3.
//!
//! `base64(HMAC_SHA256(clientSecret, method + uri + body + timestamp))`, with some escapes of the URI decoded before.
//! A receiver compares in constant time and refuses what is older than five minutes.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header with the signature.
pub const SIGNATURE: &str = "x-hubspot-signature-v3";
/// The header with the time in milliseconds.
pub const TIMESTAMP: &str = "x-hubspot-request-timestamp";

/// How old a request may be.
const OLDEST: TimeDelta = TimeDelta::minutes(5);

/// The escapes that are decoded before signing.
const ESCAPES: &[(&str, &str)] = &[
    ("%3A", ":"),
    ("%2F", "/"),
    ("%3F", "?"),
    ("%40", "@"),
    ("%21", "!"),
    ("%24", "$"),
    ("%27", "'"),
    ("%28", "("),
    ("%29", ")"),
    ("%2A", "*"),
    ("%2C", ","),
    ("%3B", ";"),
];

/// A request as it is signed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// For example `POST`.
    pub method: &'a str,
    /// The whole URI.
    pub uri: &'a str,
    /// The raw body.
    pub body: &'a str,
    /// Milliseconds since 1970.
    pub timestamp: i64,
}

impl Signed<'_> {
    /// The signature with this secret.
    pub fn sign(&self, secret: &str) -> String {
        STANDARD.encode(self.mac(secret).finalize().into_bytes())
    }

    /// True when the signature fits and the request is not too old.
    pub fn verify(&self, secret: &str, signature: &str, now: DateTime<Utc>) -> bool {
        let age = now.timestamp_millis().saturating_sub(self.timestamp).saturating_abs();
        let Ok(given) = STANDARD.decode(signature) else { return false };
        age <= OLDEST.num_milliseconds() && self.mac(secret).verify_slice(&given).is_ok()
    }

    fn mac(&self, secret: &str) -> Hmac<Sha256> {
        // HMAC takes keys of every length, so this cannot fail; an empty key would still sign, with nobody's secret.
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap_or_else(|_| Hmac::new(&Default::default()));
        mac.update(self.method.as_bytes());
        mac.update(decoded(self.uri).as_bytes());
        mac.update(self.body.as_bytes());
        mac.update(self.timestamp.to_string().as_bytes());
        mac
    }
}

fn decoded(uri: &str) -> String {
    ESCAPES.iter().fold(uri.to_owned(), |text, (escape, letter)| {
        text.replace(escape, letter).replace(&escape.to_lowercase(), letter)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const REQUEST: Signed<'_> = Signed {
        method: "POST",
        uri: "http://127.0.0.1:9000/hook?to=a%40b",
        body: "{\"type\":\"X\"}",
        timestamp: 1_700_000_000_000,
    };

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(REQUEST.timestamp + millis).unwrap()
    }

    #[test]
    fn a_signature_fits_its_own_request_secret_and_five_minutes_only() {
        let signature = REQUEST.sign("secret");
        assert!(REQUEST.verify("secret", &signature, at(299_000)));
        assert!(!REQUEST.verify("secret", &signature, at(301_000)));
        assert!(!REQUEST.verify("other", &signature, at(0)));
        assert!(!Signed { body: "{}", ..REQUEST }.verify("secret", &signature, at(0)));
        assert!(!Signed { method: "PUT", ..REQUEST }.verify("secret", &signature, at(0)));
        assert!(!REQUEST.verify("secret", "not base64!", at(0)));
    }

    #[test]
    fn the_escapes_of_the_documentation_do_not_change_the_signature() {
        let plain = Signed { uri: "http://127.0.0.1:9000/hook?to=a@b", ..REQUEST };
        assert_eq!(plain.sign("secret"), REQUEST.sign("secret"));
    }

    #[test]
    fn the_signature_is_the_one_that_the_documented_formula_gives() {
        // printf 'POSThttps://example.com/h{}1700000000000' | openssl dgst -sha256 -hmac k -binary | base64
        let request = Signed { uri: "https://example.com/h", body: "{}", ..REQUEST };
        assert_eq!(request.sign("k"), EXPECTED);
    }

    const EXPECTED: &str = "CrD7RnubONrLLnIyY+qlHboN3tru2D7Rp9TZrb3eQfs=";
}
