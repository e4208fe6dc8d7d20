//! Histories: the newest messages of conversations that have news, and their older parts.
//!
//! A conversation is stale while its own time of the newest message is later than what was read of it. Reading goes
//! newest first and stops at the first known entry: the remote has no "after" filter. A listing can lag behind the
//! thread's own time; then the conversation stays stale and is looked at again a few times before the listing's word is
//! taken.

use bellhop_hubspot::{
    client::{Client, MessagesQuery},
    wire::conversations as wire,
};
use bellhop_model::{Message, MessageId, ThreadId};
use bellhop_store::{Origin, ThreadSync};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream};
use tokio::sync::mpsc;

use super::{cursor, ingest, listing::moved, people};
use crate::{
    board::Progress,
    error::{Remedy, SyncError},
    push::settle_pages,
    session::Session,
};

/// Conversations in one step of the task: a poll waits for no more than these.
const STEP: u32 = 200;
/// Histories in one transaction.
const TOGETHER: usize = 64;
/// Pages of news that are read without a known entry; what lies behind them is read as older history.
const GAP: u32 = 10;
/// The largest page, for histories whose length is known to be more than one.
const LARGE: u32 = 500;
/// A newest entry this close to the thread's own time is the one that it speaks of.
const CLOSE: TimeDelta = TimeDelta::seconds(1);

/// A conversation that has news.
#[derive(Debug, Clone)]
pub(super) struct Stale {
    pub(super) thread: ThreadId,
    pub(super) latest: Option<DateTime<Utc>>,
    pub(super) sync: ThreadSync,
}

/// What was read of a conversation.
#[derive(Debug)]
pub(super) struct History {
    stale: Stale,
    /// Newest first.
    entries: Vec<wire::Message>,
    sync: ThreadSync,
    /// The conversation is gone on the remote.
    gone: bool,
}

/// The newest open conversations with all that a list shows of them: ticket, contact, last message.
pub(super) async fn newest(session: &Session, client: &Client) -> Result<(), SyncError> {
    let limit = session.pages.useful;
    let (stale, tickets, contacts) = session
        .store
        .read(move |r| {
            let (mut stale, mut tickets, mut contacts) = (Vec::new(), Vec::new(), Vec::new());
            for thread in r.thread_sync().stale(limit)? {
                let Some(known) = r.threads().get(&thread)? else { continue };
                tickets.extend(known.ticket);
                contacts.extend(known.contact);
                stale.push(Stale { sync: r.thread_sync().get(&thread)?, latest: known.latest_at, thread });
            }
            Ok((stale, tickets, contacts))
        })
        .await?;
    let (named, titled, read) = futures::join!(
        people::read_contacts(session, client, &contacts),
        people::read_tickets(session, client, &tickets),
        read_all(session, client, stale),
    );
    read?;
    // A list without names is better than none: what is refused here is refused again, and told, by its own pull.
    for refused in [named, titled].into_iter().filter_map(Result::err) {
        if refused.remedy() != Remedy::LetRest {
            return Err(refused);
        }
    }
    Ok(())
}

/// The next conversations that have news, open and newest first.
pub(super) async fn news(session: &Session, client: &Client) -> Result<(), SyncError> {
    let limit = STEP + session.known.lag().0;
    let stale = session
        .store
        .read(move |r| {
            let mut stale = Vec::new();
            for thread in r.thread_sync().stale(limit)? {
                let latest = r.threads().get(&thread)?.and_then(|known| known.latest_at);
                stale.push(Stale { sync: r.thread_sync().get(&thread)?, latest, thread });
            }
            Ok(stale)
        })
        .await?;
    let due = stale.into_iter().filter(|stale| !session.known.waits(&stale.thread)).collect();
    read_all(session, client, due).await
}

