//! Makes random programs: all instructions, modes and mode changes, loops, calls, traps, both forms of JZ and JN, overlapping
//! instructions, things that do not decode.
//!
//! A seed always gives the same program. Most programs end after some hundred instructions, and most instructions do not trap,
//! so that runs get far; but every kind of trap and stop comes up somewhere.
//!
//! There are programs that are little but calls, and programs in LIS, which are right and end: all types, loops, recursion, arrays, Strings.

mod calling;
mod instruction;
mod layout;
mod typed;

pub use calling::calling;
pub use typed::typed;

use fastrand::Rng;
use layout::{Item, Target};
use vsp_isa::container::{Container, Symbol, SymbolKind};
use vsp_isa::{Encoded, Field, Instruction, Mode, Opcode, Reg, Version};

/// The ids of the transforms that the programs expect of their host; others occur as well.
pub const TRANSFORMS: [u32; 2] = [1, 2];

/// The program of a seed.
///
/// ```
/// let program = vsp_test_generator::program(7);
/// assert_eq!(program, vsp_test_generator::program(7));
/// assert!(program.write().is_ok());
/// ```
pub fn program(seed: u64) -> Container {
    Generator::new(seed).program()
}

/// A program that is being made.
struct Generator {
    rng: Rng,
    version: Version,
    /// The mode that the next instruction will probably run in.
    mode: Mode,
    /// How many cells the data stack will probably hold.
    stack: usize,
    items: Vec<Item>,
    data: Vec<u8>,
    /// How many subroutines there are.
    functions: usize,
}

impl Generator {
    fn new(seed: u64) -> Generator {
        let mut rng = Rng::with_seed(seed);
        let version = [Version::V1_0, Version::V1_1, Version::V1_2, Version::V1_2][rng.usize(..4)];
        let mode = Mode::ALL[rng.usize(..5)];
        let data = data(&mut rng);
        let functions = rng.usize(1..4);
        Generator { rng, version, mode, stack: 0, items: Vec::new(), data, functions }
    }

    fn program(mut self) -> Container {
        let mode = self.mode;
        for _ in 0..self.rng.usize(2..6) {
            match self.rng.u8(..4) {
                0 => self.repetition(),
                1 => self.branch_over(),
                _ => self.straight(10),
            }
        }
        self.instruction(Instruction::Hlt {});
        for number in 0..self.functions {
            self.items.push(Item::Label(Target::Function(number)));
            self.mode = mode;
            self.straight(8);
            if self.rng.bool() {
                self.branch_over();
            }
            self.instruction(Instruction::Ret {});
        }
        self.items.push(Item::Label(Target::Tail));
        if self.rng.bool() {
            // The last instruction is cut short.
            let bytes = [Opcode::Jmp, Opcode::Load, Opcode::Syscall].map(Opcode::byte);
            self.items.push(Item::Bytes(vec![bytes[self.rng.usize(..3)], self.rng.u8(..)]));
        }
        let code = layout::lay_out(&self.items, &mut self.rng);
        let mut symbols = Vec::new();
        for number in 0..self.functions {
            let (address, kind) = (code.functions[number], SymbolKind::Function);
            symbols.push(Symbol { name: format!("function_{number}"), address, kind });
        }
        let (version, data) = (self.version, self.data);
        Container {
            version,
            mode,
            entry: 0,
            code: code.bytes,
            data,
            symbols,
            empty_symbols: false,
            debug: None,
        }
    }

    /// Some instructions in a row.
    fn straight(&mut self, most: usize) {
        for _ in 0..self.rng.usize(1..=most) {
            self.any_instruction();
        }
    }

    /// A loop that RC counts.
    fn repetition(&mut self) {
        let imm = self.rng.i8(-8..0);
        self.instruction(Instruction::Movi { a: Reg::RC, imm });
        let start = self.items.len();
        self.items.push(Item::Label(Target::Place(start)));
        self.straight(6);
        self.items.push(Item::Jump { opcode: Opcode::Loop, operands: 0, to: Target::Place(start) });
    }

    /// A jump forward, with or without a condition.
    fn branch_over(&mut self) {
        let end = Target::Place(self.items.len() + 1_000_000);
        let opcode = match self.rng.u8(..6) {
            0 => Opcode::Jmp,
            1 => Opcode::Jc,
            2 => Opcode::Jo,
            3 => Opcode::Jn,
            _ => Opcode::Jz,
        };
        // Byte 1 of the register form; the flag form has none.
        let operands = if self.rng.bool() { self.rng.u32(..16) } else { layout::FLAG_FORM };
        self.items.push(Item::Jump { opcode, operands, to: end });
        let (mode, stack) = (self.mode, self.stack);
        self.straight(6);
        if self.rng.u8(..4) > 0 {
            // Keep to what holds on both ways.
            (self.mode, self.stack) = (mode, stack.min(self.stack));
            self.instruction(Instruction::Setmode { mode: mode.code() });
        }
        self.items.push(Item::Label(end));
    }

    fn instruction(&mut self, instruction: Instruction) {
        let encoded = instruction.encode();
        self.items.push(Item::Bytes(encoded.as_bytes().to_vec()));
    }

    /// Bytes that mean whatever they mean.
    fn raw(&mut self) {
        let bytes = (0..self.rng.usize(1..4)).map(|_| self.rng.u8(..)).collect();
        self.items.push(Item::Bytes(bytes));
    }

    /// Any instruction, mostly one that does not trap.
    fn any_instruction(&mut self) {
        match self.rng.u16(..1000) {
            0..4 => self.raw(),
            4..8 => self.wild_jump(),
            8..50 => {
                let to = Target::Function(self.rng.usize(..self.functions));
                self.items.push(Item::Jump { opcode: Opcode::Call, operands: 0, to });
                // Nobody knows what mode the subroutine leaves.
                self.instruction(Instruction::Setmode { mode: self.mode.code() });
            }
            _ => self.ordinary_instruction(),
        }
    }

    /// A jump to anywhere: into an instruction, back, past the end.
    fn wild_jump(&mut self) {
        let jumps = [Opcode::Jmp, Opcode::Jz, Opcode::Jn, Opcode::Jc, Opcode::Jo, Opcode::Call, Opcode::Loop];
        let opcode = jumps[self.rng.usize(..jumps.len())];
        let operands = if self.rng.bool() { self.rng.u32(..16) } else { layout::FLAG_FORM };
        let to = if self.rng.u8(..3) == 0 { Target::Tail } else { Target::Anywhere };
        self.items.push(Item::Jump { opcode, operands, to });
    }
}

/// A data segment, which begins with a list of transforms for PIPE, whose parts serve TRANS.
fn data(rng: &mut Rng) -> Vec<u8> {
    let mut data: Vec<u8> =
        [2, TRANSFORMS[0], TRANSFORMS[1]].iter().flat_map(|word| word.to_le_bytes()).collect();
    data.extend((0..rng.usize(0..300)).map(|_| rng.u8(..)));
    let text = data.len().min(100);
    data.splice(text..text, *b"text \xff\xc3\xa9\0 -12 \x002.5e3\0");
    data
}
