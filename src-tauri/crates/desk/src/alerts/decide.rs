//! What is worth telling. Pure: what was seen, what the rep looks at and the time go in, a decision comes out.
//!
//! Everything that is decided is noted as told, also what does not ring: what came while the rep did not want to be disturbed does
//! not ring when the quiet ends.

use std::collections::BTreeSet;

use bellhop_model::{Direction, Message, MessageId, MessageKind, OwnerId, StuckReason, ThreadId};
use bellhop_store::{Listed, Told};
use chrono::{DateTime, NaiveDateTime, Utc};

use super::look::{About, Seen};
use super::quiet::silence;
use super::{AlertClass, Attention, sla};
use crate::views::{AlertChoice, AlertClasses, AlertSettings, ViewKey};

/// Where and when it is decided.
pub(super) struct Here<'a> {
    pub(super) attention: &'a Attention,
    pub(super) now: DateTime<Utc>,
    /// The time on the rep's wall.
    pub(super) local: NaiveDateTime,
    /// What was before is no news.
    pub(super) floor: DateTime<Utc>,
}

/// Something that happened, and whether it rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) told: Told,
    pub(super) about: Subject,
    pub(super) class: AlertClass,
    pub(super) rings: bool,
}

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Entry {
        thread: ThreadId,
        message: MessageId,
    },
    Deadline {
        ticket: bellhop_model::TicketId,
        thread: ThreadId,
        kind: &'static str,
        at: DateTime<Utc>,
    },
    Unsent {
        intent: bellhop_model::IntentId,
        thread: ThreadId,
        reason: StuckReason,
    },
    /// A conversation that was put off.
    Again {
        thread: ThreadId,
    },
}

/// What was decided.
#[derive(Debug, Default)]
pub(super) struct Decision {
    /// In the order in which it happened.
    pub(super) events: Vec<Event>,
    /// Entries that are nobody's business, and are not looked at again.
    dull: Vec<Told>,
    /// Conversations in which no message waits for the rep any more.
    pub(super) settled: BTreeSet<ThreadId>,
    /// The conversation before the rep.
    pub(super) visited: Option<ThreadId>,
    /// The rep has the window before them.
    pub(super) looking: bool,
}

/// The name under which an entry is noted.
pub(super) fn thing_of(entry: &Message) -> String {
    format!("message {}", entry.id.as_str())
}

/// The name under which a conversation comes back.
pub(super) fn again_thing(thread: &ThreadId) -> String {
    format!("again {}", thread.as_str())
}

/// Decides.
pub(super) fn decide(seen: &Seen, here: &Here<'_>) -> Decision {
    let mut decision = Decision { looking: here.attention.focused, ..Decision::default() };
    for entry in &seen.entries {
        let told = Told { thing: thing_of(entry), at: entry.at };
        match class_of(entry, seen).zip(seen.threads.get(&entry.thread)) {
            Some((class, about)) => {
                let news = is_news(entry, about) && !is_before_the_rep(&entry.thread, here);
                let rings = news && wanted(seen, about, class, here);
                let about = Subject::Entry { thread: entry.thread.clone(), message: entry.id.clone() };
                decision.events.push(Event { told, about, class, rings });
            }
            None => decision.dull.push(told),
        }
    }
    decision.events.extend(unsent(seen, here));
    decision.events.extend(deadlines(seen, here));
    decision.events.extend(again(seen, here));
    decision.settled = seen.threads.iter().filter(|(_, about)| is_settled(about)).map(|(id, _)| id.clone()).collect();
    decision.visited = here.attention.thread.clone().filter(|_| here.attention.focused);
    decision
}

impl Decision {
    /// All that is noted as told.
    pub(super) fn things(&self) -> Vec<Told> {
        let events = self.events.iter().filter(|event| !matches!(event.about, Subject::Again { .. }));
        events.map(|event| event.told.clone()).chain(self.dull.iter().cloned()).collect()
    }

    /// What rings, of what nobody had told before.
    pub(super) fn rung<'a>(&'a self, new: &'a BTreeSet<String>) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(|event| event.rings && new.contains(&event.told.thing))
    }

    /// When to look again, whatever changes.
    pub(super) fn again(&self, seen: &Seen, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let deadlines = seen.tickets.iter().flat_map(|(ticket, _)| sla::deadlines(ticket));
        let deadlines = deadlines.flat_map(|deadline| [deadline.at - sla::AHEAD, deadline.at]);
        deadlines.chain(seen.snoozed.iter().map(|(_, until)| *until)).filter(|at| *at > now).min()
    }
}

