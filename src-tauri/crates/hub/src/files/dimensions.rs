//! Width and height of pictures, read from their first bytes: PNG, GIF, JPEG, WebP.
//!
//! A few fixed places in a header do not justify an image library in the hub. Whatever does not fit is "unknown",
//! never an error: nobody trusts a picture's own word for more than a layout.

/// Width and height in pixels, if the bytes begin a picture of a known format.
pub(super) fn of(head: &[u8]) -> Option<(u32, u32)> {
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big32(head, 16)?, big32(head, 20)?));
    }
    if head.starts_with(b"GIF8") {
        return Some((little16(head, 6)?, little16(head, 8)?));
    }
    if head.starts_with(b"\xff\xd8") {
        return jpeg(head);
    }
    if head.starts_with(b"RIFF") && head.get(8..12)? == b"WEBP" {
        return webp(head);
    }
    None
}

/// Walks the segments up to the frame header, which holds height and width.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *head.get(at)? != 0xff {
            return None;
        }
        let marker = *head.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big16(head, at + 7)?, big16(head, at + 5)?));
            }
            _ => at += 2 + usize::try_from(big16(head, at + 2)?).ok()?,
        }
    }
}

fn webp(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8X" => Some((little24(head, 24)? + 1, little24(head, 27)? + 1)),
        b"VP8L" => {
            let bits = little16(head, 21)? | little16(head, 23)? << 16;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => Some((little16(head, 26)? & 0x3fff, little16(head, 28)? & 0x3fff)),
        _ => None,
    }
}

fn byte(head: &[u8], at: usize) -> Option<u32> {
    head.get(at).map(|byte| u32::from(*byte))
}

fn big16(head: &[u8], at: usize) -> Option<u32> {
    Some(byte(head, at)? << 8 | byte(head, at + 1)?)
}

fn big32(head: &[u8], at: usize) -> Option<u32> {
    Some(big16(head, at)? << 16 | big16(head, at + 2)?)
}

fn little16(head: &[u8], at: usize) -> Option<u32> {
    Some(byte(head, at)? | byte(head, at + 1)? << 8)
}

fn little24(head: &[u8], at: usize) -> Option<u32> {
    Some(little16(head, at)? | byte(head, at + 2)? << 16)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn each_format_tells_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xf0";
        assert_eq!(of(png), Some((320, 240)));
        assert_eq!(of(b"GIF89a\x40\x01\xf0\0"), Some((320, 240)));
        // A JPEG with an application segment before the frame header.
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\xf0\x01\x40";
        assert_eq!(of(jpeg), Some((320, 240)));
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0";
        assert_eq!(of(webp), Some((320, 240)));
    }

    #[test]
    fn a_cut_or_foreign_file_has_no_size() {
        assert_eq!(of(b"\x89PNG\r\n\x1a\n\0\0"), None);
        assert_eq!(of(b"\xff\xd8\xff\xe0\xff\xff"), None);
        assert_eq!(of(b"hello"), None);
        assert_eq!(of(b""), None);
    }
}
