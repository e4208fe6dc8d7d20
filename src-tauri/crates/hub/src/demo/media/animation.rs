//! A sticker that moves: a parcel that hops and throws a heart. It is a Lottie animation, packed as messengers send it
//! (`.tgs`).
//!
//! Layers stand in the order in which they cover each other, the topmost first. What hops together hangs on one layer that
//! shows nothing itself.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

/// Two seconds at sixty frames each.
const FRAMES: u32 = 120;
/// The layer that everything of the parcel hangs on.
const HOP: u32 = 20;

/// The sticker as a file.
pub(in crate::demo) fn hopping_parcel() -> anyhow::Result<Vec<u8>> {
    let body = [eyes(), mouth(), cheeks(), tape(), box_of("b78448", 0), box_of("ffffff", 26)];
    let drawn = [heart()].into_iter().chain(body).chain([hop(), shadow()]);
    let layers: Vec<Value> = drawn.enumerate().map(|(place, layer)| numbered(layer, place)).collect();
    let drawing = json!({
        "tgs": 1, "v": "5.5.2", "fr": 60, "ip": 0, "op": FRAMES, "w": 512, "h": 512, "nm": "parcel", "ddd": 0,
        "assets": [], "layers": layers,
    });
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(drawing.to_string().as_bytes())?;
    Ok(packed.finish()?)
}

/// Rises out of the parcel when it lands, and is gone before it hops again.
fn heart() -> Value {
    let shape = || {
        vec![
            ellipse((-25.0, -16.0), (58.0, 58.0)),
            ellipse((25.0, -16.0), (58.0, 58.0)),
            polygon(&[(-49.0, -2.0), (49.0, -2.0), (0.0, 54.0)]),
        ]
    };
    let red = group([shape(), vec![fill("d94838")]].concat());
    let edge = group([shape(), vec![fill("ffffff"), stroke("ffffff", 22)]].concat());
    let place = json!({
        "p": moving(&[(44, json!([256, 236, 0])), (76, json!([256, 92, 0])), (112, json!([256, 70, 0]))]),
        "s": moving(&[(44, json!([0, 0, 100])), (66, json!([122, 122, 100])), (78, json!([100, 100, 100]))]),
        "o": moving(&[(92, json!([100])), (112, json!([0]))]),
    });
    layer(&[red, edge], place)
}

/// They blink once, in the air.
fn eyes() -> Value {
    let eye = |x: f64| {
        [
            group(vec![ellipse((x + 5.0, -8.0), (12.0, 13.0)), fill("ffffff")]),
            group(vec![ellipse((x, 0.0), (30.0, 38.0)), fill("3a2410")]),
        ]
    };
    let blink = moving(&[(18, json!([100, 100, 100])), (24, json!([100, 8, 100])), (30, json!([100, 100, 100]))]);
    layer(&[eye(-46.0), eye(46.0)].concat(), json!({ "p": still(json!([0, -118, 0])), "s": blink }))
}

fn mouth() -> Value {
    let smile = json!({
        "ty": "sh",
        "ks": still(json!({ "c": true, "v": [[-30, 0], [30, 0]], "o": [[0, 44], [0, 0]], "i": [[0, 0], [0, 44]] })),
    });
    layer(&[group(vec![smile, fill("7c2b1c")])], json!({ "p": still(json!([0, -84, 0])) }))
}

fn cheeks() -> Value {
    let blush = [ellipse((-84.0, 0.0), (36.0, 22.0)), ellipse((84.0, 0.0), (36.0, 22.0)), fill("e86a4f")];
    layer(&[group(blush.to_vec())], json!({ "p": still(json!([0, -84, 0])), "o": still(json!(60)) }))
}

fn tape() -> Value {
    let lid = group(vec![rounded(256.0, 7.0, 0), fill("94682f")]);
    let strip = group(vec![rounded(56.0, 228.0, 0), fill("f6e3bd")]);
    // The strip covers the lid, and both lie behind the face.
    let lid = shifted(lid, -72.0);
    layer(&[strip, lid], json!({ "p": still(json!([0, -114, 0])) }))
}

/// The parcel itself, or, larger by so much, its edge.
fn box_of(colour: &str, wider: u32) -> Value {
    let side = f64::from(256 + wider);
    let high = f64::from(228 + wider);
    layer(&[group(vec![rounded(side, high, 20 + wider / 2), fill(colour)])], json!({ "p": still(json!([0, -114, 0])) }))
}

/// Crouches, hops, lands: the layer stands at the parcel's foot, so that it is squeezed from above.
fn hop() -> Value {
    let place = json!({
        "p": moving(&[
            (8, json!([256, 452, 0])), (26, json!([256, 384, 0])), (44, json!([256, 452, 0])), (120, json!([256, 452, 0])),
        ]),
        "s": moving(&[
            (0, json!([124, 124, 100])), (8, json!([136, 109, 100])), (18, json!([115, 135, 100])), (40, json!([120, 129, 100])),
            (48, json!([139, 107, 100])), (58, json!([120, 128, 100])), (68, json!([124, 124, 100])),
        ]),
    });
    json!({ "ty": 3, "ind": HOP, "ks": whole(place) })
}

