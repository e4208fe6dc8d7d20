//! The operating system's wish to stop.

/// Returns when the process is asked to stop: Ctrl+C, or SIGTERM where there is one.
pub(crate) async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler the process simply ends, which is what was asked for.
    let _ = tokio::signal::ctrl_c().await;
}
