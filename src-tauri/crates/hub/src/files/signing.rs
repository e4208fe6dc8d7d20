//! Signed URLs: whoever has one gets the bytes until it expires, without a token.
//!
//! The signature covers the file's id and the time of expiry, with the account's key, so nothing has to be stored and
//! a URL survives a restart of the hub as far as its origin does.

use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{db::to_millis, server::App};

/// A signed URL of a file that expires at this time, in milliseconds since 1970.
pub(super) fn signed_url(app: &App, file_id: i64, expires_at: i64) -> String {
    let signature = sign(&app.account.signing_key, file_id, expires_at);
    format!("{}/signed/{file_id}/{expires_at}/{signature}", app.files_origin)
}

/// Where the file of an attachment can be had, for at least the usual life of a signed URL. The URL changes once in
/// that time only, so that a message that is read again is the same message.
pub(crate) fn attachment_url(app: &App, file_id: i64) -> String {
    signed_url(app, file_id, steady_expiry(app.now(), app.settings.signed_url_life))
}

fn steady_expiry(now: DateTime<Utc>, life: Duration) -> i64 {
    let life = i64::try_from(life.as_millis()).unwrap_or(i64::MAX / 4).max(1);
    (to_millis(now) / life + 2).saturating_mul(life)
}

/// True when the hub signed this, whether it has expired or not.
pub(super) fn is_genuine(key: &str, (file_id, expires_at): (i64, i64), signature: &str) -> bool {
    let Some(given) = from_hex(signature) else { return false };
    let Some(mac) = mac(key, file_id, expires_at) else { return false };
    mac.verify_slice(&given).is_ok()
}

fn sign(key: &str, file_id: i64, expires_at: i64) -> String {
    let signature = mac(key, file_id, expires_at).map(|mac| mac.finalize().into_bytes());
    signature.into_iter().flatten().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &str, file_id: i64, expires_at: i64) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(format!("file:{file_id}:{expires_at}").as_bytes());
    Some(mac)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_file_and_one_expiry_only() {
        let signature = sign("key", 7, 1_000);
        assert!(is_genuine("key", (7, 1_000), &signature));
        assert!(!is_genuine("key", (8, 1_000), &signature));
        assert!(!is_genuine("key", (7, 2_000), &signature), "nobody can prolong it");
        assert!(!is_genuine("other", (7, 1_000), &signature));
        assert!(!is_genuine("key", (7, 1_000), "zz"));
        assert!(!is_genuine("key", (7, 1_000), ""));
    }

    #[test]
    fn the_url_of_an_attachment_lives_long_enough_and_changes_rarely() {
        let life = Duration::from_secs(3600);
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        for seconds in [0, 1, 1_800, 3_599] {
            assert_eq!(steady_expiry(at(seconds), life), 7_200_000, "the same for an hour");
        }
        assert_eq!(steady_expiry(at(3_600), life), 10_800_000, "at least an hour is left");
    }
}
