//! What comes from a microphone, made into what the encoder takes: mono, 48 kHz.

use super::encoder::RATE;

/// Turns blocks of one stream into mono samples of 48 kHz. Between two samples it draws a straight line: what that does to
/// speech is below what its encoder does.
pub(super) struct Voice {
    channels: usize,
    /// Source samples for each sample given.
    step: f64,
    /// Where the next sample lies, counted from `before`.
    at: f64,
    before: f32,
}

impl Voice {
    pub(super) fn new(rate: u32, channels: u16) -> Self {
        Self {
            channels: usize::from(channels).max(1),
            step: f64::from(rate.max(1)) / f64::from(RATE),
            at: 1.0,
            before: 0.0,
        }
    }

    pub(super) fn of(&mut self, block: &[f32]) -> Vec<f32> {
        let mono = block.chunks_exact(self.channels).map(|frame| frame.iter().sum::<f32>() / self.channels as f32);
        if (self.step - 1.0).abs() < f64::EPSILON {
            return mono.collect();
        }
        let mut samples = Vec::with_capacity((block.len() as f64 / self.step) as usize + 1);
        for next in mono {
            while self.at <= 1.0 {
                samples.push(self.before + (next - self.before) * self.at as f32);
                self.at += self.step;
            }
            self.at -= 1.0;
            self.before = next;
        }
        samples
    }
}

/// The loudest of some samples, 0 to 255, as an ear judges it: the square root brings out what is soft.
pub(super) fn level(samples: &[f32]) -> u8 {
    let loudest = samples.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    (loudest.clamp(0.0, 1.0).sqrt() * 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stereo_of_another_rate_becomes_mono_of_the_same_length_and_loudness() {
        for rate in [16_000_u32, 44_100, 48_000, 96_000] {
            let mut voice = Voice::new(rate, 2);
            let wave = |at: usize| 0.5 * (std::f32::consts::TAU * 440.0 * at as f32 / rate as f32).sin();
            let stereo: Vec<f32> = (0..rate as usize).flat_map(|at| [wave(at), wave(at)]).collect();
            let mono: Vec<f32> = stereo.chunks(2 * 333).flat_map(|block| voice.of(block)).collect();
            assert!(mono.len().abs_diff(RATE as usize) <= 3, "{rate}: {}", mono.len());
            let loudest = mono.iter().fold(0.0_f32, |loudest, sample| loudest.max(*sample));
            assert!((loudest - 0.5).abs() < 0.02, "{rate}: {loudest}");
            let crossings = mono.windows(2).filter(|pair| matches!(pair, [a, b] if *a < 0.0 && *b >= 0.0)).count();
            assert!(crossings.abs_diff(440) <= 1, "{rate}: {crossings} waves a second");
        }
    }

    #[test]
    fn what_is_soft_is_still_seen() {
        assert_eq!((level(&[]), level(&[0.0]), level(&[-1.0, 0.2])), (0, 0, 255));
        assert!(level(&[0.05]) > 50, "{}", level(&[0.05]));
    }
}
