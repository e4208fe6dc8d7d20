//! Bellhop on a desktop: in the tray, hidden, brought back, started with the session, where it opens.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::customer::Customer;
use crate::driver::{GLANCE, PATIENCE, Page, elsewhere};
use crate::panel::Panel;
use crate::screen::Screen;
use crate::started::Started;

#[tokio::test]
async fn the_tray_counts_what_a_customer_writes_mutes_and_quits() {
    let home = tempfile::tempdir().unwrap();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    let chat = hub_serves(&window).await;
    let before = unread(&window).await;
    let lines = |unread: &str| {
        [
            unread,
            "Up to date",
            "Open Bellhop",
            "Mute for 30 minutes",
            "Mute for 1 hour",
            "Mute until tomorrow at 8:00",
            "Unmute",
            "Quit Bellhop",
        ]
        .map(str::to_owned)
    };
    panel.lists(&lines(&format!("{before} unread conversations"))).await;
    assert_eq!(panel.label().await, before.to_string());
    let picture = panel.picture().await;
    assert!(picture.starts_with(home.path().to_str().unwrap()), "a home keeps everything inside: {picture}");
    assert!(fs::metadata(&picture).unwrap().len() > 100, "the panel has a picture to show");

    let mut customer = Customer::arrives(&chat, "Ewa Malinowska").await;
    customer.says("Paczka nie dotarła.").await;
    panel.dock_shows(before + 1).await;
    panel.lists(&lines(&format!("{} unread conversations", before + 1))).await;

    panel.chooses("Mute for 1 hour").await;
    panel.line("Unmute (muted until ").await;
    let until = window.call("settings", Value::Null).await["alerts"]["mutedUntil"].as_str().unwrap().to_owned();
    let left = until.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - chrono::Utc::now();
    assert!((50..=60).contains(&left.num_minutes()), "{until}");
    panel.chooses("Unmute").await;
    panel.lists(&lines(&format!("{} unread conversations", before + 1))).await;
    assert_eq!(window.call("settings", Value::Null).await["alerts"]["mutedUntil"], Value::Null);

    window.call("setHub", json!({"on": false})).await;
    panel.line("The hub is switched off").await;
    change(&window, "locale", json!("pl")).await;
    panel.line("Hub jest wyłączony").await;
    panel.chooses("Zakończ Bellhopa").await;
    window.ended().await;
}

#[tokio::test]
async fn a_closed_window_waits_in_the_tray_says_so_once_and_comes_back_when_the_tray_goes_away() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    assert_eq!(window.call("desktopFacts", Value::Null).await["tray"], true);
    let place = screen.shows().await;

    screen.close();
    screen.hides().await;
    panel.chooses("Open Bellhop").await;
    assert_eq!(screen.shows().await, place, "it is where it was");
    window.shows("Closing the window leaves Bellhop in the tray").await;
    window.press("button", "Dismiss").await;

    screen.close();
    screen.hides().await;
    panel.dies().await;
    screen.shows().await;
    let told = window.client.execute("return document.body.innerText.includes('in the tray')", vec![]).await.unwrap();
    assert_eq!(told, false, "it is said once");
    assert_eq!(window.call("desktopFacts", Value::Null).await["tray"], false);

    screen.close();
    window.ended().await;
}

#[tokio::test]
async fn a_tray_that_nobody_shows_any_more_gives_its_window_back_and_closing_ends_bellhop() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    screen.close();
    screen.hides().await;
    panel.loses_its_host().await;
    screen.shows().await;
    assert_eq!(window.call("desktopFacts", Value::Null).await["tray"], false);
    screen.close();
    window.ended().await;
}

#[tokio::test]
async fn closing_ends_bellhop_when_the_rep_wants_that_although_there_is_a_tray() {
    let home = tempfile::tempdir().unwrap();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    change(&window, "desktop/closeToTray", json!(false)).await;
    // The menu follows the same settings: once it speaks Polish, both were read.
    change(&window, "locale", json!("pl")).await;
    panel.line("Otwórz Bellhopa").await;
    Screen::here().close();
    window.ended().await;
}

#[tokio::test]
async fn a_desktop_without_the_trays_library_has_a_window_that_ends_when_it_is_closed() {
    let home = tempfile::tempdir().unwrap();
    let broken = tempfile::tempdir().unwrap();
    for library in ["libayatana-appindicator3.so", "libappindicator3.so"] {
        fs::write(broken.path().join(library), "not a library").unwrap();
        fs::write(broken.path().join(format!("{library}.1")), "not a library").unwrap();
    }
    let _panel = Panel::begins().await;
    let window = Page::bellhop_with(home.path(), &[("LD_LIBRARY_PATH", broken.path())]).await;
    let logs =
        || entries(&home.path().join("logs")).iter().filter_map(|log| fs::read_to_string(log).ok()).collect::<String>();
    eventually("a line about the library", || logs().contains("there is no item in the tray")).await;
    assert_eq!(window.call("desktopFacts", Value::Null).await["tray"], false);
    Screen::here().close();
    window.ended().await;
}

#[tokio::test]
async fn a_hidden_start_stays_in_the_tray_and_a_bellhop_that_ended_hidden_starts_shown() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let panel = Panel::begins().await;
    was_at(home.path(), (500, 60));
    let hidden = Started::with(home.path(), &["--hidden"]);
    panel.line("Open Bellhop").await;
    assert!(!screen.is_shown_now(), "nothing was asked for yet");
    panel.chooses("Open Bellhop").await;
    assert_eq!(screen.shows().await, (500, 60, 1200, 800));
    screen.close();
    screen.hides().await;
    panel.chooses("Quit Bellhop").await;
    hidden.ends().await;
    panel.forgets();

    let again = Started::with(home.path(), &[]);
    assert_eq!(screen.shows().await, (500, 60, 1200, 800), "where it was before it was hidden");
    panel.chooses("Quit Bellhop").await;
    again.ends().await;
}

