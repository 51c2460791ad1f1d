//! What runs start with.

use crate::corpus::Case;
use fastrand::Rng;
use vsp_runtime::Registers;

/// What a run starts with.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// The registers.
    pub registers: Registers,
    /// An input stream, if one is attached.
    pub input: Option<Vec<u8>>,
    /// The fuel, if it is counted.
    pub fuel: Option<u64>,
    /// The exported function to begin at, rather than the entry point.
    pub function: Option<String>,
    /// How many times a run that can go on does.
    pub resumptions: usize,
    /// The fuel that is added each time.
    pub refuel: u64,
    /// Whether the host asks for interrupts, at every fifth call.
    pub interrupts: bool,
}

impl Setup {
    /// A random one for a generated program, the same on every machine.
    pub fn random(rng: &mut Rng, fuel: Option<u64>) -> Setup {
        let registers = if rng.bool() {
            Registers::unpack(std::array::from_fn(|_| rng.u8(..)))
        } else {
            Registers::from_image(std::array::from_fn(|_| rng.u8(..)))
        };
        let input = rng.bool().then(|| match rng.u8(..3) {
            0 => b"12\n -7.5e3 \nnot a number\n\n99999999999999999999\n".to_vec(),
            1 => Vec::new(),
            // No usize, which would take other numbers where it has 32 bits.
            _ => (0..rng.u8(..100)).map(|_| rng.u8(..)).collect(),
        });
        let function = (rng.u8(..4) == 0).then(|| "function_0".to_owned());
        Setup { registers, input, fuel, function, resumptions: 12, refuel: 0, interrupts: false }
    }

    /// That of a case of the corpus.
    pub fn of_case(case: &Case) -> Setup {
        Setup {
            registers: case.registers,
            input: case.input.clone(),
            fuel: case.fuel,
            function: case.function.clone(),
            resumptions: case.stops.len() - 1,
            refuel: 0,
            interrupts: false,
        }
    }
}
