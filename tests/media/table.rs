//! The table of the corpus: Markdown for people, the test's data at the same time.

use std::fmt;

use bellhop_media::{CachedFile, Kind, Reading, Reason};
use bellhop_model::FileId;

/// How far a length may be from the table's.
const TOLERANCE: f64 = 0.15;

/// A file of the corpus.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its name in the corpus; with another name in the second column there can be two rows of one file.
    pub(crate) file: String,
    /// The name that the remote tells, with `\0`, `\u{…}` and `…×300` written out; empty for the file's own.
    named: String,
    what: String,
    pub(crate) kind: String,
    pub(crate) mime: String,
    pub(crate) pixels: Option<(u32, u32)>,
    seconds: Option<f64>,
    shown: Vec<String>,
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    let text = include_str!("CORPUS.md");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let lines = text.lines().filter(|line| line.starts_with("| `"));
    lines.map(|line| Row::read(&cells(line)).unwrap_or_else(|| panic!("not a row: {line}"))).collect()
}

impl Row {
    fn read(cells: &[String]) -> Option<Self> {
        let [_, file, named, what, kind, mime, pixels, seconds, shown, _] = cells else { return None };
        let code = |cell: &str| cell.trim_matches('`').to_owned();
        let pixels = match pixels.split_once('×') {
            Some((width, height)) => Some((width.parse().ok()?, height.parse().ok()?)),
            None => None,
        };
        let seconds = if seconds.is_empty() { None } else { Some(seconds.parse().ok()?) };
        let shown = shown.split(", ").filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect();
        let (kind, what) = (kind.clone(), what.clone());
        Some(Self { file: code(file), named: code(named), what, kind, mime: code(mime), pixels, seconds, shown })
    }

    /// The row as it should be, by what was found.
    pub(crate) fn found(row: &Self, file: &CachedFile) -> Self {
        let facts = &file.facts;
        let bars = facts.peaks.len() == 160 && matches!(facts.peaks.iter().max(), Some(255 | 0));
        let reading = facts.reading.map(|reading| match reading {
            Reading::Pdf => "pdf",
            Reading::Text => "text",
            Reading::Table => "table",
        });
        let reason = facts.unshown.map(|reason| match reason {
            Reason::Empty => "empty",
            Reason::Damaged => "damaged",
            Reason::TooMuch => "too much",
            Reason::Unsupported => "unsupported",
        });
        // A still is nothing without its colours, and the other way round.
        let still = facts.still && facts.thumbhash.is_some();
        let words =
            [still.then_some("still"), facts.moving.then_some("moving"), bars.then_some("peaks"), reading, reason];
        Self {
            kind: kind(file.kind).to_owned(),
            mime: file.mime.clone(),
            pixels: facts.pixels,
            seconds: facts.seconds,
            shown: words.into_iter().flatten().map(ToOwned::to_owned).collect(),
            ..row.clone()
        }
    }

    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let seconds = match (self.seconds, other.seconds) {
            (Some(one), Some(other)) => (one - other).abs() <= TOLERANCE,
            (one, other) => one.is_none() && other.is_none(),
        };
        let rest = |row: &Self| (row.kind.clone(), row.mime.clone(), row.pixels, row.shown.clone());
        seconds && rest(self) == rest(other)
    }

    /// Whether this word is among what is shown.
    pub(crate) fn shows(&self, word: &str) -> bool {
        self.shown.iter().any(|shown| shown == word)
    }

    /// The id that the remote gives it.
    pub(crate) fn id(&self) -> FileId {
        FileId(rows().iter().position(|row| row.key() == self.key()).expect("a row of the table").to_string())
    }

    fn key(&self) -> (&str, &str) {
        (&self.file, &self.named)
    }

    /// The name that the remote tells.
    pub(crate) fn name(&self) -> String {
        if self.named.is_empty() {
            return self.file.clone();
        }
        let name = self.named.replace("\\0", "\0").replace("\\u202e", "\u{202e}").replace("\\n", "\n");
        match name.split_once('×') {
            Some((letter, rest)) => {
                let (times, end) = rest.split_once(' ').expect("letter×times end");
                letter.repeat(times.parse().expect("a number of letters")) + end
            }
            None => name,
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "image",
        Kind::Audio => "audio",
        Kind::Video => "video",
        Kind::Animation => "animation",
        Kind::Document => "document",
        Kind::Program => "program",
        Kind::Other => "other",
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = if self.named.is_empty() { String::new() } else { format!("`{}`", self.named) };
        let pixels = self.pixels.map(|(width, height)| format!("{width}×{height}")).unwrap_or_default();
        let seconds = self.seconds.map(|seconds| format!("{seconds:.2}")).unwrap_or_default();
        let Self { file, what, kind, mime, shown, .. } = self;
        write!(f, "| `{file}` | {named} | {what} | {kind} | `{mime}` | {pixels} | {seconds} | {} |", shown.join(", "))
    }
}
