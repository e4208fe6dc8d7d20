//! A film: a QuickTime file whose frames are PNG pictures, so that no encoder is needed. Half a second each.

use super::{
    canvas::{Canvas, Paint, Shape, rgb},
    png,
};

/// Pixels.
const SIZE: (u16, u16) = (320, 180);
/// Frames in a second.
const PACE: u32 = 2;

/// A short film of a lamp that is carried through a room of this colour, in so many frames.
pub(crate) fn film(wall: u32, frames: u8) -> anyhow::Result<Vec<u8>> {
    let pictures = (0..frames).map(|frame| png::encode(&scene(wall, f32::from(frame) / f32::from(frames))));
    let pictures: Vec<Vec<u8>> = pictures.collect::<Result<_, _>>()?;
    let kind = atom(*b"ftyp", &[b"qt  ", &0x2005_0300_u32.to_be_bytes(), b"qt  "])?;
    let begin = u32::try_from(kind.len())? + 8;
    let bytes: Vec<&[u8]> = pictures.iter().map(Vec::as_slice).collect();
    let mut file = kind;
    file.extend(atom(*b"mdat", &bytes)?);
    file.extend(movie(&pictures, begin)?);
    Ok(file)
}

fn scene(wall: u32, part: f32) -> Canvas {
    let mut canvas = Canvas::new(usize::from(SIZE.0), usize::from(SIZE.1));
    let x = 60.0 + part * 200.0;
    canvas.fill(&Shape::All, Paint::Fall { top: rgb(wall), bottom: rgb(0x2b2a33), from: 0.0, to: 180.0 });
    canvas.blur(&Shape::ellipse(x, 80.0, 60.0, 50.0), 0xffe3a3, 0.7, 60.0);
    canvas.flat(&Shape::block(x, 120.0, 4.0, 40.0, 2.0), 0x6b5a3e);
    canvas
        .flat(&Shape::Polygon(vec![(x - 20.0, 60.0), (x + 20.0, 60.0), (x + 34.0, 92.0), (x - 34.0, 92.0)]), 0xf6d58a);
    canvas
}

/// The `moov`: one track whose samples lie one after the other from `begin` on.
fn movie(pictures: &[Vec<u8>], begin: u32) -> anyhow::Result<Vec<u8>> {
    let count = u32::try_from(pictures.len())?;
    let (width, height) = (u32::from(SIZE.0) << 16, u32::from(SIZE.1) << 16);
    let head = words(&[0, 0, 0, PACE, count, 0x1_0000, 0x0100_0000, 0, 0]);
    let rest = words(&[0, 0, 0, 0, 0, 0, 2]);
    let movie_head = atom(*b"mvhd", &[&head, &MATRIX.map(u32::to_be_bytes).concat(), &rest])?;
    let track = words(&[7, 0, 0, 1, 0, count, 0, 0, 0, 0]);
    let track_head = atom(*b"tkhd", &[&track, &MATRIX.map(u32::to_be_bytes).concat(), &words(&[width, height])])?;
    let media_head = atom(*b"mdhd", &[&words(&[0, 0, 0, PACE, count, 0])])?;
    let handler = atom(*b"hdlr", &[&words(&[0]), b"mhlrvide", &[0; 12], &[0]])?;
    let data = atom(*b"dref", &[&words(&[0, 1]), &atom(*b"alis", &[&words(&[1])])?])?;
    let information = [
        atom(*b"vmhd", &[&words(&[1, 0, 0])])?,
        atom(*b"hdlr", &[&words(&[0]), b"dhlralis", &[0; 12], &[0]])?,
        atom(*b"dinf", &[&data])?,
        samples(pictures, begin)?,
    ]
    .concat();
    let media = [media_head, handler, atom(*b"minf", &[&information])?].concat();
    let track = [track_head, atom(*b"mdia", &[&media])?].concat();
    atom(*b"moov", &[&movie_head, &atom(*b"trak", &[&track])?])
}

/// The `stbl`: what the samples are, how long, how large and where.
fn samples(pictures: &[Vec<u8>], begin: u32) -> anyhow::Result<Vec<u8>> {
    let count = u32::try_from(pictures.len())?;
    let mut name = [0; 32];
    name.iter_mut().zip(b"\x03PNG").for_each(|(place, letter)| *place = *letter);
    let size = [SIZE.0.to_be_bytes(), SIZE.1.to_be_bytes()].concat();
    let kind = atom(
        *b"png ",
        &[
            &[0, 0, 0, 0, 0, 0, 0, 1],
            &words(&[0, 0, 0, 0]),
            &size,
            &words(&[0x0048_0000, 0x0048_0000, 0]),
            &[0, 1],
            &name,
            &[0, 24, 0xff, 0xff],
        ],
    )?;
    let sizes: Vec<u32> = pictures.iter().map(|one| u32::try_from(one.len())).collect::<Result<_, _>>()?;
    let tables = [
        atom(*b"stsd", &[&words(&[0, 1]), &kind])?,
        atom(*b"stts", &[&words(&[0, 1, count, 1])])?,
        atom(*b"stsc", &[&words(&[0, 1, 1, count, 1])])?,
        atom(*b"stsz", &[&words(&[0, 0, count]), &words(&sizes)])?,
        atom(*b"stco", &[&words(&[0, 1, begin])])?,
    ]
    .concat();
    atom(*b"stbl", &[&tables])
}

/// Neither turned nor scaled.
const MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn atom(kind: [u8; 4], parts: &[&[u8]]) -> anyhow::Result<Vec<u8>> {
    let content = parts.concat();
    let mut atom = u32::try_from(content.len() + 8)?.to_be_bytes().to_vec();
    atom.extend(kind);
    atom.extend(content);
    Ok(atom)
}
