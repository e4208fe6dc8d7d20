//! Tells stories into the hub, step by step, as they would have happened.
//!
//! Only the ways in are used that the API's handlers use, with the time of the step as "now". A step that refers to
//! nobody known is an error, so a misspelt key never becomes a strange contact.

use std::{collections::HashMap, path::PathBuf};

use bellhop_hubspot::wire::conversations::{Recipient, Sender};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Transaction;
use serde_json::{Value, json};

use super::{
    house::{self, Desk, address},
    media, pack,
    people::{self, Customer, Rep},
    session,
    storeroom::Shelf,
    story::{Act, Outcome, Piece, Place, Story, Words},
};
use crate::{
    chat::Registration,
    conversations::insert_message,
    db::{
        inboxes::{self, HELP_DESK},
        messages::{self, Client, Delivery, Flow, Kind, NewEntry},
        thread_keys::{self, ThreadKey},
        threads, visitors,
    },
    files::{NewFile, store_file},
    helpdesk::{
        self, By, FirstMessage, Known, Person,
        records::{self, ObjectKind, Properties, set},
    },
    server::answer::ApiError,
    settings::ContactCapture,
};

/// The shop opened its help desk this long before the first story.
const BEFORE: TimeDelta = TimeDelta::days(40);

/// What the stories are told into.
pub(super) struct Setting {
    /// The hub's folder.
    pub(super) dir: PathBuf,
    /// Now.
    pub(super) now: DateTime<Utc>,
    /// The web chat's channel.
    pub(super) registration: Registration,
    /// The app of the other custom channel.
    pub(super) harbour_app: i64,
    /// Pictures.
    pub(super) shelf: Shelf,
}

/// Tells stories in one transaction.
pub(super) struct Teller<'a> {
    tx: &'a Transaction<'a>,
    setting: Setting,
    /// Owner ids, user ids and names of the team.
    team: Vec<(Rep, i64, String)>,
    web_chat: Desk,
    harbour: Desk,
    mailbox: Desk,
    shop_inbox: i64,
    /// Files that were stored, by what they are.
    files: HashMap<String, (i64, String)>,
}

/// A conversation that is being told.
struct Scene<'s> {
    number: usize,
    story: &'s Story,
    customer: &'s Customer,
    known: Option<Known>,
    thread_id: Option<i64>,
    /// The message of each step, where it made one.
    written: Vec<Option<String>>,
}

impl<'a> Teller<'a> {
    /// Brings in the team, the customers and the channels.
    pub(super) fn prepare(tx: &'a Transaction<'a>, setting: Setting) -> Result<Self, ApiError> {
        let then = setting.now - BEFORE;
        let web_chat = Desk {
            channel_id: number(&setting.registration.channel_id)?,
            account_id: number(&setting.registration.account_id)?,
            address: address(visitors::OPAQUE, "web-chat"),
            client: Client::HubSpot,
        };
        let web_chat = Desk { client: house::client_of(tx, web_chat.channel_id)?, ..web_chat };
        let team = house::hire(tx, then)?;
        house::settle_customers(tx, then)?;
        house::ask_at_closing(tx)?;
        pack::share(tx, then)?;
        let harbour = house::open_harbour(tx, setting.harbour_app, then)?;
        let mailbox = house::open_mailbox(tx, then)?;
        let shop_inbox = inboxes::insert(tx, "Sklep", "INBOX", then)?;
        Ok(Self { tx, setting, team, web_chat, harbour, mailbox, shop_inbox, files: HashMap::new() })
    }

    /// Tells one story.
    pub(super) fn tell(&mut self, number: usize, story: &Story) -> Result<(), ApiError> {
        let customer = people::find(story.who).ok_or_else(|| unknown(story.who))?;
        let mut scene = Scene { number, story, customer, known: None, thread_id: None, written: Vec::new() };
        let mut at = self.setting.now - TimeDelta::minutes(story.ended + story.length());
        for (place, step) in story.steps.iter().enumerate() {
            if place > 0 {
                at += TimeDelta::minutes(step.pause);
            }
            // Seconds that differ from step to step, so that nothing looks as if a machine had done it.
            let second = i64::try_from((number * 17 + place * 23) % 47).unwrap_or(0);
            let at = (at + TimeDelta::seconds(second)).min(self.setting.now);
            let written = self.step(&mut scene, &step.act, at)?;
            scene.written.push(written);
        }
        self.file(&scene, at)
    }

