//! The entry that starts Bellhop, hidden, with the session: a file of the XDG Desktop Application Autostart Specification.
//!
//! Written here and not by a plugin: a path with a blank or a dollar sign has to be quoted, a Bellhop with a home of its own
//! has to start with that home, and what the rep switched off in the desktop's own settings stays off.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::HIDDEN;

/// When the rep asked for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By changing the setting.
    Now,
    /// In an earlier run.
    Before,
}

/// An entry: where it is, and what it starts.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The file.
    pub(crate) path: PathBuf,
    /// The program.
    pub(crate) program: PathBuf,
    /// The home of a portable Bellhop.
    pub(crate) home: Option<PathBuf>,
}

impl Entry {
    /// Takes the file away, if it is there.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(problem) if problem.kind() != io::ErrorKind::NotFound => Err(problem),
            _ => Ok(()),
        }
    }

    /// Makes the file, or makes it true again. One that the desktop's own settings switched off is left as it is, unless
    /// the rep asked just now.
    pub(crate) fn make(&self, asked: Asked) -> io::Result<()> {
        let text = self.text()?;
        let before = fs::read_to_string(&self.path).unwrap_or_default();
        if before == text || (asked == Asked::Before && switched_off(&before)) {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let fresh = self.path.with_extension("new");
        fs::write(&fresh, text)?;
        fs::rename(&fresh, &self.path)
    }

    fn text(&self) -> io::Result<String> {
        let mut words = Vec::new();
        if let Some(home) = &self.home {
            words.extend(["env".to_owned(), format!("BELLHOP_HOME={}", printable(home)?)]);
        }
        words.extend([printable(&self.program)?.to_owned(), HIDDEN.to_owned()]);
        let exec: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        Ok(format!(
            "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Bellhop\nComment=A native desktop help desk\n\
             Comment[pl]=Natywny program do obsługi zgłoszeń\nExec={}\nIcon=bellhop\nTerminal=false\n\
             StartupNotify=false\nX-GNOME-Autostart-enabled=true\n",
            exec.join(" ")
        ))
    }
}

/// A path as it can stand on a line of such a file.
fn printable(path: &Path) -> io::Result<&str> {
    path.to_str()
        .filter(|text| !text.chars().any(char::is_control))
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "its path cannot stand in a desktop entry"))
}

/// One argument of an `Exec` line: quoted for the command, then escaped for the file. A percent sign would be a field code.
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in word.chars() {
        match letter {
            // A backslash before a reserved letter, and each backslash doubled, for the value is a string of the file too.
            '"' | '`' | '$' => quoted.extend(['\\', '\\', letter]),
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// True for an entry that the rep switched off where the desktop lists what starts with the session.
fn switched_off(text: &str) -> bool {
    text.lines().any(|line| {
        let line: String = line.chars().filter(|letter| !letter.is_whitespace()).collect();
        line == "Hidden=true" || line == "X-GNOME-Autostart-enabled=false"
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn entry(folder: &Path, program: &str) -> Entry {
        Entry { path: folder.join("autostart/com.bellhop.desk.desktop"), program: program.into(), home: None }
    }

    #[test]
    fn the_entry_comes_and_goes_with_the_setting_even_where_there_was_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let entry = entry(folder.path(), "/usr/bin/bellhop");
        entry.make(Asked::Now).unwrap();
        let text = fs::read_to_string(&entry.path).unwrap();
        assert!(text.contains("Exec=\"/usr/bin/bellhop\" \"--hidden\"\n"), "{text}");
        entry.remove().unwrap();
        assert!(!entry.path.exists());
        entry.remove().unwrap();
        let left = fs::read_dir(entry.path.parent().unwrap()).unwrap().count();
        assert_eq!(left, 0, "no half-written file stays behind");
    }

    #[test]
    fn a_path_with_blanks_quotes_and_signs_reaches_the_program_whole() {
        let strange = Entry {
            path: PathBuf::from("/unused"),
            program: "/opt/My \"Apps\"/50%/$HOME/`x`/a\\b/bellhop".into(),
            home: Some("/media/stick/Łódź 1".into()),
        };
        let text = strange.text().unwrap();
        let exec = text.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap();
        assert_eq!(
            exec,
            "\"env\" \"BELLHOP_HOME=/media/stick/Łódź 1\" \
             \"/opt/My \\\\\"Apps\\\\\"/50%%/\\\\$HOME/\\\\`x\\\\`/a\\\\\\\\b/bellhop\" \"--hidden\""
        );
        let hostile = Entry { program: "/tmp/x\nExec=rm".into(), ..strange };
        assert!(hostile.text().is_err(), "a line break would be another key of the file");
    }

    #[test]
    fn what_the_desktop_switched_off_stays_off_until_the_rep_asks_again_in_bellhop() {
        let folder = tempfile::tempdir().unwrap();
        let entry = entry(folder.path(), "/usr/bin/bellhop");
        entry.make(Asked::Now).unwrap();
        let off = fs::read_to_string(&entry.path).unwrap().replace("enabled=true", "enabled = false");
        fs::write(&entry.path, &off).unwrap();
        entry.make(Asked::Before).unwrap();
        assert_eq!(fs::read_to_string(&entry.path).unwrap(), off);
        entry.make(Asked::Now).unwrap();
        assert!(fs::read_to_string(&entry.path).unwrap().contains("enabled=true"));
    }

    #[test]
    fn a_program_that_was_moved_is_found_at_its_new_place() {
        let folder = tempfile::tempdir().unwrap();
        entry(folder.path(), "/old/bellhop").make(Asked::Now).unwrap();
        let moved = entry(folder.path(), "/new/bellhop");
        moved.make(Asked::Before).unwrap();
        assert!(fs::read_to_string(&moved.path).unwrap().contains("\"/new/bellhop\""));
    }
}
