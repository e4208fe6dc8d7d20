//! Marking conversations as read: the one thing that is written to both files. First the desk, then its copy in the
//! cache; why there is a copy, and what mends it after a crash, is told in `cache/marks.rs`.

use bellhop_model::{MessageId, ThreadId};

use crate::cache::marks;
use crate::desk;
use crate::error::Result;
use crate::store::{Origin, Reads, Store};

impl Store {
    /// Marks a conversation as read up to a message, or as unread from its newest incoming message on.
    pub async fn mark_read(&self, thread: ThreadId, up_to: Option<MessageId>) -> Result<()> {
        let of = thread.clone();
        let read_at = self.read(move |r| mark_time(r, &of, up_to.as_ref())).await?;
        let Some(read_at) = read_at else { return Ok(()) };
        let marked = self
            .desk_write(Origin::Desk, move |w| {
                let mark = desk::read_marks::set(w.conn, &thread, read_at)?;
                Ok((mark, desk::identity::get(w.conn)?.unwrap_or_default()))
            })
            .await?;
        let (Some(mark), desk) = marked else { return Ok(()) };
        self.write(Origin::Desk, move |w| marks::copy(w, &desk, &[mark])).await
    }
}

/// The time of a mark: that of the message, or just before the newest incoming one to make that unread.
fn mark_time(r: &Reads<'_>, thread: &ThreadId, up_to: Option<&MessageId>) -> Result<Option<i64>> {
    let newest = r.messages().newest_incoming(thread)?.map(|message| message.at.timestamp_millis());
    let Some(message) = up_to else { return Ok(newest.map(|at| at.saturating_sub(1))) };
    let seen = r
        .messages()
        .get(message)?
        .filter(|message| message.thread == *thread)
        .map(|message| message.at.timestamp_millis());
    let before = r.read_marks().get(thread)?.map(|at| at.timestamp_millis());
    // Reading an old message again does not make newer ones unread; a message that nobody knows marks nothing.
    Ok(seen.map(|seen| before.map_or(seen, |before| before.max(seen))))
}
