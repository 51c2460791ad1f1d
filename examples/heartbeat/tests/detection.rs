//! The program finds what its definition says, on every engine, and what published detectors agree on.
#![forbid(unsafe_code)]

mod reference;

use heartbeat::detection::{default_engine, detect, detect_streaming, mean_rate};
use heartbeat::recording::{SAMPLE_RATE, reference_beats, samples};
use heartbeat::score::Score;
use vsp_runtime::Engine;

/// The beats that the program finds, which must be the same on every engine, and by the one in LIS.
fn find(samples: &[i16]) -> Vec<u32> {
    let built = detect(samples, default_engine()).unwrap();
    assert_eq!(built.engine, default_engine());
    let interpreted = detect(samples, Engine::Interpreter).unwrap();
    assert_eq!(interpreted.engine, Engine::Interpreter);
    assert_eq!(built.beats, interpreted.beats);
    for engine in [default_engine(), Engine::Interpreter] {
        assert_eq!(detect_streaming(samples, engine).unwrap().beats, built.beats);
    }
    built.beats
}

/// Noise that uses the whole range of samples.
fn noise(length: usize) -> Vec<i16> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 48) as i16
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn the_recording_is_whole() {
    assert_eq!(samples().len(), 5 * 60 * SAMPLE_RATE as usize);
    assert_eq!(reference_beats().len(), 453);
    assert!(reference_beats().is_sorted());
}

#[test]
fn the_score_is_that_of_published_detectors() {
    let score = Score::of(&find(&samples()), &reference_beats());
    assert!(score.f1() >= 0.95, "{score:?}: {}", score.f1());
}

#[test]
fn the_program_does_what_its_definition_says() {
    assert_eq!(find(&samples()), reference::detect(&samples()));
    let noise = noise(20_000);
    assert!(reference::detect(&noise).len() > 20);
    assert_eq!(find(&noise), reference::detect(&noise));
}

#[test]
fn short_recordings_are_searched_to_their_end() {
    let samples = samples();
    for length in (0..130).chain(270..300) {
        let start = &samples[..length];
        assert_eq!(find(start), reference::detect(start), "{length} samples");
    }
}

#[test]
fn neither_the_electrodes_voltage_nor_their_polarity_matters() {
    let samples = samples();
    let beats = find(&samples);
    assert_eq!(find(&samples.iter().map(|sample| sample - 2000).collect::<Vec<_>>()), beats);
    assert_eq!(find(&samples.iter().map(|sample| -sample).collect::<Vec<_>>()), beats);
}

#[test]
fn mains_hum_does_not_matter() {
    // A wave of 60 Hz repeats itself every six samples: it hides no beat and adds none. Where the top is seen may
    // move, within the samples that are searched for it.
    let samples = samples();
    let wave = [0, 50, 50, 0, -50, -50];
    let hum: Vec<i16> = samples.iter().zip(wave.iter().cycle()).map(|(sample, hum)| sample + hum).collect();
    let (clean, humming) = (find(&samples), find(&hum));
    assert_eq!(clean.len(), humming.len());
    assert!(clean.iter().zip(&humming).all(|(a, b)| a.abs_diff(*b) < 66));
}

#[test]
fn a_flat_line_has_no_beats() {
    assert_eq!(find(&[1024; 5000]), []);
    assert_eq!(find(&[i16::MIN; 5000]), []);
}

#[test]
fn the_mean_rate_counts_intervals() {
    // Three intervals in two seconds.
    assert_eq!(mean_rate(&[100, 300, 600, 820], 360), Some(90.0));
    assert_eq!(mean_rate(&[100], 360), None);
    assert_eq!(mean_rate(&[], 360), None);
}
