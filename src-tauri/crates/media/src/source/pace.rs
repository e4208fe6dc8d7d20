//! How fast a large file goes to the window.
//!
//! A player asks for a film as a whole and reads on while it plays. What comes faster than it reads waits in memory, in the
//! window's network process and in the player, and a loopback connection is faster than anything. So after its beginning,
//! which starts the player, a file goes at many times the speed at which any film plays, and no faster.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::{Stream, StreamExt, stream};
use tokio::time::Instant;

/// What goes at once, in bytes.
const AT_ONCE: u64 = 4 << 20;
/// How fast the rest goes, in bytes a second.
const RATE: u64 = 4 << 20;

/// The same body, at its pace.
pub(super) fn paced(body: Body) -> Body {
    Body::from_stream(in_time(body.into_data_stream()))
}

fn in_time<E>(bytes: impl Stream<Item = Result<Bytes, E>> + Unpin) -> impl Stream<Item = Result<Bytes, E>> {
    stream::unfold((bytes, Instant::now(), 0_u64), |(mut bytes, began, sent)| async move {
        let piece = bytes.next().await?;
        tokio::time::sleep_until(began + due(sent)).await;
        let length = piece.as_ref().map_or(0, |piece| piece.len() as u64);
        Some((piece, (bytes, began, sent + length)))
    })
}

/// When the byte after so many may go, from the beginning.
fn due(sent: u64) -> Duration {
    Duration::from_micros(sent.saturating_sub(AT_ONCE) * 1_000_000 / RATE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_beginning_goes_at_once_and_the_rest_in_time_and_nothing_is_lost() {
        const PIECE: u64 = 64 << 10;
        let pieces = (AT_ONCE + 2 * RATE) / PIECE;
        let began = Instant::now();
        let bytes = stream::iter((0..pieces).map(|_| Ok::<_, ()>(Bytes::from(vec![7; 64 << 10]))));
        let mut paced = Box::pin(in_time(bytes));
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
}
