//! A program with all its child processes: memory and CPU time, as Linux tells in `/proc`.
//!
//! A WebKit window is three processes or more, so one process's figures say nothing. Memory is PSS (what is shared counts
//! for each sharer's part only), summed over the tree. A process that ends while it is looked at counts nothing.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Linux counts CPU time for `/proc` in hundredths of a second on every architecture, whatever its real tick is.
const TICK: Duration = Duration::from_millis(10);

/// How long to wait for a tree to come to rest or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process and everything that descends from it now, itself first.
pub(crate) fn of(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for pid in all() {
        if let Some(stat) = Stat::of(pid) {
            children.entry(stat.parent).or_default().push(pid);
        }
    }
    let mut tree = vec![root];
    let mut next = 0;
    while let Some(pid) = tree.get(next).copied() {
        tree.extend(children.remove(&pid).unwrap_or_default());
        next += 1;
    }
    tree
}

/// The process below this one that runs a program.
pub(crate) fn running(program: &Path) -> Option<u32> {
    let program = fs::canonicalize(program).ok()?;
    let below = of(std::process::id());
    below.into_iter().skip(1).find(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program))
}

/// The memory of a tree in bytes.
pub(crate) fn pss(root: u32) -> Result<u64> {
    sum(root, &["Pss:"])
}

/// What a tree holds that nothing else could have: its memory without the pages of programs, libraries and other files, which
/// the system drops and reads again as it likes.
pub(crate) fn own(root: u32) -> Result<u64> {
    sum(root, &["Pss_Anon:", "Pss_Shmem:"])
}

fn sum(root: u32, kinds: &[&str]) -> Result<u64> {
    let mut kilobytes = 0;
    for pid in of(root) {
        let Ok(rollup) = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")) else { continue };
        for kind in kinds {
            let line = rollup.lines().find_map(|line| line.strip_prefix(kind));
            let amount = line.and_then(|line| line.trim().strip_suffix("kB")).context("smaps_rollup has no PSS")?;
            kilobytes += amount.trim().parse::<u64>()?;
        }
    }
    if kilobytes == 0 {
        bail!("process {root} is gone, or its memory may not be looked at");
    }
    Ok(kilobytes * 1024)
}

/// The CPU time of a tree so far, with that of children that ended and were waited for.
pub(crate) fn cpu(root: u32) -> Duration {
    of(root).into_iter().filter_map(Stat::of).map(|stat| stat.cpu).sum()
}

/// How often the threads of a tree were switched to so far, each by itself: one that ends takes no count from the others.
pub(crate) struct Switches(HashMap<(u32, String), u64>);

impl Switches {
    pub(crate) fn of(root: u32) -> Self {
        let threads = of(root).into_iter().flat_map(|pid| {
            let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
            tasks.map(move |task| (pid, task.file_name().to_string_lossy().into_owned()))
        });
        Self(threads.filter_map(|(pid, task)| Some(((pid, task.clone()), switches(pid, &task)?))).collect())
    }

    /// How often since then.
    pub(crate) fn since(&self, before: &Self) -> u64 {
        self.0.iter().map(|(thread, count)| count - before.0.get(thread).copied().unwrap_or(0)).sum()
    }
}

/// Both kinds: those that a thread asked for by waiting, and those that were forced on it.
fn switches(pid: u32, task: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/task/{task}/status")).ok()?;
    let count = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok());
    Some(count("voluntary_ctxt_switches:")? + count("nonvoluntary_ctxt_switches:")?)
}

/// Waits until a tree has used next to no CPU time for a second, so that what is measured is not in the middle of something.
pub(crate) async fn at_rest(root: u32) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    let mut before = cpu(root);
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = cpu(root);
        if now.saturating_sub(before) <= 3 * TICK {
            return Ok(());
        }
        before = now;
    }
    bail!("process {root} did not come to rest in {} seconds", PATIENCE.as_secs())
}

/// Waits until these processes are gone, so that none of them takes time from what is measured next.
pub(crate) async fn gone(tree: &[u32]) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while tree.iter().any(|pid| Stat::of(*pid).is_some_and(|stat| stat.alive)) {
        if Instant::now() > end {
            bail!("some of the processes {tree:?} did not end in {} seconds", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

struct Stat {
    parent: u32,
    cpu: Duration,
    alive: bool,
}

impl Stat {
    fn of(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The program's name is in brackets and may hold brackets and spaces itself.
        let fields: Vec<&str> = text.get(text.rfind(')')? + 1..)?.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
        // After the name: state, parent, …; user, system, and both of waited children are the 12th to 15th.
        let ticks: u32 = (11..15).filter_map(number).sum();
        Some(Self { parent: number(1)?, cpu: TICK * ticks, alive: fields.first().is_some_and(|state| *state != "Z") })
    }
}

fn all() -> Vec<u32> {
    let folder = fs::read_dir("/proc").into_iter().flatten().flatten();
    folder.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}
