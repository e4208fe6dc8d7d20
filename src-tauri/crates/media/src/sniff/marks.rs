//! Marks that files carry in their first bytes.

use std::io::Cursor;

use crate::container::{ebml, ogg};
use crate::lottie;

/// How far into a file readers of PDF look for its beginning.
const PDF_BEGINS_WITHIN: usize = 1024;

/// The type that the bytes say, if they say one. Text says nothing here.
pub(super) fn mime(head: &[u8]) -> Option<String> {
    let known = plain(head)
        .or_else(|| riff(head))
        .or_else(|| iso_media(head))
        .or_else(|| container(head))
        .or_else(|| sound(head))
        .or_else(|| lottie::is_packed(head).then_some("application/x-tgsticker"))
        .or_else(|| pdf(head));
    if let Some(known) = known {
        return Some(known.to_owned());
    }
    // What can be read is text, however it begins, unless it begins like a script.
    if super::words::are_readable(head) {
        return None;
    }
    infer::get(head).map(|found| usual(found.mime_type()).to_owned())
}

fn plain(head: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 10] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"#!AMR-WB\n", "audio/amr-wb"),
        (b"#!AMR", "audio/amr"),
        (b"#!SILK", "audio/silk"),
        (b"\x02#!SILK", "audio/silk"),
        (b"\x7fELF", "application/x-executable"),
        (b"#!", "text/x-shellscript"),
    ];
    let marked = marks.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, mime)| *mime);
    marked.or_else(|| bitmap(head))
}

/// Two letters are a weak mark: a bitmap also says how long its second header is.
fn bitmap(head: &[u8]) -> Option<&'static str> {
    let second = head.get(14..18)?;
    let known = [12u8, 40, 52, 56, 64, 108, 124].iter().any(|length| second == [*length, 0, 0, 0]);
    (head.starts_with(b"BM") && known).then_some("image/bmp")
}

fn riff(head: &[u8]) -> Option<&'static str> {
    let form = head.get(8..12).filter(|_| head.starts_with(b"RIFF"))?;
    match form {
        b"WEBP" => Some("image/webp"),
        b"WAVE" => Some("audio/wav"),
        b"AVI " => Some("video/x-msvideo"),
        _ => None,
    }
}

/// MP4 and its many relatives say what they are by brands.
fn iso_media(head: &[u8]) -> Option<&'static str> {
    let length = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    let major = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp"))?;
    // A box that claims more than is there is cut off, not refused.
    let others = head.get(16..length.clamp(16, head.len().max(16)).min(16 + 4 * 64)).unwrap_or_default();
    let names = |brand: &[u8; 4]| major == brand || others.chunks_exact(4).any(|other| other == brand);
    let picture = [b"mif1", b"msf1", b"miaf", b"mif2", b"MiHE", b"MiPr"].iter().any(|brand| major == *brand);
    Some(match major {
        b"avif" | b"avis" => "image/avif",
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => "image/heic",
        _ if picture && (names(b"avif") || names(b"avis")) => "image/avif",
        _ if picture => "image/heic",
        b"M4A " | b"M4B " | b"M4P " | b"F4A " => "audio/mp4",
        b"qt  " => "video/quicktime",
        b"crx " => "image/x-canon-cr3",
        b"jp2 " | b"jpx " | b"jpm " => "image/jp2",
        [b'3', b'g', b'p' | b'2', _] => "video/3gpp",
        _ => "video/mp4",
    })
}

fn container(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"OggS") {
        return Some(if ogg::has_pictures(head) { "video/ogg" } else { "audio/ogg" });
    }
    if !head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return None;
    }
    let movie = ebml::movie(&mut Cursor::new(head)).unwrap_or_default();
    Some(match (movie.web, movie.video || !movie.audio) {
        (true, true) => "video/webm",
        (true, false) => "audio/webm",
        (false, true) => "video/x-matroska",
        (false, false) => "audio/x-matroska",
    })
}

fn sound(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"fLaC") {
        return Some("audio/flac");
    }
    if head.starts_with(b"ID3") {
        let after = id3_length(head).and_then(|length| head.get(length..)).unwrap_or_default();
        return Some(if after.starts_with(b"fLaC") {
            "audio/flac"
        } else if adts_frame(after).is_some() {
            "audio/aac"
        } else {
            "audio/mpeg"
        });
    }
    // Eleven bits are a weak mark: the next frame must stand where this one ends.
    let twice = |frame: fn(&[u8]) -> Option<usize>| {
        frame(head).is_some_and(|length| head.get(length..).is_none_or(|rest| rest.is_empty() || frame(rest).is_some()))
    };
    if twice(adts_frame) {
        return Some("audio/aac");
    }
    twice(mpeg_frame).then_some("audio/mpeg")
}

/// How many bytes an ID3v2 tag takes, its head included.
pub(crate) fn id3_length(head: &[u8]) -> Option<usize> {
    if !head.starts_with(b"ID3") {
        return None;
    }
    let size = head.get(6..10)?.iter().fold(0usize, |size, byte| (size << 7) | usize::from(byte & 0x7f));
    let footer = if head.get(5)? & 0x10 != 0 { 10 } else { 0 };
    Some(10 + size + footer)
}

/// The length of an AAC frame that begins here.
fn adts_frame(bytes: &[u8]) -> Option<usize> {
    let head: [u8; 7] = bytes.get(..7)?.try_into().ok()?;
    let [first, second, third, fourth, fifth, sixth, _] = head;
    let rate = (third >> 2) & 0x0f;
    let length = (usize::from(fourth & 3) << 11) | (usize::from(fifth) << 3) | usize::from(sixth >> 5);
    (first == 0xff && second & 0xf6 == 0xf0 && rate < 13 && length > 7).then_some(length)
}

/// The length of an MPEG audio frame, layer three, that begins here.
fn mpeg_frame(bytes: &[u8]) -> Option<usize> {
    const NEWER: [usize; 16] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
    const FIRST: [usize; 16] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
    let head: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    let [first, second, third, _] = head;
    let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
    if first != 0xff || second & 0xe0 != 0xe0 || version == 1 || layer != 1 {
        return None;
    }
    let rates = if version == 3 { FIRST } else { NEWER };
    let kilobits = *rates.get(usize::from(third >> 4))?;
    let slower = match version {
        3 => 0,
        2 => 1,
        _ => 2,
    };
    let hertz = [44_100, 48_000, 32_000].get(usize::from((third >> 2) & 3))? >> slower;
    let samples = if version == 3 { 144 } else { 72 };
    let length = samples * kilobits * 1000 / hertz + usize::from((third >> 1) & 1);
    (length > 4).then_some(length)
}

fn pdf(head: &[u8]) -> Option<&'static str> {
    let within = head.get(..PDF_BEGINS_WITHIN + 5).unwrap_or(head);
    let begins = within.windows(5).any(|window| window == b"%PDF-");
    (begins && !super::words::are_a_page(head)).then_some("application/pdf")
}

/// One name for each type.
fn usual(mime: &str) -> &str {
    match mime {
        "audio/x-wav" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "audio/m4a" => "audio/mp4",
        "image/heif" => "image/heic",
        "video/x-m4v" => "video/mp4",
        other => other,
    }
}
