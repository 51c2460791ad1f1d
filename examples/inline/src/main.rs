//! Receives a text from a phase-modulated carrier that is hardly stronger than the noise, with two programs that stand right here: a
//! receiver of some forty instructions, and a few lines of LIS that make bytes of its symbols. No file of their own, no build script.
#![forbid(unsafe_code)]

use std::error::Error;
use std::f64::consts::TAU;
use std::time::Instant;
use vsp_runtime::isa::semantics::complex::from_complex;
use vsp_runtime::{Engine, Outcome, Reg, Vm, vsp};

#[cfg(test)]
mod tests;

vsp! {
    /// A coherent receiver for differential quadrature phase-shift keying: each symbol turns the phase of the carrier by
    /// some quarters, and the number of quarters is two bits of the message.
    ///
    /// Samples are cells, which suits the task. Phases are compared by dividing, the fourth power takes the symbol off the
    /// carrier, and strength does not matter, since a logarithm of it covers 130 dB.
    ///
    /// An angle is a 16-bit integer, a whole turn being 65536, so that it wraps as angles do. In SIL-16 an integer and a
    /// cell are the same 16 bits. Theta, a sixteenth of a turn, begins at bit 8 of a cell and at bit 12 of an angle: a
    /// shift by four makes one of the other.
    mod receiver {
        .mode SIL-16

        // receive: from the input, a packed phasor for each sample, to the output, the turn of each symbol as a phasor.
        //   in   R3  the angle that the carrier turns by in a sample, as far as it is known
        //   out  R3  the same as it has turned out to be
        .global receive
        receive:
                LI       R2, 0                  // R2 the angle of the oscillator, R3 what it turns by in a sample
                MOVI     R6, 0                  // the last symbol
                MOVI     RB, 0
                ROTATE   RB, 12                 // a mask that leaves the quarters of a theta
                LI       R8, 4                  // from an angle to theta and back
                LI       R9, 5                  // how fast the oscillator follows, as shifts: its angle
                LI       RA, 13                 //   and its speed

        symbol: LI       R4, 0                  // R4 + i R5, two floats: the sum of the symbol's samples
                LI       R5, 0
                MOVI     RC, 7                  // LOOP counts down to -8: sixteen samples
        sample: SENSE    R0
                JZ       end
                MOV      R7, R2
                SHRINT   R7, R8
                PHASE    R7                     // the oscillator as a phasor
                DIV      R0, R7                 // makes the carrier stand still
                CALL     bytesil_to_complex     // R0 + i R1
                ADDFLOAT R4, R0
                ADDFLOAT R5, R1
                ADDINT   R2, R3
                LOOP     sample

                MOV      R0, R4
                MOV      R1, R5
                CALL     bytesil_from_complex
                PHASE    R0                     // the symbol; it should point to the middle of a quarter

                MOV      R7, R0
                POW      R7, 4                  // the same for all quarters, and any error four times as large
                ROTATE   R7, 10                 // as a turn from their middle, which is 6 here
                SHLINT   R7, R8                 // as an angle, left or right of it
                MOV      R1, R7
                SHRINT   R1, R9
                ADDINT   R2, R1                 // the oscillator makes up for a part of the error at once,
                SHRINT   R7, RA
                ADDINT   R3, R7                 //   and for what remains by its speed

                ANDL     R0, RB                 // the quarter that the symbol points to
                MOV      R1, R0
                DIV      R1, R6                 // how far it is from the last
                MOV      R6, R0
                ACT      R1
                JMP      symbol
        end:    RET
    }
}

vsp! {
    /// Finds the message among symbols, and makes bytes of them.
    mod framer {
        // What stands before the message. It looks like no part of itself, and space probes begin their frames with it.
        const MARKER: Int = 0x1ACF_FC1D;

        // The last 16 symbols, two bits each.
        static window: Int = 0xFFFF_FFFF;
        // How many bits of the message there were; -1 until it begins.
        pub static bits: Int = -1;

        // Takes the turn of a symbol. A byte of the message, if it is the last of one; else -1.
        pub fn feed(turn: ByteSil) -> Int {
            window = ((window << 2) + bytesil_theta(turn) / 4) & 0xFFFF_FFFF;
            if bits < 0 {
                if window == MARKER { bits = 0; }
                return -1;
            }
            bits += 2;
            if bits % 8 == 0 { return window & 0xFF; }
            return -1;
        }
    }
}

/// Samples in a symbol.
const SAMPLES: usize = 16;

/// Turns of the carrier in a sample. During a symbol, the sixteen samples fall on as many places between one theta and the
/// next, so that the rounding to sixteen phases averages out.
const CARRIER: f64 = 17.0 / 256.0;

