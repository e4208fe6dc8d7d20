//! A desk in a folder of its own, with a small house: three owners, two channels, two pipelines. What the remote would
//! have told is put into the store by hand; what the rep does goes through [`Room::call`] alone.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bellhop_desk::views::WorkspaceKind;
use bellhop_desk::{ApiError, Desk, DeskConfig, ErrorCode};
use bellhop_media::{Media, MediaError, Resolver};
use bellhop_model::{
    Address, Author, Carries, Channel, ChannelAccount, Contact, Content, Direction, Inbox, Message, MessageKind, Owner,
    Pipeline, Stage, Thread, ThreadId, ThreadStatus, Ticket,
};
use bellhop_store::{Origin, OutboxRow, OutboxStep, PropertyDefinition, PropertyOption, Store};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use futures::FutureExt;
use serde_json::{Value, json};

/// The rep at this window: owner 7, actor A-71.
pub(crate) const ME: &str = "marta.krol@example.com";

pub(crate) struct Room {
    pub(crate) store: Store,
    pub(crate) media: Media,
    pub(crate) desk: Desk,
    pub(crate) dir: tempfile::TempDir,
}

/// A desk whose house is known.
pub(crate) async fn room() -> Room {
    let room = empty_room().await;
    furnish(&room.store).await;
    room
}

/// A desk before the first sync.
pub(crate) async fn empty_room() -> Room {
    room_in(tempfile::tempdir().unwrap()).await
}

/// A desk on what lies in a folder.
pub(crate) async fn room_in(dir: tempfile::TempDir) -> Room {
    let (store, media, desk) = desk_on(dir.path()).await;
    Room { store, media, desk, dir }
}

/// What a process has that opens this folder.
pub(crate) async fn desk_on(dir: &Path) -> (Store, Media, Desk) {
    let (store, _) = Store::open(dir).unwrap();
    let media = open_media(dir).await;
    let desk = Desk::new(DeskConfig {
        store: store.clone(),
        media: media.clone(),
        sync: None,
        workspace: "Lampy".to_owned(),
        kind: WorkspaceKind::Local,
        email: ME.to_uppercase(),
        hub: None,
        notices: Vec::new().into(),
    });
    (store, media, desk)
}

async fn open_media(dir: &Path) -> Media {
    let offline: Resolver = Arc::new(|_| async { Err(MediaError::Offline("no network".to_owned())) }.boxed());
    Media::open(&dir.join("media"), &[], offline).await.unwrap()
}

impl Room {
    pub(crate) async fn call(&self, name: &str, args: Value) -> Value {
        self.desk.call(name, args.clone()).await.unwrap_or_else(|problem| panic!("{name}({args}): {problem:?}"))
    }

    pub(crate) async fn refused(&self, name: &str, args: Value) -> ApiError {
        match self.desk.call(name, args.clone()).await {
            Ok(answer) => panic!("{name}({args}) was not refused: {answer}"),
            Err(problem) => problem,
        }
    }

    /// The code of a refusal, with the promise that nothing was put into the outbox by it.
    pub(crate) async fn refused_code(&self, name: &str, args: Value) -> ErrorCode {
        let before = self.open_intents().await;
        let problem = self.refused(name, args).await;
        assert!(!problem.message.is_empty(), "a refusal without a sentence");
        assert_eq!(self.open_intents().await, before, "a refused call left something in the outbox");
        problem.code
    }

    /// The ids of a view, from its first row.
    pub(crate) async fn ids(&self, view: Value) -> Vec<String> {
        let page = self.call("list", json!({"key": view, "offset": 0, "limit": 200})).await;
        let ids = ids_of(&page);
        assert_eq!(page["total"], ids.len(), "the total of {view} does not agree with its rows");
        ids
    }

    /// A conversation's row in a view.
    pub(crate) async fn row(&self, view: Value, thread: &str) -> Value {
        let page = self.call("list", json!({"key": view, "offset": 0, "limit": 200})).await;
        let rows = page["rows"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == thread).unwrap_or_else(|| panic!("{thread} is not in {view}")).clone()
    }

    /// The total and the unread of a view.
    pub(crate) async fn count(&self, view: Value) -> (u64, u64) {
        let counts = self.call("counts", Value::Null).await;
        let found = counts["views"].as_array().unwrap().iter().find(|one| one["key"] == view);
        let found = found.unwrap_or_else(|| panic!("{view} is not counted: {counts}"));
        (found["total"].as_u64().unwrap(), found["unread"].as_u64().unwrap())
    }

