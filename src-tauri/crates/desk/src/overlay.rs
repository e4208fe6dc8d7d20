//! What the rep did and the remote does not have yet, laid over the cache.
//!
//! The cache holds the remote's word alone. An open intent shows what its conversation will be once it has arrived: its
//! owner, its status, its place in the lists. The moment the intent is closed the cache has it, and nothing is laid over.

use std::collections::{HashMap, HashSet};

use bellhop_model::{
    Delivery, Intent, IntentId, OwnerId, Pipeline, PipelineId, StageId, ThreadId, ThreadStatus, TicketId, Wait,
};
use bellhop_store::{Facets, Listed, OutboxRow, OutboxStep, Overlaid, Reads, Result, ThreadFacts};
use chrono::{DateTime, Utc};

/// The open intents.
pub(crate) struct Overlay {
    /// Each conversation's own, in the order in which they were done.
    own: HashMap<ThreadId, Vec<OutboxRow>>,
    /// What is laid over each conversation: its own, and what was done to its ticket in another conversation.
    laid: HashMap<ThreadId, Vec<OutboxRow>>,
    now: DateTime<Utc>,
}

impl Overlay {
    /// Reads every open intent that the cache does not show yet.
    pub(crate) fn read(reads: &Reads<'_>) -> Result<Self> {
        let mut overlay = Self { own: HashMap::new(), laid: HashMap::new(), now: Utc::now() };
        let open = reads.outbox().open()?;
        let now = overlay.now;
        let later = |row: &OutboxRow| row.waits(now).is_some_and(|wait| wait.why == Wait::Schedule);
        let stays = |row: &&OutboxRow| matches!(row.step, OutboxStep::Stuck { .. }) || later(row);
        let held: HashSet<IntentId> = open.iter().filter(stays).map(|row| row.id.clone()).collect();
        for row in open {
            // Bound to a message that the cache has: the same once more would hide what the customer wrote since.
            if let OutboxStep::Confirmed { message: Some(message) } = &row.step
                && reads.messages().get(message)?.is_some()
            {
                continue;
            }
            overlay.own.entry(row.thread.clone()).or_default().push(row.clone());
            // What follows a stuck message may never come; what leaves tomorrow answers nobody today.
            if !counts(&row) || later(&row) || row.follows.as_ref().is_some_and(|message| held.contains(message)) {
                continue;
            }
            let mut threads =
                ticket_of(&row.intent).map_or(Ok(Vec::new()), |ticket| reads.threads().of_ticket(ticket))?;
            if !threads.contains(&row.thread) {
                threads.push(row.thread.clone());
            }
            for thread in threads {
                overlay.laid.entry(thread).or_default().push(row.clone());
            }
        }
        Ok(overlay)
    }

    /// The conversations that have any of their own, the one that was worked on last first.
    pub(crate) fn threads(&self) -> Vec<ThreadId> {
        let mut threads: Vec<_> =
            self.own.iter().map(|(thread, rows)| (rows.last().map(|row| row.created_at), thread)).collect();
        threads.sort_by(|a, b| b.cmp(a));
        threads.into_iter().map(|(_, thread)| thread.clone()).collect()
    }

    /// What is laid over a conversation, in the order in which it was done.
    pub(crate) fn laid(&self, thread: &ThreadId) -> &[OutboxRow] {
        self.laid.get(thread).map_or(&[], Vec::as_slice)
    }

    /// The rep's newest message or comment that is still on its way.
    pub(crate) fn newest_message(&self, thread: &ThreadId) -> Option<&OutboxRow> {
        self.laid(thread).iter().rev().find(|row| row.intent.is_unrepeatable())
    }

    /// How the lists must show the conversations that something is laid over.
    pub(crate) fn overlaid(&self, reads: &Reads<'_>) -> Result<Vec<Overlaid>> {
        let mut overlaid = Vec::new();
        if self.laid.is_empty() {
            return Ok(overlaid);
        }
        let pipelines = reads.pipelines().all()?;
        for thread in self.laid.keys() {
            let Some(facts) = reads.threads().facts(thread)? else { continue };
            overlaid.extend(self.shown(reads, &facts, &pipelines)?);
        }
        Ok(overlaid)
    }

