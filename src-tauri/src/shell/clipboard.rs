//! Pictures on the desktop's clipboard.
//!
//! Done here and not by the page: WebKitGTK gives a page no dependable way to put a picture there, the page would have to
//! hold it decoded, and since 2.50 a pasted picture does not reach the page at all: its clipboard is empty then.

use bellhop_desk::{ApiError, ErrorCode, FileArgs};
use bellhop_media::Pixels;
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

/// Keeps the picture that is there, for a draft; none when there is none.
pub(crate) async fn pasted<R: Runtime>(app: &AppHandle<R>) -> Result<Value, ApiError> {
    let desk = super::host(app).desk()?.clone();
    let app = app.clone();
    let read = tauri::async_runtime::spawn_blocking(move || {
        let picture = app.clipboard().read_image().ok()?;
        Some(Pixels { width: picture.width(), height: picture.height(), rgba: picture.rgba().to_vec() })
    });
    // Something else, or nothing, was copied: that is no failure.
    let Ok(Some(pixels)) = read.await else { return Ok(Value::Null) };
    Ok(serde_json::json!(desk.keep_picture(pixels).await?))
}

fn refused(problem: &dyn std::fmt::Display) -> ApiError {
    ApiError {
        code: ErrorCode::NotPossible,
        message: format!("The desktop's clipboard did not take the picture ({problem})."),
    }
}
