//! Makes programs of any length.

use std::fmt::{self, Write};
use vsp_isa::{asm, container::Container};

/// Instructions in each function.
const FUNCTION: usize = 50;

/// Bytes from one function to the next: no label but a function's own then has an address whose low byte is under 16,
/// which a conditional jump could not name.
const SPACING: usize = 256;

/// What functions are made of: integers, floats, ByteSils and memory. Every `#` becomes a number below 100.
const BODY: [&str; 24] = [
    "LI R4, #",
    "ADDINT R0, R4",
    "STOREW R0, 8#",
    "MULINT R0, R8",
    "LI R8, 7#",
    "XORINT R4, R8",
    "LOADW R0, 9#",
    "SUBINT R8, R4",
    "SHRINT R0, R4",
    "CVTI2F RC",
    "ADDFLOAT RC, RC",
    "CVTF2I R4",
    "DIVINT R0, R8",
    "ABSINT R0",
    "MODINT R8, R4",
    "MOVI R3, #",
    "MUL R3, R2",
    "ADD R2, R3",
    "SCALE R3, #",
    "STORE R3, 7#",
    "LOAD R1, 8#",
    "ORINT R4, R0",
    "PUSH R3",
    "POP R2",
];

/// A program with `instructions` reachable instructions, a multiple of 50: a chain of functions in SIL-64, each a loop over
/// a straight line of all kinds of instructions.
///
/// # Panics
///
/// When `instructions` is 0 or no multiple of 50.
///
/// ```
/// use vsp_isa::flow::Flow;
/// let program = vsp_benches::program(1000);
/// let reachable: u32 = Flow::analyse(&program).blocks().iter().map(|block| block.cost).sum();
/// assert_eq!(reachable, 1000);
/// ```
pub fn program(instructions: usize) -> Container {
    assert!(instructions > 0 && instructions.is_multiple_of(FUNCTION), "{instructions} instructions");
    let functions = instructions / FUNCTION;
    let mut source = String::from(".mode SIL-64\n");
    for function in 0..functions {
        write_function(&mut source, function, function + 1 == functions).expect("a string takes any text");
    }
    asm::assemble(&source, "generated.sil").unwrap_or_else(|errors| panic!("{errors}"))
}

fn write_function(source: &mut String, function: usize, is_last: bool) -> fmt::Result {
    writeln!(source, ".align {SPACING}\nf{function}:\n LI R0, 0\n LI R4, 1\n LI R8, 2\n LI RC, 3")?;
    writeln!(source, "loop{function}:")?;
    // The four instructions above and the four below are the rest.
    for position in 0..FUNCTION - 8 {
        let number = (function + position) % 100;
        let instruction = BODY[(function * 7 + position) % BODY.len()];
        writeln!(source, " {}", instruction.replace('#', &number.to_string()))?;
    }
    writeln!(source, " CMPINT R0, R8\n JN loop{function}")?;
    match is_last {
        false => writeln!(source, " CALL f{}\n RET", function + 1),
        true => writeln!(source, " NOP\n RET"),
    }
}
