//! The mark on the tray's picture that says that something is unread: a disc in its lower right corner.

/// Colour of the disc, and of the ring that sets it off from the picture.
const DISC: [u8; 4] = [0xd9, 0x3a, 0x2b, 0xff];
const RING: [u8; 4] = [0xff, 0xff, 0xff, 0xff];

/// Draws the disc over a square picture of four bytes for each pixel.
pub(crate) fn draw(rgba: &mut [u8], side: u32) {
    let radius = i64::from(side) * 26 / 100;
    let ring = radius - (i64::from(side) / 16).max(1);
    let centre = i64::from(side) - radius - 1;
    for (place, pixel) in rgba.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let place = place as i64;
        let (x, y) = (place % i64::from(side), place / i64::from(side));
        let away = (x - centre).pow(2) + (y - centre).pow(2);
        if away <= ring.pow(2) {
            *pixel = DISC;
        } else if away <= radius.pow(2) {
            *pixel = RING;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disc_is_in_the_corner_and_leaves_the_rest_of_the_picture() {
        let mut picture = vec![7; 32 * 32 * 4];
        draw(&mut picture, 32);
        let at = |x: usize, y: usize| picture.get((y * 32 + x) * 4..(y * 32 + x) * 4 + 4).map(<[u8]>::to_vec);
        assert_eq!(at(23, 23), Some(DISC.to_vec()));
        assert_eq!(at(2, 2), Some(vec![7; 4]));
        assert!(picture.as_chunks::<4>().0.iter().filter(|pixel| **pixel == DISC).count() > 60);
    }
}
