//! At rest: how often the whole process tree wakes in a second while the window is minimised, and what it costs.
//!
//! A wake-up is a switch to one of the tree's threads, as `/proc/PID/task/TID/status` counts them, wanted or not. Bellhop is as a
//! rep leaves it: a local workspace with its hub inside, synced, a conversation list on screen, its push open. The window is
//! minimised as a window manager does it, by a state on it. What a visible window costs stands beside it.
//!
//! Both sides get a while to come to rest first, then they are counted for five minutes visible and five hidden;
//! `BENCH_IDLE_SECONDS` counts for less. Since that takes long, and counts are no times, both sides rest at once and every
//! eighth pair of the others is measured.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::homes;
use crate::pairs::{Pair, Spread};
use crate::process_tree;
use crate::table::{Aim, Figure};
use crate::window::{self, Window};

/// How long each is counted, in seconds.
const COUNTED: u64 = 300;
/// How long a window that was just minimised may take to come to rest.
const SETTLING: Duration = Duration::from_secs(8);

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    homes::second_day(&home, folder.path()).await?;
    let hello = window::hello()?;
    let counted = std::env::var("BENCH_IDLE_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let counted = Duration::from_secs(counted.unwrap_or(COUNTED));

    let mut measured = Vec::new();
    for turn in 0..=pairs.div_ceil(8) {
        let ours = rest(Window::open(window::bellhop(), Some(&home), folder.path())?, counted);
        let baseline = rest(Window::open(&hello, None, folder.path())?, counted);
        let (ours, baseline) = tokio::try_join!(ours, baseline)?;
        // The first turn warms caches.
        if turn > 0 {
            measured.push(Pair { ours, baseline });
        }
    }

    let middle = |part: fn(&Pair<Rest>) -> f64| Spread::of(measured.iter().map(part)).median;
    let words = |hidden: f64, hidden_cpu: f64, visible: f64, visible_cpu: f64| {
        format!(
            "{hidden:.1} wake-ups and {hidden_cpu:.1} ms of CPU time a second; visible {visible:.0} and {visible_cpu:.1} ms"
        )
    };
    Ok(Figure {
        what: "Idle and hidden: wake-ups a second of the process tree",
        against: "a bare WebKitGTK window",
        value: Spread::of(measured.iter().map(|pair| pair.ours.hidden.wakes)),
        aim: Aim::a_second_at_most(4.0, 1.0),
        // It is not held against the other side: a window that does nothing at all varies by any factor.
        baseline_varies: 1.0,
        pairs: measured.len(),
        ours: words(
            middle(|pair| pair.ours.hidden.wakes),
            middle(|pair| pair.ours.hidden.cpu),
            middle(|pair| pair.ours.visible.wakes),
            middle(|pair| pair.ours.visible.cpu),
        ),
        baseline: words(
            middle(|pair| pair.baseline.hidden.wakes),
            middle(|pair| pair.baseline.hidden.cpu),
            middle(|pair| pair.baseline.visible.wakes),
            middle(|pair| pair.baseline.visible.cpu),
        ),
    })
}

/// One window, seen and hidden.
struct Rest {
    visible: Cost,
    hidden: Cost,
}

/// What a second costs.
struct Cost {
    wakes: f64,
    /// In milliseconds.
    cpu: f64,
}

async fn rest(window: Window, counted: Duration) -> Result<Rest> {
    tokio::time::sleep(SETTLING).await;
    let visible = count(window.id(), counted).await;
    minimise(window.id())?;
    tokio::time::sleep(SETTLING).await;
    let hidden = count(window.id(), counted).await;
    window.close().await?;
    Ok(Rest { visible, hidden })
}

#[allow(clippy::cast_precision_loss)]
async fn count(root: u32, time: Duration) -> Cost {
    let (before, cpu) = (process_tree::Switches::of(root), process_tree::cpu(root));
    tokio::time::sleep(time).await;
    let wakes = process_tree::Switches::of(root).since(&before) as f64;
    let cpu = process_tree::cpu(root).saturating_sub(cpu).as_secs_f64() * 1000.0;
    Cost { wakes: wakes / time.as_secs_f64(), cpu: cpu / time.as_secs_f64() }
}

/// Minimises the windows of a process.
pub(crate) fn minimise(pid: u32) -> Result<()> {
    let found = Command::new("xdotool").args(["search", "--all", "--pid", &pid.to_string(), "--name", "."]).output();
    let found = found.context("xdotool is not installed")?;
    let windows = String::from_utf8_lossy(&found.stdout).into_owned();
    ensure!(!windows.trim().is_empty(), "the window of process {pid} is not found");
    for window in windows.lines() {
        set_hidden(window)?;
    }
    Ok(())
}

fn set_hidden(window: &str) -> Result<()> {
    let state = ["-f", "_NET_WM_STATE", "32a", "-set", "_NET_WM_STATE", "_NET_WM_STATE_HIDDEN"];
    let set = Command::new("xprop").args(["-id", window]).args(state).status().context("xprop is not installed")?;
    ensure!(set.success(), "window {window} could not be minimised");
    Ok(())
}
