//! The batch calls of objects. Each input succeeds or fails on its own; any failure turns the answer into 207.

use axum::{
    Json,
    extract::{Extension, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bellhop_hubspot::wire::BatchError;
use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    asked::{Asked, Shown, show_all},
    body::{ChangeInput, Inputs, Named, ObjectBody},
    kind::{Access, ObjectKind},
    object_calls::{check_unique, find, kind},
    objects,
    writing::{self, Write},
};
use crate::{
    db::objects::{ObjectRow, Shelf},
    server::{
        Family, Shared, Version,
        answer::{ApiError, Body},
        auth::Caller,
        push::Event,
        query::Params,
    },
};

/// How many inputs a batch of objects has at most.
const MOST: usize = 100;

/// The body of a batch read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReadBody {
    inputs: Vec<Named>,
    #[serde(default)]
    properties: Vec<String>,
    #[serde(default)]
    properties_with_history: Vec<String>,
    #[serde(default)]
    id_property: Option<String>,
}

/// The outcome of a batch while it is put together.
#[derive(Debug)]
pub(crate) struct Outcome<T> {
    started_at: DateTime<Utc>,
    results: Vec<T>,
    errors: Vec<BatchError>,
}

impl<T: Serialize> Outcome<T> {
    /// Nothing done yet.
    pub(crate) fn new(started_at: DateTime<Utc>) -> Self {
        Self { started_at, results: Vec::new(), errors: Vec::new() }
    }

    /// Something that succeeded.
    pub(crate) fn push(&mut self, result: T) {
        self.results.push(result);
    }

    /// Something that failed.
    pub(crate) fn fail(&mut self, error: &ApiError, context: Value) {
        let mut context = context;
        if let (Some(all), [first, ..]) = (context.as_object_mut(), error.errors.as_slice())
            && let Some(more) = first.context.as_object()
        {
            all.extend(more.clone());
        }
        self.errors.push(BatchError {
            status: "error".to_owned(),
            category: error.category.to_owned(),
            message: error.message.clone(),
            context,
        });
    }

    /// The answer: `success`, or 207 when something failed.
    pub(crate) fn answer(self, success: StatusCode, completed_at: DateTime<Utc>) -> Response {
        let mut body = json!({
            "status": "COMPLETE",
            "results": self.results,
            "startedAt": self.started_at,
            "completedAt": completed_at,
        });
        let status = if self.errors.is_empty() { success } else { StatusCode::MULTI_STATUS };
        if let (Some(fields), false) = (body.as_object_mut(), self.errors.is_empty()) {
            fields.insert("numErrors".to_owned(), json!(self.errors.len()));
            fields.insert("errors".to_owned(), json!(self.errors));
        }
        (status, Json(body)).into_response()
    }
}

/// Does one input of a batch; what it wrote is undone when it fails. Failures of the hub itself end the batch.
pub(crate) fn attempt<T>(
    tx: &Transaction<'_>,
    work: impl FnOnce() -> Result<T, ApiError>,
) -> Result<Result<T, ApiError>, ApiError> {
    tx.execute_batch("SAVEPOINT input")?;
    let result = work();
    match result {
        Err(error) if error.status.is_server_error() => Err(error),
        Err(error) => {
            tx.execute_batch("ROLLBACK TO input; RELEASE input")?;
            Ok(Err(error))
        }
        Ok(value) => {
            tx.execute_batch("RELEASE input")?;
            Ok(Ok(value))
        }
    }
}

/// `POST /{type}/batch/read`.
pub(super) async fn read(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    query: Params,
    Body(body): Body<ReadBody>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Read)?;
    let inputs = Inputs { inputs: body.inputs }.at_most(MOST)?;
    let asked =
        Asked { properties: body.properties, with_history: body.properties_with_history, associations: Vec::new() };
    let id_property = body.id_property;
    let (shelf, started_at) = (query.shelf(), app.now());
    let outcome = app.db.read(move |connection| {
        let id_property = id_property.as_deref();
        if let Some(property) = id_property.filter(|property| *property != "hs_object_id") {
            check_unique(connection, kind, property)?;
        }
        let (mut rows, mut missing): (Vec<ObjectRow>, Vec<String>) = Default::default();
        for input in inputs {
            match find(connection, kind, (&input.id.0, id_property), shelf) {
                Ok(row) if rows.iter().any(|other| other.id == row.id) => {}
                Ok(row) => rows.push(row),
                Err(error) if error.status == StatusCode::NOT_FOUND => missing.push(input.id.0),
                Err(error) => return Err(error),
            }
        }
        let mut outcome = Outcome::new(started_at);
        for object in asked.show(connection, kind, &rows)? {
            outcome.push(object);
        }
        if !missing.is_empty() {
            outcome.fail(&some_missing(kind), json!({ "ids": missing }));
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::OK, app.now()))
}

