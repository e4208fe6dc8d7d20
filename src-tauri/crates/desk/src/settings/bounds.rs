//! What a setting can be, where its type says less.

use crate::views::{LONGEST_UNDO, Settings};

/// The last minute of a day.
const LAST_MINUTE: u16 = 24 * 60 - 1;

/// The most letters of the keys that summon the window. Whether they are keys that can, the shell tells the rep.
const LONGEST_KEYS: usize = 60;

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
    let keys = settings.desktop.summon_keys.trim();
    if keys.is_empty() || keys.chars().count() > LONGEST_KEYS {
        return Err("The keys that bring the window up are one key and those that are held with it.".to_owned());
    }
    Ok(settings)
}
