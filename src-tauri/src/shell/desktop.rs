//! How Bellhop lives on the desktop: what the desktop can do, and what the rep wants of it.
//!
//! Everything here follows the rep's settings the moment they change, by whoever's hand. What the desktop refuses is kept
//! and told by `desktopFacts`; nothing of it stops the window.

use std::sync::{Mutex, PoisonError};

use bellhop_desk::Desk;
use bellhop_desk::views::{DesktopFacts, Settings};
use bellhop_model::Change;
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::watch;

use super::summon::Summons;
use super::{tray_host, window};
#[cfg(target_os = "linux")]
use crate::desktop::autostart::{Asked, Entry};
use crate::desktop::words::Language;
use crate::home::Home;

/// What is known of the desktop and wanted of it.
pub(crate) struct Desktop {
    tray: watch::Receiver<bool>,
    #[cfg(target_os = "linux")]
    autostart: Option<Entry>,
    summons: Mutex<Summoning>,
}

/// The key that is held, for which words, and why not.
#[derive(Default)]
struct Summoning {
    wanted: Option<(String, Language)>,
    held: Option<Summons>,
    trouble: Option<String>,
}

/// Begins to watch the desktop and to follow the settings.
pub(crate) fn begin<R: Runtime>(app: &AppHandle<R>, home: &Home) {
    let Ok(desk) = super::host(app).desk().cloned() else { return };
    let tray = tray_host::watch();
    app.manage(Desktop {
        tray: tray.clone(),
        #[cfg(target_os = "linux")]
        autostart: super::autostart::entry(home),
        summons: Mutex::default(),
    });
    #[cfg(not(target_os = "linux"))]
    let _ = home;
    tauri::async_runtime::spawn(follow_settings(app.clone(), desk));
    tauri::async_runtime::spawn(tell_of_tray(app.clone(), tray));
}

/// What the desktop can do.
pub(crate) fn facts<R: Runtime>(app: &AppHandle<R>) -> DesktopFacts {
    let Some(desktop) = app.try_state::<Desktop>() else {
        return DesktopFacts { tray: false, summon_trouble: None, autostart: false };
    };
    DesktopFacts {
        tray: *desktop.tray.borrow(),
        summon_trouble: desktop.summons.lock().unwrap_or_else(PoisonError::into_inner).trouble.clone(),
        #[cfg(target_os = "linux")]
        autostart: desktop.autostart.is_some(),
        #[cfg(not(target_os = "linux"))]
        autostart: false,
    }
}

/// Carries out the settings now and whenever they change, until the program ends.
async fn follow_settings<R: Runtime>(app: AppHandle<R>, desk: Desk) {
    let mut changes = desk.changes();
    let mut before: Option<Settings> = None;
    loop {
        if let Some(settings) = settings(&desk).await
            && before.as_ref() != Some(&settings)
        {
            carry_out(&app, before.as_ref(), &settings).await;
            before = Some(settings);
        }
        while !changes.next().await.contains(&Change::Settings) {}
    }
}

async fn carry_out<R: Runtime>(app: &AppHandle<R>, before: Option<&Settings>, settings: &Settings) {
    let desktop = app.state::<Desktop>();
    #[cfg(target_os = "linux")]
    if let Some(entry) = desktop.autostart.clone() {
        let on = settings.desktop.start_at_login;
        let changed = before.is_some_and(|before| before.desktop.start_at_login != on);
        let asked = if changed { Asked::Now } else { Asked::Before };
        let done = move || if on { entry.make(asked) } else { entry.remove() };
        let done = tauri::async_runtime::spawn_blocking(done).await;
        if let Ok(Err(problem)) = done {
            tracing::warn!(%problem, "starting with the session could not be set");
        }
    }
    let language = Language::of(settings.locale, |name| std::env::var(name).ok());
    let wanted = settings.desktop.summon.then(|| (settings.desktop.summon_keys.clone(), language));
    if desktop.summon(app, wanted) {
        stale(app);
    }
}

impl Desktop {
    /// Takes the key that is wanted and lets go of another. True when there is other news of it than before.
    fn summon<R: Runtime>(&self, app: &AppHandle<R>, wanted: Option<(String, Language)>) -> bool {
        let mut summoning = self.summons.lock().unwrap_or_else(PoisonError::into_inner);
        if summoning.wanted == wanted {
            return false;
        }
        let before = summoning.trouble.take();
        summoning.held = None;
        if let Some((words, language)) = &wanted {
            let app = app.clone();
            match Summons::take(words, *language, move || window::raise(&app)) {
                Ok(held) => summoning.held = Some(held),
                Err(trouble) => summoning.trouble = Some(trouble.to_owned()),
            }
        }
        summoning.wanted = wanted;
        before != summoning.trouble
    }
}

/// Tells the page when a tray comes or goes.
async fn tell_of_tray<R: Runtime>(app: AppHandle<R>, mut tray: watch::Receiver<bool>) {
    while tray.changed().await.is_ok() {
        stale(&app);
    }
}

/// Has the page ask again for what the desktop can do.
fn stale<R: Runtime>(app: &AppHandle<R>) {
    if let Err(problem) = app.emit("changed", [Change::Settings]) {
        tracing::warn!(%problem, "a change did not reach the window");
    }
}

/// The rep's settings.
async fn settings(desk: &Desk) -> Option<Settings> {
    let read = desk.call("settings", Value::Null).await.map_err(|problem| problem.message);
    match read.and_then(|value| serde_json::from_value(value).map_err(|problem| problem.to_string())) {
        Ok(settings) => Some(settings),
        Err(problem) => {
            tracing::warn!(problem, "the settings cannot be read");
            None
        }
    }
}
