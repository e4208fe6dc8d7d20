//! Things of a shop.

use super::{Canvas, Shape, fall, photo, room, side};

/// A mug with its handle at the right: centre, half width, half height, light and dark colour.
fn mug(canvas: &mut Canvas, (x, y): (f32, f32), (w, h): (f32, f32), (light, dark): (u32, u32)) {
    canvas.blur(&Shape::ellipse(x + w * 0.35, y + h * 0.98, w * 1.55, h * 0.2), 0x1c1208, 0.42, 46.0);
    canvas.fill(
        &Shape::Ring { x: x + w * 1.02, y: y - h * 0.02, rx: w * 0.4, ry: h * 0.48, r: w * 0.13 },
        side(light, dark, x + w * 0.6, x + w * 1.6),
    );
    canvas.fill(&Shape::block(x, y, w, h, w * 0.24), side(light, dark, x - w, x + w));
    canvas.veil(&Shape::block(x - w * 0.62, y + h * 0.06, w * 0.09, h * 0.62, w * 0.09), 0xffffff, 0.4);
    canvas.fill(&Shape::ellipse(x, y - h * 0.93, w * 0.98, h * 0.17), side(light, dark, x - w * 1.4, x + w * 1.2));
    canvas.fill(&Shape::ellipse(x, y - h * 0.9, w * 0.85, h * 0.12), fall(0x2a1c12, 0x5a3d28, y - h, y - h * 0.8));
}

pub(super) fn broken_mug() -> Canvas {
    let mut canvas = room((0xe9e2d6, 0xd8cdbc), (0xc59a6b, 0x9c7246), 235.0);
    for plank in [290.0, 356.0] {
        canvas.veil(&Shape::block(300.0, plank, 420.0, 1.2, 0.0), 0x5a3d20, 0.28);
    }
    // Wrapping paper under the mug.
    let paper = Shape::Polygon(vec![
        (96.0, 330.0),
        (210.0, 288.0),
        (470.0, 296.0),
        (540.0, 352.0),
        (420.0, 412.0),
        (170.0, 404.0),
    ]);
    canvas.blur(&paper, 0x2a1a08, 0.25, 30.0).fill(&paper, side(0xf3e7d2, 0xd9c4a0, 90.0, 540.0));
    canvas.veil(&Shape::line((210.0, 288.0), (300.0, 408.0), 1.0), 0x8a6c3f, 0.35);
    canvas.veil(&Shape::line((470.0, 296.0), (360.0, 410.0), 1.0), 0x8a6c3f, 0.35);
    mug(&mut canvas, (262.0, 236.0), (88.0, 116.0), (0x3b8f86, 0x1d5450));
    // The missing piece at the rim, the crack below it, and the shard on the paper.
    canvas.flat(
        &Shape::Polygon(vec![
            (284.0, 112.0),
            (350.0, 108.0),
            (352.0, 172.0),
            (326.0, 158.0),
            (318.0, 186.0),
            (296.0, 150.0),
        ]),
        0xe1d9cb,
    );
    canvas.fill(
        &Shape::Polygon(vec![
            (296.0, 150.0),
            (318.0, 186.0),
            (326.0, 158.0),
            (350.0, 172.0),
            (350.0, 180.0),
            (328.0, 168.0),
            (318.0, 196.0),
            (290.0, 152.0),
        ]),
        fall(0xf6efe2, 0xd9c8ac, 150.0, 196.0),
    );
    for (from, to) in [
        ((318.0, 192.0), (300.0, 232.0)),
        ((300.0, 232.0), (322.0, 268.0)),
        ((322.0, 268.0), (308.0, 318.0)),
        ((300.0, 232.0), (276.0, 250.0)),
    ] {
        canvas.flat(&Shape::line(from, to, 1.7), 0x0f2e2b);
    }
    let shard = Shape::Polygon(vec![(420.0, 336.0), (468.0, 320.0), (498.0, 350.0), (460.0, 366.0), (440.0, 352.0)]);
    canvas.blur(&shard, 0x1c1208, 0.5, 14.0).fill(&shard, side(0x3b8f86, 0x22605a, 420.0, 498.0));
    canvas.flat(&Shape::line((420.0, 336.0), (468.0, 320.0), 3.0), 0xf6efe2);
    let chip = Shape::Polygon(vec![(392.0, 372.0), (414.0, 366.0), (408.0, 384.0)]);
    canvas.blur(&chip, 0x1c1208, 0.5, 8.0).flat(&chip, 0x2e776f);
    canvas
}

