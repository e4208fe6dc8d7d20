//! CRM objects, search, associations, pipelines, properties, owners, account details.
//!
//! Source: `/crm/objects/2026-09/…` and its siblings; the v3 and v4 paths have the same shapes.

mod associations;
mod objects;
mod people;
mod pipelines;
mod properties;
mod search;

pub use associations::{AssociatedObject, AssociationType, AssociationsOf};
pub use objects::{
    AssociatedId, AssociationSpec, Associations, BatchRead, NewAssociation, Object, ObjectId, ObjectInput, ObjectPage,
    Properties,
};
pub use people::{AccountDetails, Owner, Team};
pub use pipelines::{Pipeline, Stage, TicketState};
pub use properties::{ModificationMetadata, Property, PropertyOption};
pub use search::{Filter, FilterGroup, Search, Sort};
