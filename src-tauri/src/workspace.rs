//! A workspace: a HubSpot account (or a hub elsewhere), or a local one with the hub inside.
//!
//! Its folder holds `workspace.json`, the two databases, the media, and for a local one the hub's own folder. Exactly one
//! process syncs a workspace at a time, the one that holds `sync.lock`; others may read it and add to its outbox.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::home::Home;

/// The name of the workspace that is made when there is none.
pub(crate) const LOCAL: &str = "Local workspace";

/// What is written down about a workspace.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Workspace {
    /// The rep's name for it.
    pub(crate) name: String,
    /// The rep's own address, found among the account's owners.
    pub(crate) email: String,
    /// Where its conversations come from.
    pub(crate) remote: Remote,
    /// Its folder; known from where it was read.
    #[serde(skip)]
    pub(crate) folder: PathBuf,
}

/// Where a workspace's conversations come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Remote {
    /// The hub inside, in the folder `hub`.
    Local,
    /// An account of HubSpot, or a hub that runs elsewhere.
    Account {
        /// The start of its API's addresses.
        url: String,
    },
}

impl Workspace {
    /// Opens the named workspace, else the current one, else makes the local one with demo conversations.
    pub(crate) fn open(home: &Home, name: Option<&str>) -> anyhow::Result<Self> {
        match name.map(str::to_owned).or_else(|| home.current()) {
            Some(name) => Self::read(home, &name),
            None => {
                let local = Self {
                    name: LOCAL.to_owned(),
                    email: bellhop_hub::DEMO_REP.to_owned(),
                    remote: Remote::Local,
                    folder: folder_of(home, LOCAL),
                };
                local.write()?;
                home.set_current(LOCAL)?;
                Ok(local)
            }
        }
    }

    /// Opens a workspace that must exist already.
    pub(crate) fn existing(home: &Home, name: Option<&str>) -> anyhow::Result<Self> {
        match name.map(str::to_owned).or_else(|| home.current()) {
            Some(name) => Self::read(home, &name),
            None => bail!("There is no workspace yet. Connect one with `bellhop connect`, or open the window once."),
        }
    }

    /// Makes a workspace for an account, or points the existing one of this name at it.
    pub(crate) fn connect(home: &Home, name: &str, url: &str, email: &str) -> anyhow::Result<Self> {
        if slug(name).is_empty() {
            bail!("A workspace needs a name with at least one letter or digit.");
        }
        let workspace = Self {
            name: name.to_owned(),
            email: email.to_owned(),
            remote: Remote::Account { url: url.to_owned() },
            folder: folder_of(home, name),
        };
        workspace.write()?;
        home.set_current(name)?;
        Ok(workspace)
    }

    /// Takes the right to sync this workspace, or says that another process has it. Given back when dropped.
    pub(crate) fn lock(&self) -> anyhow::Result<Option<SyncLock>> {
        let path = self.folder.join("sync.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("{} cannot be written.", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(SyncLock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(problem)) => Err(problem).context("The workspace could not be locked."),
        }
    }

    /// The hub's own folder.
    pub(crate) fn hub_folder(&self) -> PathBuf {
        self.folder.join("hub")
    }

    fn read(home: &Home, name: &str) -> anyhow::Result<Self> {
        let folder = folder_of(home, name);
        let path = folder.join("workspace.json");
        let text = fs::read_to_string(&path).with_context(|| {
            format!(
                "The workspace \"{name}\" cannot be read from {}. Connect it again with `bellhop connect`.",
                path.display()
            )
        })?;
        let mut workspace: Self = serde_json::from_str(&text).with_context(|| {
            format!("{} is damaged. Connect the workspace again with `bellhop connect`.", path.display())
        })?;
        workspace.folder = folder;
        Ok(workspace)
    }

    fn write(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder).with_context(|| format!("{} cannot be made.", self.folder.display()))?;
        let path = self.folder.join("workspace.json");
        let fresh = path.with_extension("new");
        fs::write(&fresh, serde_json::to_string_pretty(self)?)
            .and_then(|()| fs::rename(&fresh, &path))
            .with_context(|| format!("{} cannot be written.", path.display()))
    }
}

/// The right to sync a workspace. The operating system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct SyncLock {
    _file: File,
}

fn folder_of(home: &Home, name: &str) -> PathBuf {
    let workspaces = home.workspaces();
    Path::new(&workspaces).join(slug(name))
}

/// A folder name from a workspace's name: letters and digits stay, anything else becomes one hyphen.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_workspace_cannot_leave_the_folder_of_workspaces_by_its_name() {
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("Sklep Łódź 2"), "sklep-łódź-2");
        assert_eq!(slug("///"), "");
    }

    #[test]
    fn only_one_holder_syncs_a_workspace_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        home.prepare().unwrap();
        let workspace = Workspace::connect(&home, "Shop", "http://127.0.0.1:1", "rep@example.com").unwrap();
        let held = workspace.lock().unwrap();
        assert!(held.is_some());
        assert!(workspace.lock().unwrap().is_none(), "two holders would send everything twice");
        drop(held);
        assert!(workspace.lock().unwrap().is_some());
        assert_eq!(Workspace::existing(&home, None).unwrap().name, "Shop");
    }
}