/// The next older parts of histories.
pub(super) async fn older(session: &Session, client: &Client) -> Result<(), SyncError> {
    let parts = session
        .store
        .read(|r| {
            let mut parts = Vec::new();
            for (thread, after) in r.thread_sync().incomplete(STEP / 4)? {
                parts.push((r.thread_sync().get(&thread)?, thread, after));
            }
            Ok(parts)
        })
        .await?;
    let fetches: Vec<_> =
        parts.into_iter().map(|(sync, thread, after)| older_part(client, sync, thread, after).boxed()).collect();
    flow(session, client, fetches).await
}

async fn older_part(client: &Client, sync: ThreadSync, thread: ThreadId, after: String) -> Result<History, SyncError> {
    let query = MessagesQuery { after: Some(after.clone()), limit: LARGE, ..MessagesQuery::default() };
    let stale = Stale { thread, latest: None, sync: sync.clone() };
    match client.messages(stale.thread.as_str(), &query).await {
        Ok(page) => {
            // One chance only: a cursor that repeats here would be asked for again at each step.
            let next = page.after().filter(|next| *next != after).map(str::to_owned);
            let sync = ThreadSync { complete: next.is_none(), older: next, ..sync };
            Ok(History { stale, entries: page.results, sync, gone: false })
        }
        Err(error) if error.is_gone() => Ok(gone(stale)),
        // A cursor that has expired: the history is read from its newest entry down.
        Err(error) if Remedy::of(&error) == Remedy::LetRest => whole(client, stale).await,
        Err(error) => Err(error.into()),
    }
}