/// A turn as an angle of the program.
const TURN: f64 = 65536.0;

/// Symbols ahead of the message, in which the receiver finds the carrier.
const PREAMBLE: usize = 128;

/// Stands before the message, as the framer looks for it.
const MARKER: [u8; 4] = [0x1a, 0xcf, 0xfc, 0x1d];

/// What a signal goes through.
#[derive(Debug, Clone, Copy)]
struct Channel {
    /// How strong the carrier arrives.
    amplitude: f64,
    /// With what phase it arrives, in turns.
    phase: f64,
    /// How much faster it is than it should be, as a fraction.
    deviation: f64,
    /// The noise in each sample relative to the carrier, both as root mean squares.
    noise: f64,
}

/// The pairs of bits of a message, each as quarter turns.
fn quarters(message: &[u8]) -> impl Iterator<Item = u8> {
    message.iter().flat_map(|byte| [6, 4, 2, 0].map(|shift| byte >> shift & 3))
}

/// The signal that arrives: a packed phasor for each sample.
fn transmit(message: &[u8], channel: Channel) -> Vec<u8> {
    let mut noise = Noise(1);
    let mut symbol = 0.0;
    let mut samples = Vec::new();
    for turn in [0; PREAMBLE].into_iter().chain(quarters(&MARKER)).chain(quarters(message)) {
        symbol += f64::from(turn) / 4.0;
        for _ in 0..SAMPLES {
            let carrier = CARRIER * (1.0 + channel.deviation) * samples.len() as f64;
            let (y, x) = ((channel.phase + carrier + symbol) * TAU).sin_cos();
            let [x, y] = [x, y].map(|part| channel.amplitude * (part + channel.noise * noise.next()));
            samples.push(from_complex(x, y).pack());
        }
    }
    samples
}

/// Normal noise, the same in every run. The squares of two of its numbers, those of a sample, add up to 1 on average.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        // Six uniform numbers make one that is nearly normal; its variance is six times 1/12.
        (0..6).map(|_| self.uniform()).sum()
    }

    /// From -0.5 to 0.5, by a linear congruential generator.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 32) as f64 / (1u64 << 32) as f64 - 0.5
    }
}

/// Runs the program on a signal; the machine that did so has the symbols in its output.
fn demodulate(signal: Vec<u8>, engine: Engine) -> Result<Vm, Box<dyn Error>> {
    let mut vm = Vm::builder(&receiver::PROGRAM).engine(engine).input(signal).build()?;
    vm.set_integer(Reg::R3, (CARRIER * TURN) as i64)?;
    match receiver::receive(&mut vm) {
        Outcome::Returned => Ok(vm),
        outcome => Err(format!("the receiver did not return: {outcome}").into()),
    }
}

/// The message after the marker; `None` where there is no marker.
fn message(vm: &Vm) -> Result<Option<Vec<u8>>, Outcome> {
    let mut frame = Vm::new(&framer::PROGRAM);
    let mut bytes = Vec::new();
    for &turn in vm.output() {
        // It is negative where no byte ends.
        bytes.extend(u8::try_from(framer::feed(&mut frame, turn)?));
    }
    Ok((framer::bits::get(&frame) >= 0).then_some(bytes))
}

/// How much faster than it should be the receiver found the carrier.
fn deviation(vm: &Vm) -> Result<f64, Box<dyn Error>> {
    Ok(vm.integer(Reg::R3)? as f64 / TURN / CARRIER - 1.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let sent = "CQ CQ CQ de VSP: sixteen registers, forty instructions and no build script. Do you read me?";
    let channel = Channel { amplitude: 0.02, phase: 0.3, deviation: 0.012, noise: 0.8 };
    let signal = transmit(sent.as_bytes(), channel);
    let samples = signal.len();

    let start = Instant::now();
    let vm = demodulate(signal, receiver::PROGRAM.engine())?;
    let nanoseconds = start.elapsed().as_nanos() as f64 / samples as f64;

    let received = message(&vm).map_err(|outcome| format!("the framer did not return: {outcome}"))?;
    let received = received.ok_or("no message found")?;
    let wrong: u32 = sent.bytes().zip(&received).map(|(sent, received)| (sent ^ received).count_ones()).sum();
    println!("sent       {sent}");
    println!("received   {}", String::from_utf8_lossy(&received));
    println!("wrong      {wrong} of {} bits", 8 * sent.len());
    println!("signal     {:.1} dB above the noise", -20.0 * channel.noise.log10());
    println!(
        "carrier    {:+.2} % off, found {:+.2} % off",
        100.0 * channel.deviation,
        100.0 * deviation(&vm)?
    );
    println!("time       {nanoseconds:.1} ns a sample");
    println!("engine     {}", vm.engine());
    Ok(())
}
