//! What is known around a conversation.

use std::collections::BTreeMap;

use bellhop_model::{Contact, ContactId, Intent, ThreadId, Ticket};
use bellhop_store::{Reads, Result};

use crate::body::one_line;
use crate::contract::{ApiError, ThreadArgs};
use crate::desk::Desk;
use crate::overlay::Overlay;
use crate::properties::{Reading, editable, of_contact, of_ticket};
use crate::views::{ContactView, ContextView, PreviousView, TicketView};

/// Earlier conversations shown.
const PREVIOUS: usize = 20;

impl Desk {
    pub(crate) async fn context(&self, args: ThreadArgs) -> Result<ContextView, ApiError> {
        Ok(self.on.store.read(move |reads| context(reads, &args.thread)).await?)
    }
}

pub(crate) fn context(reads: &Reads<'_>, id: &ThreadId) -> Result<ContextView> {
    let Some(thread) = reads.threads().get(id)? else { return Ok(ContextView::default()) };
    let ticket = match &thread.ticket {
        Some(ticket) => reads.tickets().get(ticket)?,
        None => None,
    };
    let contact = thread.contact.or_else(|| ticket.as_ref().and_then(|ticket| ticket.contact.clone()));
    let (owners, pipelines) = (reads.owners().all()?, reads.pipelines().all()?);
    let mut view = ContextView::default();
    if let Some(ticket) = ticket {
        let definitions = reads.properties().of("tickets")?;
        let reading = Reading { definitions: &definitions, owners: &owners, pipelines: &pipelines };
        let properties = with_intents(reads, id, &ticket)?;
        view.ticket = Some(TicketView {
            subject: properties.get("subject").cloned(),
            url: None,
            fields: editable(&properties, &definitions),
            properties: of_ticket(&properties, &reading),
            id: ticket.id,
        });
    }
    if let Some(contact) = contact {
        if let Some(known) = reads.contacts().get(&contact)? {
            let definitions = reads.properties().of("contacts")?;
            view.contact = Some(contact_view(
                &known,
                &Reading { definitions: &definitions, owners: &owners, pipelines: &pipelines },
            ));
        }
        (view.previous, view.more_previous) = previous(reads, id, &contact)?;
    }
    Ok(view)
}

/// The ticket's properties with what the rep set and the remote does not have yet.
pub(crate) fn with_intents(reads: &Reads<'_>, thread: &ThreadId, ticket: &Ticket) -> Result<BTreeMap<String, String>> {
    let mut properties = ticket.properties.clone();
    for row in Overlay::read(reads)?.laid(thread) {
        match row.intent.clone() {
            Intent::SetStatus { pipeline, stage, properties: with, .. } => {
                properties.extend(with);
                properties.insert("hs_pipeline".to_owned(), pipeline.0);
                properties.insert("hs_pipeline_stage".to_owned(), stage.0);
            }
            Intent::Assign { owner, .. } => {
                properties.insert("hubspot_owner_id".to_owned(), owner.map(|owner| owner.0).unwrap_or_default());
            }
            Intent::SetProperties { properties: with, .. } => properties.extend(with),
            Intent::SendMessage { .. } | Intent::AddComment { .. } => {}
        }
    }
    Ok(properties)
}

fn contact_view(contact: &Contact, reading: &Reading<'_>) -> ContactView {
    let given = |name: &str| {
        contact.properties.get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let owner = given("hubspot_owner_id");
    ContactView {
        id: contact.id.clone(),
        name: contact.display_name(),
        email: given("email"),
        phone: given("phone").or_else(|| given("mobilephone")),
        company: contact.company.clone().or_else(|| given("company")),
        owner: reading.owners.iter().find(|one| Some(one.id.as_str()) == owner.as_deref()).map(|one| one.name.clone()),
        properties: of_contact(&contact.properties, reading),
    }
}

fn previous(reads: &Reads<'_>, id: &ThreadId, contact: &ContactId) -> Result<(Vec<PreviousView>, bool)> {
    let limit = u32::try_from(PREVIOUS + 2).unwrap_or(u32::MAX);
    let others: Vec<ThreadId> = reads
        .threads()
        .of_contact(contact, limit)?
        .into_iter()
        .map(|facts| facts.thread.id)
        .filter(|other| other != id)
        .collect();
    let more = others.len() > PREVIOUS;
    let shown = others.get(..PREVIOUS).unwrap_or(&others);
    let rows = reads.lists().rows(shown)?.into_iter().map(|row| {
        let said = row.newest.as_ref().map(|newest| one_line(&newest.text)).filter(|text| !text.is_empty());
        PreviousView {
            title: row.subject.or(said),
            channel: row.facts.channel,
            status: row.facts.thread.status,
            at: row.newest.map(|newest| newest.at).or(row.facts.thread.latest_at),
            thread: row.facts.thread.id,
        }
    });
    Ok((rows.collect(), more))
}
