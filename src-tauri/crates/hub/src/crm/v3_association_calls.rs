//! The older v3 calls for associations, which name kinds by text. HubSpot's own client library still makes them.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{Page, crm::AssociatedId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    association_calls::{MOST_READ, MOST_WRITTEN, nothing_associated, pair, partial},
    associations::{self, kinds},
    batch::{Outcome, attempt},
    body::{Inputs, Named},
    kind::{Access, ObjectKind},
    objects, writing,
};
use crate::{
    db::associations::{self as table, AssociationRow},
    server::{
        Shared,
        answer::{ApiError, Body},
        auth::Caller,
    },
};

/// `GET /crm/v3/objects/{type}/{id}/associations/{to}`.
pub(super) async fn of_object(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, id, to)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Read)?;
    let rows = app.db.read(move |connection| {
        let id = id.parse().map_err(|_| objects::missing(from, &id))?;
        objects::live(connection, from, id)?;
        table::of(connection, (from, id), to)
    });
    Ok(Json(Page::new(named(&rows.await?, (from, to)), None)).into_response())
}

fn named(rows: &[AssociationRow], (from, to): (ObjectKind, ObjectKind)) -> Vec<AssociatedId> {
    let kinds = kinds(from, to);
    let named = rows.iter().filter_map(|row| {
        let kind = kinds.iter().find(|kind| kind.id == row.type_id)?;
        Some(AssociatedId { id: row.to_id.to_string(), kind: kind.name() })
    });
    named.collect()
}

/// One input of a v3 batch write.
#[derive(Debug, Deserialize)]
pub(super) struct NamedTie {
    from: Named,
    to: Named,
    #[serde(rename = "type", default)]
    kind: String,
}

/// `POST /crm/v3/associations/{from}/{to}/batch/read`.
pub(super) async fn read(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<Named>>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Read)?;
    let inputs = body.at_most(MOST_READ)?;
    let started_at = app.now();
    let ids: Vec<i64> = inputs.iter().filter_map(|input| input.id.0.parse().ok()).collect();
    let found = app.db.read(move |connection| table::of_many(connection, from, &ids, to)).await?;
    let (mut results, mut errors): (Vec<Value>, Vec<Value>) = Default::default();
    for input in inputs {
        match input.id.0.parse().ok().and_then(|id: i64| found.get(&id)) {
            Some(rows) => results.push(json!({ "from": { "id": input.id.0 }, "to": named(rows, (from, to)) })),
            None => errors.push(nothing_associated((from, to), &input.id.0)),
        }
    }
    Ok(partial((StatusCode::OK, results, errors), (started_at, app.now())))
}

/// `POST /crm/v3/associations/{from}/{to}/batch/create`: kinds by name, for example `ticket_to_contact`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<NamedTie>>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Write)?;
    let inputs = body.at_most(MOST_WRITTEN)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for input in inputs {
            let done = attempt(tx, || {
                let kind = kinds(from, to).into_iter().find(|kind| kind.name() == input.kind);
                let kind = kind.ok_or_else(|| ApiError::validation(format!("Unknown type: {}", input.kind)))?;
                let (from_id, to_id) = (input.from.number()?, input.to.number()?);
                associations::tie(tx, (from, from_id), (to, to_id), kind, now)?;
                writing::told(tx, (from, from_id), now, events)
            })?;
            let (from, to) = (&input.from.id.0, &input.to.id.0);
            match done {
                Ok(()) => {
                    outcome.push(json!({ "from": { "id": from }, "to": { "id": to }, "type": input.kind }));
                }
                Err(error) => outcome.fail(&error, json!({ "fromObjectId": [from], "toObjectId": [to] })),
            }
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::CREATED, app.now()))
}
