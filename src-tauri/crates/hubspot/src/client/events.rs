//! The hub's push stream (`GET /helpdesk/v1/events`, server-sent events). HubSpot has none: it answers 404.
//!
//! An event says what became stale; what it is now is read through the API. A stream that ends, falls silent for
//! longer than the hub's heartbeat allows or sends what cannot be read is an error: the caller opens it again with
//! the id of the last event, and gets what it missed or [`PushKind::Reset`].

use std::time::Duration;

use reqwest::{
    Method, Response,
    header::{CONTENT_TYPE, HeaderName},
};
use serde::Deserialize;
use tokio::time::timeout;

use super::{
    Client, Error, Kind,
    error::chain,
    http::{Call, Repeat},
};

/// The hub sends a comment every 15 seconds.
const SILENCE: Duration = Duration::from_secs(50);
/// The longest line that is read, in bytes.
const LINE: usize = 64 * 1024;

/// What became stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushEvent {
    /// Where to go on after a break.
    pub id: Option<String>,
    /// What kind of thing.
    pub kind: PushKind,
    /// The thread, where there is one.
    pub thread: Option<String>,
    /// The message, where there is one.
    pub message: Option<String>,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
    /// The contact, where there is one.
    pub contact: Option<String>,
}

/// What kind of thing became stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PushKind {
    /// A thread.
    Thread,
    /// A message or comment, or its delivery.
    Message,
    /// A ticket.
    Ticket,
    /// A contact.
    Contact,
    /// Another CRM object.
    Object,
    /// A channel or channel account.
    Channel,
    /// A shared pack of snippets.
    Snippets,
    /// Events were lost: everything may be stale.
    Reset,
    /// Nothing happened, and the stream is alive.
    Heartbeat,
    /// A kind that appeared after this version was made.
    #[serde(other)]
    Other,
}

/// An open push stream.
#[derive(Debug)]
pub struct EventStream {
    response: Response,
    call: Call,
    buffer: Vec<u8>,
}

impl Client {
    /// Opens the push stream after the event with this id. `None` when the remote has no such stream.
    pub async fn events(&self, last_id: Option<&str>) -> Result<Option<EventStream>, Error> {
        let mut call = Call::new("listening for changes", Method::GET, self.url("/helpdesk/v1", &["events"]));
        call.repeat = Repeat::ByCaller;
        call.header = last_id.map(|id| (HeaderName::from_static("last-event-id"), id.to_owned()));
        let response = match self.open(&call).await {
            Ok(response) => response,
            Err(error) if matches!(error.status(), Some(403..=405 | 410)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("text/event-stream") {
            return Ok(None);
        }
        Ok(Some(EventStream { response, call, buffer: Vec::new() }))
    }
}

impl EventStream {
    /// Waits for the next event. Safe to drop while it waits: nothing that was read is lost.
    ///
    /// Fails when the stream ended or fell silent.
    pub async fn next(&mut self) -> Result<PushEvent, Error> {
        loop {
            while let Some(block) = take_block(&mut self.buffer) {
                if let Some(event) = read_block(&block) {
                    return Ok(event);
                }
            }
            if self.buffer.len() > LINE {
                return Err(self.broken("an event is too large"));
            }
            match timeout(SILENCE, self.response.chunk()).await {
                Ok(Ok(Some(chunk))) => self.buffer.extend_from_slice(&chunk),
                Ok(Ok(None)) => return Err(self.broken("the stream ended")),
                Ok(Err(error)) => return Err(self.broken(&chain(&error.without_url()))),
                Err(_) => return Err(self.broken("the stream fell silent")),
            }
        }
    }

    fn broken(&self, detail: &str) -> Error {
        Error::new(self.call.what, self.call.repeat, Kind::NoAnswer { detail: detail.to_owned() })
    }
}

/// Takes the first whole block, which an empty line ends.
fn take_block(buffer: &mut Vec<u8>) -> Option<String> {
    let (at, length) = [b"\n\n".as_slice(), b"\r\n\r\n".as_slice()]
        .into_iter()
        .filter_map(|end| Some((buffer.windows(end.len()).position(|window| window == end)?, end.len())))
        .min()?;
    let block: Vec<u8> = buffer.drain(..at + length).collect();
    Some(String::from_utf8_lossy(&block).into_owned())
}

fn read_block(block: &str) -> Option<PushEvent> {
    if block.starts_with(':') {
        let kind = PushKind::Heartbeat;
        return Some(PushEvent { id: None, kind, thread: None, message: None, ticket: None, contact: None });
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Data {
        kind: PushKind,
        thread_id: Option<String>,
        message_id: Option<String>,
        ticket_id: Option<String>,
        contact_id: Option<String>,
    }
    let field = |name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.strip_prefix(' ').unwrap_or(line))
    };
    let data: Data = serde_json::from_str(field("data")?).ok()?;
    Some(PushEvent {
        id: field("id").map(str::to_owned),
        kind: data.kind,
        thread: data.thread_id,
        message: data.message_id,
        ticket: data.ticket_id,
        contact: data.contact_id,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn events_are_cut_out_of_chunks_and_comments_are_heartbeats() {
        let mut buffer = b": open\n\nid: 7\nevent: message\ndata: {\"kind\":\"message\",\"seq\":7,".to_vec();
        assert_eq!(read_block(&take_block(&mut buffer).unwrap()).unwrap().kind, PushKind::Heartbeat);
        assert_eq!(take_block(&mut buffer), None, "the rest of the event has not come yet");
        buffer
            .extend_from_slice(b"\"threadId\":\"12\",\"messageId\":\"ab\"}\r\n\r\ndata: {\"kind\":\"new thing\"}\n\n");
        // The first block ends with the second kind of line end.
        let event = read_block(&take_block(&mut buffer).unwrap()).unwrap();
        assert_eq!(event.kind, PushKind::Message);
        assert_eq!((event.id.as_deref(), event.thread.as_deref()), (Some("7"), Some("12")));
        assert_eq!(read_block(&take_block(&mut buffer).unwrap()).unwrap().kind, PushKind::Other);
        assert!(buffer.is_empty());
    }
}