    fn step(&mut self, scene: &mut Scene<'_>, act: &Act, at: DateTime<Utc>) -> Result<Option<String>, ApiError> {
        match act {
            Act::Customer(words) => self.customer_writes(scene, words, at).map(Some),
            Act::Answer(rep, words, sent) => self.rep_answers(scene, (*rep, words, *sent), at).map(Some),
            Act::Comment(rep, words) => self.rep_notes(scene, (*rep, words), at).map(Some),
            Act::Greeting(text) => self.greets(scene, text, at).map(Some),
            Act::Moved => self.moves(scene, at).map(Some),
            Act::Assign(by, to) => {
                let Some(thread) = self.thread(scene)? else { return Ok(None) };
                let to = to.map(|rep| self.actor(rep)).transpose()?;
                helpdesk::assign_thread(self.tx, &thread, to.as_deref(), self.by(*by, at)?)?;
                Ok(None)
            }
            Act::Close(rep) => {
                let Some(thread) = self.thread(scene)? else { return Ok(None) };
                self.set_ticket(scene, &[("hs_pipeline_stage", house::CLOSED)], at)?;
                helpdesk::set_thread_status(self.tx, &thread, threads::Status::Closed, self.by(*rep, at)?)?;
                Ok(None)
            }
        }
    }

    fn customer_writes(&mut self, scene: &mut Scene<'_>, words: &Words, at: DateTime<Utc>) -> Result<String, ApiError> {
        let known = self.meet(scene, at)?;
        let entry = NewEntry {
            created_by: known.actor_id(),
            client: self.desk(scene).client,
            senders: vec![Sender { actor_id: Some(known.actor_id()), ..self.customer_side(scene) }],
            recipients: std::iter::once(self.own_side(scene)).chain(copied(scene)).collect(),
            direction: Some(Flow::Incoming),
            status: Some(Delivery::Received),
            ..self.entry(scene, Kind::Message, words, at)?
        };
        let mut events = Vec::new();
        if let Some(thread_id) = scene.thread_id {
            return helpdesk::write_message(self.tx, &NewEntry { thread_id, ..entry }, at, &mut events);
        }
        let desk = self.desk(scene);
        let first = FirstMessage {
            entry,
            inbox_id: HELP_DESK,
            channel_id: desk.channel_id,
            account_id: desk.account_id,
            customer: Some(known),
            customer_name: Some(scene.customer.name()),
        };
        let (thread_id, id) = helpdesk::open_conversation(self.tx, first, at, &mut events)?;
        scene.thread_id = Some(thread_id);
        if scene.story.place != Place::Email {
            let id = session(scene.number);
            let key =
                ThreadKey { account_id: desk.account_id, key: format!("thread:{id}"), integration_thread_id: Some(id) };
            thread_keys::set(self.tx, &key, thread_id)?;
        }
        Ok(id)
    }

    fn rep_answers(
        &mut self,
        scene: &mut Scene<'_>,
        (rep, words, sent): (Rep, &Words, Outcome),
        at: DateTime<Utc>,
    ) -> Result<String, ApiError> {
        let (actor, name) = (self.actor(rep)?, self.name(rep));
        let desk = self.desk(scene);
        let (delivery, reason) = match sent {
            Outcome::Sent => (Delivery::Sent, None),
            Outcome::Read => (Delivery::Read, None),
            Outcome::Failed(reason) => (Delivery::Failed, Some(reason)),
        };
        // Nobody tells when an e-mail is read.
        let delivery =
            if scene.story.place == Place::Email && delivery == Delivery::Read { Delivery::Sent } else { delivery };
        let customer = self.customer_side(scene);
        let entry = NewEntry {
            created_by: actor.clone(),
            client: Client::HubSpot,
            senders: vec![Sender {
                actor_id: Some(actor),
                name: Some(name),
                sender_field: self.field(scene, "FROM"),
                delivery_identifier: Some(desk.address.clone()),
            }],
            recipients: std::iter::once(Recipient {
                actor_id: scene.known.map(|known| known.actor_id()),
                name: customer.name,
                recipient_field: self.field(scene, "TO"),
                delivery_identifier: customer.delivery_identifier,
                delivery_identifiers: None,
            })
            .chain(copied(scene))
            .collect(),
            direction: Some(Flow::Outgoing),
            status: Some(delivery),
            ..self.entry(scene, Kind::Message, words, at)?
        };
        let id = helpdesk::write_message(self.tx, &entry, at, &mut Vec::new())?;
        if delivery != Delivery::Sent {
            messages::set_delivery(
                self.tx,
                &id,
                delivery,
                reason,
                (at + TimeDelta::seconds(40)).min(self.setting.now),
            )?;
        }
        Ok(id)
    }

