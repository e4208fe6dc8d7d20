//! What Bellhop promises, measured: `make bench`.
//!
//! Every figure is a ratio against the barest thing that does the same, taken by turns on the same machine (see `pairs`),
//! and none of them can fail the run: only a measurement that could not be made does. Prints one JSON value, then a
//! table. `--write-readme` puts the table into the README; names (`start`, `no-bus`,
//! `silent-bus`, `silent-portal`, `no-network`, `first-sync`, `scroll`, `attachments`, `typing`, `memory`, `idle`, `stills`,
//! `waveforms`) choose figures; `BENCH_QUICK=1` takes four pairs instead of sixteen, to see that everything still
//! runs: too few for a README.

mod attachments;
mod bare_insert;
mod broken;
#[allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]
#[path = "../e2e/buses.rs"]
mod buses;
mod conversations;
mod corpus;
// Of the end-to-end test's driver only the window's side is needed here.
#[allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#[path = "../e2e/customer.rs"]
mod customer;
#[allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#[path = "../e2e/driver.rs"]
mod driver;
mod first_sync;
mod frames;
mod homes;
mod idle;
mod media;
mod memory;
mod pairs;
#[allow(dead_code, reason = "the end-to-end run uses the rest")]
mod process_tree;
#[allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#[path = "../scenarios/program.rs"]
mod program;
mod scroll;
mod start;
mod table;
mod typing;
mod window;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use tokio::task::LocalSet;

use table::Figure;

const ALL: [&str; 13] = [
    "start",
    "no-bus",
    "silent-bus",
    "silent-portal",
    "no-network",
    "first-sync",
    "scroll",
    "attachments",
    "typing",
    "memory",
    "idle",
    "stills",
    "waveforms",
];

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    if !has("--bench") {
        // `cargo test --all-targets` runs this too, and has no display to measure on.
        writeln!(std::io::stderr(), "Measuring needs a display of its own: run `make bench`.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&str> = ALL.into_iter().filter(|name| has(name)).collect();
    let chosen = if chosen.is_empty() { ALL.to_vec() } else { chosen };
    let quick = std::env::var_os("BENCH_QUICK").is_some_and(|value| value == "1");
    let pairs = if quick { 4 } else { 16 };

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (figures, failed) = runtime.block_on(LocalSet::new().run_until(all(&chosen, pairs)));
    let machine = machine();
    let mut out = std::io::stdout();
    writeln!(out, "{:#}", table::json(&figures, &machine))?;
    let table = table::markdown(&figures, &machine);
    writeln!(out, "\n{table}")?;
    let write = has("--write-readme");
    if write && (failed || quick || chosen.len() < ALL.len()) {
        bail!("The README keeps its table: only a whole run with all pairs and all figures is written there.");
    }
    if write {
        write_readme(&table)?;
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Measures what was chosen. One that breaks does not take the others with it.
async fn all(chosen: &[&'static str], pairs: usize) -> (Vec<Figure>, bool) {
    let mut figures = Vec::new();
    for name in chosen.iter().copied() {
        let mut told = std::io::stderr();
        // Progress for people: where it cannot be told, the figures still can.
        let _ = writeln!(told, "measuring {name}…");
        // A task of its own, because the driver panics when the window does not do as it is told.
        let measured = tokio::task::spawn_local(one(name, pairs)).await;
        match measured.unwrap_or_else(|problem| Err(anyhow!(problem))) {
            Ok(figure) => figures.push(figure),
            Err(problem) => {
                let _ = writeln!(told, "{name} could not be measured: {problem:#}");
            }
        }
    }
    let failed = figures.len() < chosen.len();
    (figures, failed)
}

async fn one(name: &str, pairs: usize) -> Result<Figure> {
    match name {
        "start" => start::measure(pairs).await,
        "no-bus" => broken::no_bus(pairs).await,
        "silent-bus" => broken::silent_bus(pairs).await,
        "silent-portal" => broken::silent_portal(pairs).await,
        "no-network" => broken::no_network(pairs).await,
        "idle" => idle::measure(pairs).await,
        "first-sync" => first_sync::measure(pairs).await,
        "scroll" => scroll::measure(pairs).await,
        "attachments" => attachments::measure(pairs).await,
        "typing" => typing::measure(pairs).await,
        "stills" => media::stills(pairs).await,
        "waveforms" => media::waveforms(pairs).await,
        _ => memory::measure(pairs).await,
    }
}

fn write_readme(table: &str) -> Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).context("the README cannot be read")?;
    std::fs::write(path, table::replace(&readme, table)?).context("the README cannot be written")
}

/// The machine in a few words.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let display = if std::env::var_os("WAYLAND_DISPLAY").is_some() { "Wayland" } else { "X11" };
    format!("a machine with {cores} cores ({}, {display})", std::env::consts::OS)
}
