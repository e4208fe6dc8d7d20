//! Associations: which kinds HubSpot defines, and tying objects together.
//!
//! Each kind has a number for each direction. Companies have two kinds: the primary company and any company; a
//! primary one is always an unlabelled one too, and there is one primary company at most. Labels of the account's own
//! are not part of the hub.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::{
    kind::ObjectKind,
    objects::{self, refresh_requester},
};
use crate::{
    db::{
        associations::{self as table, End},
        from_millis,
    },
    server::answer::ApiError,
};

/// The category of every kind that is defined here.
pub(crate) const HUBSPOT_DEFINED: &str = "HUBSPOT_DEFINED";

/// The kind of a ticket's primary company.
pub(crate) const TICKET_TO_PRIMARY_COMPANY: u32 = 26;

/// One kind of association in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AssociationKind {
    /// The type id.
    pub id: u32,
    /// The type id of the other direction.
    pub inverse: u32,
    /// Where it starts.
    pub from: ObjectKind,
    /// Where it ends.
    pub to: ObjectKind,
    /// True for the primary company.
    pub is_primary: bool,
}

use ObjectKind::{Call, Communication, Company, Contact, Deal, Email, Feedback, Meeting, Note, Quote, Task, Ticket};

/// From, to, type id, type id of the other direction; unlabelled.
const UNLABELLED: &[(ObjectKind, ObjectKind, u32, u32)] = &[
    (Ticket, Contact, 16, 15),
    (Ticket, Company, 339, 340),
    (Ticket, Deal, 28, 27),
    (Ticket, Call, 219, 220),
    (Ticket, Email, 223, 224),
    (Ticket, Meeting, 225, 226),
    (Ticket, Note, 227, 228),
    (Ticket, Task, 229, 230),
    (Ticket, Communication, 84, 83),
    (Ticket, Feedback, 99, 100),
    (Contact, Company, 279, 280),
    (Contact, Deal, 4, 3),
    (Contact, Call, 193, 194),
    (Contact, Email, 197, 198),
    (Contact, Meeting, 199, 200),
    (Contact, Note, 201, 202),
    (Contact, Task, 203, 204),
    (Contact, Communication, 82, 81),
    (Contact, Quote, 70, 69),
    (Company, Deal, 342, 341),
    (Company, Note, 189, 190),
    (Deal, Note, 213, 214),
    (Deal, Quote, 63, 64),
    (Ticket, Ticket, 452, 452),
    (Contact, Contact, 449, 449),
    (Company, Company, 450, 450),
    (Deal, Deal, 451, 451),
];

/// The same for primary companies.
const PRIMARY: &[(ObjectKind, ObjectKind, u32, u32)] =
    &[(Ticket, Company, TICKET_TO_PRIMARY_COMPANY, 25), (Contact, Company, 1, 2), (Deal, Company, 5, 6)];

/// Every kind between two types in this direction: the unlabelled one first.
pub(crate) fn kinds(from: ObjectKind, to: ObjectKind) -> Vec<AssociationKind> {
    let unlabelled = UNLABELLED.iter().map(|kind| (kind, false));
    let primary = PRIMARY.iter().map(|kind| (kind, true));
    let mut found = Vec::new();
    for (&(start, end, id, inverse), is_primary) in unlabelled.chain(primary) {
        if (start, end) == (from, to) {
            found.push(AssociationKind { id, inverse, from, to, is_primary });
        } else if (start, end) == (to, from) {
            found.push(AssociationKind { id: inverse, inverse: id, from, to, is_primary });
        }
    }
    found
}

/// The unlabelled kind between two types.
pub(crate) fn default_kind(from: ObjectKind, to: ObjectKind) -> Result<AssociationKind, ApiError> {
    kinds(from, to)
        .into_iter()
        .next()
        .ok_or_else(|| ApiError::validation(format!("{} cannot be associated with {}", from.plural(), to.plural())))
}

/// The kind with this number between two types.
pub(crate) fn kind(from: ObjectKind, to: ObjectKind, category: &str, id: u32) -> Result<AssociationKind, ApiError> {
    let found = kinds(from, to).into_iter().find(|kind| kind.id == id && category == HUBSPOT_DEFINED);
    found.ok_or_else(|| {
        let (from, to) = (from.type_id(), to.type_id());
        ApiError::validation(format!("{category} association type {id} doesn't exist between {from} and {to}"))
    })
}