    fn rep_notes(
        &mut self,
        scene: &Scene<'_>,
        (rep, words): (Rep, &Words),
        at: DateTime<Utc>,
    ) -> Result<String, ApiError> {
        let (actor, name) = (self.actor(rep)?, self.name(rep));
        let entry = NewEntry {
            created_by: actor.clone(),
            client: Client::HubSpot,
            senders: vec![Sender { actor_id: Some(actor), name: Some(name), ..Sender::default() }],
            channel_id: None,
            account_id: None,
            subject: None,
            ..self.entry(scene, Kind::Comment, words, at)?
        };
        helpdesk::write_message(self.tx, &entry, at, &mut Vec::new())
    }

    fn greets(&mut self, scene: &Scene<'_>, text: &str, at: DateTime<Utc>) -> Result<String, ApiError> {
        let words = Words { text: text.to_owned(), ..Words::default() };
        let entry = NewEntry {
            senders: vec![Sender { actor_id: Some("S-hubspot".to_owned()), ..Sender::default() }],
            ..self.entry(scene, Kind::Welcome, &words, at)?
        };
        insert_message(self.tx, &entry)
    }

    fn moves(&mut self, scene: &Scene<'_>, at: DateTime<Utc>) -> Result<String, ApiError> {
        let thread_id = scene.thread_id.unwrap_or_default();
        let entry = NewEntry {
            changed_from: Some(self.shop_inbox.to_string()),
            changed_to: Some(HELP_DESK.to_string()),
            senders: vec![Sender { actor_id: Some("S-hubspot".to_owned()), ..Sender::default() }],
            ..NewEntry::new(thread_id, Kind::InboxChange, at)
        };
        insert_message(self.tx, &entry)
    }

    /// What every kind of words has.
    fn entry(&mut self, scene: &Scene<'_>, kind: Kind, words: &Words, at: DateTime<Utc>) -> Result<NewEntry, ApiError> {
        let attachments = words.pieces.iter().map(|piece| self.attachment(piece, at)).collect::<Result<_, _>>()?;
        let answered = words.answers.and_then(|steps| scene.written.len().checked_sub(steps));
        let whole = match words.quoted {
            Some(history) => format!("{}\n\n{history}", words.text),
            None => words.text.clone(),
        };
        let desk = self.desk(scene);
        Ok(NewEntry {
            text: Some(whole),
            rich_text: words.html.clone(),
            subject: (scene.story.place == Place::Email && kind == Kind::Message).then(|| subject(scene)),
            channel_id: Some(desk.channel_id),
            account_id: Some(desk.account_id),
            attachments,
            quoted_from: words.quoted.map(|_| words.text.chars().count()),
            in_reply_to: answered.and_then(|place| scene.written.get(place)?.clone()),
            ..NewEntry::new(scene.thread_id.unwrap_or_default(), kind, at)
        })
    }

    fn attachment(&mut self, piece: &Piece, at: DateTime<Utc>) -> Result<Value, ApiError> {
        let (usage, name, bytes) = match piece {
            Piece::Other(value) => return Ok(value.clone()),
            Piece::Photo(picture, name) => ("IMAGE", (*name).to_owned(), self.setting.shelf.picture(*picture).to_vec()),
            Piece::Sticker(picture) => (
                "STICKER",
                format!("sticker-{picture:?}.png").to_lowercase(),
                self.setting.shelf.picture(*picture).to_vec(),
            ),
            Piece::MovingSticker => (
                "STICKER",
                "sticker-hop.tgs".to_owned(),
                media::hopping_parcel().map_err(|problem| ApiError::internal(format_args!("{problem}")))?,
            ),
            Piece::VoiceNote(who, seconds) => {
                let seed = u64::from(*seconds) * 7 + u64::from(*who == media::Voice::Low);
                (
                    "VOICE_RECORDING",
                    format!("voice-note-{seconds}s-{who:?}.wav").to_lowercase(),
                    media::voice(*who, *seconds, seed),
                )
            }
            Piece::Melody(name) => ("AUDIO", (*name).to_owned(), media::melody()),
            Piece::Pdf(name, lines) => ("OTHER", (*name).to_owned(), media::pdf(lines)),
            Piece::Csv(name, rows) => ("OTHER", (*name).to_owned(), media::csv(rows)),
            Piece::Note(name, text) => ("OTHER", (*name).to_owned(), text.as_bytes().to_vec()),
        };
        let (id, name) = match self.files.get(&name) {
            Some(stored) => stored.clone(),
            None => {
                let file = NewFile {
                    name: &name,
                    bytes: &bytes,
                    folder: "/conversations",
                    access: "HIDDEN_PRIVATE",
                    source_group: "CONVERSATIONS",
                    now: at,
                };
                let stored = (store_file(self.tx, &self.setting.dir, &file)?, name.clone());
                self.files.insert(name, stored.clone());
                stored
            }
        };
        Ok(json!({ "type": "FILE", "fileId": id.to_string(), "fileUsageType": usage, "name": name }))
    }

