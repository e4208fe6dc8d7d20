//! Rest: what is done less often while nobody can see the window.
//!
//! The window says when it is hidden and when it can be seen again ([`Desk::rest`]); whoever looks at something again and
//! again asks [`Rest`] for the pause between two looks. What is seen again is looked at at once.

use std::time::Duration;

use tokio::sync::watch;

use crate::desk::Desk;

/// How many times longer a pause is while nobody can see the window.
const LONGER: u32 = 30;

/// Follows whether anybody can see the window.
#[derive(Debug, Clone)]
pub struct Rest(watch::Receiver<bool>);

impl Desk {
    /// Says whether the window is hidden, so that nobody can see it: polls and looks are far apart from then on.
    pub fn rest(&self, hidden: bool) {
        if self.resting.send_replace(hidden) != hidden
            && let Some(sync) = &self.on.sync
        {
            sync.seen(!hidden);
        }
    }

    /// Says that the computer slept: connections from before are given up, and what changed meanwhile is read at once.
    pub fn woke(&self) {
        if let Some(sync) = &self.on.sync {
            sync.begin_anew();
        }
    }

    /// Gives back the memory that is kept for reading quickly.
    pub async fn give_back_memory(&self) {
        if let Err(problem) = self.on.store.give_back_memory().await {
            tracing::warn!(%problem, "memory could not be given back");
        }
    }

    /// Whether anybody can see the window, for what looks again and again beside the desk.
    pub fn resting(&self) -> Rest {
        Rest(self.resting.subscribe())
    }
}

impl Rest {
    /// True while nobody can see the window.
    pub fn is_hidden(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody can see the window.
    pub async fn until_seen(&mut self) {
        // Without a desk there is nothing left to hold back.
        let _ = self.0.wait_for(|hidden| !hidden).await;
    }

    /// Waits until nobody could see the window for so long. Gives false once there is no desk.
    pub async fn until_hidden_for(&mut self, long: Duration) -> bool {
        loop {
            if self.0.wait_for(|hidden| *hidden).await.is_err() {
                return false;
            }
            tokio::select! {
                () = tokio::time::sleep(long) => return true,
                seen = self.0.wait_for(|hidden| !hidden) => {
                    if seen.is_err() {
                        return false;
                    }
                }
            }
        }
    }

    /// The pause between two looks: much longer while nobody can see the window, and over when that changes.
    pub async fn pause(&mut self, usual: Duration) {
        let pause = if *self.0.borrow_and_update() { usual * LONGER } else { usual };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // Without a desk nothing changes any more, and the pause goes on to its end.
            Ok(()) = self.0.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn a_hidden_window_is_looked_after_seldom_and_at_once_when_it_is_seen_again() {
        let (window, hidden) = watch::channel(false);
        let mut rest = Rest(hidden);
        let began = tokio::time::Instant::now();
        rest.pause(LOOK).await;
        assert_eq!(began.elapsed(), LOOK);
        window.send_replace(true);
        // The first pause ends with the news that the window is hidden.
        rest.pause(LOOK).await;
        let began = tokio::time::Instant::now();
        tokio::join!(rest.pause(LOOK), async {
            tokio::time::sleep(LOOK * 20).await;
            window.send_replace(false);
        });
        assert_eq!(began.elapsed(), LOOK * 20, "it waited for the rep, and no longer");
    }

    #[tokio::test(start_paused = true)]
    async fn a_window_that_is_hidden_for_a_moment_only_has_not_been_hidden_for_long() {
        let (window, hidden) = watch::channel(true);
        let mut rest = Rest(hidden);
        let began = tokio::time::Instant::now();
        let (long, ()) = tokio::join!(rest.until_hidden_for(LOOK * 10), async {
            tokio::time::sleep(LOOK * 9).await;
            window.send_replace(false);
            tokio::time::sleep(LOOK).await;
            window.send_replace(true);
        });
        assert!(long);
        assert_eq!(began.elapsed(), LOOK * 20, "counted anew from when it was hidden again");
        drop(window);
        let mut rest = Rest(watch::channel(false).1);
        assert!(!rest.until_hidden_for(LOOK).await, "the desk is closed");
    }
}
