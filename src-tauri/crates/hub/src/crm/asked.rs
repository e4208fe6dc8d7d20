//! What a caller asks to see of objects, and objects in the shape of the wire.
//!
//! Lists of names come as `properties=a,b` or as repeated parameters; unknown names are ignored. The computed three
//! (made, changed, id) are always in an answer; a known property without a value is null.

use std::collections::{BTreeMap, BTreeSet};

use bellhop_hubspot::wire::{
    Next, Paging,
    crm::{AssociatedId, Associations, Object},
};
use rusqlite::Connection;
use serde::Serialize;

use super::{associations, catalogue, kind::ObjectKind, objects, values};
use crate::{
    db::{
        associations::{AssociationRow, of_many},
        from_millis, object_history,
        objects::{ObjectRow, Shelf},
    },
    server::{answer::ApiError, query::Params},
};

/// How many associated ids an object shows before it refers to the list.
const INLINE: usize = 100;
/// How many old values of a property are shown.
const HISTORY: u32 = 20;

impl Params {
    /// Every value of a name that may be repeated or separated by commas.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        self.all(name).map(str::to_owned).collect()
    }

    /// Which shelf `archived` names.
    pub(crate) fn shelf(&self) -> Shelf {
        Shelf::of(self.get("archived"))
    }

    /// The size of a page where HubSpot refuses what is beyond the maximum.
    pub(crate) fn strict_limit(&self, default: usize, most: usize) -> Result<usize, ApiError> {
        match self.parsed::<usize>("limit")? {
            None => Ok(default),
            Some(limit) if (1..=most).contains(&limit) => Ok(limit),
            Some(_) => Err(ApiError::validation(format!("limit must be between 1 and {most}"))),
        }
    }

    /// The id after which a page starts; 0 for the first page.
    pub(crate) fn after(&self) -> Result<i64, ApiError> {
        Ok(self.parsed("after")?.unwrap_or(0))
    }
}

/// What is wanted of each object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Properties by name; unknown ones are ignored.
    pub properties: Vec<String>,
    /// Properties with their history.
    pub with_history: Vec<String>,
    /// Associated types.
    pub associations: Vec<ObjectKind>,
}

impl Asked {
    /// Reads `properties`, `propertiesWithHistory` and `associations`.
    pub(crate) fn of(query: &Params) -> Result<Self, ApiError> {
        let named = query.list("associations");
        let associations = named.iter().map(|name| {
            ObjectKind::from_path(name)
                .ok_or_else(|| ApiError::validation(format!("Unable to infer object type from: {name}")))
        });
        Ok(Self {
            properties: query.list("properties"),
            with_history: query.list("propertiesWithHistory"),
            associations: associations.collect::<Result<_, _>>()?,
        })
    }

    /// These objects in the shape of the wire, in their order.
    pub(crate) fn show(
        &self,
        connection: &Connection,
        kind: ObjectKind,
        rows: &[ObjectRow],
    ) -> Result<Vec<Shown>, ApiError> {
        let names = self.names(connection, kind)?;
        let histories = catalogue::known(connection, kind, &self.with_history)?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let mut object = show_row(kind, row, names.iter().map(String::as_str));
            if !self.with_history.is_empty() {
                object.properties_with_history = Some(history(connection, kind, row, &histories)?);
            }
            shown.push(object);
        }
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        for to in &self.associations {
            let mut found = of_many(connection, kind, &ids, *to)?;
            for (object, id) in shown.iter_mut().zip(&ids) {
                if let Some(rows) = found.remove(id) {
                    let inline = inline((kind, *to), &rows);
                    object.object.associations.get_or_insert_default().insert(to.plural().to_owned(), inline);
                }
            }
        }
        Ok(shown)
    }

    fn names(&self, connection: &Connection, kind: ObjectKind) -> Result<BTreeSet<String>, ApiError> {
        let mut names = if self.properties.is_empty() {
            kind.default_properties().iter().map(|name| (*name).to_owned()).collect()
        } else {
            catalogue::known(connection, kind, &self.properties)?
        };
        names.extend(objects::computed(kind).map(str::to_owned));
        Ok(names)
    }
}

/// An object as it is answered.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shown {
    /// The object.
    #[serde(flatten)]
    pub object: Object,
    /// Old values by property, newest first, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties_with_history: Option<BTreeMap<String, Vec<OldValue>>>,
    /// The caller's own name for a write of a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_write_trace_id: Option<String>,
    /// Upsert: whether the object was made.
    #[serde(rename = "new", skip_serializing_if = "Option::is_none")]
    pub is_new: Option<bool>,
}

/// One value that a property had.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OldValue {
    value: String,
    timestamp: String,
    source_type: String,
}

/// An object with exactly these properties.
pub(crate) fn show_row<'a>(kind: ObjectKind, row: &ObjectRow, names: impl Iterator<Item = &'a str>) -> Shown {
    let properties = names.map(|name| (name.to_owned(), objects::value_of(kind, row, name))).collect();
    Shown {
        object: Object {
            id: row.id.to_string(),
            properties,
            created_at: from_millis(row.created_at),
            updated_at: from_millis(row.modified_at),
            archived: row.archived_at.is_some(),
            archived_at: row.archived_at.map(from_millis),
            url: None,
            associations: None,
        },
        properties_with_history: None,
        object_write_trace_id: None,
        is_new: None,
    }
}

/// An object with every property that has a value, as a write answers.
pub(crate) fn show_all(kind: ObjectKind, row: &ObjectRow) -> Shown {
    let names: Vec<&str> = row.values.keys().map(String::as_str).chain(objects::computed(kind)).collect();
    show_row(kind, row, names.into_iter())
}

fn history(
    connection: &Connection,
    kind: ObjectKind,
    row: &ObjectRow,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<OldValue>>, ApiError> {
    let mut histories = BTreeMap::new();
    for name in names {
        let old = object_history::of(connection, row.id, name, HISTORY)?;
        let mut values: Vec<OldValue> = old
            .into_iter()
            .map(|old| OldValue {
                value: old.value.unwrap_or_default(),
                timestamp: values::iso_millis(old.at),
                source_type: old.source,
            })
            .collect();
        if values.is_empty() {
            // What the hub computes keeps its newest value only.
            values.extend(objects::value_of(kind, row, name).map(|value| OldValue {
                value,
                timestamp: values::iso_millis(row.modified_at),
                source_type: objects::Source::Inside.name().to_owned(),
            }));
        }
        histories.insert(name.clone(), values);
    }
    Ok(histories)
}

fn inline((from, to): (ObjectKind, ObjectKind), rows: &[AssociationRow]) -> Associations {
    let kinds = associations::kinds(from, to);
    let named = |row: &AssociationRow| {
        let kind = kinds.iter().find(|kind| kind.id == row.type_id)?;
        Some(AssociatedId { id: row.to_id.to_string(), kind: kind.name() })
    };
    let results: Vec<_> = rows.iter().take(INLINE).filter_map(named).collect();
    let after = (rows.len() > INLINE).then(|| rows.get(INLINE - 1)).flatten().map(|row| row.to_id.to_string());
    Associations { results, paging: after.map(|after| Paging { next: Some(Next { after, link: None }) }) }
}
