//! The bridge to the page: one command in, one event out.

use std::io::Write;

use bellhop_desk::{ApiError, ErrorCode, FileArgs, SaveTextArgs, UrlArgs};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, Runtime};

use super::{alerts, arrivals, clipboard, desktop, open, page, spelling};

/// Carries out one call of the contract. The calls that need a desktop (opening, saving) are done here, the rest by the desk.
#[tauri::command]
pub(crate) async fn call<R: Runtime>(app: AppHandle<R>, name: String, args: Value) -> Result<Value, ApiError> {
    match name.as_str() {
        "ready" => {
            super::host(&app).has_painted();
            announce()
        }
        "checkSpelling" => {
            spelling::begin(&app);
            Ok(Value::Null)
        }
        // Everything is put together once, before the window: another try is another start.
        "startAgain" => app.restart(),
        "testAlert" => alerts::test(&app).await.map(|told| json!(told)),
        "openUrl" => open::page(&app, &read::<UrlArgs>(args)?),
        "openFile" => open::file(&app, read::<FileArgs>(args)?).await,
        "saveFile" => open::save(&app, read::<FileArgs>(args)?).await,
        "saveText" => open::save_text(&app, read::<SaveTextArgs>(args)?).await,
        "pastePicture" => clipboard::pasted(&app).await,
        "letGo" => page::let_go(&app).map(|()| Value::Null),
        "arrival" => arrivals::next(&app).await,
        "desktopFacts" => Ok(json!(desktop::facts(&app))),
        "copyPicture" => clipboard::picture(&app, read::<FileArgs>(args)?).await,
        _ => {
            let desk = super::host(&app).desk()?.clone();
            desk.call(&name, args).await
        }
    }
}

/// Passes the store's changes on to the page until the app ends. While nobody can see the window they gather, and the page
/// hears of them when it is seen again.
pub(crate) fn pass_changes<R: Runtime>(app: AppHandle<R>) {
    let Ok(desk) = super::host(&app).desk().cloned() else { return };
    let mut changes = desk.changes();
    let mut rest = desk.resting();
    tauri::async_runtime::spawn(async move {
        loop {
            rest.until_seen().await;
            let stale = changes.next().await;
            if let Err(problem) = app.emit("changed", stale) {
                tracing::warn!(%problem, "a change did not reach the window");
            }
        }
    });
}

/// Tells whoever started the program that the page shows its inbox.
fn announce() -> Result<Value, ApiError> {
    // A closed stdout is nobody's loss.
    let _ = writeln!(std::io::stdout(), "{}", json!({"ready": true}));
    Ok(Value::Null)
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T, ApiError> {
    serde_json::from_value(args).map_err(|problem| ApiError {
        code: ErrorCode::BadRequest,
        message: format!("The call is not understood: {problem}."),
    })
}
