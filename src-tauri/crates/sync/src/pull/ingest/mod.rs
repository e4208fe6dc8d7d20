//! The one place where the remote's shapes become the desk's.
//!
//! Nothing is refused here: what this version does not know becomes the nearest thing that a rep can still read
//! (an unknown kind of entry keeps its name and text, an unknown attachment its type). HTML is kept as it came; showing
//! it without cleaning is the views' sin to avoid, and a cleaned copy could not be cleaned better later. A message
//! without a plain text gets one from its HTML, so that search and previews have something to read.

mod attachments;
pub mod insertables;
mod records;

use std::collections::HashSet;

use bellhop_hubspot::wire::{Open, conversations as wire};
use bellhop_model::{
    ActorId, ActorKind, Address, Author, Content, Direction, Message, MessageKind, Owner, Receipt, Thread,
    ThreadStatus, Truncation,
};

pub use records::{
    COMPANY, CONTACT, TICKET, actor, channel, channel_account, contact, inbox, owner, pipeline, property, shared_pack,
    stage_rules, ticket,
};

use attachments::attachment;

/// The largest HTML that a text is made from.
const HTML_LIMIT: usize = 512 * 1024;
/// No wrapping: lines end where the writer ended them.
const WIDTH: usize = 100_000;

/// Whose addresses are the team's own: a colleague who answers from their mail program comes in as INCOMING.
#[derive(Debug, Clone, Default)]
pub struct Team(HashSet<String>);

impl Team {
    /// The team's addresses.
    pub fn new(owners: &[Owner]) -> Self {
        Self(owners.iter().filter_map(|owner| owner.email.as_deref()).map(str::to_lowercase).collect())
    }

    fn wrote(&self, author: &Author) -> bool {
        let by_kind = author.actor.as_ref().map(ActorId::kind);
        let by_address = author.address.as_ref().is_some_and(|address| {
            address.kind == "HS_EMAIL_ADDRESS" && self.0.contains(&address.value.to_lowercase())
        });
        by_address || matches!(by_kind, Some(ActorKind::Agent | ActorKind::Bot | ActorKind::Assistant))
    }
}

/// A conversation.
pub fn thread(wire: wire::Thread) -> Thread {
    Thread {
        id: wire.id.into(),
        status: status(&wire.status),
        created_at: wire.created_at,
        closed_at: wire.closed_at,
        archived: wire.archived,
        spam: wire.spam,
        inbox: wire.inbox_id.into(),
        channel: wire.original_channel_id.into(),
        channel_account: wire.original_channel_account_id.into(),
        contact: wire.associated_contact_id.map(Into::into),
        assigned_to: wire.assigned_to.map(Into::into),
        latest_at: wire.latest_message_timestamp,
        latest_received_at: wire.latest_message_received_timestamp,
        latest_sent_at: wire.latest_message_sent_timestamp,
        ticket: wire.thread_associations.and_then(|tied| tied.associated_ticket_id).map(Into::into),
    }
}

fn status(wire: &Open<wire::ThreadStatus>) -> ThreadStatus {
    if wire.is(&wire::ThreadStatus::Closed) { ThreadStatus::Closed } else { ThreadStatus::Open }
}

/// An entry of a conversation's history.
pub fn message(wire: wire::Message, team: &Team) -> Message {
    let author = author(&wire);
    let kind = kind(&wire, &author, team);
    Message { id: wire.id.into(), thread: wire.conversations_thread_id.into(), at: wire.created_at, author, kind }
}

/// The order in which the store wants a page that came newest first.
pub fn page(newest_first: Vec<wire::Message>, team: &Team) -> Vec<Message> {
    newest_first.into_iter().rev().map(|entry| message(entry, team)).collect()
}

fn author(wire: &wire::Message) -> Author {
    let made_by = Some(wire.created_by.clone()).filter(|id| !id.is_empty()).map(ActorId::from);
    let sender = wire.senders.first();
    // The sender of an assignment is the help desk itself; who did it is the maker.
    if wire.kind.is(&wire::MessageKind::Assignment) || sender.is_none() {
        return Author { actor: made_by, name: None, address: None };
    }
    Author {
        actor: sender.and_then(|sender| sender.actor_id.clone()).map(ActorId::from).or(made_by),
        name: sender.and_then(|sender| sender.name.clone()).filter(|name| !name.trim().is_empty()),
        address: sender.and_then(|sender| sender.delivery_identifier.as_ref()).map(|found| Address {
            kind: found.kind.clone(),
            value: found.value.clone(),
            name: None,
            field: None,
        }),
    }
}

fn kind(wire: &wire::Message, author: &Author, team: &Team) -> MessageKind {
    match &wire.kind {
        Open::Known(wire::MessageKind::Message) => MessageKind::Message {
            direction: direction(wire, author, team),
            content: content(wire),
            channel: wire.channel_id.clone().map(Into::into),
            channel_account: wire.channel_account_id.clone().map(Into::into),
            recipients: wire.recipients.iter().flat_map(addresses).collect(),
            in_reply_to: wire.in_reply_to_id.clone().map(Into::into),
            receipt: wire.status.as_ref().and_then(receipt),
        },
        Open::Known(wire::MessageKind::Comment) => MessageKind::Comment(content(wire)),
        Open::Known(wire::MessageKind::WelcomeMessage) => MessageKind::Welcome(content(wire)),
        Open::Known(wire::MessageKind::Assignment) => MessageKind::Assignment {
            from: wire.assigned_from.clone().map(Into::into),
            to: wire.assigned_to.clone().map(Into::into),
        },
        Open::Known(wire::MessageKind::ThreadStatusChange) => {
            MessageKind::StatusChange(wire.new_status.as_ref().map_or(ThreadStatus::Open, status))
        }
        Open::Known(wire::MessageKind::ThreadInboxChange) => MessageKind::InboxChange {
            from: wire.from_inbox_id.clone().map(Into::into),
            to: wire.to_inbox_id.clone().map(Into::into),
        },
        Open::Unknown(name) => MessageKind::Unknown { name: name.clone(), content: content(wire) },
    }
}

