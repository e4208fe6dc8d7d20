//! How long frames took while something scrolled, and the figure that comes of it.

use anyhow::{Result, ensure};

use crate::pairs::{Pair, Spread};
use crate::table::{Aim, Figure};

/// A frame that takes longer than this was missed, at sixty frames per second.
const SLOW_MS: f64 = 25.0;

/// The frames of one turn.
pub(crate) struct Frames {
    /// The share of slow frames.
    slow: f64,
    /// The mean length in milliseconds.
    mean: f64,
}

impl Frames {
    /// From the lengths of all frames, in milliseconds.
    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn of(lengths: &[f64]) -> Result<Self> {
        ensure!(lengths.len() > 100, "only {} frames were seen", lengths.len());
        let slow = lengths.iter().filter(|length| **length > SLOW_MS).count();
        let count = lengths.len() as f64;
        Ok(Self { slow: slow as f64 / count, mean: lengths.iter().sum::<f64>() / count })
    }
}

/// The share of slow frames; the baseline is judged by its mean, for it hardly has a slow one.
pub(crate) fn figure(what: &'static str, against: &'static str, measured: &[Pair<Frames>]) -> Figure {
    let middle = |part: fn(&Pair<Frames>) -> f64| Spread::of(measured.iter().map(part)).median;
    let side = |slow: f64, mean: f64| format!("{:.1} %, mean frame {mean:.1} ms", slow * 100.0);
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.mean));
    Figure {
        what,
        against,
        value: Spread::of(measured.iter().map(|pair| pair.ours.slow)),
        aim: Aim::share_at_most(0.05, 0.01),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: side(middle(|pair| pair.ours.slow), middle(|pair| pair.ours.mean)),
        baseline: side(middle(|pair| pair.baseline.slow), baseline.median),
    }
}
