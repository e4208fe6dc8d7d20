//! How fast a large file goes to the window.
//!
//! A player asks for a film as a whole and reads on while it plays. What comes faster than it reads waits in memory, in the
//! window's network process and in the player, and a loopback connection is faster than anything. So after its beginning,
//! which starts the player, a file goes at a few times the speed at which it plays, and no faster.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

/// What goes at once, in bytes.
const AT_ONCE: u64 = 1 << 20;
/// How many times as fast as it plays the rest goes: it can be played at double speed, and no film is even throughout.
const TIMES: f64 = 3.0;
/// The slowest and the fastest of it, in bytes a second, whatever a file says of itself.
const SLOWEST: f64 = 2_097_152.0;
const FASTEST: f64 = 8_388_608.0;

/// How fast a file goes, in bytes a second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace(f64);

impl Pace {
    /// Of a file of so many bytes that lasts so long; of one whose length nobody knows.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn of(size: u64, seconds: Option<f64>) -> Self {
        let speed = seconds.filter(|seconds| *seconds > 0.0).map_or(SLOWEST, |seconds| size as f64 / seconds * TIMES);
        Self(speed.clamp(SLOWEST, FASTEST))
    }

    /// The same body, at this pace.
    pub(super) fn paced(self, body: Body) -> Body {
        Body::from_stream(self.in_time(body.into_data_stream()))
    }

    fn in_time<E>(self, bytes: impl Stream<Item = Result<Bytes, E>> + Unpin) -> impl Stream<Item = Result<Bytes, E>> {
        stream::unfold((bytes, Instant::now(), 0_u64), move |(mut bytes, began, sent)| async move {
            let piece = bytes.next().await?;
            tokio::time::sleep_until(began + self.due(sent)).await;
            let length = piece.as_ref().map_or(0, |piece| piece.len() as u64);
            Some((piece, (bytes, began, sent + length)))
        })
    }

    /// When the byte after so many may go, from the beginning.
    #[allow(clippy::cast_precision_loss)]
    fn due(self, sent: u64) -> Duration {
        Duration::from_secs_f64(sent.saturating_sub(AT_ONCE) as f64 / self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_beginning_goes_at_once_and_the_rest_in_time_and_nothing_is_lost() {
        const PIECE: u64 = 64 << 10;
        const RATE: u64 = 4 << 20;
        let pieces = (AT_ONCE + 2 * RATE) / PIECE;
        let pace = Pace::of(60 * RATE, Some(180.0));
        let began = Instant::now();
        let bytes = stream::iter((0..pieces).map(|_| Ok::<_, ()>(Bytes::from(vec![7; 64 << 10]))));
        let mut paced = Box::pin(pace.in_time(bytes));
        let mut sent = 0;
        while let Some(piece) = paced.next().await {
            sent += piece.unwrap().len() as u64;
            if sent == AT_ONCE {
                assert_eq!(began.elapsed(), Duration::ZERO);
            }
        }
        assert_eq!(sent, pieces * PIECE);
        assert!(began.elapsed() > Duration::from_millis(1_900) && began.elapsed() <= Duration::from_secs(2));
    }

    #[test]
    fn a_file_goes_as_fast_as_it_needs_and_never_as_fast_as_it_claims() {
        let a_minute_of_4k = Pace::of(60 * 2_500_000, Some(60.0));
        assert!((a_minute_of_4k.0 - 7_500_000.0).abs() < 1.0);
        assert!(Pace::of(200 << 20, Some(2.0)).0 <= FASTEST, "it claims a hundred megabytes a second");
        for unknown in [None, Some(0.0), Some(f64::NAN), Some(f64::INFINITY)] {
            assert!((Pace::of(200 << 20, unknown).0 - SLOWEST).abs() < 1.0, "{unknown:?}");
        }
    }
}
