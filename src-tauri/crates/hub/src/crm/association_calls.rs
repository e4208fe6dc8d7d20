//! The calls under `/associations`: batches, and the kinds between two types.
//!
//! v4 and the dated paths have one shape, except that v4 gives the other id as a number.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Extension, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::{
    Page,
    crm::{AssociationSpec, AssociationType},
};
use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    associations::{self, AssociationKind, HUBSPOT_DEFINED, default_kind, kinds},
    batch::{Outcome, attempt},
    body::{Id, Inputs, Named},
    kind::{Access, ObjectKind},
    object_calls::kind,
    writing,
};
use crate::{
    db::associations::{self as table, AssociationRow},
    server::{
        Family, Shared, Version,
        answer::{ApiError, Body},
        auth::Caller,
    },
};

/// How many other ends one answer lists.
const PAGE: usize = 500;
pub(super) const MOST_READ: usize = 1_000;
pub(super) const MOST_WRITTEN: usize = 2_000;

/// One input of a batch read.
#[derive(Debug, Deserialize)]
pub(super) struct ReadInput {
    id: Id,
    #[serde(default)]
    after: Option<Id>,
}

/// One input of a batch write.
#[derive(Debug, Deserialize)]
pub(super) struct TieInput {
    from: Named,
    to: Named,
    #[serde(default)]
    types: Vec<AssociationSpec>,
}

/// One input of a batch that removes: `to` is one object or several.
#[derive(Debug, Deserialize)]
pub(super) struct UntieInput {
    from: Named,
    to: OneOrMany,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Many(Vec<Named>),
    One(Named),
}

pub(super) fn pair(
    caller: &Caller,
    (from, to): (&str, &str),
    access: Access,
) -> Result<(ObjectKind, ObjectKind), ApiError> {
    Ok((kind(caller, from, access)?, kind(caller, to, Access::Read)?))
}

/// The other ends of one object, its kinds gathered, from after this id on.
pub(super) fn gathered(
    rows: &[AssociationRow],
    (from, to): (ObjectKind, ObjectKind),
    version: Version,
    after: i64,
) -> (Vec<Value>, Option<String>) {
    let kinds = kinds(from, to);
    let mut ends: BTreeMap<i64, Vec<AssociationType>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.to_id > after) {
        let label = kinds.iter().find(|kind| kind.id == row.type_id).and_then(AssociationKind::label);
        ends.entry(row.to_id).or_default().push(AssociationType {
            category: row.category.clone(),
            type_id: row.type_id,
            label: label.map(str::to_owned),
        });
    }
    let is_more = ends.len() > PAGE;
    let shown: Vec<_> = ends.into_iter().take(PAGE).collect();
    let next = if is_more { shown.last().map(|(id, _)| id.to_string()) } else { None };
    let shown = shown.into_iter().map(|(id, types)| {
        let id = if version == Version::Legacy { json!(id) } else { json!(id.to_string()) };
        json!({ "toObjectId": id, "associationTypes": types })
    });
    (shown.collect(), next)
}

/// `POST /{from}/{to}/batch/read`.
pub(super) async fn read(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<ReadInput>>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Read)?;
    let inputs = body.at_most(MOST_READ)?;
    let started_at = app.now();
    let ids: Vec<i64> = inputs.iter().filter_map(|input| input.id.0.parse().ok()).collect();
    let found = app.db.read(move |connection| table::of_many(connection, from, &ids, to)).await?;
    let (mut results, mut errors): (Vec<Value>, Vec<Value>) = Default::default();
    for input in inputs {
        let id = &input.id.0;
        let after = input.after.and_then(|after| after.0.parse().ok()).unwrap_or(0);
        match id.parse().ok().and_then(|id: i64| found.get(&id)) {
            Some(rows) => {
                let (ends, next) = gathered(rows, (from, to), family.version, after);
                let mut result = json!({ "from": { "id": id }, "to": ends });
                if let (Some(fields), Some(next)) = (result.as_object_mut(), next) {
                    fields.insert("paging".to_owned(), json!({ "next": { "after": next } }));
                }
                results.push(result);
            }
            None => errors.push(nothing_associated((from, to), id)),
        }
    }
    Ok(partial((StatusCode::OK, results, errors), (started_at, app.now())))
}

pub(super) fn nothing_associated((from, to): (ObjectKind, ObjectKind), id: &str) -> Value {
    json!({
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": format!("No {} is associated with {} {id}.", to.singular(), from.singular()),
        "context": {
            "fromObjectId": [id], "fromObjectType": [from.singular()], "toObjectType": [to.singular()],
        },
    })
}

pub(super) fn partial(
    (success, results, errors): (StatusCode, Vec<Value>, Vec<Value>),
    (started_at, completed_at): (DateTime<Utc>, DateTime<Utc>),
) -> Response {
    let mut body = json!({
        "status": "COMPLETE", "results": results, "startedAt": started_at, "completedAt": completed_at,
    });
    let status = if errors.is_empty() { success } else { StatusCode::MULTI_STATUS };
    if let (Some(fields), false) = (body.as_object_mut(), errors.is_empty()) {
        fields.insert("numErrors".to_owned(), json!(errors.len()));
        fields.insert("errors".to_owned(), json!(errors));
    }
    (status, Json(body)).into_response()
}

