//! Where Bellhop keeps its state.
//!
//! Everything is below one folder: `BELLHOP_HOME` when it is set (a portable Bellhop: nothing outside it is touched, not
//! even the keyring), else the desktop's data folder. Below it `workspaces/NAME/` holds one workspace each, `current`
//! names the one that opens, `logs/` the logs. One folder instead of the desktop's three, so that "copy this folder" is
//! a backup and "delete this folder" leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The folder of all state.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    root: PathBuf,
    portable: bool,
}

impl Home {
    /// The home that the environment names. Nothing is made on disk yet.
    pub(crate) fn from_environment() -> anyhow::Result<Self> {
        if let Some(root) = std::env::var_os("BELLHOP_HOME").filter(|value| !value.is_empty()) {
            return Ok(Self { root: PathBuf::from(root), portable: true });
        }
        let data = std::env::var_os("XDG_DATA_HOME")
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
            .context("There is no home folder. Set BELLHOP_HOME to a folder that Bellhop may use.")?;
        Ok(Self { root: data.join("com.bellhop.desk"), portable: false })
    }

    /// A portable home at this folder.
    #[cfg(test)]
    pub(crate) fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), portable: true }
    }

    /// Makes the folder, for this user alone. The error is a sentence that names the folder and what to do.
    pub(crate) fn prepare(&self) -> anyhow::Result<()> {
        for folder in [self.root.clone(), self.workspaces(), self.logs()] {
            fs::create_dir_all(&folder).and_then(|()| private(&folder)).with_context(|| {
                format!(
                    "Bellhop cannot use the folder {}. Make it readable and writable for you, or set BELLHOP_HOME to another one.",
                    folder.display()
                )
            })?;
        }
        Ok(())
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the workspaces.
    pub(crate) fn workspaces(&self) -> PathBuf {
        self.root.join("workspaces")
    }

    /// The folder of the logs.
    pub(crate) fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Where the window's place and size are kept.
    #[cfg(feature = "shell")]
    pub(crate) fn window(&self) -> PathBuf {
        self.root.join("window.json")
    }

    /// The folder of the tray's picture, which a panel reads.
    #[cfg(feature = "shell")]
    pub(crate) fn tray(&self) -> PathBuf {
        self.root.join("tray")
    }

    /// A file that is there once the rep was told that a closed window stays in the tray.
    #[cfg(feature = "shell")]
    pub(crate) fn told_of_tray(&self) -> PathBuf {
        self.root.join("told-of-tray")
    }

    /// The folder of the web view's own data, which is nothing of ours and can be deleted.
    #[cfg(feature = "shell")]
    pub(crate) fn webview(&self) -> PathBuf {
        self.root.join("webview")
    }

    /// True when everything, tokens too, stays in the folder.
    pub(crate) fn is_portable(&self) -> bool {
        self.portable
    }

    /// The name of the workspace that opens, if one was chosen.
    pub(crate) fn current(&self) -> Option<String> {
        let name = fs::read_to_string(self.root.join("current")).ok()?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// Chooses the workspace that opens.
    pub(crate) fn set_current(&self, name: &str) -> anyhow::Result<()> {
        fs::write(self.root.join("current"), name).context("The chosen workspace could not be written down.")
    }
}

/// Takes the folder's content out of other users' sight.
#[cfg(unix)]
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}
