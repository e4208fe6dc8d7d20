//! Papers and screens.

use super::{Canvas, Shape, fall, photo, room, side};

/// Black bars that look like a barcode.
fn barcode(canvas: &mut Canvas, (left, top): (f32, f32), (width, height): (f32, f32)) {
    let mut x = left;
    for (number, step) in [3, 2, 5, 2, 3, 4, 2, 6, 3, 2, 4, 3, 2, 5, 2, 3, 6, 2, 3, 4].into_iter().cycle().enumerate() {
        let thick = f32::from(u8::try_from(step).unwrap_or(2));
        if x + thick > left + width {
            break;
        }
        if number % 2 == 0 {
            canvas.flat(&Shape::block(x + thick / 2.0, top + height / 2.0, thick / 2.0, height / 2.0, 0.0), 0x1c1c1c);
        }
        x += thick;
    }
}

pub(super) fn receipt() -> Canvas {
    let mut canvas = room((0x6a4a30, 0x8a6240), (0xa5774c, 0x7d5532), 0.0);
    for plank in [92.0, 204.0, 318.0, 422.0] {
        canvas.veil(&Shape::block(300.0, plank, 420.0, 1.4, 0.0), 0x3a2412, 0.45);
    }
    let paper = Shape::block(300.0, 232.0, 118.0, 248.0, 3.0).turned(-4.0);
    canvas.blur(&Shape::block(312.0, 246.0, 118.0, 248.0, 3.0).turned(-4.0), 0x140a02, 0.6, 34.0);
    canvas.fill(&paper, side(0xfffefa, 0xe6e1d6, 180.0, 420.0));
    let line = |canvas: &mut Canvas, x: f32, y: f32, half: f32, thick: f32| {
        // The paper is turned, so what is printed on it moves left as it goes down.
        let shift = (232.0 - y) * 0.07;
        canvas.veil(&Shape::block(x - shift, y + (x - 300.0) * -0.07, half, thick, 1.0).turned(-4.0), 0x2a2a2c, 0.82);
    };
    line(&mut canvas, 300.0, 44.0, 54.0, 6.0);
    line(&mut canvas, 300.0, 64.0, 38.0, 2.4);
    line(&mut canvas, 300.0, 76.0, 46.0, 2.4);
    for (number, (left, right)) in
        [(46.0, 16.0), (36.0, 18.0), (52.0, 14.0), (30.0, 18.0), (42.0, 16.0)].into_iter().enumerate()
    {
        let y = 112.0 + 25.0 * number as f32;
        line(&mut canvas, 206.0 + left, y, left, 2.8);
        line(&mut canvas, 394.0 - right, y, right, 2.8);
    }
    line(&mut canvas, 300.0, 240.0, 94.0, 1.2);
    line(&mut canvas, 240.0, 262.0, 34.0, 5.0);
    line(&mut canvas, 366.0, 262.0, 26.0, 5.0);
    line(&mut canvas, 300.0, 290.0, 94.0, 1.2);
    barcode(&mut canvas, (222.0, 330.0), (168.0, 58.0));
    canvas.veil(&Shape::Ring { x: 352.0, y: 300.0, rx: 34.0, ry: 34.0, r: 2.6 }, 0x2c6aa8, 0.7);
    canvas
}

