//! Pictures on the desktop's clipboard.
//!
//! Done here and not by the page: WebKitGTK gives a page no dependable way to put a picture there, and the page would have
//! to hold it decoded.

use bellhop_desk::{ApiError, ErrorCode, FileArgs};
use serde_json::Value;
use tauri::image::Image;
use tauri::{AppHandle, Runtime};
use tauri_plugin_clipboard_manager::ClipboardExt;

/// Copies a picture.
pub(crate) async fn picture<R: Runtime>(app: &AppHandle<R>, args: FileArgs) -> Result<Value, ApiError> {
    let desk = super::host(app).desk()?.clone();
    let pixels = desk.pixels(&args).await?;
    let app = app.clone();
    // Handing over a large picture takes a moment, for it is encoded on the way.
    let copied = tauri::async_runtime::spawn_blocking(move || {
        app.clipboard().write_image(&Image::new_owned(pixels.rgba, pixels.width, pixels.height))
    });
    match copied.await {
        Ok(Ok(())) => Ok(Value::Null),
        Ok(Err(problem)) => Err(refused(&problem)),
        Err(problem) => Err(refused(&problem)),
    }
}

fn refused(problem: &dyn std::fmt::Display) -> ApiError {
    ApiError {
        code: ErrorCode::NotPossible,
        message: format!("The desktop's clipboard did not take the picture ({problem})."),
    }
}
