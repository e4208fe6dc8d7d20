//! What a hub can be told when it starts: sizes, delays and limits.
//!
//! None of it is stored: the embedding app wants no limits and no index delay, `bellhop hub` wants HubSpot's, and a
//! test wants whatever its story needs, each on the same kind of file.

use std::time::Duration;

/// The behaviour of a hub that HubSpot does not let anybody choose.
#[derive(Debug, Clone)]
pub struct HubSettings {
    /// How long the search index lags behind a write. HubSpot: moments, up to 30 s.
    pub index_delay: Duration,
    /// The request limits.
    pub rate: Rate,
    /// Message texts longer than this many characters are cut in listings.
    pub truncate_at: usize,
    /// The largest page of threads or messages; a larger `limit` is clamped to it.
    pub page_cap: usize,
    /// The largest request body that is read, in bytes; larger ones are answered with 413.
    pub body_limit: usize,
    /// How long a signed URL lives when the request does not say.
    pub signed_url_life: Duration,
    /// The pause between two heartbeat comments of the push stream.
    pub heartbeat: Duration,
    /// How many events the push stream keeps for clients that come back.
    pub push_memory: usize,
    /// The first pause after a webhook failed; it doubles up to `webhook_pause_max`.
    pub webhook_pause: Duration,
    /// The longest pause between two attempts at a webhook.
    pub webhook_pause_max: Duration,
    /// How long a webhook's receiver may take. HubSpot: 5 s.
    pub webhook_timeout: Duration,
    /// How many times a webhook is tried before it is given up.
    pub webhook_attempts: u32,
    /// Whether a first message from an unknown person makes a contact (the inbox's e-mail capture).
    pub contact_capture: ContactCapture,
}

impl Default for HubSettings {
    fn default() -> Self {
        Self {
            index_delay: Duration::ZERO,
            rate: Rate::off(),
            truncate_at: 10_000,
            page_cap: 500,
            body_limit: 64 * 1024 * 1024,
            signed_url_life: Duration::from_secs(3600),
            heartbeat: Duration::from_secs(15),
            push_memory: 4096,
            webhook_pause: Duration::from_secs(1),
            webhook_pause_max: Duration::from_secs(120),
            webhook_timeout: Duration::from_secs(5),
            webhook_attempts: 200,
            contact_capture: ContactCapture::On,
        }
    }
}

impl HubSettings {
    /// The settings of `bellhop hub`: HubSpot's Professional limits and a search index that lags by two seconds.
    pub fn standalone() -> Self {
        Self { index_delay: Duration::from_secs(2), rate: Rate::professional(), ..Self::default() }
    }
}

/// Whether unknown people become contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactCapture {
    /// A contact is made for everyone who writes.
    On,
    /// Only for those who are known already; others stay visitors.
    Off,
}

/// The request limits of section 8: a rolling ten-second window per app, a day per account, and search per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in ten seconds per app.
    pub ten_seconds: u32,
    /// Requests in a day, all apps together.
    pub daily: u32,
    /// Searches in a second, all apps together.
    pub search_per_second: u32,
}

impl Rate {
    /// No limits, and no rate-limit headers.
    pub const fn off() -> Self {
        Self { ten_seconds: u32::MAX, daily: u32::MAX, search_per_second: u32::MAX }
    }

    /// A private app of a Professional account.
    pub const fn professional() -> Self {
        Self { ten_seconds: 190, daily: 625_000, search_per_second: 5 }
    }

    /// A private app of a free account.
    pub const fn free() -> Self {
        Self { ten_seconds: 100, daily: 250_000, search_per_second: 5 }
    }

    /// True when nothing is limited.
    pub fn is_off(&self) -> bool {
        *self == Self::off()
    }
}
