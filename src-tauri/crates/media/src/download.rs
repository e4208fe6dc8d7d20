//! One download: whole and as announced, or not at all.
//!
//! The remote says where the bytes are (a signed URL), the file host gives them. Whatever goes wrong in between, what is
//! here already is gone on with: a connection that breaks is made again after a growing pause, a URL that is refused is
//! renewed once, a file that changed is begun anew. Each of these is counted, and only bytes that were not here before
//! start the count again, so that no host can keep a download going for ever.
//!
//! Ends: the file is in the cache; or it is gone (only the API's own word counts for that), too large (before a byte was
//! asked for, where the remote tells its size), damaged (twice not what was announced), or has no room on the disk; or it
//! was stopped or cannot be reached now, and then what came stays for the next try.

use std::path::PathBuf;
use std::sync::Arc;

use bellhop_model::FileId;
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use crate::cache::{Cache, CachedFile};
use crate::facts::Facts;
use crate::facts::ledger::Ledger;
use crate::host::{Answer, Host};
use crate::limits::{Limits, Strain};
use crate::parts::{Announced, Part, Parts, Receiving};
use crate::sniff::{WANTED, sniff};
use crate::ticket::Ticket;
use crate::{Located, MediaError, Resolver};

/// Why a download did not end well.
#[derive(Debug)]
pub(crate) enum Failure {
    /// For the ones who asked.
    Told(MediaError),
    /// Fetched ahead of time, and larger than what is fetched ahead.
    TooMuchAhead,
}

impl From<std::io::Error> for Failure {
    fn from(problem: std::io::Error) -> Self {
        Self::Told(problem.into())
    }
}

impl From<MediaError> for Failure {
    fn from(problem: MediaError) -> Self {
        Self::Told(problem)
    }
}

/// What came in the way of a download.
pub(crate) enum Trip {
    /// The connection, or the host for the moment.
    Broken(String),
    /// The URL is not good any more.
    Refused(u16),
    /// The file on the host is another one now.
    Changed,
    /// What comes is not what was announced.
    Wrong,
    /// Nothing that another try would change.
    End(Failure),
}

impl From<Failure> for Trip {
    fn from(failure: Failure) -> Self {
        Self::End(failure)
    }
}

impl From<std::io::Error> for Trip {
    fn from(problem: std::io::Error) -> Self {
        Self::End(problem.into())
    }
}

/// Fetches files, one call for each.
pub(crate) struct Worker {
    pub(crate) cache: Arc<Cache>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) parts: Parts,
    pub(crate) resolver: Resolver,
    pub(crate) host: Host,
    pub(crate) limits: Limits,
}

