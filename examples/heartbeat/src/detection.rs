//! Runs the program over a recording.

use std::error::Error;
use std::time::{Duration, Instant};
use vsp_runtime::{Engine, Outcome, Reg, Vm};

vsp_runtime::include_program!(
    /// `programs/detector.sil`: the program, its function, and where its data are.
    pub mod detector
);

vsp_runtime::include_program!(
    /// `programs/streaming.lis`: the same detector in LIS, which takes one sample after the other.
    pub mod streaming
);

/// Samples between two beats at the least, as the program has it.
const REFRACTORY: usize = 72;

/// In SIL-32 a word is two registers, and those used here are followed by another.
const WHOLE_WORD: &str = "a word begins here";

/// Bytes that every machine has.
const LEAST_MEMORY: usize = 1 << 16;

/// What the program found, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The numbers of the samples at the tops of the beats, ascending.
    pub beats: Vec<u32>,
    /// The engine that ran.
    pub engine: Engine,
    /// How long it ran.
    pub elapsed: Duration,
}

/// The engine that this build made for the program: native code, or the interpreter where there is no code generator
/// for the target.
pub fn default_engine() -> Engine {
    detector::PROGRAM.engine()
}

/// Finds the beats in `samples`, taken at [`SAMPLE_RATE`](crate::recording::SAMPLE_RATE).
///
/// # Errors
///
/// When the recording and its beats need more than a machine's 16 MiB of memory (over two hours), or when the engine is
/// not at hand.
pub fn detect(samples: &[i16], engine: Engine) -> Result<Detection, Box<dyn Error>> {
    let recording_at = detector::FREE as usize;
    let list_at = recording_at + 2 * samples.len();
    let memory_size = (list_at + 4 * (samples.len() / REFRACTORY)).max(LEAST_MEMORY);

    let mut vm = Vm::builder(&detector::PROGRAM).engine(engine).memory_size(memory_size).build()?;
    let recording = vm.memory_mut()[recording_at..list_at].as_chunks_mut().0;
    for (bytes, sample) in recording.iter_mut().zip(samples) {
        *bytes = sample.to_le_bytes();
    }
    for (register, argument) in [(0, recording_at), (2, samples.len()), (4, list_at)] {
        vm.set_integer(Reg::from_nibble(register), argument as i64).expect(WHOLE_WORD);
    }

    let start = Instant::now();
    let outcome = detector::detect(&mut vm);
    let elapsed = start.elapsed();
    if outcome != Outcome::Returned {
        return Err(format!("the detector did not return: {outcome}").into());
    }

    let count = vm.integer(Reg::R0).expect(WHOLE_WORD) as usize;
    let (list, _) = vm.memory()[list_at..].as_chunks();
    let beats = list[..count].iter().map(|&bytes| u32::from_le_bytes(bytes)).collect();
    Ok(Detection { beats, engine: vm.engine(), elapsed })
}

/// Finds the beats as [`detect`] does, by the program in LIS, which is given one sample after the other.
///
/// # Errors
///
/// When the engine is not at hand, or the program does not return.
pub fn detect_streaming(samples: &[i16], engine: Engine) -> Result<Detection, Box<dyn Error>> {
    let mut vm = Vm::builder(&streaming::PROGRAM).engine(engine).build()?;
    let failed = |outcome| format!("the detector did not return: {outcome}");
    let start = Instant::now();
    streaming::start(&mut vm).map_err(failed)?;
    let mut beats = Vec::new();
    for &sample in samples {
        let beat = streaming::feed(&mut vm, sample.into()).map_err(failed)?;
        // It is negative where there is none.
        beats.extend(u32::try_from(beat));
    }
    Ok(Detection { beats, engine: vm.engine(), elapsed: start.elapsed() })
}

/// Beats a minute, from the first to the last; `None` when there are not two.
pub fn mean_rate(beats: &[u32], sample_rate: u32) -> Option<f64> {
    let (first, last) = (beats.first()?, beats.last()?);
    let minutes =
        f64::from(last.checked_sub(*first).filter(|&samples| samples > 0)?) / f64::from(60 * sample_rate);
    Some((beats.len() - 1) as f64 / minutes)
}
