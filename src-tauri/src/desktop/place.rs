//! Where the window opens: where it was, as long as it can be seen and taken hold of there.
//!
//! A screen that was unplugged, a smaller one, or a damaged file must not put the window where nobody finds it: then it opens
//! in the middle of the first screen.

use serde::Deserialize;

/// A rectangle in the pixels of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

/// What was written down about the window when Bellhop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Kept {
    width: u32,
    height: u32,
    x: i32,
    y: i32,
    /// The place before it was maximised.
    prev_x: i32,
    prev_y: i32,
    /// Whether it filled its screen.
    pub(crate) maximized: bool,
    /// Whether it filled it with no frame.
    pub(crate) fullscreen: bool,
}

/// What of the window's top has to be on a screen for a hand to take hold of it.
const GRIP: (i64, i64) = (120, 24);

impl Kept {
    /// Reads the file; none when it is damaged or never was.
    pub(crate) fn read(text: &str, window: &str) -> Option<Self> {
        let all: serde_json::Value = serde_json::from_str(text).ok()?;
        let kept = Self::deserialize(all.get(window)?).ok()?;
        (kept.width > 0 && kept.height > 0).then_some(kept)
    }

    /// Where the window opens on these screens, and on which of them; none when there are no screens.
    pub(crate) fn on(&self, screens: &[Area]) -> Option<(Area, usize)> {
        let (x, y) = if self.maximized { (self.prev_x, self.prev_y) } else { (self.x, self.y) };
        let was = Area { x: x.into(), y: y.into(), width: self.width.into(), height: self.height.into() };
        let grip = Area { height: GRIP.1, ..was };
        let shown = |(_, screen): &(usize, &Area)| {
            let (width, height) = overlap(&grip, screen);
            width >= GRIP.0.min(was.width) && height >= GRIP.1
        };
        let most = screens.iter().enumerate().filter(shown).max_by_key(|(_, screen)| area(overlap(&was, screen)));
        let ((number, held), centred) = match most {
            Some(screen) => (screen, false),
            None => ((0, screens.first()?), true),
        };
        let (width, height) = (was.width.min(held.width), was.height.min(held.height));
        let (x, y) = if centred {
            (held.x + (held.width - width) / 2, held.y + (held.height - height) / 2)
        } else {
            (was.x, was.y)
        };
        Some((Area { x, y, width, height }, number))
    }
}

fn overlap(one: &Area, other: &Area) -> (i64, i64) {
    let along = |start: (i64, i64), length: (i64, i64)| {
        ((start.0 + length.0).min(start.1 + length.1) - start.0.max(start.1)).max(0)
    };
    (along((one.x, other.x), (one.width, other.width)), along((one.y, other.y), (one.height, other.height)))
}

fn area((width, height): (i64, i64)) -> i64 {
    width * height
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LEFT: Area = Area { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: Area = Area { x: 1920, y: 0, width: 2560, height: 1440 };

    fn kept(x: i32, y: i32, (width, height): (u32, u32)) -> Kept {
        Kept { width, height, x, y, prev_x: 30, prev_y: 40, maximized: false, fullscreen: false }
    }

    #[test]
    fn the_window_opens_where_it_was_also_on_the_second_screen_and_partly_outside() {
        let there = kept(2500, 100, (1400, 900));
        assert_eq!(there.on(&[LEFT, RIGHT]), Some((Area { x: 2500, y: 100, width: 1400, height: 900 }, 1)));
        let half_out = kept(-900, 700, (1400, 900));
        assert_eq!(half_out.on(&[LEFT]), Some((Area { x: -900, y: 700, width: 1400, height: 900 }, 0)));
    }

    #[test]
    fn a_window_on_a_screen_that_is_gone_or_above_every_screen_comes_back_to_the_middle_of_the_first() {
        let middle = Area { x: 260, y: 90, width: 1400, height: 900 };
        assert_eq!(kept(2500, 100, (1400, 900)).on(&[LEFT]), Some((middle, 0)));
        assert_eq!(kept(200, -890, (1400, 900)).on(&[LEFT]), Some((middle, 0)), "only its foot would be seen");
        assert_eq!(kept(i32::MAX, i32::MIN, (1400, 900)).on(&[LEFT]), Some((middle, 0)));
        assert_eq!(kept(0, 0, (1400, 900)).on(&[]), None);
    }

    #[test]
    fn a_window_larger_than_its_screen_becomes_as_large_as_it() {
        assert_eq!(kept(0, 0, (2560, 1440)).on(&[LEFT]), Some((LEFT, 0)));
        assert_eq!(kept(9000, 0, (u32::MAX, u32::MAX)).on(&[LEFT]), Some((LEFT, 0)));
    }

    #[test]
    fn a_maximised_window_remembers_its_place_from_before() {
        let maximised = Kept { maximized: true, ..kept(1920, 0, (1400, 900)) };
        assert_eq!(maximised.on(&[LEFT, RIGHT]).map(|(area, _)| (area.x, area.y)), Some((30, 40)));
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let whole = r#"{"main":{"width":900,"height":600,"x":1,"y":2,"prev_x":0,"prev_y":0,"maximized":false,"visible":false,"decorated":true,"fullscreen":false}}"#;
        assert!(Kept::read(whole, "main").is_some());
        for text in ["", "{", "[]", "{\"main\":7}", r#"{"main":{"width":-1}}"#, &whole.replace("900", "0")] {
            assert_eq!(Kept::read(text, "main"), None, "{text}");
        }
    }
}
