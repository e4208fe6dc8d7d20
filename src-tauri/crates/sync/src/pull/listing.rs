//! Lists of conversations: the whole one, the changed ones, the sweeps, the bin.

use std::collections::HashSet;

use bellhop_hubspot::{
    client::{Client, ThreadsQuery},
    wire::{Page, conversations as wire},
};
use bellhop_model::{Thread, ThreadId};
use bellhop_store::Origin;
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt, StreamExt, TryStreamExt, future::BoxFuture, stream};

use super::{conversation::refresh_thread, cursor, ingest};
use crate::{error::SyncError, session::Session};

/// A cursor that does not move is asked for this many times, then it ends the listing.
const REPEATS: u32 = 3;
/// The remote keeps archived conversations this long.
const BIN_DAYS: i64 = 30;

/// Reads the next page of the whole list and notes where it goes on.
pub(super) async fn next_page(session: &Session, client: &Client, repeats: &mut u32) -> Result<(), SyncError> {
    let (after, began) =
        session.store.read(|r| Ok((r.cursors().get(cursor::LIST)?, r.cursors().get(cursor::BEGAN)?))).await?;
    // What changes while the list is read is found by the polls, which go on from here.
    let began = began.as_deref().and_then(read_time).unwrap_or_else(|| client.remote_time(Utc::now()));
    let page = client
        .threads(&ThreadsQuery { after: after.clone(), limit: session.pages.threads, ..ThreadsQuery::default() })
        .await?;
    let next = moved(after.as_deref(), &page, repeats);
    let threads = threads_of(page);
    session.tally.threads(threads.len());
    session
        .store
        .write(Origin::Pull, move |w| {
            w.threads().upsert(&threads)?;
            w.cursors().set(cursor::BEGAN, &began.to_rfc3339())?;
            match next {
                Some(next) => w.cursors().set(cursor::LIST, &next),
                None => {
                    w.cursors().remove(cursor::LIST)?;
                    w.cursors().set(cursor::LISTED, "1")?;
                    w.cursors().set(cursor::CHANGED, &began.to_rfc3339())?;
                    w.cursors().set(cursor::TICKETS, &began.timestamp_millis().to_string())
                }
            }
        })
        .await?;
    Ok(())
}

/// Reads the conversations whose newest message is newer than what is known, with some overlap.
pub(super) async fn changed(session: &Session, client: &Client) -> Result<(), SyncError> {
    let known = session.store.read(|r| r.cursors().get(cursor::CHANGED)).await?;
    let mut newest = known.as_deref().and_then(read_time).unwrap_or_else(|| client.remote_time(Utc::now()));
    let query = ThreadsQuery {
        changed_since: Some(newest - session.cadence.overlap),
        limit: session.pages.threads,
        ..ThreadsQuery::default()
    };
    let mut walk = Walk::new(query);
    while let Some(threads) = walk.next(client).await? {
        session.tally.threads(threads.len());
        newest = threads.iter().filter_map(|thread| thread.latest_at).fold(newest, DateTime::max);
        let reached = newest.to_rfc3339();
        session
            .store
            .write(Origin::Pull, move |w| {
                w.threads().upsert(&threads)?;
                w.cursors().set(cursor::CHANGED, &reached)
            })
            .await?;
    }
    Ok(())
}

/// Which conversations a sweep compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The open ones: which were closed, archived or moved without a message.
    Open,
    /// All: which were deleted.
    All,
}

/// Lists conversations and looks at each known one that the list lacks.
pub(super) async fn sweep(session: &Session, client: &Client, scope: Scope) -> Result<(), SyncError> {
    // Known before the list is read: what comes meanwhile is not missing from it.
    let known = session
        .store
        .read(move |r| if scope == Scope::Open { r.threads().open_ids() } else { r.threads().all_ids() })
        .await?;
    let status = (scope == Scope::Open).then_some(wire::ThreadStatus::Open);
    let query = ThreadsQuery { status, limit: session.pages.threads, ..ThreadsQuery::default() };
    let mut listed: HashSet<ThreadId> = HashSet::new();
    let mut walk = Walk::new(query);
    while let Some(threads) = walk.next(client).await? {
        listed.extend(threads.iter().map(|thread| thread.id.clone()));
        session.store.write(Origin::Pull, move |w| w.threads().upsert(&threads)).await?;
    }
    let missing = known.iter().filter(|thread| !listed.contains(thread));
    in_parallel(session, missing.map(|thread| refresh_thread(session, client, thread).boxed())).await
}

