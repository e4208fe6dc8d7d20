//! The assignee of a thread. The ticket's owner follows, as in HubSpot's help desk.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bellhop_hubspot::wire::conversations::{Assignee, Thread};

use super::{
    actors,
    threads::Address,
    wire::{self, WithTicket},
};
use crate::{
    helpdesk::{self, By},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        query::parse,
    },
};

/// `PUT /threads/{threadId}/assignee`.
pub(super) async fn assign(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
    Body(assignee): Body<Assignee>,
) -> Result<Json<Thread>, ApiError> {
    caller.require(&["conversations.write"])?;
    let address = Address { id: parse("threadId", &thread_id)?, archived: Some(false) };
    let now = app.now();
    let row = app
        .change(move |tx, events| {
            let thread = address.find(tx)?;
            if actors::active_agent(tx, &assignee.actor_id)?.is_none() {
                let message = format!("{} is not an agent of this account.", assignee.actor_id);
                return Err(ApiError::validation(message).with_detail("INVALID_ACTOR", "actorId", "not an agent"));
            }
            let by = By::app(&caller, now);
            events.extend(helpdesk::assign_thread(tx, &thread, Some(&assignee.actor_id), by)?);
            address.find(tx)
        })
        .await?;
    Ok(Json(wire::thread(row, WithTicket::No)))
}

/// `DELETE /threads/{threadId}/assignee`.
pub(super) async fn unassign(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require(&["conversations.write"])?;
    let address = Address { id: parse("threadId", &thread_id)?, archived: Some(false) };
    let now = app.now();
    app.change(move |tx, events| {
        let thread = address.find(tx)?;
        events.extend(helpdesk::assign_thread(tx, &thread, None, By::app(&caller, now))?);
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
