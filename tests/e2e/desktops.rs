//! Broken desktops: the window opens as soon as on a whole one, and one line says what is missing.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::buses::{Bus, SilentBus};
use crate::driver::Page;
use crate::program;

/// What is broken makes others wait for 25 seconds, or for ever. Nothing is measured with it: `make bench` does that.
const SOON: Duration = Duration::from_secs(18);

const SESSION: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Opens the window on this session bus.
async fn open(home: &Path, bus: &Path) -> Page {
    in_time(Page::bellhop_with(home, &[(SESSION, bus)])).await
}

async fn in_time(opening: impl Future<Output = Page>) -> Page {
    tokio::time::timeout(SOON, opening).await.expect("the window waits for nothing that is broken")
}

/// The line is the only one.
async fn says_in_one_line(page: &Page, words: &str) {
    page.shows(words).await;
    let lines = page.client.execute("return document.querySelectorAll('.notices > *').length", vec![]).await.unwrap();
    assert_eq!(lines, json!(1));
}

#[tokio::test]
async fn without_a_session_bus_the_window_opens_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let page = open(home.path(), Path::new("unix:path=/nonexistent")).await;
    says_in_one_line(&page, "There is no session bus that answers").await;
    page.close().await;
}

#[tokio::test]
async fn a_session_bus_that_never_answers_holds_up_nothing() {
    let home = tempfile::tempdir().unwrap();
    let bus = SilentBus::start();
    let page = open(home.path(), &bus.address).await;
    says_in_one_line(&page, "There is no session bus that answers").await;
    page.close().await;
}

#[tokio::test]
async fn a_portal_that_never_answers_holds_up_nothing_and_is_named_beside_what_else_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let bus = Bus::start();
    let portal = bus.silent("org.freedesktop.portal.Desktop").await;
    let page = open(home.path(), &bus.address).await;
    says_in_one_line(&page, "This desktop lacks: a portal that answers, notifications.").await;
    page.press("button", "Details").await;
    page.shows("Restart xdg-desktop-portal").await;
    page.shows("Start a notification service").await;
    page.shoot("broken-desktop").await;
    page.close().await;
    drop(portal);
}

#[tokio::test]
async fn a_desktop_without_notifications_is_told_of_and_one_whose_daemon_is_silent_as_well() {
    let home = tempfile::tempdir().unwrap();
    let bus = Bus::start();
    let page = open(home.path(), &bus.address).await;
    says_in_one_line(&page, "Nothing on this desktop shows notifications").await;
    page.close().await;

    let daemon = bus.silent("org.freedesktop.Notifications").await;
    let page = open(home.path(), &bus.address).await;
    says_in_one_line(&page, "org.freedesktop.Notifications does not answer").await;
    page.close().await;
    drop(daemon);
}

#[tokio::test]
async fn a_keyring_that_never_answers_and_no_network_hold_up_nothing_that_can_be_read() {
    let home = tempfile::tempdir().unwrap();
    let bus = Bus::start();
    let keyring = bus.silent("org.freedesktop.secrets").await;
    // Not a portable home: there the token would be in a file.
    let folder = home.path().join("com.bellhop.desk/workspaces/shop");
    std::fs::create_dir_all(&folder).unwrap();
    let workspace =
        json!({"name": "Shop", "email": "rep@example.com", "remote": {"kind": "account", "url": "http://127.0.0.1:1"}});
    std::fs::write(folder.join("workspace.json"), workspace.to_string()).unwrap();
    std::fs::write(home.path().join("com.bellhop.desk/current"), "Shop").unwrap();
    let nowhere = Path::new("");
    let variables = [(SESSION, bus.address.as_path()), ("BELLHOP_HOME", nowhere), ("XDG_DATA_HOME", home.path())];
    let page = in_time(Page::bellhop_with(home.path(), &variables)).await;
    says_in_one_line(&page, "This desktop lacks: notifications, a keyring.").await;
    page.close().await;
    drop(keyring);
}

#[tokio::test]
async fn a_network_that_is_away_is_the_business_of_the_sync_state_and_no_alarm() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("workspaces/shop");
    std::fs::create_dir_all(&folder).unwrap();
    let workspace =
        json!({"name": "Shop", "email": "rep@example.com", "remote": {"kind": "account", "url": "http://127.0.0.1:1"}});
    std::fs::write(folder.join("workspace.json"), workspace.to_string()).unwrap();
    std::fs::write(folder.join("token"), "pat-eu1-1").unwrap();
    std::fs::write(home.path().join("current"), "Shop").unwrap();
    let page = in_time(Page::bellhop_with(home.path(), &[])).await;
    page.wait_for("the sync state", "document.querySelector('[aria-label=Sync]').textContent.includes('Offline')")
        .await;
    page.close().await;
}

#[test]
fn doctor_says_which_renderer_the_window_gets_and_what_the_bus_does() {
    let home = tempfile::tempdir().unwrap();
    let bus = SilentBus::start();
    let run = |variable: (&str, &Path)| {
        let mut command = program::bellhop(home.path());
        command.env_remove("WEBKIT_DISABLE_DMABUF_RENDERER").env(variable.0, variable.1).arg("doctor");
        let checks: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        move |name: &str| {
            let check = checks.as_array().unwrap().iter().find(|check| check["name"] == name).unwrap();
            check["detail"].as_str().unwrap().to_owned()
        }
    };
    let detail = run((SESSION, &bus.address));
    assert!(detail("session bus").contains("does not answer"), "{}", detail("session bus"));
    let detail = run(("BELLHOP_RENDERER", Path::new("accelerated")));
    assert_eq!(detail("renderer"), "accelerated: BELLHOP_RENDERER asks for it");
    let detail = run(("WEBKIT_DISABLE_DMABUF_RENDERER", Path::new("1")));
    assert_eq!(detail("renderer"), "as WEBKIT_DISABLE_DMABUF_RENDERER says");
}
