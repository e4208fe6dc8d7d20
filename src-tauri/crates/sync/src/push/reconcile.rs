//! Settles doubt: finds the message that a doubtful attempt made, if it made one.
//!
//! What an attempt made is newer than its baseline, not older than the attempt by the remote's clock (less what clocks
//! differ), of the same kind, text and files, by the same agent (a comment names only the app), and belongs to no other
//! intent. Every page that is pulled is held against the doubtful intents before it goes into the cache: so doubt ends
//! with the first reading that shows the message, and a view never shows a message beside the intent that made it.

use std::collections::HashSet;

use bellhop_hubspot::{
    client::MessagesQuery,
    wire::{Open, conversations as wire},
};
use bellhop_model::{ActorId, Intent, IntentId, MessageId, OutgoingFile, ThreadId};
use bellhop_store::{Attempt, Origin, OutboxRow, OutboxStep};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::pictures::is_in_text;
use crate::{error::SyncError, pull::ingest, session::Session};

/// How far our idea of the remote's clock may be wrong.
const SLACK: TimeDelta = TimeDelta::seconds(60);
/// How far back a look reads when the baseline does not come.
const PAGES: u32 = 10;

/// Looks for what an attempt made: reads the thread back to the baseline.
pub(super) async fn look(
    session: &Session,
    row: &OutboxRow,
    attempt: &Attempt,
) -> Result<Option<wire::Message>, SyncError> {
    let mut entries: Vec<wire::Message> = Vec::new();
    let mut query = MessagesQuery { limit: 50, ..MessagesQuery::default() };
    for _ in 0..PAGES {
        let page = match session.client.messages(row.thread.as_str(), &query).await {
            Ok(page) => page,
            // With the thread the message is gone as well.
            Err(error) if error.is_gone() => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let next = page.after().map(str::to_owned);
        let reached =
            page.results.iter().any(|entry| is_baseline(entry, attempt) || entry.created_at < attempt.at - SLACK);
        entries.extend(page.results);
        if reached || next.is_none() || next == query.after {
            break;
        }
        query.after = next;
    }
    let thread = row.thread.clone();
    let claimed: HashSet<MessageId> =
        session.store.read(move |r| Ok(r.outbox().claimed(&thread)?.into_iter().collect())).await?;
    let me = session.known.agent(&session.me_email);
    Ok(find(&Wanted::of(&row.intent, attempt, me), &entries, &claimed).cloned())
}

/// Binds a message to its intent, unless the rep settled it meanwhile. True when it is bound now. Not in push's own
/// name: a page that settles an intent has to wake it.
pub(super) async fn bind(session: &Session, id: &IntentId, message: Option<MessageId>) -> Result<bool, SyncError> {
    let id = id.clone();
    let bound = session
        .store
        .desk_write(Origin::Pull, move |w| {
            let Some(row) = w.outbox().get(&id)? else { return Ok(false) };
            if !matches!(row.step, OutboxStep::Confirmed { .. }) {
                w.outbox().set_step(&id, &OutboxStep::Confirmed { message }, None)?;
            }
            Ok(true)
        })
        .await?;
    Ok(bound)
}

/// Holds pages that are about to go into the cache, newest entry first, against what is in flight or in doubt.
pub(crate) async fn settle_pages(session: &Session, pages: &[(&ThreadId, &[wire::Message])]) -> Result<(), SyncError> {
    let open = session.store.read(|r| r.outbox().open()).await?;
    let doubtful = open.into_iter().filter(|row| row.intent.is_unrepeatable());
    for row in doubtful {
        let Some(attempt) = in_doubt(&row.step) else { continue };
        let Some((_, entries)) = pages.iter().find(|(thread, _)| **thread == row.thread) else { continue };
        let thread = row.thread.clone();
        let claimed = session.store.read(move |r| Ok(r.outbox().claimed(&thread)?.into_iter().collect())).await?;
        let me = session.known.agent(&session.me_email);
        if let Some(found) = find(&Wanted::of(&row.intent, attempt, me), entries, &claimed) {
            tracing::info!(intent = %row.id, message = %found.id, "a pulled page settles an intent");
            bind(session, &row.id, Some(found.id.as_str().into())).await?;
        }
    }
    Ok(())
}

/// The attempt that may have arrived. One that is only prepared has not.
fn in_doubt(step: &OutboxStep) -> Option<&Attempt> {
    match step {
        OutboxStep::Prepared { .. } => None,
        step => step.attempt(),
    }
}

/// What an attempt's message looks like.
#[derive(Debug)]
struct Wanted<'i> {
    kind: wire::MessageKind,
    text: &'i str,
    html: Option<&'i str>,
    files: Vec<&'i str>,
    /// None where the remote names only the app.
    actor: Option<ActorId>,
    attempt: &'i Attempt,
}