/// Why the rep would be told of an entry; nothing for what is theirs, or of no concern.
fn class_of(entry: &Message, seen: &Seen) -> Option<AlertClass> {
    let me = &seen.me;
    let is_me = |actor: Option<&bellhop_model::ActorId>| actor.is_some() && actor == me.actor.as_ref();
    if is_me(entry.author.actor.as_ref()) {
        return None;
    }
    match &entry.kind {
        MessageKind::Message { direction: Direction::Incoming, .. } => {
            let owner = seen.threads.get(&entry.thread).and_then(|about| about.facets.owner.as_ref());
            Some(match owner {
                None => AlertClass::Unassigned,
                Some(owner) if Some(owner) == me.owner.as_ref() => AlertClass::ReplyOnMine,
                Some(_) => AlertClass::ReplyElsewhere,
            })
        }
        MessageKind::Comment(content) => {
            let named = names(&content.text, me.name.as_deref());
            (named || marks(content.html.as_deref(), me.owner.as_ref())).then_some(AlertClass::Mention)
        }
        MessageKind::Assignment { to, .. } => is_me(to.as_ref()).then_some(AlertClass::AssignedToMe),
        _ => None,
    }
}

/// A comment says `@Name`: the whole name, or the first of it when nothing longer follows.
fn names(text: &str, name: Option<&str>) -> bool {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return false };
    let text = text.to_lowercase();
    let (name, first) = (name.to_lowercase(), name.split_whitespace().next().unwrap_or_default().to_lowercase());
    text.match_indices('@').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let ends = |wanted: &str| {
            rest.strip_prefix(wanted).is_some_and(|after| !after.chars().next().is_some_and(char::is_alphanumeric))
        };
        ends(&name) || ends(&first)
    })
}

/// A comment's markup names the rep's number.
fn marks(html: Option<&str>, owner: Option<&OwnerId>) -> bool {
    let (Some(html), Some(owner)) = (html, owner) else { return false };
    ["data-mention", "data-id"].iter().any(|mark| html.contains(&format!("{mark}=\"{}\"", owner.as_str())))
}

/// An entry is no news once it was read, or somebody answered after it.
fn is_news(entry: &Message, about: &About) -> bool {
    let read = about.read_at.is_some_and(|at| at >= entry.at);
    let customer = matches!(entry.kind, MessageKind::Message { .. });
    let answered = customer && about.answered_at.is_some_and(|at| at > entry.at);
    !read && !answered && !was_closed_after(about, entry.at)
}

/// Whether the conversation was closed, or put away, after this: whoever did it saw to what was there.
fn was_closed_after(about: &About, at: DateTime<Utc>) -> bool {
    match about.facets.listed {
        Listed::Open => false,
        Listed::Hidden => true,
        // Without a time it was closed here, a moment ago.
        Listed::Closed => about.facts.thread.closed_at.is_none_or(|closed| closed >= at),
    }
}

fn is_before_the_rep(thread: &ThreadId, here: &Here<'_>) -> bool {
    here.attention.focused && here.attention.thread.as_ref() == Some(thread)
}

/// Nothing of it waits for the rep any more.
fn is_settled(about: &About) -> bool {
    let seen_to = |newest: &Message| {
        about.answered_at.is_some_and(|answered| answered > newest.at) || was_closed_after(about, newest.at)
    };
    about.facts.unread == 0 || about.newest.as_ref().is_none_or(seen_to)
}

/// What the rep wants to be told, and now.
fn wanted(seen: &Seen, about: &About, class: AlertClass, here: &Here<'_>) -> bool {
    let settings = &seen.settings.alerts;
    let muted_view = settings.quiet_views.iter().any(|view| holds(view, about, seen));
    let muted_channel = settings.quiet_channels.contains(&about.facets.channel);
    let place = !(muted_view || muted_channel) || breaks_through(settings, class);
    settings.on
        && choice(&settings.classes, class).on
        && place
        && (silence(settings, here.now, here.local).is_none() || breaks_through(settings, class))
}

/// Whether a class rings all the same.
pub(super) fn breaks_through(settings: &AlertSettings, class: AlertClass) -> bool {
    settings.break_through && matches!(class, AlertClass::SendFailed | AlertClass::SlaBreach)
}

