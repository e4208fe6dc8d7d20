//! What objects are tied to.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::objects::ObjectId;
use crate::wire::Paging;

/// The associations of one object (`POST /crm/associations/…/batch/read`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssociationsOf {
    /// Whose.
    pub from: ObjectId,
    /// The other ends.
    pub to: Vec<AssociatedObject>,
    /// Present while there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
}

/// The other end of an association with its kinds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociatedObject {
    /// A number in v4, text elsewhere: read both.
    pub to_object_id: Value,
    /// The kinds of association.
    pub association_types: Vec<AssociationType>,
}

/// A kind of association as it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociationType {
    /// HUBSPOT_DEFINED, USER_DEFINED, INTEGRATOR_DEFINED or WORK.
    pub category: String,
    /// The number.
    pub type_id: u32,
    /// Its name, for labelled ones.
    #[serde(default)]
    pub label: Option<String>,
}
