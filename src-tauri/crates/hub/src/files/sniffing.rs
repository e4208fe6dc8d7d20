//! What a file is, by its first bytes and, where they do not say, by its name.

/// Extensions that the name decides, because their bytes are those of a more general format.
const NAME_DECIDES: &[&str] = &["application/zip", "application/x-ole-storage", "text/plain", "text/html", "text/xml"];

/// The media type of a file, for example `image/png`.
pub(super) fn media_type(head: &[u8], extension: &str) -> String {
    let by_name = mime_guess::from_ext(extension).first().map(|mime| mime.essence_str().to_owned());
    let by_bytes = infer::get(head).map(|kind| kind.mime_type());
    match (by_bytes, by_name) {
        (Some(bytes), Some(name)) if NAME_DECIDES.contains(&bytes) || is_sound_in_film(bytes, &name) => name,
        (Some(bytes), _) => bytes.to_owned(),
        (None, Some(name)) => name,
        (None, None) => "application/octet-stream".to_owned(),
    }
}

/// Recordings come in containers that films use too.
fn is_sound_in_film(bytes: &str, name: &str) -> bool {
    bytes.starts_with("video/") && name.starts_with("audio/")
}

/// Whether an Ogg file's comments say that it was recorded as a voice note. A rep's send call has no word for it, so the
/// recording brings it along.
pub(super) fn is_voice_note(head: &[u8]) -> bool {
    const MARK: &[u8] = b"USAGE=voice note";
    head.starts_with(b"OggS") && head.windows(MARK.len()).any(|window| window == MARK)
}

/// HubSpot's type of a file: IMG, DOCUMENT, AUDIO, MOVIE or OTHER.
pub(super) fn kind(media_type: &str) -> &'static str {
    match media_type.split_once('/') {
        Some(("image", _)) => "IMG",
        Some(("audio", _)) => "AUDIO",
        Some(("video", _)) => "MOVIE",
        Some(("text", _)) => "DOCUMENT",
        Some(("application", rest)) if is_document(rest) => "DOCUMENT",
        _ => "OTHER",
    }
}

fn is_document(rest: &str) -> bool {
    matches!(rest, "pdf" | "rtf" | "msword" | "json" | "xml")
        || rest.starts_with("vnd.ms-")
        || rest.starts_with("vnd.openxmlformats-officedocument")
        || rest.starts_with("vnd.oasis.opendocument")
}

#[cfg(test)]
mod tests {
    use super::{kind, media_type};

    #[test]
    fn bytes_win_over_the_name_unless_they_are_a_more_general_format() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n....", "txt"), "image/png");
        assert_eq!(media_type(b"\x1a\x45\xdf\xa3\x93\x42\x82\x88webm", "weba"), "audio/webm");
        assert_eq!(media_type(b"hello", "md"), "text/markdown");
        assert_eq!(media_type(b"hello", "strange"), "application/octet-stream");
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(media_type(b"PK\x03\x04", "xlsx"), sheet);
        assert_eq!(kind(sheet), "DOCUMENT");
        assert_eq!(kind("application/zip"), "OTHER");
        assert_eq!(kind("video/mp4"), "MOVIE");
    }
}
