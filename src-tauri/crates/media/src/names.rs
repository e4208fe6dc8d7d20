//! Names that are safe to write to a disk. A customer's file name is text, never a path.
//!
//! What is shown of a name is what it is: nothing in it turns the direction of letters, is invisible, or pushes the real
//! extension out of sight. What it is called on the disk means nothing else there: no folder, no device, no stream, no
//! option of a command, no hidden file, on any system to which the rep may carry it.

/// The longest name, in bytes: leaves room for what a file manager may add.
const LONGEST: usize = 180;
/// The longest extension, in bytes; what follows the last dot of a sentence is none.
const LONGEST_EXTENSION: usize = 12;

/// Names that Windows keeps for devices, whatever extensions follow them.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The same, with a digit behind.
const RESERVED_PORTS: [&str; 2] = ["com", "lpt"];

/// A file name made of this one: one that means nothing but itself, at most 180 bytes. An empty one becomes `file`; the
/// type gives an extension where there is none.
pub fn safe_name(name: &str, mime: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = trimmed(&plain(last)).to_owned();
    let (stem, extension) = match clean.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) && !trimmed(stem).is_empty() => {
            (trimmed(stem), Some(extension))
        }
        _ => (clean.as_str(), usual_extension(mime)),
    };
    let stem = meaningless(if stem.is_empty() { "file" } else { stem });
    let room = LONGEST - extension.map_or(0, |extension| extension.len() + 1);
    let stem = trimmed(stem.get(..stem.floor_char_boundary(room)).unwrap_or_default());
    extension.map_or_else(|| stem.to_owned(), |extension| format!("{stem}.{extension}"))
}

/// The letters that are harmless; spaces of every kind become one, so that none pushes anything out of sight.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars() {
        let letter = match letter {
            letter if is_blank(letter) => ' ',
            letter if is_harmless(letter) => letter,
            _ => '_',
        };
        if letter != ' ' || !plain.ends_with(' ') {
            plain.push(letter);
        }
    }
    plain
}

/// Without what is not seen, or not kept, at the ends of a name.
fn trimmed(name: &str) -> &str {
    name.trim_matches(['.', ' '])
}

