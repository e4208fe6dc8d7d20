//! What the desktop around the native window is able to do.

use serde::Serialize;
use ts_rs::TS;

/// What the desktop gives to the choices of [`super::DesktopSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DesktopFacts {
    /// It has a tray, so that closing the window can leave Bellhop there.
    pub tray: bool,
    /// Why the key that summons the window does nothing although it is wanted: a sentence in the rep's language.
    pub summon_trouble: Option<String>,
    /// Programs can be started with the session.
    pub autostart: bool,
}
