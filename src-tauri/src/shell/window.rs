//! The main window.

use std::path::PathBuf;

use tauri::utils::config::Csp;
use tauri::{AppHandle, Context, Manager, Runtime, WebviewUrl, WebviewWindowBuilder};

use crate::home::Home;
use crate::web::content_policy;

/// The origins that the window's page can have, for the media source.
pub(crate) const ORIGINS: &[String] = &[];
pub(crate) const MAIN: &str = "main";

/// The generated context with the content policy of this run: the media source's port is known only now, and a policy
/// for any port would let the page reach other local servers.
pub(crate) fn context<R: Runtime>(media: &str) -> Context<R> {
    let mut context = tauri::generate_context!();
    let policy = content_policy(media, "'self' ipc: http://ipc.localhost");
    context.config_mut().app.security.csp = Some(Csp::Policy(policy));
    context
}

/// Opens the window; the web view keeps its own data in this folder, or, when there is
/// none, where the desktop says.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, webview: Option<PathBuf>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Bellhop")
        .inner_size(1360.0, 880.0)
        .min_inner_size(900.0, 600.0)
        // The page takes dropped files itself; with Tauri's own handler they would never reach it.
        .disable_drag_drop_handler()
        // Links in the page are opened by the desktop; the window itself never goes anywhere else.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "about") || url.host_str() == Some("tauri.localhost"));
    let window = match webview {
        Some(folder) => window.data_directory(folder),
        None => window,
    };
    window.build()?;
    Ok(())
}

/// Brings the window to the front.
pub(crate) fn raise<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // A window manager may refuse any of these; the others still help.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Ends the app in order when the session or its terminal asks the process to stop.
pub(crate) fn close_when_asked<R: Runtime>(app: AppHandle<R>) {
    tauri::async_runtime::spawn(async move {
        crate::signals::asked_to_stop().await;
        app.exit(0);
    });
}

/// The name on the session bus of the app with this home: another home is another Bellhop.
pub(crate) fn bus_name(home: &Home) -> String {
    if !home.is_portable() {
        return "com.bellhop.desk".to_owned();
    }
    // Only has to differ between homes of one session: FNV-1a over the path.
    let hash = home
        .root()
        .to_string_lossy()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("com.bellhop.desk.h{hash:016x}")
}
