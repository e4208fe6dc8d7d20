//! The push stream: `GET /helpdesk/v1/events`, server-sent events about what changed.
//!
//! HubSpot has nothing like it, so it lives outside of HubSpot's paths and a client polls when it is missing. Events
//! say what became stale and carry no content: the client reads it through the API, with its own rights. They are
//! published after COMMIT, in the order of the commits, with rising ids. A client that comes back with
//! `Last-Event-ID` gets what it missed from a ring in memory; when the ring does not reach that far (a long absence,
//! a restarted hub), it gets one event `reset` and has to look at everything. Ids begin at the time of the start in
//! microseconds, so an id of an earlier run is never taken for one of this run.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event as Frame, KeepAlive, Sse},
    },
};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt, stream};
use serde_json::json;
use tokio::sync::broadcast;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::{Shared, answer::ApiError, auth::Caller};

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A thread is new, or its status, assignee, archive flag or ticket changed.
    Thread,
    /// A message or comment is new, or its delivery status changed.
    Message,
    /// A ticket is new or changed.
    Ticket,
    /// A contact is new or changed.
    Contact,
    /// Another CRM object is new or changed.
    Object,
    /// A channel or channel account is new or changed.
    Channel,
    /// A shared pack of snippets is new, changed or gone.
    Snippets,
}

impl EventKind {
    /// The name on the wire, as `event:` and as `kind` in the data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thread => "thread",
            Self::Message => "message",
            Self::Ticket => "ticket",
            Self::Contact => "contact",
            Self::Object => "object",
            Self::Channel => "channel",
            Self::Snippets => "snippets",
        }
    }
}

/// One change, told after it was committed.
#[derive(Debug, Clone)]
pub struct Event {
    /// What kind of thing.
    pub kind: EventKind,
    /// The thread, where there is one.
    pub thread_id: Option<i64>,
    /// The message, where there is one.
    pub message_id: Option<String>,
    /// The ticket, where there is one.
    pub ticket_id: Option<i64>,
    /// The contact, where there is one.
    pub contact_id: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Its place in the stream; given by [`Push::publish`].
    pub seq: u64,
}

impl Event {
    /// A change of this kind with no ids yet.
    pub fn new(kind: EventKind, at: DateTime<Utc>) -> Self {
        Self { kind, thread_id: None, message_id: None, ticket_id: None, contact_id: None, at, seq: 0 }
    }

    /// A change of a thread.
    pub fn thread(thread_id: i64, at: DateTime<Utc>) -> Self {
        Self { thread_id: Some(thread_id), ..Self::new(EventKind::Thread, at) }
    }

    /// A new or changed message.
    pub fn message(thread_id: i64, message_id: impl Into<String>, at: DateTime<Utc>) -> Self {
        Self { thread_id: Some(thread_id), message_id: Some(message_id.into()), ..Self::new(EventKind::Message, at) }
    }

    /// A new or changed ticket.
    pub fn ticket(ticket_id: i64, at: DateTime<Utc>) -> Self {
        Self { ticket_id: Some(ticket_id), ..Self::new(EventKind::Ticket, at) }
    }

    /// A new or changed contact.
    pub fn contact(contact_id: i64, at: DateTime<Utc>) -> Self {
        Self { contact_id: Some(contact_id), ..Self::new(EventKind::Contact, at) }
    }

    fn frame(&self) -> Frame {
        let mut data = json!({ "kind": self.kind.name(), "seq": self.seq, "at": self.at });
        if let Some(fields) = data.as_object_mut() {
            let ids = [("threadId", self.thread_id), ("ticketId", self.ticket_id), ("contactId", self.contact_id)];
            for (name, id) in ids {
                if let Some(id) = id {
                    fields.insert(name.to_owned(), json!(id.to_string()));
                }
            }
            if let Some(id) = &self.message_id {
                fields.insert("messageId".to_owned(), json!(id));
            }
        }
        Frame::default().id(self.seq.to_string()).event(self.kind.name()).data(data.to_string())
    }
}

/// The stream's memory and its listeners.
#[derive(Debug)]
pub struct Push {
    ring: Mutex<Ring>,
    listeners: broadcast::Sender<Arc<Event>>,
    memory: usize,
}

#[derive(Debug)]
struct Ring {
    events: VecDeque<Arc<Event>>,
    last: u64,
}

impl Push {
    /// An empty stream whose ids begin at `start`, and which remembers up to `memory` events.
    pub fn new(start: DateTime<Utc>, memory: usize) -> Self {
        let last = u64::try_from(start.timestamp_micros()).unwrap_or(0);
        let (listeners, _) = broadcast::channel(memory.max(16));
        Self { ring: Mutex::new(Ring { events: VecDeque::new(), last }), listeners, memory }
    }

    /// Gives the event its place, remembers it and tells the listeners. Call it after COMMIT only.
    pub fn publish(&self, mut event: Event) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.last += 1;
        event.seq = ring.last;
        let event = Arc::new(event);
        ring.events.push_back(Arc::clone(&event));
        while ring.events.len() > self.memory {
            ring.events.pop_front();
        }
        // Sent under the lock, so that listeners get events in the order of their ids. Nobody listening is fine.
        let _ = self.listeners.send(event);
    }

    /// Publishes several events in their order.
    pub fn publish_all(&self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.publish(event);
        }
    }

    /// The events after `last_seen` and all that follow.
    fn listen(&self, last_seen: Option<u64>) -> (Missed, broadcast::Receiver<Arc<Event>>) {
        let ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.listeners.subscribe();
        let missed = match last_seen {
            None => Missed::Events(Vec::new()),
            Some(seen) if seen == ring.last => Missed::Events(Vec::new()),
            Some(seen) => match ring.events.front() {
                Some(first) if seen + 1 >= first.seq && seen < ring.last => {
                    Missed::Events(ring.events.iter().filter(|event| event.seq > seen).cloned().collect())
                }
                _ => Missed::TooMuch { last: ring.last },
            },
        };
        (missed, receiver)
    }
}

enum Missed {
    Events(Vec<Arc<Event>>),
    TooMuch { last: u64 },
}

/// Answers `GET /helpdesk/v1/events`.
pub(super) async fn events(
    State(app): State<Shared>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    caller.require(&["conversations.read"])?;
    let last_seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let (missed, receiver) = app.push.listen(last_seen);
    let first = match missed {
        Missed::Events(events) => events.iter().map(|event| event.frame()).collect(),
        Missed::TooMuch { last } => vec![reset(last)],
    };
    let frames = stream::iter(std::iter::once(Frame::default().comment("open")).chain(first))
        .chain(follow(receiver))
        .take_until(app.stopping())
        .map(Ok::<_, Infallible>);
    let heartbeat = KeepAlive::new().interval(app.settings.heartbeat).text("still here");
    Ok(Sse::new(frames).keep_alive(heartbeat).into_response())
}

fn follow(receiver: broadcast::Receiver<Arc<Event>>) -> impl Stream<Item = Frame> {
    BroadcastStream::new(receiver).map(|next| match next {
        Ok(event) => event.frame(),
        // This listener was too slow; what it missed is not knowable from here.
        Err(BroadcastStreamRecvError::Lagged(_)) => reset(0),
    })
}

fn reset(last: u64) -> Frame {
    let frame = Frame::default().event("reset").data(json!({ "kind": "reset", "seq": last }).to_string());
    if last == 0 { frame } else { frame.id(last.to_string()) }
}
