//! Signals to try programs on, the same each time.

use std::f64::consts::TAU;
use vsp_runtime::Cell;

/// Samples in a second of [`noisy_steps`].
pub const SAMPLE_RATE: f64 = 1000.0;

/// Samples in a second of [`key`].
pub const TELEPHONE_RATE: f64 = 8000.0;

/// Numbers between -1 and 1 that look as if by chance.
pub fn noise(length: usize) -> impl Iterator<Item = f64> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..length).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    })
}

/// Steps up and down every quarter of a second, under hum of 50 Hz and noise.
pub fn noisy_steps(length: usize) -> Vec<f64> {
    let sample = |(n, noise): (usize, f64)| {
        let step = if n / 250 % 2 == 0 { 0.0 } else { 1.0 };
        step + 0.3 * (TAU * 50.0 * n as f64 / SAMPLE_RATE).sin() + 0.2 * noise
    };
    noise(length).enumerate().map(sample).collect()
}

/// The tones of a telephone's key, with a little noise.
pub fn key(row: usize, column: usize) -> [f64; 205] {
    let [low, high] = [[697.0, 770.0, 852.0, 941.0][row], [1209.0, 1336.0, 1477.0, 1633.0][column]];
    let noise: Vec<f64> = noise(205).collect();
    std::array::from_fn(|n| {
        let t = TAU * n as f64 / TELEPHONE_RATE;
        (low * t).sin() + (high * t).sin() + 0.3 * noise[n]
    })
}

/// A carrier that turns by so many 4,096ths of a turn in a sample and begins anywhere, as ByteSils.
pub fn carrier(turn: u32, begin: u32, length: u32) -> impl Iterator<Item = Cell> {
    (0..length).map(move |n| {
        let phase = begin.wrapping_add(n.wrapping_mul(turn)) % 4096;
        Cell::clamped(0, (phase / 256) as i32)
    })
}
