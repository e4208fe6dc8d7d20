//! The bridge to the page: one command in, one event out.

use std::io::Write;

use bellhop_desk::{ApiError, ErrorCode, FileArgs, UrlArgs};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::error::RecvError;

use super::open;

/// Carries out one call of the contract. The calls that need a desktop (opening, saving) are done here, the rest by the desk.
#[tauri::command]
pub(crate) async fn call<R: Runtime>(app: AppHandle<R>, name: String, args: Value) -> Result<Value, ApiError> {
    match name.as_str() {
        "ready" => announce(),
        "openUrl" => open::page(&app, &read::<UrlArgs>(args)?),
        "openFile" => open::file(&app, read::<FileArgs>(args)?).await,
        "saveFile" => open::save(&app, read::<FileArgs>(args)?).await,
        _ => {
            let desk = super::host(&app).desk()?.clone();
            desk.call(&name, args).await
        }
    }
}

/// Passes the store's changes on to the page until the app ends.
pub(crate) fn pass_changes<R: Runtime>(app: AppHandle<R>) {
    let Ok(desk) = super::host(&app).desk().cloned() else { return };
    let mut changes = desk.changes();
    tauri::async_runtime::spawn(async move {
        loop {
            let sent = match changes.recv().await {
                Ok(changes) => app.emit("changed", changes),
                // The page missed something: it asks again for everything that it shows.
                Err(RecvError::Lagged(_)) => app.emit("changed", json!("reset")),
                Err(RecvError::Closed) => break,
            };
            if let Err(problem) = sent {
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
    serde_json::from_value(args)
        .map_err(|problem| ApiError { code: ErrorCode::BadRequest, message: format!("The call is not understood: {problem}.") })
}