#[tokio::test]
async fn a_hidden_start_without_a_tray_opens_the_window_after_all() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let started = Started::with(home.path(), &["--hidden"]);
    screen.shows().await;
    screen.close();
    started.ends().await;
}

#[tokio::test]
async fn a_window_that_was_on_a_screen_that_is_gone_comes_back_onto_one_that_is_there() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    was_at(home.path(), (4200, -3000));
    let started = Started::with(home.path(), &[]);
    assert_eq!(screen.shows().await, (360, 200, 1200, 800), "in the middle of the screen");
    screen.close();
    started.ends().await;

    was_at(home.path(), (700, 40));
    let started = Started::with(home.path(), &[]);
    assert_eq!(screen.shows().await, (700, 40, 1200, 800), "where it was");
    screen.close();
    started.ends().await;
    let written: Value = serde_json::from_slice(&fs::read(home.path().join("window.json")).unwrap()).unwrap();
    assert_eq!(
        (&written["main"]["x"], &written["main"]["width"]),
        (&json!(700), &json!(1200)),
        "kept for the next start"
    );
}

#[tokio::test]
async fn starting_with_the_session_is_an_entry_that_comes_and_goes_with_the_setting() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    let folder = elsewhere(home.path()).join("autostart");
    assert!(entries(&folder).is_empty(), "off by default");
    change(&window, "desktop/startAtLogin", json!(true)).await;
    eventually("an entry", || entries(&folder).len() == 1).await;
    let text = fs::read_to_string(&entries(&folder)[0]).unwrap();
    let wanted = format!(
        "Exec=\"env\" \"BELLHOP_HOME={}\" \"{}\" \"--hidden\"",
        home.path().display(),
        env!("CARGO_BIN_EXE_bellhop")
    );
    assert!(text.lines().any(|line| line == wanted), "{text}");
    let sound = Command::new("desktop-file-validate").arg(&entries(&folder)[0]).status().unwrap();
    assert!(sound.success(), "a desktop reads the entry");
    change(&window, "desktop/startAtLogin", json!(false)).await;
    eventually("no entry", || entries(&folder).is_empty()).await;
    window.close().await;
}

#[tokio::test]
async fn a_key_summons_the_hidden_window_and_one_that_is_taken_is_told() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    change(&window, "desktop/summonKeys", json!("B")).await;
    change(&window, "desktop/summon", json!(true)).await;
    told(&window, "This is not a combination of keys").await;

    let other = Screen::here();
    other.takes('j');
    change(&window, "desktop/summonKeys", json!("Ctrl+Alt+Shift+Super+J")).await;
    told(&window, "Another program uses this").await;
    drop(other);

    change(&window, "desktop/summonKeys", json!("Super+Shift+K")).await;
    told(&window, "").await;
    screen.close();
    screen.hides().await;
    screen.press("super+shift+k");
    screen.shows().await;
    change(&window, "desktop/summon", json!(false)).await;
    panel.chooses("Quit Bellhop").await;
    window.ended().await;
}

/// Writes down that the window was here when Bellhop ended.
fn was_at(home: &Path, (x, y): (i32, i32)) {
    let main = json!({"width": 1200, "height": 800, "x": x, "y": y, "prev_x": 0, "prev_y": 0,
        "maximized": false, "visible": false, "decorated": true, "fullscreen": false});
    fs::write(home.join("window.json"), json!({"main": main}).to_string()).unwrap();
}

/// Waits for this trouble with the key; an empty one is none.
async fn told(window: &Page, beginning: &str) {
    let comes = async {
        let mut clock = tokio::time::interval(GLANCE);
        loop {
            clock.tick().await;
            let facts = window.call("desktopFacts", Value::Null).await;
            let said = facts["summonTrouble"].as_str().unwrap_or_default();
            if said.starts_with(beginning) && said.is_empty() == beginning.is_empty() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, comes).await.unwrap_or_else(|_| panic!("never told: {beginning:?}"));
}

/// Changes one of the rep's settings, named by its path.
pub async fn change(window: &Page, path: &str, value: Value) {
    let patch = path.rsplit('/').fold(value, |inner, name| json!({ name: inner }));
    window.call("changeSettings", patch).await;
}

/// Waits until the hub serves, and gives the address of its web chat.
pub async fn hub_serves(window: &Page) -> String {
    let synced = "/^Synced/.test(document.querySelector('[role=status][aria-label^=Sync]')?.textContent.trim() ?? '')";
    window.wait_for("the hub to serve", synced).await;
    let start = window.call("bootstrap", Value::Null).await;
    start.pointer("/workspace/hub/chatUrl").and_then(Value::as_str).expect("the hub serves the web chat").to_owned()
}

async fn unread(window: &Page) -> u64 {
    let counts = window.call("counts", Value::Null).await;
    let views = counts["views"].as_array().unwrap();
    views.iter().find(|view| view["key"]["view"] == "unread").unwrap()["total"].as_u64().unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    let comes = async {
        let mut clock = tokio::time::interval(GLANCE);
        while !holds() {
            clock.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, comes).await.unwrap_or_else(|_| panic!("never came: {what}"));
}
