//! Whether the desktop has a tray: somebody who owns the name of the watcher that every program's tray item is given to.
//!
//! It is watched and not asked once: at login a program may be there before the panel, and a panel can be restarted or die.
//! Where there is no session bus, or it ends, there is no tray.

use tokio::sync::watch;

/// Watches the desktop's tray until the program ends.
#[cfg(target_os = "linux")]
pub(crate) fn watch() -> watch::Receiver<bool> {
    let (told, here) = watch::channel(false);
    tauri::async_runtime::spawn(async move {
        if let Err(problem) = follow(&told).await {
            tracing::info!(%problem, "the tray is not watched");
        }
        told.send_replace(false);
    });
    here
}

/// Tells who comes and goes until the session bus ends. Not through GLib, whose Rust binding panics where there is no bus.
#[cfg(target_os = "linux")]
async fn follow(told: &watch::Sender<bool>) -> zbus::Result<()> {
    use futures::StreamExt;

    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    let mut owners = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    told.send_replace(names.name_has_owner(WATCHER.try_into()?).await?);
    while let Some(owner) = owners.next().await {
        told.send_replace(owner.args()?.new_owner().is_some());
    }
    Ok(())
}

/// Elsewhere there is always one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch() -> watch::Receiver<bool> {
    watch::channel(true).1
}
