//! How much is fetched and kept, how long a download is tried, and when it is given up.

use std::time::Duration;

/// How much is fetched and kept, and how long a download is tried.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest file that is kept, in bytes.
    pub largest: u64,
    /// The most bytes that are kept.
    pub cap: u64,
    /// A connection over which nothing comes for this long is broken.
    pub silence: Duration,
    /// The pauses before the next tries while nothing new comes; after the last of them it is given up.
    pub pauses: Vec<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            largest: 512 * 1024 * 1024,
            cap: 4 * 1024 * 1024 * 1024,
            silence: Duration::from_secs(30),
            pauses: [500, 1_000, 2_000, 4_000, 8_000].map(Duration::from_millis).to_vec(),
        }
    }
}

/// The most connections that one download uses up, however much each of them brings: a host that gives one byte at a time
/// gets nowhere.
const CONNECTIONS: usize = 100;
/// How often a file is begun anew.
const ANEW: usize = 1;

/// What a download has gone through.
#[derive(Debug)]
pub(crate) struct Strain<'l> {
    limits: &'l Limits,
    /// As far as it came.
    furthest: u64,
    broken: usize,
    fruitless: usize,
    renewed: bool,
    anew: usize,
}

impl<'l> Strain<'l> {
    pub(crate) fn new(limits: &'l Limits, received: u64) -> Self {
        Self { limits, furthest: received, broken: 0, fruitless: 0, renewed: false, anew: 0 }
    }

    /// Notes how many bytes are here.
    pub(crate) fn came(&mut self, received: u64) {
        if received > self.furthest {
            self.furthest = received;
            self.fruitless = 0;
            self.renewed = false;
        }
    }

    /// The pause after a connection that broke; none when it has to be given up.
    pub(crate) fn broke(&mut self) -> Option<Duration> {
        let pause = self.limits.pauses.get(self.fruitless).copied();
        self.fruitless += 1;
        self.broken += 1;
        pause.filter(|_| self.broken < CONNECTIONS)
    }

    /// True once, until new bytes came.
    pub(crate) fn may_renew(&mut self) -> bool {
        self.broken += 1;
        !std::mem::replace(&mut self.renewed, true) && self.broken < CONNECTIONS
    }

    /// True once.
    pub(crate) fn may_begin_anew(&mut self) -> bool {
        self.anew += 1;
        self.furthest = 0;
        self.anew <= ANEW
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { pauses: [1, 2, 4].map(Duration::from_secs).to_vec(), ..Limits::default() }
    }

    #[test]
    fn pauses_grow_while_nothing_comes_and_begin_again_when_something_does() {
        let limits = limits();
        let mut strain = Strain::new(&limits, 0);
        let seconds = |strain: &mut Strain<'_>| strain.broke().map(|pause| pause.as_secs());
        assert_eq!((seconds(&mut strain), seconds(&mut strain)), (Some(1), Some(2)));
        strain.came(7);
        assert_eq!(seconds(&mut strain), Some(1));
        strain.came(7);
        assert_eq!(
            (seconds(&mut strain), seconds(&mut strain)),
            (Some(2), Some(4)),
            "the same bytes are not getting on"
        );
        assert_eq!(seconds(&mut strain), None);
    }

    #[test]
    fn a_host_that_always_gives_a_little_more_is_given_up_all_the_same() {
        let limits = limits();
        let mut strain = Strain::new(&limits, 0);
        let tries = (1..1_000).take_while(|step| {
            strain.came(*step);
            strain.broke().is_some()
        });
        assert_eq!(tries.count(), CONNECTIONS - 1);
    }

    #[test]
    fn an_address_is_renewed_once_until_new_bytes_came() {
        let limits = limits();
        let mut strain = Strain::new(&limits, 10);
        assert!(strain.may_renew() && !strain.may_renew());
        strain.came(11);
        assert!(strain.may_renew());
    }
}
