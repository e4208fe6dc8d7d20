//! Memory of the whole process tree with 20,000 conversations cached and some of them opened, against a bare window.
//!
//! Bellhop is opened through WebDriver, because somebody has to open the conversations; what automation costs inside the
//! window counts against Bellhop. Both sides are looked at when they have come to rest. What is left of Bellhop once its hidden
//! page was let go stands beside it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::driver::Page;
use crate::homes;
use crate::idle::minimise;
use crate::pairs::{Spread, alternate};
use crate::process_tree;
use crate::table::{Aim, Figure};
use crate::window::{self, Window};

/// How many conversations are opened before the memory is looked at.
const OPENED: usize = 5;

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    homes::with_many_conversations(&home).await?;
    let hello = window::hello()?;

    let measured = alternate(pairs, async |_| ours(&home).await, async |_| bare(&hello, folder.path()).await).await?;

    let ours = Spread::of(measured.iter().map(|pair| pair.ours.seen));
    let left = Spread::of(measured.iter().filter_map(|pair| pair.ours.let_go));
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.seen));
    Ok(Figure {
        what: "Memory with 20,000 conversations cached (PSS of the process tree)",
        against: "a bare WebKitGTK window",
        value: Spread::of(measured.iter().map(|pair| pair.ours.seen / pair.baseline.seen)),
        aim: Aim::at_most(1.8, 1.4),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: format!("{:.0} MB; long hidden {:.0} MB", ours.median, left.median),
        baseline: format!("{:.0} MB", baseline.median),
    })
}

/// In megabytes.
struct Memory {
    seen: f64,
    /// Once nobody has seen the window for long; a bare window never lets its page go.
    let_go: Option<f64>,
}

async fn ours(home: &Path) -> Result<Memory> {
    let page = Page::bellhop(home, "en").await;
    // The first one may be open already.
    for row in 2..=OPENED + 1 {
        let row = format!("document.querySelector('[role=grid] [role=row][aria-rowindex=\"{row}\"]')");
        page.wait_for("the conversation in the list", &format!("/\\p{{L}}/u.test({row}?.textContent ?? '')")).await;
        let open = format!("window.before = document.querySelector('[role=feed]')?.textContent; {row}.click()");
        page.client.execute(&open, vec![]).await?;
        let shown = "document.querySelectorAll('[role=feed] article').length > 0
                     && document.querySelector('[role=feed]').textContent !== window.before";
        page.wait_for("the conversation's messages", shown).await;
    }
    let app = process_tree::running(window::bellhop()).context("the window's process is not found")?;
    process_tree::at_rest(app).await?;
    let seen = process_tree::pss(app)?;
    minimise(app)?;
    // The driver's session ends with the page, and may not even answer.
    let let_go = "window.__TAURI_INTERNALS__.invoke('call', {name: 'letGo', args: null})";
    let _ = page.client.execute(let_go, vec![]).await;
    process_tree::at_rest(app).await?;
    let left = process_tree::pss(app)?;
    let tree = process_tree::of(app);
    ensure!(Command::new("kill").arg(app.to_string()).status()?.success(), "Bellhop could not be asked to end");
    page.ended().await;
    process_tree::gone(&tree).await?;
    Ok(Memory { seen: megabytes(seen), let_go: Some(megabytes(left)) })
}

async fn bare(hello: &Path, folder: &Path) -> Result<Memory> {
    let window = Window::open(hello, None, folder)?;
    process_tree::at_rest(window.id()).await?;
    let memory = process_tree::pss(window.id())?;
    window.close().await?;
    Ok(Memory { seen: megabytes(memory), let_go: None })
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
