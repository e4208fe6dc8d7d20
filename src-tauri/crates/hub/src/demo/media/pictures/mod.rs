//! The pictures that customers send: things of a shop, well or badly packed, and stickers.

mod goods;
mod papers;
mod stickers;

use super::{
    canvas::{Canvas, Paint, Shape, rgb},
    png,
};

/// Width and height of a photo.
const PHOTO: (usize, usize) = (600, 450);
/// Width and height of a sticker.
const STICKER: usize = 360;

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Picture {
    /// A mug with a crack and its shard.
    BrokenMug,
    /// A parcel with a torn corner.
    TornParcel,
    /// Three mugs on a shelf.
    Mugs,
    /// A backpack.
    Backpack,
    /// A watch with a scratched glass.
    Watch,
    /// A lamp that shines.
    Lamp,
    /// A plant in a pot.
    Plant,
    /// A till receipt.
    Receipt,
    /// A shipping label.
    Label,
    /// A screenshot of an error.
    AppError,
    /// A sticker: a parcel with a heart.
    ParcelLove,
    /// A sticker: a smiling sun.
    Sun,
    /// A sticker: a cup that says thanks with a smile.
    Cup,
}

impl Picture {
    /// All of them.
    pub(crate) const ALL: [Self; 13] = [
        Self::BrokenMug,
        Self::TornParcel,
        Self::Mugs,
        Self::Backpack,
        Self::Watch,
        Self::Lamp,
        Self::Plant,
        Self::Receipt,
        Self::Label,
        Self::AppError,
        Self::ParcelLove,
        Self::Sun,
        Self::Cup,
    ];

    /// As a PNG file.
    pub(crate) fn png(self) -> anyhow::Result<Vec<u8>> {
        png::encode(&self.draw())
    }

    fn draw(self) -> Canvas {
        match self {
            Self::BrokenMug => goods::broken_mug(),
            Self::TornParcel => goods::torn_parcel(),
            Self::Mugs => goods::mugs(),
            Self::Backpack => goods::backpack(),
            Self::Watch => goods::watch(),
            Self::Lamp => goods::lamp(),
            Self::Plant => goods::plant(),
            Self::Receipt => papers::receipt(),
            Self::Label => papers::label(),
            Self::AppError => papers::app_error(),
            Self::ParcelLove => stickers::parcel_love(),
            Self::Sun => stickers::sun(),
            Self::Cup => stickers::cup(),
        }
    }
}

/// An empty photo.
fn photo() -> Canvas {
    Canvas::new(PHOTO.0, PHOTO.1)
}

/// From one colour at the top to another at the bottom.
fn fall(top: u32, bottom: u32, from: f32, to: f32) -> Paint {
    Paint::Fall { top: rgb(top), bottom: rgb(bottom), from, to }
}

/// From one colour at the left to another at the right.
fn side(left: u32, right: u32, from: f32, to: f32) -> Paint {
    Paint::Side { left: rgb(left), right: rgb(right), from, to }
}

/// A room: a wall, a table, light from the left.
fn room(wall: (u32, u32), table: (u32, u32), edge: f32) -> Canvas {
    let mut canvas = photo();
    canvas.fill(&Shape::All, fall(wall.0, wall.1, 0.0, edge));
    canvas.blur(&Shape::ellipse(110.0, 60.0, 190.0, 150.0), 0xffffff, 0.35, 260.0);
    canvas.fill(&Shape::block(300.0, edge + 200.0, 420.0, 200.0, 0.0), fall(table.0, table.1, edge, 450.0));
    canvas.veil(&Shape::block(300.0, edge + 1.5, 420.0, 1.5, 0.0), 0xffffff, 0.35);
    canvas
}
