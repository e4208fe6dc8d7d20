//! Files: upload, details, signed URLs.
//!
//! Source: `/files/2026-09/files` and `/files/v3/files`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A file of the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Decimal text.
    pub id: String,
    /// Its name without the extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its path in the files tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The extension without the dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// IMG, DOCUMENT, AUDIO, MOVIE or OTHER.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Where it can be had; needs a signed URL when private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// PUBLIC_INDEXABLE, PUBLIC_NOT_INDEXABLE, PRIVATE, HIDDEN_…, SENSITIVE, …
    #[serde(default)]
    pub access: String,
    /// Hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_md5: Option<String>,
    /// The folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_folder_id: Option<String>,
    /// In the bin.
    #[serde(default)]
    pub archived: bool,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A URL that gives a file's bytes to whoever has it, for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedUrl {
    /// The URL; on another origin than the API.
    pub url: String,
    /// Until when; trust this, not the time that was asked for.
    pub expires_at: DateTime<Utc>,
    /// The file's name without the extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The extension without the dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Bytes.
    #[serde(default)]
    pub size: u64,
    /// IMG, DOCUMENT, AUDIO, MOVIE or OTHER.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// The `options` part of an upload: JSON text in a multipart field.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadOptions {
    /// Who may have it; PRIVATE for outgoing attachments.
    pub access: String,
    /// Whether a file of the same name is replaced.
    #[serde(default)]
    pub overwrite: bool,
    /// NONE, REJECT or RETURN_EXISTING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_validation_strategy: Option<String>,
    /// EXACT_FOLDER or ENTIRE_PORTAL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_validation_scope: Option<String>,
}
