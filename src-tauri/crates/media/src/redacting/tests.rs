#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use image::ImageFormat;

use super::*;

fn area(x: u32, y: u32, width: u32, height: u32) -> Area {
    Area { x, y, width, height }
}

/// Every pixel of it has a colour that no other pixel has, and none of them is black or on a step of a block's colours.
fn unlike() -> RgbaImage {
    RgbaImage::from_fn(200, 120, |x, y| Rgba([x as u8 | 1, (y as u8) << 1 | 1, (x ^ y) as u8 | 1, 255]))
}

fn png(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A JPEG whose head has all that a telephone writes: how it was held, where it was, a small picture, a profile, a comment.
fn photograph(picture: &RgbaImage, orientation: u8) -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(picture.clone()).into_rgb8().write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let segment = |marker: u8, says: &[u8]| {
        let length = u16::try_from(says.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], says].concat()
    };
    let exif = [
        b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
        &[orientation][..],
        b"\0\0\0\0\0\0GPSLatitude-52.23",
    ];
    let head =
        [segment(0xe1, &exif.concat()), segment(0xe2, b"ICC_PROFILE\0\x01\x01secret"), segment(0xfe, b"Anna's phone")];
    [&jpeg[..2], &head.concat(), &jpeg[2..]].concat()
}

fn redact(bytes: &[u8], marks: &[Mark], kind: Kept) -> Result<(Vec<u8>, Kept), RedactError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture");
    std::fs::write(&path, bytes).unwrap();
    redacted(&path, marks, kind)
}

fn pixels(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes).unwrap().into_rgba8()
}

#[test]
fn no_pixel_under_a_box_or_a_blur_is_left_and_every_other_stays_as_it_was() {
    let before = unlike();
    let (boxed, blurred) = (area(10, 10, 50, 30), area(90, 20, 77, 61));
    let marks = [Mark::Box { area: boxed }, Mark::Blur { area: blurred }];
    let (bytes, kind) = redact(&png(&before), &marks, Kept::Png).unwrap();
    let after = pixels(&bytes);
    assert_eq!((kind, after.dimensions()), (Kept::Png, before.dimensions()));
    let holds = |area: Area, x: u32, y: u32| {
        (area.x..area.x + area.width).contains(&x) && (area.y..area.y + area.height).contains(&y)
    };
    for (x, y, now) in after.enumerate_pixels() {
        let was = before.get_pixel(x, y);
        if holds(boxed, x, y) {
            assert_eq!(*now, BLACK, "at {x},{y}");
        } else if holds(blurred, x, y) {
            assert_ne!(now, was, "at {x},{y}");
        } else {
            assert_eq!(now, was, "at {x},{y}");
        }
    }
}

#[test]
fn a_blur_keeps_a_few_blocks_in_coarse_steps_so_two_texts_of_one_length_look_the_same() {
    // Strokes of letters on white: another word in the same ink.
    let text = |seed: u32| {
        RgbaImage::from_fn(160, 20, move |x, y| {
            let inked = (x / 2 + y / 5 * 7 + seed * (x / 8)).is_multiple_of(4);
            if inked { Rgba([20, 20, 20, 255]) } else { Rgba([255, 255, 255, 255]) }
        })
    };
    let blur = [Mark::Blur { area: area(0, 0, 160, 20) }];
    let of = |seed| pixels(&redact(&png(&text(seed)), &blur, Kept::Png).unwrap().0);
    let (one, other) = (of(1), of(3));
    assert_ne!(text(1), text(3));
    assert_eq!(one, other, "which word it was can be told from its blocks");
    let colours: std::collections::HashSet<_> = of(1).pixels().copied().collect();
    assert!(colours.len() <= 8, "{} colours in one line", colours.len());
    assert!(colours.iter().all(|colour| colour.0.iter().all(|value| *value == 255 || value.is_multiple_of(32))));
}

