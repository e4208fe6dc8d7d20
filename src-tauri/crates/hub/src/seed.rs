//! Filling a hub with many conversations at once, for tests and benchmarks.
//!
//! Everything is written directly in one transaction and looks as if it had come through a channel: threads with
//! tickets and contacts, messages in both directions. Words come from a small generator, so the same numbers give the
//! same data.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;
use serde_json::Map;

use bellhop_hubspot::wire::conversations::{DeliveryIdentifier, Recipient, Sender};

use crate::{
    Hub,
    conversations::{agent_of_owner, insert_message, insert_thread},
    db::{
        channel_accounts::{self, Account},
        channels::{self, Channel},
        inboxes::HELP_DESK,
        messages::{Client, Delivery, Flow, Kind, NewEntry},
        owners,
        threads::{self, NewThread, Status},
        visitors::{self, Seen},
    },
    helpdesk::{
        message_facts, new_ticket_properties,
        records::{self, ObjectKind, Properties, TICKET_TO_CONTACT, iso, set},
    },
    server::answer::ApiError,
};

/// How much to write.
#[derive(Debug, Clone, Copy)]
pub struct SeedSpec {
    /// Conversations, each with a ticket.
    pub threads: usize,
    /// Messages in each of them.
    pub messages_per_thread: usize,
    /// People; conversations are shared out among them.
    pub contacts: usize,
    /// Every n-th conversation is closed; 0 leaves all open.
    pub closed_every: usize,
    /// When the newest message was written; the others lie before it, a minute apart.
    pub newest: DateTime<Utc>,
}

impl SeedSpec {
    /// So many conversations with so many messages, the newest now.
    pub fn new(threads: usize, messages_per_thread: usize, newest: DateTime<Utc>) -> Self {
        Self { threads, messages_per_thread, contacts: (threads / 4).max(1), closed_every: 3, newest }
    }
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Seeded {
    /// The custom channel.
    pub channel_id: i64,
    /// Its account.
    pub account_id: i64,
    /// The conversations, the least recently active first.
    pub thread_ids: Vec<i64>,
    /// Their tickets, in the same order.
    pub ticket_ids: Vec<i64>,
}

impl Hub {
    /// Writes many conversations in one transaction. No events are told: a client has to look.
    pub async fn seed(&self, spec: SeedSpec) -> anyhow::Result<Seeded> {
        let now = self.now();
        Ok(self.app.db.write(move |tx| Seeding::begin(tx, spec, now)?.write()).await?)
    }
}

struct Seeding<'a> {
    tx: &'a Transaction<'a>,
    spec: SeedSpec,
    now: DateTime<Utc>,
    account: Account,
    /// The agents: actor id, owner id, name.
    agents: Vec<(String, i64, String)>,
    people: Vec<Someone>,
    words: Words,
}

struct Someone {
    contact_id: i64,
    visitor_id: i64,
    name: String,
    address: DeliveryIdentifier,
}

impl<'a> Seeding<'a> {
    fn begin(tx: &'a Transaction<'a>, spec: SeedSpec, now: DateTime<Utc>) -> Result<Self, ApiError> {
        let account = account(tx, now)?;
        let mut agents = Vec::new();
        for owner in owners::list(tx)?.into_iter().filter(|owner| owner.archived_at.is_none()) {
            if let Some(actor_id) = agent_of_owner(tx, owner.id)? {
                agents.push((actor_id, owner.id, owner.full_name()));
            }
        }
        let mut seeding = Self { tx, spec, now, account, agents, people: Vec::new(), words: Words(0x2545_F491) };
        for number in 0..spec.contacts.max(1) {
            let someone = seeding.person(number)?;
            seeding.people.push(someone);
        }
        Ok(seeding)
    }

