//! What a file is, by its bytes. Its name and its declared type are only asked where bytes say nothing: which kind of text
//! it is, and whether a desktop would run it on a double click.
//!
//! [`sniff`] sees the head of a file and is pure. [`sniff_file`] can look further: an MP4 or WebM without pictures is sound,
//! which stands in its list of tracks, and that list may stand at the end of the file.

mod kinds;
mod marks;
mod words;

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::container::{boxes, ebml};

pub(crate) use kinds::{is_playable, runs_by_name};
pub(crate) use marks::id3_length;

/// How much of a file [`sniff`] wants to see.
pub const WANTED: usize = 256 * 1024;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// Its media type.
    pub mime: String,
    /// How it may be handled.
    pub kind: Kind,
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

/// Looks at a file's first bytes, and at its name when they say nothing.
pub fn sniff(bytes: &[u8], name: &str) -> Sniffed {
    let head = bytes.get(..WANTED).unwrap_or(bytes);
    let mime = marks::mime(head).unwrap_or_else(|| words::mime(head, name));
    let kind = if kinds::runs_by_name(name) { Kind::Program } else { kinds::of(&mime) };
    Sniffed { mime, kind }
}

/// Looks at a whole file, as far as it takes to tell sound from video.
pub fn sniff_file(path: &Path, name: &str) -> std::io::Result<Sniffed> {
    let mut file = BufReader::new(File::open(path)?);
    let mut head = Vec::new();
    file.by_ref().take(WANTED as u64).read_to_end(&mut head)?;
    let sniffed = sniff(&head, name);
    if !matches!(sniffed.kind, Kind::Audio | Kind::Video) {
        return Ok(sniffed);
    }
    file.rewind()?;
    let has_pictures = match sniffed.mime.as_str() {
        "video/mp4" | "audio/mp4" | "video/quicktime" | "video/3gpp" => {
            boxes::movie(&mut file).filter(|movie| movie.video || movie.audio).map(|movie| movie.video)
        }
        "video/webm" | "audio/webm" | "video/x-matroska" | "audio/x-matroska" => {
            ebml::movie(&mut file).filter(|movie| movie.video || movie.audio).map(|movie| movie.video)
        }
        _ => None,
    };
    Ok(has_pictures.map_or(sniffed.clone(), |pictures| told_apart(&sniffed.mime, pictures)))
}

/// The type of a container that holds pictures, or sound alone.
fn told_apart(mime: &str, pictures: bool) -> Sniffed {
    let container = mime.split_once('/').map_or(mime, |(_, container)| container);
    let (mime, kind) = match (pictures, container) {
        (false, "quicktime" | "3gpp") => ("audio/mp4".to_owned(), Kind::Audio),
        (false, _) => (format!("audio/{container}"), Kind::Audio),
        (true, _) => (format!("video/{container}"), Kind::Video),
    };
    Sniffed { mime, kind }
}

/// Whether it is a voice note that Bellhop recorded: one comment in its header says so, whatever its sender tells of it.
pub fn is_voice_note(head: &[u8]) -> bool {
    const MARK: &[u8] = crate::recording::MARK.as_bytes();
    head.starts_with(b"OggS") && head.windows(MARK.len()).any(|window| window == MARK)
}

/// What a file's name alone suggests, before its bytes are here.
pub fn by_extension(name: &str) -> Kind {
    if kinds::runs_by_name(name) {
        return Kind::Program;
    }
    if kinds::extension(name) == "tgs" {
        return Kind::Animation;
    }
    mime_guess::from_path(name).first().map_or(Kind::Other, |guess| kinds::of(guess.essence_str()))
}