    /// The newest page of a history.
    pub(crate) async fn messages(&self, thread: &str) -> Vec<Value> {
        let page = self.call("messages", json!({"thread": thread, "limit": 200})).await;
        page["messages"].as_array().unwrap().clone()
    }

    pub(crate) async fn open_intents(&self) -> Vec<OutboxRow> {
        self.store.read(|r| r.outbox().open()).await.unwrap()
    }

    pub(crate) async fn put(&self, threads: &[Thread], messages: &[Message]) {
        let (threads, messages) = (threads.to_vec(), messages.to_vec());
        let write = move |w: &bellhop_store::CacheWrite<'_>| {
            w.threads().upsert(&threads)?;
            w.messages().upsert(&messages)
        };
        self.store.write(Origin::Pull, write).await.unwrap();
    }

    pub(crate) async fn put_tickets(&self, tickets: &[Ticket]) {
        let tickets = tickets.to_vec();
        self.store.write(Origin::Pull, move |w| w.tickets().upsert(&tickets)).await.unwrap();
    }

    pub(crate) async fn put_contacts(&self, contacts: &[Contact]) {
        let contacts = contacts.to_vec();
        self.store.write(Origin::Pull, move |w| w.contacts().upsert(&contacts)).await.unwrap();
    }

    /// Moves an intent on, as push would.
    pub(crate) async fn step(&self, intent: &Value, step: OutboxStep) {
        let id = intent.as_str().unwrap().into();
        self.store.desk_write(Origin::Push, move |w| w.outbox().set_step(&id, &step, None)).await.unwrap();
    }

    pub(crate) async fn close(&self, intent: &Value) {
        let id = intent.as_str().unwrap().into();
        self.store.desk_write(Origin::Push, move |w| w.outbox().close(&id)).await.unwrap();
    }

    /// Sends a plain reply.
    pub(crate) async fn reply(&self, thread: &str, text: &str) -> Value {
        self.call("send", send(thread, "reply", text)).await[0].clone()
    }

    /// The same folder after the program was ended and started again.
    pub(crate) async fn restart(self) -> Room {
        self.store.close().await.unwrap();
        let Room { dir, .. } = self;
        room_in(dir).await
    }
}

pub(crate) fn view(name: &str) -> Value {
    json!({"view": name})
}

pub(crate) fn send(thread: &str, mode: &str, text: &str) -> Value {
    json!({"thread": thread, "mode": mode, "draft": draft(text), "thenStage": null})
}

pub(crate) fn draft(text: &str) -> Value {
    json!({"text": text, "html": null, "replyTo": null, "files": [], "account": null, "email": null, "status": null})
}

pub(crate) fn ids_of(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// What the entries of a history say, oldest first.
pub(crate) fn texts(messages: &[Value]) -> Vec<&str> {
    messages.iter().filter_map(|message| message["body"]["content"]["text"].as_str()).collect()
}

/// Long ago, so that what the rep does now is newer than everything that the remote told.
pub(crate) fn minute(n: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2020, 3, 2, 12, 0, 0).unwrap() + TimeDelta::minutes(n)
}

/// An open conversation of the web chat.
pub(crate) fn thread(id: &str) -> Thread {
    Thread {
        id: ThreadId::from(id),
        status: ThreadStatus::Open,
        created_at: minute(0),
        closed_at: None,
        archived: false,
        spam: false,
        inbox: "1".into(),
        channel: "20001".into(),
        channel_account: "300".into(),
        contact: None,
        assigned_to: None,
        latest_at: None,
        latest_received_at: None,
        latest_sent_at: None,
        ticket: None,
    }
}

/// A conversation with the ticket `t<id>`.
pub(crate) fn with_ticket(id: &str) -> Thread {
    Thread { ticket: Some(format!("t{id}").as_str().into()), ..thread(id) }
}

pub(crate) fn incoming(thread: &str, id: &str, at: i64, text: &str) -> Message {
    let author = Author {
        actor: Some("V-9".into()),
        name: Some("Anna Nowak".to_owned()),
        address: Some(Address {
            kind: "CHANNEL_SPECIFIC_OPAQUE_ID".to_owned(),
            value: "anna".to_owned(),
            name: None,
            field: None,
        }),
    };
    Message { author, ..message(thread, id, at, Direction::Incoming, text) }
}

/// A message of the rep at this window.
pub(crate) fn outgoing(thread: &str, id: &str, at: i64, text: &str) -> Message {
    by("A-71", message(thread, id, at, Direction::Outgoing, text))
}

fn message(thread: &str, id: &str, at: i64, direction: Direction, text: &str) -> Message {
    let kind = MessageKind::Message {
        direction,
        content: says(text),
        channel: Some("20001".into()),
        channel_account: Some("300".into()),
        recipients: Vec::new(),
        in_reply_to: None,
        receipt: None,
    };
    entry(thread, id, at, kind)
}

