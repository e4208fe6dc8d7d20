//! Spelling of what the rep writes: in Polish and English, as far as the desktop has dictionaries.
//!
//! Begun with the first text that the rep turns to: the dictionaries take 40 MB, and who only reads needs none.

#[cfg(target_os = "linux")]
use std::sync::Once;

use tauri::{AppHandle, Manager, Runtime};

/// Marks misspelled words from now on.
#[cfg(target_os = "linux")]
pub(crate) fn begin<R: Runtime>(app: &AppHandle<R>) {
    use webkit2gtk::{WebContextExt, WebViewExt};

    const LANGUAGES: [&str; 3] = ["pl_PL", "en_US", "en_GB"];
    /// A page that is loaded again asks again, and what is set again is read again.
    static BEGUN: Once = Once::new();

    let Some(window) = app.get_webview_window(super::window::MAIN) else { return };
    BEGUN.call_once(|| {
        let begun = window.with_webview(|view| {
            if let Some(context) = view.inner().context() {
                context.set_spell_checking_languages(&LANGUAGES);
                context.set_spell_checking_enabled(true);
            }
        });
        if let Err(problem) = begun {
            tracing::warn!(%problem, "spelling is not checked");
        }
    });
}

/// Elsewhere the web view does it by itself.
#[cfg(not(target_os = "linux"))]
pub(crate) fn begin<R: Runtime>(_app: &AppHandle<R>) {}
