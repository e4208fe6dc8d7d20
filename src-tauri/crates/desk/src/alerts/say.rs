//! What an alert says, in the rep's language: who, where, and the newest that was written. A private one says none of it.

use std::collections::BTreeSet;
use std::time::Duration;

use bellhop_media::{Media, sniff};
use bellhop_model::{Attachment, Content, FileId, FileUsage, Message, MessageId, MessageKind, ThreadId};
use chrono::Local;

use super::board::Shown;
use super::decide::{Event, Subject, breaks_through, choice};
use super::look::Seen;
use super::words::Thing;
use super::{Alert, AlertAction, AlertClass, AlertKey};
use crate::body::one_line;
use crate::language::Language;

/// How long a voice note is waited for, so that its length can be told.
const PATIENCE: Duration = Duration::from_secs(3);
/// Names that one alert for many tells.
const NAMES: usize = 3;

/// Who puts alerts into words.
pub(super) struct Speaker<'a> {
    pub(super) seen: &'a Seen,
    pub(super) media: &'a Media,
}

impl Speaker<'_> {
    fn language(&self) -> Language {
        Language::of(self.seen.settings.locale)
    }

    /// Fetches the voice notes that will be told of, for their length. What does not come in time is told without.
    pub(super) async fn wait_for_lengths(&self, rung: impl Iterator<Item = &Event>) {
        let notes = rung.filter_map(|event| match &event.about {
            Subject::Entry { message, .. } => self.entry(message).and_then(voice),
            _ => None,
        });
        let notes: Vec<FileId> = notes.filter(|file| self.media.cached(file).is_none()).collect();
        let all = futures::future::join_all(notes.iter().map(|file| self.media.fetch(file)));
        // Without a network it fails at once, and the alert goes out all the same.
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }

    pub(super) fn unread(&self, thread: &ThreadId) -> u32 {
        self.seen.threads.get(thread).map_or(1, |about| about.facts.unread.max(1))
    }

    pub(super) fn newest(&self, thread: &ThreadId) -> Option<MessageId> {
        self.seen.threads.get(thread).and_then(|about| about.newest.as_ref()).map(|message| message.id.clone())
    }

    /// One alert.
    pub(super) fn alert(&self, shown: &Shown) -> Alert {
        let settings = &self.seen.settings.alerts;
        let (title, body) = if settings.private { self.in_private(shown) } else { self.openly(shown) };
        let actions = match shown.class {
            AlertClass::SendFailed => Vec::new(),
            AlertClass::SlaWarning | AlertClass::SlaBreach => vec![AlertAction::Reply],
            // An answer to a colleague must not go to the customer: it is written where that can be seen.
            AlertClass::Mention => Vec::new(),
            AlertClass::AssignedToMe => vec![AlertAction::Reply, AlertAction::Snooze],
            _ => vec![AlertAction::Reply, AlertAction::Close, AlertAction::Snooze, AlertAction::MarkRead],
        };
        Alert {
            key: shown.key.clone(),
            class: shown.class,
            thread: Some(shown.thread.clone()),
            message: shown.message.clone(),
            count: shown.count.max(1),
            title,
            body,
            sound: choice(&settings.classes, shown.class).sound,
            urgent: breaks_through(settings, shown.class),
            actions,
        }
    }

    /// One alert for many conversations, told for these reasons.
    pub(super) fn summary(&self, threads: &BTreeSet<ThreadId>, classes: &BTreeSet<AlertClass>) -> Alert {
        let settings = &self.seen.settings.alerts;
        let count = u32::try_from(threads.len()).unwrap_or(u32::MAX);
        let mut names: Vec<String> = threads.iter().filter_map(|thread| self.customer(thread)).take(NAMES).collect();
        names.dedup();
        let more = threads.len().saturating_sub(names.len());
        let last = classes.last().copied().unwrap_or(AlertClass::ReplyOnMine);
        Alert {
            key: AlertKey::Summary,
            class: last,
            thread: None,
            message: None,
            count,
            title: if settings.private { "Bellhop".to_owned() } else { self.language().news_in(count) },
            body: if settings.private {
                self.language().news_in(count)
            } else {
                self.language().and_more(&names, more)
            },
            sound: choice(&settings.classes, last).sound,
            urgent: classes.iter().any(|class| breaks_through(settings, *class)),
            actions: Vec::new(),
        }
    }

    fn in_private(&self, shown: &Shown) -> (String, String) {
        ("Bellhop".to_owned(), self.language().in_private(shown.class, shown.count))
    }

    fn openly(&self, shown: &Shown) -> (String, String) {
        let language = self.language();
        let about = self.seen.threads.get(&shown.thread);
        let customer = self.customer(&shown.thread).unwrap_or_else(|| language.somebody().to_owned());
        let subject = about.and_then(|about| about.subject.clone()).unwrap_or_default();
        let place = match self.channel(&shown.thread) {
            Some(channel) => format!("{customer} · {channel}"),
            None => customer.clone(),
        };
        match &shown.about {
            Subject::Unsent { reason, .. } => (language.not_sent(&customer), language.why_not_sent(*reason).to_owned()),
            Subject::Deadline { kind, at, .. } => {
                let clock = at.with_timezone(&Local).format("%H:%M").to_string();
                let missed = shown.class == AlertClass::SlaBreach;
                (language.deadline(missed, &clock), language.deadline_of(kind, &customer, &subject))
            }
            Subject::Entry { .. } | Subject::Again { .. } => {
                let entry =
                    shown.message.as_ref().and_then(|message| self.entry(message).or_else(|| self.newest_entry(shown)));
                match shown.class {
                    AlertClass::AssignedToMe => (place, language.assigned(&subject)),
                    AlertClass::Mention => {
                        let author = entry.map(|entry| self.author(entry)).unwrap_or_default();
                        (language.mentioned(&author, &customer), self.said(entry))
                    }
                    _ if shown.count > 1 => (place, language.several(shown.count, &self.said(entry))),
                    _ => (place, self.said(entry)),
                }
            }
        }
    }

    fn customer(&self, thread: &ThreadId) -> Option<String> {
        self.seen.threads.get(thread).and_then(|about| about.customer.clone())
    }

    fn channel(&self, thread: &ThreadId) -> Option<String> {
        let channel = &self.seen.threads.get(thread)?.facets.channel;
        self.seen.channels.iter().find(|one| one.id == *channel).map(|one| one.name.clone())
    }

    fn author(&self, entry: &Message) -> String {
        let known = entry.author.actor.as_ref().and_then(|actor| self.seen.names.of(actor));
        known.or_else(|| entry.author.name.clone()).unwrap_or_else(|| self.language().somebody().to_owned())
    }

    fn entry(&self, message: &MessageId) -> Option<&Message> {
        self.seen.entries.iter().find(|entry| entry.id == *message)
    }

    fn newest_entry(&self, shown: &Shown) -> Option<&Message> {
        self.seen.threads.get(&shown.thread).and_then(|about| about.newest.as_ref())
    }

    /// What an entry says, or what it is when it has no words.
    fn said(&self, entry: Option<&Message>) -> String {
        let Some(content) = entry.and_then(content) else { return String::new() };
        let text = one_line(&content.text);
        if !text.is_empty() {
            return text;
        }
        let things: Vec<Thing> = content.attachments.iter().map(|attachment| self.thing(attachment)).collect();
        self.language().things(&things)
    }

    fn thing(&self, attachment: &Attachment) -> Thing {
        let line = |text: &Option<String>| text.as_deref().map(one_line).filter(|text| !text.is_empty());
        match attachment {
            Attachment::File { usage, name, file, .. } => {
                let seconds = self.media.cached(file).and_then(|cached| cached.facts.seconds);
                match usage {
                    FileUsage::Sticker => Thing::Sticker,
                    FileUsage::Voice => Thing::Voice(seconds),
                    FileUsage::Audio => Thing::Audio(seconds),
                    FileUsage::Image => Thing::Picture,
                    FileUsage::Other => match sniff::by_extension(name.as_deref().unwrap_or_default()) {
                        bellhop_media::Kind::Video => Thing::Video,
                        _ => Thing::File(line(name)),
                    },
                }
            }
            Attachment::Location { .. } => Thing::Location,
            Attachment::ContactCard { name, .. } => Thing::Contact(one_line(name)),
            Attachment::Header { text, .. } => Thing::File(line(text)),
            Attachment::SocialPost { title, .. } => Thing::File(line(title)),
            Attachment::QuickReplies { .. } | Attachment::Template { .. } | Attachment::Unsupported { .. } => {
                Thing::File(None)
            }
        }
    }
}

fn content(entry: &Message) -> Option<&Content> {
    match &entry.kind {
        MessageKind::Message { content, .. } | MessageKind::Comment(content) | MessageKind::Welcome(content) => {
            Some(content)
        }
        _ => None,
    }
}

/// The voice note that an entry is.
fn voice(entry: &Message) -> Option<FileId> {
    entry.attachments().iter().find_map(|attachment| match attachment {
        Attachment::File { usage: FileUsage::Voice, file, .. } => Some(file.clone()),
        _ => None,
    })
}
