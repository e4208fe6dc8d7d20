//! How loud a sound is over its length, as the bars of a seek bar.
//!
//! A bar is the root of the mean square of what sounds in it, over all channels: what a peak meter shows jumps with every
//! click, this follows speech. The loudest bar of a file is 255, the others are drawn by Stevens' law, by which what sounds
//! half as loud has a third of the amplitude: (amplitude / loudest) to the power of 0.6. Silence is 0.
//!
//! The length is not known beforehand, so slots of a few milliseconds are filled, and joined in pairs whenever they run out.

/// How many bars a file has.
const BARS: usize = 160;
/// How many slots are kept: eight to sixteen to a bar.
const SLOTS: usize = BARS * 16;
/// Stevens' exponent, for amplitudes.
const EXPONENT: f64 = 0.6;
/// What a slot lasts at first.
const FINEST: f64 = 0.005;

/// How samples lie.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Frames per second.
    pub(super) rate: u32,
    /// Samples per frame.
    pub(super) channels: usize,
}

/// What was heard so far.
pub(super) struct Loudness {
    slots: Vec<Slot>,
    /// Seconds of a slot.
    each: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    squares: f64,
    samples: f64,
}

impl Default for Loudness {
    fn default() -> Self {
        Self { slots: Vec::new(), each: FINEST }
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
impl Loudness {
    /// Adds samples that sound from this second on.
    pub(super) fn add(&mut self, from: f64, samples: &[f32], shape: Shape) {
        let frames = ((f64::from(shape.rate) * FINEST) as usize).max(1);
        let lasts = frames as f64 / f64::from(shape.rate);
        for (place, piece) in samples.chunks(frames * shape.channels).enumerate() {
            // What a damaged file decodes to may be no number at all.
            let squares: f64 =
                piece.iter().map(|sample| f64::from(*sample).powi(2)).filter(|square| square.is_finite()).sum();
            let at = self.slot(from + place as f64 * lasts);
            if let Some(slot) = self.slots.get_mut(at) {
                slot.squares += squares;
                slot.samples += piece.len() as f64;
            }
        }
    }

    /// The slot of a second, with room made for it.
    fn slot(&mut self, second: f64) -> usize {
        while second / self.each >= SLOTS as f64 {
            let pairs = self.slots.chunks(2).map(|pair| Slot {
                squares: pair.iter().map(|slot| slot.squares).sum(),
                samples: pair.iter().map(|slot| slot.samples).sum(),
            });
            self.slots = pairs.collect();
            self.each *= 2.0;
        }
        let at = (second / self.each) as usize;
        if at >= self.slots.len() {
            self.slots.resize(at + 1, Slot::default());
        }
        at
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The bars of a sound of this length.
    pub(super) fn bars(&self, seconds: f64) -> Vec<u8> {
        let loudness: Vec<f64> = (0..BARS).map(|bar| self.loudness(bar, seconds)).collect();
        let loudest = loudness.iter().copied().fold(0.0, f64::max);
        let height = |loud: f64| if loudest > 0.0 { (loud / loudest).powf(EXPONENT) * 255.0 } else { 0.0 };
        loudness.into_iter().map(|loud| height(loud).round() as u8).collect()
    }

    /// How loud it is in a bar. One in which nothing was listened to is as loud as what came before it.
    fn loudness(&self, bar: usize, seconds: f64) -> f64 {
        let place = |bar: usize| (bar as f64 * seconds / BARS as f64 / self.each) as usize;
        let first = place(bar).min(self.slots.len().saturating_sub(1));
        let end = place(bar + 1).clamp(first + 1, self.slots.len().max(first + 1));
        let within = self.slots.get(first..end).unwrap_or_default();
        let before = self.slots.get(..first).unwrap_or_default().iter().rev();
        let heard = |slot: &&Slot| slot.samples > 0.0;
        let mut together = within.iter().filter(heard).fold(Slot::default(), |sum, slot| Slot {
            squares: sum.squares + slot.squares,
            samples: sum.samples + slot.samples,
        });
        if together.samples == 0.0 {
            together = before.clone().find(heard).copied().unwrap_or_default();
        }
        if together.samples > 0.0 { (together.squares / together.samples).sqrt() } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::{BARS, Loudness, Shape};

    const MONO: Shape = Shape { rate: 8000, channels: 1 };

    fn tone(seconds: f64, loud: f32) -> Vec<f32> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let frames = (seconds * 8000.0) as usize;
        (0..frames).map(|frame| if frame % 2 == 0 { loud } else { -loud }).collect()
    }

    #[test]
    fn the_loudest_bar_is_full_and_a_third_of_its_amplitude_is_half_as_high() {
        let mut loudness = Loudness::default();
        loudness.add(0.0, &tone(2.0, 0.9), MONO);
        loudness.add(2.0, &tone(2.0, 0.9 * 0.315), MONO);
        let bars = loudness.bars(4.0);
        assert_eq!((bars.len(), bars[10], bars[150]), (BARS, 255, 128));
    }

    #[test]
    fn silence_is_flat_and_a_sound_shorter_than_its_bars_fills_them_all() {
        let mut silent = Loudness::default();
        silent.add(0.0, &tone(1.0, 0.0), MONO);
        assert!(silent.bars(1.0).iter().all(|bar| *bar == 0));
        let mut short = Loudness::default();
        short.add(0.0, &tone(0.1, 0.5), MONO);
        assert!(short.bars(0.1).iter().all(|bar| *bar == 255));
    }

    #[test]
    fn hours_take_no_more_room_than_seconds_and_keep_their_shape() {
        let mut loudness = Loudness::default();
        for second in 0..20_000u32 {
            let loud = if second < 10_000 { 0.1 } else { 0.8 };
            loudness.add(second.into(), &tone(0.02, loud), MONO);
        }
        assert!(loudness.slots.len() <= super::SLOTS);
        let bars = loudness.bars(20_000.0);
        assert!(bars[..79].iter().all(|bar| *bar < 100) && bars[81..].iter().all(|bar| *bar > 250));
    }

    #[test]
    fn what_is_no_number_is_not_heard() {
        let mut loudness = Loudness::default();
        loudness.add(0.0, &[f32::NAN, f32::INFINITY, 0.5, 0.5], MONO);
        assert!(loudness.bars(0.001).iter().all(|bar| *bar == 255));
    }
}
