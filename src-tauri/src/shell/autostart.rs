//! Starting with the session: where the entry is, and what it starts.

use std::path::PathBuf;

use crate::desktop::autostart::Entry;
use crate::home::Home;

/// The entry of this Bellhop; none where it cannot be made.
pub(crate) fn entry(home: &Home) -> Option<Entry> {
    let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = given("XDG_CONFIG_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".config")))?;
    // What runs inside an AppImage is gone from its place after the end; the image itself stays.
    let program = given("APPIMAGE").or_else(|| std::env::current_exe().ok())?;
    Some(Entry {
        path: folder.join("autostart").join(format!("{}.desktop", super::window::bus_name(home))),
        program,
        home: home.is_portable().then(|| std::path::absolute(home.root()).unwrap_or_else(|_| home.root().to_owned())),
    })
}
