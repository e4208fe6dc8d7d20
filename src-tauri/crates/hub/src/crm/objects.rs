//! Objects from the inside: making and changing them, with everything that follows from a change.
//!
//! These functions trust their caller: the API checks in `writing`, the help desk writes what it computed itself.
//! What follows from a write is done here, so that no way of writing can forget it: the closed state follows the
//! stage, the team follows the owner, tickets carry the names of their contacts, the search index keeps the state
//! that was replaced, writable properties keep their history.

use std::collections::BTreeSet;

use bellhop_hubspot::wire::crm::Properties;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};

use super::{associations, definitions, kind::ObjectKind, quote, stage, values};
use crate::{
    db::{
        object_history::{self, HistoryRow},
        objects::{self, ObjectRow, Shelf, Values},
        owners, search_snapshots, to_millis,
    },
    server::answer::ApiError,
};

/// Who writes, for the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A caller of the API.
    Integration,
    /// The hub itself.
    Inside,
}

impl Source {
    /// HubSpot's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Integration => "INTEGRATION",
            Self::Inside => "AUTOMATION_PLATFORM",
        }
    }
}

/// Makes an object and returns its id. No check; missing stages are filled in.
pub fn create_object(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    properties: Properties,
    now: DateTime<Utc>,
) -> Result<i64, ApiError> {
    create(tx, kind, &properties, (Source::Inside, now))
}

/// Changes an object. No check; an unknown id is an error 404.
pub fn set_properties(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    id: i64,
    properties: &Properties,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let before = live(tx, kind, id)?;
    change(tx, kind, before, properties, (Source::Inside, now))?;
    Ok(())
}

/// Every property of a live object that has a value, the computed ones included.
pub fn get_properties(connection: &Connection, kind: ObjectKind, id: i64) -> Result<Option<Properties>, ApiError> {
    let Some(row) = objects::get(connection, kind, id, Shelf::Live)? else { return Ok(None) };
    let names: Vec<String> = row.values.keys().cloned().collect();
    let mut found: Properties = names
        .into_iter()
        .map(|name| {
            let value = value_of(kind, &row, &name);
            (name, value)
        })
        .collect();
    for name in computed(kind) {
        found.insert(name.to_owned(), value_of(kind, &row, name));
    }
    Ok(Some(found))
}

/// The live contact with this address, in any case of letters.
pub fn find_contact_by_email(connection: &Connection, email: &str) -> Result<Option<i64>, ApiError> {
    objects::contact_by_email(connection, &email.trim().to_lowercase())
}

/// Puts an object into the bin. The index forgets it after the lag.
pub fn archive_object(tx: &Transaction<'_>, kind: ObjectKind, id: i64, now: DateTime<Utc>) -> Result<(), ApiError> {
    let before = live(tx, kind, id)?;
    objects::archive(tx, id, to_millis(now))?;
    search_snapshots::keep(tx, (kind, id), Some(&before), to_millis(now))?;
    if matches!(kind, ObjectKind::Contact | ObjectKind::Company) {
        for ticket in tickets_of(tx, (kind, id))? {
            refresh_requester(tx, ticket, now)?;
        }
    }
    Ok(())
}

/// Puts an object into the bin if it is there; true when it was.
pub(crate) fn archive_if_live(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    id: i64,
    now: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let is_live = objects::get(tx, kind, id, Shelf::Live)?.is_some();
    if is_live {
        archive_object(tx, kind, id, now)?;
    }
    Ok(is_live)
}

/// A live object, or the error 404.
pub(crate) fn live(connection: &Connection, kind: ObjectKind, id: i64) -> Result<ObjectRow, ApiError> {
    objects::get(connection, kind, id, Shelf::Live)?.ok_or_else(|| missing(kind, id))
}

/// The error 404 for an object.
pub(crate) fn missing(kind: ObjectKind, id: impl std::fmt::Display) -> ApiError {
    ApiError::not_found(format_args!("The {} with ID {id}", kind.singular()))
}