/// Does several things at a time; the first failure ends it.
pub(super) async fn in_parallel<'f>(
    session: &Session,
    things: impl Iterator<Item = BoxFuture<'f, Result<(), SyncError>>>,
) -> Result<(), SyncError> {
    let things: Vec<_> = things.collect();
    stream::iter(things).buffer_unordered(session.pages.parallel).try_collect().await
}

/// Reads the bin, and marks those of its conversations that are known.
pub(super) async fn archived(session: &Session, client: &Client) -> Result<(), SyncError> {
    let query = ThreadsQuery {
        archived: true,
        changed_since: Some(client.remote_time(Utc::now()) - TimeDelta::days(BIN_DAYS)),
        limit: session.pages.threads,
        ..ThreadsQuery::default()
    };
    let mut walk = Walk::new(query);
    while let Some(threads) = walk.next(client).await? {
        session
            .store
            .write(Origin::Pull, move |w| {
                let ids: Vec<ThreadId> = threads.iter().map(|thread| thread.id.clone()).collect();
                let known: HashSet<ThreadId> = w.threads().known(&ids)?.into_iter().map(|(id, _)| id).collect();
                let known: Vec<Thread> = threads.into_iter().filter(|thread| known.contains(&thread.id)).collect();
                w.threads().upsert(&known)
            })
            .await?;
    }
    Ok(())
}

/// A listing that is read page by page to its end.
struct Walk {
    query: Option<ThreadsQuery>,
    repeats: u32,
}

impl Walk {
    fn new(query: ThreadsQuery) -> Self {
        Self { query: Some(query), repeats: 0 }
    }

    async fn next(&mut self, client: &Client) -> Result<Option<Vec<Thread>>, SyncError> {
        let Some(query) = &mut self.query else { return Ok(None) };
        let page = client.threads(query).await?;
        match moved(query.after.as_deref(), &page, &mut self.repeats) {
            Some(next) => query.after = Some(next),
            None => self.query = None,
        }
        Ok(Some(threads_of(page)))
    }
}

/// Where a listing goes on. A cursor that stays the same is asked again a few times, then taken for the end.
pub(super) fn moved<T>(after: Option<&str>, page: &Page<T>, repeats: &mut u32) -> Option<String> {
    if page.skipped > 0 {
        tracing::warn!(skipped = page.skipped, "a page has items that this version cannot read");
    }
    let next = page.after()?.to_owned();
    if after == Some(next.as_str()) {
        *repeats += 1;
        if *repeats >= REPEATS {
            tracing::warn!("a listing does not move; its cursor is taken for its end");
            return None;
        }
    } else {
        *repeats = 0;
    }
    Some(next)
}

fn threads_of(page: Page<wire::Thread>) -> Vec<Thread> {
    page.results.into_iter().map(ingest::thread).collect()
}

fn read_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_does_not_move_is_tried_again_and_then_ends_the_listing() {
        let page: Page<()> = Page::new(Vec::new(), Some("a".to_owned()));
        let mut repeats = 0;
        assert_eq!(moved(None, &page, &mut repeats).as_deref(), Some("a"));
        assert_eq!(moved(Some("a"), &page, &mut repeats).as_deref(), Some("a"));
        assert_eq!(moved(Some("a"), &page, &mut repeats).as_deref(), Some("a"));
        assert_eq!(moved(Some("a"), &page, &mut repeats), None);
        assert_eq!(moved(Some("a"), &Page::<()>::new(Vec::new(), None), &mut repeats), None);
    }
}
