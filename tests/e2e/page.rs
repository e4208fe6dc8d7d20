//! The page's process ends, killed or to give its memory back, and the page after it is where that one was.
//!
//! A driver's session ends with the page that it began with: from then on the story looks at the screen alone.

use std::process::Command;

use serde_json::{Value, json};

use crate::desktop::change;
use crate::driver::{GLANCE, PATIENCE, Page};
use crate::panel::Panel;
use crate::process_tree;
use crate::screen::{Part, Screen};

const REPLY: &str = "Sprawdzam i odpiszę za godzinę.";
/// What a scroll bar takes.
const BAR: u16 = 16;
const LET_GO: &str = "window.__TAURI_INTERNALS__.invoke('call', {name: 'letGo', args: null})";
const EDITOR: &str = "document.querySelector('.ProseMirror[contenteditable=true]')";
const NEWEST: &str = "[...document.querySelectorAll('[role=feed] article')].at(-1)";

#[tokio::test]
async fn a_page_that_is_killed_is_loaded_again_with_what_was_written_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (panel, screen) = (Panel::begins().await, Screen::here());
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    written(&window).await;
    let (left, top, width, _) = screen.shows().await;
    let (editor, notice) = (part(&window, &screen, EDITOR).await, (left, top, width, 20));
    let (reply, above) = (screen.pixels(editor), screen.pixels(notice));

    let killed = Command::new("kill").args(["-9", &pages()[0].to_string()]).status().unwrap();
    assert!(killed.success());
    screen.differs(notice, &above).await;
    screen.looks(editor, &reply).await;
    panel.chooses("Quit Bellhop").await;
    window.ended().await;
}

#[tokio::test]
async fn a_page_that_nobody_sees_gives_its_memory_back_and_is_where_it_was_when_the_window_is_seen() {
    let home = tempfile::tempdir().unwrap();
    let (panel, screen) = (Panel::begins().await, Screen::here());
    let window = Page::bellhop(home.path(), "en").await;
    panel.line("Open Bellhop").await;
    // The first time that it is closed it says so, which is one line more than before.
    screen.close();
    screen.hides().await;
    panel.chooses("Open Bellhop").await;
    screen.shows().await;
    window.press("button", "Dismiss").await;

    written(&window).await;
    // Above it stands, the first time, that it is new.
    let newest = part(&window, &screen, NEWEST).await;
    let editor = part(&window, &screen, EDITOR).await;
    let (read, reply) = (screen.pixels(newest), screen.pixels(editor));
    window.client.execute(LET_GO, vec![]).await.unwrap();
    assert_eq!(window.call("sync", Value::Null).await["waiting"], 0, "a page that is seen is not ended");

    screen.close();
    screen.hides().await;
    let_go(&window).await;
    panel.chooses("Open Bellhop").await;
    screen.shows().await;
    screen.looks(editor, &reply).await;
    screen.looks(newest, &read).await;
    panel.chooses("Quit Bellhop").await;
    window.ended().await;
}

#[tokio::test]
async fn a_page_is_dark_before_its_first_frame_when_the_rep_wants_that_whatever_the_desktop_is() {
    let home = tempfile::tempdir().unwrap();
    let dark = "matchMedia('(prefers-color-scheme: dark)').matches";
    let window = Page::bellhop(home.path(), "en").await;
    window.wait_for("a light desktop", &format!("!{dark}")).await;
    change(&window, "theme", json!("dark")).await;
    window.wait_for("a dark web view", dark).await;
    window.close().await;
    let again = Page::opened(home.path(), "en").await;
    let (script, none) = (format!("return {dark}"), vec![]);
    assert_eq!(again.client.execute(&script, none).await.unwrap(), true, "from the start");
    change(&again, "theme", json!("light")).await;
    again.wait_for("a light web view", &format!("!{dark}")).await;
    again.close().await;
}

/// Has the page of a hidden window go, as it does by itself after ten minutes.
pub async fn let_go(window: &Page) {
    // Its answer may be lost with the page.
    let _ = window.client.execute(LET_GO, vec![]).await;
    let ended = async {
        let mut clock = tokio::time::interval(GLANCE);
        while !pages().is_empty() {
            clock.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("the page's process ends");
}

/// Opens a conversation and writes a reply, which the desk keeps.
async fn written(window: &Page) {
    let row = "document.querySelector('[role=grid] [role=row][aria-rowindex=\"4\"]')";
    window.wait_for("the conversation in the list", &format!("/\\p{{L}}/u.test({row}?.textContent ?? '')")).await;
    window.client.execute(&format!("{row}.click()"), vec![]).await.unwrap();
    window.write("textbox", "Reply", REPLY).await;
    // Neither a caret nor a ring around what has the focus is the same every time.
    window.client.execute("document.activeElement.blur()", vec![]).await.unwrap();
    let marked = format!("{row}.textContent.includes({})", json!(REPLY));
    window.wait_for("the draft in the list", &marked).await;
    let kept = "JSON.parse(sessionStorage.getItem('whereabouts'))?.thread";
    window.wait_for("the page has stood there for a while", kept).await;
}

/// Where a part of the page is on the screen, once it stands still; without the scroll bar at its right, which comes and goes.
async fn part(window: &Page, screen: &Screen, what: &str) -> Part {
    let place = format!(
        "const box = {what}.getBoundingClientRect(); return [box.x, box.y, box.width, box.height].map(Math.floor)"
    );
    let place = window.client.execute(&place, vec![]).await.unwrap();
    let [x, y, width, height] = serde_json::from_value::<[u16; 4]>(place).unwrap();
    let (left, top, ..) = screen.shows().await;
    let part = (left + i16::try_from(x).unwrap(), top + i16::try_from(y).unwrap(), width - BAR, height);
    screen.stands_still(part).await;
    part
}

/// The processes that show Bellhop's page.
fn pages() -> Vec<u32> {
    let named = |pid: &u32| {
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm"));
        name.is_ok_and(|name| name.starts_with("WebKitWeb") && !name.starts_with("WebKitWebDriv"))
    };
    process_tree::of(std::process::id()).into_iter().filter(named).collect()
}