pub(super) fn torn_parcel() -> Canvas {
    let mut canvas = room((0xcfd8dc, 0xb4c1c7), (0x8f999e, 0x6a757b), 262.0);
    canvas.blur(&Shape::ellipse(310.0, 382.0, 240.0, 34.0), 0x101418, 0.5, 60.0);
    let top = Shape::Polygon(vec![(118.0, 176.0), (232.0, 116.0), (486.0, 124.0), (402.0, 190.0)]);
    let front = Shape::Polygon(vec![(118.0, 176.0), (402.0, 190.0), (398.0, 392.0), (128.0, 372.0)]);
    let flank = Shape::Polygon(vec![(402.0, 190.0), (486.0, 124.0), (480.0, 312.0), (398.0, 392.0)]);
    canvas.fill(&top, fall(0xe2b983, 0xcb9c62, 116.0, 190.0));
    canvas.fill(&front, fall(0xc9975c, 0xb07f46, 176.0, 392.0));
    canvas.fill(&flank, side(0xa0703b, 0x84592c, 398.0, 486.0));
    // Tape over the top and down the front.
    canvas.fill(
        &Shape::Polygon(vec![(246.0, 182.0), (346.0, 119.0), (384.0, 121.0), (288.0, 184.0)]),
        fall(0xf1deb6, 0xe4cb97, 119.0, 184.0),
    );
    canvas.flat(&Shape::Polygon(vec![(246.0, 182.0), (288.0, 184.0), (288.0, 238.0), (247.0, 234.0)]), 0xdbc08b);
    // The torn corner: a dark hole, its ragged edge, paper stuffing.
    let hole = Shape::Polygon(vec![
        (330.0, 187.0),
        (402.0, 190.0),
        (438.0, 162.0),
        (446.0, 196.0),
        (424.0, 226.0),
        (432.0, 262.0),
        (400.0, 282.0),
        (372.0, 262.0),
        (356.0, 240.0),
        (362.0, 216.0),
        (338.0, 208.0),
    ]);
    canvas.fill(&hole, fall(0x2d1e10, 0x4a331c, 170.0, 282.0));
    for (x, y, r) in [(378.0, 214.0, 17.0), (402.0, 232.0, 20.0), (388.0, 252.0, 14.0), (418.0, 204.0, 13.0)] {
        canvas.fill(&Shape::ellipse(x, y, r, r * 0.8), fall(0xf4f0e6, 0xc9bfaa, y - r, y + r));
    }
    for (from, to) in [
        ((330.0, 187.0), (338.0, 208.0)),
        ((338.0, 208.0), (362.0, 216.0)),
        ((362.0, 216.0), (356.0, 240.0)),
        ((356.0, 240.0), (372.0, 262.0)),
        ((372.0, 262.0), (400.0, 282.0)),
        ((400.0, 282.0), (432.0, 262.0)),
        ((432.0, 262.0), (424.0, 226.0)),
        ((424.0, 226.0), (446.0, 196.0)),
    ] {
        canvas.flat(&Shape::line(from, to, 2.6), 0xeed3a4);
    }
    // The label.
    canvas.flat(&Shape::block(196.0, 300.0, 52.0, 38.0, 3.0).turned(3.6), 0xfbfaf6);
    for (number, width) in [34.0, 40.0, 22.0].into_iter().enumerate() {
        canvas.veil(&Shape::block(184.0, 280.0 + 13.0 * number as f32, width, 2.4, 2.0).turned(3.6), 0x33383c, 0.8);
    }
    canvas.flat(&Shape::block(196.0, 324.0, 42.0, 8.0, 0.0).turned(3.6), 0x202428);
    canvas
}

pub(super) fn mugs() -> Canvas {
    let mut canvas = room((0xf0eadf, 0xe2d8c8), (0xb88655, 0x8f6339), 330.0);
    canvas.blur(&Shape::block(300.0, 70.0, 230.0, 8.0, 4.0), 0x6a5234, 0.35, 22.0);
    canvas.fill(&Shape::block(300.0, 62.0, 240.0, 8.0, 4.0), fall(0xc99763, 0x9c6d3e, 54.0, 70.0));
    mug(&mut canvas, (134.0, 262.0), (62.0, 84.0), (0xf6f1e6, 0xc9bca4));
    mug(&mut canvas, (290.0, 262.0), (62.0, 84.0), (0xe0924f, 0xa65722));
    mug(&mut canvas, (446.0, 262.0), (62.0, 84.0), (0x4b9d90, 0x205f56));
    for x in [118.0, 274.0, 430.0] {
        canvas.veil(&Shape::ellipse(x, 268.0, 20.0, 20.0), 0xffffff, 0.55);
        canvas.veil(&Shape::ellipse(x + 7.0, 262.0, 17.0, 17.0), 0x302418, 0.16);
    }
    canvas
}

