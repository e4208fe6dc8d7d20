//! Cold start: from the start of the process to an inbox that is painted, against a bare window's first paint.
//!
//! Every start is a new process with nothing of its own in memory; the files are in the system's cache on both sides. The
//! home is a local workspace as a rep has it on the second day: the hub inside, demo conversations synced. Ready is what
//! the page says after it has painted; that a key press is answered by then is the end-to-end test's business.

use std::time::Duration;

use anyhow::Result;

use crate::homes;
use crate::pairs::{Pair, Spread, alternate};
use crate::table::{Aim, Figure, seconds};
use crate::window::{self, Window};

/// Measures it.
pub(crate) async fn measure(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    homes::second_day(&home, folder.path()).await?;
    let hello = window::hello()?;

    let measured = alternate(
        pairs,
        async |_| start(Window::open(window::bellhop(), Some(&home), folder.path())?).await,
        async |_| start(Window::open(&hello, None, folder.path())?).await,
    )
    .await?;

    let side = |wall: f64, cpu: f64| format!("{} ({} of CPU time)", seconds(wall), seconds(cpu));
    let middle =
        |part: fn(&Pair<Start>) -> Duration| Spread::of(measured.iter().map(|pair| part(pair).as_secs_f64())).median;
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.wall.as_secs_f64()));
    Ok(Figure {
        what: "Cold start to a painted inbox",
        against: "a bare WebKitGTK window",
        value: Spread::of(measured.iter().map(|pair| pair.ours.wall.div_duration_f64(pair.baseline.wall))),
        aim: Aim::at_most(2.0, 1.5),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: side(middle(|pair| pair.ours.wall), middle(|pair| pair.ours.cpu)),
        baseline: side(baseline.median, middle(|pair| pair.baseline.cpu)),
    })
}

struct Start {
    wall: Duration,
    cpu: Duration,
}

async fn start(window: Window) -> Result<Start> {
    let start = Start { wall: window.ready_after, cpu: window.cpu };
    window.close().await?;
    Ok(start)
}
