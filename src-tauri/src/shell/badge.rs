//! The number on Bellhop's picture in a dock or a task bar.
//!
//! On Linux docks listen to one signal on the session bus. It is sent from here: the window's library asks libunity first
//! whether Ubuntu's old desktop runs, so nobody else's dock would ever hear it.

use tauri::{AppHandle, Runtime};
use tokio::sync::watch;

/// Shows this number until the program ends. Must be called where the window's events are waited for.
#[cfg(target_os = "linux")]
pub(crate) fn follow<R: Runtime>(_app: &AppHandle<R>, mut unread: watch::Receiver<u32>) {
    use gtk::gio::{self, BusType, DBusConnection};

    let (told, mut bus) = watch::channel(None::<DBusConnection>);
    // Without a session bus there is no dock that could be told.
    gio::bus_get(BusType::Session, None::<&gio::Cancellable>, move |connected| {
        told.send_replace(connected.ok());
    });
    tauri::async_runtime::spawn(async move {
        let Ok(Some(bus)) = bus.wait_for(Option::is_some).await.map(|bus| bus.clone()) else { return };
        loop {
            let count = *unread.borrow_and_update();
            if let Err(problem) = tell(&bus, count) {
                tracing::debug!(%problem, "no dock was told");
            }
            if unread.changed().await.is_err() {
                return;
            }
        }
    });
}

#[cfg(target_os = "linux")]
fn tell(bus: &gtk::gio::DBusConnection, count: u32) -> Result<(), gtk::glib::Error> {
    use gtk::glib::prelude::ToVariant;
    use gtk::glib::{Variant, VariantDict};

    const ENTRY: &str = "application://bellhop.desktop";

    let about = VariantDict::new(None);
    about.insert_value("count", &i64::from(count).to_variant());
    about.insert_value("count-visible", &(count > 0).to_variant());
    let update = Variant::tuple_from_iter([ENTRY.to_variant(), about.end()]);
    bus.emit_signal(
        None,
        "/com/canonical/unity/launcherentry/bellhop",
        "com.canonical.Unity.LauncherEntry",
        "Update",
        Some(&update),
    )
}

/// Elsewhere the window's own badge is it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn follow<R: Runtime>(app: &AppHandle<R>, mut unread: watch::Receiver<u32>) {
    use tauri::Manager;

    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let count = i64::from(*unread.borrow_and_update());
            if let Some(window) = app.get_webview_window(super::window::MAIN) {
                // A system without badges says so; there is nothing else to do.
                let _ = window.set_badge_count(Some(count));
            }
            if unread.changed().await.is_err() {
                return;
            }
        }
    });
}