/// The properties that are columns.
pub(crate) fn computed(kind: ObjectKind) -> [&'static str; 3] {
    [kind.created_property(), kind.modified_property(), "hs_object_id"]
}

/// The value of a property, wherever it is kept.
pub(crate) fn value_of(kind: ObjectKind, row: &ObjectRow, name: &str) -> Option<String> {
    if name == kind.created_property() {
        Some(values::iso_millis(row.created_at))
    } else if name == kind.modified_property() {
        Some(values::iso_millis(row.modified_at))
    } else if name == "hs_object_id" || (kind == ObjectKind::Ticket && name == "hs_ticket_id") {
        Some(row.id.to_string())
    } else {
        row.values.get(name).cloned()
    }
}

/// Makes an object with checked properties.
pub(crate) fn create(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    properties: &Properties,
    (source, now): (Source, DateTime<Utc>),
) -> Result<i64, ApiError> {
    let at = to_millis(now);
    let mut after = Values::new();
    lay_over(&mut after, properties);
    settle(tx, kind, None, (&mut after, properties), now)?;
    let id = objects::insert(tx, kind, &after, at)?;
    search_snapshots::keep(tx, (kind, id), None, at)?;
    remember(tx, (kind, id), &difference(&Values::new(), &after), (source, at))?;
    Ok(id)
}

/// Changes an object with checked properties and returns what became different.
pub(crate) fn change(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    before: ObjectRow,
    properties: &Properties,
    (source, now): (Source, DateTime<Utc>),
) -> Result<Properties, ApiError> {
    let mut after = before.values.clone();
    lay_over(&mut after, properties);
    settle(tx, kind, Some(&before), (&mut after, properties), now)?;
    let changed = difference(&before.values, &after);
    if changed.is_empty() {
        return Ok(changed);
    }
    let at = to_millis(now).max(before.modified_at);
    objects::update(tx, before.id, &after, at)?;
    search_snapshots::keep(tx, (kind, before.id), Some(&before), at)?;
    remember(tx, (kind, before.id), &changed, (source, at))?;
    spread(tx, (kind, before.id), &changed, now)?;
    Ok(changed)
}

/// What the search index, tickets and history know of a name change: tickets repeat their contacts and company.
fn spread(
    tx: &Transaction<'_>,
    (kind, id): (ObjectKind, i64),
    changed: &Properties,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let shown: &[&str] = match kind {
        ObjectKind::Contact => &["email", "firstname", "lastname", "company"],
        ObjectKind::Company => &["name"],
        _ => return Ok(()),
    };
    if shown.iter().any(|name| changed.contains_key(*name)) {
        for ticket in tickets_of(tx, (kind, id))? {
            refresh_requester(tx, ticket, now)?;
        }
    }
    Ok(())
}

/// The tickets that repeat something of this contact or company.
pub(crate) fn tickets_of(connection: &Connection, end: (ObjectKind, i64)) -> Result<BTreeSet<i64>, ApiError> {
    let rows = crate::db::associations::of(connection, end, ObjectKind::Ticket)?;
    Ok(rows.into_iter().map(|row| row.to_id).collect())
}

