//! What the rep did and the remote does not have yet, laid over the cache.
//!
//! The cache holds the remote's word alone. An open intent shows what its conversation will be once it has arrived: its
//! owner, its status, its place in the lists. The moment the intent is closed the cache has it, and nothing is laid over.

use std::collections::HashMap;

use bellhop_model::{Delivery, Intent, OwnerId, Pipeline, StageId, ThreadId};
use bellhop_store::{Facets, Listed, OutboxRow, OutboxStep, Overlaid, Reads, Result, ThreadFacts};

/// The open intents by conversation, in the order in which they were done.
pub(crate) struct Overlay {
    rows: HashMap<ThreadId, Vec<OutboxRow>>,
}

impl Overlay {
    /// Reads every open intent.
    pub(crate) fn read(reads: &Reads<'_>) -> Result<Self> {
        let mut rows: HashMap<ThreadId, Vec<OutboxRow>> = HashMap::new();
        for row in reads.outbox().open()? {
            rows.entry(row.thread.clone()).or_default().push(row);
        }
        Ok(Self { rows })
    }

    /// The open intents of a conversation.
    pub(crate) fn of(&self, thread: &ThreadId) -> &[OutboxRow] {
        self.rows.get(thread).map_or(&[], Vec::as_slice)
    }

    /// The conversations that have any.
    pub(crate) fn threads(&self) -> Vec<ThreadId> {
        let mut threads: Vec<_> = self.rows.iter().map(|(thread, rows)| (rows.last().map(|row| row.created_at), thread)).collect();
        threads.sort_by(|a, b| b.cmp(a));
        threads.into_iter().map(|(_, thread)| thread.clone()).collect()
    }

    /// How the lists must show the conversations that have any.
    pub(crate) fn overlaid(&self, reads: &Reads<'_>) -> Result<Vec<Overlaid>> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let pipelines = reads.pipelines().all()?;
        let mut overlaid = Vec::new();
        for (thread, rows) in &self.rows {
            let Some(facts) = reads.threads().facts(thread)? else { continue };
            let cached = facets(&facts);
            let mut shown = cached.clone();
            let mut sort_at = facts.sort_at;
            for row in rows.iter().filter(|row| counts(row)) {
                apply(&row.intent, &pipelines, &mut shown);
                if let Intent::SendMessage { .. } = row.intent {
                    sort_at = sort_at.max(row.created_at);
                }
            }
            if shown != cached || sort_at != facts.sort_at {
                overlaid.push(Overlaid { thread: thread.clone(), cached, shown, sort_at });
            }
        }
        Ok(overlaid)
    }

    /// The owner that the rep gave a conversation, if that is still on its way.
    pub(crate) fn owner(&self, thread: &ThreadId) -> Option<Option<OwnerId>> {
        self.of(thread).iter().rev().filter(|row| counts(row)).find_map(|row| match &row.intent {
            Intent::Assign { owner, .. } => Some(owner.clone()),
            _ => None,
        })
    }

    /// The status that the rep gave a conversation's ticket, if that is still on its way.
    pub(crate) fn stage(&self, thread: &ThreadId) -> Option<StageId> {
        self.of(thread).iter().rev().filter(|row| counts(row)).find_map(|row| match &row.intent {
            Intent::SetStatus { stage, .. } => Some(stage.clone()),
            _ => None,
        })
    }

    /// The worst state among a conversation's intents.
    pub(crate) fn worst(&self, thread: &ThreadId) -> Option<Delivery> {
        let rank = |delivery: &Delivery| match delivery {
            Delivery::Sent { .. } => 0,
            Delivery::Sending => 1,
            Delivery::Queued => 2,
            Delivery::Uncertain => 3,
            Delivery::Stuck { .. } => 4,
        };
        let states = self.of(thread).iter().map(|row| row.step.delivery());
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

fn apply(intent: &Intent, pipelines: &[Pipeline], shown: &mut Facets) {
    match intent {
        Intent::SendMessage { .. } => shown.needs_reply = false,
        Intent::Assign { owner, .. } => shown.owner = owner.clone(),
        Intent::SetStatus { pipeline, stage, .. } if shown.listed != Listed::Hidden => {
            let stages = pipelines.iter().filter(|one| one.id == *pipeline).flat_map(|one| &one.stages);
            if let Some(stage) = stages.into_iter().find(|one| one.id == *stage) {
                shown.listed = if stage.closed { Listed::Closed } else { Listed::Open };
            }
        }
        Intent::SetStatus { .. } | Intent::AddComment { .. } | Intent::SetProperties { .. } => {}
    }
}

fn facets(facts: &ThreadFacts) -> Facets {
    let listed = if facts.thread.archived || facts.thread.spam {
        Listed::Hidden
    } else {
        match facts.thread.status {
            bellhop_model::ThreadStatus::Open => Listed::Open,
            bellhop_model::ThreadStatus::Closed => Listed::Closed,
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
