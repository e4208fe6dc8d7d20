//! Made-up conversations as rows of the store, for lists that are longer than a hub would be filled for.

use std::collections::BTreeMap;

use bellhop_model::{
    ActorId, Author, Channel, ChannelAccount, ChannelAccountId, ChannelId, Contact, ContactId, Content, Direction,
    Inbox, InboxId, Message, MessageId, MessageKind, Pipeline, Receipt, Stage, Thread, ThreadId, ThreadStatus, Ticket,
    TicketId,
};
use bellhop_store::{CacheWrite, Result, ThreadSync};
use chrono::{DateTime, TimeDelta, Utc};

use crate::corpus::{self, Dice, FIRST_NAMES, LAST_NAMES};

const INBOX: &str = "1";
const PIPELINE: &str = "0";
const STAGE: &str = "1";
/// Web chat, e-mail and a custom channel, with an account each.
const CHANNELS: [(&str, &str); 3] = [("1000", "Live chat"), ("1002", "Email"), ("1700001", "Messenger")];
/// Each customer has four conversations.
const CONVERSATIONS_EACH: usize = 4;

/// Channels, their accounts, the inbox and the pipeline that the conversations name.
pub(crate) fn write_directory(w: &CacheWrite<'_>) -> Result<()> {
    w.inboxes().replace(&[Inbox { id: INBOX.into(), name: "Help desk".to_owned(), help_desk: true }])?;
    w.channels().replace(&CHANNELS.map(|(id, name)| Channel {
        id: id.into(),
        name: name.to_owned(),
        carries: None,
    }))?;
    w.channel_accounts().replace(&CHANNELS.map(|(id, name)| ChannelAccount {
        id: account_of(id),
        name: name.to_owned(),
        channel: id.into(),
        inbox: INBOX.into(),
        usable: true,
        address: None,
    }))?;
    let stages = [(STAGE, "New", false), ("4", "Closed", true)];
    let stages = stages.map(|(id, label, closed)| Stage { id: id.into(), label: label.to_owned(), closed });
    w.pipelines().replace(&[Pipeline { id: PIPELINE.into(), label: "Support".to_owned(), stages: stages.to_vec() }])
}

/// A conversation with its history, its ticket and its customer.
pub(crate) struct Conversation {
    thread: Thread,
    messages: Vec<Message>,
    ticket: Ticket,
    contact: Contact,
}

impl Conversation {
    /// The conversation with this number: 0 is the newest, each further one a minute older.
    pub(crate) fn made(number: usize, newest: DateTime<Utc>) -> Self {
        let mut dice = Dice::new(number as u64);
        let language = corpus::language(number);
        let latest = newest - TimeDelta::minutes(i64::try_from(number).unwrap_or(i64::MAX));
        let (channel, _) = dice.of(&CHANNELS).unwrap_or_default();
        let contact = contact(number / CONVERSATIONS_EACH, newest);
        let id = ThreadId(format!("{}", 9_000_000_000 + number));
        let talk = Talk { thread: &id, channel, contact: &contact };
        let length = corpus::length(&mut dice);
        let messages: Vec<Message> = (0..length)
            .map(|place| {
                let before = TimeDelta::minutes(3 * i64::try_from(length - 1 - place).unwrap_or(0));
                let text = corpus::text(&mut dice, &language);
                talk.message(place, latest - before, text)
            })
            .collect();
        let properties = [
            ("subject", language.sentence(&mut dice, 5)),
            ("hs_pipeline", PIPELINE.to_owned()),
            ("hs_pipeline_stage", STAGE.to_owned()),
        ];
        let ticket = Ticket {
            id: TicketId(format!("{}", 5_000_000_000 + number)),
            properties: properties.map(|(name, value)| (name.to_owned(), value)).into(),
            contact: Some(contact.id.clone()),
            updated_at: latest,
        };
        let newest_of = |outgoing: bool| {
            messages.iter().rev().find(|message| is_outgoing(message) == outgoing).map(|message| message.at)
        };
        let thread = Thread {
            id,
            status: ThreadStatus::Open,
            created_at: messages.first().map_or(latest, |message| message.at),
            closed_at: None,
            archived: false,
            spam: false,
            inbox: InboxId::from(INBOX),
            channel: ChannelId::from(channel),
            channel_account: account_of(channel),
            contact: Some(contact.id.clone()),
            assigned_to: None,
            latest_at: Some(latest),
            latest_received_at: newest_of(false),
            latest_sent_at: newest_of(true),
            ticket: Some(ticket.id.clone()),
        };
        Self { thread, messages, ticket, contact }
    }

    /// Writes it as sync does once it has read all of it.
    pub(crate) fn write(&self, w: &CacheWrite<'_>) -> Result<()> {
        w.contacts().upsert(std::slice::from_ref(&self.contact))?;
        w.tickets().upsert(std::slice::from_ref(&self.ticket))?;
        w.threads().upsert(std::slice::from_ref(&self.thread))?;
        w.messages().upsert(&self.messages)?;
        let read = ThreadSync {
            synced_at: self.thread.latest_at,
            synced_latest: self.thread.latest_at,
            complete: true,
            older: None,
        };
        w.thread_sync().set(&self.thread.id, &read)
    }
}

fn contact(number: usize, now: DateTime<Utc>) -> Contact {
    let mut dice = Dice::new(number as u64 + 1_000_000);
    let first = dice.word(FIRST_NAMES);
    let last = dice.word(LAST_NAMES);
    let email = format!("customer{number}@example.com");
    let properties = [("firstname", first.to_owned()), ("lastname", last.to_owned()), ("email", email)];
    Contact {
        id: ContactId(format!("{}", 7_000_000_000 + number)),
        properties: properties.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<BTreeMap<_, _>>(),
        company: None,
        updated_at: now,
    }
}

/// Who talks where.
struct Talk<'a> {
    thread: &'a ThreadId,
    channel: &'a str,
    contact: &'a Contact,
}

impl Talk<'_> {
    /// A message at a place in the history. Every third one is the rep's answer.
    fn message(&self, place: usize, at: DateTime<Utc>, text: String) -> Message {
        let outgoing = place % 3 == 1;
        let (actor, name) = if outgoing {
            (ActorId::agent(71), "Marta Król".to_owned())
        } else {
            (ActorId(format!("V-{}", self.contact.id)), self.contact.display_name())
        };
        Message {
            id: MessageId(format!("{}-{place:04}", self.thread)),
            thread: self.thread.clone(),
            at,
            author: Author { actor: Some(actor), name: Some(name), address: None },
            kind: MessageKind::Message {
                direction: if outgoing { Direction::Outgoing } else { Direction::Incoming },
                content: Content { text, ..Content::default() },
                channel: Some(ChannelId::from(self.channel)),
                channel_account: Some(account_of(self.channel)),
                recipients: Vec::new(),
                in_reply_to: None,
                receipt: Some(if outgoing { Receipt::Sent } else { Receipt::Received }),
            },
        }
    }
}

fn is_outgoing(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Message { direction: Direction::Outgoing, .. })
}

fn account_of(channel: &str) -> ChannelAccountId {
    ChannelAccountId(format!("8{channel}"))
}
