//! Things of a shop.

use super::{Canvas, Shape, fall, photo, room, side};

/// A mug with its handle at the right: centre, half width, half height, light and dark colour.
fn mug(canvas: &mut Canvas, (x, y): (f32, f32), (w, h): (f32, f32), (light, dark): (u32, u32)) {
    canvas.blur(&Shape::ellipse(x + w * 0.35, y + h * 0.98, w * 1.55, h * 0.2), 0x1c_12_08, 0.42, 46.0);
    canvas.fill(&Shape::Ring { x: x + w * 1.02, y: y - h * 0.02, rx: w * 0.4, ry: h * 0.48, r: w * 0.13 }, side(light, dark, x + w * 0.6, x + w * 1.6));
    canvas.fill(&Shape::block(x, y, w, h, w * 0.24), side(light, dark, x - w, x + w));
    canvas.veil(&Shape::block(x - w * 0.62, y + h * 0.06, w * 0.09, h * 0.62, w * 0.09), 0xff_ff_ff, 0.4);
    canvas.fill(&Shape::ellipse(x, y - h * 0.93, w * 0.98, h * 0.17), side(light, dark, x - w * 1.4, x + w * 1.2));
    canvas.fill(&Shape::ellipse(x, y - h * 0.9, w * 0.85, h * 0.12), fall(0x2a_1c_12, 0x5a_3d_28, y - h, y - h * 0.8));
}

pub(super) fn broken_mug() -> Canvas {
    let mut canvas = room((0xe9_e2_d6, 0xd8_cd_bc), (0xc5_9a_6b, 0x9c_72_46), 235.0);
    for plank in [290.0, 356.0] {
        canvas.veil(&Shape::block(300.0, plank, 420.0, 1.2, 0.0), 0x5a_3d_20, 0.28);
    }
    // Wrapping paper under the mug.
    let paper = Shape::Polygon(vec![(96.0, 330.0), (210.0, 288.0), (470.0, 296.0), (540.0, 352.0), (420.0, 412.0), (170.0, 404.0)]);
    canvas.blur(&paper, 0x2a_1a_08, 0.25, 30.0).fill(&paper, side(0xf3_e7_d2, 0xd9_c4_a0, 90.0, 540.0));
    canvas.veil(&Shape::line((210.0, 288.0), (300.0, 408.0), 1.0), 0x8a_6c_3f, 0.35);
    canvas.veil(&Shape::line((470.0, 296.0), (360.0, 410.0), 1.0), 0x8a_6c_3f, 0.35);
    mug(&mut canvas, (262.0, 236.0), (88.0, 116.0), (0x3b_8f_86, 0x1d_54_50));
    // The missing piece at the rim, the crack below it, and the shard on the paper.
    canvas.flat(&Shape::Polygon(vec![(284.0, 112.0), (350.0, 108.0), (352.0, 172.0), (326.0, 158.0), (318.0, 186.0), (296.0, 150.0)]), 0xe1_d9_cb);
    canvas.fill(&Shape::Polygon(vec![(296.0, 150.0), (318.0, 186.0), (326.0, 158.0), (350.0, 172.0), (350.0, 180.0), (328.0, 168.0), (318.0, 196.0), (290.0, 152.0)]), fall(0xf6_ef_e2, 0xd9_c8_ac, 150.0, 196.0));
    for (from, to) in [((318.0, 192.0), (300.0, 232.0)), ((300.0, 232.0), (322.0, 268.0)), ((322.0, 268.0), (308.0, 318.0)), ((300.0, 232.0), (276.0, 250.0))] {
        canvas.flat(&Shape::line(from, to, 1.7), 0x0f_2e_2b);
    }
    let shard = Shape::Polygon(vec![(420.0, 336.0), (468.0, 320.0), (498.0, 350.0), (460.0, 366.0), (440.0, 352.0)]);
    canvas.blur(&shard, 0x1c_12_08, 0.5, 14.0).fill(&shard, side(0x3b_8f_86, 0x22_60_5a, 420.0, 498.0));
    canvas.flat(&Shape::line((420.0, 336.0), (468.0, 320.0), 3.0), 0xf6_ef_e2);
    let chip = Shape::Polygon(vec![(392.0, 372.0), (414.0, 366.0), (408.0, 384.0)]);
    canvas.blur(&chip, 0x1c_12_08, 0.5, 8.0).flat(&chip, 0x2e_77_6f);
    canvas
}

