//! How a media type may be handled, and which names a desktop runs.

use super::Kind;

/// Extensions of things that a desktop runs, or that a browser runs scripts of, on a double click.
const RUNNABLE: [&str; 47] = [
    "exe", "msi", "msp", "bat", "cmd", "com", "scr", "pif", "cpl", "ps1", "psm1", "vb", "vbs", "vbe", "js", "jse",
    "ws", "wsf", "wsh", "hta", "reg", "lnk", "jar", "sh", "bash", "zsh", "csh", "py", "pyw", "pl", "rb", "php",
    "desktop", "appimage", "run", "deb", "rpm", "apk", "app", "command", "html", "htm", "xhtml", "shtml", "mht",
    "mhtml", "xul",
];

/// Types of `application/…` that a machine runs.
const RUNS: [&str; 13] = [
    "x-executable",
    "x-mach-binary",
    "vnd.microsoft.portable-executable",
    "x-msdownload",
    "x-sh",
    "x-desktop",
    "java-archive",
    "vnd.debian.binary-package",
    "x-deb",
    "x-rpm",
    "vnd.android.dex",
    "wasm",
    "java",
];

/// Types of `application/…` that people read.
const READ: [&str; 6] = ["pdf", "msword", "rtf", "json", "xml", "epub+zip"];

/// A name's last extension, in small letters.
pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.trim().to_ascii_lowercase()).unwrap_or_default()
}

/// Whether a desktop, or a browser, would run a file of this name.
pub(crate) fn runs_by_name(name: &str) -> bool {
    RUNNABLE.contains(&extension(name).as_str())
}

pub(super) fn of(mime: &str) -> Kind {
    match mime.split_once('/') {
        // A document that can carry scripts is not a picture.
        Some(("image", "svg+xml" | "svg")) => Kind::Other,
        Some(("image", _)) => Kind::Image,
        Some(("audio", _)) => Kind::Audio,
        Some(("video", _)) => Kind::Video,
        Some(("text", "html" | "javascript" | "x-shellscript")) => Kind::Program,
        Some(("text", _)) => Kind::Document,
        Some(("application", "x-tgsticker" | "vnd.lottie+json")) => Kind::Animation,
        Some(("application", rest)) if RUNS.contains(&rest) => Kind::Program,
        Some(("application", rest)) if READ.contains(&rest) || is_office(rest) => Kind::Document,
        _ => Kind::Other,
    }
}

fn is_office(rest: &str) -> bool {
    ["vnd.openxmlformats", "vnd.oasis", "vnd.ms-"].iter().any(|family| rest.starts_with(family))
}

/// Whether a window can play sound or video of this type, given the codecs.
pub(crate) fn is_playable(mime: &str) -> bool {
    let containers = ["mp4", "webm", "x-matroska", "ogg"];
    match mime.split_once('/') {
        Some(("audio", sound)) => containers.contains(&sound) || ["mpeg", "aac", "wav", "flac"].contains(&sound),
        Some(("video", video)) => containers.contains(&video) || ["quicktime", "3gpp"].contains(&video),
        _ => false,
    }
}
