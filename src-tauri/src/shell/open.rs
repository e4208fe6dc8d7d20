//! Opening and saving with the desktop's own programs and dialogs.

use std::path::PathBuf;

use bellhop_desk::{ApiError, ErrorCode, FileArgs, SaveTextArgs, UrlArgs};
use serde_json::Value;
use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::oneshot;

/// Opens a page in the desktop's browser, a mail program or a telephone: no other scheme leaves the window.
pub(crate) fn page<R: Runtime>(app: &AppHandle<R>, args: &UrlArgs) -> Result<Value, ApiError> {
    let scheme = args.url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel")) {
        return Err(not_possible("Only web pages, e-mail addresses and telephone numbers can be opened."));
    }
    app.opener()
        .open_url(&args.url, None::<&str>)
        .map_err(|problem| not_possible(&format!("The desktop has no program for this address ({problem}).")))?;
    Ok(Value::Null)
}

/// Opens a copy of a cached file with the desktop's program for it.
pub(crate) async fn file<R: Runtime>(app: &AppHandle<R>, args: FileArgs) -> Result<Value, ApiError> {
    let desk = super::host(app).desk()?.clone();
    let copy = desk.copy_for_opening(&args).await?;
    app.opener()
        .open_path(copy.to_string_lossy(), None::<&str>)
        .map_err(|problem| not_possible(&format!("The desktop has no program for this file ({problem}).")))?;
    Ok(Value::Null)
}

/// Asks where to save a file and puts a copy there. Answers `true`, or `false` when the rep changed their mind.
pub(crate) async fn save<R: Runtime>(app: &AppHandle<R>, args: FileArgs) -> Result<Value, ApiError> {
    let desk = super::host(app).desk()?.clone();
    let Some(place) = place_for(app, &desk.safe_name(&args)).await else { return Ok(Value::Bool(false)) };
    desk.save_copy(&args, &place).await?;
    Ok(Value::Bool(true))
}

/// Asks where to save a text and writes it there. Answers `true`, or `false` when the rep changed their mind.
pub(crate) async fn save_text<R: Runtime>(app: &AppHandle<R>, args: SaveTextArgs) -> Result<Value, ApiError> {
    let Some(place) = place_for(app, &args.name).await else { return Ok(Value::Bool(false)) };
    tokio::fs::write(&place, args.text)
        .await
        .map_err(|problem| not_possible(&format!("The file could not be written ({problem}).")))?;
    Ok(Value::Bool(true))
}

/// Where the rep wants a file of this name; nowhere when they changed their mind.
async fn place_for<R: Runtime>(app: &AppHandle<R>, name: &str) -> Option<PathBuf> {
    let (chosen, place) = oneshot::channel::<Option<PathBuf>>();
    app.dialog().file().set_file_name(name).save_file(move |path| {
        // The call was given up: nothing to save then.
        let _ = chosen.send(path.and_then(|path| path.into_path().ok()));
    });
    place.await.ok().flatten()
}

fn not_possible(message: &str) -> ApiError {
    ApiError { code: ErrorCode::NotPossible, message: message.to_owned() }
}
