//! Carries out what may be done twice: status, owner, properties.
//!
//! The ticket is the one that is written; the remote brings its conversation along. Afterwards both are read again,
//! since nobody documents how fast that is. What the remote answered goes into the cache before the intent is closed:
//! a list never falls back to the old owner in between.

use std::collections::BTreeMap;

use bellhop_hubspot::{
    client::{Error, ObjectType, Retry},
    wire::crm::{Object, Properties},
};
use bellhop_model::{Intent, OwnerId, StuckReason, ThreadId, TicketId};
use bellhop_store::{Attempt, Origin, OutboxRow, OutboxStep, StageRule};
use chrono::Utc;

use super::{deliver, reconcile};
use crate::{
    error::SyncError,
    pull::{ingest, read_owners},
    session::Session,
};

/// Writes it, and again if need be.
pub(super) async fn carry_out(session: &Session, row: OutboxRow) -> Result<(), SyncError> {
    let attempt =
        Attempt { number: 1, baseline: None, fingerprint: String::new(), at: session.client.remote_time(Utc::now()) };
    let in_flight = OutboxStep::InFlight { attempt };
    if !deliver::advance(session, &row.id, &row.step, &in_flight).await? {
        return Ok(());
    }
    let result = match write(session, &row.intent).await {
        Ok(result) => result,
        // The store or the owners: nothing was written.
        Err(error) => {
            deliver::advance(session, &row.id, &in_flight, &row.step).await?;
            return Err(error);
        }
    };
    match result {
        Ok(()) => {
            reconcile::bind(session, &row.id, None).await?;
            deliver::close(session, &row.id).await?;
            session.urgent.thread(row.thread.clone());
            if let Some(ticket) = ticket_of(&row.intent) {
                session.urgent.ticket(ticket.clone());
            }
            Ok(())
        }
        Err(Refused::ByRemote(error)) if error.retry() != Retry::Never => {
            deliver::advance(session, &row.id, &in_flight, &row.step).await?;
            Err(error.into())
        }
        Err(Refused::ByRemote(error)) => {
            learn(session, &row.intent, &error).await?;
            deliver::stuck(session, &row, refusal(&row.intent, &error), None).await
        }
        Err(Refused::Here(why)) => deliver::stuck(session, &row, (StuckReason::Rejected, why), None).await,
    }
}

/// Why it was not written.
enum Refused {
    ByRemote(Error),
    Here(String),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::ByRemote(error)
    }
}

/// Keeps what a refusal teaches: which properties the stage demands, or that the directory on hand is old.
async fn learn(session: &Session, intent: &Intent, error: &Error) -> Result<(), SyncError> {
    let Intent::SetStatus { pipeline, stage, .. } = intent else {
        session.urgent.directory();
        return Ok(());
    };
    let now = Utc::now();
    let rule =
        |property| StageRule { pipeline: pipeline.clone(), stage: stage.clone(), property, learned_at: Some(now) };
    let rules: Vec<StageRule> = error.missing_properties().into_iter().map(rule).collect();
    if rules.is_empty() {
        session.urgent.directory();
        return Ok(());
    }
    Ok(session.store.write(Origin::Push, move |w| w.stage_rules().learn(&rules)).await?)
}

/// Why the remote refused a change, for the rep: by what is wrong, not by what was called.
fn refusal(intent: &Intent, error: &Error) -> (StuckReason, String) {
    let values = error.refused_values();
    let concerns = |name: &str| values.iter().any(|(property, _)| property == name);
    let reason = match intent {
        _ if !error.missing_properties().is_empty() || values.is_empty() => return deliver::refusal(error),
        Intent::SetStatus { .. } if concerns("hs_pipeline_stage") || concerns("hs_pipeline") => StuckReason::StageGone,
        Intent::Assign { .. } if concerns("hubspot_owner_id") => StuckReason::OwnerGone,
        _ => StuckReason::ValueRefused,
    };
    (reason, values.into_iter().map(|(_, sentence)| sentence).collect::<Vec<_>>().join(" "))
}

