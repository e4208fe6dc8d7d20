//! Which of WebKit's renderers the window gets.
//!
//! Without a GPU the default (DMA-BUF) renderer scrolls at less than half the frames of the plain one and takes some
//! 60 MB more. So it is used only where a render node can be opened whose driver draws on hardware, and nobody asked for
//! software. Drivers can be broken too: a start with it that ended before the first paint is noted in the home, and this
//! version of Bellhop uses the plain one from then on. `BELLHOP_RENDERER` (`plain` or `accelerated`) decides over all that.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::home::Home;

/// Where Linux keeps the nodes of graphics cards.
const NODES: &str = "/dev/dri";
/// Drivers that have a node and no hardware behind it.
const PRETENDED: [&str; 2] = ["vgem", "vkms"];
/// WebKit's own switch: whoever sets it is obeyed.
pub(crate) const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// What was chosen, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The environment says so itself; nothing is to be done.
    Given,
    /// The renderer that uses the GPU.
    Accelerated(String),
    /// The renderer that needs none.
    Plain(String),
}

/// What a choice is made of.
#[derive(Debug, Default)]
struct Facts {
    switch: bool,
    asked: Option<String>,
    software: bool,
    node: Option<PathBuf>,
    unfinished: bool,
}

/// Chooses from what the environment, the machine and the last start say.
pub(crate) fn choice(home: &Home) -> Choice {
    let says = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let switched_on = |name: &str| says(name).is_some_and(|value| value != "0");
    decide(&Facts {
        switch: std::env::var_os(SWITCH).is_some(),
        asked: says("BELLHOP_RENDERER"),
        software: switched_on("LIBGL_ALWAYS_SOFTWARE"),
        node: usable_node(Path::new(NODES), Path::new("/sys/class/drm")),
        unfinished: Mark::of(home).is_unfinished(),
    })
}

fn decide(facts: &Facts) -> Choice {
    if facts.switch {
        return Choice::Given;
    }
    match facts.asked.as_deref() {
        Some("accelerated") => return Choice::Accelerated("BELLHOP_RENDERER asks for it".to_owned()),
        Some("plain") => return Choice::Plain("BELLHOP_RENDERER asks for it".to_owned()),
        _ => {}
    }
    let Some(node) = &facts.node else {
        return Choice::Plain(format!("no graphics card can be opened in {NODES}"));
    };
    if facts.software {
        return Choice::Plain("LIBGL_ALWAYS_SOFTWARE is set".to_owned());
    }
    if facts.unfinished {
        return Choice::Plain(format!(
            "the last start with {} ended before its first paint; BELLHOP_RENDERER=accelerated tries it again",
            node.display()
        ));
    }
    Choice::Accelerated(node.display().to_string())
}

/// The first node that can be opened as a renderer opens it.
fn usable_node(nodes: &Path, drivers: &Path) -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(nodes).into_iter().flatten().flatten().map(|node| node.path()).collect();
    found.sort();
    found.into_iter().find(|node| {
        let Some(name) = node.file_name().and_then(|name| name.to_str()).filter(|name| name.starts_with("renderD"))
        else {
            return false;
        };
        let driver = fs::read_link(drivers.join(name).join("device/driver"));
        let pretended = driver.is_ok_and(|driver| PRETENDED.iter().any(|name| driver.ends_with(name)));
        !pretended && File::options().read(true).write(true).open(node).is_ok()
    })
}

/// Notes in the home that a start with the accelerated renderer has not painted yet. It holds Bellhop's version: another
/// version may do better.
#[derive(Debug, Clone)]
pub(crate) struct Mark(PathBuf);

impl Mark {
    pub(crate) fn of(home: &Home) -> Self {
        Self(home.root().join("unpainted"))
    }

    /// A start that did not come to its first paint is the last thing that is known of the accelerated renderer.
    fn is_unfinished(&self) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|version| version.trim() == env!("CARGO_PKG_VERSION"))
    }

    /// Before the window is opened.
    pub(crate) fn set(&self) {
        // A home that cannot be written to keeps no note, and the start goes on.
        let _ = fs::write(&self.0, env!("CARGO_PKG_VERSION"));
    }

    /// The window has painted, or was closed in order before it could.
    pub(crate) fn clear(&self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl Choice {
    /// For people.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Given => format!("as {SWITCH} says"),
            Self::Accelerated(why) => format!("accelerated: {why}"),
            Self::Plain(why) => format!("plain: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with_card() -> Facts {
        Facts { node: Some(PathBuf::from("/dev/dri/renderD128")), ..Facts::default() }
    }

    #[test]
    fn a_card_is_used_unless_somebody_says_otherwise() {
        assert!(matches!(decide(&with_card()), Choice::Accelerated(_)));
        assert!(matches!(decide(&Facts::default()), Choice::Plain(_)));
        assert!(matches!(decide(&Facts { software: true, ..with_card() }), Choice::Plain(_)));
        assert_eq!(decide(&Facts { switch: true, ..with_card() }), Choice::Given);
        let asked = |name: &str| Some(name.to_owned());
        assert!(matches!(decide(&Facts { asked: asked("plain"), ..with_card() }), Choice::Plain(_)));
        assert!(matches!(decide(&Facts { asked: asked("accelerated"), ..Facts::default() }), Choice::Accelerated(_)));
    }

    #[test]
    fn a_start_that_died_before_its_first_paint_makes_the_next_one_plain_until_it_is_asked_for_or_updated() {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::of(&Home::at(folder.path()));
        assert!(!mark.is_unfinished());
        fs::write(&mark.0, env!("CARGO_PKG_VERSION")).unwrap();
        assert!(mark.is_unfinished());
        let facts = Facts { unfinished: mark.is_unfinished(), ..with_card() };
        assert!(matches!(decide(&facts), Choice::Plain(why) if why.contains("first paint")));
        let again = Facts { asked: Some("accelerated".to_owned()), ..facts };
        assert!(matches!(decide(&again), Choice::Accelerated(_)));
        fs::write(&mark.0, "0.0.1").unwrap();
        assert!(!mark.is_unfinished(), "another version tries again");
    }

    #[test]
    fn a_node_that_is_closed_to_us_or_has_no_hardware_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (nodes, drivers) = (folder.path().join("dri"), folder.path().join("drm"));
        assert_eq!(usable_node(&nodes, &drivers), None, "no folder");
        // A folder cannot be opened for writing, not even by root.
        fs::create_dir_all(nodes.join("renderD128")).unwrap();
        fs::write(nodes.join("card0"), "").unwrap();
        assert_eq!(usable_node(&nodes, &drivers), None);
        fs::write(nodes.join("renderD129"), "").unwrap();
        assert_eq!(usable_node(&nodes, &drivers), Some(nodes.join("renderD129")));
        #[cfg(unix)]
        {
            fs::create_dir_all(drivers.join("renderD129/device")).unwrap();
            std::os::unix::fs::symlink("/sys/bus/platform/drivers/vgem", drivers.join("renderD129/device/driver"))
                .unwrap();
            assert_eq!(usable_node(&nodes, &drivers), None, "vgem draws nothing");
        }
    }
}