fn direction(wire: &wire::Message, author: &Author, team: &Team) -> Direction {
    let outgoing = wire.direction.as_ref().is_some_and(|way| way.is(&wire::MessageDirection::Outgoing));
    if outgoing || team.wrote(author) { Direction::Outgoing } else { Direction::Incoming }
}

fn content(wire: &wire::Message) -> Content {
    let html = wire.rich_text.clone().filter(|html| !html.trim().is_empty());
    let text = wire.text.clone().filter(|text| !text.trim().is_empty());
    Content {
        text: text.or_else(|| html.as_deref().map(text_of)).unwrap_or_default(),
        html,
        subject: wire.subject.clone().filter(|subject| !subject.is_empty()),
        attachments: wire.attachments.iter().flatten().map(attachment).collect(),
        truncation: match wire.truncation_status {
            Some(Open::Known(wire::TruncationStatus::Truncated)) => Truncation::BySize,
            Some(Open::Known(wire::TruncationStatus::TruncatedToMostRecentReply)) => Truncation::QuotedHistory,
            _ => Truncation::Whole,
        },
    }
}

/// What a person would read of an HTML text.
pub fn text_of(html: &str) -> String {
    let mut end = html.len().min(HTML_LIMIT);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let part = html.get(..end).unwrap_or_default();
    let text = html2text::config::plain_no_decorate().string_from_read(part.as_bytes(), WIDTH);
    text.map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn addresses(wire: &wire::Recipient) -> Vec<Address> {
    let several = wire.delivery_identifiers.iter().flatten();
    let found = wire.delivery_identifier.iter().chain(several);
    found
        .map(|found| Address {
            kind: found.kind.clone(),
            value: found.value.clone(),
            name: wire.name.clone(),
            field: wire.recipient_field.clone(),
        })
        .collect()
}

fn receipt(wire: &wire::MessageStatus) -> Option<Receipt> {
    Some(match wire.status_type.known()? {
        wire::StatusType::Sent => Receipt::Sent,
        wire::StatusType::Received => Receipt::Received,
        wire::StatusType::Read => Receipt::Read,
        wire::StatusType::Failed => {
            Receipt::Failed { reason: wire.failure_details.as_ref().and_then(|details| details.error_message.clone()) }
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use bellhop_model::Attachment;
    use serde_json::{Value, json};

    use super::*;

    fn read(mut value: Value) -> Message {
        let fields = value.as_object_mut().unwrap();
        for (name, filler) in [("id", "m"), ("conversationsThreadId", "7"), ("createdAt", "2026-01-01T00:00:00Z")] {
            fields.entry(name).or_insert(json!(filler));
        }
        let owners = [owner(serde_json::from_value(json!({"id": "1", "email": "Ewa@desk.example"})).unwrap())];
        message(serde_json::from_value(value).unwrap(), &Team::new(&owners))
    }

    fn direction_of(message: &Message) -> Direction {
        let MessageKind::Message { direction, .. } = &message.kind else { panic!("not a message: {message:?}") };
        *direction
    }

    #[test]
    fn a_colleague_who_answers_from_a_mail_program_is_not_the_customer() {
        let mail = |address: &str| {
            read(json!({"type": "MESSAGE", "direction": "INCOMING",
                "senders": [{"deliveryIdentifier": {"type": "HS_EMAIL_ADDRESS", "value": address}}]}))
        };
        assert_eq!(direction_of(&mail("ewa@DESK.example")), Direction::Outgoing);
        assert_eq!(direction_of(&mail("anna@home.example")), Direction::Incoming);
        let by_actor = read(json!({"type": "MESSAGE", "direction": "INCOMING", "senders": [{"actorId": "A-5"}]}));
        assert_eq!(direction_of(&by_actor), Direction::Outgoing);
    }

    #[test]
    fn a_kind_from_the_future_keeps_its_name_and_what_it_says() {
        let message = read(json!({"type": "HOLOGRAM", "text": "Hello", "attachments": [{"type": "SMELL"}]}));
        let MessageKind::Unknown { name, content } = message.kind else { panic!("{:?}", message.kind) };
        assert_eq!((name.as_str(), content.text.as_str()), ("HOLOGRAM", "Hello"));
        assert_eq!(content.attachments, [Attachment::Unsupported { name: "SMELL".to_owned() }]);
    }

    #[test]
    fn html_without_a_text_can_still_be_searched_and_is_kept_as_it_came() {
        let html = "<p>Dzień <b>dobry</b></p><script>x()</script><p>Łódź &amp; Kraków</p>";
        let message = read(json!({"type": "COMMENT", "text": " ", "richText": html, "createdBy": "A-1"}));
        let MessageKind::Comment(content) = message.kind else { panic!("{:?}", message.kind) };
        assert!(content.text.contains("Dzień dobry") && content.text.contains("Łódź & Kraków"), "{}", content.text);
        assert!(!content.text.contains("x()"));
        assert_eq!(content.html.as_deref(), Some(html));
    }

    #[test]
    fn who_assigned_is_the_maker_and_not_the_help_desk() {
        let message = read(
            json!({"type": "ASSIGNMENT", "createdBy": "A-3", "assignedTo": "A-4", "senders": [{"actorId": "S-hubspot"}]}),
        );
        assert_eq!(message.author.actor, Some("A-3".into()));
    }
}
