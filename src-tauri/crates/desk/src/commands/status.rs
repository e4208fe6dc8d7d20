//! Setting a status: what it demands is asked for and checked before anything is queued, also without a network.

use std::collections::BTreeMap;

use bellhop_model::{Intent, Pipeline, PipelineId, StageId, ThreadId, TicketId};
use bellhop_store::{DraftMode, Reads, Result as StoreResult};
use chrono::{DateTime, Utc};

use crate::contract::{ApiError, StageArgs};
use crate::desk::Desk;
use crate::failure::not_possible;
use crate::fields::{check, field};
use crate::queries::context::with_intents;
use crate::views::StatusFormView;

/// A status and what is written with it.
pub(crate) struct StatusWish {
    pub(crate) thread: ThreadId,
    pub(crate) stage: StageId,
    pub(crate) properties: BTreeMap<String, String>,
}

/// The status of a conversation's ticket that is meant.
struct Target {
    ticket: TicketId,
    pipeline: PipelineId,
    label: String,
}

impl Desk {
    /// What a status asks for, as the store knows it.
    pub(crate) async fn status_form(&self, args: StageArgs) -> Result<StatusFormView, ApiError> {
        let found = self.on.store.read(move |reads| form(reads, &args, Utc::now())).await?;
        found.ok_or_else(no_such_status)
    }

    /// The intent to set a status; refused when the ticket is not known, has no such status, or lacks what that demands.
    pub(crate) async fn status_intent(&self, wish: StatusWish) -> Result<Intent, ApiError> {
        let read = move |reads: &Reads<'_>| intent(reads, wish, Utc::now());
        self.on.store.read(read).await?.map_err(|why| why.map_or_else(no_such_status, not_possible))
    }
}

fn no_such_status() -> ApiError {
    not_possible("This conversation has no ticket with such a status.")
}

fn form(reads: &Reads<'_>, args: &StageArgs, now: DateTime<Utc>) -> StoreResult<Option<StatusFormView>> {
    let Some(target) = target(reads, &args.thread, &args.stage)? else { return Ok(None) };
    let Some(ticket) = reads.tickets().get(&target.ticket)? else { return Ok(None) };
    let mut values = with_intents(reads, &args.thread, &ticket)?;
    // What the rep entered before the remote wanted more is not entered twice.
    for row in reads.outbox().of_thread(&args.thread)? {
        if let Intent::SetStatus { stage, properties, .. } = row.intent
            && stage == args.stage
        {
            values.extend(properties);
        }
    }
    for mode in [DraftMode::Reply, DraftMode::Comment] {
        let chosen = reads.drafts().get(&args.thread, mode)?.and_then(|draft| draft.status);
        values.extend(chosen.filter(|chosen| chosen.stage == args.stage).into_iter().flat_map(|one| one.properties));
    }
    let definitions = reads.properties().of("tickets")?;
    let demanded = reads.stage_rules().of(&target.pipeline, &args.stage, now)?;
    let fields = demanded.iter().map(|name| {
        let definition = definitions.iter().find(|one| one.name == *name);
        field(name, definition, values.get(name).map_or("", String::as_str))
    });
    Ok(Some(StatusFormView { stage: args.stage.clone(), label: target.label, fields: fields.collect() }))
}

/// The intent, or why there is none: nothing when there is no such status.
fn intent(reads: &Reads<'_>, wish: StatusWish, now: DateTime<Utc>) -> StoreResult<Result<Intent, Option<String>>> {
    let Some(target) = target(reads, &wish.thread, &wish.stage)? else { return Ok(Err(None)) };
    let definitions = reads.properties().of("tickets")?;
    if let Err(why) = check(&wish.properties, &definitions, &reads.owners().all()?) {
        return Ok(Err(Some(why)));
    }
    let values = match reads.tickets().get(&target.ticket)? {
        Some(ticket) => with_intents(reads, &wish.thread, &ticket)?,
        None => BTreeMap::new(),
    };
    let given = |name: &String| wish.properties.get(name).or_else(|| values.get(name));
    let mut missing = reads.stage_rules().of(&target.pipeline, &wish.stage, now)?;
    missing.retain(|name| given(name).is_none_or(|value| value.trim().is_empty()));
    if !missing.is_empty() {
        let label = |name: &String| {
            let definition = definitions.iter().find(|one| one.name == *name);
            definition.map_or_else(|| name.clone(), |definition| definition.label.clone())
        };
        let missing = missing.iter().map(label).collect::<Vec<_>>().join(", ");
        return Ok(Err(Some(format!("\u{201c}{}\u{201d} needs a value for {missing} first.", target.label))));
    }
    Ok(Ok(Intent::SetStatus {
        thread: wish.thread,
        ticket: target.ticket,
        pipeline: target.pipeline,
        stage: wish.stage,
        properties: wish.properties,
    }))
}

fn target(reads: &Reads<'_>, thread: &ThreadId, stage: &StageId) -> StoreResult<Option<Target>> {
    let Some(ticket) = reads.threads().get(thread)?.and_then(|thread| thread.ticket) else { return Ok(None) };
    let current = reads.tickets().get(&ticket)?.and_then(|ticket| ticket.pipeline());
    let pipelines = reads.pipelines().all()?;
    // A ticket stays in its pipeline; stages of different pipelines can share an id.
    let own = |one: &&Pipeline| current.as_ref().is_none_or(|current| one.id == *current);
    let found = pipelines.iter().filter(own).find_map(|pipeline| {
        let stage = pipeline.stages.iter().find(|one| one.id == *stage)?;
        Some((pipeline.id.clone(), stage.label.clone()))
    });
    Ok(found.map(|(pipeline, label)| Target { ticket, pipeline, label }))
}