fn shadow() -> Value {
    let place = json!({
        "p": still(json!([256, 466, 0])),
        "s": moving(&[(8, json!([100, 100, 100])), (26, json!([62, 62, 100])), (44, json!([106, 106, 100])), (58, json!([100, 100, 100]))]),
        "o": still(json!(22)),
    });
    layer(&[group(vec![ellipse((0.0, 0.0), (344.0, 36.0)), fill("000000")])], place)
}

fn layer(shapes: &[Value], place: Value) -> Value {
    json!({ "ty": 4, "shapes": shapes, "ks": whole(place) })
}

/// Numbers a layer; the first and the last stand by themselves, the others hang on what hops.
fn numbered(mut layer: Value, place: usize) -> Value {
    let hangs = (1..=6).contains(&place);
    if let Some(fields) = layer.as_object_mut() {
        fields.entry("ind").or_insert_with(|| json!(place + 1));
        if hangs {
            fields.insert("parent".to_owned(), json!(HOP));
        }
        for (name, value) in [("ip", 0), ("op", FRAMES), ("st", 0), ("sr", 1), ("ddd", 0), ("bm", 0), ("ao", 0)] {
            fields.insert(name.to_owned(), json!(value));
        }
    }
    layer
}

/// A transform with everything that was not said as it usually is.
fn whole(place: Value) -> Value {
    let mut all = json!({
        "o": still(json!(100)), "r": still(json!(0)), "p": still(json!([0, 0, 0])), "a": still(json!([0, 0, 0])),
        "s": still(json!([100, 100, 100])),
    });
    if let (Some(all), Value::Object(said)) = (all.as_object_mut(), place) {
        all.extend(said);
    }
    all
}

fn still(value: Value) -> Value {
    json!({ "a": 0, "k": value })
}

/// Goes from value to value at the given frames, softly.
fn moving(frames: &[(u32, Value)]) -> Value {
    let last = frames.len().saturating_sub(1);
    let key = |(place, (frame, value)): (usize, &(u32, Value))| {
        if place == last {
            return json!({ "t": frame, "s": value });
        }
        json!({ "t": frame, "s": value, "i": { "x": [0.5], "y": [1] }, "o": { "x": [0.5], "y": [0] } })
    };
    json!({ "a": 1, "k": frames.iter().enumerate().map(key).collect::<Vec<_>>() })
}

fn group(mut items: Vec<Value>) -> Value {
    items.push(json!({
        "ty": "tr", "p": still(json!([0, 0])), "a": still(json!([0, 0])), "s": still(json!([100, 100])),
        "r": still(json!(0)), "o": still(json!(100)),
    }));
    json!({ "ty": "gr", "it": items })
}

/// A group, moved down.
fn shifted(mut group: Value, down: f64) -> Value {
    if let Some(place) = group.pointer_mut("/it/2/p/k") {
        *place = json!([0, down]);
    }
    group
}

fn ellipse((x, y): (f64, f64), (width, height): (f64, f64)) -> Value {
    json!({ "ty": "el", "d": 1, "p": still(json!([x, y])), "s": still(json!([width, height])) })
}

fn rounded(width: f64, height: f64, corner: u32) -> Value {
    json!({ "ty": "rc", "d": 1, "p": still(json!([0, 0])), "s": still(json!([width, height])), "r": still(json!(corner)) })
}

fn polygon(corners: &[(f64, f64)]) -> Value {
    let straight = vec![[0, 0]; corners.len()];
    json!({ "ty": "sh", "ks": still(json!({ "c": true, "v": corners, "i": straight, "o": straight })) })
}

fn fill(colour: &str) -> Value {
    json!({ "ty": "fl", "c": still(colour_of(colour)), "o": still(json!(100)), "r": 1 })
}

fn stroke(colour: &str, width: u32) -> Value {
    json!({ "ty": "st", "c": still(colour_of(colour)), "o": still(json!(100)), "w": still(json!(width)), "lc": 2, "lj": 2 })
}

/// Parts of one, as the format counts colours.
fn colour_of(hex: &str) -> Value {
    let part = |at: usize| hex.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok()).unwrap_or_default();
    json!([f64::from(part(0)) / 255.0, f64::from(part(2)) / 255.0, f64::from(part(4)) / 255.0, 1])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;

    use super::*;

    #[test]
    fn the_sticker_is_a_small_gzip_file_of_lottie_json_whose_layers_all_hang_on_layers_that_are_there() {
        let file = hopping_parcel().unwrap();
        assert!(file.len() < 64 * 1024, "messengers take 64 kB: {}", file.len());
        let mut text = String::new();
        flate2::read::GzDecoder::new(file.as_slice()).read_to_string(&mut text).unwrap();
        let drawing: Value = serde_json::from_str(&text).unwrap();
        let layers = drawing.get("layers").unwrap().as_array().unwrap();
        let numbers: Vec<_> = layers.iter().map(|layer| layer.get("ind").unwrap().as_u64().unwrap()).collect();
        for parent in layers.iter().filter_map(|layer| layer.get("parent")) {
            assert!(numbers.contains(&parent.as_u64().unwrap()));
        }
        assert_eq!(layers.len(), 9);
    }
}
