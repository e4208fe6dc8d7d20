//! Tells the desk whether anybody can see the window: not while it is minimised or in the tray. When nobody could for two
//! minutes, what the store keeps for reading quickly is given back; the page goes a while later, when it has nothing to lose
//! (`page`).

use std::time::Duration;

use bellhop_desk::Desk;
use tauri::{AppHandle, Manager, Runtime};

use super::window::MAIN;

/// How long the window is hidden before memory is given back: whoever looks at something else for a moment waits for nothing.
const LONG: Duration = Duration::from_secs(120);

/// Follows the main window until it is gone.
pub(crate) fn follow<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let Ok(desk) = super::host(app).desk().cloned() else { return Ok(()) };
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    tauri::async_runtime::spawn(give_back_memory(desk.clone()));
    watch(&window, desk)
}

/// Gives memory back whenever the window was hidden for long, until the desk is closed.
async fn give_back_memory(desk: Desk) {
    let mut rest = desk.resting();
    while rest.until_hidden_for(LONG).await {
        desk.give_back_memory().await;
        tracing::debug!("memory was given back");
        rest.until_seen().await;
    }
}

#[cfg(target_os = "linux")]
fn watch<R: Runtime>(window: &tauri::WebviewWindow<R>, desk: Desk) -> tauri::Result<()> {
    use gtk::gdk::WindowState;
    use gtk::glib::Propagation;
    use gtk::prelude::WidgetExt;

    window.with_webview(move |view| {
        let page = view.inner();
        let Some(frame) = page.toplevel() else { return };
        let seen = desk.clone();
        frame.connect_map(move |_| seen.rest(false));
        let gone = desk.clone();
        frame.connect_unmap(move |_| gone.rest(true));
        frame.connect_window_state_event(move |_, event| {
            let hidden = event.new_window_state().intersects(WindowState::ICONIFIED | WindowState::WITHDRAWN);
            // WebKitGTK goes on drawing for a window that is minimised; a page that is hidden in it is at rest.
            page.set_visible(!hidden);
            desk.rest(hidden);
            Propagation::Proceed
        });
    })
}

#[cfg(not(target_os = "linux"))]
fn watch<R: Runtime>(window: &tauri::WebviewWindow<R>, desk: Desk) -> tauri::Result<()> {
    let watched = window.clone();
    // Neither system has an event for it; being minimised, hidden or shown changes the size or the focus.
    window.on_window_event(move |event| {
        if matches!(event, tauri::WindowEvent::Focused(_) | tauri::WindowEvent::Resized(_)) {
            let seen = watched.is_visible().unwrap_or(true) && !watched.is_minimized().unwrap_or(false);
            desk.rest(!seen);
        }
    });
    Ok(())
}
