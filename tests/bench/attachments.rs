//! Frames over 25 ms while a conversation with 200 attachments scrolls: pictures, stickers, voice notes, videos, documents.
//!
//! The baseline is a page of plain rows of the same height in the same place of the same web view. Every turn opens the
//! conversation anew, so that stills, waveforms and posters come on screen for the first time, and goes through it from its
//! newest message to its oldest and back, as a rep does who looks for a picture.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::customer::Customer;
use crate::driver::Page;
use crate::frames::{self, Frames};
use crate::pairs::alternate;
use crate::process_tree;
use crate::table::Figure;
use crate::window;

const MESSAGES: usize = 20;
/// What comes with each message.
const FILES: [(&str, &str); 10] = [
    ("photo.jpg", "IMAGE"),
    ("large.webp", "IMAGE"),
    ("photo.png", "IMAGE"),
    ("clear.png", "IMAGE"),
    ("minute.ogg", "VOICE_RECORDING"),
    ("song.m4a", "AUDIO"),
    ("clip.mp4", "OTHER"),
    ("moving.webp", "STICKER"),
    ("sticker.tgs", "STICKER"),
    ("invoice.pdf", "OTHER"),
];
const WHO: &str = "Ewa Zdjęcia";
const DRAWN: &str = "(article => article && [...article.querySelectorAll('img')].some(img => img.complete && img.naturalWidth > 0))\
                     ([...document.querySelectorAll('[role=feed] article')].at(-1))";

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let page = Page::bellhop(&folder.path().join("home"), "en").await;
    page.wait_for(
        "the hub to serve",
        "/^Synced/.test(document.querySelector('[role=status]')?.textContent.trim() ?? '')",
    )
    .await;
    let start = page.call("bootstrap", json!(null)).await;
    let chat = start.pointer("/workspace/hub/chatUrl").and_then(|url| url.as_str()).context("there is no web chat")?;
    let mut customer = Customer::arrives(chat, WHO).await;
    for _ in 0..MESSAGES {
        customer.sends(&FILES).await;
    }
    let app = process_tree::running(window::bellhop()).context("the window's process is not found")?;
    open(&page, WHO).await?;
    page.wait_for("every message", &format!("document.querySelectorAll('[role=feed] article').length >= {MESSAGES}"))
        .await;

    let measured = alternate(
        pairs,
        async |_| {
            open(&page, "Tomasz Wiśniewski").await?;
            process_tree::at_rest(app).await?;
            // Its stickers move, so it never rests.
            open(&page, WHO).await?;
            page.wait_for("the newest message's pictures", DRAWN).await;
            scrolled(&page, "feed").await
        },
        async |_| {
            open(&page, "Tomasz Wiśniewski").await?;
            process_tree::at_rest(app).await?;
            open(&page, WHO).await?;
            page.wait_for("the newest message's pictures", DRAWN).await;
            scrolled(&page, "plain").await
        },
    )
    .await?;
    window::end(page, app).await?;

    Ok(frames::figure(
        "Frames over 25 ms while a conversation with 200 attachments scrolls",
        "plain rows of the same height in the same web view",
        &measured,
    ))
}

async fn open(page: &Page, who: &str) -> Result<()> {
    let row = format!(
        "[...document.querySelectorAll('[role=grid] [role=row]')].find(row => row.textContent.includes('{who}'))"
    );
    page.wait_for(&format!("the row of {who}"), &row).await;
    page.client.execute(&format!("({row}).click()"), vec![]).await?;
    page.wait_for(
        &format!("the conversation with {who}"),
        &format!("document.querySelector('[role=feed]')?.textContent.includes('{who}')"),
    )
    .await;
    Ok(())
}

/// What `feed.js` answers.
#[derive(Deserialize)]
struct Seen {
    lengths: Vec<f64>,
    /// How far it went, in pixels.
    height: f64,
}

async fn scrolled(page: &Page, which: &str) -> Result<Frames> {
    let seen = page.client.execute_async(include_str!("feed.js"), vec![json!(which)]).await?;
    let seen: Seen = serde_json::from_value(seen).context("the page gave no frames")?;
    ensure!(seen.height > 10_000.0, "the conversation is only {} px high", seen.height);
    Frames::of(&seen.lengths)
}
