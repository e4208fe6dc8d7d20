//! Text and tables as the window reads them: decoded from whatever encoding they are in, and bounded.
//!
//! A few hundred kilobytes are enough to see what a file is about; whoever needs all of it opens it with a program.
//! Encodings: by its mark, else UTF-8 if it is that, else what the letters suggest, for old Polish files Windows-1250.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use serde::Serialize;

use crate::facts::Reading;

/// How much of a file is read.
const MOST_BYTES: usize = 256 * 1024;
const MOST_LINES: usize = 2_000;
const MOST_ROWS: usize = 500;
const MOST_COLUMNS: usize = 50;
/// The most letters of a cell.
const MOST_OF_A_CELL: usize = 500;
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// What can be read of a file.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Text {
    #[serde(flatten)]
    content: Content,
    /// There is more of it.
    cut: bool,
    /// The encoding's name.
    encoding: &'static str,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Lines(Vec<String>),
    Rows(Vec<Vec<String>>),
}

/// Reads a file as far as it is shown.
pub(crate) fn read(path: &Path, reading: Reading) -> std::io::Result<Text> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let more = bytes.len() > MOST_BYTES;
    bytes.truncate(MOST_BYTES);
    let (text, encoding) = decode(&bytes);
    let text = if more { without_the_last_line(&text) } else { &text };
    let (content, cut) = match reading {
        Reading::Table => rows(text),
        _ => lines(text),
    };
    Ok(Text { content, cut: cut || more, encoding: encoding.name() })
}

fn decode(bytes: &[u8]) -> (String, &'static Encoding) {
    // A letter that the bound cuts in two is no sign of another encoding.
    let whole = std::str::from_utf8(bytes).map_or_else(|problem| problem.error_len().is_none(), |_| true);
    let encoding = if whole { UTF_8 } else { guessed(bytes) };
    // A mark at the beginning wins over every guess.
    let (text, encoding, _) = encoding.decode(bytes);
    (text.into_owned(), encoding)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"pl"), Utf8Detection::Deny)
}

/// A text that was cut ends with a whole line, if it has one.
fn without_the_last_line(text: &str) -> &str {
    text.rfind('\n').and_then(|end| text.get(..end)).unwrap_or(text)
}

fn lines(text: &str) -> (Content, bool) {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let unified = unified.strip_suffix('\n').unwrap_or(&unified);
    let mut lines = unified.split('\n');
    let shown = lines.by_ref().take(MOST_LINES).map(ToOwned::to_owned).collect();
    (Content::Lines(shown), lines.next().is_some())
}

fn rows(text: &str) -> (Content, bool) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut cut = false;
    let mut rows = Vec::new();
    for row in reader.records() {
        // Of decoded text nothing but a quote can be wrong, and that is read as a letter.
        let Ok(row) = row else { continue };
        if rows.len() == MOST_ROWS {
            cut = true;
            break;
        }
        cut |= row.len() > MOST_COLUMNS;
        rows.push(row.iter().take(MOST_COLUMNS).map(|cell| short(cell, &mut cut)).collect());
    }
    (Content::Rows(rows), cut)
}

fn short(cell: &str, cut: &mut bool) -> String {
    match cell.char_indices().nth(MOST_OF_A_CELL) {
        Some((end, _)) => {
            *cut = true;
            format!("{}…", cell.get(..end).unwrap_or_default())
        }
        None => cell.to_owned(),
    }
}

/// The delimiter that stands equally often in most lines, outside quotes; a semicolon where all are as good, as is usual
/// where numbers have commas.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let agreeing = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, delimiter)).collect();
        let first = counts.first().copied().unwrap_or(0);
        if first == 0 { (0, 0) } else { (counts.iter().filter(|count| **count == first).count(), first) }
    };
    // `max_by_key` takes the last of equals.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| agreeing(*delimiter)).unwrap_or(b';')
}

fn count(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        count += usize::from(byte == delimiter && !quoted);
    }
    count
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn shown(bytes: &[u8], reading: Reading) -> serde_json::Value {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        std::fs::write(&path, bytes).unwrap();
        serde_json::to_value(read(&path, reading).unwrap()).unwrap()
    }

    #[test]
    fn old_polish_files_are_read_as_they_were_meant() {
        let old = b"Za\xbf\xf3\xb3\xe6 g\xea\x9cl\xb9 ja\x9f\xf1, \xa3\xf3d\x9f, cena: 12,40 z\xb3\r\nDruga linia\r\n";
        let said = shown(old, Reading::Text);
        assert_eq!(said["lines"][0], "Zażółć gęślą jaźń, Łódź, cena: 12,40 zł");
        assert_eq!((said["encoding"].as_str(), said["cut"].as_bool()), (Some("windows-1250"), Some(false)));
        let newer = shown("\u{feff}Łódź\n".as_bytes(), Reading::Text);
        assert_eq!((newer["lines"][0].as_str(), newer["encoding"].as_str()), (Some("Łódź"), Some("UTF-8")));
        let wide = shown(b"\xff\xfeA\x01\n\0b\0", Reading::Text);
        assert_eq!(
            (&wide["lines"], wide["encoding"].as_str()),
            (&serde_json::json!(["\u{141}", "b"]), Some("UTF-16LE"))
        );
    }

    #[test]
    fn a_table_is_read_with_the_delimiter_it_was_written_with() {
        let said = shown("Nazwa;Cena\nKubek;12,40\n\"a;b\";\"dwa\nwiersze\"\n".as_bytes(), Reading::Table);
        assert_eq!(said["rows"], serde_json::json!([["Nazwa", "Cena"], ["Kubek", "12,40"], ["a;b", "dwa\nwiersze"]]));
        assert_eq!(shown(b"a,b\n1,2\n", Reading::Table)["rows"][1], serde_json::json!(["1", "2"]));
        assert_eq!(shown(b"a\tb, c\n1\t2\n", Reading::Table)["rows"][0], serde_json::json!(["a", "b, c"]));
        assert_eq!(shown(b"alone\n", Reading::Table)["rows"], serde_json::json!([["alone"]]));
        assert_eq!(shown(b"a;\"never closed\n1;2", Reading::Table)["rows"][0][0], "a");
    }

    #[test]
    fn what_is_long_or_wide_is_cut_and_says_so() {
        let long = shown("x\n".repeat(3000).as_bytes(), Reading::Text);
        assert_eq!((long["lines"].as_array().unwrap().len(), long["cut"].as_bool()), (2000, Some(true)));
        let endless = shown(&vec![b'a'; 400_000], Reading::Text);
        assert_eq!((endless["lines"][0].as_str().unwrap().len(), endless["cut"].as_bool()), (MOST_BYTES, Some(true)));
        let wide = shown(format!("{}\n", "1;".repeat(80)).as_bytes(), Reading::Table);
        assert_eq!((wide["rows"][0].as_array().unwrap().len(), wide["cut"].as_bool()), (50, Some(true)));
        let cell = shown(format!("{};b\n", "ż".repeat(600)).as_bytes(), Reading::Table);
        assert_eq!((cell["rows"][0][0].as_str().unwrap().chars().count(), cell["cut"].as_bool()), (501, Some(true)));
    }
}