    /// The ticket's name, priority, category and stage at the end.
    fn file(&self, scene: &Scene<'_>, at: DateTime<Utc>) -> Result<(), ApiError> {
        let at = at.min(self.setting.now);
        let story = scene.story;
        let mut properties = vec![("subject", story.subject.as_str())];
        properties.extend(story.priority.map(|priority| ("hs_ticket_priority", priority)));
        let is_closed = matches!(story.steps.last().map(|step| &step.act), Some(Act::Close(_)));
        let category = story.category.or(is_closed.then_some("GENERAL_INQUIRY"));
        properties.extend(category.map(|category| ("hs_ticket_category", category)));
        if is_closed {
            properties.push(("hs_resolution", "ISSUE_FIXED"));
        } else {
            properties.push(("hs_pipeline_stage", story.stage));
        }
        self.set_ticket(scene, &properties, at)
    }

    fn set_ticket(&self, scene: &Scene<'_>, values: &[(&str, &str)], at: DateTime<Utc>) -> Result<(), ApiError> {
        let Some(ticket_id) = self.thread(scene)?.and_then(|thread| thread.ticket_id) else { return Ok(()) };
        let mut properties = Properties::new();
        for (name, value) in values {
            set(&mut properties, name, *value);
        }
        records::set_properties(self.tx, ObjectKind::Ticket, ticket_id, &properties, at)
    }

    fn meet(&self, scene: &mut Scene<'_>, at: DateTime<Utc>) -> Result<Known, ApiError> {
        let desk = self.desk(scene);
        let name = scene.customer.name();
        let address = address(visitors::EMAIL, &scene.customer.email());
        let person = Person { channel_id: desk.channel_id, address: &address, name: Some(&name), contact_id: None };
        let known = helpdesk::find_person(self.tx, person, ContactCapture::On, at, &mut Vec::new())?;
        scene.known = Some(known);
        Ok(known)
    }

    fn customer_side(&self, scene: &Scene<'_>) -> Sender {
        Sender {
            actor_id: scene.known.map(|known| known.actor_id()),
            name: Some(scene.customer.name()),
            sender_field: self.field(scene, "FROM"),
            delivery_identifier: Some(address(visitors::EMAIL, &scene.customer.email())),
        }
    }

    fn own_side(&self, scene: &Scene<'_>) -> Recipient {
        Recipient {
            recipient_field: self.field(scene, "TO"),
            delivery_identifier: Some(self.desk(scene).address.clone()),
            ..Recipient::default()
        }
    }

    /// E-mail has fields; chats do not.
    fn field(&self, scene: &Scene<'_>, name: &str) -> Option<String> {
        (scene.story.place == Place::Email).then(|| name.to_owned())
    }

    fn desk(&self, scene: &Scene<'_>) -> &Desk {
        match scene.story.place {
            Place::WebChat => &self.web_chat,
            Place::Harbour => &self.harbour,
            Place::Email => &self.mailbox,
        }
    }

    fn thread(&self, scene: &Scene<'_>) -> Result<Option<threads::Thread>, ApiError> {
        match scene.thread_id {
            Some(id) => Ok(threads::get(self.tx, id)?),
            None => Ok(None),
        }
    }

    fn actor(&self, rep: Rep) -> Result<String, ApiError> {
        let found = self.team.iter().find(|(member, ..)| *member == rep);
        found.map(|(_, user_id, _)| format!("A-{user_id}")).ok_or_else(|| unknown(rep.names().0))
    }

    fn name(&self, rep: Rep) -> String {
        self.team.iter().find(|(member, ..)| *member == rep).map(|(.., name)| name.clone()).unwrap_or_default()
    }

    fn by(&self, rep: Rep, at: DateTime<Utc>) -> Result<By, ApiError> {
        Ok(By { actor_id: self.actor(rep)?, client: Client::HubSpot, at })
    }
}

/// Who gets a copy.
fn copied(scene: &Scene<'_>) -> Option<Recipient> {
    scene.story.copied.map(|(name, copied)| Recipient {
        name: Some(name.to_owned()),
        recipient_field: Some("CC".to_owned()),
        delivery_identifier: Some(address(visitors::EMAIL, copied)),
        ..Recipient::default()
    })
}

fn subject(scene: &Scene<'_>) -> String {
    let is_first = scene.written.is_empty();
    if is_first { scene.story.subject.clone() } else { format!("Re: {}", scene.story.subject) }
}

fn number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| unknown(text))
}

pub(super) fn unknown(what: &str) -> ApiError {
    ApiError::internal(format_args!("the demonstration data does not know {what}"))
}
