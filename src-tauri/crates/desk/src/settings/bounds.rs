//! What a setting can be, where its type says less.

use crate::views::{LONGEST_UNDO, Settings};

/// The last minute of a day.
const LAST_MINUTE: u16 = 24 * 60 - 1;

/// The keys that have a name on every keyboard.
const NAMED_KEYS: [&str; 12] =
    ["Space", "Enter", "Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown", "Insert", "Delete"];

/// Draws numbers in to what makes sense. Says in a sentence what cannot be drawn in.
pub(super) fn bounded(mut settings: Settings) -> Result<Settings, String> {
    settings.list_width = settings.list_width.clamp(280, 560);
    settings.media_cap_mb = settings.media_cap_mb.max(256);
    // Slower or faster than this no engine plays with the pitch kept.
    settings.voice_rate = settings.voice_rate.clamp(0.5, 4.0);
    settings.music_rate = settings.music_rate.clamp(0.5, 4.0);
    settings.undo_chat_seconds = settings.undo_chat_seconds.min(LONGEST_UNDO);
    settings.undo_email_seconds = settings.undo_email_seconds.min(LONGEST_UNDO);
    for day in &mut settings.alerts.quiet_hours {
        day.from = day.from.min(LAST_MINUTE);
        day.until = day.until.min(LAST_MINUTE);
    }
    if !matches!(settings.alerts.quiet_hours.len(), 0 | 7) {
        return Err("Quiet hours are for all seven days of the week, or for none.".to_owned());
    }
    if !can_summon(&settings.desktop.summon_keys) {
        return Err("The keys that bring the window up are one key with Ctrl, Alt or Super, and no letter with Ctrl \
                    and Alt."
            .to_owned());
    }
    Ok(settings)
}

/// Whether these keys can be kept for the whole desktop: one key with Ctrl, Alt or Super, and Shift if need be. Never a
/// letter with Ctrl and Alt, which is how Polish letters are typed.
fn can_summon(keys: &str) -> bool {
    let mut held: Vec<&str> = keys.split('+').collect();
    let key = held.pop().unwrap_or_default();
    let holds = |name: &str| held.contains(&name);
    let once = held.iter().all(|name| held.iter().filter(|other| *other == name).count() == 1);
    let known = held.iter().all(|name| ["Ctrl", "Alt", "Shift", "Super"].contains(name));
    let letter = key.len() == 1 && key.chars().all(|c| c.is_ascii_uppercase());
    let types_a_letter = letter && holds("Ctrl") && holds("Alt");
    let apart = holds("Ctrl") || holds("Alt") || holds("Super");
    once && known && apart && !types_a_letter && (letter || is_other_key(key))
}

fn is_other_key(key: &str) -> bool {
    let digit = key.len() == 1 && key.chars().all(|c| c.is_ascii_digit());
    let number = key.strip_prefix('F').filter(|number| !number.starts_with('0')).and_then(|number| number.parse().ok());
    let function = number.is_some_and(|number: u8| (1..=24).contains(&number));
    digit || function || NAMED_KEYS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keys_are_kept_that_type_a_letter_or_that_every_program_needs() {
        for keys in ["Super+Shift+B", "Ctrl+Alt+F12", "Ctrl+Alt+Space", "Ctrl+Shift+7", "Alt+Shift+L", "Super+Home"] {
            assert!(can_summon(keys), "{keys}");
        }
        let none = ["", "B", "Shift+B", "Ctrl+", "+", "Ctrl+Ctrl+B", "Ctrl+b", "Ctrl+Ą", "Hyper+B", "Super+F25"];
        let letters = ["Ctrl+Alt+L", "Alt+Ctrl+Shift+L", "Ctrl+Alt+Super+O"];
        for keys in none.into_iter().chain(letters).chain(["Super+F01", "Super", "Super+ B", "F5"]) {
            assert!(!can_summon(keys), "{keys}");
        }
    }
}
