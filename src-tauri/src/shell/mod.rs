//! The native window: the only folder that says `tauri::`.
//!
//! The window opens before anything that can be slow or broken: it needs the store (milliseconds) and the media source's
//! port; the hub, the keyring and the network are waited for behind it. When even the store cannot be opened the window
//! still comes, with the sentence that says what to do.

mod alerts;
mod arrivals;
#[cfg(target_os = "linux")]
mod autostart;
mod badge;
mod clipboard;
mod desktop;
mod ipc;
mod mute;
mod open;
mod renderer;
mod sound;
mod spelling;
mod summon;
mod tray;
mod tray_host;
mod window;

use std::process::ExitCode;

use bellhop_desk::{ApiError, Desk, ErrorCode};
use tauri::{Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;

use arrivals::Arrivals;

use crate::app::App;
use crate::cli::{Failure, Start};
use crate::home::Home;

/// What the window talks to: a desk, or the reason why there is none.
pub(crate) struct Host {
    desk: Result<Desk, ApiError>,
}

/// Opens the window and stays until it is closed.
pub(crate) fn run(start: &Start) -> Result<ExitCode, Failure> {
    renderer::choose();
    sound::choose();
    let home = Home::from_environment()?;
    let prepared = home.prepare();
    let _logs = prepared.is_ok().then(|| crate::logs::to_files(&home));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(anyhow::Error::from)?;
    tauri::async_runtime::set(runtime.handle().clone());

    let opened = match prepared {
        Ok(()) => runtime.block_on(App::working(&home, start.workspace.as_deref(), window::ORIGINS)),
        Err(problem) => Err(problem),
    };
    let (app, host) = match opened {
        Ok(app) => {
            let desk = app.desk.clone();
            (Some(app), Host { desk: Ok(desk) })
        }
        Err(problem) => {
            tracing::error!(problem = format!("{problem:#}"), "the workspace could not be opened");
            let reason = ApiError { code: ErrorCode::Internal, message: format!("{problem:#}") };
            (None, Host { desk: Err(reason) })
        }
    };
    let media = app.as_ref().map(App::media_url).unwrap_or_default();
    let tauri = build(&home, host, &media, start).map_err(|problem| no_window(&problem))?;
    let mut app = app;
    let code = tauri.run_return(move |handle, event| {
        if let RunEvent::Exit = event
            && let Some(app) = app.take()
        {
            tauri::async_runtime::block_on(alerts::end(handle));
            tauri::async_runtime::block_on(app.stop());
        }
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    Ok(if code == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn build(home: &Home, host: Host, media: &str, start: &Start) -> tauri::Result<tauri::App> {
    let context = window::context(media);
    // A home that cannot be used cannot hold the web view's data either.
    let webview = host.desk.is_ok().then(|| home.webview());
    // A window that has something to say at the start is never hidden.
    let hidden = start.hidden && host.desk.is_ok();
    let opening = window::Opening { webview, kept: home.window(), hidden };
    let own = home.clone();
    let arrivals = Arrivals::of(start.link.as_deref());
    tauri::Builder::default()
        // First, so that a second start is noticed before it opens anything.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(window::bus_name(home))
                .callback(|app, arguments, _| arrivals::second_start(app, &arguments))
                .build(),
        )
        // The plugin joins the name to the desktop's configuration folder; a whole path takes that folder's place.
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_filename(home.window().to_string_lossy())
                // A window that was hidden when Bellhop ended is not hidden at the next start.
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                // It is made where it was: the plugin would move it after it is seen, and not back onto a screen.
                .skip_initial_state(window::MAIN)
                .build(),
        )
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        // Asked from here alone: the page has no capability for it.
        .plugin(tauri_plugin_clipboard_manager::init())
        .manage(host)
        .manage(arrivals)
        .invoke_handler(tauri::generate_handler![ipc::call])
        .setup(move |app| {
            window::open(app.handle(), opening)?;
            ipc::pass_changes(app.handle().clone());
            desktop::begin(app.handle(), &own, hidden);
            alerts::begin(app.handle());
            window::close_when_asked(app.handle().clone());
            Ok(())
        })
        .build(context)
}

fn no_window(problem: &tauri::Error) -> Failure {
    Failure::new(
        "noWindow",
        format!(
            "The window could not be opened ({problem}). Without a display use `xvfb-run`, or the commands of `bellhop help`."
        ),
    )
}

impl Host {
    /// The desk of the running app, or the sentence that says why there is none.
    pub(crate) fn desk(&self) -> Result<&Desk, ApiError> {
        self.desk.as_ref().map_err(Clone::clone)
    }
}

/// The host of an app handle.
pub(crate) fn host<R: tauri::Runtime>(app: &tauri::AppHandle<R>) -> tauri::State<'_, Host> {
    app.state::<Host>()
}
