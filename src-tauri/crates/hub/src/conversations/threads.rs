//! Threads: listing, one, opening and closing, the bin.
//!
//! The listing keeps HubSpot's rules to the letter, because a client that breaks one must learn it here: ascending
//! only, except for one contact's threads; a lower bound is mandatory when sorting by the newest message; one
//! contact's threads need a status and exclude the inbox; the bin is listed apart and never with the rest.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use bellhop_hubspot::wire::{
    Page,
    conversations::{Thread, ThreadPatch, ThreadStatus},
};
use rusqlite::Connection;

use super::{
    cursor,
    wire::{self, WithTicket},
};
use crate::{
    db::threads::{self, Direction, Filter, Order, Place, Status},
    helpdesk::{self, By},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
        push::Event,
        query::{Params, parse},
    },
};

const DEFAULT_PAGE: usize = 100;

/// `GET /threads`.
pub(super) async fn list(
    State(app): State<Shared>,
    caller: Caller,
    params: Params,
) -> Result<Json<Page<Thread>>, ApiError> {
    caller.require(&["conversations.read"])?;
    let asked = Asked::read(&params)?;
    let limit = params.limit(DEFAULT_PAGE, app.settings.page_cap)?;
    let with_ticket = with_ticket(&params)?;
    let (order, name) = (asked.order, asked.order_name());
    let rows = app.db.read(move |conn| threads::list(conn, &asked.filter, asked.order, asked.place, limit + 1)).await?;
    let is_last = rows.len() <= limit;
    let mut rows = rows;
    rows.truncate(limit);
    let after = rows.last().filter(|_| !is_last).map(|last| {
        let latest_at = last.latest_at.map_or(0, |at| at.timestamp_millis());
        cursor::write(name, (if matches!(order, Order::Latest(_)) { latest_at } else { 0 }, last.id))
    });
    Ok(Json(Page::new(rows.into_iter().map(|row| wire::thread(row, with_ticket)).collect(), after)))
}

/// `GET /threads/{threadId}`.
pub(super) async fn get(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
    params: Params,
) -> Result<Json<Thread>, ApiError> {
    caller.require(&["conversations.read"])?;
    let address = Address::read(&thread_id, &params)?;
    let with_ticket = with_ticket(&params)?;
    let row = app.db.read(move |conn| address.find(conn)).await?;
    Ok(Json(wire::thread(row, with_ticket)))
}

/// `PATCH /threads/{threadId}`.
pub(super) async fn patch(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
    params: Params,
    Body(patch): Body<ThreadPatch>,
) -> Result<Json<Thread>, ApiError> {
    caller.require(&["conversations.write"])?;
    let address = Address::read(&thread_id, &params)?;
    let now = app.now();
    let row = app
        .change(move |tx, events| {
            let thread = address.find(tx)?;
            if let Some(archived) = patch.archived {
                let put = if archived { threads::archive } else { threads::restore };
                put(tx, thread.id)?;
                events.push(Event::thread(thread.id, now));
            }
            if let Some(status) = patch.status {
                if patch.archived.unwrap_or(thread.archived) {
                    return Err(ApiError::validation("The status of an archived thread cannot be changed."));
                }
                let status = match status {
                    ThreadStatus::Open => Status::Open,
                    ThreadStatus::Closed => Status::Closed,
                };
                events.extend(helpdesk::set_thread_status(tx, &thread, status, By::app(&caller, now))?);
            }
            Address { archived: None, ..address }.find(tx)
        })
        .await?;
    Ok(Json(wire::thread(row, WithTicket::No)))
}