impl<'i> Wanted<'i> {
    fn of(intent: &'i Intent, attempt: &'i Attempt, me: Option<ActorId>) -> Self {
        let (kind, text, html, files) = parts(intent);
        let actor = me.filter(|_| kind == wire::MessageKind::Message);
        Self { kind, text, html, files, actor, attempt }
    }
}

fn parts<'i>(intent: &'i Intent) -> (wire::MessageKind, &'i str, Option<&'i str>, Vec<&'i str>) {
    // What stands in the text is no attachment of the message that arrives.
    let ids = |files: &'i [OutgoingFile]| -> Vec<&'i str> {
        let beside = files.iter().filter(|file| !is_in_text(intent, file));
        beside.filter_map(|file| Some(file.uploaded.as_ref()?.as_str())).collect()
    };
    match intent {
        Intent::SendMessage { text, html, files, .. } => {
            (wire::MessageKind::Message, text, html.as_deref(), ids(files))
        }
        Intent::AddComment { text, html, files, .. } => (wire::MessageKind::Comment, text, html.as_deref(), ids(files)),
        Intent::SetStatus { .. } | Intent::Assign { .. } | Intent::SetProperties { .. } => {
            (wire::MessageKind::Assignment, "", None, Vec::new())
        }
    }
}

/// Kept with the attempt: tells what was sent, whatever becomes of the intent.
pub(super) fn fingerprint_of(intent: &Intent) -> String {
    let (kind, text, _, mut files) = parts(intent);
    files.sort_unstable();
    let mut digest = Sha256::new();
    digest.update(format!("{kind:?}\n{}\n{}", folded(text), files.join(",")));
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The oldest entry that fits: entries come newest first, and the one closest to the attempt is its own.
fn find<'e>(
    wanted: &Wanted<'_>,
    entries: &'e [wire::Message],
    claimed: &HashSet<MessageId>,
) -> Option<&'e wire::Message> {
    let newer = entries.iter().take_while(|entry| !is_baseline(entry, wanted.attempt));
    let earliest: DateTime<Utc> = wanted.attempt.at - SLACK;
    newer
        .filter(|entry| entry.created_at >= earliest)
        .filter(|entry| !claimed.contains(&MessageId::from(entry.id.as_str())))
        .filter(|entry| fits(wanted, entry))
        .last()
}

fn is_baseline(entry: &wire::Message, attempt: &Attempt) -> bool {
    attempt.baseline.as_ref().is_some_and(|baseline| baseline.as_str() == entry.id)
}

fn fits(wanted: &Wanted<'_>, entry: &wire::Message) -> bool {
    let outgoing = || entry.direction.as_ref().is_none_or(|way| !way.is(&wire::MessageDirection::Incoming));
    entry.kind.is(&wanted.kind)
        && (wanted.kind == wire::MessageKind::Comment || outgoing())
        && wanted.actor.as_ref().is_none_or(|actor| is_by(entry, actor))
        && has_files(entry, &wanted.files)
        && says(entry, wanted)
}

fn is_by(entry: &wire::Message, actor: &ActorId) -> bool {
    let sender = entry.senders.iter().filter_map(|sender| sender.actor_id.as_deref());
    sender.chain([entry.created_by.as_str()]).any(|id| id == actor.as_str())
}

fn has_files(entry: &wire::Message, wanted: &[&str]) -> bool {
    let mut found: Vec<String> = entry
        .attachments
        .iter()
        .flatten()
        .filter_map(|value| match wire::Attachment::read(value) {
            Ok(wire::Attachment::File { file_id, .. }) => Some(file_id),
            _ => None,
        })
        .collect();
    let mut wanted: Vec<&str> = wanted.to_vec();
    found.sort_unstable();
    wanted.sort_unstable();
    found == wanted
}