/// A name that is no option, no home folder and no device.
fn meaningless(stem: &str) -> String {
    let first = stem.split('.').next().unwrap_or_default();
    let rest = stem.get(first.len()..).unwrap_or_default();
    let device = first.trim_end().to_lowercase();
    let port = RESERVED_PORTS.iter().find_map(|port| device.strip_prefix(port)).is_some_and(|number| {
        let mut letters = number.chars();
        matches!((letters.next(), letters.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    let reserved = port || RESERVED.contains(&device.as_str());
    let first = if first.starts_with(['-', '~']) { format!("_{first}") } else { first.to_owned() };
    if reserved { format!("{first}_{rest}") } else { format!("{first}{rest}") }
}

fn is_extension(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_EXTENSION && text.chars().all(char::is_alphanumeric)
}

/// The extension that people know a type by; a list of all of them would begin with odd ones.
fn usual_extension(mime: &str) -> Option<&'static str> {
    Some(match mime {
        "text/plain" => "txt",
        "text/csv" => "csv",
        "application/pdf" => "pdf",
        "application/json" => "json",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        "image/heif" | "image/heic" => "heic",
        "audio/mpeg" => "mp3",
        "audio/ogg" => "ogg",
        "audio/x-wav" | "audio/wav" => "wav",
        "audio/x-flac" | "audio/flac" => "flac",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/webm" | "video/webm" => "webm",
        "audio/m4a" => "m4a",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/x-matroska" => "mkv",
        "application/zip" => "zip",
        _ => return None,
    })
}

/// Letters that show nothing but room.
fn is_blank(letter: char) -> bool {
    (letter.is_whitespace() && !letter.is_control())
        || matches!(letter, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Letters that a file system, a shell or a reader's eye is not fooled by.
fn is_harmless(letter: char) -> bool {
    let fools_the_eye = matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    !(letter.is_control() || fools_the_eye || matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\'))
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_name_can_leave_its_folder_hide_its_type_or_fool_a_file_system() {
        assert_eq!(safe_name("../../etc/passwd", "text/plain"), "passwd.txt");
        assert_eq!(safe_name("C:\\Windows\\faktura.pdf", "application/pdf"), "faktura.pdf");
        assert_eq!(safe_name("a\0b\n.png", "image/png"), "a_b_.png");
        assert_eq!(safe_name("...", "image/png"), "file.png");
        assert_eq!(safe_name("..", ""), "file");
        assert_eq!(safe_name("", ""), "file");
        assert_eq!(safe_name(".bashrc", "text/plain"), "bashrc.txt");
        assert_eq!(safe_name("-rf", ""), "_-rf");
        assert_eq!(safe_name("~root", ""), "_~root");
        assert_eq!(safe_name("a.txt:evil.exe", "text/plain"), "a.txt_evil.exe");
        assert_eq!(safe_name("Zamówienie 48211 – łódź.pdf", "application/pdf"), "Zamówienie 48211 – łódź.pdf");
        assert_eq!(safe_name("Faktura nr. 5", "application/pdf"), "Faktura nr. 5.pdf");
    }

    #[test]
    fn the_real_extension_is_always_seen() {
        assert_eq!(safe_name("zdj\u{202e}gpj.exe", "image/jpeg"), "zdj_gpj.exe");
        assert_eq!(safe_name("photo.jpg\u{202e}exe", "image/jpeg"), "photo.jpg_exe.jpg");
        let far = format!("photo.jpg{}.exe", " ".repeat(200));
        assert_eq!(safe_name(&far, "image/jpeg"), "photo.jpg.exe");
        let blank = format!("photo.jpg{}.exe", "\u{2800}\u{a0}\u{3000}\u{3164}".repeat(9));
        assert_eq!(safe_name(&blank, "image/jpeg"), "photo.jpg.exe");
        assert_eq!(safe_name("photo.exe.", "image/jpeg"), "photo.exe");
        assert_eq!(safe_name("photo.exe . . ", "image/jpeg"), "photo.exe");
    }

    #[test]
    fn no_name_is_a_device() {
        assert_eq!(safe_name("CON.txt", "text/plain"), "CON_.txt");
        assert_eq!(safe_name("CON.tar.gz", ""), "CON_.tar.gz");
        assert_eq!(safe_name("aux.", ""), "aux_");
        assert_eq!(safe_name("nul .txt", ""), "nul_.txt");
        assert_eq!(safe_name("COM¹.pdf", ""), "COM¹_.pdf");
        assert_eq!(safe_name("lpt9", "text/plain"), "lpt9_.txt");
        assert_eq!(safe_name("CONOUT$", ""), "CONOUT$_");
        assert_eq!(safe_name("console.log", ""), "console.log");
        assert_eq!(safe_name("com10.txt", ""), "com10.txt");
    }

    #[test]
    fn a_long_name_is_cut_between_letters_and_keeps_its_extension() {
        let long = safe_name(&"ż".repeat(300), "image/png");
        assert!(long.len() <= LONGEST && long.ends_with("ż.png"), "{long}");
        assert!(safe_name(&format!("{}.pdf", "x".repeat(300)), "application/pdf").ends_with("x.pdf"));
        assert_eq!(safe_name(&"🎧".repeat(75), "").len(), 180);
    }

    /// What a hostile name is made of, besides every letter there is.
    fn hostile() -> impl Strategy<Value = String> {
        let bits = prop_oneof![
            any::<String>(),
            "\\PC{0,300}",
            proptest::sample::select(vec![
                "../",
                "..\\",
                "/",
                "\0",
                ".",
                "..",
                " ",
                "   ",
                "-",
                "~",
                ":",
                "con",
                "AUX.",
                "com¹",
                "\u{202e}",
                "\u{200b}",
                "\u{3164}",
                "\u{2800}",
                ".exe",
                ".tar.gz",
                "\n",
                "%2e%2e%2f",
                "$(id)",
                "\u{fffe}",
                "ż",
                "🎧",
            ])
            .prop_map(str::to_owned),
        ];
        proptest::collection::vec(bits, 0..8).prop_map(|bits| bits.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_name_becomes_one_that_means_nothing_but_itself(name in hostile(), mime in "(text/plain|image/png|x/y|)") {
            let safe = safe_name(&name, &mime);
            prop_assert!(!safe.is_empty() && safe.len() <= LONGEST);
            let parts: Vec<Component<'_>> = Path::new(&safe).components().collect();
            prop_assert_eq!(parts, [Component::Normal(safe.as_ref())]);
            prop_assert!(safe.chars().all(|letter| letter == ' ' || (is_harmless(letter) && !is_blank(letter))));
            prop_assert!(!safe.starts_with(['.', ' ', '-', '~']) && !safe.ends_with(['.', ' ']) && !safe.contains("  "));
            let device = safe.split('.').next().unwrap_or_default().trim().to_lowercase();
            prop_assert!(!["con", "prn", "aux", "nul", "com1", "com¹", "lpt³", "conin$"].contains(&device.as_str()));
            prop_assert_eq!(safe_name(&safe, &mime), safe.clone(), "a safe name stays as it is");
        }

        #[test]
        fn a_harmless_extension_is_kept(name in hostile(), extension in "[a-z0-9]{1,8}") {
            let safe = safe_name(&format!("x{name}x.{extension}"), "text/plain");
            prop_assert!(safe.ends_with(&format!(".{extension}")), "{}", safe);
        }
    }
}
