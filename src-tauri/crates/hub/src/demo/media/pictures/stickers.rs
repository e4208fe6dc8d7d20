//! Stickers on a transparent ground, with the white edge of a real one.

use super::{Canvas, STICKER, Shape, fall, side};

/// Lays the shapes' outline in white with a soft shadow under it.
fn edge(canvas: &mut Canvas, shapes: &[Shape]) {
    for shape in shapes {
        canvas.blur(&grown(shape, 14.0, 5.0), 0x000000, 0.3, 18.0);
    }
    for shape in shapes {
        canvas.flat(&grown(shape, 12.0, 0.0), 0xffffff);
    }
}

/// The shape, larger by so many pixels on every side and moved down.
fn grown(shape: &Shape, by: f32, down: f32) -> Shape {
    match shape.clone() {
        Shape::Ellipse { x, y, rx, ry } => Shape::Ellipse { x, y: y + down, rx: rx + by, ry: ry + by },
        Shape::Box { x, y, w, h, r, turn } => Shape::Box { x, y: y + down, w: w + by, h: h + by, r: r + by, turn },
        Shape::Line { from, to, r } => {
            Shape::Line { from: (from.0, from.1 + down), to: (to.0, to.1 + down), r: r + by }
        }
        Shape::Ring { x, y, rx, ry, r } => Shape::Ring { x, y: y + down, rx, ry, r: r + by },
        other => other,
    }
}

fn face(canvas: &mut Canvas, (x, y): (f32, f32), size: f32) {
    for dx in [-0.42, 0.42] {
        canvas.flat(&Shape::ellipse(x + dx * size, y, 0.12 * size, 0.15 * size), 0x3a2410);
        canvas.flat(&Shape::ellipse(x + dx * size + 0.04 * size, y - 0.06 * size, 0.04 * size, 0.045 * size), 0xffffff);
        canvas.veil(&Shape::ellipse(x + dx * size * 1.65, y + 0.28 * size, 0.16 * size, 0.1 * size), 0xe86a4f, 0.6);
    }
    let smile = (0..=18_u8).map(|step| {
        let (sin, cos) = (f32::from(step) * 10.0).to_radians().sin_cos();
        (x + 0.27 * size * cos, y + 0.24 * size + 0.26 * size * sin)
    });
    canvas.flat(&Shape::Polygon(smile.collect()), 0x7c2b1c);
    canvas.flat(&Shape::ellipse(x, y + 0.43 * size, 0.12 * size, 0.06 * size), 0xf2806b);
}

pub(super) fn parcel_love() -> Canvas {
    let mut canvas = Canvas::new(STICKER, STICKER);
    let parcel = Shape::block(180.0, 226.0, 106.0, 92.0, 14.0);
    let (left, right) = (Shape::ellipse(154.0, 84.0, 34.0, 34.0), Shape::ellipse(206.0, 84.0, 34.0, 34.0));
    let tip = Shape::line((180.0, 112.0), (180.0, 132.0), 20.0);
    edge(&mut canvas, &[parcel.clone(), left.clone(), right.clone(), tip]);
    canvas.fill(&parcel, fall(0xdbae72, 0xb78448, 134.0, 318.0));
    canvas.fill(&Shape::block(180.0, 226.0, 22.0, 92.0, 0.0), fall(0xf6e3bd, 0xe6cb96, 134.0, 318.0));
    canvas.veil(&Shape::block(180.0, 164.0, 106.0, 2.0, 0.0), 0x7d5524, 0.5);
    canvas.flat(&left, 0xd94838).flat(&right, 0xd94838);
    canvas.flat(&Shape::Polygon(vec![(122.0, 96.0), (238.0, 96.0), (180.0, 152.0)]), 0xd94838);
    canvas.veil(&Shape::ellipse(144.0, 74.0, 11.0, 8.0), 0xffffff, 0.6);
    face(&mut canvas, (180.0, 220.0), 86.0);
    canvas
}

pub(super) fn sun() -> Canvas {
    let mut canvas = Canvas::new(STICKER, STICKER);
    let disc = Shape::ellipse(180.0, 180.0, 96.0, 96.0);
    let rays: Vec<Shape> = (0..12_u8)
        .map(|ray| {
            let (sin, cos) = (f32::from(ray) * 30.0).to_radians().sin_cos();
            Shape::line((180.0 + 104.0 * sin, 180.0 + 104.0 * cos), (180.0 + 136.0 * sin, 180.0 + 136.0 * cos), 13.0)
        })
        .collect();
    edge(&mut canvas, &[rays.clone(), vec![disc.clone()]].concat());
    for ray in &rays {
        canvas.flat(ray, 0xf09a34);
    }
    canvas.fill(&disc, fall(0xffda62, 0xf6b23c, 84.0, 276.0));
    canvas.veil(&Shape::ellipse(146.0, 124.0, 34.0, 20.0), 0xffffff, 0.45);
    face(&mut canvas, (180.0, 172.0), 84.0);
    canvas
}

pub(super) fn cup() -> Canvas {
    let mut canvas = Canvas::new(STICKER, STICKER);
    let body = Shape::block(164.0, 216.0, 92.0, 92.0, 26.0);
    let handle = Shape::Ring { x: 262.0, y: 204.0, rx: 36.0, ry: 42.0, r: 13.0 };
    let steam: Vec<Shape> = [124.0, 164.0, 204.0]
        .into_iter()
        .flat_map(|x| [Shape::line((x, 94.0), (x + 10.0, 72.0), 7.0), Shape::line((x + 10.0, 72.0), (x, 48.0), 7.0)])
        .collect();
    edge(&mut canvas, &[vec![body.clone(), handle.clone()], steam.clone()].concat());
    for wisp in &steam {
        canvas.flat(wisp, 0xb9c4c0);
    }
    canvas.flat(&handle, 0x1f665b);
    canvas.fill(&body, side(0x3f9a8c, 0x1c5c52, 72.0, 256.0));
    canvas.fill(&Shape::ellipse(164.0, 134.0, 88.0, 18.0), side(0x54ad9f, 0x246a5f, 72.0, 256.0));
    canvas.flat(&Shape::ellipse(164.0, 136.0, 74.0, 12.0), 0x5a361e);
    canvas.veil(&Shape::block(92.0, 222.0, 6.0, 50.0, 6.0), 0xffffff, 0.4);
    face(&mut canvas, (164.0, 210.0), 80.0);
    canvas
}
