//! E-mail: whom an answer goes to and what its subject is before the rep says otherwise, and addresses to choose from.
//!
//! An answer goes to everybody who was in the e-mail that it answers, as a mail program's "reply to all" does: whoever was
//! left out would have to be told again. The desk's own mailboxes are not written to.

use std::collections::HashSet;

use bellhop_model::{
    Address, ChannelId, Contact, Direction, EMAIL_ADDRESS, EmailHead, EmailPeople, EmailPerson, Message, MessageId,
    MessageKind, ThreadId,
};
use bellhop_store::{Reads, Result, words};

use crate::contract::{AddressesArgs, ApiError, EmailHeadArgs};
use crate::desk::Desk;
use crate::failure::not_found;

/// Entries of a conversation that are looked through for people.
const LOOKED_AT: u32 = 200;
/// Addresses offered.
const OFFERED: usize = 8;
/// What mail programs of the languages around put before a subject.
const ANSWERS: [&str; 7] = ["re", "odp", "aw", "sv", "antw", "ref", "vs"];

impl Desk {
    pub(crate) async fn email_head(&self, args: EmailHeadArgs) -> Result<EmailHead, ApiError> {
        let read = move |reads: &Reads<'_>| match reads.threads().get(&args.thread)? {
            Some(_) => usual_head(reads, &args.thread, args.reply_to.as_ref()).map(Some),
            None => Ok(None),
        };
        let head = self.on.store.read(read).await?;
        head.ok_or_else(|| not_found("This conversation is no longer in the help desk."))
    }

    pub(crate) async fn addresses(&self, args: AddressesArgs) -> Result<Vec<EmailPerson>, ApiError> {
        Ok(self.on.store.read(move |reads| addresses(reads, &args.thread, &words(&args.search))).await?)
    }
}

/// Whom an e-mail goes to and what its subject is, unless the rep says otherwise.
pub(crate) fn usual_head(reads: &Reads<'_>, thread: &ThreadId, answered: Option<&MessageId>) -> Result<EmailHead> {
    let email = ChannelId::email();
    let chosen = match answered {
        Some(answered) => reads.messages().get(answered)?.filter(is_email),
        None => None,
    };
    let answered = match chosen {
        Some(chosen) => Some(chosen),
        None => reads.messages().newest_through(thread, &email)?,
    };
    let mut people = match &answered {
        Some(message) => people_of_answer(message, &mailboxes(reads)?),
        None => EmailPeople::default(),
    };
    if people.to.is_empty() {
        people.to.extend(customer(reads, thread)?.and_then(|contact| person_of(&contact)));
    }
    let said = answered.as_ref().and_then(subject_of);
    let subject = match said {
        Some(subject) => Some(subject),
        None => reads.lists().rows(std::slice::from_ref(thread))?.into_iter().next().and_then(|row| row.subject),
    };
    Ok(EmailHead { people, subject: subject.map(|subject| answering(&subject)).unwrap_or_default() })
}

fn is_email(message: &Message) -> bool {
    matches!(&message.kind, MessageKind::Message { channel: Some(channel), .. } if channel.is_email())
}

fn subject_of(message: &Message) -> Option<String> {
    let MessageKind::Message { content, .. } = &message.kind else { return None };
    content.subject.clone().filter(|subject| !subject.trim().is_empty())
}

/// Everybody who was in an e-mail, without the desk itself and those who were hidden from the others.
fn people_of_answer(message: &Message, own: &HashSet<String>) -> EmailPeople {
    let MessageKind::Message { direction, recipients, .. } = &message.kind else { return EmailPeople::default() };
    let mut people = EmailPeople::of(recipients);
    people.bcc.clear();
    if *direction == Direction::Incoming {
        let others = std::mem::take(&mut people.to);
        people.cc.splice(0..0, others);
        people.to.extend(author_of(message));
    }
    let mut seen = own.clone();
    let mut fresh = |person: &EmailPerson| seen.insert(person.address.to_lowercase());
    people.to.retain(&mut fresh);
    people.cc.retain(&mut fresh);
    people
}

