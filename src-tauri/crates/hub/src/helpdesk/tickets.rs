//! The ticket properties that mirror conversations (section 3.2 of the API notes): what a list of tickets needs to
//! know of the newest message without reading it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::records::{Properties, iso, set};
use crate::db::{
    channels,
    messages::{Delivery, Flow, Kind, NewEntry},
};

/// How many characters of the first message make the subject.
const SUBJECT: usize = 70;

/// What the ticket of a new conversation begins with. `thread_id` is known once the thread is written.
pub fn new_ticket_properties(first: &NewEntry, inbox_id: i64, name: Option<&str>) -> Properties {
    let mut properties = Properties::new();
    let text = first.text.as_deref().unwrap_or_default().trim();
    set(&mut properties, "subject", subject(first, name));
    if !text.is_empty() {
        set(&mut properties, "content", text);
    }
    set(&mut properties, "hs_pipeline", "0");
    set(&mut properties, "hs_pipeline_stage", "1");
    set(&mut properties, "hs_in_helpdesk", "true");
    set(&mut properties, "hs_is_visible_in_help_desk", "true");
    set(&mut properties, "hs_inbox_id", inbox_id.to_string());
    set(&mut properties, "hs_num_associated_conversations", "1");
    if let Some(channel_id) = first.channel_id {
        set(&mut properties, "source_type", source(channel_id));
        set(&mut properties, "hs_originating_generic_channel_id", channel_id.to_string());
    }
    if let Some(account_id) = first.account_id {
        set(&mut properties, "hs_originating_channel_instance_id", account_id.to_string());
    }
    properties
}

/// What a message or comment changes in its ticket; `is_newest` is false for history that is imported later.
pub fn message_facts(entry: &NewEntry, is_newest: bool, before: &Properties) -> Properties {
    let mut properties = Properties::new();
    let at = iso(entry.created_at);
    if entry.kind == Kind::Comment {
        set(&mut properties, "hs_latest_message_is_thread_comment", "true");
        return properties;
    }
    if !is_newest {
        return properties;
    }
    match entry.direction {
        Some(Flow::Incoming) => {
            set(&mut properties, "hs_last_message_received_at", &at);
            set(&mut properties, "last_reply_date", &at);
            set(&mut properties, "hs_last_message_from_visitor", "true");
            set(&mut properties, "hs_latest_message_seen_by_agent_ids", "");
        }
        _ => {
            set(&mut properties, "hs_last_message_sent_at", &at);
            set(&mut properties, "hs_last_message_from_visitor", "false");
            if !before.contains_key("first_agent_reply_date") {
                set(&mut properties, "first_agent_reply_date", &at);
            }
        }
    }
    set(&mut properties, "hs_helpdesk_sort_timestamp", &at);
    set(&mut properties, "hs_latest_message_is_thread_comment", "false");
    set(&mut properties, "hs_is_latest_message_failed", (entry.status == Some(Delivery::Failed)).to_string());
    set(&mut properties, "hs_latest_message_attachment_types", attachment_kinds(&entry.attachments));
    if let Some(channel_id) = entry.channel_id {
        set(&mut properties, "hs_current_generic_channel_id", channel_id.to_string());
    }
    properties
}

/// What a conversation that was just written adds to its ticket.
pub(super) fn origin(thread_id: i64, message_id: &str) -> Properties {
    let mut properties = Properties::new();
    set(&mut properties, "hs_conversations_originating_thread_id", thread_id.to_string());
    set(&mut properties, "hs_conversations_originating_message_id", message_id);
    properties
}

/// The properties of a ticket that is opened again.
pub(super) fn reopened(stage_id: &str, now: DateTime<Utc>) -> Properties {
    let mut properties = Properties::new();
    set(&mut properties, "hs_pipeline_stage", stage_id);
    set(&mut properties, "hs_ticket_reopened_at", iso(now));
    properties
}

fn subject(first: &NewEntry, name: Option<&str>) -> String {
    if let Some(subject) = first.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty()) {
        return subject.to_owned();
    }
    let words = first.text.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        return shortened(&words);
    }
    match name {
        Some(name) => format!("New conversation with {name}"),
        None => "New conversation".to_owned(),
    }
}

/// The first words of a text, cut between two of them.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SUBJECT) else { return text.to_owned() };
    let head = text.get(..end).unwrap_or(text);
    let cut = head.rfind(' ').unwrap_or(end);
    format!("{}…", head.get(..cut).unwrap_or(head))
}

fn source(channel_id: i64) -> &'static str {
    match channel_id {
        channels::EMAIL => "EMAIL",
        1003 => "FORM",
        1008 => "PHONE",
        _ => "CHAT",
    }
}

fn attachment_kinds(attachments: &[Value]) -> String {
    let mut kinds: Vec<&str> = attachments.iter().filter_map(|attachment| attachment.get("type")?.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.join(";")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn entry(text: &str) -> NewEntry {
        NewEntry { text: Some(text.to_owned()), ..NewEntry::new(1, Kind::Message, DateTime::UNIX_EPOCH) }
    }

    #[test]
    fn the_subject_is_the_first_words_and_never_half_a_word_or_nothing() {
        assert_eq!(subject(&entry("  My   parcel is\nlost "), None), "My parcel is lost");
        let long = subject(&entry(&"zażółć ".repeat(30)), None);
        assert!(long.ends_with("zażółć…") && long.chars().count() <= SUBJECT + 1, "{long}");
        assert_eq!(subject(&entry("  "), Some("Anna")), "New conversation with Anna");
    }

    #[test]
    fn imported_history_does_not_make_the_ticket_look_older() {
        let incoming = NewEntry { direction: Some(Flow::Incoming), ..entry("hi") };
        assert!(message_facts(&incoming, false, &Properties::new()).is_empty());
        let facts = message_facts(&incoming, true, &Properties::new());
        assert_eq!(facts.get("hs_last_message_from_visitor"), Some(&Some("true".to_owned())));
    }
}
