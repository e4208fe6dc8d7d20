//! Owners, their teams, and the account.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