/// The remote may change white space, cut the text, or keep only the HTML.
fn says(entry: &wire::Message, wanted: &Wanted<'_>) -> bool {
    let text = folded(entry.text.as_deref().unwrap_or_default());
    let meant = folded(wanted.text);
    if text == meant {
        return true;
    }
    let cut = matches!(&entry.truncation_status, Some(status) if *status != Open::Known(wire::TruncationStatus::NotTruncated));
    if cut && !text.is_empty() && meant.starts_with(text.trim_end_matches(['…', '.'])) {
        return true;
    }
    let from_html = |html: &str| folded(&ingest::text_of(html));
    let shown = entry.rich_text.as_deref().map(from_html);
    shown.is_some_and(|shown| shown == meant || wanted.html.map(from_html).is_some_and(|html| html == shown))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
    }

    fn intent(text: &str) -> Intent {
        Intent::SendMessage {
            thread: "7".into(),
            text: text.to_owned(),
            html: None,
            files: Vec::new(),
            channel: "1".into(),
            channel_account: "1".into(),
            recipients: Vec::new(),
            subject: None,
            reply_to: None,
        }
    }

    fn attempt(baseline: Option<&str>) -> Attempt {
        Attempt { number: 1, baseline: baseline.map(Into::into), fingerprint: String::new(), at: at(100) }
    }

    fn entry(id: &str, seconds: i64, text: &str) -> wire::Message {
        serde_json::from_value(
            json!({"id": id, "conversationsThreadId": "7", "type": "MESSAGE", "direction": "OUTGOING",
            "createdAt": at(seconds), "text": text, "senders": [{"actorId": "A-1"}], "createdBy": "A-1"}),
        )
        .unwrap()
    }

    fn found(intent: &Intent, attempt: &Attempt, entries: &[wire::Message], claimed: &[&str]) -> Option<String> {
        let claimed = claimed.iter().map(|id| MessageId::from(*id)).collect();
        find(&Wanted::of(intent, attempt, Some("A-1".into())), entries, &claimed).map(|entry| entry.id.clone())
    }

    #[test]
    fn only_what_is_newer_than_the_baseline_and_belongs_to_nobody_is_taken() {
        let entries =
            [entry("d", 103, "Hello"), entry("c", 102, "Hello"), entry("b", 101, "Hello"), entry("a", 90, "Hello")];
        assert_eq!(found(&intent("Hello"), &attempt(Some("a")), &entries, &[]).as_deref(), Some("b"));
        assert_eq!(found(&intent("Hello"), &attempt(Some("a")), &entries, &["b"]).as_deref(), Some("c"));
        assert_eq!(found(&intent("Hello"), &attempt(Some("d")), &entries, &[]), None);
        assert_eq!(found(&intent("Hello"), &attempt(Some("b")), &entries, &["c", "d"]), None);
    }

    #[test]
    fn without_a_baseline_the_remotes_clock_decides() {
        let old = [entry("a", 100 - 3_600, "Hello")];
        assert_eq!(found(&intent("Hello"), &attempt(None), &old, &[]), None);
        let new = [entry("a", 100 - 30, "Hello")];
        assert_eq!(found(&intent("Hello"), &attempt(None), &new, &[]).as_deref(), Some("a"));
    }

    #[test]
    fn another_agent_another_text_a_customer_or_a_comment_do_not_fit() {
        let mut other = entry("a", 101, "Hello");
        other.senders = Vec::new();
        other.created_by = "A-2".to_owned();
        let mut customer = entry("b", 101, "Hello");
        customer.direction = Some(wire::MessageDirection::Incoming.into());
        let mut comment = entry("c", 101, "Hello");
        comment.kind = wire::MessageKind::Comment.into();
        let mut with_file = entry("e", 101, "Hello");
        with_file.attachments = Some(vec![json!({"type": "FILE", "fileId": "9"})]);
        let entries = [other, customer, comment, entry("d", 101, "Hello there"), with_file];
        assert_eq!(found(&intent("Hello"), &attempt(None), &entries, &[]), None);
    }

    #[test]
    fn a_text_that_the_remote_reflowed_or_cut_is_still_the_same() {
        let mut cut = entry("a", 101, "Dear Anna, your");
        cut.truncation_status = Some(wire::TruncationStatus::Truncated.into());
        assert!(found(&intent("Dear Anna,\n\nyour order left."), &attempt(None), &[cut], &[]).is_some());
        let reflowed = entry("a", 101, "Dear  Anna, your order left. ");
        assert!(found(&intent("Dear Anna,\n\nyour order left."), &attempt(None), &[reflowed], &[]).is_some());
        let whole = entry("a", 101, "Dear Anna, your");
        assert!(found(&intent("Dear Anna,\n\nyour order left."), &attempt(None), &[whole], &[]).is_none());
    }

    #[test]
    fn the_fingerprint_tells_texts_and_files_apart_but_not_their_white_space() {
        assert_eq!(fingerprint_of(&intent("a  b")), fingerprint_of(&intent("a\nb")));
        assert_ne!(fingerprint_of(&intent("a b")), fingerprint_of(&intent("ab")));
    }
}
