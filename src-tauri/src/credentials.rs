//! Where a remote workspace's token is kept.
//!
//! In the desktop's keyring (Secret Service). A portable home ([`Home::is_portable`]) keeps it in the workspace's folder
//! instead, in a file that only this user can read: the whole point of `BELLHOP_HOME` is that everything is in that
//! folder, and a machine without a desktop has no keyring. Without either, the token is not kept at all: it must be given
//! with each start (`BELLHOP_TOKEN`), and whoever connects is told so. It never reaches logs, arguments or the window.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, bail};
use secrecy::{ExposeSecret, SecretString};

use crate::home::Home;

/// A keyring on a broken session bus can take half a minute to say no; nobody waits that long.
const KEYRING_PATIENCE: Duration = Duration::from_secs(4);
const SERVICE: &str = "com.bellhop.desk";

/// Where a token was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// In the desktop's keyring.
    Keyring,
    /// In a private file of a portable home.
    PrivateFile,
}

/// Keeps a token. Without a keyring outside a portable home it fails with a sentence that says what to do.
pub(crate) fn keep(home: &Home, folder: &Path, workspace: &str, token: &SecretString) -> anyhow::Result<Kept> {
    if home.is_portable() {
        write_private(&folder.join("token"), token.expose_secret())
            .context("The token could not be written into the workspace's folder.")?;
        return Ok(Kept::PrivateFile);
    }
    let name = workspace.to_owned();
    let secret = token.expose_secret().to_owned();
    let kept = keyring(move |entry| entry(&name)?.set_password(&secret));
    if let Err(problem) = kept {
        bail!(
            "No keyring can be reached ({problem}), so the token would be written down in the open. Start a keyring \
             (for example gnome-keyring), or set BELLHOP_HOME to keep everything, the token too, in one private folder."
        );
    }
    Ok(Kept::Keyring)
}

/// Reads a token back: from `BELLHOP_TOKEN`, the private file of a portable home, or the keyring.
pub(crate) fn recall(home: &Home, folder: &Path, workspace: &str) -> Result<SecretString, String> {
    if let Some(token) = std::env::var("BELLHOP_TOKEN").ok().filter(|token| !token.is_empty()) {
        return Ok(SecretString::from(token));
    }
    if home.is_portable() {
        return fs::read_to_string(folder.join("token"))
            .map(|token| SecretString::from(token.trim().to_owned()))
            .map_err(|_| "the workspace's folder holds no token".to_owned());
    }
    let name = workspace.to_owned();
    keyring(move |entry| entry(&name)?.get_password()).map(SecretString::from)
}

type Entry<'a> = &'a dyn Fn(&str) -> keyring_core::Result<keyring_core::Entry>;

/// Does something with the keyring on a thread of its own, for at most [`KEYRING_PATIENCE`].
fn keyring<T: Send + 'static>(
    act: impl FnOnce(Entry<'_>) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, String> {
    let (done, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let outcome = open_keyring().and_then(|()| act(&|name| keyring_core::Entry::new(SERVICE, name)));
        // Nobody listens any more once the patience is over.
        let _ = done.send(outcome.map_err(|problem| problem.to_string()));
    });
    answer.recv_timeout(KEYRING_PATIENCE).unwrap_or_else(|_| Err("it does not answer".to_owned()))
}

#[cfg(target_os = "linux")]
fn open_keyring() -> keyring_core::Result<()> {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn open_keyring() -> keyring_core::Result<()> {
    Err(keyring_core::Error::NoDefaultStore)
}

/// Writes a file that only this user can read, whole or not at all.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_portable_home_keeps_its_token_in_a_file_that_only_its_owner_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let kept = keep(&home, folder.path(), "shop", &SecretString::from("pat-eu1-1".to_owned())).unwrap();
        assert_eq!(kept, Kept::PrivateFile);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("token")).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "others can read the token");
        }
        assert_eq!(recall(&home, folder.path(), "shop").unwrap().expose_secret(), "pat-eu1-1");
    }
}