/// An entry of the help desk itself.
pub(crate) fn entry(thread: &str, id: &str, at: i64, kind: MessageKind) -> Message {
    let author = Author { actor: Some("S-1".into()), name: None, address: None };
    Message { id: id.into(), thread: thread.into(), at: minute(at), author, kind }
}

/// The same entry of another author, whom the channel did not name.
pub(crate) fn by(actor: &str, message: Message) -> Message {
    Message { author: Author { actor: Some(actor.into()), name: None, address: None }, ..message }
}

/// The same message with more in it.
pub(crate) fn with(mut message: Message, change: impl FnOnce(&mut Content)) -> Message {
    if let MessageKind::Message { content, .. } | MessageKind::Comment(content) = &mut message.kind {
        change(content);
    }
    message
}

pub(crate) fn says(text: &str) -> Content {
    Content { text: text.to_owned(), ..Content::default() }
}

/// A ticket of the pipeline "Support".
pub(crate) fn ticket(id: &str, properties: &[(&str, &str)]) -> Ticket {
    let mut all = pairs(&[("hs_pipeline", "0"), ("hs_pipeline_stage", "1")]);
    all.extend(pairs(properties));
    Ticket { id: id.into(), properties: all, contact: None, updated_at: minute(0) }
}

pub(crate) fn contact(id: &str, properties: &[(&str, &str)]) -> Contact {
    Contact { id: id.into(), properties: pairs(properties), company: None, updated_at: minute(0) }
}

pub(crate) fn pairs(properties: &[(&str, &str)]) -> BTreeMap<String, String> {
    properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) async fn furnish(store: &Store) {
    let owner = |id: &str, actor: &str, name: &str, email: &str, archived| Owner {
        id: id.into(),
        actor: Some(actor.into()),
        email: Some(email.to_owned()),
        name: name.to_owned(),
        archived,
    };
    let owners = [
        owner("7", "A-71", "Marta Król", ME, false),
        owner("8", "A-72", "jan Kowalski", "jan@example.com", false),
        owner("9", "A-73", "Ewa Dawna", "ewa@example.com", true),
    ];
    let channels = [("1002", "E-mail"), ("20001", "Web chat")].map(|(id, name)| Channel {
        id: id.into(),
        name: name.to_owned(),
        carries: Some(Carries::everything()),
    });
    let inboxes = [Inbox { id: "1".into(), name: "Help desk".to_owned(), help_desk: true }];
    let pipelines = [
        pipeline("0", "Support", &[("1", "New", false), ("2", "Waiting", false), ("4", "Closed", true)]),
        pipeline("5", "Returns", &[("51", "Parcel awaited", false), ("52", "Refunded", true)]),
    ];
    let option =
        |value: &str, label: &str| PropertyOption { value: value.to_owned(), label: label.to_owned(), hidden: false };
    let definitions = [PropertyDefinition {
        name: "hs_ticket_priority".to_owned(),
        label: "Priority".to_owned(),
        kind: "enumeration".to_owned(),
        options: vec![option("HIGH", "High"), option("LOW", "Low")],
        ..PropertyDefinition::default()
    }];
    let write = move |w: &bellhop_store::CacheWrite<'_>| {
        w.owners().replace(&owners)?;
        w.channels().replace(&channels)?;
        w.channel_accounts().replace(&accounts(true))?;
        w.inboxes().replace(&inboxes)?;
        w.pipelines().replace(&pipelines)?;
        w.properties().replace("tickets", &definitions)
    };
    store.write(Origin::Pull, write).await.unwrap();
}

/// The channel accounts; the chat's usual one is usable or not.
pub(crate) fn accounts(chat: bool) -> [ChannelAccount; 3] {
    let account = |id: &str, name: &str, channel: &str, usable| ChannelAccount {
        id: id.into(),
        name: name.to_owned(),
        channel: channel.into(),
        inbox: "1".into(),
        usable,
        address: None,
    };
    [
        account("100", "hello@example.com", "1002", true),
        account("300", "Chat on the shop", "20001", chat),
        account("302", "Chat on the old shop", "20001", false),
    ]
}

fn pipeline(id: &str, label: &str, stages: &[(&str, &str, bool)]) -> Pipeline {
    let stage = |(id, label, closed): &(&str, &str, bool)| Stage {
        id: (*id).into(),
        label: (*label).to_owned(),
        closed: *closed,
    };
    Pipeline { id: id.into(), label: label.to_owned(), stages: stages.iter().map(stage).collect() }
}
