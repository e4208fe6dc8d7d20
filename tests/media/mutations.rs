//! Files of the corpus with a few bytes changed, taken out, put in or cut off: thousands, the same ones every time.
//!
//! A decoder may panic over one of them; looking at it then says that it is damaged, and the process goes on. Our own code
//! may not, and nothing may take long.

use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bellhop_media::{Facts, Kind, Seen, look_at, sniff};

/// Larger files only take longer.
const LARGEST: u64 = 300_000;
/// Far more than any of them takes, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(25);

/// Looks at so many changed files.
pub(crate) fn run(corpus: &Path, count: u64) {
    let ours = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&ours);
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if place.contains("crates/media") {
            seen.lock().unwrap().push(place);
        }
    }));
    let wrong = look_at_all(corpus, count);
    panic::set_hook(usual);
    assert_eq!(*ours.lock().unwrap(), Vec::<String>::new(), "our own code panicked");
    assert_eq!(wrong, Vec::<String>::new());
}

fn look_at_all(corpus: &Path, count: u64) -> Vec<String> {
    let files = files(corpus);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed");
    let mut wrong = Vec::new();
    for seed in 0..count {
        let original = &files[usize::try_from(seed).unwrap() % files.len()];
        let bytes = changed(std::fs::read(original).unwrap(), seed);
        std::fs::write(&path, bytes).unwrap();
        let began = Instant::now();
        let name = original.file_name().unwrap().to_str().unwrap();
        let sniffed = sniff::sniff_file(&path, name).unwrap();
        let seen = look_at(&path, &sniffed);
        if began.elapsed() > PATIENCE {
            wrong.push(format!("{name}, seed {seed} took {:?}", began.elapsed()));
        }
        if !makes_sense(&seen, sniffed.kind) {
            wrong.push(format!("{name}, seed {seed}: {:?}", seen.facts));
        }
    }
    wrong
}

fn makes_sense(seen: &Seen, kind: Kind) -> bool {
    let Facts { seconds, peaks, moving, unshown, .. } = &seen.facts;
    seconds.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0)
        && (peaks.is_empty() || peaks.len() == 160)
        && (!moving || unshown.is_none())
        && (seen.still.is_none() || kind == Kind::Image)
}

/// Those that something is decoded of.
fn files(corpus: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let size = path.metadata().unwrap().len();
        let kind = sniff::sniff_file(path, name).unwrap().kind;
        (1..LARGEST).contains(&size) && !name.starts_with('.') && !matches!(kind, Kind::Program | Kind::Other)
    });
    files.sort();
    files
}

fn changed(mut bytes: Vec<u8>, seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..=dice.below(12) {
        // What stands at the beginning decides most.
        let reach = if dice.below(2) == 0 { bytes.len().min(400) } else { bytes.len() };
        let at = dice.below(reach.max(1));
        let value = u8::try_from(dice.below(256)).unwrap();
        match dice.below(6) {
            0 | 1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = value),
            2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (value % 8)),
            3 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = if value > 127 { 0xff } else { 0 }),
            4 => drop(bytes.splice(at..at, [value; 5])),
            _ => bytes.truncate(bytes.len() - dice.below(bytes.len().max(2) / 2)),
        }
    }
    bytes
}

/// Numbers that look thrown: the same for the same seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap()
    }
}
