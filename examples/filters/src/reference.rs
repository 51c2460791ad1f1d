//! The same algorithms in Rust, operation by operation: what the programs must agree with to the bit.
//!
//! Sines and cosines are those of libm, as the machine's are; those of a system's library may differ in the last bit.

use libm::{cos, sin};
use std::f64::consts::TAU;

/// As `biquad.lis`.
#[derive(Clone, Debug, Default)]
pub struct Biquad {
    sections: [Section; 2],
}

#[derive(Clone, Copy, Debug, Default)]
struct Section {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    /// Lets frequencies below `cutoff` pass.
    pub fn new(cutoff: f64, sample_rate: f64) -> Biquad {
        let w = TAU * cutoff / sample_rate;
        let sections = [0.541_196_100_146_197, 1.306_562_964_876_376_6].map(|quality| {
            let alpha = sin(w) / (2.0 * quality);
            let a0 = 1.0 + alpha;
            let b1 = (1.0 - cos(w)) / a0;
            Section {
                b: [b1 / 2.0, b1, b1 / 2.0],
                a: [-2.0 * cos(w) / a0, (1.0 - alpha) / a0],
                state: [0.0; 2],
            }
        });
        Biquad { sections }
    }

    /// The next sample.
    pub fn filter(&mut self, x: f64) -> f64 {
        self.sections.iter_mut().fold(x, |x, Section { b, a, state }| {
            let y = b[0] * x + state[0];
            *state = [b[1] * x - a[0] * y + state[1], b[2] * x - a[1] * y];
            y
        })
    }
}

/// As `fir.lis`.
#[derive(Clone, Debug)]
pub struct Fir {
    taps: [f64; 63],
    /// The newest first.
    past: [f64; 63],
}

impl Fir {
    /// Lets frequencies below `cutoff` pass.
    pub fn new(cutoff: f64, sample_rate: f64) -> Fir {
        let w = TAU * cutoff / sample_rate;
        let tap = |i: usize| {
            let t = i as f64 - 31.0;
            let ideal = if i == 31 { w } else { sin(w * t) / t };
            ideal * (0.54 - 0.46 * cos(TAU * i as f64 / 62.0))
        };
        let taps: [f64; 63] = std::array::from_fn(tap);
        // From 0.0 on: `sum` begins with -0.0.
        let sum = taps.iter().fold(0.0, |sum, tap| sum + tap);
        Fir { taps: taps.map(|tap| tap / sum), past: [0.0; 63] }
    }

    /// The next sample.
    pub fn filter(&mut self, x: f64) -> f64 {
        self.past.rotate_right(1);
        self.past[0] = x;
        self.taps.iter().zip(&self.past).fold(0.0, |sum, (tap, x)| sum + tap * x)
    }
}

/// As `powers` of `goertzel.lis`.
pub fn powers(block: &[f64; 205]) -> [f64; 8] {
    [697.0, 770.0, 852.0, 941.0, 1209.0, 1336.0, 1477.0, 1633.0].map(|frequency| {
        let coefficient = 2.0 * cos(TAU * frequency / 8000.0);
        let step = |(before, last), x| (last, x + coefficient * last - before);
        let (before, last) = block.iter().fold((0.0, 0.0), step);
        last * last + before * before - coefficient * last * before
    })
}

/// As `pid.lis`.
#[derive(Clone, Debug)]
pub struct Pid {
    /// How much each part counts.
    pub gains: (f64, f64, f64),
    /// What it can do at the most.
    pub limit: f64,
    integral: f64,
    measured: Option<f64>,
}

impl Pid {
    /// One that has not begun.
    pub fn new(gains: (f64, f64, f64), limit: f64) -> Pid {
        Pid { gains, limit, integral: 0.0, measured: None }
    }

    /// What to do.
    pub fn control(&mut self, target: f64, now: f64, dt: f64) -> f64 {
        let error = target - now;
        let change = self.measured.map_or(0.0, |before| (now - before) / dt);
        self.measured = Some(now);
        let sum = self.integral + error * dt;
        let wanted = self.gains.0 * error + self.gains.1 * sum - self.gains.2 * change;
        let possible = wanted.clamp(-self.limit, self.limit);
        if wanted == possible {
            self.integral = sum;
        }
        possible
    }
}

/// As `pll.lis`, on angles in sixteenths of a turn.
#[derive(Clone, Copy, Debug)]
pub struct Pll {
    phase: i64,
    /// How far the oscillator turns in a sample.
    pub frequency: i64,
    /// How many samples the angle has been small for.
    pub locked: i64,
}

impl Pll {
    /// Begins with a guess.
    pub fn new(guess: i64) -> Pll {
        Pll { phase: 0, frequency: guess, locked: 0 }
    }

    /// The angle that is left.
    pub fn track(&mut self, theta: u8) -> u8 {
        let rest = (i64::from(theta) - (self.phase >> 8)).rem_euclid(16);
        let angle = if rest >= 8 { rest - 16 } else { rest };
        self.frequency += angle;
        self.phase = (self.phase + self.frequency + angle * 32).rem_euclid(4096);
        self.locked = if angle.abs() <= 1 { self.locked + 1 } else { 0 };
        rest as u8
    }
}

/// As `fft.lis`.
pub fn fft(re: &mut [f64; 256], im: &mut [f64; 256]) {
    for i in 0..=255_u8 {
        let j = i.reverse_bits();
        if i < j {
            re.swap(i.into(), j.into());
            im.swap(i.into(), j.into());
        }
    }
    let mut half = 1;
    while half < 256 {
        for start in (0..256).step_by(2 * half) {
            for k in 0..half {
                let (a, b) = (start + k, start + k + half);
                let angle = TAU * (k * (128 / half)) as f64 / 256.0;
                let (c, s) = (cos(angle), sin(angle));
                let (x, y) = (re[b] * c + im[b] * s, im[b] * c - re[b] * s);
                (re[b], im[b]) = (re[a] - x, im[a] - y);
                (re[a], im[a]) = (re[a] + x, im[a] + y);
            }
        }
        half *= 2;
    }
}

/// The transform by its definition, which [`fft`] computes faster.
pub fn dft(re: &[f64; 256], im: &[f64; 256]) -> ([f64; 256], [f64; 256]) {
    let mut sums = ([0.0; 256], [0.0; 256]);
    for k in 0..256 {
        for n in 0..256 {
            let (s, c) = (TAU * (k * n % 256) as f64 / 256.0).sin_cos();
            sums.0[k] += re[n] * c + im[n] * s;
            sums.1[k] += im[n] * c - re[n] * s;
        }
    }
    sums
}
