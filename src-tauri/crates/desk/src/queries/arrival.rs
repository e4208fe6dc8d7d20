//! What a link from outside leads to.

use bellhop_model::{MessageId, ThreadId, TicketId};
use bellhop_store::{Reads, Result};

use crate::contract::ApiError;
use crate::desk::Desk;
use crate::views::Arrival;

/// What somebody outside the window wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A conversation, and a message in it if one is meant.
    Thread(ThreadId, Option<MessageId>),
    /// The conversation of a ticket.
    Ticket(TicketId),
    /// What is found for these words.
    Search(String),
    /// What is unread.
    Unread,
}

impl Desk {
    /// Finds what is wanted among what is on this machine.
    pub async fn arrival(&self, wanted: Wanted) -> std::result::Result<Arrival, ApiError> {
        Ok(match wanted {
            Wanted::Thread(thread, message) => {
                let here = self.on.store.read(move |reads| Ok(is_here(reads, &thread)?.then_some(thread))).await?;
                here.map_or(Arrival::Gone, |thread| Arrival::Thread { thread, message, compose: false, stage: None })
            }
            Wanted::Ticket(ticket) => {
                let newest = self.on.store.read(move |reads| newest_of(reads, &ticket)).await?;
                newest.map_or(Arrival::Gone, |thread| Arrival::Thread {
                    thread,
                    message: None,
                    compose: false,
                    stage: None,
                })
            }
            Wanted::Search(words) => Arrival::Search { words },
            Wanted::Unread => Arrival::Unread,
        })
    }
}

fn is_here(reads: &Reads<'_>, thread: &ThreadId) -> Result<bool> {
    Ok(!reads.lists().rows(std::slice::from_ref(thread))?.is_empty())
}

/// The newest conversation of a ticket that can be shown.
fn newest_of(reads: &Reads<'_>, ticket: &TicketId) -> Result<Option<ThreadId>> {
    for thread in reads.threads().of_ticket(ticket)? {
        if is_here(reads, &thread)? {
            return Ok(Some(thread));
        }
    }
    Ok(None)
}
