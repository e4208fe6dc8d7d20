//! The hub against others' idea of HubSpot: its official client library, unchanged, for the CRM and files.
//!
//! The shapes themselves are pinned in `src-tauri/crates/hub/tests`, under every path family. What is proved here is that
//! a program which knows nothing of Bellhop takes the hub for HubSpot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use bellhop_hub::{Hub, HubOptions};

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_library_takes_the_hub_for_hubspot() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(HubOptions::new(folder.path())).await.unwrap();
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/official-client");
    assert!(place.join("node_modules").is_dir(), "run `npm ci` in {} first (`make unit` does)", place.display());
    let (url, token) = (hub.url().to_owned(), hub.token().to_owned());
    let run = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .arg("run.mjs")
            .current_dir(place)
            .env("HUB_URL", url)
            .env("HUB_TOKEN", token)
            .output()
            .unwrap()
    });
    let output = run.await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let passed = said.lines().find_map(|line| line.strip_prefix("# pass ").or(line.strip_prefix("ℹ pass ")));
    assert!(
        passed.and_then(|count| count.trim().parse::<u32>().ok()).is_some_and(|count| count >= 5),
        "it ran tests: {said}"
    );
    hub.stop().await;
}
