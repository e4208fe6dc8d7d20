//! Light or dark as the rep wants it, or as the desktop is, where a portal says so.
//!
//! GTK is told, and the page follows GTK: from its first frame, and in the empty frames before it. Tauri would ask the portal
//! itself, in the middle of opening the window and for up to five seconds; here the window is opened with what a first glance
//! saw, and what is said later is followed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bellhop_desk::views::Theme;
use futures::StreamExt;
use gtk::prelude::GtkSettingsExt;
use tauri::window::Color;
use tauri::{AppHandle, Manager, Runtime};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream, message::Type};

use super::window::MAIN;
use crate::session_bus::{PORTAL, Portal, ask_portal, is_dark};

/// An empty page in both themes, as `styles/tokens.css` has it.
const LIGHT: Color = Color(0xf4, 0xf2, 0xee, 0xff);
const DARK: Color = Color(0x14, 0x15, 0x16, 0xff);

/// What decides between light and dark.
pub(crate) struct Looks(Mutex<Sides>);

#[derive(Clone, Copy)]
struct Sides {
    rep: Theme,
    /// What the desktop is, as far as it says so.
    dark: bool,
}

impl Looks {
    /// As far as it is known before GTK has started.
    pub(crate) fn of(rep: Theme, portal: Portal) -> Self {
        Self(Mutex::new(Sides { rep, dark: matches!(portal, Portal::Answers { dark: true }) }))
    }

    /// What this lock guards is whole after every statement: a panic elsewhere does not spoil it.
    fn sides(&self) -> MutexGuard<'_, Sides> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn are_dark(&self) -> bool {
        let sides = *self.sides();
        match sides.rep {
            Theme::System => sides.dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }
}

/// Dresses the windows that are opened from now on. On the main thread, after GTK has started.
pub(crate) fn begin<R: Runtime>(app: &AppHandle<R>, portal: Portal) {
    if !matches!(portal, Portal::Answers { .. }) {
        let told = gtk::Settings::default().is_some_and(|settings| settings.is_gtk_application_prefer_dark_theme());
        app.state::<Looks>().sides().dark = told;
    }
    wear(app);
}

/// What an empty window is filled with.
pub(crate) fn background<R: Runtime>(app: &AppHandle<R>) -> Color {
    if app.state::<Looks>().are_dark() { DARK } else { LIGHT }
}

/// Follows what the rep wants.
pub(crate) fn want<R: Runtime>(app: &AppHandle<R>, rep: Theme) {
    app.state::<Looks>().sides().rep = rep;
    dress(app);
}

/// Follows the desktop from now on, for as long as there is a bus.
pub(crate) async fn follow<R: Runtime>(app: AppHandle<R>, portal: Portal) {
    if let Err(problem) = changes(&app, portal).await {
        tracing::debug!(%problem, "the desktop does not tell whether it is dark");
    }
}

async fn changes<R: Runtime>(app: &AppHandle<R>, portal: Portal) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(PORTAL)?
        .interface("org.freedesktop.portal.Settings")?
        .member("SettingChanged")?
        .arg(0, "org.freedesktop.appearance")?
        .build();
    let mut changes = MessageStream::for_match_rule(rule, &bus, None).await?;
    // One that did not answer in time may answer yet.
    if portal == Portal::Silent
        && let Portal::Answers { dark } = ask_portal(&bus).await
    {
        change(app, dark);
    }
    while let Some(told) = changes.next().await {
        let told = told?;
        let body = told.body();
        let (_, name, value): (String, String, OwnedValue) = body.deserialize()?;
        if name == "color-scheme" {
            change(app, is_dark(&value));
        }
    }
    Ok(())
}

fn change<R: Runtime>(app: &AppHandle<R>, dark: bool) {
    app.state::<Looks>().sides().dark = dark;
    dress(app);
}

fn dress<R: Runtime>(app: &AppHandle<R>) {
    let there = app.clone();
    // Fails when the app ends, and then nobody needs it.
    let _ = app.run_on_main_thread(move || wear(&there));
}

fn wear<R: Runtime>(app: &AppHandle<R>) {
    if let Some(settings) = gtk::Settings::default() {
        settings.set_gtk_application_prefer_dark_theme(app.state::<Looks>().are_dark());
    }
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(problem) = window.set_background_color(Some(background(app)))
    {
        tracing::debug!(%problem, "the window keeps its colour");
    }
}
