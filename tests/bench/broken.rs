//! Start on a broken desktop, against the same start on a whole one: from the start of the process to a painted inbox.
//!
//! What is broken makes others wait for 25 seconds, or for ever: a session bus that is not there or never answers, a portal
//! that never answers, a keyring that never answers with no network behind it. The first three open the local workspace of
//! the cold start; the last one an account whose conversations are cached, which on the whole desktop has its token at hand
//! and its server running.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::buses::{Bus, SilentBus};
use crate::homes;
use crate::pairs::{Spread, alternate};
use crate::program::{HubProcess, connect};
use crate::table::{Aim, Figure, seconds};
use crate::window::{self, Window};

const SESSION: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Variables that a start gets.
type Variables<'a> = Vec<(&'a str, PathBuf)>;

/// Measures the start without a session bus.
pub(crate) async fn no_bus(pairs: usize) -> Result<Figure> {
    let nowhere = vec![(SESSION, "unix:path=/nonexistent".into())];
    local("Start without a session bus", pairs, nowhere).await
}

/// Measures the start on a session bus that takes connections and says nothing.
pub(crate) async fn silent_bus(pairs: usize) -> Result<Figure> {
    let bus = SilentBus::start();
    local("Start on a session bus that never answers", pairs, vec![(SESSION, bus.address.clone())]).await
}

/// Measures the start beside a portal that never answers.
pub(crate) async fn silent_portal(pairs: usize) -> Result<Figure> {
    let bus = Bus::start();
    let _portal = bus.silent("org.freedesktop.portal.Desktop").await;
    local("Start beside a portal that never answers", pairs, vec![(SESSION, bus.address.clone())]).await
}

/// Measures the start of an account beside a keyring that never answers, without a network.
pub(crate) async fn no_network(pairs: usize) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let hub = HubProcess::start(&folder.path().join("hub"), "127.0.0.1:0", &["--demo"]);
    let whole = folder.path().join("whole");
    let connected = connect(&whole, &hub.url, &hub.token, bellhop_hub::DEMO_REP);
    ensure!(connected.status.success(), "the account could not be connected");
    let synced = Command::new(window::bellhop()).args(["sync", "--once"]).env("BELLHOP_HOME", &whole).output()?;
    ensure!(synced.status.success(), "the first sync failed: {}", String::from_utf8_lossy(&synced.stderr));

    let data = folder.path().join("broken");
    std::fs::create_dir_all(&data)?;
    let broken = data.join("com.bellhop.desk");
    let copied = Command::new("cp").arg("-r").arg(&whole).arg(&broken).status()?;
    ensure!(copied.success(), "the home could not be copied");
    let workspace = broken.join("workspaces/shop/workspace.json");
    let named = std::fs::read_to_string(&workspace).context("the workspace cannot be read")?;
    std::fs::write(&workspace, named.replace(&hub.url, "http://127.0.0.1:1"))?;

    let bus = Bus::start();
    let _keyring = bus.silent("org.freedesktop.secrets").await;
    let variables =
        vec![(SESSION, bus.address.clone()), ("BELLHOP_HOME", PathBuf::new()), ("XDG_DATA_HOME", data.clone())];
    figure("Start with a keyring that never answers and no network", pairs, &whole, folder.path(), &variables).await
}

async fn local(what: &'static str, pairs: usize, variables: Variables<'_>) -> Result<Figure> {
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    homes::second_day(&home, folder.path()).await?;
    figure(what, pairs, &home, folder.path(), &variables).await
}

async fn figure(
    what: &'static str,
    pairs: usize,
    home: &Path,
    folder: &Path,
    variables: &Variables<'_>,
) -> Result<Figure> {
    let measured = alternate(
        pairs,
        async |_| start(home, folder, variables).await,
        async |_| start(home, folder, &Vec::new()).await,
    )
    .await?;
    let ours = Spread::of(measured.iter().map(|pair| pair.ours.as_secs_f64()));
    let baseline = Spread::of(measured.iter().map(|pair| pair.baseline.as_secs_f64()));
    Ok(Figure {
        what,
        against: "the same start on a whole desktop",
        value: Spread::of(measured.iter().map(|pair| pair.ours.div_duration_f64(pair.baseline))),
        aim: Aim::at_most(1.5, 1.3),
        baseline_varies: baseline.varies(),
        pairs: measured.len(),
        ours: seconds(ours.median),
        baseline: seconds(baseline.median),
    })
}

async fn start(home: &Path, folder: &Path, variables: &Variables<'_>) -> Result<Duration> {
    let window = Window::open_with(window::bellhop(), Some(home), folder, variables)?;
    let ready = window.ready_after;
    window.close().await?;
    Ok(ready)
}