pub(super) fn label() -> Canvas {
    let mut canvas = photo();
    canvas.fill(&Shape::All, fall(0xd3a870, 0xb08249, 0.0, 450.0));
    for x in [120.0, 300.0, 480.0] {
        canvas.veil(&Shape::block(x, 225.0, 0.8, 240.0, 0.0), 0x7a5428, 0.25);
    }
    canvas.veil(&Shape::block(300.0, 34.0, 320.0, 26.0, 0.0), 0xf7eac8, 0.75);
    canvas.blur(&Shape::block(306.0, 250.0, 206.0, 158.0, 6.0), 0x3a2208, 0.5, 24.0);
    canvas.flat(&Shape::block(300.0, 242.0, 206.0, 158.0, 6.0), 0xfdfcf9);
    canvas.flat(&Shape::block(152.0, 116.0, 40.0, 16.0, 3.0), 0x17695a);
    canvas.flat(&Shape::Polygon(vec![(202.0, 100.0), (232.0, 116.0), (202.0, 132.0)]), 0xe8b54a);
    for (y, half, thick) in [(172.0, 70.0, 5.0), (192.0, 92.0, 3.2), (208.0, 58.0, 3.2), (224.0, 76.0, 3.2)] {
        canvas.veil(&Shape::block(112.0 + half, y, half, thick, 1.5), 0x202224, 0.88);
    }
    canvas.veil(&Shape::block(300.0, 248.0, 190.0, 1.0, 0.0), 0x202224, 0.9);
    barcode(&mut canvas, (126.0, 268.0), (348.0, 96.0));
    canvas.veil(&Shape::block(300.0, 380.0, 70.0, 3.4, 1.0), 0x202224, 0.85);
    let size = 7.0;
    for row in 0..12_u32 {
        for column in 0..12_u32 {
            // A pattern that looks like a code and means nothing.
            if (row * 7 + column * 5 + row * column) % 3 != 1 {
                canvas.flat(
                    &Shape::block(398.0 + column as f32 * size, 112.0 + row as f32 * size, 3.5, 3.5, 0.0),
                    0x202224,
                );
            }
        }
    }
    canvas
}

pub(super) fn app_error() -> Canvas {
    let mut canvas = photo();
    canvas.flat(&Shape::All, 0xe4e8ee);
    canvas.flat(&Shape::block(300.0, 225.0, 300.0, 225.0, 0.0), 0xf6f7f9);
    canvas.flat(&Shape::block(300.0, 22.0, 300.0, 22.0, 0.0), 0xdde1e8);
    for (x, colour) in [(24.0, 0xe06c5f), (44.0, 0xe6b84a), (64.0, 0x5fb36a)] {
        canvas.flat(&Shape::ellipse(x, 22.0, 6.0, 6.0), colour);
    }
    canvas.flat(&Shape::block(320.0, 22.0, 190.0, 11.0, 11.0), 0xffffff);
    canvas.veil(&Shape::block(230.0, 22.0, 80.0, 3.0, 3.0), 0x5a6470, 0.6);
    canvas.flat(&Shape::block(66.0, 247.0, 66.0, 203.0, 0.0), 0x25384a);
    for (number, half) in [34.0, 26.0, 38.0, 30.0, 22.0].into_iter().enumerate() {
        let y = 84.0 + 34.0 * number as f32;
        canvas.veil(&Shape::block(26.0 + half, y, half, 4.0, 4.0), 0xffffff, if number == 1 { 0.95 } else { 0.45 });
    }
    for (number, half) in [150.0, 190.0, 170.0].into_iter().enumerate() {
        canvas.flat(&Shape::block(364.0, 104.0 + 62.0 * number as f32, 208.0, 24.0, 8.0), 0xffffff);
        canvas.veil(
            &Shape::block(176.0 + half / 2.0, 104.0 + 62.0 * number as f32, half / 2.0, 4.0, 4.0),
            0x5a6470,
            0.35,
        );
    }
    canvas.veil(&Shape::block(366.0, 247.0, 234.0, 203.0, 0.0), 0x1a222c, 0.28);
    canvas.blur(&Shape::block(366.0, 262.0, 168.0, 96.0, 14.0), 0x000000, 0.4, 44.0);
    canvas.flat(&Shape::block(366.0, 250.0, 168.0, 96.0, 14.0), 0xffffff);
    canvas.flat(&Shape::ellipse(366.0, 198.0, 24.0, 24.0), 0xc84030);
    canvas
        .flat(&Shape::block(366.0, 192.0, 3.4, 10.0, 3.0), 0xffffff)
        .flat(&Shape::ellipse(366.0, 209.0, 3.6, 3.6), 0xffffff);
    canvas.veil(&Shape::block(366.0, 244.0, 110.0, 5.0, 5.0), 0x1f2832, 0.9);
    canvas.veil(&Shape::block(366.0, 264.0, 132.0, 3.4, 3.4), 0x1f2832, 0.45);
    canvas.veil(&Shape::block(366.0, 278.0, 96.0, 3.4, 3.4), 0x1f2832, 0.45);
    canvas.flat(&Shape::block(366.0, 314.0, 62.0, 15.0, 8.0), 0x2c6aa8);
    canvas.veil(&Shape::block(366.0, 314.0, 28.0, 3.4, 3.4), 0xffffff, 0.95);
    canvas
}
