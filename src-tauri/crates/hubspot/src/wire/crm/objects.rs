//! Tickets, contacts, companies and all other objects: reading and writing them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::wire::{Page, Paging};

/// The properties of an object: every value is text or null, booleans are "true" and "false".
pub type Properties = BTreeMap<String, Option<String>>;

/// A ticket, contact, company or any other object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// Decimal text.
    pub id: String,
    /// What was asked for.
    #[serde(default)]
    pub properties: Properties,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// When it was put there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
    /// The object in HubSpot's web interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// By type name, for example `contacts`; only when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub associations: Option<BTreeMap<String, Associations>>,
}

/// The associated ids inside an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Associations {
    /// The other ends.
    pub results: Vec<AssociatedId>,
    /// Present while there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

/// The other end of an association inside an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssociatedId {
    /// The id of the other object.
    pub id: String,
    /// For example `ticket_to_contact`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Creates or changes an object. `associations` counts on creation only.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ObjectInput {
    /// What to write.
    pub properties: Properties,
    /// What to tie it to.
    #[serde(default)]
    pub associations: Vec<NewAssociation>,
}

/// An association of an object that is being created.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewAssociation {
    /// The other end.
    pub to: ObjectId,
    /// The kinds of association.
    pub types: Vec<AssociationSpec>,
}

/// An object by its id, or by another unique property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectId {
    /// The id.
    pub id: String,
}

/// A kind of association, for example HUBSPOT_DEFINED 16 (ticket to contact).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociationSpec {
    /// HUBSPOT_DEFINED, USER_DEFINED, INTEGRATOR_DEFINED or WORK.
    pub association_category: String,
    /// The number.
    pub association_type_id: u32,
}

/// Reads up to 100 objects (`POST /{type}/batch/read`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchRead {
    /// Which.
    pub inputs: Vec<ObjectId>,
    /// The properties wanted.
    #[serde(default)]
    pub properties: Vec<String>,
    /// The properties wanted with their history.
    #[serde(default)]
    pub properties_with_history: Vec<String>,
    /// Another unique property that the ids are of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_property: Option<String>,
}

/// A page of objects.
pub type ObjectPage = Page<Object>;
