//! Ours and the baseline by turns, and what their ratios say.
//!
//! A machine that is shared gives the same empty window 0.4 s in one minute and 2.8 s in the next. So nothing is judged by
//! a time: both sides run in turn (A B B A, so that a machine that grows slower or quicker favours neither), each pair
//! gives one ratio, the first pair is dropped because it warms caches, and the middle ratio is reported with the range
//! that eight pairs out of ten fall into. When the baseline alone varies by more than [`STEADY`], the ratio is printed
//! but not judged: the machine was busy with something else.

use anyhow::Result;

/// How much the baseline may vary (ninth tenth over first tenth) for a figure to be judged.
pub(crate) const STEADY: f64 = 1.5;

/// One turn of each side.
#[derive(Debug)]
pub(crate) struct Pair<T> {
    /// Bellhop.
    pub(crate) ours: T,
    /// What it is held against.
    pub(crate) baseline: T,
}

/// Runs both sides in turn, `count` times each, and gives all pairs but the first. The sides are told the pair's number.
pub(crate) async fn alternate<T>(
    count: usize,
    mut ours: impl AsyncFnMut(usize) -> Result<T>,
    mut baseline: impl AsyncFnMut(usize) -> Result<T>,
) -> Result<Vec<Pair<T>>> {
    let mut pairs = Vec::with_capacity(count);
    for number in 0..count {
        let pair = if number.is_multiple_of(2) {
            let ours = ours(number).await?;
            Pair { ours, baseline: baseline(number).await? }
        } else {
            let baseline = baseline(number).await?;
            Pair { ours: ours(number).await?, baseline }
        };
        if number > 0 {
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

/// The middle of some values, and the range of eight out of ten of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// One value in ten is lower.
    pub(crate) low: f64,
    /// Half of them are lower.
    pub(crate) median: f64,
    /// One value in ten is higher.
    pub(crate) high: f64,
}

impl Spread {
    /// Of these values; of none it is not a number, which no comparison accepts.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self { low: quantile(&values, 0.1), median: quantile(&values, 0.5), high: quantile(&values, 0.9) }
    }

    /// High over low: 1 for values that are all the same.
    pub(crate) fn varies(&self) -> f64 {
        self.high / self.low
    }
}

/// The value at a share of the way through sorted values, between its two neighbours in proportion.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let (below, above) = (at(place.floor() as usize), at(place.ceil() as usize));
    below + (above - below) * place.fract()
}
