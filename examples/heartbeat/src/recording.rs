//! The recording that comes with the example; `data/README.md` tells where it is from.

/// Samples in a second.
pub const SAMPLE_RATE: u32 = 360;

/// The sample value at no voltage.
pub const BASELINE: i16 = 1024;

/// Sample values in a millivolt.
pub const UNITS_PER_MILLIVOLT: f64 = 200.0;

static SAMPLES: &[u8] = include_bytes!("../data/ecg208.i16");
static BEATS: &str = include_str!("../data/ecg208.beats");

/// Five minutes of electrocardiogram.
pub fn samples() -> Vec<i16> {
    let (samples, _) = SAMPLES.as_chunks();
    samples.iter().map(|&bytes| i16::from_le_bytes(bytes)).collect()
}

/// Where most of seven published detectors find a beat: sample numbers, ascending.
pub fn reference_beats() -> Vec<u32> {
    BEATS.lines().map(|line| line.parse().expect("a sample number on each line")).collect()
}
