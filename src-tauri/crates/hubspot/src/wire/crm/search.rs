//! Searching objects.

use serde::{Deserialize, Serialize};

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
