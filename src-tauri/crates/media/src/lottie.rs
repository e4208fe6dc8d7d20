//! Lottie animations: plain JSON, or gzipped as Telegram's `.tgs` stickers.
//!
//! The window's player is given shapes and nothing else. A file is unfolded to at most [`LARGEST`] bytes, read as JSON and
//! written anew while it is read, piece by piece, so that it never stands in memory as a tree (an empty object of two bytes
//! would take some hundred). Refused are expressions, which are scripts; pictures and fonts from elsewhere, which would be
//! fetched, and embedded ones, which would be decoded unbounded. Telegram allows none of them either.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::facts::{Facts, Reason};

/// The largest file that is unfolded: Telegram allows 64 KB.
const LARGEST_FILE: u64 = 2 * 1024 * 1024;
/// The most that it may unfold to.
const LARGEST: u64 = 8 * 1024 * 1024;
/// How much is unfolded to see what it is.
const HEAD: u64 = 64 * 1024;
/// The longest animation, in seconds.
const LONGEST: f64 = 120.0;
/// The most frames per second.
const FASTEST: f64 = 240.0;
/// The most layers, on all levels.
const MOST_LAYERS: u32 = 2_000;
/// The most objects: a sticker has a few thousand.
const MOST_OBJECTS: u32 = 300_000;
/// The largest canvas: a shape has no pixels, but its player's canvas does.
const WIDEST: f64 = 4096.0;

/// Whether a file's head is that of a gzipped animation.
pub(crate) fn is_packed(head: &[u8]) -> bool {
    if !head.starts_with(&[0x1f, 0x8b, 8]) {
        return false;
    }
    let mut text = Vec::new();
    // A head ends in the middle of what was packed, which is an error once all of it was given.
    let _ = GzDecoder::new(head).take(HEAD).read_to_end(&mut text);
    is_plain(&text)
}

/// Whether a text begins as an animation: an object with the keys that every one of them has.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    let keys = keys(text);
    let has = |key: &str| keys.contains(&key.as_bytes());
    let timed = has("fr") && has("ip") && has("op");
    timed && (has("layers") || (has("v") && has("w") && has("h")))
}

/// The keys of the object that a text is, as far as the text goes.
fn keys(text: &[u8]) -> Vec<&[u8]> {
    let mut keys = Vec::new();
    let (mut depth, mut at) = (0u32, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let Some(end) = end_of_string(text, at + 1) else { break };
                let rest = text.get(end + 1..).unwrap_or_default();
                let is_key = depth == 1 && rest.trim_ascii_start().starts_with(b":");
                keys.extend(text.get(at + 1..end).filter(|_| is_key));
                at = end;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 && !byte.is_ascii_whitespace() || keys.len() > 100 {
            break;
        }
    }
    keys
}

