//! Arguments about settings.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A part of [`Settings`](crate::views::Settings): what it names is changed, and nothing else. `null` is the default.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, type = "Record<string, unknown>")]
pub struct SettingsPatch(pub Value);

/// Hands over an exported file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportSettingsArgs {
    /// What is in it.
    pub text: String,
}
