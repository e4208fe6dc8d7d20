//! Sounds as WAV: somebody humming words, and a short melody.
//!
//! A voice note would be Opus in real life; an encoder only for demonstration data is not worth its weight, and WAV is
//! played everywhere. The voice is a buzz through two resonances with the rhythm of syllables, so its waveform looks
//! and sounds like speech that one almost understands.

use std::f32::consts::TAU;

use super::super::dice::Dice;

const RATE: u32 = 16_000;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// A lower voice.
    Low,
    /// A higher voice.
    High,
}

/// So many seconds of humming; the seed makes the words.
pub(crate) fn voice(who: Voice, seconds: u32, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let base = if who == Voice::Low { 112.0 } else { 196.0 };
    let length = (RATE * seconds) as usize;
    let mut samples = Vec::with_capacity(length);
    let mut phase = 0.0_f32;
    let (mut low, mut high) = (Resonance::default(), Resonance::default());
    while samples.len() < length {
        let syllable = (0.09 + 0.16 * dice.part()) * RATE as f32;
        let pause = if dice.one_in(7) { 0.18 + 0.34 * dice.part() } else { 0.015 + 0.03 * dice.part() } * RATE as f32;
        let (first, second) = (300.0 + 520.0 * dice.part(), 900.0 + 1400.0 * dice.part());
        let pitch = base * (0.9 + 0.28 * dice.part());
        let loud = 0.45 + 0.55 * dice.part();
        for step in 0..syllable as usize {
            let part = step as f32 / syllable;
            phase = (phase + pitch * (1.0 - 0.12 * part) / RATE as f32).fract();
            let buzz = (1.0 - 2.0 * phase) * loud * (part * std::f32::consts::PI).sin().powf(0.6);
            let breath = (dice.part() - 0.5) * 0.05 * loud;
            samples.push(0.75 * low.pass(buzz + breath, first) + 0.4 * high.pass(buzz + breath, second));
        }
        samples.extend((0..pause as usize).map(|_| (dice.part() - 0.5) * 0.006));
    }
    samples.truncate(length);
    wav(&samples)
}

/// A short melody, as somebody sends who waits on hold.
pub(crate) fn melody() -> Vec<u8> {
    const NOTES: &[(f32, f32)] = &[
        (392.0, 0.3),
        (440.0, 0.3),
        (493.9, 0.3),
        (587.3, 0.6),
        (493.9, 0.3),
        (440.0, 0.3),
        (392.0, 0.6),
        (329.6, 0.3),
        (392.0, 0.3),
        (440.0, 0.9),
        (392.0, 0.3),
        (440.0, 0.3),
        (493.9, 0.3),
        (587.3, 0.3),
        (659.3, 1.2),
    ];
    let samples: Vec<f32> = NOTES
        .iter()
        .flat_map(|(pitch, seconds)| {
            let length = seconds * RATE as f32;
            (0..length as usize).map(move |step| {
                let time = step as f32 / RATE as f32;
                let fade = (-3.2 * time).exp() * (1.0 - (-time * 220.0).exp());
                let wave = (TAU * pitch * time).sin() + 0.35 * (TAU * 2.0 * pitch * time).sin();
                0.5 * fade * wave
            })
        })
        .collect();
    wav(&samples)
}

/// A filter that rings at one frequency.
#[derive(Default)]
struct Resonance {
    band: f32,
    low: f32,
}

impl Resonance {
    fn pass(&mut self, input: f32, frequency: f32) -> f32 {
        let tune = 2.0 * (std::f32::consts::PI * frequency / RATE as f32).sin();
        self.low += tune * self.band;
        let high = input - self.low - 0.28 * self.band;
        self.band += tune * high;
        self.band
    }
}

fn wav(samples: &[f32]) -> Vec<u8> {
    let loudest = samples.iter().fold(0.001_f32, |loudest, sample| loudest.max(sample.abs()));
    let data: Vec<u8> =
        samples.iter().flat_map(|sample| ((sample / loudest * 26_000.0) as i16).to_le_bytes()).collect();
    let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(data.len() + 44);
    file.extend(b"RIFF");
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel, sixteen bits.
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(data);
    file
}
