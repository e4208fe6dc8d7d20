//! What goes wrong on purpose: typed faults, reached from Rust and never from the network.
//!
//! `hub.faults().next(Route::SendMessage, Fault::DropAfterAccept)` breaks the next such request,
//! `every` breaks all of them until `clear`. Faults that were queued with `next` come first, in their order. A drop
//! closes the TCP connection for real (see [`super::listener`]), it is not an error answer.

mod apply;

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::Method;
use tokio::sync::watch;

pub(super) use apply::apply;

/// What a request is about, under whatever path family it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// `GET /threads`.
    ListThreads,
    /// `GET /threads/{id}`.
    GetThread,
    /// `PATCH` or `DELETE /threads/{id}`.
    ChangeThread,
    /// `PUT` or `DELETE /threads/{id}/assignee`.
    Assign,
    /// `GET /threads/{id}/messages`.
    ListMessages,
    /// `GET /threads/{id}/messages/{id}`, its original content too.
    GetMessage,
    /// `POST /threads/{id}/messages` with a MESSAGE.
    SendMessage,
    /// `POST /threads/{id}/messages` with a COMMENT.
    AddComment,
    /// Actors, one or a batch.
    Actors,
    /// Inboxes, channels and channel accounts.
    Channels,
    /// A channel app publishes a message.
    Publish,
    /// A channel app tells how a delivery went.
    DeliveryReport,
    /// Any other call of a channel app.
    CustomChannels,
    /// CRM search, of any type.
    Search,
    /// A write of CRM objects, single or batch.
    WriteObject,
    /// Any other CRM call.
    Crm,
    /// The files API.
    Files,
    /// The contents of files, on the second origin.
    FileBytes,
    /// Account details, the cheapest call.
    Account,
    /// The push stream.
    Events,
    /// Anything else, the web chat included.
    Other,
    /// Every request; for queueing faults only.
    Any,
}

impl Route {
    /// What a request is about. A sent message and a comment differ in their bodies alone: both are
    /// [`Route::SendMessage`] here.
    pub fn of(method: &Method, path: &str) -> Self {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.first().copied() {
            Some("conversations") => Self::of_conversations(method, &parts),
            Some("crm") => Self::of_crm(method, &parts),
            Some("files") => Self::Files,
            Some("signed" | "hubfs") => Self::FileBytes,
            Some("account-info") => Self::Account,
            Some("helpdesk") if parts.last() == Some(&"events") => Self::Events,
            _ => Self::Other,
        }
    }

    fn of_conversations(method: &Method, parts: &[&str]) -> Self {
        if parts.contains(&"custom-channels") {
            return match (method, parts) {
                (&Method::POST, [.., "messages"]) => Self::Publish,
                (&Method::PATCH, [.., "messages", _]) => Self::DeliveryReport,
                _ => Self::CustomChannels,
            };
        }
        let Some(threads) = parts.iter().position(|part| *part == "threads") else {
            return if parts.contains(&"actors") { Self::Actors } else { Self::Channels };
        };
        match (parts.get(threads + 1..).unwrap_or_default(), method) {
            ([], _) => Self::ListThreads,
            ([_], &Method::GET) => Self::GetThread,
            ([_], _) => Self::ChangeThread,
            ([_, "assignee"], _) => Self::Assign,
            ([_, "messages"], &Method::POST) => Self::SendMessage,
            ([_, "messages"], _) => Self::ListMessages,
            _ => Self::GetMessage,
        }
    }