/// `DELETE /threads/{threadId}`: into the bin.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path(thread_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require(&["conversations.write"])?;
    let address = Address::read(&thread_id, &Params::default())?;
    let now = app.now();
    app.change(move |tx, events| {
        let thread = address.find(tx)?;
        threads::archive(tx, thread.id)?;
        events.push(Event::thread(thread.id, now));
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A thread as a request names it: an archived one is found with `archived=true` only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    pub(super) id: i64,
    /// None finds it in the bin or not.
    pub(super) archived: Option<bool>,
}

impl Address {
    pub(super) fn read(thread_id: &str, params: &Params) -> Result<Self, ApiError> {
        Ok(Self { id: parse("threadId", thread_id)?, archived: Some(params.flag("archived")?) })
    }

    pub(super) fn find(self, conn: &Connection) -> Result<threads::Thread, ApiError> {
        let found = threads::get(conn, self.id)?;
        found
            .filter(|thread| self.archived.is_none_or(|archived| archived == thread.archived))
            .ok_or_else(|| ApiError::not_found(format_args!("Thread {}", self.id)))
    }
}

fn with_ticket(params: &Params) -> Result<WithTicket, ApiError> {
    match params.get("association") {
        None => Ok(WithTicket::No),
        Some("TICKET") => Ok(WithTicket::Yes),
        Some(other) => Err(ApiError::validation(format!("Invalid value for association: {other}"))),
    }
}

/// What a listing was asked for.
#[derive(Debug)]
struct Asked {
    filter: Filter,
    order: Order,
    place: Option<Place>,
}

impl Asked {
    fn read(params: &Params) -> Result<Self, ApiError> {
        let status = params.get("threadStatus").map(|name| {
            Status::from_name(name)
                .ok_or_else(|| ApiError::validation(format!("Invalid value for threadStatus: {name}")))
        });
        let filter = Filter {
            archived: params.flag("archived")?,
            status: status.transpose()?,
            inbox_ids: params.ids("inboxId")?,
            contact_id: params.parsed("associatedContactId")?,
            ticket_id: params.parsed("associatedTicketId")?,
            latest_from: params.time("latestMessageTimestampAfter")?,
        };
        let order = order(params.get("sort"), filter.contact_id.is_some())?;
        check(&filter, order)?;
        let mut asked = Self { filter, order, place: None };
        if let Some(after) = params.get("after") {
            let (latest_at, id) = cursor::read(asked.order_name(), after)?;
            asked.place = Some(Place { latest_at, id });
        }
        Ok(asked)
    }

    fn order_name(&self) -> &'static str {
        match self.order {
            Order::Id(Direction::Ascending) => "threads",
            Order::Id(Direction::Descending) => "threads-",
            Order::Latest(Direction::Ascending) => "threads-latest",
            Order::Latest(Direction::Descending) => "threads-latest-",
        }
    }
}

fn order(sort: Option<&str>, is_of_a_contact: bool) -> Result<Order, ApiError> {
    let sort = sort.unwrap_or("id");
    let (direction, name) = match sort.strip_prefix('-') {
        Some(name) => (Direction::Descending, name),
        None => (Direction::Ascending, sort),
    };
    if direction == Direction::Descending && !is_of_a_contact {
        return Err(ApiError::validation("A descending sort needs associatedContactId."));
    }
    match name {
        "id" => Ok(Order::Id(direction)),
        "latestMessageTimestamp" => Ok(Order::Latest(direction)),
        _ => Err(ApiError::validation(format!("Invalid value for sort: {sort}"))),
    }
}

fn check(filter: &Filter, order: Order) -> Result<(), ApiError> {
    if matches!(order, Order::Latest(_)) && filter.latest_from.is_none() {
        let message = "latestMessageTimestampAfter is required when sorting by latestMessageTimestamp.";
        return Err(ApiError::validation(message));
    }
    if filter.contact_id.is_some() && filter.status.is_none() {
        return Err(ApiError::validation("threadStatus is required with associatedContactId."));
    }
    if filter.contact_id.is_some() && !filter.inbox_ids.is_empty() {
        return Err(ApiError::validation("inboxId cannot be used with associatedContactId."));
    }
    Ok(())
}
