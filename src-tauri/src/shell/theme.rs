//! Light or dark as the desktop is, where a portal says so.
//!
//! GTK is told, and the page follows GTK. Tauri would ask the portal itself, in the middle of opening the window and for up
//! to five seconds; here the window is opened with what a first glance saw, and what is said later is followed.

use futures::StreamExt;
use gtk::prelude::GtkSettingsExt;
use tauri::{AppHandle, Runtime};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream, message::Type};

use crate::session_bus::{PORTAL, Portal, ask_portal, is_dark};

/// Dresses the windows that are opened from now on. On the main thread, after GTK has started.
pub(crate) fn begin(portal: Portal) {
    if let Portal::Answers { dark } = portal {
        wear(dark);
    }
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
    // Fails when the app ends, and then nobody needs it.
    let _ = app.run_on_main_thread(move || wear(dark));
}

fn wear(dark: bool) {
    if let Some(settings) = gtk::Settings::default() {
        settings.set_gtk_application_prefer_dark_theme(dark);
    }
}