    fn person(&mut self, number: usize) -> Result<Someone, ApiError> {
        let (first, last) = (self.words.pick(FIRST_NAMES), self.words.pick(LAST_NAMES));
        let mut properties = Properties::new();
        set(&mut properties, "firstname", first);
        set(&mut properties, "lastname", last);
        set(&mut properties, "email", format!("person{number}.{}@example.com", self.account.id));
        let contact_id = records::create_object(self.tx, ObjectKind::Contact, properties, self.now)?;
        let address = DeliveryIdentifier {
            kind: visitors::OPAQUE.to_owned(),
            value: format!("seed-{}-{number}", self.account.id),
        };
        let name = format!("{first} {last}");
        let seen = Seen {
            channel_id: self.account.channel_id,
            address: &address,
            name: Some(&name),
            contact_id: Some(contact_id),
            at: self.now,
        };
        let visitor_id = visitors::remember(self.tx, seen)?;
        Ok(Someone { contact_id, visitor_id, name, address })
    }

    fn write(mut self) -> Result<Seeded, ApiError> {
        let mut seeded = Seeded {
            channel_id: self.account.channel_id,
            account_id: self.account.id,
            thread_ids: Vec::with_capacity(self.spec.threads),
            ticket_ids: Vec::with_capacity(self.spec.threads),
        };
        let people = std::mem::take(&mut self.people);
        for (number, someone) in people.iter().cycle().take(self.spec.threads).enumerate() {
            let (thread_id, ticket_id) = self.conversation(number, someone)?;
            seeded.thread_ids.push(thread_id);
            seeded.ticket_ids.push(ticket_id);
        }
        Ok(seeded)
    }

    fn conversation(&mut self, number: usize, someone: &Someone) -> Result<(i64, i64), ApiError> {
        let minutes_before = (self.spec.threads - number - 1) + self.spec.messages_per_thread.saturating_sub(1);
        let mut at = self.spec.newest - TimeDelta::minutes(i64::try_from(minutes_before).unwrap_or(0));
        let is_closed = self.spec.closed_every > 0 && number % self.spec.closed_every == self.spec.closed_every - 1;
        let agent = self.agents.get(number % self.agents.len().max(1)).cloned().filter(|_| number.is_multiple_of(2));
        let mut entries = Vec::with_capacity(self.spec.messages_per_thread);
        for place in 0..self.spec.messages_per_thread {
            entries.push(self.message(place, someone, at));
            at += TimeDelta::minutes(1);
        }
        let status = if is_closed { Status::Closed } else { Status::Open };
        let ticket_id = self.ticket(&entries, someone, agent.as_ref().map(|(_, owner, _)| *owner), status)?;
        let thread = NewThread {
            status,
            created_at: entries.first().map_or(at, |entry| entry.created_at),
            inbox_id: HELP_DESK,
            channel_id: self.account.channel_id,
            account_id: self.account.id,
            contact_id: Some(someone.contact_id),
            visitor_id: Some(someone.visitor_id),
            assigned_to: agent.map(|(actor_id, ..)| actor_id),
            ticket_id: Some(ticket_id),
            spam: false,
        };
        let thread_id = insert_thread(self.tx, &thread)?;
        for entry in entries {
            insert_message(self.tx, &NewEntry { thread_id, ..entry })?;
        }
        if is_closed {
            threads::set_status(self.tx, thread_id, Status::Closed, at)?;
        }
        Ok((thread_id, ticket_id))
    }

    fn ticket(
        &self,
        entries: &[NewEntry],
        someone: &Someone,
        owner_id: Option<i64>,
        status: Status,
    ) -> Result<i64, ApiError> {
        let mut properties = match entries.first() {
            Some(first) => new_ticket_properties(first, HELP_DESK, Some(&someone.name)),
            None => Properties::new(),
        };
        for entry in entries {
            properties.extend(message_facts(entry, true, &properties));
        }
        if let Some(first) = entries.first() {
            set(&mut properties, "createdate", iso(first.created_at));
        }
        if let Some(owner_id) = owner_id {
            set(&mut properties, "hubspot_owner_id", owner_id.to_string());
        }
        set(&mut properties, "hs_pipeline_stage", if status == Status::Closed { "4" } else { "1" });
        let at = entries.last().map_or(self.now, |entry| entry.created_at);
        let ticket_id = records::create_object(self.tx, ObjectKind::Ticket, properties, at)?;
        let contact = (ObjectKind::Contact, someone.contact_id);
        records::associate(self.tx, (ObjectKind::Ticket, ticket_id), contact, TICKET_TO_CONTACT)?;
        Ok(ticket_id)
    }