pub(super) fn torn_parcel() -> Canvas {
    let mut canvas = room((0xcf_d8_dc, 0xb4_c1_c7), (0x8f_99_9e, 0x6a_75_7b), 262.0);
    canvas.blur(&Shape::ellipse(310.0, 382.0, 240.0, 34.0), 0x10_14_18, 0.5, 60.0);
    let top = Shape::Polygon(vec![(118.0, 176.0), (232.0, 116.0), (486.0, 124.0), (402.0, 190.0)]);
    let front = Shape::Polygon(vec![(118.0, 176.0), (402.0, 190.0), (398.0, 392.0), (128.0, 372.0)]);
    let flank = Shape::Polygon(vec![(402.0, 190.0), (486.0, 124.0), (480.0, 312.0), (398.0, 392.0)]);
    canvas.fill(&top, fall(0xe2_b9_83, 0xcb_9c_62, 116.0, 190.0));
    canvas.fill(&front, fall(0xc9_97_5c, 0xb0_7f_46, 176.0, 392.0));
    canvas.fill(&flank, side(0xa0_70_3b, 0x84_59_2c, 398.0, 486.0));
    // Tape over the top and down the front.
    canvas.fill(&Shape::Polygon(vec![(246.0, 182.0), (346.0, 119.0), (384.0, 121.0), (288.0, 184.0)]), fall(0xf1_de_b6, 0xe4_cb_97, 119.0, 184.0));
    canvas.flat(&Shape::Polygon(vec![(246.0, 182.0), (288.0, 184.0), (288.0, 238.0), (247.0, 234.0)]), 0xdb_c0_8b);
    // The torn corner: a dark hole, its ragged edge, paper stuffing.
    let hole = Shape::Polygon(vec![(330.0, 187.0), (402.0, 190.0), (438.0, 162.0), (446.0, 196.0), (424.0, 226.0), (432.0, 262.0), (400.0, 282.0), (372.0, 262.0), (356.0, 240.0), (362.0, 216.0), (338.0, 208.0)]);
    canvas.fill(&hole, fall(0x2d_1e_10, 0x4a_33_1c, 170.0, 282.0));
    for (x, y, r) in [(378.0, 214.0, 17.0), (402.0, 232.0, 20.0), (388.0, 252.0, 14.0), (418.0, 204.0, 13.0)] {
        canvas.fill(&Shape::ellipse(x, y, r, r * 0.8), fall(0xf4_f0_e6, 0xc9_bf_aa, y - r, y + r));
    }
    for (from, to) in [((330.0, 187.0), (338.0, 208.0)), ((338.0, 208.0), (362.0, 216.0)), ((362.0, 216.0), (356.0, 240.0)), ((356.0, 240.0), (372.0, 262.0)), ((372.0, 262.0), (400.0, 282.0)), ((400.0, 282.0), (432.0, 262.0)), ((432.0, 262.0), (424.0, 226.0)), ((424.0, 226.0), (446.0, 196.0))] {
        canvas.flat(&Shape::line(from, to, 2.6), 0xee_d3_a4);
    }
    // The label.
    canvas.flat(&Shape::block(196.0, 300.0, 52.0, 38.0, 3.0).turned(3.6), 0xfb_fa_f6);
    for (number, width) in [34.0, 40.0, 22.0].into_iter().enumerate() {
        canvas.veil(&Shape::block(184.0, 280.0 + 13.0 * number as f32, width, 2.4, 2.0).turned(3.6), 0x33_38_3c, 0.8);
    }
    canvas.flat(&Shape::block(196.0, 324.0, 42.0, 8.0, 0.0).turned(3.6), 0x20_24_28);
    canvas
}

pub(super) fn mugs() -> Canvas {
    let mut canvas = room((0xf0_ea_df, 0xe2_d8_c8), (0xb8_86_55, 0x8f_63_39), 330.0);
    canvas.blur(&Shape::block(300.0, 70.0, 230.0, 8.0, 4.0), 0x6a_52_34, 0.35, 22.0);
    canvas.fill(&Shape::block(300.0, 62.0, 240.0, 8.0, 4.0), fall(0xc9_97_63, 0x9c_6d_3e, 54.0, 70.0));
    mug(&mut canvas, (134.0, 262.0), (62.0, 84.0), (0xf6_f1_e6, 0xc9_bc_a4));
    mug(&mut canvas, (290.0, 262.0), (62.0, 84.0), (0xe0_92_4f, 0xa6_57_22));
    mug(&mut canvas, (446.0, 262.0), (62.0, 84.0), (0x4b_9d_90, 0x20_5f_56));
    for x in [118.0, 274.0, 430.0] {
        canvas.veil(&Shape::ellipse(x, 268.0, 20.0, 20.0), 0xff_ff_ff, 0.55);
        canvas.veil(&Shape::ellipse(x + 7.0, 262.0, 17.0, 17.0), 0x30_24_18, 0.16);
    }
    canvas
}

