//! Frames over 25 ms while 20,000 conversations scroll: by the wheel, page after page, and to the end.
//!
//! The baseline is a page of as many plain rows in the same web view, so that a slow renderer or a busy machine shows on
//! both sides. Each turn begins further down in the list, among conversations that the window has not read yet; a turn
//! ends only when the last row shows its conversation, so a list that shows nothing cannot look smooth. A frame's length
//! is the time between two animation frames: what the compositor adds is not seen.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::driver::Page;
use crate::frames::{self, Frames};
use crate::homes::{self, MANY};
use crate::pairs::alternate;
use crate::process_tree;
use crate::table::Figure;
use crate::window;

/// How many rows one turn goes through before it jumps to the end.
const ROWS_OF_A_TURN: usize = 1_000;

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    homes::with_many_conversations(&home).await?;

    let page = Page::bellhop(&home, "en").await;
    page.wait_for("conversations in the list", "document.querySelectorAll('[role=grid] [role=row]').length > 5").await;
    let app = process_tree::running(window::bellhop()).context("the window's process is not found")?;
    let measured = alternate(
        pairs,
        async |turn| {
            process_tree::at_rest(app).await?;
            scrolled(&page, "list", turn).await
        },
        async |turn| {
            process_tree::at_rest(app).await?;
            scrolled(&page, "plain", turn).await
        },
    )
    .await?;
    window::end(page, app).await?;

    Ok(frames::figure(
        "Frames over 25 ms while 20,000 conversations scroll",
        "as many plain rows in the same web view",
        &measured,
    ))
}

/// What `frames.js` answers.
#[derive(Deserialize)]
struct Seen {
    lengths: Vec<f64>,
    arrived: bool,
    scrolled: f64,
}

async fn scrolled(page: &Page, which: &str, turn: usize) -> Result<Frames> {
    let first = turn * ROWS_OF_A_TURN;
    let seen =
        page.client.execute_async(include_str!("frames.js"), vec![json!(which), json!(first), json!(MANY)]).await?;
    let seen: Seen = serde_json::from_value(seen).context("the page gave no frames")?;
    ensure!(seen.arrived, "the last row of the list never came: the list stopped at {} px", seen.scrolled);
    Frames::of(&seen.lengths)
}