fn author_of(message: &Message) -> Option<EmailPerson> {
    let address = message.author.address.as_ref().filter(|address| address.kind == EMAIL_ADDRESS)?;
    let name = address.name.clone().or_else(|| message.author.name.clone());
    Some(EmailPerson { address: address.value.clone(), name })
}

/// The addresses of the desk's own accounts.
fn mailboxes(reads: &Reads<'_>) -> Result<HashSet<String>> {
    let accounts = reads.channel_accounts().all()?.into_iter();
    Ok(accounts.filter_map(|account| account.address).map(|address| address.value.to_lowercase()).collect())
}

fn customer(reads: &Reads<'_>, thread: &ThreadId) -> Result<Option<Contact>> {
    let Some(thread) = reads.threads().get(thread)? else { return Ok(None) };
    let of_ticket = match &thread.ticket {
        Some(ticket) => reads.tickets().get(ticket)?.and_then(|ticket| ticket.contact),
        None => None,
    };
    match thread.contact.or(of_ticket) {
        Some(contact) => reads.contacts().get(&contact),
        None => Ok(None),
    }
}

fn person_of(contact: &Contact) -> Option<EmailPerson> {
    let address = contact.properties.get("email").map(|email| email.trim()).filter(|email| !email.is_empty())?;
    let name = Some(contact.display_name()).filter(|name| name != address);
    Some(EmailPerson { address: address.to_owned(), name })
}

/// A subject as that of an answer to it.
fn answering(subject: &str) -> String {
    let subject = subject.trim();
    let before = subject.split_once(':').map(|(before, _)| before.trim().to_lowercase());
    match before {
        Some(before) if ANSWERS.contains(&before.as_str()) => subject.to_owned(),
        _ => format!("Re: {subject}"),
    }
}

/// People whose name or address begins with every word: who was in the conversation first, then contacts, then the team.
fn addresses(reads: &Reads<'_>, thread: &ThreadId, wanted: &[String]) -> Result<Vec<EmailPerson>> {
    let mut offered: Vec<EmailPerson> = Vec::new();
    let mut seen = mailboxes(reads)?;
    let mut offer = |person: EmailPerson| {
        let known = words(&format!("{} {}", person.name.as_deref().unwrap_or_default(), person.address));
        let fits = wanted.iter().all(|word| known.iter().any(|one| one.starts_with(word.as_str())));
        if fits && offered.len() < OFFERED && seen.insert(person.address.to_lowercase()) {
            offered.push(person);
        }
    };
    participants(reads, thread)?.into_iter().for_each(&mut offer);
    if !wanted.is_empty() {
        for (name, address) in reads.contacts().to_address(wanted, OFFERED)? {
            let name = Some(name).filter(|name| *name != address);
            offer(EmailPerson { address, name });
        }
        for owner in reads.owners().all()?.into_iter().filter(|owner| !owner.archived) {
            if let Some(address) = owner.email {
                offer(EmailPerson { address, name: Some(owner.name) });
            }
        }
    }
    Ok(offered)
}

/// Who was in the conversation by e-mail, those of the newest message first, and the customer.
fn participants(reads: &Reads<'_>, thread: &ThreadId) -> Result<Vec<EmailPerson>> {
    let mut people: Vec<EmailPerson> = Vec::new();
    for message in reads.messages().page(thread, None, LOOKED_AT)?.messages.iter().rev() {
        people.extend(author_of(message));
        let MessageKind::Message { recipients, .. } = &message.kind else { continue };
        let by_email = |address: &&Address| address.kind == EMAIL_ADDRESS;
        people.extend(
            recipients
                .iter()
                .filter(by_email)
                .map(|address| EmailPerson { address: address.value.clone(), name: address.name.clone() }),
        );
    }
    people.extend(customer(reads, thread)?.and_then(|contact| person_of(&contact)));
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_an_answer_is_not_prefixed_again_in_any_language() {
        assert_eq!(answering("Invoice address"), "Re: Invoice address");
        for known in ["Re: Invoice", "RE : Invoice", "Odp: Faktura", "AW: Rechnung"] {
            assert_eq!(answering(known), known);
        }
        assert_eq!(answering("Order: two lamps"), "Re: Order: two lamps");
    }
}