pub(super) fn backpack() -> Canvas {
    let mut canvas = room((0xdd_e6_e0, 0xc5_d3_ca), (0xd9_cf_bd, 0xb9_ac_94), 330.0);
    canvas.blur(&Shape::ellipse(310.0, 398.0, 170.0, 24.0), 0x14_18_12, 0.5, 44.0);
    canvas.flat(&Shape::Ring { x: 300.0, y: 92.0, rx: 42.0, ry: 34.0, r: 8.0 }, 0x1c_37_4a);
    canvas.fill(&Shape::block(190.0, 290.0, 28.0, 74.0, 24.0), side(0x1c_41_5c, 0x2a_5a_7d, 160.0, 220.0));
    canvas.fill(&Shape::block(410.0, 290.0, 28.0, 74.0, 24.0), side(0x1d_43_5e, 0x12_2c_40, 380.0, 440.0));
    canvas.fill(&Shape::block(300.0, 244.0, 122.0, 154.0, 62.0), side(0x3a_78_a4, 0x1b_46_66, 178.0, 422.0));
    canvas.veil(&Shape::block(216.0, 220.0, 9.0, 96.0, 9.0), 0xff_ff_ff, 0.22);
    canvas.veil(&Shape::Ring { x: 300.0, y: 218.0, rx: 92.0, ry: 96.0, r: 2.2 }, 0x0c_20_30, 0.6);
    canvas.fill(&Shape::block(300.0, 322.0, 92.0, 56.0, 22.0), side(0x32_6b_95, 0x1c_48_69, 208.0, 392.0));
    canvas.veil(&Shape::line((224.0, 292.0), (376.0, 292.0), 2.2), 0x0c_20_30, 0.7);
    canvas.flat(&Shape::block(362.0, 300.0, 4.0, 12.0, 3.0), 0xe8_b5_4a);
    canvas.flat(&Shape::block(300.0, 186.0, 32.0, 18.0, 5.0), 0xe8_b5_4a);
    canvas.flat(&Shape::Polygon(vec![(284.0, 194.0), (296.0, 176.0), (303.0, 186.0), (309.0, 179.0), (317.0, 194.0)]), 0x1b_46_66);
    // The seam that came apart.
    canvas.flat(&Shape::Polygon(vec![(392.0, 196.0), (404.0, 222.0), (400.0, 258.0), (388.0, 232.0)]), 0x0d_1b_26);
    for y in [204.0, 218.0, 232.0, 246.0] {
        canvas.flat(&Shape::line((386.0, y), (404.0, y + 5.0), 1.3), 0xd8_e4_ec);
    }
    canvas
}

pub(super) fn watch() -> Canvas {
    let mut canvas = photo();
    canvas.fill(&Shape::All, fall(0x3d_43_4a, 0x23_27_2c, 0.0, 450.0));
    canvas.blur(&Shape::ellipse(180.0, 90.0, 230.0, 150.0), 0x8f_9d_ab, 0.35, 300.0);
    for (y, turn) in [(74.0, 3.0), (376.0, -3.0)] {
        canvas.blur(&Shape::block(312.0, y + 8.0, 58.0, 128.0, 16.0).turned(turn), 0x00_00_00, 0.5, 30.0);
        canvas.fill(&Shape::block(304.0, y, 56.0, 128.0, 14.0).turned(turn), side(0x8d_5a_33, 0x54_31_18, 248.0, 360.0));
        canvas.veil(&Shape::block(258.0, y, 1.5, 118.0, 1.0).turned(turn), 0xee_c9_9b, 0.7);
        canvas.veil(&Shape::block(350.0, y, 1.5, 118.0, 1.0).turned(turn), 0xee_c9_9b, 0.7);
    }
    canvas.flat(&Shape::block(438.0, 226.0, 16.0, 12.0, 4.0), 0xc9_a4_5a);
    canvas.blur(&Shape::ellipse(312.0, 240.0, 134.0, 134.0), 0x00_00_00, 0.6, 40.0);
    canvas.fill(&Shape::ellipse(304.0, 226.0, 132.0, 132.0), fall(0xf2_d9_97, 0x9a_72_2c, 94.0, 358.0));
    canvas.fill(&Shape::ellipse(304.0, 226.0, 116.0, 116.0), fall(0xf8_f5_ec, 0xdf_d8_c6, 110.0, 342.0));
    for hour in 0..12_u8 {
        let (sin, cos) = (f32::from(hour) * 30.0).to_radians().sin_cos();
        let thick = if hour % 3 == 0 { 3.4 } else { 1.9 };
        canvas.flat(&Shape::line((304.0 + 92.0 * sin, 226.0 - 92.0 * cos), (304.0 + 106.0 * sin, 226.0 - 106.0 * cos), thick), 0x2b_2a_28);
    }
    canvas.flat(&Shape::line((304.0, 226.0), (262.0, 186.0), 4.0), 0x2b_2a_28);
    canvas.flat(&Shape::line((304.0, 226.0), (338.0, 150.0), 3.0), 0x2b_2a_28);
    canvas.flat(&Shape::line((318.0, 244.0), (246.0, 158.0), 1.2), 0xb9_3a_2b);
    canvas.flat(&Shape::ellipse(304.0, 226.0, 7.0, 7.0), 0xb9_3a_2b);
    canvas.veil(&Shape::Polygon(vec![(226.0, 140.0), (286.0, 112.0), (222.0, 320.0), (198.0, 270.0)]), 0xff_ff_ff, 0.22);
    for (from, to) in [((356.0, 262.0), (400.0, 196.0)), ((356.0, 262.0), (330.0, 318.0)), ((356.0, 262.0), (412.0, 270.0)), ((378.0, 229.0), (404.0, 240.0)), ((344.0, 288.0), (372.0, 312.0))] {
        canvas.veil(&Shape::line(from, to, 1.4), 0x30_30_30, 0.75);
        canvas.veil(&Shape::line((from.0 + 1.5, from.1 + 1.5), (to.0 + 1.5, to.1 + 1.5), 0.9), 0xff_ff_ff, 0.8);
    }
    canvas
}