    /// How a conversation must be shown; nothing when that is as the cache has it.
    pub(crate) fn shown(
        &self,
        reads: &Reads<'_>,
        facts: &ThreadFacts,
        pipelines: &[Pipeline],
    ) -> Result<Option<Overlaid>> {
        let thread = &facts.thread.id;
        let cached = facets(facts);
        let mut shown = cached.clone();
        let mut sort_at = facts.sort_at;
        for row in self.laid(thread) {
            match &row.intent {
                Intent::SendMessage { .. } => {
                    sort_at = sort_at.max(row.created_at);
                    // What was refused, or may be lost, answered nobody.
                    shown.needs_reply &= matches!(row.step, OutboxStep::Stuck { .. });
                }
                Intent::Assign { owner, .. } => shown.owner = owner.clone(),
                Intent::SetStatus { ticket, pipeline, stage, .. } if shown.listed != Listed::Hidden => {
                    let now = is_closed(pipelines, Some(pipeline), stage);
                    let before = reads
                        .tickets()
                        .get(ticket)?
                        .and_then(|ticket| is_closed(pipelines, ticket.pipeline().as_ref(), &ticket.stage()?));
                    // A conversation closes and opens with its ticket; between two open statuses it stays as it is.
                    // Closing holds until the intent is closed: the cache has the ticket a moment before it.
                    match now {
                        Some(true) => shown.listed = Listed::Closed,
                        Some(false) if before != Some(false) || shown.listed != cached.listed => {
                            shown.listed = Listed::Open;
                        }
                        _ => {}
                    }
                }
                Intent::SetStatus { .. } | Intent::AddComment { .. } | Intent::SetProperties { .. } => {}
            }
        }
        let same = shown == cached && sort_at == facts.sort_at;
        Ok((!same).then(|| Overlaid { thread: thread.clone(), cached, shown, sort_at }))
    }

    /// The owner that the rep gave a conversation, if that is still on its way.
    pub(crate) fn owner(&self, thread: &ThreadId) -> Option<Option<OwnerId>> {
        self.laid(thread).iter().rev().find_map(|row| match &row.intent {
            Intent::Assign { owner, .. } => Some(owner.clone()),
            _ => None,
        })
    }

    /// The value that the rep gave a property of a conversation's ticket, if that is still on its way.
    pub(crate) fn property(&self, thread: &ThreadId, name: &str) -> Option<&str> {
        self.laid(thread).iter().rev().find_map(|row| match &row.intent {
            Intent::SetProperties { properties, .. } | Intent::SetStatus { properties, .. } => {
                properties.get(name).map(String::as_str)
            }
            _ => None,
        })
    }

    /// The status that the rep gave a conversation's ticket, if that is still on its way.
    pub(crate) fn stage(&self, thread: &ThreadId) -> Option<StageId> {
        self.laid(thread).iter().rev().find_map(|row| match &row.intent {
            Intent::SetStatus { stage, .. } => Some(stage.clone()),
            _ => None,
        })
    }

    /// The worst state among a conversation's intents.
    pub(crate) fn worst(&self, thread: &ThreadId) -> Option<Delivery> {
        let rank = |delivery: &Delivery| match delivery {
            Delivery::Sent { .. } => 0,
            Delivery::Waiting { .. } => 1,
            Delivery::Sending => 2,
            Delivery::Queued => 3,
            Delivery::Uncertain => 4,
            Delivery::Stuck { .. } => 5,
        };
        let own = self.own.get(thread).map_or(&[][..], Vec::as_slice);
        // What follows a message is no worse off than that.
        let states = own.iter().filter(|row| row.follows.is_none()).map(|row| row.delivery(self.now));
        states.filter(|state| !matches!(state, Delivery::Sent { .. })).max_by_key(rank)
    }
}

/// A refused change is not laid over: the remote keeps its own, and the rep sees why in the outbox.
fn counts(row: &OutboxRow) -> bool {
    match row.step {
        OutboxStep::Stuck { .. } => matches!(row.intent, Intent::SendMessage { .. } | Intent::AddComment { .. }),
        _ => true,
    }
}

fn ticket_of(intent: &Intent) -> Option<&TicketId> {
    match intent {
        Intent::SetStatus { ticket, .. } | Intent::SetProperties { ticket, .. } => Some(ticket),
        Intent::Assign { ticket, .. } => ticket.as_ref(),
        Intent::SendMessage { .. } | Intent::AddComment { .. } => None,
    }
}

/// Whether a ticket of this status is closed; nothing for a status that nobody knows.
fn is_closed(pipelines: &[Pipeline], pipeline: Option<&PipelineId>, stage: &StageId) -> Option<bool> {
    let mut stages =
        pipelines.iter().filter(|one| pipeline.is_none_or(|wanted| one.id == *wanted)).flat_map(|one| &one.stages);
    stages.find(|one| one.id == *stage).map(|stage| stage.closed)
}

/// Open or closed, as it is shown; what is hidden stays as the remote says.
pub(crate) fn status_of(shown: &Facets, cached: ThreadStatus) -> ThreadStatus {
    match shown.listed {
        Listed::Open => ThreadStatus::Open,
        Listed::Closed => ThreadStatus::Closed,
        Listed::Hidden => cached,
    }
}

/// How the cache has a conversation.
pub(crate) fn facets(facts: &ThreadFacts) -> Facets {
    let listed = if facts.thread.archived || facts.thread.spam {
        Listed::Hidden
    } else {
        match facts.thread.status {
            ThreadStatus::Open => Listed::Open,
            ThreadStatus::Closed => Listed::Closed,
        }
    };
    Facets {
        listed,
        channel: facts.channel.clone(),
        owner: facts.owner.clone(),
        needs_reply: facts.needs_reply,
        unread: facts.unread > 0,
    }
}
