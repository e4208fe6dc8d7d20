//! How Bellhop lives on the desktop: what the desktop can do, and what the rep wants of it.
//!
//! Everything here follows the rep's settings the moment they change, by whoever's hand. What the desktop refuses is kept
//! and told by `desktopFacts`; nothing of it stops the window.
//!
//! A hidden window has a way back at every moment: it hides only while its item is in a tray, and when the tray goes away
//! the window comes back by itself.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellhop_desk::views::{CountsView, DesktopFacts, Notice, NoticeCode, Settings, SyncView, ViewKey};
use bellhop_desk::{Desk, Language};
use bellhop_model::Change;
use chrono::{DateTime, Local, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, Runtime};
use tokio::sync::watch;

use super::summon::Summons;
use super::tray::Item;
use super::{badge, theme, tray_host, window};
#[cfg(target_os = "linux")]
use crate::desktop::autostart::{Asked, Entry};
use crate::desktop::tray_words::{Facts, TrayWords};
use crate::home::Home;

/// How long a hidden start waits for a tray: at login the panel may come after the programs.
const PANEL: Duration = Duration::from_secs(8);

/// The shortest time between two looks at what the tray tells: a first sync changes something all the time.
const OFTEN: Duration = Duration::from_millis(300);

/// What is known of the desktop and wanted of it.
pub(crate) struct Desktop<R: Runtime> {
    settings: watch::Sender<Option<Settings>>,
    /// Bellhop's item is in a tray.
    tray: watch::Sender<bool>,
    item: Mutex<Item<R>>,
    unread: watch::Sender<u32>,
    pictures: PathBuf,
    /// Is there once the rep was told that closing leaves Bellhop in the tray.
    told: PathBuf,
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
pub(crate) fn begin<R: Runtime>(app: &AppHandle<R>, home: &Home, hidden: bool) {
    let Ok(desk) = super::host(app).desk().cloned() else { return };
    let (unread, count) = watch::channel(0);
    app.manage(Desktop {
        settings: watch::Sender::new(None),
        tray: watch::Sender::new(false),
        item: Mutex::<Item<R>>::default(),
        unread,
        pictures: home.tray(),
        told: home.told_of_tray(),
        #[cfg(target_os = "linux")]
        autostart: super::autostart::entry(home),
        summons: Mutex::default(),
    });
    badge::follow(app, count);
    tauri::async_runtime::spawn(follow_settings(app.clone(), desk.clone()));
    tauri::async_runtime::spawn(follow_tray(app.clone(), desk, tray_host::watch()));
    if hidden {
        tauri::async_runtime::spawn(show_without_tray(app.clone()));
    }
}

/// What the desktop can do.
pub(crate) fn facts<R: Runtime>(app: &AppHandle<R>) -> DesktopFacts {
    let Some(desktop) = app.try_state::<Desktop<R>>() else {
        return DesktopFacts { tray: false, summon_trouble: None, autostart: false };
    };
    DesktopFacts {
        tray: *desktop.tray.borrow(),
        summon_trouble: locked(&desktop.summons).trouble.clone(),
        #[cfg(target_os = "linux")]
        autostart: desktop.autostart.is_some(),
        #[cfg(not(target_os = "linux"))]
        autostart: false,
    }
}

/// Hides the window instead of closing it, when the rep wants that and the tray can bring it back. True when it did.
pub(crate) fn hide_instead<R: Runtime>(app: &AppHandle<R>) -> bool {
    let Some(desktop) = app.try_state::<Desktop<R>>() else { return false };
    let wanted = desktop.settings.borrow().as_ref().is_some_and(|settings| settings.desktop.close_to_tray);
    if !wanted || !*desktop.tray.borrow() {
        return false;
    }
    window::hide(app);
    if !desktop.told.exists()
        && let Ok(desk) = super::host(app).desk()
    {
        desk.note(Notice { code: NoticeCode::StaysInTray, detail: String::new() });
        // When it cannot be written down, the rep is told once more another day.
        let _ = std::fs::write(&desktop.told, "");
    }
    true
}

/// Carries out the settings now and whenever they change, until the program ends.
async fn follow_settings<R: Runtime>(app: AppHandle<R>, desk: Desk) {
    let mut changes = desk.changes();
    loop {
        if let Some(settings) = settings(&desk).await {
            let before = app.state::<Desktop<R>>().settings.send_replace(Some(settings.clone()));
            if before.as_ref() != Some(&settings) {
                carry_out(&app, before.as_ref(), &settings).await;
            }
        }
        while !changes.next().await.contains(&Change::Settings) {}
    }
}

async fn carry_out<R: Runtime>(app: &AppHandle<R>, before: Option<&Settings>, settings: &Settings) {
    let desktop = app.state::<Desktop<R>>();
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
    #[cfg(not(target_os = "linux"))]
    let _ = before;
    theme::want(app, settings.theme);
    let wanted = settings.desktop.summon.then(|| (settings.desktop.summon_keys.clone(), language(settings)));
    if desktop.summon(app, wanted) {
        stale(app);
    }
}

impl<R: Runtime> Desktop<R> {
    /// Takes the key that is wanted and lets go of another. True when there is other news of it than before.
    fn summon(&self, app: &AppHandle<R>, wanted: Option<(String, Language)>) -> bool {
        let mut summoning = locked(&self.summons);
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

/// Keeps the tray's item as things are, until the program ends.
async fn follow_tray<R: Runtime>(app: AppHandle<R>, desk: Desk, mut host: watch::Receiver<bool>) {
    let mut changes = desk.changes();
    let mut settings = app.state::<Desktop<R>>().settings.subscribe();
    loop {
        let here = *host.borrow_and_update();
        let wanted = settings.borrow_and_update().clone();
        let muted_until =
            wanted.as_ref().and_then(|settings| settings.alerts.muted_until).filter(|at| *at > Utc::now());
        if let Some(wanted) = wanted
            && let Some(facts) = look(&desk, muted_until).await
        {
            app.state::<Desktop<R>>()
                .unread
                .send_if_modified(|count| std::mem::replace(count, facts.unread) != facts.unread);
            if here {
                show_item(&app, TrayWords::of(language(&wanted), &facts), facts.unread).await;
            } else {
                lose_tray(&app);
            }
            tokio::time::sleep(OFTEN).await;
        }
        tokio::select! {
            _ = changes.next() => {}
            changed = settings.changed() => if changed.is_err() { return },
            // A watch that has ended tells nothing any more; the others still do.
            Ok(()) = host.changed() => {}
            () = ends(muted_until) => {}
        }
    }
}

/// What the tray tells now.
async fn look(desk: &Desk, muted_until: Option<DateTime<Utc>>) -> Option<Facts> {
    let counts: CountsView = ask(desk, "counts").await?;
    let sync: SyncView = ask(desk, "sync").await?;
    let unread = counts.views.iter().find(|view| view.key == ViewKey::Unread).map_or(0, |view| view.total);
    Some(Facts { unread, sync, muted_until: muted_until.map(|at| at.with_timezone(&Local)) })
}

/// Returns when muting ends; never when nothing is muted.
async fn ends(muted_until: Option<DateTime<Utc>>) {
    match muted_until.map(|at| (at - Utc::now()).to_std()) {
        Some(left) => tokio::time::sleep(left.unwrap_or_default()).await,
        None => std::future::pending().await,
    }
}

/// Makes the item or brings it up to date, where the window's events are waited for.
async fn show_item<R: Runtime>(app: &AppHandle<R>, words: TrayWords, unread: u32) {
    let (done, shown) = tokio::sync::oneshot::channel();
    let there = app.clone();
    let asked = app.run_on_main_thread(move || {
        let desktop = there.state::<Desktop<R>>();
        let shown = locked(&desktop.item).show(&there, &desktop.pictures, words, unread);
        // Nobody waits any more when the program ends.
        let _ = done.send(shown);
    });
    let shown = asked.is_ok() && shown.await.unwrap_or(false);
    if app.state::<Desktop<R>>().tray.send_replace(shown) != shown {
        stale(app);
    }
}

/// The tray went away: a window that is hidden comes back.
fn lose_tray<R: Runtime>(app: &AppHandle<R>) {
    if app.state::<Desktop<R>>().tray.send_replace(false) {
        window::come_back(app);
        stale(app);
    }
}

/// After a hidden start: where no tray comes, the window is opened after all, minimised.
async fn show_without_tray<R: Runtime>(app: AppHandle<R>) {
    let mut tray = app.state::<Desktop<R>>().tray.subscribe();
    if tokio::time::timeout(PANEL, tray.wait_for(|here| *here)).await.is_err() {
        window::open_minimised(&app);
    }
}

/// Has the page ask again for what the desktop can do.
fn stale<R: Runtime>(app: &AppHandle<R>) {
    if let Err(problem) = app.emit("changed", [Change::Settings]) {
        tracing::warn!(%problem, "a change did not reach the window");
    }
}

/// The rep's settings.
pub(crate) async fn settings(desk: &Desk) -> Option<Settings> {
    ask(desk, "settings").await
}

async fn ask<T: DeserializeOwned>(desk: &Desk, call: &str) -> Option<T> {
    let read = desk.call(call, Value::Null).await.map_err(|problem| problem.message);
    match read.and_then(|value| serde_json::from_value(value).map_err(|problem| problem.to_string())) {
        Ok(answer) => Some(answer),
        Err(problem) => {
            tracing::warn!(call, problem, "the desktop is not told");
            None
        }
    }
}

fn language(settings: &Settings) -> Language {
    Language::of(settings.locale)
}

/// What these locks guard is whole after every statement: a panic elsewhere does not spoil it.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