/// `POST /{from}/{to}/batch/create`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<TieInput>>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Write)?;
    let inputs = body.at_most(MOST_WRITTEN)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for input in inputs {
            let done = attempt(tx, || {
                let ends = (from, input.from.number()?, to, input.to.number()?);
                let labels = tie_all(tx, ends, &input.types, now)?;
                writing::told(tx, (from, ends.1), now, events)?;
                writing::told(tx, (to, ends.3), now, events)?;
                Ok(labels)
            })?;
            match done {
                Ok(labels) => outcome.push(json!({
                    "fromObjectTypeId": from.type_id(), "fromObjectId": input.from.id.0,
                    "toObjectTypeId": to.type_id(), "toObjectId": input.to.id.0, "labels": labels,
                })),
                Err(error) => {
                    outcome.fail(&error, json!({ "fromObjectId": [input.from.id.0], "toObjectId": [input.to.id.0] }))
                }
            }
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::CREATED, app.now()))
}

/// Ties two objects in each of these ways and returns the labels; no way at all is an error 400.
pub(super) fn tie_all(
    tx: &Transaction<'_>,
    (from, from_id, to, to_id): (ObjectKind, i64, ObjectKind, i64),
    types: &[AssociationSpec],
    now: DateTime<Utc>,
) -> Result<Vec<&'static str>, ApiError> {
    if types.is_empty() {
        return Err(ApiError::validation("types must name at least one association type"));
    }
    let mut labels = Vec::new();
    for spec in types {
        let kind = associations::kind(from, to, &spec.association_category, spec.association_type_id)?;
        associations::tie(tx, (from, from_id), (to, to_id), kind, now)?;
        labels.extend(kind.label());
    }
    Ok(labels)
}

pub(super) fn default_tied(ends: (&str, &str), kind: AssociationKind) -> Vec<Value> {
    let one = |from: &str, to: &str, id: u32| {
        json!({
            "from": { "id": from }, "to": { "id": to },
            "associationSpec": { "associationCategory": HUBSPOT_DEFINED, "associationTypeId": id },
        })
    };
    vec![one(ends.0, ends.1, kind.id), one(ends.1, ends.0, kind.inverse)]
}

/// `POST /{from}/{to}/batch/associate/default`.
pub(super) async fn create_default(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<TieInput>>,
) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Write)?;
    let inputs = body.at_most(MOST_WRITTEN)?;
    let kind = default_kind(from, to)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for input in inputs {
            let done = attempt(tx, || {
                let (from_id, to_id) = (input.from.number()?, input.to.number()?);
                associations::tie(tx, (from, from_id), (to, to_id), kind, now)?;
                writing::told(tx, (from, from_id), now, events)
            })?;
            match done {
                Ok(()) => {
                    for tied in default_tied((&input.from.id.0, &input.to.id.0), kind) {
                        outcome.push(tied);
                    }
                }
                Err(error) => {
                    outcome.fail(&error, json!({ "fromObjectId": [input.from.id.0], "toObjectId": [input.to.id.0] }))
                }
            }
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::OK, app.now()))
}

/// `POST /{from}/{to}/batch/archive`: removes every kind between these objects.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<UntieInput>>,
) -> Result<StatusCode, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Write)?;
    let inputs = body.at_most(MOST_WRITTEN)?;
    let now = app.now();
    app.change(move |tx, events| {
        for input in inputs {
            let from_id = input.from.number()?;
            let ends = match input.to {
                OneOrMany::Many(ends) => ends,
                OneOrMany::One(end) => vec![end],
            };
            for end in ends {
                associations::untie_all(tx, (from, from_id), (to, end.number()?), now)?;
            }
            writing::told(tx, (from, from_id), now, events)?;
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /{from}/{to}/batch/labels/archive`: removes the named kinds only.
pub(super) async fn archive_labels(
    State(app): State<Shared>,
    caller: Caller,
    Path((from, to)): Path<(String, String)>,
    Body(body): Body<Inputs<TieInput>>,
) -> Result<StatusCode, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Write)?;
    let inputs = body.at_most(MOST_WRITTEN)?;
    let now = app.now();
    app.change(move |tx, events| {
        for input in inputs {
            let (from_id, to_id) = (input.from.number()?, input.to.number()?);
            for spec in &input.types {
                let kind = associations::kind(from, to, &spec.association_category, spec.association_type_id)?;
                associations::untie(tx, (from, from_id), (to, to_id), kind, now)?;
            }
            writing::told(tx, (from, from_id), now, events)?;
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /{from}/{to}/labels`.
pub(super) async fn labels(caller: Caller, Path((from, to)): Path<(String, String)>) -> Result<Response, ApiError> {
    let (from, to) = pair(&caller, (&from, &to), Access::Read)?;
    let labels = kinds(from, to).into_iter().map(|kind| AssociationType {
        category: HUBSPOT_DEFINED.to_owned(),
        type_id: kind.id,
        label: kind.label().map(str::to_owned),
    });
    Ok(Json(Page::new(labels.collect(), None)).into_response())
}
