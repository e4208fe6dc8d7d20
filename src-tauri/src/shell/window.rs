//! The main window: where it opens, and how it goes and comes back.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tauri::utils::config::Csp;
use tauri::{
    AppHandle, Context, Manager, PhysicalPosition, Runtime, UserAttentionType, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
};

use super::{desktop, theme};
use crate::desktop::place::{Area, Kept};
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

/// How the window opens.
pub(crate) struct Opening {
    /// The web view keeps its own data in this folder or, when there is none, where the desktop says.
    pub(crate) webview: Option<PathBuf>,
    /// Where its place was written down.
    pub(crate) kept: PathBuf,
    /// It is made, and shows nothing.
    pub(crate) hidden: bool,
}

/// Where the window was when it was hidden: a window manager would put it somewhere else.
#[derive(Default)]
struct HiddenAt(Mutex<Option<PhysicalPosition<i32>>>);

/// Opens the window.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, opening: Opening) -> tauri::Result<()> {
    app.manage(HiddenAt::default());
    let mut window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Bellhop")
        .inner_size(1360.0, 880.0)
        .min_inner_size(900.0, 600.0)
        .visible(!opening.hidden)
        .background_color(theme::background(app))
        // The page takes dropped files itself; with Tauri's own handler they would never reach it.
        .disable_drag_drop_handler()
        // Links in the page are opened by the desktop; the window itself never goes anywhere else.
        .on_navigation(|url| matches!(url.scheme(), "tauri" | "about") || url.host_str() == Some("tauri.localhost"));
    if let Some((kept, place)) = where_it_was(app, &opening.kept) {
        window = window
            .inner_size(place.size.0, place.size.1)
            .position(place.corner.0, place.corner.1)
            .maximized(kept.maximized)
            .fullscreen(kept.fullscreen);
    }
    if let Some(folder) = opening.webview {
        window = window.data_directory(folder);
    }
    let window = window.build()?;
    let app = app.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { api, .. } if desktop::hide_instead(&app) => api.prevent_close(),
        WindowEvent::Focused(true) => want_a_look(&app, None),
        _ => {}
    });
    Ok(())
}

/// A place in the units that windows are made with.
struct Place {
    corner: (f64, f64),
    size: (f64, f64),
}

/// Where the window was, as far as the screens of today show it.
fn where_it_was<R: Runtime>(app: &AppHandle<R>, kept: &Path) -> Option<(Kept, Place)> {
    let kept = Kept::read(&std::fs::read_to_string(kept).ok()?, MAIN)?;
    let monitors = app.available_monitors().ok()?;
    let screens = monitors.iter().map(|monitor| {
        let area = monitor.work_area();
        let (corner, size) = (area.position, area.size);
        Area { x: corner.x.into(), y: corner.y.into(), width: size.width.into(), height: size.height.into() }
    });
    let screens: Vec<Area> = screens.collect();
    let (area, screen) = kept.on(&screens)?;
    let scale = monitors.get(screen)?.scale_factor();
    let logical = |pixels: i64| pixels as f64 / scale;
    Some((
        kept,
        Place { corner: (logical(area.x), logical(area.y)), size: (logical(area.width), logical(area.height)) },
    ))
}

/// Has the task bar mark the window until the rep comes to it.
pub(crate) fn ask_for_a_look<R: Runtime>(app: &AppHandle<R>) {
    let focused = app.get_webview_window(MAIN).is_some_and(|window| window.is_focused().unwrap_or(false));
    if !focused {
        want_a_look(app, Some(UserAttentionType::Informational));
    }
}

fn want_a_look<R: Runtime>(app: &AppHandle<R>, how: Option<UserAttentionType>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // A desktop that marks no windows says so; there is nothing else to do.
        let _ = window.request_user_attention(how);
    }
}

/// Brings the window to the front.
pub(crate) fn raise<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        show(&window);
        // A window manager may refuse either; the other still helps.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

/// Brings the window to the front with what the desktop gave for it: without, some let no window take the focus.
pub(crate) fn raise_with<R: Runtime>(app: &AppHandle<R>, token: Option<&str>) {
    #[cfg(target_os = "linux")]
    if let (Some(token), Some(Ok(window))) = (token, app.get_webview_window(MAIN).map(|window| window.gtk_window())) {
        use gtk::prelude::GtkWindowExt;
        window.set_startup_id(token);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = token;
    raise(app);
}

/// Takes the window away without closing it.
pub(crate) fn hide<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let filled = window.is_maximized().unwrap_or(false) || window.is_fullscreen().unwrap_or(false);
    let place = if filled { None } else { window.outer_position().ok() };
    *window.state::<HiddenAt>().0.lock().unwrap_or_else(PoisonError::into_inner) = place;
    if let Err(problem) = window.hide() {
        tracing::warn!(%problem, "the window could not be hidden");
    }
}

/// Shows a hidden window again without taking the focus from what the rep is doing.
pub(crate) fn come_back<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        show(&window);
    }
}

/// Opens a hidden window as a minimised one.
pub(crate) fn open_minimised<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(MAIN).filter(|window| !window.is_visible().unwrap_or(false)) {
        // Asked for before it is shown, so that it does not flash; and after, for those who do not listen before.
        let _ = window.minimize();
        show(&window);
        let _ = window.minimize();
    }
}

/// Shows the window where it was when it was hidden.
fn show<R: Runtime>(window: &WebviewWindow<R>) {
    if window.is_visible().unwrap_or(false) {
        return;
    }
    let place = window.state::<HiddenAt>().0.lock().unwrap_or_else(PoisonError::into_inner).take();
    let placed = place.map_or(Ok(()), |place| window.set_position(place));
    if let Err(problem) = placed.and_then(|()| window.show()) {
        tracing::warn!(%problem, "the window could not be shown");
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
