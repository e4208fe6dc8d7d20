//! Muting from the tray: it writes the rep's settings like the settings page does.

use chrono::{Local, Utc};
use serde_json::json;
use tauri::{AppHandle, Runtime};

use crate::desktop::tray_words::Mute;

/// Lets nothing ring for this long, or lets it ring again.
pub(crate) fn set<R: Runtime>(app: &AppHandle<R>, mute: Option<Mute>) {
    let Ok(desk) = super::host(app).desk().cloned() else { return };
    let until = mute.map(|mute| mute.ends(Local::now()).with_timezone(&Utc));
    tauri::async_runtime::spawn(async move {
        let patch = json!({"alerts": {"mutedUntil": until}});
        if let Err(problem) = desk.call("changeSettings", patch).await {
            tracing::warn!(problem = problem.message, "muting could not be written down");
        }
    });
}
