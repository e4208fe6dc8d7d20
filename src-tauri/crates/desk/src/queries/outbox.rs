//! The outbox as a ledger, and the changes of a conversation's ticket that wait.

use bellhop_model::{Intent, MessageRef, Owner, Pipeline, ThreadId};
use bellhop_store::{OutboxRow as Row, OutboxStep, Reads, Result};
use chrono::{DateTime, Utc};

use crate::body::one_line;
use crate::contract::ApiError;
use crate::desk::Desk;
use crate::views::{OutboxKind, OutboxRow, WaitingChange};

impl Desk {
    pub(crate) async fn outbox(&self, (): ()) -> Result<Vec<OutboxRow>, ApiError> {
        Ok(self.on.store.read(outbox).await?)
    }
}

fn outbox(reads: &Reads<'_>) -> Result<Vec<OutboxRow>> {
    let house = House::read(reads)?;
    let open = reads.outbox().open()?;
    let mut rows = Vec::with_capacity(open.len());
    for row in open {
        let list = reads.lists().rows(std::slice::from_ref(&row.thread))?.into_iter().next();
        let (kind, text) = house.said(&row.intent);
        let message =
            matches!(kind, OutboxKind::Reply | OutboxKind::Comment).then(|| MessageRef::Local(row.id.clone()));
        let delivery = row.delivery(house.now);
        rows.push(OutboxRow {
            contact: list.and_then(|list| list.contact.or(list.facts.customer)),
            thread: row.thread,
            kind,
            text,
            delivery,
            at: row.created_at,
            message,
            follows: row.follows,
            id: row.id,
        });
    }
    Ok(rows)
}

/// The changes of a conversation's ticket that wait for a message or for the rep: what is simply on its way shows where it
/// is laid over, what waits has to be said. Properties are told of in any case: each has a place of its own to say it at.
pub(crate) fn waiting(reads: &Reads<'_>, thread: &ThreadId) -> Result<Vec<WaitingChange>> {
    let waits = |row: &Row| {
        let property = matches!(row.intent, Intent::SetProperties { .. });
        property || row.follows.is_some() || matches!(row.step, OutboxStep::Stuck { .. })
    };
    let mut rows = reads.outbox().of_thread(thread)?;
    rows.retain(|row| !row.intent.is_unrepeatable() && waits(row));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let house = House::read(reads)?;
    Ok(rows.into_iter().map(|row| house.waiting(row)).collect())
}

/// The names that intents only have ids of, and the time.
struct House {
    pipelines: Vec<Pipeline>,
    owners: Vec<Owner>,
    now: DateTime<Utc>,
}

impl House {
    fn read(reads: &Reads<'_>) -> Result<Self> {
        Ok(Self { pipelines: reads.pipelines().all()?, owners: reads.owners().all()?, now: Utc::now() })
    }

    /// What an intent does, in a word and a text.
    fn said(&self, intent: &Intent) -> (OutboxKind, String) {
        match intent {
            Intent::SendMessage { text, files, .. } => (OutboxKind::Reply, start(text, files)),
            Intent::AddComment { text, files, .. } => (OutboxKind::Comment, start(text, files)),
            Intent::SetStatus { pipeline, stage, .. } => {
                let own = self.pipelines.iter().filter(|one| one.id == *pipeline);
                let found = own.flat_map(|one| &one.stages).find(|one| one.id == *stage);
                (OutboxKind::Status, found.map_or_else(|| stage.to_string(), |one| one.label.clone()))
            }
            Intent::Assign { owner, .. } => {
                let found = owner.as_ref().and_then(|owner| self.owners.iter().find(|one| one.id == *owner));
                (OutboxKind::Assign, found.map(|owner| owner.name.clone()).unwrap_or_default())
            }
            Intent::SetProperties { properties, .. } => {
                (OutboxKind::Properties, properties.keys().cloned().collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn waiting(&self, row: Row) -> WaitingChange {
        let (kind, text) = self.said(&row.intent);
        let delivery = row.delivery(self.now);
        let (stage, properties) = match row.intent {
            Intent::SetStatus { stage, properties, .. } => (Some(stage), properties),
            Intent::SetProperties { properties, .. } => (None, properties),
            _ => (None, std::collections::BTreeMap::new()),
        };
        WaitingChange { id: row.id, kind, text, stage, properties, delivery, follows: row.follows }
    }
}

fn start(text: &str, files: &[bellhop_model::OutgoingFile]) -> String {
    let line = one_line(text);
    if line.is_empty() { files.first().map(|file| file.local.name.clone()).unwrap_or_default() } else { line }
}