/// What the rep chose for a class.
pub(super) fn choice(classes: &AlertClasses, class: AlertClass) -> AlertChoice {
    match class {
        AlertClass::Unassigned => classes.unassigned,
        AlertClass::AssignedToMe => classes.assigned_to_me,
        AlertClass::ReplyOnMine => classes.reply_on_mine,
        AlertClass::ReplyElsewhere => classes.reply_elsewhere,
        AlertClass::Mention => classes.mention,
        AlertClass::SlaWarning => classes.sla_warning,
        AlertClass::SlaBreach => classes.sla_breach,
        AlertClass::SendFailed => classes.send_failed,
    }
}

fn holds(view: &ViewKey, about: &About, seen: &Seen) -> bool {
    let facets = &about.facets;
    let open = facets.listed == Listed::Open;
    match view {
        ViewKey::Open => open,
        ViewKey::Mine => open && facets.owner.is_some() && facets.owner == seen.me.owner,
        ViewKey::Unassigned => open && facets.owner.is_none(),
        ViewKey::NeedsReply => open && facets.needs_reply,
        ViewKey::Unread => open && facets.unread,
        ViewKey::Closed => facets.listed == Listed::Closed,
        ViewKey::Channel(channel) => open && facets.channel == *channel,
        ViewKey::Drafts | ViewKey::Outbox => false,
    }
}

/// What did not go out: told once for each reason.
fn unsent<'a>(seen: &'a Seen, here: &'a Here<'_>) -> impl Iterator<Item = Event> + 'a {
    seen.stuck.iter().map(move |unsent| {
        let thing = format!("unsent {} {:?}", unsent.intent.as_str(), unsent.reason);
        let about = seen.threads.get(&unsent.thread);
        let class = AlertClass::SendFailed;
        let rings =
            about.is_some_and(|about| wanted(seen, about, class, here)) && !is_before_the_rep(&unsent.thread, here);
        Event {
            // From when it is told on: an intent can wait for days.
            told: Told { thing, at: unsent.since.max(here.now) },
            about: Subject::Unsent {
                intent: unsent.intent.clone(),
                thread: unsent.thread.clone(),
                reason: unsent.reason,
            },
            class,
            rings,
        }
    })
}

/// Deadlines that are near or past. One that was missed long ago is no news.
fn deadlines<'a>(seen: &'a Seen, here: &'a Here<'_>) -> impl Iterator<Item = Event> + 'a {
    seen.tickets.iter().flat_map(move |(ticket, thread)| {
        sla::deadlines(ticket).into_iter().filter_map(move |deadline| {
            let class = match deadline.at {
                at if at <= here.now => AlertClass::SlaBreach,
                at if at - sla::AHEAD <= here.now => AlertClass::SlaWarning,
                _ => return None,
            };
            let missed = if class == AlertClass::SlaBreach { "missed" } else { "near" };
            let at = deadline.at;
            let thing = format!("deadline {} {} {} {missed}", ticket.id.as_str(), deadline.kind, at.timestamp_millis());
            let about = seen.threads.get(thread)?;
            let rings = at >= here.floor && wanted(seen, about, class, here);
            Some(Event {
                told: Told { thing, at: at.max(here.now) },
                about: Subject::Deadline { ticket: ticket.id.clone(), thread: thread.clone(), kind: deadline.kind, at },
                class,
                rings,
            })
        })
    })
}

/// Conversations that were put off until now, and are still unread.
fn again<'a>(seen: &'a Seen, here: &'a Here<'_>) -> impl Iterator<Item = Event> + 'a {
    seen.snoozed.iter().filter(|(_, until)| *until <= here.now).filter_map(move |(thread, until)| {
        let about = seen.threads.get(thread)?;
        let class = match &about.facets.owner {
            None => AlertClass::Unassigned,
            owner if *owner == seen.me.owner => AlertClass::ReplyOnMine,
            _ => AlertClass::ReplyElsewhere,
        };
        let left = is_settled(about) || is_before_the_rep(thread, here);
        // The rep asked for it: only silence keeps it away, not the class.
        let rings = !left && silence(&seen.settings.alerts, here.now, here.local).is_none();
        Some(Event {
            told: Told { thing: again_thing(thread), at: *until },
            about: Subject::Again { thread: thread.clone() },
            class,
            rings,
        })
    })
}
