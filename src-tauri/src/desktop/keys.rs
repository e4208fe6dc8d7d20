//! A combination of keys as people write it, for example `Super+Shift+B`, as an X server knows it.

/// Modifiers in X's bits, and a key by its keysym.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Shift 1, Control 4, Alt 8, Super 64.
    pub(crate) modifiers: u16,
    /// The key, as it is without modifiers.
    pub(crate) keysym: u32,
}

const SHIFT: u16 = 1;
const CONTROL: u16 = 4;
const ALT: u16 = 8;
const SUPER: u16 = 64;

/// The keys that have a name and no letter.
const NAMED: [(&str, u32); 16] = [
    ("space", 0x20),
    ("tab", 0xff09),
    ("enter", 0xff0d),
    ("escape", 0xff1b),
    ("backspace", 0xff08),
    ("home", 0xff50),
    ("left", 0xff51),
    ("up", 0xff52),
    ("right", 0xff53),
    ("down", 0xff54),
    ("pageup", 0xff55),
    ("pagedown", 0xff56),
    ("end", 0xff57),
    ("pause", 0xff13),
    ("insert", 0xff63),
    ("delete", 0xffff),
];

impl Keys {
    /// Reads a combination; none when it is not one, or when it would take a key away that people type with.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split('+').map(|word| word.trim().to_lowercase()).collect();
        let (key, held) = words.split_last()?;
        let mut modifiers = 0;
        for word in held {
            modifiers |= match word.as_str() {
                "shift" => SHIFT,
                "ctrl" | "control" => CONTROL,
                "alt" | "option" => ALT,
                "super" | "meta" | "win" | "cmd" => SUPER,
                _ => return None,
            };
        }
        let keysym = keysym(key)?;
        let held = modifiers & (CONTROL | ALT | SUPER);
        let types_nothing = (0xffbe..=0xffd5).contains(&keysym);
        // Ctrl+Alt+letter is how Polish letters are typed on some systems.
        let types_polish = held == CONTROL | ALT && (0x61..=0x7a).contains(&keysym);
        ((held != 0 || types_nothing) && !types_polish).then_some(Self { modifiers, keysym })
    }
}

fn keysym(key: &str) -> Option<u32> {
    if let Some((_, keysym)) = NAMED.iter().find(|(name, _)| *name == key) {
        return Some(*keysym);
    }
    let arrow = key.strip_prefix("arrow").filter(|rest| ["left", "right", "up", "down"].contains(rest));
    if let Some(direction) = arrow {
        return keysym(direction);
    }
    if let Some(number) = key.strip_prefix('f').and_then(|number| number.parse::<u32>().ok()) {
        return (1..=24).contains(&number).then(|| 0xffbd + number);
    }
    let mut letters = key.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_graphic() => Some(u32::from(letter)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn combinations_are_read_as_people_write_them() {
        assert_eq!(Keys::read("Super+Shift+B"), Some(Keys { modifiers: SUPER | SHIFT, keysym: u32::from('b') }));
        assert_eq!(Keys::read(" ctrl + alt + F12 "), Some(Keys { modifiers: CONTROL | ALT, keysym: 0xffc9 }));
        assert_eq!(Keys::read("Control+ArrowUp"), Keys::read("Ctrl+Up"));
        assert_eq!(Keys::read("F9").unwrap().modifiers, 0);
        assert_eq!(Keys::read("Ctrl+Alt+Space").unwrap().keysym, 0x20);
    }

    #[test]
    fn what_is_no_combination_or_would_take_a_typing_key_away_is_refused() {
        for text in ["", "+", "Super", "Super+", "B", "Shift+B", "Hyper+B", "Super+BB", "Ctrl+Alt+L", "F99", "Super+ł"]
        {
            assert_eq!(Keys::read(text), None, "{text:?}");
        }
    }
}
