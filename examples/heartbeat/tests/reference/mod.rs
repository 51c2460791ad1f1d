//! The detector once more, in plain Rust and by its definition: sums are summed anew wherever the program carries them
//! along. What the program finds must be exactly this.

const SLOPE: usize = 6;
const SLOPES: usize = 24;
const LOOK_BACK: usize = 36;
const REFRACTORY: usize = 72;

/// The numbers of the samples at the tops of the beats.
pub fn detect(samples: &[i16]) -> Vec<u32> {
    let sample = |at: usize| i32::from(samples[at]);
    let slope = |at: usize| (sample(at + SLOPE) - sample(at)).abs();
    let energy = |window: usize| (window..window + SLOPES).map(slope).sum::<i32>();
    let windows = (samples.len() + 1).saturating_sub(SLOPE + SLOPES);

    let mut beats = Vec::new();
    let (mut signal, mut noise) = (0, 0);
    let (mut at, mut height) = (LOOK_BACK, 0);
    for window in LOOK_BACK + 1..windows {
        let energy = energy(window);
        if energy <= height {
            if window < at + REFRACTORY {
                continue;
            }
            if height - noise > signal - height {
                signal += if signal == 0 { height } else { (height - signal) >> 3 };
                let first = at - LOOK_BACK;
                let top = (first..at + SLOPES + SLOPE).max_by_key(|&i| (sample(i) - sample(first)).abs());
                beats.extend(top.map(|top| top as u32));
            } else {
                noise += (height - noise) >> 3;
                signal -= signal >> 5;
            }
        }
        (at, height) = (window, energy);
    }
    beats
}
