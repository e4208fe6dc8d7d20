//! Stories about the store, on real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod alerts;
mod damage;
mod desk;
mod drafts;
mod feed;
mod files;
mod history;
mod insertables;
mod lists;
mod mirror;
mod searching;
mod snippets;

use bellhop_model::{
    ActorId, Author, ChannelAccountId, ChannelId, Contact, Content, Direction, InboxId, Message, MessageId,
    MessageKind, Thread, ThreadId, ThreadStatus, Ticket, TicketId,
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use crate::{Origin, Store};

/// A store in a folder that goes away with it.
struct Room {
    store: Store,
    dir: tempfile::TempDir,
}

fn room() -> Room {
    let dir = tempfile::tempdir().unwrap();
    let (store, notices) = Store::open(dir.path()).unwrap();
    assert_eq!(notices, [], "a new folder has something to complain about");
    Room { store, dir }
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
}

fn minute(n: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(n)
}

/// An open conversation of the web chat that began at noon.
fn thread(id: &str) -> Thread {
    Thread {
        id: ThreadId::from(id),
        status: ThreadStatus::Open,
        created_at: noon(),
        closed_at: None,
        archived: false,
        spam: false,
        inbox: InboxId::from("1"),
        channel: ChannelId::from("20001"),
        channel_account: ChannelAccountId::from("300"),
        contact: None,
        assigned_to: None,
        latest_at: None,
        latest_received_at: None,
        latest_sent_at: None,
        ticket: None,
    }
}

fn message(thread: &str, id: &str, at: DateTime<Utc>, direction: Direction, text: &str) -> Message {
    let (actor, name) = match direction {
        Direction::Incoming => ("V-9", "Anna Nowak"),
        Direction::Outgoing => ("A-71", "Rep"),
    };
    Message {
        id: MessageId::from(id),
        thread: ThreadId::from(thread),
        at,
        author: Author { actor: Some(ActorId::from(actor)), name: Some(name.to_owned()), address: None },
        kind: MessageKind::Message {
            direction,
            content: Content { text: text.to_owned(), ..Content::default() },
            channel: Some(ChannelId::from("20001")),
            channel_account: Some(ChannelAccountId::from("300")),
            recipients: Vec::new(),
            in_reply_to: None,
            receipt: None,
        },
    }
}

fn incoming(thread: &str, id: &str, at: DateTime<Utc>, text: &str) -> Message {
    message(thread, id, at, Direction::Incoming, text)
}

fn outgoing(thread: &str, id: &str, at: DateTime<Utc>, text: &str) -> Message {
    message(thread, id, at, Direction::Outgoing, text)
}

fn ticket(id: &str, properties: &[(&str, &str)]) -> Ticket {
    Ticket { id: TicketId::from(id), properties: pairs(properties), contact: None, updated_at: noon() }
}

fn contact(id: &str, properties: &[(&str, &str)]) -> Contact {
    Contact { id: id.into(), properties: pairs(properties), company: None, updated_at: noon() }
}

fn pairs(properties: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn put(store: &Store, threads: &[Thread], messages: &[Message]) {
    let (threads, messages) = (threads.to_vec(), messages.to_vec());
    store
        .write(Origin::Pull, move |w| {
            w.threads().upsert(&threads)?;
            w.messages().upsert(&messages)
        })
        .await
        .unwrap();
}

async fn facts(store: &Store, thread: &str) -> crate::ThreadFacts {
    let thread = ThreadId::from(thread);
    store.read(move |r| r.threads().facts(&thread)).await.unwrap().unwrap()
}
