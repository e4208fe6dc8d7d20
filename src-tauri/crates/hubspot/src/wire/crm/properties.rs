//! The definitions of properties.

use serde::{Deserialize, Serialize};

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