async fn write(session: &Session, intent: &Intent) -> Result<Result<(), Refused>, SyncError> {
    match intent {
        Intent::SetStatus { ticket, pipeline, stage, properties, .. } => {
            let mut values = texts(properties);
            values.insert("hs_pipeline".to_owned(), Some(pipeline.to_string()));
            values.insert("hs_pipeline_stage".to_owned(), Some(stage.to_string()));
            write_ticket(session, ticket, values).await
        }
        Intent::SetProperties { ticket, properties, .. } => write_ticket(session, ticket, texts(properties)).await,
        Intent::Assign { ticket: Some(ticket), owner, .. } => {
            let owner = owner.as_ref().map(OwnerId::to_string).unwrap_or_default();
            write_ticket(session, ticket, [("hubspot_owner_id".to_owned(), Some(owner))].into()).await
        }
        Intent::Assign { thread, ticket: None, owner } => assign_thread(session, thread, owner.as_ref()).await,
        Intent::SendMessage { .. } | Intent::AddComment { .. } => {
            Ok(Err(Refused::Here("This is a message, not a change.".to_owned())))
        }
    }
}

async fn write_ticket(
    session: &Session,
    ticket: &TicketId,
    values: Properties,
) -> Result<Result<(), Refused>, SyncError> {
    match session.client.update(ObjectType::Tickets, ticket.as_str(), &values).await {
        Ok(answer) => {
            keep(session, ticket.clone(), values, answer).await?;
            Ok(Ok(()))
        }
        Err(error) => Ok(Err(error.into())),
    }
}

/// The answer names only some properties: what was written and what was answered is laid over what is known.
async fn keep(session: &Session, id: TicketId, written: Properties, answer: Object) -> Result<(), SyncError> {
    session
        .store
        .write(Origin::Push, move |w| {
            let Some(mut ticket) = w.tickets().get(&id)? else { return Ok(()) };
            let shown = |name: &str| ingest::TICKET.contains(&name) || ticket.properties.contains_key(name);
            let answered: Vec<_> = answer.properties.into_iter().filter(|(name, _)| shown(name)).collect();
            for (name, value) in written.into_iter().chain(answered) {
                match value.filter(|value| !value.is_empty()) {
                    Some(value) => drop(ticket.properties.insert(name, value)),
                    None => drop(ticket.properties.remove(&name)),
                }
            }
            ticket.updated_at = ticket.updated_at.max(answer.updated_at);
            w.tickets().upsert(&[ticket])
        })
        .await?;
    Ok(())
}

/// A conversation without a ticket is given to the owner's agent.
async fn assign_thread(
    session: &Session,
    thread: &ThreadId,
    owner: Option<&OwnerId>,
) -> Result<Result<(), Refused>, SyncError> {
    let Some(owner) = owner else {
        let result = session.client.unassign(thread.as_str()).await;
        if result.is_ok() {
            reassign(session, thread, None).await?;
        }
        return Ok(result.map_err(Refused::from));
    };
    if session.known.owners().is_empty() {
        read_owners(session, &session.client).await?;
    }
    let agent = session.known.owners().iter().find(|known| known.id == *owner).and_then(|known| known.actor.clone());
    let Some(agent) = agent else {
        return Ok(Err(Refused::Here("A conversation without a ticket can only be given to a person.".to_owned())));
    };
    let result = session.client.assign(thread.as_str(), agent.as_str()).await;
    if result.is_ok() {
        reassign(session, thread, Some(agent)).await?;
    }
    Ok(result.map(drop).map_err(Refused::from))
}

/// The assignee call's answer does not name the ticket, so only the assignee is taken from it.
async fn reassign(
    session: &Session,
    thread: &ThreadId,
    agent: Option<bellhop_model::ActorId>,
) -> Result<(), SyncError> {
    let id = thread.clone();
    session
        .store
        .write(Origin::Push, move |w| {
            let Some(mut thread) = w.threads().get(&id)? else { return Ok(()) };
            thread.assigned_to = agent;
            w.threads().upsert(&[thread])
        })
        .await?;
    Ok(())
}

fn texts(properties: &BTreeMap<String, String>) -> Properties {
    properties.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect()
}

fn ticket_of(intent: &Intent) -> Option<&TicketId> {
    match intent {
        Intent::SetStatus { ticket, .. } | Intent::SetProperties { ticket, .. } => Some(ticket),
        Intent::Assign { ticket, .. } => ticket.as_ref(),
        Intent::SendMessage { .. } | Intent::AddComment { .. } => None,
    }
}