/// Writes the names of a ticket's contacts and company into the ticket, as lists need them.
pub(crate) fn refresh_requester(tx: &Transaction<'_>, ticket_id: i64, now: DateTime<Utc>) -> Result<(), ApiError> {
    let Some(ticket) = objects::get(tx, ObjectKind::Ticket, ticket_id, Shelf::Live)? else { return Ok(()) };
    let end = (ObjectKind::Ticket, ticket_id);
    let contacts = crate::db::associations::of(tx, end, ObjectKind::Contact)?;
    let contacts: BTreeSet<i64> = contacts.into_iter().map(|row| row.to_id).collect();
    let mut lists: [Vec<String>; 4] = Default::default();
    for contact in contacts {
        let Some(row) = objects::get(tx, ObjectKind::Contact, contact, Shelf::Live)? else { continue };
        for (list, name) in lists.iter_mut().zip(["email", "firstname", "lastname", "company"]) {
            list.extend(row.values.get(name).cloned());
        }
    }
    let [emails, first_names, last_names, companies] = lists.map(|list| Some(list.join(";")));
    let properties = Properties::from([
        ("hs_all_associated_contact_emails".to_owned(), emails),
        ("hs_all_associated_contact_firstnames".to_owned(), first_names),
        ("hs_all_associated_contact_lastnames".to_owned(), last_names),
        ("hs_all_associated_contact_companies".to_owned(), companies),
        ("hs_primary_company_name".to_owned(), primary_company(tx, end)?),
    ]);
    change(tx, ObjectKind::Ticket, ticket, &properties, (Source::Inside, now))?;
    Ok(())
}

fn primary_company(tx: &Transaction<'_>, ticket: (ObjectKind, i64)) -> Result<Option<String>, ApiError> {
    let companies = crate::db::associations::of(tx, ticket, ObjectKind::Company)?;
    let primary = companies.iter().find(|row| row.type_id == associations::TICKET_TO_PRIMARY_COMPANY);
    let Some(company) = primary.or(companies.first()) else { return Ok(None) };
    let row = objects::get(tx, ObjectKind::Company, company.to_id, Shelf::Live)?;
    Ok(row.and_then(|row| row.values.get("name").cloned()))
}

/// Writes properties into values: an empty or missing value clears.
fn lay_over(values: &mut Values, properties: &Properties) {
    for (name, value) in properties {
        match value.as_deref() {
            None | Some("") => values.remove(name),
            Some(value) => values.insert(name.clone(), value.to_owned()),
        };
    }
}

/// Computes what follows from the other properties of the same object.
fn settle(
    tx: &Transaction<'_>,
    kind: ObjectKind,
    before: Option<&ObjectRow>,
    (after, written): (&mut Values, &Properties),
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    stage::settle(tx, kind, before, (after, written), now)?;
    quote::settle(kind, after);
    let owner = after.get("hubspot_owner_id").cloned();
    if owner.as_ref() != before.and_then(|row| row.values.get("hubspot_owner_id")) {
        let row = match owner.as_deref().and_then(|id| id.parse().ok()) {
            Some(id) => owners::get(tx, id)?,
            None => None,
        };
        let team = row.and_then(|row| row.primary_team_id).map(|team| team.to_string());
        let since = owner.map(|_| values::iso(now));
        for (name, value) in [("hubspot_team_id", team), ("hubspot_owner_assigneddate", since)] {
            if !written.contains_key(name) {
                lay_over(after, &Properties::from([(name.to_owned(), value)]));
            }
        }
    }
    if kind == ObjectKind::Contact {
        let names = ["firstname", "lastname"].into_iter().filter_map(|name| after.get(name).map(String::as_str));
        let name = names.collect::<Vec<_>>().join(" ");
        let shown = if name.is_empty() { after.get("email").cloned() } else { Some(name) };
        lay_over(after, &Properties::from([("hs_full_name_or_email".to_owned(), shown)]));
    }
    Ok(())
}

fn difference(before: &Values, after: &Values) -> Properties {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed.map(|name| (name.clone(), after.get(name).cloned())).collect()
}

fn remember(
    tx: &Transaction<'_>,
    (kind, id): (ObjectKind, i64),
    changed: &Properties,
    (source, at): (Source, i64),
) -> Result<(), ApiError> {
    for (name, value) in changed {
        if !definitions::is_computed(kind, name) {
            let row = HistoryRow { value: value.clone(), at, source: source.name().to_owned() };
            object_history::insert(tx, id, name, &row)?;
        }
    }
    Ok(())
}