fn end_of_string(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        match text.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Looks at an animation.
pub(crate) fn look(path: &Path, mime: &str) -> Facts {
    match checked(path, mime) {
        Ok(animation) => {
            Facts { pixels: Some(animation.pixels), moving: true, seconds: Some(animation.seconds), ..Facts::default() }
        }
        Err(why) => Facts { unshown: Some(why), ..Facts::default() },
    }
}

/// An animation that may be shown.
#[derive(Debug)]
pub(crate) struct Animation {
    /// Its JSON, written anew.
    pub(crate) json: Vec<u8>,
    pixels: (u32, u32),
    seconds: f64,
}

/// Reads and checks an animation.
pub(crate) fn checked(path: &Path, mime: &str) -> Result<Animation, Reason> {
    let file = File::open(path).map_err(|_| Reason::Damaged)?;
    let size = file.metadata().map_err(|_| Reason::Damaged)?.len();
    let packed = mime == "application/x-tgsticker";
    if size > if packed { LARGEST_FILE } else { LARGEST } {
        return Err(Reason::TooMuch);
    }
    let mut text = Vec::new();
    let read = if packed {
        GzDecoder::new(file).take(LARGEST + 1).read_to_end(&mut text)
    } else {
        file.take(LARGEST + 1).read_to_end(&mut text)
    };
    // One that unfolds without end is too much, even if its end is damaged.
    if text.len() as u64 > LARGEST {
        return Err(Reason::TooMuch);
    }
    read.map_err(|_| Reason::Damaged)?;
    check(&text)
}

fn check(text: &[u8]) -> Result<Animation, Reason> {
    let mut copy = Copy { json: Vec::with_capacity(text.len()), ..Copy::default() };
    let mut reader = serde_json::Deserializer::from_slice(text);
    let outermost = Place { key: "", inside: Inside::Other };
    let read = Value { copy: &mut copy, place: outermost }.deserialize(&mut reader).and_then(|()| reader.end());
    if let Some(why) = copy.refused {
        return Err(why);
    }
    read.map_err(|_| Reason::Damaged)?;
    copy.animation()
}

/// What is written while it is read, and what was noticed in it.
#[derive(Default)]
struct Copy {
    json: Vec<u8>,
    refused: Option<Reason>,
    depth: u32,
    objects: u32,
    layers: u32,
    /// Of the outermost object.
    rate: Option<f64>,
    first: Option<f64>,
    last: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    layered: bool,
}

impl Copy {
    fn animation(self) -> Result<Animation, Reason> {
        let numbers = || Some((self.rate?, self.first?, self.last?, self.width?, self.height?));
        let (rate, first, last, width, height) = numbers().filter(|_| self.layered).ok_or(Reason::Damaged)?;
        let frames = last - first;
        if !(width >= 1.0 && height >= 1.0 && rate > 0.0 && frames > 0.0) {
            return Err(Reason::Damaged);
        }
        let seconds = frames / rate;
        if rate > FASTEST || width > WIDEST || height > WIDEST || seconds > LONGEST {
            return Err(Reason::TooMuch);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let pixels = (width.round() as u32, height.round() as u32);
        Ok(Animation { json: self.json, pixels, seconds })
    }

    fn refuse<E: serde::de::Error>(&mut self, why: Reason) -> E {
        self.refused = Some(why);
        E::custom("it is not shown")
    }

    fn write<E: serde::de::Error>(&mut self, value: impl serde::Serialize) -> Result<(), E> {
        serde_json::to_writer(&mut self.json, &value).map_err(E::custom)
    }

    fn number<E: serde::de::Error>(&mut self, place: Place<'_>, value: f64) -> Result<(), E> {
        if self.depth == 1 {
            match place.key {
                "fr" => self.rate = Some(value),
                "ip" => self.first = Some(value),
                "op" => self.last = Some(value),
                "w" => self.width = Some(value),
                "h" => self.height = Some(value),
                _ => {}
            }
        }
        // A picture's layer, a film's, a sound's, a data file's.
        let foreign = [2.0, 6.0, 7.0, 8.0, 9.0, 15.0];
        if place.inside == Inside::Layer && place.key == "ty" && foreign.contains(&value) {
            return Err(self.refuse(Reason::Unsupported));
        }
        Ok(())
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    /// The key it stands under.
    key: &'a str,
    inside: Inside,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// The value is one of a list of layers.
    Layers,
    /// The value is a field of a layer.
    Layer,
    Other,
}

/// The next value.
struct Value<'a> {
    copy: &'a mut Copy,
    place: Place<'a>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an animation")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.copy.write(())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.copy.write(value)
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.copy.number(self.place, value as f64)?;
        self.copy.write(value)
    }

    #[allow(clippy::cast_precision_loss)]
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.copy.number(self.place, value as f64)?;
        self.copy.write(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.copy.number(self.place, value)?;
        self.copy.write(value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        // An expression; a picture's or a font's path or its bytes.
        let foreign = match self.place.key {
            "x" => true,
            "p" | "u" | "fPath" => !value.is_empty(),
            _ => false,
        };
        if foreign {
            return Err(self.copy.refuse(Reason::Unsupported));
        }
        self.copy.write(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        let layers = self.place.key == "layers";
        // What stands in a list does not stand under the list's key: the parts of a position are no position.
        let inside = if layers { Inside::Layers } else { Inside::Other };
        self.copy.layered |= layers && self.copy.depth == 1;
        self.copy.depth += 1;
        self.copy.json.push(b'[');
        let mut first = true;
        loop {
            let place = self.copy.json.len();
            if !first {
                self.copy.json.push(b',');
            }
            let value = Value { copy: self.copy, place: Place { key: "", inside } };
            if values.next_element_seed(value)?.is_none() {
                self.copy.json.truncate(place);
                break;
            }
            first = false;
            self.copy.layers += u32::from(layers);
            if self.copy.layers > MOST_LAYERS {
                return Err(self.copy.refuse(Reason::TooMuch));
            }
        }
        self.copy.depth -= 1;
        self.copy.json.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        self.copy.objects += 1;
        if self.copy.objects > MOST_OBJECTS {
            return Err(self.copy.refuse(Reason::TooMuch));
        }
        let inside = if self.place.inside == Inside::Layers { Inside::Layer } else { Inside::Other };
        self.copy.depth += 1;
        self.copy.json.push(b'{');
        let mut first = true;
        while let Some(key) = fields.next_key::<String>()? {
            if !first {
                self.copy.json.push(b',');
            }
            first = false;
            self.copy.write(&key)?;
            self.copy.json.push(b':');
            fields.next_value_seed(Value { copy: self.copy, place: Place { key: &key, inside } })?;
        }
        self.copy.depth -= 1;
        self.copy.json.push(b'}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::{Reason, check, is_plain};

    fn animation(rest: &str) -> String {
        format!(r#"{{"v":"5.7","fr":60,"ip":0,"op":180,"w":512,"h":512,{rest}"layers":[{{"ty":4,"shapes":[]}}]}}"#)
    }

    #[test]
    fn what_is_shown_is_written_anew_and_says_how_large_and_how_long_it_is() {
        let text =
            animation("  \"nm\" : \"kot\\u017c\", \"ddd\": 0.50,\n\"assets\":[],").replace("512,\"h\"", "256,\"h\"");
        let checked = check(text.as_bytes()).unwrap();
        assert_eq!((checked.pixels, checked.seconds), ((256, 512), 3.0));
        let json = String::from_utf8(checked.json).unwrap();
        assert!(json.contains(r#","nm":"kotż","ddd":0.5,"assets":[],"layers":[{"#), "{json}");
        let again: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(&text).unwrap(), "nothing was lost");
    }

    #[test]
    fn scripts_and_anything_from_elsewhere_are_refused() {
        let refused = |rest: &str| check(animation(rest).as_bytes()).unwrap_err();
        assert_eq!(refused(r#""ks":{"o":{"a":0,"k":1,"x":"var $bm_rt = 1;"}},"#), Reason::Unsupported);
        assert_eq!(
            refused(r#""assets":[{"id":"i","w":1,"h":1,"u":"https://evil.example/","p":"a.png"}],"#),
            Reason::Unsupported
        );
        assert_eq!(refused(r#""assets":[{"id":"i","p":"data:image/png;base64,AA==","e":1}],"#), Reason::Unsupported);
        assert_eq!(refused(r#""fonts":{"list":[{"fPath":"https://evil.example/f.ttf"}]},"#), Reason::Unsupported);
        assert_eq!(refused(r#""assets":[{"layers":[{"ty":2}]}],"#), Reason::Unsupported);
        assert!(check(animation(r#""ks":{"p":{"x":{"a":0,"k":1}}},"#).as_bytes()).is_ok(), "a position is no script");
        let coloured = r#""assets":[{"layers":[{"ty":4,"ef":[{"ty":21,"ef":[{"ty":2},{"ty":7}]}]}]}],"#;
        assert!(check(animation(coloured).as_bytes()).is_ok(), "an effect's colour is no picture");
    }

    #[test]
    fn what_would_take_too_long_or_too_much_is_refused() {
        let with = |from: &str, to: &str| check(animation("").replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(with("180", "1000000000"), Reason::TooMuch);
        assert_eq!(with(":60", ":100000"), Reason::TooMuch);
        assert_eq!(with("512", "100000"), Reason::TooMuch);
        assert_eq!(with("180", "-180"), Reason::Damaged);
        assert_eq!(with(":60", ":0"), Reason::Damaged);
        assert_eq!(with("512", "0"), Reason::Damaged);
        assert_eq!(with("\"layers\"", "\"nothing\""), Reason::Damaged);
        let many = format!(r#""assets":[{{"layers":[{}{{}}]}}],"#, "{},".repeat(3000));
        assert_eq!(check(animation(&many).as_bytes()).unwrap_err(), Reason::TooMuch);
        let deep = format!(r#""a":{}{},"#, "[".repeat(5000), "]".repeat(5000));
        assert_eq!(check(animation(&deep).as_bytes()).unwrap_err(), Reason::Damaged);
    }

    #[test]
    fn an_animation_is_known_by_the_keys_of_its_outermost_object() {
        assert!(is_plain(animation("").as_bytes()));
        assert!(is_plain(&animation(r#""nm":"\"}{","#).as_bytes()[..60]), "a head is enough");
        assert!(!is_plain(br#"{"a":{"fr":1,"ip":0,"op":1,"layers":[]}}"#));
        assert!(!is_plain(br#"["fr","ip","op","layers"]"#));
        assert!(!is_plain(b"{\"fr\": \"unfinished"));
    }
}