pub(super) fn backpack() -> Canvas {
    let mut canvas = room((0xdde6e0, 0xc5d3ca), (0xd9cfbd, 0xb9ac94), 330.0);
    canvas.blur(&Shape::ellipse(310.0, 398.0, 170.0, 24.0), 0x141812, 0.5, 44.0);
    canvas.flat(&Shape::Ring { x: 300.0, y: 92.0, rx: 42.0, ry: 34.0, r: 8.0 }, 0x1c374a);
    canvas.fill(&Shape::block(190.0, 290.0, 28.0, 74.0, 24.0), side(0x1c415c, 0x2a5a7d, 160.0, 220.0));
    canvas.fill(&Shape::block(410.0, 290.0, 28.0, 74.0, 24.0), side(0x1d435e, 0x122c40, 380.0, 440.0));
    canvas.fill(&Shape::block(300.0, 244.0, 122.0, 154.0, 62.0), side(0x3a78a4, 0x1b4666, 178.0, 422.0));
    canvas.veil(&Shape::block(216.0, 220.0, 9.0, 96.0, 9.0), 0xffffff, 0.22);
    canvas.veil(&Shape::Ring { x: 300.0, y: 218.0, rx: 92.0, ry: 96.0, r: 2.2 }, 0x0c2030, 0.6);
    canvas.fill(&Shape::block(300.0, 322.0, 92.0, 56.0, 22.0), side(0x326b95, 0x1c4869, 208.0, 392.0));
    canvas.veil(&Shape::line((224.0, 292.0), (376.0, 292.0), 2.2), 0x0c2030, 0.7);
    canvas.flat(&Shape::block(362.0, 300.0, 4.0, 12.0, 3.0), 0xe8b54a);
    canvas.flat(&Shape::block(300.0, 186.0, 32.0, 18.0, 5.0), 0xe8b54a);
    canvas.flat(
        &Shape::Polygon(vec![(284.0, 194.0), (296.0, 176.0), (303.0, 186.0), (309.0, 179.0), (317.0, 194.0)]),
        0x1b4666,
    );
    // The seam that came apart.
    canvas.flat(&Shape::Polygon(vec![(392.0, 196.0), (404.0, 222.0), (400.0, 258.0), (388.0, 232.0)]), 0x0d1b26);
    for y in [204.0, 218.0, 232.0, 246.0] {
        canvas.flat(&Shape::line((386.0, y), (404.0, y + 5.0), 1.3), 0xd8e4ec);
    }
    canvas
}

pub(super) fn watch() -> Canvas {
    let mut canvas = photo();
    canvas.fill(&Shape::All, fall(0x3d434a, 0x23272c, 0.0, 450.0));
    canvas.blur(&Shape::ellipse(180.0, 90.0, 230.0, 150.0), 0x8f9dab, 0.35, 300.0);
    for (y, turn) in [(74.0, 3.0), (376.0, -3.0)] {
        canvas.blur(&Shape::block(312.0, y + 8.0, 58.0, 128.0, 16.0).turned(turn), 0x000000, 0.5, 30.0);
        canvas.fill(&Shape::block(304.0, y, 56.0, 128.0, 14.0).turned(turn), side(0x8d5a33, 0x543118, 248.0, 360.0));
        canvas.veil(&Shape::block(258.0, y, 1.5, 118.0, 1.0).turned(turn), 0xeec99b, 0.7);
        canvas.veil(&Shape::block(350.0, y, 1.5, 118.0, 1.0).turned(turn), 0xeec99b, 0.7);
    }
    canvas.flat(&Shape::block(438.0, 226.0, 16.0, 12.0, 4.0), 0xc9a45a);
    canvas.blur(&Shape::ellipse(312.0, 240.0, 134.0, 134.0), 0x000000, 0.6, 40.0);
    canvas.fill(&Shape::ellipse(304.0, 226.0, 132.0, 132.0), fall(0xf2d997, 0x9a722c, 94.0, 358.0));
    canvas.fill(&Shape::ellipse(304.0, 226.0, 116.0, 116.0), fall(0xf8f5ec, 0xdfd8c6, 110.0, 342.0));
    for hour in 0..12_u8 {
        let (sin, cos) = (f32::from(hour) * 30.0).to_radians().sin_cos();
        let thick = if hour % 3 == 0 { 3.4 } else { 1.9 };
        canvas.flat(
            &Shape::line((304.0 + 92.0 * sin, 226.0 - 92.0 * cos), (304.0 + 106.0 * sin, 226.0 - 106.0 * cos), thick),
            0x2b2a28,
        );
    }
    canvas.flat(&Shape::line((304.0, 226.0), (262.0, 186.0), 4.0), 0x2b2a28);
    canvas.flat(&Shape::line((304.0, 226.0), (338.0, 150.0), 3.0), 0x2b2a28);
    canvas.flat(&Shape::line((318.0, 244.0), (246.0, 158.0), 1.2), 0xb93a2b);
    canvas.flat(&Shape::ellipse(304.0, 226.0, 7.0, 7.0), 0xb93a2b);
    canvas.veil(&Shape::Polygon(vec![(226.0, 140.0), (286.0, 112.0), (222.0, 320.0), (198.0, 270.0)]), 0xffffff, 0.22);
    for (from, to) in [
        ((356.0, 262.0), (400.0, 196.0)),
        ((356.0, 262.0), (330.0, 318.0)),
        ((356.0, 262.0), (412.0, 270.0)),
        ((378.0, 229.0), (404.0, 240.0)),
        ((344.0, 288.0), (372.0, 312.0)),
    ] {
        canvas.veil(&Shape::line(from, to, 1.4), 0x303030, 0.75);
        canvas.veil(&Shape::line((from.0 + 1.5, from.1 + 1.5), (to.0 + 1.5, to.1 + 1.5), 0.9), 0xffffff, 0.8);
    }
    canvas
}

