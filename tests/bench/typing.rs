//! From a key to the painted letter, in a draft of 2,000 words with pictures, against TipTap alone on an empty page.
//!
//! Both are in the same web view and hold the same text. Real keys, sent through the driver, one every few frames, at the
//! end of a paragraph in the middle.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde::Deserialize;
use serde_json::json;

use crate::driver::Page;
use crate::pairs::{Pair, Spread, alternate};
use crate::process_tree;
use crate::table::{Aim, Figure};
use crate::window;

/// How many words there are.
const WORDS: usize = 2_000;
/// What is typed in one turn.
const TYPED: &str = "and please keep the box until the courier has been there ";
/// From one key to the next: a quick typist.
const STROKE: Duration = Duration::from_millis(60);
/// The pictures that go with it.
const PICTURES: [&str; 2] = ["photo.jpg", "photo.png"];

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let page = Page::bellhop(&folder.path().join("home"), "en").await;
    let row =
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('Anna Nowak'))";
    page.wait_for("the conversation in the list", row).await;
    page.client.execute(&format!("({row}).click()"), vec![]).await?;
    page.wait_for("the composer", "document.querySelector('.ProseMirror[contenteditable=true]')").await;
    let html = letter();
    page.client.execute(PASTE, vec![json!(html)]).await?;
    page.wait_for(
        "the text",
        &format!("document.querySelector('.ProseMirror').innerText.split(/\\s+/).length >= {WORDS}"),
    )
    .await;
    attach(&page).await?;
    let bare = std::fs::read_to_string(bare_editor()).context("the bare editor was not built: `make bench` does it")?;
    page.client.execute(&bare, vec![]).await?;

    let app = process_tree::running(window::bellhop()).context("the window's process is not found")?;
    let measured = alternate(
        pairs,
        async |_| {
            process_tree::at_rest(app).await?;
            typed(&page, "composer", &html).await
        },
        async |_| {
            process_tree::at_rest(app).await?;
            typed(&page, "bare", &html).await
        },
    )
    .await?;
    window::end(page, app).await?;

    let side = |of: fn(&Pair<Spread>) -> Spread| {
        let middle = |part: fn(&Spread) -> f64| Spread::of(measured.iter().map(|pair| part(&of(pair)))).median;
        format!("{:.1} ms, one in ten over {:.1} ms", middle(|spread| spread.median), middle(|spread| spread.high))
    };
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.median));
    Ok(Figure {
        what: "From a key to its painted letter, in a draft of 2,000 words with pictures",
        against: "TipTap alone in the same web view",
        value: Spread::of(measured.iter().map(|pair| pair.ours.median / pair.baseline.median)),
        aim: Aim::at_most(1.5, 1.2),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: side(|pair| pair.ours),
        baseline: side(|pair| pair.baseline),
    })
}

const PASTE: &str = "const data = new DataTransfer();
    data.setData('text/html', arguments[0]);
    const editor = document.querySelector('.ProseMirror');
    editor.focus();
    editor.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));";

/// A long letter with some style in it.
fn letter() -> String {
    const SENTENCE: &str = "Dear customer, <strong>thank you</strong> for the pictures of the parcel, which <em>arrived</em> \
                            this morning and show the torn corner very well indeed.";
    let words = SENTENCE.split_whitespace().count();
    let paragraph = format!("<p>{}</p>", [SENTENCE; 4].join(" "));
    paragraph.repeat(WORDS.div_ceil(words * 4))
}

/// Puts pictures into the draft, the way the attach button does.
async fn attach(page: &Page) -> Result<()> {
    let files = page.client.find(fantoccini::Locator::Css("input[type=file]")).await?;
    for picture in PICTURES {
        let path = crate::customer::corpus().join(picture);
        files.send_keys(&path.to_string_lossy()).await?;
        page.wait_for(
            picture,
            &format!("document.querySelector('li img') && document.querySelector('li [title=\"{picture}\"]')"),
        )
        .await;
    }
    Ok(())
}

/// Where `make bench` puts the bare editor.
fn bare_editor() -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bare/bare-editor.js")
}

/// What `typing.js` saw.
#[derive(Deserialize)]
struct Typed {
    times: Vec<f64>,
    words: usize,
    text: String,
}

async fn typed(page: &Page, which: &str, html: &str) -> Result<Spread> {
    page.client.execute(include_str!("typing.js"), vec![json!(which), json!(html)]).await?;
    let mut keys = KeyActions::new("keyboard".to_owned());
    for letter in TYPED.chars() {
        keys = keys.then(KeyAction::Down { value: letter }).then(KeyAction::Up { value: letter });
        keys = keys.then(KeyAction::Pause { duration: STROKE });
    }
    page.client.perform_actions(keys).await?;
    let typed: Typed = serde_json::from_value(page.client.execute("return window.typed()", vec![]).await?)?;
    ensure!(typed.words >= WORDS, "the draft has only {} words", typed.words);
    ensure!(typed.text.contains(TYPED.trim()), "the keys did not arrive: {:?}", typed.text);
    ensure!(typed.times.len() >= TYPED.len() * 9 / 10, "only {} keys were painted", typed.times.len());
    Ok(Spread::of(typed.times))
}
