//! One conversation: what the rep looks at, what the hub pushed, what a sweep missed.

use bellhop_hubspot::client::{Client, Error, MessagesQuery};
use bellhop_hubspot::wire::conversations as wire;
use bellhop_model::{ContactId, Thread, ThreadId};
use bellhop_store::{Origin, ThreadSync};

use super::{histories, ingest, people};
use crate::{error::SyncError, session::Session};

/// Reads a conversation's head and news at the same time, then the ticket and contact that it names for the first time.
pub(crate) async fn read_conversation(session: &Session, client: &Client, thread: &ThreadId) -> Result<(), SyncError> {
    let sync = {
        let thread = thread.clone();
        session.store.read(move |r| r.thread_sync().get(&thread)).await?
    };
    let limit = if sync.synced_at.is_none() { session.pages.history } else { session.pages.news };
    let query = MessagesQuery { limit, ..MessagesQuery::default() };
    let (head, page) = futures::join!(client.thread(thread.as_str()), client.messages(thread.as_str(), &query));
    let Some(head) = keep_head(session, client, thread, head).await? else { return Ok(()) };
    let page = match page {
        Err(error) if error.is_gone() => None,
        page => Some(page?),
    };
    if let Some(page) = page {
        let stale = histories::Stale { thread: thread.clone(), latest: head.latest_at, sync };
        let history = histories::fetch(session, client, stale, Some(page)).await?;
        histories::keep(session, client, vec![history]).await?;
    }
    name(session, client, &head).await
}

/// Reads a conversation's head again: closed, archived or gone.
pub(crate) async fn refresh_thread(session: &Session, client: &Client, thread: &ThreadId) -> Result<(), SyncError> {
    let head = client.thread(thread.as_str()).await;
    keep_head(session, client, thread, head).await.map(drop)
}

/// Keeps a head; nothing when the conversation is gone, which purges it here as well.
async fn keep_head(
    session: &Session,
    client: &Client,
    thread: &ThreadId,
    head: Result<wire::Thread, Error>,
) -> Result<Option<Thread>, SyncError> {
    // Archived ones are not found without asking for them.
    let head = match head {
        Err(error) if error.is_gone() => client.archived_thread(thread.as_str()).await,
        head => head,
    };
    match head {
        Ok(head) => {
            let head = ingest::thread(head);
            session.tally.threads(1);
            let kept = head.clone();
            session.store.write(Origin::Pull, move |w| w.threads().upsert(std::slice::from_ref(&kept))).await?;
            Ok(Some(head))
        }
        Err(error) if error.is_gone() => {
            tracing::info!(%thread, "a conversation is gone on the remote");
            let thread = thread.clone();
            session.store.write(Origin::Pull, move |w| w.threads().remove(std::slice::from_ref(&thread))).await?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads the ticket and the contact of a conversation unless they are known.
async fn name(session: &Session, client: &Client, head: &Thread) -> Result<(), SyncError> {
    let (ticket, contact) = (head.ticket.clone(), head.contact.clone());
    let (tickets, contacts) = session
        .store
        .read(move |r| {
            let ticket = match ticket {
                Some(ticket) if r.tickets().get(&ticket)?.is_none() => Some(ticket),
                _ => None,
            };
            let contact = match contact {
                Some(contact) if r.contacts().get(&contact)?.is_none() => Some(contact),
                _ => None,
            };
            Ok((Vec::from_iter(ticket), Vec::from_iter(contact)))
        })
        .await?;
    let (titled, named) = futures::join!(
        people::read_tickets(session, client, &tickets),
        people::read_contacts(session, client, &contacts)
    );
    titled.and(named)
}

/// Forgets a contact that is gone on the remote.
pub(crate) async fn forget_contact(session: &Session, contact: ContactId) -> Result<(), SyncError> {
    Ok(session.store.write(Origin::Pull, move |w| w.contacts().remove(std::slice::from_ref(&contact))).await?)
}

/// Marks a conversation as one that has news, whatever its own time says.
pub(super) fn with_news(sync: ThreadSync) -> ThreadSync {
    ThreadSync { synced_latest: Some(chrono::DateTime::UNIX_EPOCH), ..sync }
}
