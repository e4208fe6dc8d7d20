//! Chooses WebKit's renderer before GTK starts.
//!
//! Without a GPU the default (DMA-BUF) renderer scrolls at less than half the frames of the plain one and takes some
//! 60 MB more. So it is switched off when there is no render node, unless the environment already says something.

use std::path::Path;

const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Switches the DMA-BUF renderer off when this machine has no GPU that could use it.
pub(crate) fn choose() {
    if std::env::var_os(SWITCH).is_none() && !has_render_node(Path::new("/dev/dri")) {
        // Fails for names with `=` or NUL only.
        let _ = gtk::glib::setenv(SWITCH, "1", false);
    }
}

fn has_render_node(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}
