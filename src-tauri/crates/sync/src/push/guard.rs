//! Looks once more before a message leaves that had to wait: what was an answer an hour ago may be wrong by now. And looks
//! whether there is a remote at all before anything is begun that could be in doubt.

use bellhop_hubspot::client::MessagesQuery;
use bellhop_model::{StuckReason, Wait};
use bellhop_store::{Attempt, OutboxRow};
use chrono::Utc;

use super::deliver::stuck;
use crate::{error::SyncError, pull::read_conversation, session::Session};

/// False when the message waited for its time or for a network, and something was written meanwhile that the rep does not
/// know of: then it waits for them. A message that leaves at once is not held up, for they had just looked.
pub(super) async fn is_still_meant(
    session: &Session,
    row: &OutboxRow,
    doubt: Option<&Attempt>,
) -> Result<bool, SyncError> {
    let Some(seen) = row.seen.filter(|_| super::is_message(&row.intent)) else { return Ok(true) };
    let scheduled = row.wait.is_some_and(|wait| wait.why == Wait::Schedule);
    if !scheduled && (Utc::now() - row.created_at).to_std().unwrap_or_default() < session.cadence.fresh {
        return Ok(true);
    }
    // What is in the cache may be as old as the message.
    read_conversation(session, &session.client, &row.thread).await?;
    let (thread, me) = (row.thread.clone(), session.known.agent(&session.me_email));
    let newer = session.store.read(move |r| r.newer(&thread, seen, me.as_ref())).await?;
    if newer.is_empty() {
        return Ok(true);
    }
    stuck(session, row, (StuckReason::Newer, String::new()), doubt.cloned()).await?;
    Ok(false)
}

/// Asks for something harmless first while the remote was last out of reach. A send that is begun without one to take it
/// would be in doubt for ever if Bellhop were killed, or the computer lost its power, in that moment.
pub(super) async fn is_answered(session: &Session, row: &OutboxRow) -> Result<(), SyncError> {
    if !session.board.is_offline() {
        return Ok(());
    }
    let query = MessagesQuery { limit: 1, ..MessagesQuery::default() };
    match session.client.messages(row.thread.as_str(), &query).await {
        Err(error) if error.is_outage() => Err(error.into()),
        // Whatever else it says, it answers.
        _ => Ok(()),
    }
}
