//! What somebody else wrote in a conversation since the rep last looked at it while writing.
//!
//! "Somebody else" is the customer or a colleague. The rep's own messages are known by their author, or, like comments, which
//! the remote shows as an app's, because an intent of this desk claims them. Bots, greetings and changes of hands do not
//! count: nobody wrote them to be read.

use bellhop_model::{ActorId, ActorKind, Direction, Message, MessageId, MessageKind, ThreadId};
use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::store::Reads;

impl Reads<'_> {
    /// What the customer or a colleague wrote after a time of the remote, oldest first.
    pub fn newer(&self, thread: &ThreadId, since: DateTime<Utc>, me: Option<&ActorId>) -> Result<Vec<Message>> {
        let claimed = self.outbox().claimed(thread)?;
        let mut messages = self.messages().after(thread, since)?;
        messages.retain(|message| message.at > since && is_others(message, me, &claimed));
        Ok(messages)
    }

    /// When the newest entry of a conversation was made, by the remote's clock; 1970 when there is none.
    pub fn newest_at(&self, thread: &ThreadId) -> Result<DateTime<Utc>> {
        let newest = match self.messages().newest(thread)? {
            Some(newest) => self.messages().get(&newest)?,
            None => None,
        };
        Ok(newest.map_or(DateTime::UNIX_EPOCH, |message| message.at))
    }
}

fn is_others(message: &Message, me: Option<&ActorId>, claimed: &[MessageId]) -> bool {
    let actor = message.author.actor.as_ref();
    let mine = claimed.contains(&message.id) || (actor.is_some() && actor == me);
    match &message.kind {
        MessageKind::Message { direction: Direction::Incoming, .. } => true,
        MessageKind::Message { .. } => !mine && actor.is_some_and(|actor| actor.kind() == ActorKind::Agent),
        MessageKind::Comment(_) => !mine,
        _ => false,
    }
}
