//! The files of the stories: made once each, before the hub's file is locked for writing.

use std::collections::HashMap;

use super::media::Picture;

/// Pictures, ready as files.
pub(super) struct Shelf(HashMap<Picture, Vec<u8>>);

impl Shelf {
    /// Draws every picture, two at a time where the machine can.
    pub(super) fn stock() -> anyhow::Result<Self> {
        let (first, second) = Picture::ALL.split_at(Picture::ALL.len() / 2);
        let drawn = std::thread::scope(|scope| {
            let other = scope.spawn(|| draw(second));
            let mut drawn = draw(first)?;
            drawn.extend(other.join().map_err(|_| anyhow::anyhow!("a picture could not be drawn"))??);
            anyhow::Ok(drawn)
        })?;
        Ok(Self(drawn.into_iter().collect()))
    }

    /// The bytes of a picture.
    pub(super) fn picture(&self, picture: Picture) -> &[u8] {
        self.0.get(&picture).map(Vec::as_slice).unwrap_or_default()
    }
}

fn draw(pictures: &[Picture]) -> anyhow::Result<Vec<(Picture, Vec<u8>)>> {
    pictures.iter().map(|picture| Ok((*picture, picture.png()?))).collect()
}