    fn message(&mut self, place: usize, someone: &Someone, at: DateTime<Utc>) -> NewEntry {
        let customer = format!("V-{}", someone.contact_id);
        let text = self.words.sentence();
        let common = NewEntry {
            text: Some(text),
            channel_id: Some(self.account.channel_id),
            account_id: Some(self.account.id),
            ..NewEntry::new(0, Kind::Message, at)
        };
        let agent = self.agents.get(place % self.agents.len().max(1)).filter(|_| place % 3 == 2);
        match agent {
            Some((actor_id, _, name)) => NewEntry {
                created_by: actor_id.clone(),
                client: Client::HubSpot,
                direction: Some(Flow::Outgoing),
                status: Some(Delivery::Read),
                senders: vec![Sender {
                    actor_id: Some(actor_id.clone()),
                    name: Some(name.clone()),
                    ..Sender::default()
                }],
                recipients: vec![Recipient {
                    actor_id: Some(customer),
                    name: Some(someone.name.clone()),
                    delivery_identifier: Some(someone.address.clone()),
                    ..Recipient::default()
                }],
                ..common
            },
            None => NewEntry {
                created_by: customer.clone(),
                client: Client::Integration(0),
                direction: Some(Flow::Incoming),
                status: Some(Delivery::Received),
                senders: vec![Sender {
                    actor_id: Some(customer),
                    name: Some(someone.name.clone()),
                    delivery_identifier: Some(someone.address.clone()),
                    ..Sender::default()
                }],
                ..common
            },
        }
    }
}

/// The channel account of seeded conversations. It belongs to no app that could be reached: nothing is sent.
fn account(tx: &Transaction<'_>, now: DateTime<Utc>) -> Result<Account, ApiError> {
    let channel = Channel {
        id: 0,
        name: "Messenger".to_owned(),
        app_id: Some(0),
        capabilities: Map::new(),
        webhook_url: None,
        redirect_url: None,
        description: Some("Conversations for tests and measurements".to_owned()),
        logo_url: None,
        created_at: now,
    };
    let channel_id = channels::insert(tx, &channel)?;
    let mut account = Account {
        id: 0,
        name: "Messenger".to_owned(),
        channel_id,
        inbox_id: HELP_DESK,
        active: true,
        authorized: true,
        archived: false,
        identifier: Some(DeliveryIdentifier { kind: visitors::OPAQUE.to_owned(), value: "messenger".to_owned() }),
        created_at: now,
    };
    account.id = channel_accounts::insert(tx, &account)?;
    Ok(account)
}

/// A small generator (xorshift): the same words in the same order, every time.
struct Words(u32);

impl Words {
    fn next(&mut self) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        usize::try_from(self.0).unwrap_or(0)
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        let place = self.next() % from.len().max(1);
        from.get(place).copied().unwrap_or_default()
    }

    fn sentence(&mut self) -> String {
        let length = 4 + self.next() % 20;
        let mut sentence = String::new();
        for place in 0..length {
            if place > 0 {
                sentence.push(' ');
            }
            sentence.push_str(self.pick(VOCABULARY));
        }
        sentence.push('.');
        sentence
    }
}

const FIRST_NAMES: &[&str] = &["Anna", "Piotr", "Zofia", "Jan", "Łucja", "Emma", "Noah", "Olivia", "Liam", "Mia"];
const LAST_NAMES: &[&str] =
    &["Nowak", "Kowalska", "Wójcik", "Żak", "Smith", "Jones", "Brown", "Taylor", "Garcia", "Kim"];
const VOCABULARY: &[&str] = &[
    "paczka",
    "zamówienie",
    "faktura",
    "zwrot",
    "kurier",
    "adres",
    "dziękuję",
    "proszę",
    "czekam",
    "łącze",
    "próba",
    "order",
    "parcel",
    "invoice",
    "refund",
    "courier",
    "address",
    "thanks",
    "please",
    "waiting",
    "the",
    "my",
    "is",
    "not",
    "when",
    "will",
    "it",
    "arrive",
    "yesterday",
    "today",
    "again",
    "account",
    "password",
    "reset",
    "link",
];
