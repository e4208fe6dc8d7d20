//! CRM objects, search, associations, pipelines, properties, owners, account details.
//!
//! Source: `/crm/objects/2026-09/…` and its siblings; the v3 and v4 paths have the same shapes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Open, Page, Paging};

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

/// Searches objects (`POST /{type}/search`). Every key is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// Any group matches.
    #[serde(default)]
    pub filter_groups: Vec<FilterGroup>,
    /// One at most.
    #[serde(default)]
    pub sorts: Vec<Sort>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The properties wanted.
    #[serde(default)]
    pub properties: Vec<String>,
    /// At most 200.
    #[serde(default)]
    pub limit: Option<u32>,
    /// An offset in text form; the 10,000th result is a wall.
    #[serde(default)]
    pub after: Option<String>,
}

/// All filters of a group match.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FilterGroup {
    /// What must hold.
    pub filters: Vec<Filter>,
}

/// One condition of a search.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// A property, or `associations.{type}`.
    pub property_name: String,
    /// LT LTE GT GTE EQ NEQ BETWEEN IN NOT_IN HAS_PROPERTY NOT_HAS_PROPERTY CONTAINS_TOKEN NOT_CONTAINS_TOKEN.
    pub operator: String,
    /// Dates as epoch milliseconds in text form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// BETWEEN: the upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_value: Option<String>,
    /// IN and NOT_IN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
}

/// The order of a search: the guide's object, or the specification's bare property name.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sort {
    /// The guide's form, which is sent.
    By {
        /// The property.
        #[serde(rename = "propertyName")]
        property_name: String,
        /// ASCENDING or DESCENDING.
        #[serde(default)]
        direction: Option<String>,
    },
    /// The specification's form: ascending, or descending with a leading `-`.
    Name(String),
}

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

/// A pipeline with its stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pipeline {
    /// Opaque text; the default ticket pipeline is `0`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// Its stages.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// A stage of a pipeline: what a rep calls the ticket's status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Opaque text.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// `ticketState` OPEN or CLOSED, `isClosed` "true" or "false": all texts.
    #[serde(default)]
    pub metadata: BTreeMap<String, Value>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// CRM_PERMISSIONS_ENFORCEMENT, READ_ONLY or INTERNAL_ONLY.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_permissions: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

/// What a stage demands (`/helpdesk/v1/stage-rules`, which only a hub has).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StageRules {
    /// The type of objects, for example `tickets`.
    #[serde(default = "tickets")]
    pub object_type: String,
    /// The pipeline.
    pub pipeline_id: String,
    /// The stage.
    pub stage_id: String,
    /// The properties that must have a value.
    pub required_properties: Vec<String>,
}

fn tickets() -> String {
    "tickets".to_owned()
}

/// The definition of a property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Its internal name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// bool, date, datetime, enumeration, number, phone_number, string, …
    #[serde(rename = "type")]
    pub kind: String,
    /// booleancheckbox, checkbox, radio, select, text, textarea, html, number, date, …
    pub field_type: String,
    /// Its group.
    #[serde(default)]
    pub group_name: String,
    /// One sentence.
    #[serde(default)]
    pub description: String,
    /// What may be chosen; hidden ones can still be values of old records.
    #[serde(default)]
    pub options: Vec<PropertyOption>,
    /// Not shown in forms.
    #[serde(default)]
    pub hidden: bool,
    /// Computed by HubSpot.
    #[serde(default)]
    pub calculated: bool,
    /// The options come from elsewhere, for example the owners.
    #[serde(default)]
    pub external_options: bool,
    /// OWNER and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referenced_object_type: Option<String>,
    /// Unique over all objects.
    #[serde(default)]
    pub has_unique_value: bool,
    /// Made by HubSpot.
    #[serde(default)]
    pub hubspot_defined: bool,
    /// May be in forms.
    #[serde(default)]
    pub form_field: bool,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// What may be changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modification_metadata: Option<ModificationMetadata>,
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PropertyOption {
    /// Its name for people.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Its place in lists.
    #[serde(default)]
    pub display_order: i64,
    /// Not offered.
    #[serde(default)]
    pub hidden: bool,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What may be changed of a property.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModificationMetadata {
    /// It may be put into the bin.
    #[serde(default)]
    pub archivable: bool,
    /// Its definition is fixed.
    #[serde(default)]
    pub read_only_definition: bool,
    /// Its values cannot be written.
    #[serde(default)]
    pub read_only_value: bool,
}

/// A person or queue that owns records. Three ids for one person: this, `user_id`, and the CRM user's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// The owner id, as in `hubspot_owner_id`.
    pub id: String,
    /// The user id, as in `A-<userId>`; absent for deactivated people.
    #[serde(default)]
    pub user_id: Option<i64>,
    /// The same, deactivated people included.
    #[serde(default)]
    pub user_id_including_inactive: Option<i64>,
    /// Their address.
    #[serde(default)]
    pub email: Option<String>,
    /// First name.
    #[serde(default)]
    pub first_name: Option<String>,
    /// Last name.
    #[serde(default)]
    pub last_name: Option<String>,
    /// PERSON or QUEUE.
    #[serde(rename = "type", default = "person")]
    pub kind: String,
    /// Their teams.
    #[serde(default)]
    pub teams: Vec<Team>,
    /// Deactivated.
    #[serde(default)]
    pub archived: bool,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

fn person() -> String {
    "PERSON".to_owned()
}

/// A team of owners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Decimal text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The owner's first team.
    #[serde(default)]
    pub primary: bool,
}

/// The account behind a token (`GET /account-info/…/details`): the cheapest way to try a token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetails {
    /// The account's number.
    pub portal_id: i64,
    /// For example STANDARD.
    #[serde(default)]
    pub account_type: String,
    /// For example `Europe/Warsaw`.
    #[serde(default)]
    pub time_zone: String,
    /// For example `app.hubspot.com`.
    #[serde(default)]
    pub ui_domain: String,
    /// For example `eu1`.
    #[serde(default)]
    pub data_hosting_location: String,
    /// ISO code.
    #[serde(default)]
    pub company_currency: String,
    /// For example `UTC+02:00`.
    #[serde(default)]
    pub utc_offset: String,
    /// The same in milliseconds.
    #[serde(default)]
    pub utc_offset_milliseconds: i64,
}

/// A page of objects.
pub type ObjectPage = Page<Object>;

/// Open or closed, in a stage's metadata.
pub type TicketState = Open<super::conversations::ThreadStatus>;
