//! People and the places that conversations come through.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::carries::Carries;
use crate::message::Address;
use crate::{ActorId, ChannelAccountId, ChannelId, ContactId, InboxId, OwnerId};

/// Someone or something that acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Its id.
    pub id: ActorId,
    /// What it is.
    pub kind: ActorKind,
    /// Its name.
    pub name: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
}

/// What an actor is, told by its id's prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ActorKind {
    /// A rep.
    Agent,
    /// A customer.
    Visitor,
    /// An app.
    Integration,
    /// The help desk itself.
    System,
    /// A scripted bot.
    Bot,
    /// An e-mail address.
    Email,
    /// A language model.
    Assistant,
    /// A prefix that appeared after this version was made.
    Unknown,
}

impl ActorId {
    /// What this actor is, by its prefix.
    pub fn kind(&self) -> ActorKind {
        match self.0.split_once('-').map(|(prefix, _)| prefix) {
            Some("A") => ActorKind::Agent,
            Some("V") => ActorKind::Visitor,
            Some("I") => ActorKind::Integration,
            Some("S") => ActorKind::System,
            Some("B") => ActorKind::Bot,
            Some("E") => ActorKind::Email,
            Some("L") => ActorKind::Assistant,
            _ => ActorKind::Unknown,
        }
    }

    /// The agent with this user id.
    pub fn agent(user: i64) -> Self {
        Self(format!("A-{user}"))
    }
}

/// A customer in the CRM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// First and last name, e-mail, telephone, company, owner and whatever else was read.
    pub properties: BTreeMap<String, String>,
    /// The name of its first company.
    pub company: Option<String>,
    /// When it last changed on the remote.
    pub updated_at: DateTime<Utc>,
}

impl Contact {
    /// The name to show: first and last name, else the e-mail address, else the id.
    pub fn display_name(&self) -> String {
        let part = |name: &str| self.properties.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
        match (part("firstname"), part("lastname")) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => part("email").unwrap_or(self.id.as_str()).to_owned(),
        }
    }
}

/// A person or queue that tickets can belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The owner id.
    pub id: OwnerId,
    /// The agent's actor id; absent for queues and deactivated people.
    pub actor: Option<ActorId>,
    /// Their address.
    pub email: Option<String>,
    /// First and last name, else the address.
    pub name: String,
    /// Deactivated.
    pub archived: bool,
}

/// A shared inbox or help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// Its name.
    pub name: String,
    /// A help desk, where every conversation has a ticket.
    pub help_desk: bool,
}

/// A kind of connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// Its name.
    pub name: String,
    /// What the remote says it can carry; none when it does not say.
    pub carries: Option<Carries>,
}

impl Channel {
    /// What it can carry, as far as anybody knows.
    pub fn carries(&self) -> Carries {
        self.carries.clone().unwrap_or_else(|| Carries::of(&self.id))
    }
}

impl ChannelId {
    /// True for channels that came through the custom channels API: native ones have small numbers.
    pub fn is_custom(&self) -> bool {
        self.0.parse::<u64>().map_or(true, |number| number >= 10_000)
    }

    /// E-mail.
    pub fn email() -> Self {
        Self::from("1002")
    }

    /// True for e-mail, where Enter breaks the line.
    pub fn is_email(&self) -> bool {
        self.0 == "1002"
    }
}

/// One connected account of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelAccount {
    /// Its id.
    pub id: ChannelAccountId,
    /// Its name.
    pub name: String,
    /// The channel.
    pub channel: ChannelId,
    /// The inbox that its messages go to.
    pub inbox: InboxId,
    /// Switched on, with working credentials, not in the bin.
    pub usable: bool,
    /// Its own address.
    pub address: Option<Address>,
}
