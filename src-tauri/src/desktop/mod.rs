//! What Bellhop tells a desktop and hears from it, without the desktop: words, files, keys, places. Each is tested here; the
//! shell carries them out.

#[cfg(any(target_os = "linux", test))]
pub(crate) mod autostart;
pub(crate) mod dot;
#[cfg(any(target_os = "linux", test))]
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod place;
pub(crate) mod summon_words;
pub(crate) mod tray_words;

/// The argument of a start that shows nothing.
pub(crate) const HIDDEN: &str = "--hidden";
