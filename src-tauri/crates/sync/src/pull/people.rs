//! Tickets, contacts and actors: what conversations name, and what changed of tickets.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bellhop_hubspot::{
    client::{Client, ObjectType},
    wire::crm,
};
use bellhop_model::{ActorId, ContactId, ThreadId, Ticket, TicketId};
use bellhop_store::{Origin, Reads};
use chrono::Utc;
use futures::FutureExt;

use super::{conversation::with_news, cursor, ingest, listing::in_parallel};
use crate::{error::SyncError, session::Session};

/// Ids in one batch.
const BATCH: usize = 100;
/// Names that one step reads.
const STEP: u32 = 1_000;
/// Further properties of tickets in one request: more would not fit into an address.
const FURTHER: usize = 120;
/// The largest page of a search.
const PAGE: usize = 200;
/// The search index ends here.
const WALL: usize = 10_000;

/// Reads tickets, contacts and actors that are named and not known. Each kind is tried, whatever became of the others.
pub(super) async fn missing(session: &Session, client: &Client) -> Result<(), SyncError> {
    let (tickets, contacts, actors) = session
        .store
        .read(|r| Ok((r.tickets().missing(STEP)?, r.contacts().missing(STEP)?, r.actors().missing(STEP)?)))
        .await?;
    let (titled, named, acted) = futures::join!(
        read_tickets(session, client, &tickets),
        read_contacts(session, client, &contacts),
        read_actors(session, client, &actors),
    );
    titled.and(named).and(acted)
}