#[test]
fn a_photograph_becomes_upright_and_nothing_of_its_head_goes_along() {
    let jpeg = photograph(&unlike(), 6);
    assert!(jpeg.windows(11).any(|window| window == b"GPSLatitude"));
    let (bytes, kind) = redact(&jpeg, &[Mark::Box { area: area(0, 0, 30, 40) }], Kept::Jpeg).unwrap();
    assert_eq!(kind, Kept::Jpeg);
    let after = pixels(&bytes);
    assert_eq!(after.dimensions(), (120, 200), "it was held on its side");
    assert!(after.get_pixel(15, 20).0[..3].iter().all(|value| *value < 4), "the box is where the rep saw it");
    for secret in [&b"Exif"[..], b"GPS", b"ICC_PROFILE", b"Anna"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", String::from_utf8_lossy(secret));
    }
    // Markers of segments that hold anything but the picture: APP1 to APP15 and comments.
    let scan = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let told = bytes[..scan]
        .windows(2)
        .filter(|pair| pair[0] == 0xff && ((0xe1..=0xef).contains(&pair[1]) || pair[1] == 0xfe));
    assert_eq!(told.count(), 0);
}

#[test]
fn a_picture_with_no_mark_at_all_is_written_anew_without_its_head() {
    let bytes = redact(&photograph(&unlike(), 1), &[], Kept::Jpeg).unwrap().0;
    assert!(!bytes.windows(4).any(|window| window == b"Exif"));
    assert_eq!(pixels(&bytes).dimensions(), (200, 120));
}

#[test]
fn what_is_cut_off_is_gone_and_marks_keep_their_place_on_what_is_left() {
    let before = unlike();
    let marks = [
        Mark::Crop { area: area(0, 0, 5, 5) },
        Mark::Crop { area: area(50, 20, 900, 40) },
        Mark::Box { area: area(40, 10, 20, 20) },
    ];
    let after = pixels(&redact(&png(&before), &marks, Kept::Png).unwrap().0);
    assert_eq!(after.dimensions(), (150, 40), "the last counts, as far as there is a picture");
    assert_eq!((after.get_pixel(9, 9), after.get_pixel(10, 10)), (&BLACK, before.get_pixel(60, 30)));
    let nothing = redact(&png(&before), &[Mark::Crop { area: area(300, 0, 5, 5) }], Kept::Png);
    assert!(matches!(nothing, Err(RedactError::Nothing)));
}

#[test]
fn a_colour_that_hides_under_what_is_see_through_does_not_leave() {
    let erased = RgbaImage::from_fn(40, 40, |x, y| Rgba([x as u8, y as u8, 77, if x < 20 { 0 } else { 255 }]));
    // Written as JPEG it would come back to light.
    let (bytes, kind) = redact(&png(&erased), &[], Kept::Jpeg).unwrap();
    let after = pixels(&bytes);
    assert_eq!(
        (kind, after.get_pixel(7, 9), after.get_pixel(30, 9)),
        (Kept::Png, &Rgba([0; 4]), &Rgba([30, 9, 77, 255]))
    );
    let blur = [Mark::Blur { area: area(0, 0, 20, 40) }];
    let after = pixels(&redact(&png(&erased), &blur, Kept::Png).unwrap().0);
    assert!(after.enumerate_pixels().all(|(x, _, pixel)| x >= 20 || *pixel == Rgba([0; 4])));
}

#[test]
fn marks_beyond_the_picture_mean_nothing_and_do_not_overflow() {
    let before = unlike();
    let far = [area(u32::MAX, u32::MAX, u32::MAX, u32::MAX), area(0, 0, 0, 0), area(200, 0, 9, 9)];
    let marks: Vec<_> = far.iter().flat_map(|area| [Mark::Box { area: *area }, Mark::Blur { area: *area }]).collect();
    assert_eq!(pixels(&redact(&png(&before), &marks, Kept::Png).unwrap().0), before);
    let all = redact(&png(&before), &[Mark::Blur { area: area(0, 0, u32::MAX, u32::MAX) }], Kept::Png).unwrap();
    assert!(pixels(&all.0).enumerate_pixels().all(|(x, y, pixel)| pixel != before.get_pixel(x, y)));
}

#[test]
fn what_cannot_be_decoded_says_so() {
    assert!(matches!(redact(b"not a picture", &[], Kept::Png), Err(RedactError::Unreadable)));
    let whole = png(&unlike());
    assert!(matches!(redact(&whole[..whole.len() / 2], &[], Kept::Png), Err(RedactError::Unreadable)));
}

#[test]
fn the_name_tells_what_the_picture_is_now() {
    assert_eq!(Kept::Jpeg.name("Urlop.JPG"), "Urlop.JPG");
    assert_eq!(Kept::Png.name("zrzut ekranu 2.webp"), "zrzut ekranu 2.png");
    assert_eq!(Kept::Jpeg.name("lampa"), "lampa.jpg");
    assert_eq!(Kept::Png.name(".bmp"), ".bmp.png");
}
