//! Pages, batches and errors: the envelopes of every answer.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// One page of a listing. Items that cannot be read are counted in `skipped`, never an error.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// The items that could be read, in the server's order.
    pub results: Vec<T>,
    /// Present while there is more. Only a missing cursor ends a listing; a short page does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paging: Option<Paging>,
    /// The number of all items, where the endpoint counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// How many items of this page had a shape that this version cannot read.
    #[serde(skip)]
    pub skipped: usize,
}

impl<T> Page<T> {
    /// A page of these items with the cursor of the next page, if there is one.
    pub fn new(results: Vec<T>, after: Option<String>) -> Self {
        let paging = after.map(Paging::at);
        Self { results, paging, total: None, skipped: 0 }
    }

    /// The cursor of the next page.
    pub fn after(&self) -> Option<&str> {
        Some(self.paging.as_ref()?.next.as_ref()?.after.as_str())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            results: Vec<Value>,
            #[serde(default)]
            paging: Option<Paging>,
            #[serde(default)]
            total: Option<u64>,
        }
        let raw = Raw::deserialize(deserializer)?;
        let count = raw.results.len();
        let results: Vec<T> = raw.results.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect();
        let skipped = count - results.len();
        Ok(Self { results, paging: raw.paging, total: raw.total, skipped })
    }
}

/// Where a listing goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    /// The next page; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
}

impl Paging {
    /// The listing goes on at this cursor.
    pub fn at(after: String) -> Self {
        Self { next: Some(Next { after, link: None }) }
    }
}

/// The next page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// An opaque cursor (an integer offset in text form for CRM search).
    pub after: String,
    /// The whole URL of the next page, where the endpoint gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The answer of a batch call: 200 or 201, or 207 when some items failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: DeserializeOwned"))]
pub struct BatchAnswer<T> {
    /// `COMPLETE` in every answer seen.
    #[serde(default)]
    pub status: String,
    /// The items that succeeded and could be read.
    #[serde(default = "Vec::new", deserialize_with = "readable")]
    pub results: Vec<T>,
    /// How many items failed; absent in an answer without failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub num_errors: Option<u64>,
    /// The items that failed, grouped by reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<BatchError>,
    /// When the batch began, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When the batch ended, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<String>,
}

fn readable<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let items = Vec::<Value>::deserialize(deserializer)?;
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}

/// Why items of a batch failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BatchError {
    /// `error`.
    #[serde(default)]
    pub status: String,
    /// For example `OBJECT_NOT_FOUND`.
    #[serde(default)]
    pub category: String,
    /// A sentence in English.
    #[serde(default)]
    pub message: String,
    /// Names what failed, for example `{"ids": ["1"]}`.
    #[serde(default)]
    pub context: Value,
}

/// The body of an error. In practice every field can be missing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// `error`.
    #[serde(default)]
    pub status: String,
    /// A sentence in English.
    #[serde(default)]
    pub message: String,
    /// The id to give to HubSpot's support.
    #[serde(default)]
    pub correlation_id: String,
    /// For example `VALIDATION_ERROR`; older 429 bodies have `errorType` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// A finer category, for example `ConversationsError.…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_category: Option<String>,
    /// The older name of `category`, seen in 429 bodies (`RATE_LIMIT`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_type: Option<String>,
    /// Which limit was hit: `TEN_SECONDLY_ROLLING`, `SECONDLY` or `DAILY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// One entry for each thing that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorDetail>,
    /// Further facts.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub context: Value,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// A sentence in English.
    #[serde(default)]
    pub message: String,
    /// For example `MISSING_CONDITIONAL_REQUIRED_PROPERTY`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The parameter or field that is wrong.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Lists of texts by name, for example `{"propertyName": ["hs_resolution"]}`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub context: Value,
}