    fn of_crm(method: &Method, parts: &[&str]) -> Self {
        match parts {
            ["crm", "objects", .., "search"] | ["crm", "v3", "objects", .., "search"] => Self::Search,
            [.., "batch", "read"] => Self::Crm,
            ["crm", "objects", ..] | ["crm", "v3", "objects", ..] if method != Method::GET => Self::WriteObject,
            _ => Self::Crm,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// The connection is closed before the hub did anything.
    DropBeforeAccept,
    /// The hub does what was asked, then closes the connection without an answer.
    DropAfterAccept,
    /// The hub answers and closes the connection in the middle of the body.
    DropMidBody,
    /// This status instead of an answer; nothing is done.
    Status(u16),
    /// 429 of the ten-second limit; nothing is done.
    RateLimited {
        /// With this `Retry-After`; without one, as HubSpot mostly does.
        retry_after: Option<Duration>,
    },
    /// The answer comes late; the work is done at once.
    Delay(Duration),
    /// The connection is closed at once, and the work is done this much later.
    LateCommit(Duration),
    /// The first item has a type and a status that nobody has heard of.
    UnknownEnum,
    /// Every object of the answer has a field that nobody has heard of.
    ExtraFields,
    /// 200 with a body that is not JSON.
    Garbage,
    /// A listing that does not show its newest entries yet, this many.
    ListLag(usize),
    /// Half a page, with a cursor.
    ShortPage,
    /// A page whose cursor is the one it was asked with.
    RepeatCursor,
    /// Directions of messages are swapped.
    WrongDirection,
}

/// The faults that wait for requests.
#[derive(Debug, Default)]
pub struct Faults {
    waiting: Mutex<Waiting>,
    count: AtomicUsize,
    met: watch::Sender<HashMap<Route, usize>>,
}

#[derive(Debug, Default)]
struct Waiting {
    next: VecDeque<(Route, Fault)>,
    every: Vec<(Route, Fault)>,
}

impl Faults {
    /// Breaks the next request to this route that no earlier `next` breaks.
    pub fn next(&self, route: Route, fault: Fault) {
        self.edit(|waiting| waiting.next.push_back((route, fault)));
    }

    /// Breaks every request to this route until [`Faults::clear`].
    pub fn every(&self, route: Route, fault: Fault) {
        self.edit(|waiting| waiting.every.push((route, fault)));
    }

    /// Lets everything work again.
    pub fn clear(&self) {
        self.edit(|waiting| *waiting = Waiting::default());
    }

    /// How many requests met a fault since the start.
    pub fn met(&self) -> usize {
        self.met.borrow().values().sum()
    }

    /// Waits until a request to this route has met a fault.
    pub async fn until_met(&self, route: Route) {
        // It ends only with the hub that is asked.
        let _ = self.met.subscribe().wait_for(|met| met.contains_key(&route)).await;
    }

    fn edit(&self, edit: impl FnOnce(&mut Waiting)) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        edit(&mut waiting);
        self.count.store(waiting.next.len() + waiting.every.len(), Ordering::SeqCst);
    }

    fn is_idle(&self) -> bool {
        self.count.load(Ordering::SeqCst) == 0
    }

    fn take(&self, route: Route) -> Option<Fault> {
        let mut found = None;
        let fits = |wanted: Route| wanted == route || wanted == Route::Any;
        self.edit(|waiting| {
            let place = waiting.next.iter().position(|(wanted, _)| fits(*wanted));
            found = match place {
                Some(place) => waiting.next.remove(place).map(|(_, fault)| fault),
                None => waiting.every.iter().find(|(wanted, _)| fits(*wanted)).map(|(_, fault)| fault.clone()),
            };
        });
        if found.is_some() {
            self.met.send_modify(|met| *met.entry(route).or_default() += 1);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_recognised_under_every_family_it_is_served_under() {
        for base in [
            "/conversations/conversations/2026-09",
            "/conversations/2026-09/conversations",
            "/conversations/v3/conversations",
        ] {
            let of = |method: &Method, rest: &str| Route::of(method, &format!("{base}{rest}"));
            assert_eq!(of(&Method::GET, "/threads"), Route::ListThreads);
            assert_eq!(of(&Method::PATCH, "/threads/1"), Route::ChangeThread);
            assert_eq!(of(&Method::PUT, "/threads/1/assignee"), Route::Assign);
            assert_eq!(of(&Method::POST, "/threads/1/messages"), Route::SendMessage);
            assert_eq!(of(&Method::GET, "/threads/1/messages/2/original-content"), Route::GetMessage);
            assert_eq!(of(&Method::POST, "/actors/batch/read"), Route::Actors);
        }
        assert_eq!(Route::of(&Method::POST, "/conversations/v3/custom-channels/5/messages"), Route::Publish);
        assert_eq!(
            Route::of(&Method::PATCH, "/conversations/custom-channels/2026-03/5/messages/a"),
            Route::DeliveryReport
        );
        assert_eq!(Route::of(&Method::POST, "/crm/objects/2026-09/tickets/search"), Route::Search);
        assert_eq!(Route::of(&Method::POST, "/crm/v3/objects/tickets/batch/update"), Route::WriteObject);
        assert_eq!(Route::of(&Method::POST, "/crm/v3/objects/tickets/batch/read"), Route::Crm);
    }

    #[test]
    fn queued_faults_come_first_and_once_and_standing_ones_stay_until_cleared() {
        let faults = Faults::default();
        faults.every(Route::Any, Fault::Garbage);
        faults.next(Route::Search, Fault::Status(500));
        assert_eq!(faults.take(Route::Files), Some(Fault::Garbage));
        assert_eq!(faults.take(Route::Search), Some(Fault::Status(500)));
        assert_eq!(faults.take(Route::Search), Some(Fault::Garbage));
        faults.clear();
        assert!(faults.is_idle());
        assert_eq!(faults.take(Route::Search), None);
        assert_eq!(faults.met(), 3);
    }
}
