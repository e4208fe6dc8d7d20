//! Owner, status and other properties of the ticket.
//!
//! What the rep changed again before it left replaces the earlier intent: the remote is told where it ended, not the way.

use bellhop_model::{Intent, IntentId};
use bellhop_store::{DeskWrite, Origin, OutboxRow, OutboxStep, Result as StoreResult};
use chrono::Utc;

use super::send::row;
use super::status::StatusWish;
use crate::contract::{ApiError, AssignArgs, PropertiesArgs, StatusArgs};
use crate::desk::Desk;
use crate::failure::{bad_request, not_found, not_possible};
use crate::fields::check;

impl Desk {
    pub(crate) async fn assign(&self, args: AssignArgs) -> Result<IntentId, ApiError> {
        let (thread, owner) = (args.thread.clone(), args.owner.clone());
        let read = move |reads: &bellhop_store::Reads<'_>| {
            let known = match &owner {
                Some(owner) => reads.owners().all()?.iter().any(|one| one.id == *owner && !one.archived),
                None => true,
            };
            Ok((reads.threads().get(&thread)?, known))
        };
        let (thread, known) = self.on.store.read(read).await?;
        let thread = thread.ok_or_else(|| not_found("This conversation is no longer in the help desk."))?;
        if !known {
            return Err(not_possible("This owner is no longer in the help desk. Choose another."));
        }
        self.queue(Intent::Assign { thread: thread.id, ticket: thread.ticket, owner: args.owner }).await
    }

    pub(crate) async fn set_status(&self, args: StatusArgs) -> Result<IntentId, ApiError> {
        let StatusArgs { thread, stage, properties } = args;
        let intent = self.status_intent(StatusWish { thread, stage, properties }).await?;
        self.queue(intent).await
    }

    /// Writes properties of the ticket. Status and owner have calls of their own: they mean more than a value.
    pub(crate) async fn set_properties(&self, args: PropertiesArgs) -> Result<IntentId, ApiError> {
        let PropertiesArgs { thread, properties } = args;
        if properties.is_empty() || OWN_CALLS.iter().any(|name| properties.contains_key(*name)) {
            return Err(bad_request("These properties are not set this way."));
        }
        let id = thread.clone();
        let read = move |reads: &bellhop_store::Reads<'_>| {
            let ticket = reads.threads().get(&id)?.and_then(|thread| thread.ticket);
            let fits = check(&properties, &reads.properties().of("tickets")?, &reads.owners().all()?);
            Ok((ticket, fits.map(|()| properties)))
        };
        let (ticket, fits) = self.on.store.read(read).await?;
        let ticket = ticket.ok_or_else(|| not_possible("This conversation has no ticket."))?;
        let properties = fits.map_err(not_possible)?;
        self.queue(Intent::SetProperties { thread, ticket, properties }).await
    }

    async fn queue(&self, intent: Intent) -> Result<IntentId, ApiError> {
        let row = row(intent, Utc::now());
        let id = row.id.clone();
        self.on.store.desk_write(Origin::Desk, move |w| replace(w, &row)).await?;
        self.wake_sync();
        Ok(id)
    }
}

/// Adds a change in the place of those that it makes pointless. Of a ticket's other conversations as well: two on their way
/// at once could arrive in either order.
pub(crate) fn replace(w: &DeskWrite<'_>, row: &OutboxRow) -> StoreResult<()> {
    for earlier in w.outbox().open()? {
        let waits = matches!(earlier.step, OutboxStep::Queued { .. } | OutboxStep::Stuck { .. });
        if waits && same_target(&earlier.intent, &row.intent) {
            w.outbox().close(&earlier.id)?;
        }
    }
    w.outbox().add(row)
}

/// Properties that are not set as such.
const OWN_CALLS: [&str; 3] = ["hs_pipeline", "hs_pipeline_stage", "hubspot_owner_id"];

fn same_target(earlier: &Intent, later: &Intent) -> bool {
    match (earlier, later) {
        (Intent::Assign { ticket: Some(ticket), .. }, Intent::Assign { ticket: Some(now), .. })
        | (Intent::SetStatus { ticket, .. }, Intent::SetStatus { ticket: now, .. }) => ticket == now,
        // One that writes something else as well still has to.
        (
            Intent::SetProperties { ticket, properties, .. },
            Intent::SetProperties { ticket: now, properties: written, .. },
        ) => ticket == now && properties.keys().all(|name| written.contains_key(name)),
        (Intent::Assign { ticket: None, thread, .. }, Intent::Assign { ticket: None, thread: now, .. }) => {
            thread == now
        }
        _ => false,
    }
}