impl AssociationKind {
    /// Its name inside objects, for example `ticket_to_contact`. Where there is a primary kind, that one has the plain
    /// name.
    pub(crate) fn name(&self) -> String {
        let plain = format!("{}_to_{}", self.from.singular(), self.to.singular());
        let has_primary = kinds(self.from, self.to).iter().any(|kind| kind.is_primary);
        if has_primary && !self.is_primary { format!("{plain}_unlabeled") } else { plain }
    }

    /// Its label; none for the unlabelled kind.
    pub(crate) fn label(&self) -> Option<&'static str> {
        self.is_primary.then_some("Primary")
    }

    fn as_row(self) -> (&'static str, u32) {
        (HUBSPOT_DEFINED, self.id)
    }

    fn inverse_row(self) -> (&'static str, u32) {
        (HUBSPOT_DEFINED, self.inverse)
    }
}

/// Ties two objects together, in both directions. The objects must exist; the type id must fit them. What follows
/// from it is dated like the newer of the two objects.
pub fn associate(
    tx: &Transaction<'_>,
    from: (ObjectKind, i64),
    to: (ObjectKind, i64),
    type_id: u32,
) -> Result<(), ApiError> {
    let kind = kind(from.0, to.0, HUBSPOT_DEFINED, type_id)?;
    let at = objects::live(tx, from.0, from.1)?.modified_at.max(objects::live(tx, to.0, to.1)?.modified_at);
    tie(tx, from, to, kind, from_millis(at))
}

/// Ties two live objects together, in both directions.
pub(crate) fn tie(
    tx: &Transaction<'_>,
    from: End,
    to: End,
    kind: AssociationKind,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    for (kind, id) in [from, to] {
        objects::live(tx, kind, id)?;
    }
    let mut added = false;
    if kind.is_primary {
        added |= tie_primary(tx, from, to, kind)?;
    }
    added |= table::insert(tx, from, to, kind.as_row())?;
    added |= table::insert(tx, to, from, kind.inverse_row())?;
    if added { refresh(tx, from, to, now) } else { Ok(()) }
}

/// The old primary company becomes a company like others; the new one is an unlabelled one too.
fn tie_primary(tx: &Transaction<'_>, from: End, to: End, kind: AssociationKind) -> Result<bool, ApiError> {
    let (record, company, to_company, to_record) = if to.0 == Company {
        (from, to, kind.as_row(), kind.inverse_row())
    } else {
        (to, from, kind.inverse_row(), kind.as_row())
    };
    for other in table::of(tx, record, Company)? {
        if other.type_id == to_company.1 && other.to_id != company.1 {
            table::delete(tx, record, (Company, other.to_id), to_company)?;
            table::delete(tx, (Company, other.to_id), record, to_record)?;
        }
    }
    let unlabelled = default_kind(from.0, to.0)?;
    let added = table::insert(tx, from, to, unlabelled.as_row())?;
    Ok(table::insert(tx, to, from, unlabelled.inverse_row())? || added)
}

/// Removes one kind of association in both directions.
pub(crate) fn untie(
    tx: &Transaction<'_>,
    from: End,
    to: End,
    kind: AssociationKind,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    table::delete(tx, from, to, kind.as_row())?;
    table::delete(tx, to, from, kind.inverse_row())?;
    refresh(tx, from, to, now)
}

/// Removes every association between two objects.
pub(crate) fn untie_all(tx: &Transaction<'_>, from: End, to: End, now: DateTime<Utc>) -> Result<(), ApiError> {
    table::delete_all(tx, from, to)?;
    table::delete_all(tx, to, from)?;
    refresh(tx, from, to, now)
}

fn refresh(tx: &Transaction<'_>, from: End, to: End, now: DateTime<Utc>) -> Result<(), ApiError> {
    match (from.0, to.0) {
        (Ticket, Contact | Company) => refresh_requester(tx, from.1, now),
        (Contact | Company, Ticket) => refresh_requester(tx, to.1, now),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn both_directions_have_their_own_numbers_and_the_primary_company_the_plain_name() {
        assert_eq!(default_kind(Ticket, Contact).unwrap().id, 16);
        assert_eq!(default_kind(Contact, Ticket).unwrap().id, 15);
        assert_eq!(default_kind(Note, Ticket).unwrap().id, 228);
        let names: Vec<(u32, String)> = kinds(Company, Ticket).iter().map(|kind| (kind.id, kind.name())).collect();
        assert_eq!(names, [(340, "company_to_ticket_unlabeled".to_owned()), (25, "company_to_ticket".to_owned())]);
        assert!(kind(Ticket, Contact, HUBSPOT_DEFINED, 15).is_err(), "15 is the other direction");
        assert!(default_kind(Note, Quote).is_err());
    }
}