async fn whole(client: &Client, stale: Stale) -> Result<History, SyncError> {
    let (mut entries, mut query, mut repeats) =
        (Vec::new(), MessagesQuery { limit: LARGE, ..MessagesQuery::default() }, 0);
    loop {
        let page = client.messages(stale.thread.as_str(), &query).await?;
        let next = moved(query.after.as_deref(), &page, &mut repeats);
        entries.extend(page.results);
        match next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let sync = ThreadSync { complete: true, older: None, ..stale.sync.clone() };
    Ok(History { stale, entries, sync, gone: false })
}

/// Reads the news of these conversations, several at a time, and keeps them as they come.
pub(super) async fn read_all(session: &Session, client: &Client, stale: Vec<Stale>) -> Result<(), SyncError> {
    let fetches = stale.into_iter().map(|stale| fetch(session, client, stale, None).boxed()).collect();
    flow(session, client, fetches).await
}

/// Reads while it writes: the next answers come in while a transaction runs.
async fn flow(
    session: &Session,
    client: &Client,
    fetches: Vec<BoxFuture<'_, Result<History, SyncError>>>,
) -> Result<(), SyncError> {
    let mut fetches = stream::iter(fetches).buffer_unordered(session.pages.parallel);
    let (sender, mut receiver) = mpsc::channel(TOGETHER);
    let reading = async move {
        while let Some(history) = fetches.next().await {
            // The receiver is gone when a write failed; its error is the one that counts.
            if sender.send(history?).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let writing = async move {
        let mut together = Vec::new();
        while receiver.recv_many(&mut together, TOGETHER).await > 0 {
            keep(session, client, std::mem::take(&mut together)).await?;
        }
        Ok(())
    };
    let (read, written): (Result<(), SyncError>, Result<(), SyncError>) = futures::join!(reading, writing);
    written.and(read)
}

/// Reads the news of one conversation; `first` is its newest page when that was read already.
pub(super) async fn fetch(
    session: &Session,
    client: &Client,
    stale: Stale,
    first: Option<bellhop_hubspot::wire::Page<wire::Message>>,
) -> Result<History, SyncError> {
    let never_read = stale.sync.synced_at.is_none();
    let limit = if never_read { session.pages.history } else { session.pages.news };
    let mut query = MessagesQuery { limit, ..MessagesQuery::default() };
    let mut entries = Vec::new();
    let mut first = first;
    let mut repeats = 0;
    let mut pages = 0;
    let older = loop {
        let page = match first.take() {
            Some(page) => page,
            None => match client.messages(stale.thread.as_str(), &query).await {
                Ok(page) => page,
                Err(error) if error.is_gone() => return Ok(gone(stale)),
                Err(error) => return Err(error.into()),
            },
        };
        pages += 1;
        let next = moved(query.after.as_deref(), &page, &mut repeats);
        let reached = !never_read && any_known(session, &page.results).await?;
        entries.extend(page.results);
        if reached {
            break None;
        }
        match next {
            Some(next) if !never_read && pages < GAP => {
                query.after = Some(next);
                query.limit = LARGE;
            }
            next => break Some(next),
        }
    };
    let sync = match older {
        // The known part was reached: what was known of the older part holds.
        None => stale.sync.clone(),
        Some(older) => ThreadSync { complete: older.is_none(), older, ..stale.sync.clone() },
    };
    Ok(History { stale, entries, sync, gone: false })
}

fn gone(stale: Stale) -> History {
    History { sync: stale.sync.clone(), stale, entries: Vec::new(), gone: true }
}

async fn any_known(session: &Session, entries: &[wire::Message]) -> Result<bool, SyncError> {
    let ids: Vec<MessageId> = entries.iter().map(|entry| MessageId::from(entry.id.as_str())).collect();
    Ok(!session.store.read(move |r| r.messages().known(&ids)).await?.is_empty())
}

/// Keeps what was read, with how far it was read, in one transaction.
pub(super) async fn keep(session: &Session, client: &Client, histories: Vec<History>) -> Result<(), SyncError> {
    let team = session.known.team();
    let now = Utc::now();
    let mut syncs = Vec::with_capacity(histories.len());
    let mut messages: Vec<Message> = Vec::new();
    let (lost, histories): (Vec<_>, Vec<_>) = histories.into_iter().partition(|history| history.gone);
    for history in lost {
        super::refresh_thread(session, client, &history.stale.thread).await?;
    }
    let pages: Vec<_> = histories.iter().map(|history| (&history.stale.thread, history.entries.as_slice())).collect();
    settle_pages(session, &pages).await?;
    for history in histories {
        let sync = judged(session, &history, now);
        messages.extend(ingest::page(history.entries, &team));
        syncs.push((history.stale.thread, sync));
    }
    session.tally.messages(messages.len());
    let counts = session
        .store
        .write(Origin::Pull, move |w| {
            w.messages().upsert(&messages)?;
            for (thread, sync) in &syncs {
                w.thread_sync().set(thread, sync)?;
            }
            let first = w.cursors().get(cursor::FIRST)?.is_none();
            Ok(if first { Some(w.thread_sync().counts()?) } else { None })
        })
        .await?;
    if let Some((done, total)) = counts {
        session.board.progress(Progress::FirstSync { done, total });
    }
    Ok(())
}

/// How far a conversation counts as read.
fn judged(session: &Session, history: &History, now: DateTime<Utc>) -> ThreadSync {
    let Some(latest) = history.stale.latest else {
        return ThreadSync { synced_at: history.stale.sync.synced_at.or(Some(now)), ..history.sync.clone() };
    };
    let newest = history.entries.iter().map(|entry| entry.created_at).max();
    let behind = newest.is_none_or(|newest| newest + CLOSE < latest);
    if behind && session.known.lags(&history.stale.thread, latest) {
        return ThreadSync { synced_at: Some(now), synced_latest: newest, ..history.sync.clone() };
    }
    session.known.keeps_up(&history.stale.thread);
    ThreadSync { synced_at: Some(now), synced_latest: Some(latest), ..history.sync.clone() }
}

/// Keeps single entries that were read otherwise, newest first.
pub(crate) async fn keep_messages(session: &Session, entries: Vec<wire::Message>) -> Result<(), SyncError> {
    let messages = ingest::page(entries, &session.known.team());
    session.tally.messages(messages.len());
    Ok(session.store.write(Origin::Pull, move |w| w.messages().upsert(&messages)).await?)
}
