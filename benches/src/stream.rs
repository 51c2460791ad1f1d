//! A stream of cells: from the input to the output, by SENSE and ACT.

use crate::measure::{Routine, time};
use crate::way::Way;
use std::hint::black_box;
use vsp_runtime::isa::semantics::cells::divide;
use vsp_runtime::{Cell, Outcome, Vm};

vsp_runtime::include_program!(
    /// `programs/turns.sil`.
    mod turns
);

/// The stream's length in bytes, each a cell.
pub const STREAM: usize = 1 << 16;

/// How many instructions it takes: seven for each byte, one before them and three after them.
pub const STREAM_INSTRUCTIONS: u64 = 7 * STREAM as u64 + 4;

/// The bytes of the stream, among which each comes up.
fn input() -> Vec<u8> {
    (0..STREAM).map(|position| ((position * 167) >> 3) as u8).collect()
}

/// Takes the stream, and checks what comes out.
///
/// # Panics
/// When that is not the same as in Rust.
pub fn stream(way: Way) -> Routine {
    let input = input();
    let expected = quotients(&input);
    match way.form(&turns::PROGRAM)? {
        None => Ok(Box::new(move || {
            let mut output = Vec::new();
            let elapsed = time(|| output = quotients(black_box(&input)));
            assert!(output == expected);
            elapsed
        })),
        Some(program) => {
            let mut vm = Vm::new(&program);
            Ok(Box::new(move || {
                vm.set_input(input.clone());
                let elapsed = time(|| assert_eq!(vm.call("turns"), Ok(Outcome::Returned)));
                assert!(vm.take_output() == expected);
                elapsed
            }))
        }
    }
}

fn quotients(input: &[u8]) -> Vec<Cell> {
    let mut before = Cell::ONE;
    // Pushed one by one, as the default host does.
    let mut output = Vec::new();
    for &byte in input {
        let cell = Cell::unpack(byte);
        output.push(divide(cell, before));
        before = cell;
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_takes_as_many_instructions_as_it_says() {
        let mut vm = Vm::builder(&turns::PROGRAM).input(input()).fuel(u64::MAX).build().unwrap();
        assert_eq!(vm.call("turns"), Ok(Outcome::Returned));
        assert_eq!(vm.fuel_used(), Some(STREAM_INSTRUCTIONS));
        assert_eq!(vm.output(), quotients(&input()));
    }

    #[test]
    fn every_cell_comes_up() {
        let input = input();
        assert!((0..=255).all(|byte| input.contains(&byte)));
    }
}