pub(super) fn lamp() -> Canvas {
    let mut canvas = room((0x3c4a52, 0x556064), (0x7a5638, 0x4f3620), 330.0);
    canvas.blur(&Shape::ellipse(300.0, 190.0, 190.0, 160.0), 0xffd98a, 0.55, 300.0);
    canvas.blur(&Shape::ellipse(300.0, 372.0, 210.0, 34.0), 0xffd280, 0.5, 70.0);
    canvas.blur(&Shape::ellipse(300.0, 392.0, 70.0, 10.0), 0x1a1008, 0.6, 22.0);
    canvas.fill(&Shape::block(300.0, 300.0, 7.0, 84.0, 6.0), side(0xd9b974, 0x7a5c28, 292.0, 308.0));
    canvas.fill(&Shape::ellipse(300.0, 384.0, 62.0, 14.0), side(0xe0c07c, 0x80602c, 238.0, 362.0));
    let shade = Shape::Polygon(vec![(240.0, 92.0), (360.0, 92.0), (412.0, 230.0), (188.0, 230.0)]);
    canvas.fill(&shade, fall(0xfff6df, 0xf5cc82, 92.0, 230.0));
    canvas.blur(&Shape::ellipse(300.0, 190.0, 60.0, 44.0), 0xffffff, 0.75, 80.0);
    canvas.flat(&Shape::line((240.0, 92.0), (360.0, 92.0), 3.0), 0xb88a44);
    canvas.flat(&Shape::line((188.0, 230.0), (412.0, 230.0), 3.6), 0xb88a44);
    canvas
}

pub(super) fn plant() -> Canvas {
    let mut canvas = room((0xf3eee4, 0xe6decf), (0xd8c3a2, 0xb99f79), 330.0);
    canvas.blur(&Shape::ellipse(320.0, 398.0, 130.0, 20.0), 0x20160a, 0.45, 40.0);
    for (x, y, rx, ry, light) in [
        (222.0, 170.0, 40.0, 92.0, 0x4f9a63),
        (378.0, 168.0, 40.0, 92.0, 0x3d8352),
        (300.0, 130.0, 44.0, 104.0, 0x5caa70),
        (254.0, 214.0, 34.0, 76.0, 0x468f5a),
        (348.0, 216.0, 34.0, 76.0, 0x37784a),
    ] {
        canvas.blur(&Shape::ellipse(x + 5.0, y + 8.0, rx, ry), 0x16301c, 0.3, 20.0);
        canvas.fill(&Shape::ellipse(x, y, rx, ry), side(light, 0x1f5a34, x - rx, x + rx * 1.4));
        canvas.veil(&Shape::line((x, y - ry * 0.8), (x, y + ry * 0.85), 1.6), 0xd5ecd0, 0.65);
    }
    let pot = Shape::Polygon(vec![(218.0, 286.0), (382.0, 286.0), (362.0, 396.0), (238.0, 396.0)]);
    canvas.fill(&pot, side(0xd9835a, 0x9b4c2c, 218.0, 382.0));
    canvas.fill(&Shape::block(300.0, 282.0, 94.0, 18.0, 7.0), side(0xe6956c, 0xa85734, 206.0, 394.0));
    canvas.veil(&Shape::block(240.0, 340.0, 5.0, 42.0, 5.0), 0xffffff, 0.35);
    canvas
}
