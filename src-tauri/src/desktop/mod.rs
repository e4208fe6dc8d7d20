//! What Bellhop tells a desktop and hears from it, without the desktop: words, files, keys, links. Each is tested here; the
//! shell carries them out.

#[cfg(any(target_os = "linux", test))]
pub(crate) mod autostart;
#[cfg(any(target_os = "linux", test))]
pub(crate) mod keys;
pub(crate) mod words;
