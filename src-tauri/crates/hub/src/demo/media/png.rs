//! Writes a picture as PNG.

use std::io::Write;

use flate2::{Compression, Crc, write::ZlibEncoder};

use super::canvas::Canvas;

/// The picture as a file: eight bits, with opacity when anything of it is transparent.
pub(super) fn encode(canvas: &Canvas) -> anyhow::Result<Vec<u8>> {
    let (width, height) = canvas.size();
    let rows: Vec<Vec<u8>> = canvas.rows().collect();
    let is_solid = rows.iter().flat_map(|row| row.chunks(4)).all(|pixel| pixel.last() == Some(&255));
    let channels = if is_solid { 3 } else { 4 };
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    for row in rows {
        let kept: Vec<u8> = row.chunks(4).flat_map(|pixel| pixel.iter().take(channels).copied()).collect();
        // Filter 1: the difference to the pixel at the left, which makes gradients small.
        let before = std::iter::repeat_n(&0, channels).chain(&kept);
        let differences: Vec<u8> = kept.iter().zip(before).map(|(here, left)| here.wrapping_sub(*left)).collect();
        packed.write_all(&[1])?;
        packed.write_all(&differences)?;
    }
    let mut header = Vec::new();
    header.extend(u32::try_from(width)?.to_be_bytes());
    header.extend(u32::try_from(height)?.to_be_bytes());
    header.extend([8, if is_solid { 2 } else { 6 }, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header)?;
    chunk(&mut file, *b"IDAT", &packed.finish()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) -> anyhow::Result<()> {
    file.extend(u32::try_from(content.len())?.to_be_bytes());
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(content);
    file.extend(kind);
    file.extend(content);
    file.extend(crc.sum().to_be_bytes());
    Ok(())
}
