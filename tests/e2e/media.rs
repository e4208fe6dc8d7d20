//! Every medium in the real window: it plays, advances and seeks; stickers move; all of it again without the hub.
//!
//! What is looked at is the media element itself, which the deck keeps in the page, and the screen from outside: WebDriver
//! takes pictures of the first frame of what moves, an X client sees what a person sees.

use std::process::Command;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::{Locator, elements::Element};
use serde_json::json;

use crate::customer::Customer;
use crate::driver::{PATIENCE, Page};

/// What plays: the file, what the channel says of it, seconds.
const PLAYED: &[(&str, &str, f64)] = &[
    ("note.ogg", "VOICE_RECORDING", 3.0),
    ("stereo.opus.ogg", "AUDIO", 3.0),
    ("song.vorbis.ogg", "AUDIO", 3.0),
    ("bare.mp3", "AUDIO", 3.02),
    ("song.m4a", "AUDIO", 3.03),
    ("late.m4a", "AUDIO", 3.03),
    ("song.wav", "AUDIO", 3.0),
    ("song.flac", "AUDIO", 3.0),
    ("song.webm", "AUDIO", 3.01),
    ("clip.mp4", "OTHER", 2.0),
    ("late.mp4", "OTHER", 2.0),
    ("clip.mov", "OTHER", 2.0),
    ("clip.vp9.webm", "OTHER", 2.01),
    ("clip.vp8.webm", "OTHER", 2.0),
    ("clip.av1.mp4", "OTHER", 2.0),
];

/// Stickers, and whether they move.
const STICKERS: &[(&str, bool)] = &[
    ("sticker.webp", false),
    ("clear.png", false),
    ("moving.webp", true),
    ("moving.gif", true),
    ("sticker.tgs", true),
    ("sticker.webm", true),
];

#[tokio::test]
async fn every_format_plays_advances_and_seeks_and_every_sticker_shows_and_moves_with_the_hub_and_without_it() {
    let home = tempfile::tempdir().unwrap();
    let window = Page::bellhop(home.path(), "en").await;
    let mut customer = Customer::arrives(&chat(&window).await, "Ewa Grająca").await;
    for part in PLAYED.chunks(5) {
        customer.sends(&part.iter().map(|(file, usage, _)| (*file, *usage)).collect::<Vec<_>>()).await;
    }
    customer.sends(&STICKERS.iter().map(|(file, _)| (*file, "STICKER")).collect::<Vec<_>>()).await;

    open(&window, PLAYED.len(), STICKERS.len()).await;
    everything_plays(&window, "media").await;
    window.call("setHub", json!({"on": false})).await;
    window.close().await;

    let again = Page::bellhop(home.path(), "en").await;
    open(&again, PLAYED.len(), STICKERS.len()).await;
    everything_plays(&again, "media-offline").await;
    again.close().await;
}

/// The address of the web chat, once the hub serves it.
pub async fn chat(window: &Page) -> String {
    window.wait_for("the hub to serve", "/^Synced/.test(document.querySelector('[role=status][aria-label^=Sync], [role=status]')?.textContent.trim() ?? '')").await;
    let start = window.call("bootstrap", json!(null)).await;
    start.pointer("/workspace/hub/chatUrl").and_then(|url| url.as_str()).expect("the web chat").to_owned()
}

/// Opens the conversation of the customer, with this many players and stickers.
pub async fn open(window: &Page, players: usize, stickers: usize) {
    let row =
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('Ewa Grająca'))";
    let pill = "[...document.querySelectorAll('button')].some(pill => /^\\d+ new/.test(pill.textContent.trim()) && (pill.click(), false))";
    window.wait_for("the conversation in the list", &format!("{row} || {pill}")).await;
    window.client.execute(&format!("({row}).click()"), vec![]).await.unwrap();
    let there = format!(
        "document.querySelectorAll('[role=feed] [data-play]').length >= {players} && document.querySelectorAll('[role=feed] .sticker').length >= {stickers}"
    );
    window.wait_for("every player and sticker", &there).await;
}

async fn everything_plays(window: &Page, picture: &str) {
    for (file, usage, seconds) in PLAYED {
        plays(window, file, usage, *seconds).await;
        if matches!(*file, "note.ogg" | "clip.mp4") {
            window.shoot(&format!("{picture}-{file}")).await;
        }
    }
    for (place, (file, moves)) in STICKERS.iter().enumerate() {
        shows(window, place, file, *moves).await;
    }
    window.shoot(&format!("{picture}-stickers")).await;
}

