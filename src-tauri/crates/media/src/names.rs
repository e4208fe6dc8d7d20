//! Names that are safe to write to a disk. A customer's file name is text, never a path.

/// The longest name, in bytes: leaves room for what a file manager may add.
const LONGEST: usize = 180;

/// Names that Windows keeps for devices, with or without an extension.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A file name made of this one: no separators, control or direction characters, no reserved names, no leading dot, not
/// too long. An empty one becomes `file`; the type gives an extension where there is none.
pub fn safe_name(name: &str, mime: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().map(|letter| if is_harmless(letter) { letter } else { '_' }).collect();
    let clean = clean.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let (stem, extension) = match clean.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 12 => (stem, Some(extension.to_owned())),
        _ => (clean, usual_extension(mime).map(ToOwned::to_owned)),
    };
    let mut stem = if stem.is_empty() { "file" } else { stem }.to_owned();
    if RESERVED.contains(&stem.to_ascii_lowercase().as_str()) {
        stem.push('_');
    }
    let room = LONGEST.saturating_sub(extension.as_ref().map_or(0, |extension| extension.len() + 1));
    while stem.len() > room {
        stem.pop();
    }
    extension.map_or(stem.clone(), |extension| format!("{stem}.{extension}"))
}

/// The extension that people know a type by; a list of all of them would begin with odd ones.
fn usual_extension(mime: &str) -> Option<&'static str> {
    Some(match mime {
        "text/plain" => "txt",
        "text/csv" => "csv",
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/x-wav" | "audio/wav" => "wav",
        "audio/webm" | "video/webm" => "webm",
        "audio/m4a" => "m4a",
        "video/mp4" => "mp4",
        "application/zip" => "zip",
        _ => return None,
    })
}

/// Letters that a file system, a shell or a reader's eye is not fooled by.
fn is_harmless(letter: char) -> bool {
    let fools_the_eye =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    !(letter.is_control() || fools_the_eye || matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::safe_name;

    #[test]
    fn no_name_can_leave_its_folder_hide_its_type_or_fool_a_file_system() {
        assert_eq!(safe_name("../../etc/passwd", "text/plain"), "passwd.txt");
        assert_eq!(safe_name("C:\\Windows\\faktura.pdf", "application/pdf"), "faktura.pdf");
        assert_eq!(safe_name("zdj\u{202e}gpj.exe", "image/jpeg"), "zdj_gpj.exe");
        assert_eq!(safe_name("a\0b\n.png", "image/png"), "a_b_.png");
        assert_eq!(safe_name("CON.txt", "text/plain"), "CON_.txt");
        assert_eq!(safe_name("...", "image/png"), "file.png");
        assert_eq!(safe_name(".bashrc", "text/plain"), "bashrc.txt");
        assert!(safe_name(&"ż".repeat(300), "image/png").len() <= 180);
        assert!(safe_name(&format!("{}.pdf", "x".repeat(300)), "application/pdf").ends_with(".pdf"));
        assert_eq!(safe_name("Zamówienie 48211 – łódź.pdf", "application/pdf"), "Zamówienie 48211 – łódź.pdf");
    }
}