/// The media type that a file's name alone suggests; empty when it suggests none.
pub fn mime_by_extension(name: &str) -> String {
    mime_guess::from_path(name).first().map(|guess| guess.essence_str().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Kind, sniff};

    fn kind(bytes: &[u8], name: &str) -> Kind {
        sniff(bytes, name).kind
    }

    fn mime(bytes: &[u8], name: &str) -> String {
        sniff(bytes, name).mime
    }

    #[test]
    fn the_bytes_decide_not_the_name() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x06\0\0\0";
        assert_eq!((mime(png, "faktura.pdf").as_str(), kind(png, "faktura.pdf")), ("image/png", Kind::Image));
        assert_eq!(kind(b"%PDF-1.7 ...", "kot.jpg"), Kind::Document);
        assert_eq!(kind(b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "zdjecie.png"), Kind::Program);
        assert_eq!(kind(b"", "nothing.bin"), Kind::Other);
    }

    #[test]
    fn what_can_run_is_never_taken_for_something_to_look_at() {
        assert_eq!(kind(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "logo.svg"), Kind::Other);
        assert_eq!(kind(b"<?xml version='1.0'?><!-- a --><svg><script/></svg>", "logo.png"), Kind::Other);
        assert_eq!(kind(b"<html><script>alert(1)</script>", "list.html"), Kind::Program);
        assert_eq!(kind(b"\xef\xbb\xbf  <!DOCTYPE HTML><p>", "list.txt"), Kind::Program);
        assert_eq!(kind(b"words <b>and</b> <script>alert(1)</script>", "list.txt"), Kind::Document, "plain text");
        assert_eq!(kind(b"#!/bin/sh\nrm -rf ~", "readme.txt"), Kind::Program);
        assert_eq!(kind(b"[Desktop Entry]\nExec=sh", "faktura.desktop"), Kind::Program);
        assert_eq!(kind(b"# note\n[Desktop Entry]\nExec=sh", "faktura.txt"), Kind::Program);
        assert_eq!(kind(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0", "kot.jpg"), Kind::Program);
    }

    #[test]
    fn a_picture_that_is_also_a_page_is_a_picture_unless_its_name_makes_it_a_page() {
        let both = b"GIF89a\x01\0\x01\0\0\0\0/*<html><script>alert(1)</script>*/";
        assert_eq!((mime(both, "kot.gif").as_str(), kind(both, "kot.gif")), ("image/gif", Kind::Image));
        assert_eq!(kind(both, "kot.html"), Kind::Program, "a browser would run it");
    }

    #[test]
    fn a_pdf_may_begin_late_but_not_later_than_readers_look() {
        let late = |junk: usize| [vec![b' '; junk], b"%PDF-1.4\n".to_vec()].concat();
        assert_eq!(mime(&late(1000), "a"), "application/pdf");
        assert_eq!(mime(&late(1100), "a"), "text/plain");
        assert_eq!(kind(b"#!/bin/sh\n%PDF-1.4", "a.pdf"), Kind::Program);
    }

    #[test]
    fn sound_and_video_in_the_same_container_are_told_apart() {
        let page = |packet: &[u8]| {
            let length = u8::try_from(packet.len()).unwrap_or(u8::MAX);
            [&b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01"[..], &[length], packet].concat()
        };
        assert_eq!(mime(&page(b"OpusHead\x01\x01"), "note.ogg"), "audio/ogg");
        assert_eq!(mime(&page(b"\x80theora\x03\x02\x01"), "clip.ogg"), "video/ogg");
        let mp4 = |brand: &[u8; 4]| [&b"\0\0\0\x14ftyp"[..], brand, b"\0\0\0\0isom"].concat();
        assert_eq!(mime(&mp4(b"M4A "), "x"), "audio/mp4");
        assert_eq!(mime(&mp4(b"isom"), "x"), "video/mp4");
        assert_eq!(mime(&mp4(b"qt  "), "x"), "video/quicktime");
        assert_eq!(mime(&mp4(b"3gp4"), "x"), "video/3gpp");
        assert_eq!(mime(&mp4(b"avif"), "x"), "image/avif");
        assert_eq!(mime(&mp4(b"heic"), "x"), "image/heic");
    }

    #[test]
    fn sound_without_a_container_is_known_by_two_frames_in_a_row() {
        let frame = |head: [u8; 4], length: usize| [&head[..], &vec![0; length - 4]].concat();
        let mp3 = [frame([0xff, 0xfb, 0x90, 0x00], 417), frame([0xff, 0xfb, 0x90, 0x00], 417)].concat();
        assert_eq!(mime(&mp3, "x"), "audio/mpeg");
        assert_eq!(mime(b"ID3\x04\0\0\0\0\0\x0aTITLE.....", "x"), "audio/mpeg");
        let mut aac = frame([0xff, 0xf1, 0x50, 0x80], 200);
        aac.splice(4..7, [(200 >> 3) as u8, ((200 & 7) << 5) as u8 | 0x1f, 0xfc]);
        assert_eq!(mime(&[aac.clone(), aac].concat(), "x"), "audio/aac");
        assert_eq!(mime(b"#!AMR\n\x3c\x91\x17", "note"), "audio/amr", "no script, though it begins like one");
        assert_eq!(kind(b"#!AMR\n\x3c\x91\x17", "note"), Kind::Audio);
        assert_eq!(mime(b"RIFF\x24\0\0\0WAVEfmt ", "x"), "audio/wav");
        assert_eq!(mime(b"fLaC\0\0\0\x22", "x"), "audio/flac");
    }

    #[test]
    fn an_animation_is_known_by_its_keys() {
        let lottie = br#"{"v":"5.7","fr":60,"ip":0,"op":60,"w":512,"h":512,"assets":[],"layers":[{"ty":4}]}"#;
        assert_eq!(mime(lottie, "x.json"), "application/vnd.lottie+json");
        assert_eq!(mime(br#"{"fr":"a","layers":3}"#, "x.json"), "application/json");
        let hidden = br#"{"data":{"v":"5.7","fr":60,"ip":0,"op":60,"layers":[]}}"#;
        assert_eq!(mime(hidden, "x.json"), "application/json", "the keys of something inside do not count");
    }

    #[test]
    fn text_is_told_by_its_name_and_only_among_kinds_of_text() {
        assert_eq!(mime(b"a;b\n1;2\n", "ceny.csv"), "text/csv");
        assert_eq!(mime(b"a;b\n1;2\n", "ceny.png"), "text/plain");
        assert_eq!(mime("zażółć".as_bytes(), "list"), "text/plain");
        assert_eq!(mime(b"za\xbf\xf3\xb3\xe6 g\xea\x9cl\xb9", "list.txt"), "text/plain", "windows-1250");
        assert_eq!(mime(b"\xff\xfea\0b\0", "list.txt"), "text/plain", "UTF-16");
        assert_eq!(mime(b"\x01\x02\x03\0", "list.txt"), "application/octet-stream");
        assert_eq!(kind(b"<?xml version='1.0'?><Faktura/>", "ksef.xml"), Kind::Document);
    }
}
