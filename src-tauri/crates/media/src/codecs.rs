//! Which package brings what a desktop needs to play a file: told where playing fails, and by `bellhop doctor`.

/// The Debian package without which files of this type often do not play; nothing for types that always do.
pub fn package(mime: &str) -> Option<&'static str> {
    match mime {
        "video/mp4" | "video/quicktime" | "video/x-matroska" | "video/x-msvideo" | "audio/m4a" | "audio/mp4"
        | "audio/aac" | "audio/x-m4a" | "audio/amr" => Some("gstreamer1.0-libav"),
        "video/webm" | "image/avif" => Some("gstreamer1.0-plugins-bad"),
        _ if mime.starts_with("audio/") || mime.starts_with("video/") => Some("gstreamer1.0-plugins-good"),
        _ => None,
    }
}
