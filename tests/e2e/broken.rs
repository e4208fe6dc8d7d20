//! Broken folders and files: the window opens all the same, says what is wrong and what to do, and keeps what was typed.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::driver::{PATIENCE, Page, elsewhere};

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named_in_a_window_that_opens_anyway() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "not a folder").unwrap();
    let window = Page::opened(&file, "en").await;
    window.shows("Bellhop cannot use the folder").await;
    window.shows(file.to_str().unwrap()).await;
    window.close().await;
}

#[tokio::test]
async fn a_damaged_cache_is_fetched_again_with_a_notice_while_the_draft_is_still_there() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    window.client.execute("document.querySelectorAll('[role=grid] [role=row]')[0].click()", vec![]).await.unwrap();
    window.write("textbox", "Reply", "Nie może zginąć").await;
    window.shows("Draft saved").await;
    window.close().await;

    let workspace = home.path().join("workspaces/local-workspace");
    let cache = workspace.join("cache.db");
    let wal = workspace.join("cache.db-wal");
    // A failing disk: every page of both files is overwritten but for its first bytes.
    for path in [&cache, &wal] {
        let Ok(mut bytes) = fs::read(path) else { continue };
        for (place, byte) in bytes.iter_mut().enumerate() {
            if place % 4096 > 60 {
                *byte = byte.wrapping_add(0x5a);
            }
        }
        fs::write(path, bytes).unwrap();
    }
    let again = Page::bellhop(home.path(), "en").await;
    again.shows("cache").await;
    again.wait_for("the conversations again", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    again.call("list", json!({"key": {"view": "drafts"}, "offset": 0, "limit": 10})).await;
    again
        .wait_for(
            "the draft in the list",
            "document.querySelector('[role=grid]').textContent.includes('Nie może zginąć')",
        )
        .await;
    again.shoot("damaged-cache").await;
    let aside = fs::read_dir(&workspace).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    assert!(aside.into_iter().any(|name| name.contains("damaged")), "set aside, not deleted");
    again.close().await;
}

#[tokio::test]
async fn a_second_start_gives_way_to_the_window_that_is_open() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_bellhop"));
    second.env("BELLHOP_HOME", home.path()).env("NO_AT_BRIDGE", "1");
    let ended = tokio::task::spawn_blocking(move || second.status().unwrap());
    let status = tokio::time::timeout(PATIENCE, ended).await.expect("the second start ends").unwrap();
    assert!(status.success(), "it handed over to the first: {status}");
    assert_eq!(window.call("bootstrap", json!(null)).await["workspace"]["name"], "Local workspace");
    window.close().await;
    let elsewhere = files_below(&elsewhere(home.path()).join("com.bellhop.desk"));
    assert!(elsewhere.is_empty(), "all state is in one folder: {elsewhere:?}");
}

#[tokio::test]
async fn a_hub_that_cannot_start_is_told_above_everything_that_can_still_be_read() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    window.wait_for("demo conversations", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    window.close().await;
    let hub = home.path().join("workspaces/local-workspace/hub");
    fs::remove_dir_all(&hub).unwrap();
    fs::write(&hub, "not a folder").unwrap();
    let again = Page::bellhop(home.path(), "en").await;
    again.shows("The hub of this workspace could not start.").await;
    again.wait_for("what is cached", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    again.close().await;
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