pub(super) fn lamp() -> Canvas {
    let mut canvas = room((0x3c_4a_52, 0x55_60_64), (0x7a_56_38, 0x4f_36_20), 330.0);
    canvas.blur(&Shape::ellipse(300.0, 190.0, 190.0, 160.0), 0xff_d9_8a, 0.55, 300.0);
    canvas.blur(&Shape::ellipse(300.0, 372.0, 210.0, 34.0), 0xff_d2_80, 0.5, 70.0);
    canvas.blur(&Shape::ellipse(300.0, 392.0, 70.0, 10.0), 0x1a_10_08, 0.6, 22.0);
    canvas.fill(&Shape::block(300.0, 300.0, 7.0, 84.0, 6.0), side(0xd9_b9_74, 0x7a_5c_28, 292.0, 308.0));
    canvas.fill(&Shape::ellipse(300.0, 384.0, 62.0, 14.0), side(0xe0_c0_7c, 0x80_60_2c, 238.0, 362.0));
    let shade = Shape::Polygon(vec![(240.0, 92.0), (360.0, 92.0), (412.0, 230.0), (188.0, 230.0)]);
    canvas.fill(&shade, fall(0xff_f6_df, 0xf5_cc_82, 92.0, 230.0));
    canvas.blur(&Shape::ellipse(300.0, 190.0, 60.0, 44.0), 0xff_ff_ff, 0.75, 80.0);
    canvas.flat(&Shape::line((240.0, 92.0), (360.0, 92.0), 3.0), 0xb8_8a_44);
    canvas.flat(&Shape::line((188.0, 230.0), (412.0, 230.0), 3.6), 0xb8_8a_44);
    canvas
}

pub(super) fn plant() -> Canvas {
    let mut canvas = room((0xf3_ee_e4, 0xe6_de_cf), (0xd8_c3_a2, 0xb9_9f_79), 330.0);
    canvas.blur(&Shape::ellipse(320.0, 398.0, 130.0, 20.0), 0x20_16_0a, 0.45, 40.0);
    for (x, y, rx, ry, light) in [
        (222.0, 170.0, 40.0, 92.0, 0x4f_9a_63), (378.0, 168.0, 40.0, 92.0, 0x3d_83_52), (300.0, 130.0, 44.0, 104.0, 0x5c_aa_70),
        (254.0, 214.0, 34.0, 76.0, 0x46_8f_5a), (348.0, 216.0, 34.0, 76.0, 0x37_78_4a),
    ] {
        canvas.blur(&Shape::ellipse(x + 5.0, y + 8.0, rx, ry), 0x16_30_1c, 0.3, 20.0);
        canvas.fill(&Shape::ellipse(x, y, rx, ry), side(light, 0x1f_5a_34, x - rx, x + rx * 1.4));
        canvas.veil(&Shape::line((x, y - ry * 0.8), (x, y + ry * 0.85), 1.6), 0xd5_ec_d0, 0.65);
    }
    let pot = Shape::Polygon(vec![(218.0, 286.0), (382.0, 286.0), (362.0, 396.0), (238.0, 396.0)]);
    canvas.fill(&pot, side(0xd9_83_5a, 0x9b_4c_2c, 218.0, 382.0));
    canvas.fill(&Shape::block(300.0, 282.0, 94.0, 18.0, 7.0), side(0xe6_95_6c, 0xa8_57_34, 206.0, 394.0));
    canvas.veil(&Shape::block(240.0, 340.0, 5.0, 42.0, 5.0), 0xff_ff_ff, 0.35);
    canvas
}
