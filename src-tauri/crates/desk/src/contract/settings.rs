//! Arguments about settings.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// A part of [`Settings`](crate::views::Settings): what it names is changed, and nothing else. `null` is the default.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export, type = "Record<string, unknown>")]
pub struct SettingsPatch(pub Value);

/// Names a text to save as a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SaveTextArgs {
    /// The name that is offered for it.
    pub name: String,
    /// What goes into it.
    pub text: String,
}

/// Hands over an exported file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportSettingsArgs {
    /// What is in it.
    pub text: String,
}
