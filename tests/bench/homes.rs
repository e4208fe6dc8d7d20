//! The states that Bellhop is measured in, made before anything is measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use bellhop_desk::views::Settings;
use bellhop_store::{Origin, Store};
use chrono::Utc;
use serde_json::json;

use crate::conversations::{self, Conversation};
use crate::window::{self, Window};

/// How many conversations "many" are.
pub(crate) const MANY: usize = 20_000;
/// Conversations in one transaction.
const CHUNK: usize = 500;

/// A local workspace on its second day: made by a first start, its demo conversations synced.
pub(crate) async fn second_day(home: &Path, folder: &Path) -> Result<()> {
    Window::open(window::bellhop(), Some(home), folder)?.close().await?;
    let synced =
        Command::new(window::bellhop()).args(["sync", "--once", "--json"]).env("BELLHOP_HOME", home).output()?;
    ensure!(synced.status.success(), "the first sync failed: {}", String::from_utf8_lossy(&synced.stderr));
    Ok(())
}

/// A local workspace with [`MANY`] open conversations in its cache and its hub switched off, so that nothing else goes on.
pub(crate) async fn with_many_conversations(home: &Path) -> Result<()> {
    let workspace = local_workspace(home)?;
    let (store, _) = tokio::task::spawn_blocking(move || Store::open(&workspace)).await??;
    let newest = Utc::now();
    store.write(Origin::Pull, conversations::write_directory).await?;
    for first in (0..MANY).step_by(CHUNK) {
        let some =
            (first..MANY.min(first + CHUNK)).map(|number| Conversation::made(number, newest)).collect::<Vec<_>>();
        store.write(Origin::Pull, move |w| some.iter().try_for_each(|conversation| conversation.write(w))).await?;
    }
    let settings = Settings { hub_on: false, ..Settings::default() };
    store.desk_write(Origin::Desk, move |w| w.settings().set("window", &settings)).await?;
    store.close().await?;
    Ok(())
}

/// Writes down a local workspace as the current one, as a first start does, and gives its folder.
fn local_workspace(home: &Path) -> Result<PathBuf> {
    let folder = home.join("workspaces").join("local-workspace");
    std::fs::create_dir_all(&folder).context("the folder of the measurement cannot be made")?;
    let workspace = json!({"name": "Local workspace", "email": bellhop_hub::DEMO_REP, "remote": {"kind": "local"}});
    std::fs::write(folder.join("workspace.json"), workspace.to_string())?;
    std::fs::write(home.join("current"), "Local workspace")?;
    Ok(folder)
}
