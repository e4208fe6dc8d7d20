//! The site search, which knows the articles of the knowledge base.
//!
//! Source: `/cms/site-search/2026-03/search` and `/cms/site-search/v3/search`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An article of the knowledge base that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Article {
    /// A number or a text.
    pub id: Value,
    /// Its title; may be marked up where words were found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it begins; may be marked up as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its address.
    pub url: String,
    /// The domain of its address.
    #[serde(default)]
    pub domain: String,
    /// How well it fits.
    #[serde(default)]
    pub score: f64,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The category below that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// For example `pl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Milliseconds since 1970, or ISO 8601.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub published_date: Value,
    /// Only for those who have signed in.
    #[serde(default)]
    pub is_private: bool,
}
