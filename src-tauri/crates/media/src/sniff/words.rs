//! What kind of text a file is. Text carries no mark: what can be read takes its type from what it says and, among the
//! harmless kinds, from its name.

use crate::lottie;

/// How much of a text is looked at.
const LOOKED_AT: usize = 8192;

/// The type of a file whose bytes carry no mark.
pub(super) fn mime(head: &[u8], name: &str) -> String {
    if !are_readable(head) {
        return "application/octet-stream".to_owned();
    }
    if let Some(said) = by_content(head) {
        return said.to_owned();
    }
    let guess = mime_guess::from_path(name).first();
    let harmless = guess.filter(|guess| guess.type_() == "text" || guess.subtype() == "json");
    match super::kinds::extension(name).as_str() {
        "tsv" | "tab" => "text/tab-separated-values".to_owned(),
        _ => harmless.map_or("text/plain".to_owned(), |guess| guess.essence_str().to_owned()),
    }
}

fn by_content(head: &[u8]) -> Option<&'static str> {
    if are_a_page(head) {
        return Some("text/html");
    }
    let begin = beginning(head);
    if begin.starts_with(b"{") && lottie::is_plain(head) {
        return Some("application/vnd.lottie+json");
    }
    if begin.starts_with(b"<") {
        let small = begin.get(..LOOKED_AT).unwrap_or(begin).to_ascii_lowercase();
        if contains(&small, b"<svg") {
            return Some("image/svg+xml");
        }
        return small.starts_with(b"<?xml").then_some("text/xml");
    }
    let lines = head.get(..LOOKED_AT).unwrap_or(head).split(|byte| *byte == b'\n');
    let mut first_lines = lines.take(20).map(<[u8]>::trim_ascii);
    first_lines.any(|line| line == b"[Desktop Entry]").then_some("application/x-desktop")
}

/// Whether a browser would show it as a page: it begins with a tag, and a page's tags are in it.
pub(super) fn are_a_page(head: &[u8]) -> bool {
    let begin = beginning(head);
    if !begin.starts_with(b"<") {
        return false;
    }
    let small = begin.get(..LOOKED_AT).unwrap_or(begin).to_ascii_lowercase();
    let tags: [&[u8]; 9] =
        [b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<meta", b"<title", b"<form"];
    // A drawing may hold scripts too, but is a drawing.
    !contains(&small, b"<svg") && tags.iter().any(|tag| contains(&small, tag))
}

/// Whether bytes are text: in UTF-8 or UTF-16 with a mark, or in an older encoding, which uses every byte but those below
/// the space.
pub(super) fn are_readable(head: &[u8]) -> bool {
    let head = head.get(..LOOKED_AT).unwrap_or(head);
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return head.len() > 2;
    }
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    !head.is_empty() && !head.iter().any(is_control)
}

fn beginning(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
