//! Owner and status.
//!
//! What the rep changed again before it left replaces the earlier intent: the remote is told where it ended, not the way.

use bellhop_model::{Intent, IntentId};
use bellhop_store::{DeskWrite, Origin, OutboxRow, OutboxStep, Result as StoreResult};
use chrono::Utc;

use super::send::row;
use super::status::StatusWish;
use crate::contract::{ApiError, AssignArgs, StatusArgs};
use crate::desk::Desk;
use crate::failure::{not_found, not_possible};

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

fn same_target(earlier: &Intent, later: &Intent) -> bool {
    match (earlier, later) {
        (Intent::Assign { ticket: Some(ticket), .. }, Intent::Assign { ticket: Some(now), .. })
        | (Intent::SetStatus { ticket, .. }, Intent::SetStatus { ticket: now, .. }) => ticket == now,
        (Intent::Assign { ticket: None, thread, .. }, Intent::Assign { ticket: None, thread: now, .. }) => {
            thread == now
        }
        _ => false,
    }
}
