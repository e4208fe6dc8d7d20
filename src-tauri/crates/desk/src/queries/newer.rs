//! What was written in a conversation since the rep began the reply.

use std::collections::HashSet;

use bellhop_model::{Message, MessageKind, ThreadId};
use bellhop_store::{DraftMode, Reads, Result};
use chrono::{DateTime, Utc};

use crate::body::excerpt;
use crate::contract::{ApiError, ThreadArgs};
use crate::desk::Desk;
use crate::names::{Me, Names, Side};
use crate::views::{NewerEntry, NewerView};

/// Entries shown.
const SHOWN: usize = 5;

impl Desk {
    pub(crate) async fn newer(&self, args: ThreadArgs) -> Result<NewerView, ApiError> {
        let email = self.on.email.clone();
        Ok(self.on.store.read(move |reads| view(reads, &args.thread, &email)).await?)
    }
}

/// What the customer or a colleague wrote after a time, oldest first.
pub(crate) fn newer(reads: &Reads<'_>, thread: &ThreadId, since: DateTime<Utc>, email: &str) -> Result<Vec<Message>> {
    let me = Me::among(&reads.owners().all()?, email);
    reads.newer(thread, since, me.actor.as_ref())
}

fn view(reads: &Reads<'_>, thread: &ThreadId, email: &str) -> Result<NewerView> {
    let Some(begun) = reads.begun().get(thread, DraftMode::Reply)? else { return Ok(NewerView::default()) };
    let messages = newer(reads, thread, begun, email)?;
    let actors: HashSet<_> = messages.iter().filter_map(|message| message.author.actor.clone()).collect();
    let names = Names::read(reads, email, &actors.into_iter().collect::<Vec<_>>(), None)?;
    let entry = |message: &Message| {
        let (side, content, comment) = match &message.kind {
            MessageKind::Message { direction: bellhop_model::Direction::Incoming, content, .. } => {
                (Side::Customer, content, false)
            }
            MessageKind::Message { content, .. } => (Side::Team, content, false),
            MessageKind::Comment(content) => (Side::Team, content, true),
            _ => return None,
        };
        let author = names.author(&message.author, side);
        Some(NewerEntry { message: message.id.clone(), author, comment, text: excerpt(content) })
    };
    Ok(NewerView {
        count: u32::try_from(messages.len()).unwrap_or(u32::MAX),
        until: messages.last().map(|message| message.at),
        entries: messages.iter().skip(messages.len().saturating_sub(SHOWN)).filter_map(entry).collect(),
    })
}
