//! What can be put into an answer, as the window shows it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use ts_rs::TS;

/// What can be put into an answer, of one kind.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsertablesView {
    /// Those that fit, the best first; at most 200.
    pub items: Vec<InsertableView>,
    /// How many of the kind are here, whether they fit or not.
    pub total: u32,
    /// When the kind was last read to its end; absent while it never was.
    pub read_at: Option<DateTime<Utc>>,
    /// The account has more of it than is kept here.
    pub cut: bool,
    /// Why it could not be read since.
    pub trouble: Option<InsertTrouble>,
}

/// Why a kind could not be read.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(export)]
pub enum InsertTrouble {
    /// The token lacks scopes.
    MissingScopes {
        /// Their names.
        scopes: Vec<String>,
    },
    /// The remote refuses it.
    Refused {
        /// In its own words.
        detail: String,
    },
}

/// One thing that can be put into an answer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsertableView {
    /// Its id among those of its kind; that of a file where it is one.
    pub id: String,
    /// The hash of its bytes, where the rep keeps it on this computer alone.
    pub kept: Option<String>,
    /// What a customer reads.
    pub title: String,
    /// Where everybody can open it; absent when it can only be attached.
    pub url: Option<String>,
    /// What tells it apart: a number, a category, a folder.
    pub note: Option<String>,
    /// What is in it.
    pub about: Option<String>,
    /// Whose it is.
    pub owner: Option<String>,
    /// It is the rep's own.
    pub mine: bool,
    /// The last day on which it is good.
    pub until: Option<NaiveDate>,
    /// That day is over.
    pub expired: bool,
    /// When it last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// What it is as a file, where it can be attached.
    pub file: Option<InsertableFile>,
}

/// A thing that can be attached, too.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct InsertableFile {
    /// Its name with the extension.
    pub name: String,
    /// Its type by its name; empty when the name does not tell.
    pub mime: String,
    /// Bytes, if the remote tells.
    #[ts(type = "number | null")]
    pub size: Option<u64>,
}
