//! What settings mean beyond their shape: reading what is kept, merging a change into it, the bounds of each, and the file
//! that they are exported to.
//!
//! Settings are kept whole, as one JSON object, and changed by patches: a patch names what it changes and nothing else, so
//! the window, the tray and another process never set each other's changes back. `null` puts a setting back to its default.
//! A change is taken whole or not at all. What a newer version kept and this one does not understand is as by default; it
//! does not take the rest along.

mod bounds;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::views::Settings;

use bounds::bounded;

/// The name of the settings among the desk's settings.
pub(crate) const SETTINGS: &str = "window";

/// The format of an exported file; one with a higher number is of a newer Bellhop.
const FORMAT: u64 = 1;

/// The most bytes of a file that is taken in. An exported one has about three thousand.
const LARGEST_FILE: usize = 64 * 1024;

/// What belongs to this computer and to this moment: neither exported nor taken in.
const APART: [&str; 4] = ["/hubOn", "/listWidth", "/contextOpen", "/alerts/mutedUntil"];

/// An exported file.
#[derive(Serialize, Deserialize)]
struct File {
    /// It also tells the file from any other.
    #[serde(rename = "bellhopSettings")]
    format: u64,
    settings: Value,
}

/// Settings after a change.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) settings: Settings,
    /// The names of what is different now, for example `alerts.classes.mention.sound`.
    pub(crate) changed: Vec<String>,
    /// The names that mean nothing here.
    pub(crate) unknown: Vec<String>,
}

/// Reads what is kept.
pub(crate) fn read(kept: Option<Value>) -> Settings {
    let Some(kept) = kept else { return Settings::default() };
    if let Some(settings) = serde_json::from_value(kept.clone()).ok().and_then(|settings| bounded(settings).ok()) {
        return settings;
    }
    tracing::warn!("some of the settings cannot be read");
    Leaves::of(&kept).known.iter().fold(Settings::default(), |settings, leaf| {
        let next = leaf.put_into(&settings).ok().and_then(|next| bounded(next).ok());
        next.unwrap_or(settings)
    })
}

/// Merges a change into settings. Says in a sentence what cannot be.
pub(crate) fn merge(before: &Settings, patch: &Value) -> Result<Merged, String> {
    if !patch.is_object() {
        return Err("Settings are an object of names and values.".to_owned());
    }
    let Leaves { known, unknown } = Leaves::of(patch);
    let mut settings = before.clone();
    for leaf in known {
        settings = leaf.put_into(&settings).map_err(|()| leaf.refused())?;
    }
    let settings = bounded(settings)?;
    let (was, is) = (written(before), written(&settings));
    let differs = |leaf: &Leaf| was.pointer(&leaf.pointer) != is.pointer(&leaf.pointer);
    let changed = Leaves::of(&is).known.iter().filter(|leaf| differs(leaf)).map(Leaf::name).collect();
    Ok(Merged { settings, changed, unknown })
}

/// The file for another computer, or for later.
pub(crate) fn export(settings: &Settings) -> String {
    let mut settings = written(settings);
    for pointer in APART {
        take_out(&mut settings, pointer);
    }
    format!("{:#}\n", json!(File { format: FORMAT, settings }))
}

/// What the settings are after such a file was taken in. Says in a sentence why it cannot be.
pub(crate) fn import(before: &Settings, text: &str) -> Result<Merged, String> {
    if text.len() > LARGEST_FILE {
        return Err("The file is too large to hold settings of Bellhop's.".to_owned());
    }
    let file: File = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|_| "The file does not hold settings of Bellhop's.".to_owned())?;
    if file.format > FORMAT {
        return Err("The file was written by a newer Bellhop. Update this one, then import it again.".to_owned());
    }
    let mut patch = file.settings;
    let apart = APART.into_iter().filter(|pointer| take_out(&mut patch, pointer));
    let apart: Vec<_> = apart.map(dotted).collect();
    let mut merged = merge(before, &patch)?;
    merged.unknown.extend(apart);
    Ok(merged)
}

/// The settings of the first day; what is shown of the window, and the hub, stay as they are.
pub(crate) fn reset(before: &Settings) -> Settings {
    let Settings { list_width, context_open, hub_on, .. } = *before;
    Settings { list_width, context_open, hub_on, ..Settings::default() }
}

/// One value of a patch, and where it belongs.
struct Leaf {
    /// A JSON pointer, of names that the settings have.
    pointer: String,
    value: Value,
}

impl Leaf {
    fn name(&self) -> String {
        dotted(&self.pointer)
    }

    /// The settings with this value in its place.
    fn put_into(&self, settings: &Settings) -> Result<Settings, ()> {
        let mut whole = written(settings);
        if let Some(place) = whole.pointer_mut(&self.pointer) {
            *place = self.value.clone();
        }
        serde_json::from_value(whole).map_err(|_| ())
    }

    fn refused(&self) -> String {
        let said = shortened(&self.value.to_string());
        format!("The setting \"{}\" cannot be {said}.", self.name())
    }
}

/// A patch taken apart, held against what the settings have.
#[derive(Default)]
struct Leaves {
    known: Vec<Leaf>,
    unknown: Vec<String>,
}

impl Leaves {
    fn of(patch: &Value) -> Self {
        let mut leaves = Self::default();
        leaves.take(patch, &written(&Settings::default()), "");
        leaves
    }

    fn take(&mut self, patch: &Value, usual: &Value, at: &str) {
        let (Value::Object(patch), Value::Object(usual)) = (patch, usual) else {
            let value = if patch.is_null() { usual } else { patch };
            self.known.push(Leaf { pointer: at.to_owned(), value: value.clone() });
            return;
        };
        for (name, inner) in patch {
            let at = format!("{at}/{name}");
            match usual.get(name) {
                Some(usual) => self.take(inner, usual, &at),
                None => self.unknown.push(shortened(&dotted(&at))),
            }
        }
    }
}

fn written(settings: &Settings) -> Value {
    // There is nothing in settings that JSON has no word for.
    serde_json::to_value(settings).unwrap_or_default()
}

/// Takes a value out; false when there was none.
fn take_out(whole: &mut Value, pointer: &str) -> bool {
    let Some((place, name)) = pointer.rsplit_once('/') else { return false };
    let place = whole.pointer_mut(place).and_then(Value::as_object_mut);
    place.is_some_and(|place| place.remove(name).is_some())
}

fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

/// What comes from a file is told in part: enough to find it there.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_window_begins_with_the_settings_of_the_first_day_generated_from_their_one_place() {
        let folder = ts_rs::Config::from_env().out_dir().to_owned();
        let usual = written(&Settings::default());
        let text = format!(
            "// Generated by `cargo test -p bellhop-desk` from the settings' defaults. Do not edit.\n\
             import type {{ Settings }} from \"./Settings\";\n\n\
             /** The settings before the rep changed any. */\n\
             export const defaultSettings: Settings = {usual:#};\n"
        );
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("defaultSettings.ts"), text).unwrap();
        assert_eq!(read(Some(usual)), Settings::default());
    }

    #[test]
    fn what_is_refused_is_named_and_quoted_no_longer_than_a_line() {
        let problem = merge(&Settings::default(), &json!({"theme": "x".repeat(5_000)})).unwrap_err();
        assert!(problem.starts_with("The setting \"theme\" cannot be \"xxx") && problem.len() < 120, "{problem}");
        let odd = merge(&Settings::default(), &json!({"n".repeat(5_000): 1})).unwrap();
        assert!(odd.unknown.iter().all(|name| name.chars().count() == 60) && odd.unknown.len() == 1);
    }
}
