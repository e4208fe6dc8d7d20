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
mod bus;
mod clipboard;
mod desktop;
mod ipc;
mod mute;
mod open;
mod page;
mod rest;
mod sound;
mod spelling;
mod summon;
mod theme;
mod tray;
mod tray_host;
mod window;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bellhop_desk::views::Theme;
use bellhop_desk::{ApiError, Desk, ErrorCode};
use tauri::{Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;

use arrivals::Arrivals;
use theme::Looks;

use crate::app::App;
use crate::cli::{Failure, Start};
use crate::home::Home;
use crate::renderer::{self, Choice, Mark};
use crate::session_bus::Glance;

/// Whoever closes a window sooner than this has changed their mind; later, they waited for a paint that did not come.
const PATIENT: Duration = Duration::from_secs(10);

/// What the window talks to: a desk, or the reason why there is none.
pub(crate) struct Host {
    desk: Result<Desk, ApiError>,
    /// That the accelerated renderer has not painted yet, where it is used.
    unpainted: Option<Mark>,
}

/// Opens the window and stays until it is closed.
pub(crate) fn run(start: &Start) -> Result<ExitCode, Failure> {
    let home = Home::from_environment()?;
    let prepared = home.prepare();
    // The environment is changed before anything else runs.
    let mark = choose_renderer(&home);
    sound::choose();
    let looked = bus::look().map_err(anyhow::Error::from)?;
    let glance = looked.glance;
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
            (Some(app), Host { desk: Ok(desk), unpainted: mark.clone() })
        }
        // What shows the reason never says that it is ready.
        Err(problem) => {
            tracing::error!(problem = format!("{problem:#}"), "the workspace could not be opened");
            let reason = ApiError { code: ErrorCode::Internal, message: format!("{problem:#}") };
            (None, Host { desk: Err(reason), unpainted: None })
        }
    };
    let media = app.as_ref().map(App::media_url).unwrap_or_default();
    let mark = mark.filter(|_| app.is_some());
    let opening = Opening { media, looked, mark: mark.clone() };
    let tauri = build(&home, host, opening, start).map_err(|problem| no_window(&problem))?;
    runtime.spawn(theme::follow(tauri.handle().clone(), glance.portal));
    if let Some(app) = &app {
        runtime.spawn(tell_missing(app.desk.clone(), glance));
    }
    let mut app = app;
    let began = Instant::now();
    let code = tauri.run_return(move |handle, event| {
        if let RunEvent::Exit = event
            && let Some(app) = app.take()
        {
            tauri::async_runtime::block_on(alerts::end(handle));
            if let Some(mark) = mark.as_ref().filter(|_| began.elapsed() < PATIENT) {
                mark.clear();
            }
            tauri::async_runtime::block_on(app.stop());
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(2));
    Ok(if code == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Chooses WebKit's renderer before GTK starts. Gives the mark to set before the window opens, when it is the one that a
/// broken driver can bring down.
fn choose_renderer(home: &Home) -> Option<Mark> {
    match renderer::choice(home) {
        Choice::Plain(_) => {
            // Fails for names with `=` or NUL only.
            let _ = gtk::glib::setenv(renderer::SWITCH, "1", false);
            None
        }
        Choice::Accelerated(_) => Some(Mark::of(home)),
        Choice::Given => None,
    }
}

/// Tells the rep what this desktop lacks, as soon as that is certain.
async fn tell_missing(desk: Desk, glance: Glance) {
    for notice in glance.missing().await {
        desk.note(notice);
    }
}

/// What the window is opened with.
struct Opening {
    /// The start of every media address.
    media: String,
    looked: bus::Looked,
    /// Set until the first paint.
    mark: Option<Mark>,
}

fn build(home: &Home, host: Host, opening: Opening, start: &Start) -> tauri::Result<tauri::App> {
    let Opening { media, looked, mark } = opening;
    let portal = looked.glance.portal;
    let context = window::context(&media);
    // A home that cannot be used cannot hold the web view's data either.
    let webview = host.desk.is_ok().then(|| home.webview());
    // A window that has something to say at the start is never hidden.
    let hidden = start.hidden && host.desk.is_ok();
    let window = window::Opening { webview, kept: home.window(), hidden };
    let own = home.clone();
    let arrivals = Arrivals::of(start.link.as_deref());
    let settings = host.desk.as_ref().ok().and_then(|desk| tauri::async_runtime::block_on(desktop::settings(desk)));
    let looks = Looks::of(settings.map_or(Theme::System, |settings| settings.theme), portal);
    tauri::Builder::default()
        .plugin(looked.opens_again())
        // Before the rest, so that a second start is noticed before it opens anything.
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
        .manage(looks)
        .manage(arrivals)
        .invoke_handler(tauri::generate_handler![ipc::call])
        .setup(move |app| {
            theme::begin(app.handle(), portal);
            if let Some(mark) = &mark {
                mark.set();
            }
            window::open(app.handle(), window)?;
            rest::follow(app.handle())?;
            page::keep(app.handle())?;
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
    /// The page shows something: the renderer works.
    pub(crate) fn has_painted(&self) {
        if let Some(mark) = &self.unpainted {
            mark.clear();
        }
    }

    /// The desk of the running app, or the sentence that says why there is none.
    pub(crate) fn desk(&self) -> Result<&Desk, ApiError> {
        self.desk.as_ref().map_err(Clone::clone)
    }
}

/// The host of an app handle.
pub(crate) fn host<R: tauri::Runtime>(app: &tauri::AppHandle<R>) -> tauri::State<'_, Host> {
    app.state::<Host>()
}
