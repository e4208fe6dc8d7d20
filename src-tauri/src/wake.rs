//! Notices that the computer slept, so that sync gives up its connections from before and reads what came meanwhile.
//!
//! Two ways, and either is enough. logind tells on the system bus when a sleep is over, at once; there may be no system
//! bus, or no logind. The clocks tell everywhere, a little later: between two looks far more time passed than was waited.

use std::time::{Duration, SystemTime};

use bellhop_desk::Desk;
use tokio::time::Instant;

/// Between two looks at the clocks.
const LOOK: Duration = Duration::from_secs(15);
/// A busy machine may look this much too late without having slept.
const LATE: Duration = Duration::from_secs(20);

/// Tells the desk of every sleep, until the task is ended.
pub(crate) async fn tell(desk: Desk) {
    let mut told = logind::Sleeps::listen().await;
    loop {
        let (before, clock) = (Instant::now(), SystemTime::now());
        tokio::select! {
            () = told.over() => {}
            () = tokio::time::sleep(LOOK) => {
                // A clock that was set back says nothing.
                let by_clock = clock.elapsed().unwrap_or_default();
                if !slept(before.elapsed(), by_clock) {
                    continue;
                }
            }
        }
        tracing::info!("the computer slept");
        desk.woke();
    }
}

/// Whether so much time between two looks means that the computer slept. The steady clock stands still during a sleep on
/// some systems, the other one never does.
fn slept(steady: Duration, by_clock: Duration) -> bool {
    steady.max(by_clock) > LOOK + LATE
}

#[cfg(target_os = "linux")]
mod logind {
    use zbus::{Connection, MatchRule, MessageStream, message::Type};

    use futures::StreamExt;

    /// The sleeps that logind tells of; none where there is no logind.
    pub(super) struct Sleeps(Option<MessageStream>);

    impl Sleeps {
        pub(super) async fn listen() -> Self {
            match stream().await {
                Ok(stream) => Self(Some(stream)),
                Err(problem) => {
                    tracing::debug!(%problem, "nobody tells when the computer wakes");
                    Self(None)
                }
            }
        }

        /// Completes when a sleep is over.
        pub(super) async fn over(&mut self) {
            while let Some(stream) = &mut self.0 {
                match stream.next().await {
                    // It says `true` before a sleep and `false` after it.
                    Some(Ok(message)) if message.body().deserialize() == Ok(false) => return,
                    Some(_) => {}
                    None => self.0 = None,
                }
            }
            std::future::pending().await
        }
    }

    async fn stream() -> zbus::Result<MessageStream> {
        let bus = Connection::system().await?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.login1")?
            .interface("org.freedesktop.login1.Manager")?
            .member("PrepareForSleep")?
            .build();
        MessageStream::for_match_rule(rule, &bus, None).await
    }
}

#[cfg(not(target_os = "linux"))]
mod logind {
    /// Only Linux has a logind.
    pub(super) struct Sleeps;

    impl Sleeps {
        pub(super) async fn listen() -> Self {
            Self
        }

        pub(super) async fn over(&mut self) {
            std::future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_is_known_by_either_clock_and_a_busy_machine_is_not_taken_for_one() {
        let hour = Duration::from_secs(3600);
        assert!(slept(LOOK, LOOK + hour), "the steady clock stood still");
        assert!(slept(LOOK + hour, LOOK + hour), "both went on");
        assert!(!slept(LOOK, LOOK));
        assert!(!slept(LOOK + LATE, LOOK + LATE), "a look that came late");
        assert!(!slept(LOOK, Duration::ZERO), "the clock was set back");
    }
}
