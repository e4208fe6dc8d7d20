//! Writing through the API: what is checked before anything is written, and what a write leads to.
//!
//! Checked in every version: the property exists, may be written, and the value fits; stage and pipeline go together;
//! addresses stay unique. Checked from 2026-09 on: the account's rules of `stage_rules`. A write either happens whole
//! or not at all; all violations of one object are told at once.

use bellhop_hubspot::wire::{ErrorDetail, crm::Properties};
use chrono::{DateTime, Utc};
use rusqlite::Transaction;
use serde_json::json;

use super::{
    associations, catalogue,
    kind::ObjectKind,
    objects::{self, Source},
    stage,
    values::{self, Violation},
};
use crate::{
    db::{
        objects::{ObjectRow, Values, by_value},
        owners, pipelines, stage_rules,
    },
    helpdesk,
    server::{Version, answer::ApiError, push::Event},
};

/// A write of one object through the API.
pub(crate) struct Write<'a> {
    /// Its type.
    pub kind: ObjectKind,
    /// What the caller sent.
    pub properties: &'a Properties,
    /// The version of the path.
    pub version: Version,
    /// The hub's clock.
    pub now: DateTime<Utc>,
}

/// What a new object is to be tied to.
pub(crate) struct NewTie {
    /// The other object.
    pub to: i64,
    /// Category and type id.
    pub kind: (String, u32),
}