/// The properties of tickets that are read: those that the desk shows, those that a status demands, and those that a rep
/// may edit, as many as one request can name.
pub(crate) async fn ticket_properties(session: &Session) -> Result<Vec<String>, SyncError> {
    let read = |r: &Reads<'_>| Ok((r.stage_rules().all()?, r.properties().of(ObjectType::Tickets.name())?));
    let (rules, definitions) = session.store.read(read).await?;
    let demanded = rules.into_iter().map(|rule| rule.property);
    let editable = definitions.into_iter().filter(|one| !one.hidden && !one.read_only).map(|one| one.name);
    let mut names: Vec<String> = ingest::TICKET.iter().map(|name| (*name).to_owned()).collect();
    for name in demanded.chain(editable) {
        if names.len() < ingest::TICKET.len() + FURTHER && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// Reads these tickets with the contact that each is tied to first.
pub(crate) async fn read_tickets(session: &Session, client: &Client, tickets: &[TicketId]) -> Result<(), SyncError> {
    in_parallel(session, tickets.chunks(BATCH).map(|batch| ticket_batch(session, client, batch.to_vec()).boxed())).await
}

async fn ticket_batch(session: &Session, client: &Client, batch: Vec<TicketId>) -> Result<(), SyncError> {
    let ids = texts(&batch);
    let wanted = ticket_properties(session).await?;
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let (objects, tied) = futures::join!(
        client.batch_read(ObjectType::Tickets, &ids, &wanted),
        client.associations(ObjectType::Tickets, ObjectType::Contacts, &ids),
    );
    let objects = objects?.results;
    // Who a ticket is tied to is a comfort; its conversation names the customer as well.
    let tied: HashMap<String, ContactId> = tied.map(|answer| first_ends(answer.results)).unwrap_or_default();
    let found: Vec<Ticket> = objects
        .into_iter()
        .map(|object| {
            let contact = tied.get(&object.id).cloned();
            ingest::ticket(object, contact)
        })
        .collect();
    session.tally.tickets(found.len());
    session
        .store
        .write(Origin::Pull, move |w| {
            let known: HashSet<&TicketId> = found.iter().map(|ticket| &ticket.id).collect();
            let absent: Vec<TicketId> = batch.into_iter().filter(|id| !known.contains(id)).collect();
            w.tickets().absent(&absent)?;
            w.tickets().upsert(&found)
        })
        .await?;
    Ok(())
}

/// Reads these contacts with the names of their companies. Visitors are among them whom the CRM does not know.
pub(crate) async fn read_contacts(session: &Session, client: &Client, contacts: &[ContactId]) -> Result<(), SyncError> {
    in_parallel(session, contacts.chunks(BATCH).map(|batch| contact_batch(session, client, batch.to_vec()).boxed()))
        .await
}

async fn contact_batch(session: &Session, client: &Client, batch: Vec<ContactId>) -> Result<(), SyncError> {
    let objects = client.batch_read(ObjectType::Contacts, &texts(&batch), ingest::CONTACT).await?.results;
    let companies = company_names(client, &objects).await;
    let found: Vec<_> = objects
        .into_iter()
        .map(|object| {
            let company = company_of(&object).and_then(|id| companies.get(id)).cloned();
            ingest::contact(object, company)
        })
        .collect();
    session.tally.contacts(found.len());
    session
        .store
        .write(Origin::Pull, move |w| {
            let known: HashSet<&ContactId> = found.iter().map(|contact| &contact.id).collect();
            let absent: Vec<ContactId> = batch.into_iter().filter(|id| !known.contains(id)).collect();
            w.contacts().absent(&absent)?;
            w.contacts().upsert(&found)
        })
        .await?;
    Ok(())
}

async fn read_actors(session: &Session, client: &Client, actors: &[ActorId]) -> Result<(), SyncError> {
    in_parallel(session, actors.chunks(BATCH).map(|batch| actor_batch(session, client, batch.to_vec()).boxed())).await
}

async fn actor_batch(session: &Session, client: &Client, batch: Vec<ActorId>) -> Result<(), SyncError> {
    let answer = client.actors_batch(&texts(&batch)).await?;
    let found: Vec<_> = answer.results.into_iter().map(ingest::actor).collect();
    session
        .store
        .write(Origin::Pull, move |w| {
            let known: HashSet<&ActorId> = found.iter().map(|actor| &actor.id).collect();
            let absent: Vec<ActorId> = batch.into_iter().filter(|id| !known.contains(id)).collect();
            w.actors().absent(&absent)?;
            w.actors().upsert(&found)
        })
        .await?;
    Ok(())
}

/// The names of the companies that these contacts belong to, where the contact itself has none. A token that may not
/// read companies shows contacts without them.
async fn company_names(client: &Client, contacts: &[crm::Object]) -> HashMap<String, String> {
    let nameless = contacts.iter().filter(|contact| text_of(contact, "company").is_none());
    let ids: BTreeSet<String> = nameless.filter_map(company_of).map(str::to_owned).collect();
    if ids.is_empty() {
        return HashMap::new();
    }
    let ids: Vec<String> = ids.into_iter().collect();
    match client.batch_read(ObjectType::Companies, &ids, ingest::COMPANY).await {
        Ok(answer) => {
            let named = answer.results.into_iter();
            named
                .filter_map(|company| Some((text_of(&company, "name")?.to_owned(), company.id)))
                .map(|(name, id)| (id, name))
                .collect()
        }
        Err(error) => {
            tracing::debug!(%error, "companies could not be read");
            HashMap::new()
        }
    }
}

fn company_of(contact: &crm::Object) -> Option<&str> {
    text_of(contact, "associatedcompanyid")
}

fn text_of<'o>(object: &'o crm::Object, name: &str) -> Option<&'o str> {
    object.properties.get(name)?.as_deref().filter(|text| !text.is_empty())
}

fn first_ends(associations: Vec<crm::AssociationsOf>) -> HashMap<String, ContactId> {
    let first = |of: crm::AssociationsOf| {
        let end = &of.to.first()?.to_object_id;
        let id = end.as_str().map_or_else(|| end.to_string(), str::to_owned);
        Some((of.from.id, ContactId::from(id)))
    };
    associations.into_iter().filter_map(first).collect()
}

