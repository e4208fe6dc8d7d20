//! The page in the window, and the process that it runs in.
//!
//! While nobody can see the window that process can be ended to give its memory back: half of all that Bellhop takes. It may
//! also end by itself, when a page brings the web view down or the system takes its memory. Either way the page is loaded
//! again as soon as somebody can see it, and finds its way back to where the rep was.

use std::time::{Duration, Instant};

use bellhop_desk::views::{Notice, NoticeCode};
use bellhop_desk::{ApiError, Desk};
use serde_json::json;
use tauri::{AppHandle, Manager, Runtime, WebviewWindow};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::window::MAIN;

/// A page that ends again sooner than this after it was loaded waits as long before it is loaded once more.
const SOON: Duration = Duration::from_secs(10);

/// How the page's process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Its memory was wanted back.
    OnPurpose,
    ByItself,
}

/// Keeps a page in the window until that is gone.
pub(crate) fn keep<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let Ok(desk) = super::host(app).desk().cloned() else { return Ok(()) };
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    let (ends, ended) = unbounded_channel();
    tauri::async_runtime::spawn(load_again(window.clone(), desk, ended));
    listen(&window, ends)
}

/// Ends the page's process, if nobody can see the window.
pub(crate) fn let_go<R: Runtime>(app: &AppHandle<R>) -> Result<(), ApiError> {
    if super::host(app).desk()?.resting().is_hidden()
        && let Some(window) = app.get_webview_window(MAIN)
        && let Err(problem) = end(&window)
    {
        tracing::warn!(%problem, "the page's memory could not be given back");
    }
    Ok(())
}

async fn load_again<R: Runtime>(window: WebviewWindow<R>, desk: Desk, mut ended: UnboundedReceiver<End>) {
    let mut rest = desk.resting();
    let mut loaded: Option<Instant> = None;
    while let Some(end) = ended.recv().await {
        tracing::info!(?end, "the page's process ended");
        if end == End::ByItself {
            desk.note(Notice { code: NoticeCode::PageEnded, detail: String::new() });
        }
        // A page that is gone looks at nothing: whatever comes meanwhile rings.
        let _ = desk.call("focus", json!({"thread": null, "focused": false})).await;
        rest.until_seen().await;
        if loaded.is_some_and(|at| at.elapsed() < SOON) {
            tokio::time::sleep(SOON).await;
        }
        loaded = Some(Instant::now());
        if let Err(problem) = window.reload() {
            tracing::error!(%problem, "the page could not be loaded again");
        }
    }
}

#[cfg(target_os = "linux")]
fn listen<R: Runtime>(window: &WebviewWindow<R>, ends: UnboundedSender<End>) -> tauri::Result<()> {
    use webkit2gtk::{WebProcessTerminationReason, WebViewExt};

    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, reason| {
            let asked = reason == WebProcessTerminationReason::TerminatedByApi;
            // Nobody loads a page any more when the program ends.
            let _ = ends.send(if asked { End::OnPurpose } else { End::ByItself });
        });
    })
}

#[cfg(target_os = "linux")]
fn end<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;

    window.with_webview(|view| view.inner().terminate_web_process())
}

/// Elsewhere the web view looks after its processes itself.
#[cfg(not(target_os = "linux"))]
fn listen<R: Runtime>(_window: &WebviewWindow<R>, _ends: UnboundedSender<End>) -> tauri::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn end<R: Runtime>(_window: &WebviewWindow<R>) -> tauri::Result<()> {
    Ok(())
}