impl Write<'_> {
    /// Makes an object, ties it and returns its id.
    pub(crate) fn create(
        &self,
        tx: &Transaction<'_>,
        ties: &[NewTie],
        events: &mut Vec<Event>,
    ) -> Result<i64, ApiError> {
        let checked = self.check(tx, None)?;
        let ties = self.check_ties(tx, ties)?;
        let id = objects::create(tx, self.kind, &checked, (Source::Integration, self.now))?;
        for (kind, to) in ties {
            associations::tie(tx, (self.kind, id), (kind.to, to), kind, self.now)?;
        }
        self.tell(tx, id, &checked, events)?;
        Ok(id)
    }

    /// Changes an object.
    pub(crate) fn update(
        &self,
        tx: &Transaction<'_>,
        before: ObjectRow,
        events: &mut Vec<Event>,
    ) -> Result<(), ApiError> {
        let id = before.id;
        let checked = self.check(tx, Some(&before))?;
        let changed = objects::change(tx, self.kind, before, &checked, (Source::Integration, self.now))?;
        if !changed.is_empty() {
            self.tell(tx, id, &changed, events)?;
        }
        Ok(())
    }

    /// What the rest of the help desk does about it, and who is told.
    fn tell(
        &self,
        tx: &Transaction<'_>,
        id: i64,
        changed: &Properties,
        events: &mut Vec<Event>,
    ) -> Result<(), ApiError> {
        if self.kind == ObjectKind::Ticket {
            events.extend(helpdesk::ticket_changed(tx, id, changed, self.now)?);
        }
        told(tx, (self.kind, id), self.now, events)
    }

    /// The properties in stored form, or every violation at once.
    fn check(&self, tx: &Transaction<'_>, before: Option<&ObjectRow>) -> Result<Properties, ApiError> {
        let mut violations = Vec::new();
        let mut checked = Properties::new();
        for (name, value) in self.properties {
            match self.check_one(tx, before, (name, value.as_deref()))? {
                Ok(value) => {
                    checked.insert(name.clone(), value);
                }
                Err(violation) => violations.push(violation),
            }
        }
        if before.is_none() {
            let missing = self.kind.required_properties().iter();
            violations.extend(missing.filter(|name| !has_value(&checked, name)).map(|name| required(name)));
        }
        if violations.is_empty() {
            violations = self.check_stage(tx, before, &mut checked)?;
        }
        if !violations.is_empty() {
            return Err(refused(&violations));
        }
        self.check_unique(tx, before, &checked)?;
        Ok(checked)
    }

    fn check_one(
        &self,
        tx: &Transaction<'_>,
        before: Option<&ObjectRow>,
        (name, value): (&str, Option<&str>),
    ) -> Result<Result<Option<String>, Violation>, ApiError> {
        let Some(definition) = catalogue::find(tx, self.kind, name)? else {
            let message = format!("Property \"{name}\" does not exist");
            return Ok(Err(Violation::new(name, "PROPERTY_DOESNT_EXIST", message)));
        };
        if definition.modification_metadata.as_ref().is_some_and(|metadata| metadata.read_only_value) {
            let message = format!("\"{name}\" is a read only property; its value cannot be set.");
            return Ok(Err(Violation::new(name, "READ_ONLY_VALUE", message)));
        }
        let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(Ok(None)) };
        let kept = before.and_then(|row| row.values.get(name)).map(String::as_str);
        let value = match values::normalise(&definition, value, kept) {
            Ok(value) => value,
            Err(violation) => return Ok(Err(violation)),
        };
        if definition.referenced_object_type.as_deref() == Some("OWNER") {
            let owner = value.parse().ok().map(|id| owners::get(tx, id)).transpose()?.flatten();
            if owner.is_none() {
                return Ok(Err(Violation::new(name, "INVALID_OWNER_ID", format!("Owner {value} does not exist"))));
            }
        }
        Ok(Ok(Some(value)))
    }

    /// Stage and pipeline must go together, and from 2026-09 on the stage's rules must be met.
    fn check_stage(
        &self,
        tx: &Transaction<'_>,
        before: Option<&ObjectRow>,
        checked: &mut Properties,
    ) -> Result<Vec<Violation>, ApiError> {
        let Some((pipeline_name, stage_name)) = self.kind.stage_properties() else { return Ok(Vec::new()) };
        if !checked.contains_key(pipeline_name) && !checked.contains_key(stage_name) {
            return Ok(Vec::new());
        }
        let after = merged(before, checked);
        let pipeline = match after.get(pipeline_name) {
            Some(pipeline) => pipeline.clone(),
            None => {
                let first = pipelines::list(tx, self.kind)?.into_iter().find(|row| row.archived_at.is_none());
                first.map(|row| row.id).unwrap_or_default()
            }
        };
        checked.insert(pipeline_name.to_owned(), Some(pipeline.clone()));
        let stage = after.get(stage_name).cloned().unwrap_or_default();
        let stages = stage::live_stages(tx, self.kind)?;
        if !stages.iter().any(|row| row.id == stage && row.pipeline_id == pipeline) {
            let message = format!("\"{stage}\" is not a stage of the pipeline \"{pipeline}\"");
            return Ok(vec![Violation::new(stage_name, "INVALID_OPTION", message)]);
        }
        let enters = before.is_none_or(|row| row.values.get(stage_name) != Some(&stage));
        if self.version < Version::V2026_09 || !enters {
            return Ok(Vec::new());
        }
        let rules = stage_rules::list(tx, self.kind)?.into_iter();
        let mut rules = rules.filter(|rule| rule.pipeline_id == pipeline && rule.stage_id == stage);
        Ok(rules
            .by_ref()
            .filter(|rule| !after.contains_key(&rule.property))
            .map(|rule| conditional(&rule.property))
            .collect())
    }

    fn check_unique(
        &self,
        tx: &Transaction<'_>,
        before: Option<&ObjectRow>,
        checked: &Properties,
    ) -> Result<(), ApiError> {
        for (name, value) in checked {
            let Some(value) = value else { continue };
            let is_unique = self.kind.has_unique(name)
                || catalogue::find(tx, self.kind, name)?.is_some_and(|definition| definition.has_unique_value);
            if !is_unique {
                continue;
            }
            let other = holder(tx, self.kind, (name, value))?;
            if let Some(other) = other.filter(|other| before.is_none_or(|row| row.id != *other)) {
                let name = capitalised(self.kind.singular());
                return Err(ApiError::conflict(format!("{name} already exists. Existing ID: {other}")));
            }
        }
        Ok(())
    }

    fn check_ties(
        &self,
        tx: &Transaction<'_>,
        ties: &[NewTie],
    ) -> Result<Vec<(associations::AssociationKind, i64)>, ApiError> {
        let mut checked = Vec::new();
        for tie in ties {
            let (category, id) = (&tie.kind.0, tie.kind.1);
            let kind = ObjectKind::all()
                .flat_map(|to| associations::kinds(self.kind, to))
                .find(|kind| kind.id == id && category == associations::HUBSPOT_DEFINED);
            let Some(kind) = kind else {
                let from = self.kind.type_id();
                let message = format!("{category} association type {id} doesn't exist for objects of type {from}");
                return Err(ApiError::validation(message));
            };
            if crate::db::objects::get(tx, kind.to, tie.to, crate::db::objects::Shelf::Live)?.is_none() {
                let message = format!("The {} with ID {} doesn't exist", kind.to.singular(), tie.to);
                return Err(ApiError::validation(message).with_detail(
                    "OBJECT_NOT_FOUND",
                    "associations",
                    "Unknown id",
                ));
            }
            checked.push((kind, tie.to));
        }
        Ok(checked)
    }
}

