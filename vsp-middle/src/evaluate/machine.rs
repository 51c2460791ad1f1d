//! The state that a function is evaluated on.

use crate::{Fixed, HostCall, Type};
use vsp_isa::abi::Exit;
use vsp_isa::{Flags, Mode, Registers};

/// The state that a function is evaluated on: what the context of machine code holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The registers.
    pub registers: Registers,
    /// The status byte.
    pub flags: Flags,
    /// The mode.
    pub mode: Mode,
    /// Where the machine stands.
    pub pc: u32,
    /// The fuel that is left.
    pub fuel: u64,
    /// How many return addresses are on the call stack.
    pub call_depth: u32,
    /// The call stack, all of it that there may be.
    pub calls: Vec<u32>,
    /// How many cells are on the data stack.
    pub stack_depth: u32,
    /// The data stack, all of it that there may be, as cells' bits.
    pub stack: Vec<u16>,
    /// The memory, at least [`LEAST_MEMORY`](vsp_isa::abi::LEAST_MEMORY) bytes.
    pub memory: Vec<u8>,
}

/// What a function asks of others while it is evaluated.
pub trait Environment {
    /// Executes the instruction at `pc`, whole, on the machine, as the helper
    /// [`execute`](vsp_isa::abi::Helpers::execute) does.
    fn execute(&mut self, machine: &mut Machine, pc: u32) -> Exit;

    /// Asks the host about a sensor, actuator or port, as the helper of that name does; `cell` is 0 where it takes none.
    fn host(&mut self, machine: &mut Machine, call: HostCall, number: u8, cell: u16) -> u32;

    /// Whether the run shall be interrupted.
    fn is_interrupted(&mut self) -> bool;
}

impl Machine {
    /// A machine with zeros everywhere, null registers and the mode SIL-8, with room for so much.
    pub fn new(memory: usize, calls: usize, stack: usize) -> Machine {
        Machine {
            registers: Registers::NULL,
            flags: Flags::NONE,
            mode: Mode::Sil8,
            pc: 0,
            fuel: 0,
            call_depth: 0,
            calls: vec![0; calls],
            stack_depth: 0,
            stack: vec![0; stack],
            memory: vec![0; memory],
        }
    }

    pub(super) fn fixed(&self, fixed: Fixed) -> i64 {
        match fixed {
            Fixed::MemorySize => self.memory.len() as i64,
            Fixed::CallLimit => self.calls.len() as i64,
            Fixed::StackLimit => self.stack.len() as i64,
        }
    }

    /// What memory has at an address, as a value of a type.
    pub(super) fn load_memory(&self, address: i64, kind: Type) -> i64 {
        let mut bytes = [0; 8];
        let length = kind.bits() as usize / 8;
        bytes[..length].copy_from_slice(&self.memory[address as usize..][..length]);
        kind.normal(i64::from_le_bytes(bytes))
    }

    /// Puts a value of a type into memory.
    pub(super) fn store_memory(&mut self, address: i64, kind: Type, bits: i64) {
        let length = kind.bits() as usize / 8;
        self.memory[address as usize..][..length].copy_from_slice(&bits.to_le_bytes()[..length]);
    }

    /// What the data stack has from a place on, as a value of a type.
    pub(super) fn load_stack(&self, index: u32, kind: Type) -> i64 {
        let cells = &self.stack[index as usize..][..kind.bits() as usize / 16];
        kind.normal(cells.iter().rev().fold(0, |bits, &cell| bits << 16 | i64::from(cell)))
    }

    /// Puts a value of a type onto the data stack, from a place on.
    pub(super) fn store_stack(&mut self, index: u32, kind: Type, bits: i64) {
        let cells = &mut self.stack[index as usize..][..kind.bits() as usize / 16];
        cells.iter_mut().zip(0..).for_each(|(cell, number)| *cell = (bits >> (16 * number)) as u16);
    }
}
