//! What came of a notification that the rep asked for to see whether they come at all.

use serde::Serialize;
use ts_rs::TS;

/// What came of a test notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AlertTest {
    /// The desktop took it.
    pub shown: bool,
    /// Why it was not shown; or, when it was, why a real one would not be.
    pub trouble: Option<AlertTrouble>,
    /// The program of the desktop that shows notifications, with its version.
    pub server: Option<String>,
}

/// Why a notification does not reach the rep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum AlertTrouble {
    /// There is no session bus, over which a desktop is told of notifications.
    NoBus,
    /// Nothing on the desktop shows notifications.
    NoDaemon,
    /// The desktop's own "do not disturb" is on.
    DoNotDisturb,
    /// They are switched off in Bellhop's settings.
    Off,
    /// They are muted for a while in Bellhop.
    Muted,
    /// It is one of the quiet hours.
    QuietHours,
    /// The desktop refused it.
    Refused {
        /// In its own words.
        detail: String,
    },
}