/// The object that has this value of a unique property.
pub(crate) fn holder(
    tx: &rusqlite::Connection,
    kind: ObjectKind,
    (name, value): (&str, &str),
) -> Result<Option<i64>, ApiError> {
    if kind == ObjectKind::Contact && name == "email" {
        return objects::find_contact_by_email(tx, value);
    }
    by_value(tx, kind, (name, value))
}

/// Tells who follows the push stream that an object changed, and with it the tickets that repeat it.
pub(crate) fn told(
    tx: &Transaction<'_>,
    (kind, id): (ObjectKind, i64),
    now: DateTime<Utc>,
    events: &mut Vec<Event>,
) -> Result<(), ApiError> {
    use crate::server::push::EventKind;
    events.push(match kind {
        ObjectKind::Ticket => Event::ticket(id, now),
        ObjectKind::Contact => Event::contact(id, now),
        _ => Event::new(EventKind::Object, now),
    });
    if matches!(kind, ObjectKind::Contact | ObjectKind::Company) {
        events.extend(objects::tickets_of(tx, (kind, id))?.into_iter().map(|ticket| Event::ticket(ticket, now)));
    }
    Ok(())
}

fn merged(before: Option<&ObjectRow>, checked: &Properties) -> Values {
    let mut after = before.map(|row| row.values.clone()).unwrap_or_default();
    for (name, value) in checked {
        match value {
            Some(value) => after.insert(name.clone(), value.clone()),
            None => after.remove(name),
        };
    }
    after
}

fn has_value(properties: &Properties, name: &str) -> bool {
    properties.get(name).is_some_and(Option::is_some)
}

fn required(name: &str) -> Violation {
    Violation::new(name, "MISSING_REQUIRED_PROPERTY", format!("Required property \"{name}\" was not set"))
}

fn conditional(name: &str) -> Violation {
    let message = format!("Property \"{name}\" is required in this pipeline stage");
    Violation::new(name, "MISSING_CONDITIONAL_REQUIRED_PROPERTY", message)
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// The error 400 of HubSpot: the violations as JSON in the message, and again as `errors`.
fn refused(violations: &[Violation]) -> ApiError {
    let listed: Vec<_> = violations
        .iter()
        .map(|it| json!({ "isValid": false, "message": it.message, "error": it.code, "name": it.property }))
        .collect();
    let message = format!("Property values were not valid: {}", json!(listed));
    violations.iter().fold(ApiError::validation(message), |error, it| {
        error.with_error(ErrorDetail {
            message: it.message.clone(),
            code: Some(it.code.to_owned()),
            location: Some(it.property.clone()),
            context: json!({ "propertyName": [it.property] }),
        })
    })
}