impl Worker {
    /// Fetches a file into the cache.
    pub(crate) async fn download(&self, id: &FileId, ticket: &Arc<Ticket>) -> Result<CachedFile, Failure> {
        let part = self.parts.of(id.as_str());
        let mut here = part.resume().await?;
        let outcome = tokio::select! {
            biased;
            () = ticket.stopped() => Err(MediaError::Stopped.into()),
            outcome = self.bring(id, &part, &mut here, ticket) => outcome,
        };
        let outcome = match outcome {
            Ok(located) => match here.take() {
                Some(whole) => self.keep(id, &part, whole, (located, ticket)).await,
                None => Err(MediaError::Damaged.into()),
            },
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &outcome {
            self.leave(failure, &part, here).await;
        }
        outcome
    }

    /// Goes on until every byte is here.
    async fn bring(
        &self,
        id: &FileId,
        part: &Part,
        here: &mut Option<Receiving>,
        ticket: &Ticket,
    ) -> Result<Located, Failure> {
        let mut strain = Strain::new(&self.limits, here.as_ref().map_or(0, Receiving::received));
        let mut located = self.locate(id, ticket).await?;
        loop {
            let trip = match self.receive(&located, part, here, ticket).await {
                Ok(()) => return Ok(located),
                Err(trip) => trip,
            };
            strain.came(here.as_ref().map_or(0, Receiving::received));
            match trip {
                Trip::End(failure) => return Err(failure),
                Trip::Broken(why) => {
                    if let Some(here) = here {
                        here.put_down().await?;
                    }
                    let pause = strain.broke().ok_or(MediaError::Offline(why))?;
                    tokio::time::sleep(pause).await;
                }
                Trip::Refused(status) => {
                    if !strain.may_renew() {
                        return Err(MediaError::Offline(format!("the file's server answered {status}")).into());
                    }
                    located = self.locate(id, ticket).await?;
                }
                Trip::Changed | Trip::Wrong => {
                    *here = None;
                    part.discard().await;
                    let wrong = matches!(trip, Trip::Wrong);
                    if !strain.may_begin_anew() {
                        let offline = MediaError::Offline("the file keeps changing".to_owned());
                        return Err(if wrong { MediaError::Damaged } else { offline }.into());
                    }
                    if wrong {
                        // Its size on the remote may be an old one as well.
                        located = self.locate(id, ticket).await?;
                    }
                }
            }
        }
    }

    async fn locate(&self, id: &FileId, ticket: &Ticket) -> Result<Located, Failure> {
        let located = (self.resolver)(id.clone()).await?;
        if let Some(size) = located.size {
            self.fits(size, ticket)?;
        }
        Ok(located)
    }

    /// Fails when a file of this size is not kept, or not fetched ahead.
    fn fits(&self, size: u64, ticket: &Ticket) -> Result<(), Failure> {
        if size > self.limits.largest {
            return Err(MediaError::TooLarge.into());
        }
        if ticket.limit().is_some_and(|limit| size > limit) { Err(Failure::TooMuchAhead) } else { Ok(()) }
    }

    /// Asks the host for what is missing and adds it to what is here.
    async fn receive(
        &self,
        located: &Located,
        part: &Part,
        here: &mut Option<Receiving>,
        ticket: &Ticket,
    ) -> Result<(), Trip> {
        let known = here.as_ref().map(|here| (here.received(), here.announced().clone()));
        let Answer { announced, skip, mut body } = self.host.ask(&located.url, known).await?;
        if let Some(total) = announced.total {
            self.fits(total, ticket)?;
            if located.size.is_some_and(|size| size != total) {
                return Err(Trip::Wrong);
            }
        }
        let total = announced.total.or(located.size);
        let mut skip = match skip {
            Some(skip) => skip,
            None => {
                *here = None;
                0
            }
        };
        let receiving = match here {
            Some(receiving) => receiving,
            None => here.insert(part.begin(announced.clone()).await?),
        };
        receiving.announce(Announced { total, ..announced });
        ticket.progress(receiving.received(), total);
        loop {
            if ticket.give_way().await {
                body.begin_to_listen();
            }
            let piece = tokio::select! {
                piece = body.next() => piece?,
                () = until(receiving.due()) => {
                    receiving.put_down().await?;
                    continue;
                }
            };
            let Some(piece) = piece else { break };
            let fresh = piece.get(skip.min(piece.len())..).unwrap_or_default();
            skip -= piece.len() - fresh.len();
            receiving.add(fresh).await?;
            ticket.progress(receiving.received(), total);
            self.fits(receiving.received(), ticket)?;
            if receiving.due().is_some_and(|due| due <= Instant::now()) {
                receiving.put_down().await?;
            }
        }
        match total {
            Some(total) if receiving.received() < total => Err(Trip::Broken("it was cut off".to_owned())),
            Some(total) if receiving.received() > total => Err(Trip::Wrong),
            _ => Ok(()),
        }
    }

    /// Takes the whole file into the cache.
    async fn keep(
        &self,
        id: &FileId,
        part: &Part,
        whole: Receiving,
        (located, ticket): (Located, &Arc<Ticket>),
    ) -> Result<CachedFile, Failure> {
        let size = whole.received();
        let hash = whole.finish().await?;
        // Nothing that is derived from these bytes leaves before they are taken over.
        let _expected = self.cache.expect(&hash);
        let mut head = Vec::new();
        tokio::fs::File::open(part.path()).await?.take(WANTED as u64).read_to_end(&mut head).await?;
        let sniffed = sniff(&head, located.name.as_deref().unwrap_or_default());
        let file = CachedFile {
            id: id.as_str().to_owned(),
            hash,
            name: located.name,
            mime: sniffed.mime,
            kind: sniffed.kind,
            size,
            facts: Facts::default(),
            pinned: false,
            path: PathBuf::new(),
        };
        let file = self.ledger.learn(part.path(), file).await;
        let (cache, ticket, finished) = (Arc::clone(&self.cache), Arc::clone(ticket), part.path().to_owned());
        let take = move || {
            let hash = file.hash.clone();
            // Stopped in the last moment: whoever stopped it does not want to find it in the cache.
            let taken = ticket.unless_stopped(|| cache.take(&finished, file));
            cache.make_room(Some(&hash));
            taken
        };
        let taken = tokio::task::spawn_blocking(take).await.map_err(std::io::Error::other)?;
        let taken = taken.ok_or(MediaError::Stopped)??;
        part.discard().await;
        Ok(taken)
    }

    /// Leaves what came for the next try, or nothing where there is no use in it.
    async fn leave(&self, failure: &Failure, part: &Part, here: Option<Receiving>) {
        match failure {
            Failure::Told(MediaError::Stopped | MediaError::Offline(_)) => {
                if let Some(mut here) = here
                    && let Err(problem) = here.put_down().await
                {
                    tracing::info!(%problem, "what came of a file could not be put down");
                }
            }
            Failure::TooMuchAhead => {}
            Failure::Told(_) => part.discard().await,
        }
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}
