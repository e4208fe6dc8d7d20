//! The figures for people and for programs: JSON, a Markdown table, and the same table in the README.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::pairs::{STEADY, Spread};

const BEGIN: &str = "<!-- bench -->";
const END: &str = "<!-- /bench -->";

/// One thing that was measured.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What.
    pub(crate) what: &'static str,
    /// What it is held against.
    pub(crate) against: &'static str,
    /// The ratio or share over all pairs.
    pub(crate) value: Spread,
    /// What it should be.
    pub(crate) aim: Aim,
    /// How much the baseline varied: see [`STEADY`].
    pub(crate) baseline_varies: f64,
    /// How many pairs count.
    pub(crate) pairs: usize,
    /// The middle of our own values on this machine, for people.
    pub(crate) ours: String,
    /// The middle of the baseline's values on this machine, for people.
    pub(crate) baseline: String,
}

/// What a figure should be: the floor must hold, the goal is what is promised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Aim {
    floor: f64,
    goal: f64,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    /// Ours over the baseline.
    Ratio,
    /// A part of the whole.
    Share,
    /// How often in a second.
    ASecond,
}

impl Aim {
    /// A ratio that should not be larger; with a goal above the floor, not smaller.
    pub(crate) const fn at_most(floor: f64, goal: f64) -> Self {
        Self { floor, goal, unit: Unit::Ratio }
    }

    /// A ratio that should not be smaller.
    pub(crate) const fn at_least(floor: f64, goal: f64) -> Self {
        Self { floor, goal, unit: Unit::Ratio }
    }

    /// A share that should not be larger.
    pub(crate) const fn share_at_most(floor: f64, goal: f64) -> Self {
        Self { floor, goal, unit: Unit::Share }
    }

    /// A number in each second that should not be larger.
    pub(crate) const fn a_second_at_most(floor: f64, goal: f64) -> Self {
        Self { floor, goal, unit: Unit::ASecond }
    }

    fn reached(&self, value: f64, wanted: f64) -> bool {
        if self.goal > self.floor { value >= wanted } else { value <= wanted }
    }

    fn show(&self, value: f64) -> String {
        match self.unit {
            Unit::Ratio => format!("{value:.2}×"),
            Unit::Share => format!("{:.1} %", value * 100.0),
            Unit::ASecond => format!("{value:.1}/s"),
        }
    }
}

impl Figure {
    /// What the figure says about the aim.
    pub(crate) fn judgement(&self) -> String {
        if !self.baseline_varies.is_finite() || self.baseline_varies > STEADY {
            return format!("not judged: the baseline varied {:.1}×", self.baseline_varies);
        }
        let judged = if self.aim.reached(self.value.median, self.aim.goal) {
            "goal reached"
        } else if self.aim.reached(self.value.median, self.aim.floor) {
            "floor holds"
        } else {
            "below the floor"
        };
        judged.to_owned()
    }

    fn row(&self) -> String {
        let show = |value| self.aim.show(value);
        format!(
            "| {} | {} | **{}** ({} to {}) | {} / {} | {} | {} | {} |\n",
            self.what,
            self.against,
            show(self.value.median),
            show(self.value.low),
            show(self.value.high),
            show(self.aim.floor),
            show(self.aim.goal),
            self.judgement(),
            self.ours,
            self.baseline,
        )
    }

    fn json(&self) -> Value {
        json!({
            "what": self.what,
            "against": self.against,
            "unit": match self.aim.unit {
                Unit::Ratio => "ratio",
                Unit::Share => "share",
                Unit::ASecond => "per second",
            },
            "median": self.value.median,
            "low": self.value.low,
            "high": self.value.high,
            "floor": self.aim.floor,
            "goal": self.aim.goal,
            "judgement": self.judgement(),
            "baselineVaries": self.baseline_varies,
            "pairs": self.pairs,
            "ours": self.ours,
            "baseline": self.baseline,
        })
    }
}

/// All figures as one JSON value.
pub(crate) fn json(figures: &[Figure], machine: &str) -> Value {
    json!({"machine": machine, "figures": figures.iter().map(Figure::json).collect::<Vec<_>>()})
}

/// All figures as a Markdown table, with a line that says how to read it.
pub(crate) fn markdown(figures: &[Figure], machine: &str) -> String {
    let pairs = figures.iter().map(|figure| figure.pairs).min().unwrap_or(0);
    let mut text = "| what | against | measured | floor / goal | judged | Bellhop here | baseline here |\n\
         |---|---|---|---|---|---|---|\n"
        .to_owned();
    text.extend(figures.iter().map(Figure::row));
    text.push_str(&format!(
        "\nThe middle of {pairs} pairs, and the range of eight pairs out of ten; both sides ran by turns on {machine}. \
         Only the ratios mean something on another machine.\n"
    ));
    text
}

/// A README with a new table between its two marks.
pub(crate) fn replace(readme: &str, table: &str) -> Result<String> {
    let marks = || format!("the README has no {BEGIN} and {END} to put the table between");
    let (before, rest) = readme.split_once(BEGIN).with_context(marks)?;
    let (_, after) = rest.split_once(END).with_context(marks)?;
    Ok(format!("{before}{BEGIN}\n{}\n{END}{after}", table.trim()))
}

/// A duration in the unit that people would use.
pub(crate) fn seconds(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}
