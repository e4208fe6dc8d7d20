//! Links from outside: the window that they start, the window that is already open, and those that are refused.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::desktop::hub_serves;
use crate::driver::{PATIENCE, Page, elsewhere};
use crate::panel::Panel;
use crate::screen::Screen;

#[tokio::test]
async fn a_link_opens_its_conversation_in_the_window_that_is_open_and_in_one_that_it_starts() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    hub_serves(&window).await;
    let page = window.call("list", json!({"key": {"view": "open"}, "search": null, "offset": 0, "limit": 20})).await;
    let rows: Vec<&Value> = page["rows"].as_array().unwrap().iter().filter(|row| row["contact"].is_string()).collect();
    let (first, second) = (rows[4], rows[7]);
    let ticket = window.call("thread", json!({"thread": second["id"]})).await["ticket"]["id"].clone();

    second_start(home.path(), &format!("bellhop://thread/{}", first["id"].as_str().unwrap())).await;
    has_open(&window, first).await;
    second_start(home.path(), &format!("bellhop://ticket/{}", ticket.as_str().unwrap())).await;
    has_open(&window, second).await;

    second_start(home.path(), "bellhop://search?q=%C5%BC%C3%B3%C5%82ty+plecak").await;
    window.wait_for("the words", "document.querySelector('input[type=search]').value === 'żółty plecak'").await;
    second_start(home.path(), "bellhop://thread/404404404").await;
    window.shows("What this link leads to is not on this computer.").await;
    window.close().await;

    let link = format!("bellhop://thread/{}", first["id"].as_str().unwrap());
    let started = Page::bellhop_asked(home.path(), &[&link]).await;
    has_open(&started, first).await;
    started.close().await;
}

#[tokio::test]
async fn a_hostile_link_is_refused_in_one_line_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    hub_serves(&window).await;
    let before = window.call("settings", Value::Null).await;
    for link in [
        "bellhop://thread/../../etc/passwd",
        "bellhop://search?q=x%00%E2%80%AE",
        "BELLHOP:javascript:document.body.remove()",
        "bellhop://<img src=x onerror=document.body.remove()>",
        "bellhop://ticket/1;rm -rf ~",
    ] {
        second_start(home.path(), link).await;
        window.shows(&format!("This is not a link that Bellhop can open: {link}")).await;
    }
    second_start(home.path(), &format!("bellhop://thread/{}", "9".repeat(60_000))).await;
    window.shows("999…").await;
    assert_eq!(window.call("settings", Value::Null).await, before);
    assert_eq!(window.call("outbox", Value::Null).await, json!([]));
    window.close().await;
}

#[tokio::test]
async fn a_second_start_brings_a_hidden_window_back_and_one_by_the_session_does_not() {
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::here();
    let panel = Panel::begins().await;
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    screen.close();
    screen.hides().await;
    second_start(home.path(), "--hidden").await;
    assert!(!screen.is_shown_now(), "the session started what runs already");
    second_start(home.path(), "bellhop://unread").await;
    screen.shows().await;
    let shown = "document.querySelector('[role=radio][aria-checked=true], [aria-pressed=true]')?.textContent.includes('Unread')";
    window.wait_for("what is unread", shown).await;
    panel.chooses("Quit Bellhop").await;
    window.ended().await;
}

/// Waits until this row's conversation is the one in the thread.
async fn has_open(window: &Page, row: &Value) {
    let contact = serde_json::to_string(&row["contact"]).unwrap();
    let open = format!(
        "document.querySelectorAll('[role=feed] article').length > 0
         && document.querySelector('[role=feed]').closest('section, main, div').parentElement.innerText.includes({contact})"
    );
    window.wait_for(&format!("the conversation of {contact}"), &open).await;
}

/// Starts Bellhop once more, which hands its argument over and ends well.
async fn second_start(home: &Path, argument: &str) {
    let mut second = Command::new(env!("CARGO_BIN_EXE_bellhop"));
    second.arg(argument).env("BELLHOP_HOME", home).env("NO_AT_BRIDGE", "1");
    for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        second.env(folder, elsewhere(home));
    }
    let ended = tokio::task::spawn_blocking(move || second.status().unwrap());
    let status = tokio::time::timeout(PATIENCE, ended).await.expect("the second start ends").unwrap();
    assert!(status.success(), "it handed over to the first: {status}");
}
