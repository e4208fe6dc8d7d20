//! What is known when alerts are decided: one consistent look at both files.

use std::collections::{BTreeMap, BTreeSet};

use bellhop_model::{Channel, Delivery, IntentId, Message, StuckReason, ThreadId, Ticket};
use bellhop_store::{Facets, Reads, Result, ThreadFacts};
use chrono::{DateTime, Utc};

use crate::names::{Me, Names};
use crate::overlay::{Overlay, facets};
use crate::queries::start::settings;
use crate::views::Settings;

/// Which conversations are looked at for news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    Nothing,
    Threads(BTreeSet<ThreadId>),
    Everything,
}

impl Scope {
    /// Looks at more than was meant to be looked at.
    pub(super) fn add(&mut self, more: Self) {
        let before = std::mem::replace(self, Self::Nothing);
        *self = match (before, more) {
            (Self::Everything, _) | (_, Self::Everything) => Self::Everything,
            (Self::Nothing, one) | (one, Self::Nothing) => one,
            (Self::Threads(mut some), Self::Threads(others)) => {
                some.extend(others);
                Self::Threads(some)
            }
        };
    }
}

/// What was seen.
pub(super) struct Seen {
    pub(super) settings: Settings,
    pub(super) me: Me,
    /// Entries that may be news, oldest first, without those that the rep was told of.
    pub(super) entries: Vec<Message>,
    /// The conversations of these entries, and those that the desktop shows.
    pub(super) threads: BTreeMap<ThreadId, About>,
    pub(super) channels: Vec<Channel>,
    pub(super) names: Names,
    /// What did not go out.
    pub(super) stuck: Vec<Unsent>,
    /// Tickets of open conversations with a deadline, of the rep's or nobody's.
    pub(super) tickets: Vec<(Ticket, ThreadId)>,
    /// Conversations that come back later.
    pub(super) snoozed: Vec<(ThreadId, DateTime<Utc>)>,
}

/// A conversation.
pub(super) struct About {
    pub(super) facts: ThreadFacts,
    /// As it is shown, with what the rep did laid over it.
    pub(super) facets: Facets,
    /// Its ticket's contact, else the name that the customer gave.
    pub(super) customer: Option<String>,
    pub(super) subject: Option<String>,
    /// Up to when it was read here.
    pub(super) read_at: Option<DateTime<Utc>>,
    /// When somebody answered last.
    pub(super) answered_at: Option<DateTime<Utc>>,
    /// The newest message from the customer.
    pub(super) newest: Option<Message>,
}

/// Something of the rep's that waits for them.
pub(super) struct Unsent {
    pub(super) intent: IntentId,
    pub(super) thread: ThreadId,
    pub(super) reason: StuckReason,
    pub(super) since: DateTime<Utc>,
}

/// Looks at a part of the store; `shown` are the conversations whose alerts are on the desktop.
pub(super) fn look(
    reads: &Reads<'_>,
    email: &str,
    scope: &Scope,
    shown: &[ThreadId],
    floor: DateTime<Utc>,
) -> Result<Seen> {
    let entries = news(reads, scope, floor)?;
    let snoozed = reads.alerts().snoozed()?;
    let me = Me::among(&reads.owners().all()?, email);
    let mut stuck = Vec::new();
    for row in reads.outbox().open()? {
        if let Delivery::Stuck { reason, .. } = row.delivery(Utc::now()) {
            stuck.push(Unsent { intent: row.id, thread: row.thread, reason, since: row.created_at });
        }
    }
    let tickets = reads.tickets().with_deadlines(me.owner.as_ref())?;

    let wanted: BTreeSet<&ThreadId> = (entries.iter().map(|entry| &entry.thread))
        .chain(shown)
        .chain(snoozed.iter().map(|(thread, _)| thread))
        .chain(stuck.iter().map(|unsent| &unsent.thread))
        .chain(tickets.iter().map(|(_, thread)| thread))
        .collect();
    let overlay = Overlay::read(reads)?;
    let pipelines = reads.pipelines().all()?;
    let mut threads = BTreeMap::new();
    for thread in wanted {
        let Some(facts) = reads.threads().facts(thread)? else { continue };
        let shown = overlay.shown(reads, &facts, &pipelines)?;
        let facets = shown.map_or_else(|| facets(&facts), |overlaid| overlaid.shown);
        threads.insert(thread.clone(), about(reads, facts, facets)?);
    }
    let actors: Vec<_> = entries.iter().filter_map(|entry| entry.author.actor.clone()).collect();
    Ok(Seen {
        settings: settings(reads)?,
        names: Names::read(reads, email, &actors, None)?,
        me,
        entries,
        threads,
        channels: reads.channels().all()?,
        stuck,
        tickets,
        snoozed,
    })
}

/// Entries that may be news, oldest first, without those that the rep was told of.
fn news(reads: &Reads<'_>, scope: &Scope, floor: DateTime<Utc>) -> Result<Vec<Message>> {
    let mut entries = match scope {
        Scope::Nothing => Vec::new(),
        Scope::Everything => reads.messages().since(floor)?,
        Scope::Threads(threads) => {
            let mut entries = Vec::new();
            for thread in threads {
                entries.extend(reads.messages().after(thread, floor)?);
            }
            entries.sort_by_key(|entry| entry.at);
            entries
        }
    };
    let things: Vec<String> = entries.iter().map(super::decide::thing_of).collect();
    let told: BTreeSet<String> = reads.alerts().told(&things)?.into_iter().collect();
    entries.retain(|entry| !told.contains(&super::decide::thing_of(entry)));
    Ok(entries)
}

fn about(reads: &Reads<'_>, facts: ThreadFacts, facets: Facets) -> Result<About> {
    let thread = facts.thread.id.clone();
    let contact = match &facts.thread.contact {
        Some(contact) => reads.contacts().get(contact)?.map(|contact| contact.display_name()),
        None => None,
    };
    let ticket = match &facts.thread.ticket {
        Some(ticket) => reads.tickets().get(ticket)?,
        None => None,
    };
    Ok(About {
        customer: contact.or_else(|| facts.customer.clone()),
        subject: ticket.and_then(|ticket| ticket.subject().map(str::to_owned)),
        read_at: reads.read_marks().get(&thread)?,
        answered_at: facts.thread.latest_sent_at,
        newest: reads.messages().newest_incoming(&thread)?,
        facets,
        facts,
    })
}
