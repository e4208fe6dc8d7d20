//! What a file is, by its bytes. Its name and its declared type are only asked when the bytes say nothing.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// How many bytes of a file are looked at.
const LOOKED_AT: usize = 8192;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// Its media type.
    pub mime: String,
    /// How it may be handled.
    pub kind: Kind,
    /// Pixels across and down, for pictures.
    pub size: Option<(u32, u32)>,
}

/// How a file may be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A raster picture, shown inline.
    Image,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A Lottie animation.
    Animation,
    /// Something to read: PDF, text, office files.
    Document,
    /// Something that can run: never opened without a warning.
    Program,
    /// Anything else.
    Other,
}

/// Extensions of things that a desktop runs on a double click.
const RUNNABLE: [&str; 24] = [
    "exe", "msi", "bat", "cmd", "com", "scr", "ps1", "vbs", "js", "jse", "wsf", "hta", "jar", "sh", "bash", "desktop",
    "appimage", "run", "deb", "rpm", "apk", "app", "command", "lnk",
];

/// Looks at a file's first bytes, and at its name when they say nothing.
pub fn sniff(bytes: &[u8], name: &str) -> Sniffed {
    let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let extension =
        Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let mime = by_bytes(head).unwrap_or_else(|| by_name(head, name));
    let kind =
        if RUNNABLE.contains(&extension.as_str()) || head.starts_with(b"#!") { Kind::Program } else { kind_of(&mime) };
    let size = if kind == Kind::Image { dimensions(bytes) } else { None };
    Sniffed { mime, kind, size }
}

/// Whether it is a voice note that Bellhop recorded: one comment in its header says so, whatever its sender tells of it.
pub fn is_voice_note(head: &[u8]) -> bool {
    head.starts_with(b"OggS") && contains(head, crate::recording::MARK.as_bytes())
}

/// How much of a file [`sniff`] wants to see: a picture's size can stand late in a JPEG.
pub const WANTED: usize = 256 * 1024;

/// What a file's name alone suggests, before its bytes are here.
pub fn by_extension(name: &str) -> Kind {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if RUNNABLE.contains(&extension.to_ascii_lowercase().as_str()) {
        return Kind::Program;
    }
    mime_guess::from_path(name).first().map_or(Kind::Other, |guess| kind_of(guess.essence_str()))
}

fn by_bytes(head: &[u8]) -> Option<String> {
    // A Matroska or Ogg container can hold sound alone; which of the two it is stands in its head.
    if head.starts_with(b"OggS") {
        let video = contains(head, b"theora") || contains(head, b"\x01video");
        return Some(if video { "video/ogg" } else { "audio/ogg" }.to_owned());
    }
    if head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        let video = contains(head, b"V_VP") || contains(head, b"V_AV1") || contains(head, b"V_MPEG");
        return Some(if video { "video/webm" } else { "audio/webm" }.to_owned());
    }
    Some(infer::get(head)?.mime_type().to_owned())
}

/// Text has no mark of its own: readable bytes take their type from the name, as long as that is a kind of text.
fn by_name(head: &[u8], name: &str) -> String {
    let guess = mime_guess::from_path(name).first();
    let readable = !head.is_empty()
        && !head.contains(&0)
        && std::str::from_utf8(head).map_or_else(|cut| cut.valid_up_to() + 4 > head.len(), |_| true);
    match guess {
        Some(guess)
            if readable && (guess.type_() == "text" || guess.subtype() == "json" || guess.subtype() == "svg") =>
        {
            guess.essence_str().to_owned()
        }
        _ if readable => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

fn kind_of(mime: &str) -> Kind {
    match mime.split_once('/') {
        // A document that can carry scripts is not a picture.
        Some(("image", "svg+xml" | "svg")) => Kind::Other,
        Some(("image", _)) => Kind::Image,
        Some(("audio", _)) => Kind::Audio,
        Some(("video", _)) => Kind::Video,
        Some(("text", "html" | "xml" | "javascript" | "x-shellscript")) => Kind::Program,
        Some(("text", _)) => Kind::Document,
        Some(("application", rest)) => application(rest),
        _ => Kind::Other,
    }
}

fn application(rest: &str) -> Kind {
    let runs = [
        "x-executable",
        "x-mach-binary",
        "vnd.microsoft.portable-executable",
        "x-msdownload",
        "x-sh",
        "java-archive",
        "vnd.debian.binary-package",
        "x-rpm",
        "vnd.android.dex",
        "wasm",
        "x-elf",
    ];
    let reads = ["pdf", "msword", "rtf", "json", "epub+zip"];
    if runs.contains(&rest) {
        Kind::Program
    } else if reads.contains(&rest)
        || rest.starts_with("vnd.openxmlformats")
        || rest.starts_with("vnd.oasis")
        || rest.starts_with("vnd.ms-")
    {
        Kind::Document
    } else {
        Kind::Other
    }
}

fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

fn contains(head: &[u8], part: &[u8]) -> bool {
    head.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::{Kind, sniff};

    #[test]
    fn the_bytes_decide_not_the_name() {
        let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x06\0\0\0"[..], &[0; 64]].concat();
        let sniffed = sniff(&png, "faktura.pdf");
        assert_eq!((sniffed.mime.as_str(), sniffed.kind, sniffed.size), ("image/png", Kind::Image, Some((512, 256))));
        assert_eq!(sniff(b"%PDF-1.7 ...", "kot.jpg").kind, Kind::Document);
        assert_eq!(sniff(b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "zdjecie.png").kind, Kind::Program);
    }

    #[test]
    fn what_can_run_is_never_taken_for_something_to_look_at() {
        assert_eq!(sniff(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo.svg").kind, Kind::Other);
        assert_eq!(sniff(b"<html><script>alert(1)</script>", "list.html").kind, Kind::Program);
        assert_eq!(sniff(b"#!/bin/sh\nrm -rf ~", "readme.txt").kind, Kind::Program);
        assert_eq!(sniff(b"[Desktop Entry]\nExec=sh", "faktura.desktop").kind, Kind::Program);
    }

    #[test]
    fn sound_and_video_in_the_same_container_are_told_apart() {
        assert_eq!(sniff(b"OggS\0\x02\0\0\0\0\0\0\0\0OpusHead", "note.ogg").kind, Kind::Audio);
        let webm = [&[0x1a, 0x45, 0xdf, 0xa3][..], b"....webm....V_VP9"].concat();
        assert_eq!(sniff(&webm, "clip").kind, Kind::Video);
        let voice = [&[0x1a, 0x45, 0xdf, 0xa3][..], b"....webm....A_OPUS"].concat();
        assert_eq!(sniff(&voice, "clip").kind, Kind::Audio);
        assert_eq!(sniff(b"", "nothing.bin").kind, Kind::Other);
    }
}
