//! Whether the desktop has a tray: somebody who owns the name of the watcher that every program's tray item is given to.
//!
//! It is watched and not asked once: at login a program may be there before the panel, and a panel can be restarted or die.

use tokio::sync::watch;

/// Watches the desktop's tray until the program ends. Must be called where the window's events are waited for.
#[cfg(target_os = "linux")]
pub(crate) fn watch() -> watch::Receiver<bool> {
    use gtk::gio::{BusNameWatcherFlags, BusType, bus_watch_name};

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    let (told, here) = watch::channel(false);
    let vanished = told.clone();
    // Without a session bus it is told once that there is none. The watch lasts as long as the process.
    let _watch = bus_watch_name(
        BusType::Session,
        WATCHER,
        BusNameWatcherFlags::NONE,
        move |_, _, _| {
            told.send_replace(true);
        },
        move |_, _| {
            vanished.send_replace(false);
        },
    );
    here
}

/// Elsewhere there is always one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch() -> watch::Receiver<bool> {
    watch::channel(true).1
}
