//! The properties of a type as the account has them: HubSpot's own, with what the account added or changed on top.
//!
//! Looked up by name on every write and every filter, so one lookup is one indexed row and a scan of a short table.

use std::collections::BTreeSet;

use bellhop_hubspot::wire::crm::{Property, PropertyOption};
use rusqlite::Connection;

use super::{definitions, kind::ObjectKind};
use crate::{
    db::{pipelines, properties, stages},
    server::answer::ApiError,
};

/// The definition of a property that is not in the bin.
pub(crate) fn find(connection: &Connection, kind: ObjectKind, name: &str) -> Result<Option<Property>, ApiError> {
    let found = match properties::get(connection, kind, name)? {
        Some(row) if row.archived_at.is_some() => None,
        Some(row) => Some(row.definition),
        None => definitions::find(kind, name),
    };
    found.map(|definition| with_stages(connection, kind, definition)).transpose()
}

/// Every definition of a type that is not in the bin: HubSpot's own first, then the account's by name.
pub(crate) fn all(connection: &Connection, kind: ObjectKind) -> Result<Vec<Property>, ApiError> {
    let changed = properties::list(connection, kind)?;
    let mut found: Vec<Property> = definitions::built_in(kind)
        .iter()
        .map(definitions::BuiltIn::on_wire)
        .filter(|own| changed.iter().all(|row| row.definition.name != own.name))
        .collect();
    found.extend(changed.into_iter().filter(|row| row.archived_at.is_none()).map(|row| row.definition));
    found.into_iter().map(|definition| with_stages(connection, kind, definition)).collect()
}

/// Those of these names that are properties; the others are ignored silently, as HubSpot does when reading.
pub(crate) fn known(connection: &Connection, kind: ObjectKind, names: &[String]) -> Result<BTreeSet<String>, ApiError> {
    let own: BTreeSet<&str> = definitions::built_in(kind).iter().map(definitions::BuiltIn::name).collect();
    let mut known = BTreeSet::new();
    for name in names {
        if own.contains(name.as_str()) || find(connection, kind, name)?.is_some() {
            known.insert(name.clone());
        }
    }
    Ok(known)
}

/// Pipelines and stages are the options of two properties.
fn with_stages(connection: &Connection, kind: ObjectKind, mut definition: Property) -> Result<Property, ApiError> {
    let Some((pipeline, stage)) = kind.stage_properties() else { return Ok(definition) };
    if definition.name == pipeline {
        let live = pipelines::list(connection, kind)?.into_iter().filter(|row| row.archived_at.is_none());
        definition.options = live.map(|row| choice(row.label, row.id, row.display_order)).collect();
    } else if definition.name == stage {
        let live = stages::list(connection, kind)?.into_iter().filter(|row| row.archived_at.is_none());
        definition.options = live.map(|row| choice(row.label, row.id, row.display_order)).collect();
    }
    Ok(definition)
}

fn choice(label: String, value: String, display_order: i64) -> PropertyOption {
    PropertyOption { label, value, display_order, hidden: false, description: None }
}
