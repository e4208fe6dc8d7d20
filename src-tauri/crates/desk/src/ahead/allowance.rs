//! How many files are fetched ahead in a minute.

use std::time::Duration;

use tokio::time::Instant;

/// In a minute, on average.
const A_MINUTE: u32 = 30;

/// What may still be fetched ahead now. It fills again as time goes by.
#[derive(Debug)]
pub(crate) struct Allowance {
    left: u32,
    /// When the next one is added.
    next: Instant,
}

impl Allowance {
    pub(crate) fn full(now: Instant) -> Self {
        Self { left: A_MINUTE, next: now + each() }
    }

    /// Takes one; fails with the time at which there is one again.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        while self.next <= now && self.left < A_MINUTE {
            self.left += 1;
            self.next += each();
        }
        if self.left == A_MINUTE {
            self.next = now + each();
        }
        self.left = self.left.checked_sub(1).ok_or(self.next)?;
        Ok(())
    }
}

fn each() -> Duration {
    Duration::from_secs(60) / A_MINUTE
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_as_many_as_a_minute_brings() {
        let began = Instant::now();
        let mut allowance = Allowance::full(began);
        let burst = (0..100).filter(|_| allowance.take(began).is_ok()).count();
        assert_eq!(burst, 30);
        let again = allowance.take(began).unwrap_err();
        assert_eq!(again - began, Duration::from_secs(2));
        assert!(allowance.take(again - Duration::from_millis(1)).is_err());
        assert!(allowance.take(again).is_ok() && allowance.take(again).is_err());
        let minute = began + Duration::from_secs(62);
        assert_eq!((0..100).filter(|_| allowance.take(minute).is_ok()).count(), 30);
        let day = began + Duration::from_secs(24 * 3600);
        assert_eq!((0..100).filter(|_| allowance.take(day).is_ok()).count(), 30, "what was not used is not saved up");
    }
}
