//! Whether the desktop has a tray: a watcher that every program's tray item is given to, and a host that shows them.
//!
//! It is watched and not asked once: at login a program may be there before the panel, and a panel can be restarted or die,
//! alone or with its watcher. Where there is no session bus, or it ends, there is no tray.

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

#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// How long a watcher may think about whether it has a host.
#[cfg(target_os = "linux")]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// Tells who comes and goes until the session bus ends. Not through GLib, whose Rust binding panics where there is no bus.
#[cfg(target_os = "linux")]
async fn follow(told: &watch::Sender<bool>) -> zbus::Result<()> {
    use futures::StreamExt;
    use zbus::proxy::{Builder, CacheProperties};

    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    let watcher = Builder::<zbus::Proxy<'_>>::new(&bus).destination(WATCHER)?.path("/StatusNotifierWatcher")?;
    let watcher = watcher.interface(WATCHER)?.cache_properties(CacheProperties::No).build().await?;
    let owners = names.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?.map(drop);
    let hosts = watcher.receive_all_signals().await?.map(drop);
    let mut news = futures::stream::select(owners, hosts);
    loop {
        told.send_replace(is_here(&names, &watcher).await?);
        if news.next().await.is_none() {
            return Ok(());
        }
    }
}

/// A watcher without a host keeps items that nobody sees.
#[cfg(target_os = "linux")]
async fn is_here(names: &zbus::fdo::DBusProxy<'_>, watcher: &zbus::Proxy<'_>) -> zbus::Result<bool> {
    if !names.name_has_owner(WATCHER.try_into()?).await? {
        return Ok(false);
    }
    // One that does not answer is taken for whole.
    let asked = watcher.get_property::<bool>("IsStatusNotifierHostRegistered");
    Ok(!matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(false))))
}

/// Elsewhere there is always one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch() -> watch::Receiver<bool> {
    watch::channel(true).1
}