/// Reads the tickets that changed since the last time, with some overlap, in the order of their changes. Tickets that
/// no conversation names are not the desk's business.
///
/// The walk goes from change to change and not from offset to offset: a ticket that changes meanwhile moves to the
/// end, and whatever stands behind it would slip past an offset. It also never meets the wall at 10,000.
pub(super) async fn changed_tickets(session: &Session, client: &Client) -> Result<(), SyncError> {
    let known = session.store.read(|r| r.cursors().get(cursor::TICKETS)).await?;
    let known: i64 =
        known.and_then(|text| text.parse().ok()).unwrap_or_else(|| client.remote_time(Utc::now()).timestamp_millis());
    let overlap = i64::try_from(session.cadence.overlap.as_millis()).unwrap_or(0);
    let wanted = ticket_properties(session).await?;
    let mut from = known - overlap;
    let mut offset = 0;
    loop {
        let page = client.search(ObjectType::Tickets, &changed_since(from, offset, &wanted)).await?;
        let full = page.results.len() >= PAGE;
        let last = page.results.iter().filter_map(changed_at).max().unwrap_or(from);
        keep_changed(session, page.results, last.max(known)).await?;
        if !full {
            return Ok(());
        }
        // A page whose tickets all changed at once leaves only the offset to go on by.
        offset = if last > from { 0 } else { offset + PAGE };
        from = if offset >= WALL { last + 1 } else { last };
        offset %= WALL;
    }
}

fn changed_since(from: i64, offset: usize, wanted: &[String]) -> crm::Search {
    crm::Search {
        filter_groups: vec![crm::FilterGroup {
            filters: vec![crm::Filter {
                property_name: "hs_lastmodifieddate".to_owned(),
                operator: "GTE".to_owned(),
                value: Some(from.to_string()),
                ..crm::Filter::default()
            }],
        }],
        sorts: vec![crm::Sort::By {
            property_name: "hs_lastmodifieddate".to_owned(),
            direction: Some("ASCENDING".to_owned()),
        }],
        properties: wanted.to_vec(),
        limit: u32::try_from(PAGE).ok(),
        after: (offset > 0).then(|| offset.to_string()),
        query: None,
    }
}

fn changed_at(object: &crm::Object) -> Option<i64> {
    let text = text_of(object, "hs_lastmodifieddate")?;
    let time = chrono::DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_millis());
    time.ok().or_else(|| text.parse().ok()).or_else(|| Some(object.updated_at.timestamp_millis()))
}

/// Keeps changed tickets with the cursor, and has the conversations of those looked at whose status, owner or newest
/// comment changed: no listing tells of that.
async fn keep_changed(session: &Session, objects: Vec<crm::Object>, reached: i64) -> Result<(), SyncError> {
    let again: Vec<ThreadId> = session
        .store
        .write(Origin::Pull, move |w| {
            let (mut changed, mut again) = (Vec::new(), Vec::new());
            for object in objects {
                let Some(old) = w.tickets().get(&TicketId::from(object.id.as_str()))? else { continue };
                let new = ingest::ticket(object, old.contact.clone());
                if told(&old.properties) != told(&new.properties) {
                    let threads = w.threads().of_ticket(&new.id)?;
                    if new.property("hs_latest_message_is_thread_comment") == Some("true") {
                        for thread in &threads {
                            w.thread_sync().set(thread, &with_news(w.thread_sync().get(thread)?))?;
                        }
                    }
                    again.extend(threads);
                }
                changed.push(new);
            }
            w.tickets().upsert(&changed)?;
            w.cursors().set(cursor::TICKETS, &reached.to_string())?;
            Ok(again)
        })
        .await?;
    again.into_iter().for_each(|thread| session.urgent.thread(thread));
    Ok(())
}

/// What a conversation shows of its ticket; the rest changes all day in the background.
fn told(properties: &BTreeMap<String, String>) -> Vec<Option<&String>> {
    let names = [
        "hs_pipeline_stage",
        "hubspot_owner_id",
        "hs_is_closed",
        "hs_latest_message_is_thread_comment",
        "hs_last_message_received_at",
        "hs_last_message_sent_at",
    ];
    names.iter().map(|name| properties.get(*name)).collect()
}

fn texts<I: ToString>(ids: &[I]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