/// The player of a file, by its accessible name.
pub fn player(file: &str, usage: &str) -> String {
    let name = if usage == "VOICE_RECORDING" { "Voice note from" } else { file };
    format!(
        "[...document.querySelectorAll('[role=feed] [role=group]')].find(group => group.getAttribute('aria-label')?.startsWith('{name}'))"
    )
}

async fn plays(window: &Page, file: &str, usage: &str, seconds: f64) {
    let player = player(file, usage);
    let playing = "document.querySelector('body > audio, [role=feed] video[src], [role=feed] .frame video')";
    window
        .wait_for(&format!("{file} to be here"), &format!("({player})?.querySelector('[data-play][aria-label^=Play]')"))
        .await;
    window.client.execute(&format!("({player}).scrollIntoView({{block: 'center'}})"), vec![]).await.unwrap();
    let button = marked(window, &format!("({player}).querySelector('[data-play]')"), "play").await;
    button.click().await.unwrap();
    window
        .wait_for(
            &format!("{file} to play and advance"),
            &format!("{playing} && !{playing}.paused && {playing}.currentTime > 0.1"),
        )
        .await;

    let length = window.client.execute(&format!("return {playing}.duration"), vec![]).await.unwrap();
    let length = length.as_f64().unwrap_or_else(|| panic!("{file} has no finite length: {length}"));
    assert!((length - seconds).abs() < 0.3, "{file} lasts {length} s in the window");

    // The pointer goes to seven tenths of the bar: from its middle, a fifth of its width to the right.
    let bar = format!(
        "[...({player}).querySelectorAll('[role=slider]')].find(bar => bar.getAttribute('aria-label') === 'Position')"
    );
    window.wait_for(&format!("the bar of {file}"), &bar).await;
    let bar = marked(window, &bar, "seek").await;
    let (_, _, width, _) = bar.rectangle().await.unwrap();
    let to = PointerAction::MoveToElement { element: bar, duration: None, x: width / 5.0, y: 0.0 };
    let press = PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
    let release = PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT };
    let mouse = MouseActions::new("mouse".to_owned()).then(to).then(press).then(release);
    window.client.perform_actions(mouse).await.unwrap();
    let beyond = format!("{playing}.currentTime > {:.2} || ({playing}.ended)", length * 0.78);
    window.wait_for(&format!("{file} to go on behind the seek"), &beyond).await;
}

/// A sticker is drawn, and moves if it is one that does: what is on the screen changes.
async fn shows(window: &Page, place: usize, file: &str, moves: bool) {
    let sticker = format!("[...document.querySelectorAll('[role=feed] .sticker')].at(-{})", STICKERS.len() - place);
    window.client.execute(&format!("({sticker}).scrollIntoView({{block: 'center'}})"), vec![]).await.unwrap();
    let drawn = format!(
        "[...({sticker}).querySelectorAll('img, video, canvas, svg')].some(one => one.naturalWidth > 0 || one.videoWidth > 0 || (one.localName === 'canvas' && one.width > 1) || one.localName === 'svg')"
    );
    window.wait_for(&format!("{file} to be drawn"), &drawn).await;
    if !moves {
        return;
    }
    let begun = Instant::now();
    let first = seen(window, &sticker).await;
    while seen(window, &sticker).await == first {
        assert!(begun.elapsed() < PATIENCE, "{file} does not move on the screen");
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
}

/// What an X client sees where an element is.
async fn seen(window: &Page, element: &str) -> Vec<u8> {
    let place = "const box = node.getBoundingClientRect(); return [screenX + box.x, screenY + box.y, box.width, box.height].map(Math.round)";
    let place = window.client.execute(&format!("const node = {element}; {place}"), vec![]).await.unwrap();
    let [x, y, width, height] = [0, 1, 2, 3].map(|at| place[at].as_i64().unwrap());
    let shot = Command::new("import")
        .args(["-window", "root", "-crop", &format!("{width}x{height}+{x}+{y}"), "+repage", "rgb:-"])
        .output()
        .expect("ImageMagick is installed");
    assert!(shot.status.success(), "the screen cannot be read: {}", String::from_utf8_lossy(&shot.stderr));
    shot.stdout
}

/// An element of the page for the driver.
pub async fn marked(window: &Page, expression: &str, mark: &str) -> Element {
    let set = format!("({expression}).dataset.wanted = '{mark}'");
    window.client.execute(&set, vec![]).await.unwrap();
    let found = window.client.find(Locator::Css(&format!("[data-wanted='{mark}']"))).await.unwrap();
    window
        .client
        .execute("delete arguments[0].dataset.wanted", vec![serde_json::to_value(&found).unwrap()])
        .await
        .unwrap();
    found
}