fn some_missing(kind: ObjectKind) -> ApiError {
    let message = format!(
        "Could not get some {} objects, they may be deleted or not exist. Check that ids are valid.",
        kind.singular().to_uppercase()
    );
    ApiError::new(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND", message)
}

/// `POST /{type}/batch/create`.
pub(super) async fn create(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path(name): Path<String>,
    Body(body): Body<Inputs<ObjectBody>>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let inputs = body.at_most(MOST)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for input in inputs {
            let write = Write { kind, properties: &input.properties.0, version: family.version, now };
            let done = attempt(tx, || {
                let id = write.create(tx, &input.associations.ties()?, events)?;
                Ok(show_all(kind, &objects::live(tx, kind, id)?))
            })?;
            record(&mut outcome, done, (None, input.object_write_trace_id));
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::CREATED, app.now()))
}

/// `POST /{type}/batch/update`.
pub(super) async fn update(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path(name): Path<String>,
    Body(body): Body<Inputs<ChangeInput>>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let inputs = body.at_most(MOST)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for input in inputs {
            let done = attempt(tx, || {
                let row = find(tx, kind, (&input.id.0, input.id_property.as_deref()), Shelf::Live)?;
                change(tx, (kind, row), (&input, family.version, now), events)
            })?;
            record(&mut outcome, done, (Some(input.id.0), input.object_write_trace_id));
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::OK, app.now()))
}

/// `POST /{type}/batch/upsert`: changes the objects that exist and makes the others.
pub(super) async fn upsert(
    State(app): State<Shared>,
    caller: Caller,
    Extension(family): Extension<Family>,
    Path(name): Path<String>,
    Body(body): Body<Inputs<ChangeInput>>,
) -> Result<Response, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let inputs = body.at_most(MOST)?;
    let now = app.now();
    let outcome = app.change(move |tx, events| {
        let mut outcome = Outcome::new(now);
        for mut input in inputs {
            let done = attempt(tx, || upsert_one(tx, kind, (&mut input, family.version, now), events))?;
            record(&mut outcome, done, (Some(input.id.0), input.object_write_trace_id));
        }
        Ok(outcome)
    });
    Ok(outcome.await?.answer(StatusCode::OK, app.now()))
}

fn upsert_one(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    (input, version, now): (&mut ChangeInput, Version, DateTime<Utc>),
    events: &mut Vec<Event>,
) -> Result<Shown, ApiError> {
    let property = input.id_property.clone();
    let found = find(tx, kind, (&input.id.0, property.as_deref()), Shelf::Live);
    let (mut shown, is_new) = match (found, property) {
        (Ok(row), _) => (change(tx, (kind, row), (input, version, now), events)?, false),
        (Err(error), Some(property)) if error.status == StatusCode::NOT_FOUND && property != "hs_object_id" => {
            input.properties.0.entry(property).or_insert_with(|| Some(input.id.0.clone()));
            let write = Write { kind, properties: &input.properties.0, version, now };
            let id = write.create(tx, &[], events)?;
            (show_all(kind, &objects::live(tx, kind, id)?), true)
        }
        (Err(error), _) => return Err(error),
    };
    shown.is_new = Some(is_new);
    Ok(shown)
}

fn change(
    tx: &Transaction<'_>,
    (kind, row): (ObjectKind, ObjectRow),
    (input, version, now): (&ChangeInput, Version, DateTime<Utc>),
    events: &mut Vec<Event>,
) -> Result<Shown, ApiError> {
    let id = row.id;
    Write { kind, properties: &input.properties.0, version, now }.update(tx, row, events)?;
    Ok(show_all(kind, &objects::live(tx, kind, id)?))
}

fn record(outcome: &mut Outcome<Shown>, done: Result<Shown, ApiError>, (id, trace): (Option<String>, Option<String>)) {
    match done {
        Ok(mut shown) => {
            shown.object_write_trace_id = trace;
            outcome.push(shown);
        }
        Err(error) => {
            let mut context = json!({});
            if let Some(fields) = context.as_object_mut() {
                fields.extend(id.map(|id| ("ids".to_owned(), json!([id]))));
                fields.extend(trace.map(|trace| ("objectWriteTraceId".to_owned(), json!([trace]))));
            }
            outcome.fail(&error, context);
        }
    }
}

/// `POST /{type}/batch/archive`: into the bin; ids that are not there are passed over.
pub(super) async fn archive(
    State(app): State<Shared>,
    caller: Caller,
    Path(name): Path<String>,
    Body(body): Body<Inputs<Named>>,
) -> Result<StatusCode, ApiError> {
    let kind = kind(&caller, &name, Access::Write)?;
    let inputs = body.at_most(MOST)?;
    let now = app.now();
    app.change(move |tx, events| {
        for input in inputs {
            let Ok(id) = input.id.0.parse() else { continue };
            if objects::archive_if_live(tx, kind, id, now)? {
                writing::told(tx, (kind, id), now, events)?;
            }
        }
        Ok(())
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
