//! Reading and changing a machine's registers, flags, mode and memory between runs.

use super::Vm;
use crate::host::Host;
use vsp_isa::semantics::word;
use vsp_isa::{Cell, Flags, Mode, Reg, Registers, TrapKind};

impl<H: Host> Vm<H> {
    /// The registers.
    pub fn registers(&self) -> &Registers {
        &self.machine.context.registers
    }

    /// The registers, to be changed.
    pub fn registers_mut(&mut self) -> &mut Registers {
        &mut self.machine.context.registers
    }

    /// The raw content of a register. [`Cell::canonical`] makes a ByteSil of it, [`Cell::pack`] that in a byte.
    pub fn cell(&self, reg: Reg) -> Cell {
        self.registers().get(reg)
    }

    /// Changes a register.
    pub fn set_cell(&mut self, reg: Reg, cell: Cell) {
        self.registers_mut().set(reg, cell);
    }

    /// The integer word at a register, as wide as the mode says.
    ///
    /// # Errors
    /// `RegisterGroup` if the word would reach past RF.
    pub fn integer(&self, reg: Reg) -> Result<i64, TrapKind> {
        word::read_integer(self.registers(), reg, self.mode())
    }

    /// Stores the low bits of an integer as the word at a register; SIL-8 clamps to [-8, 7].
    ///
    /// # Errors
    /// `RegisterGroup` if the word would reach past RF; nothing has changed then.
    pub fn set_integer(&mut self, reg: Reg, value: i64) -> Result<(), TrapKind> {
        let mode = self.mode();
        word::write_integer(self.registers_mut(), reg, mode, value)
    }

    /// The float word at a register, widened; in SIL-8 e^rho.
    ///
    /// # Errors
    /// `RegisterGroup` if the word would reach past RF.
    pub fn float(&self, reg: Reg) -> Result<f64, TrapKind> {
        word::read_float(self.registers(), reg, self.mode())
    }

    /// Stores a float as the word at a register, rounded to the mode's type.
    ///
    /// # Errors
    /// `RegisterGroup` if the word would reach past RF; nothing has changed then.
    pub fn set_float(&mut self, reg: Reg, value: f64) -> Result<(), TrapKind> {
        let mode = self.mode();
        word::write_float(self.registers_mut(), reg, mode, value)
    }

    /// The flags.
    pub fn flags(&self) -> Flags {
        self.machine.flags()
    }

    /// Changes the flags.
    pub fn set_flags(&mut self, flags: Flags) {
        self.machine.set_flags(flags);
    }

    /// The mode.
    pub fn mode(&self) -> Mode {
        self.machine.mode()
    }

    /// Changes the mode.
    ///
    /// Native code is made for the modes that the program itself can be in at each place; elsewhere the interpreter steps in.
    pub fn set_mode(&mut self, mode: Mode) {
        self.machine.set_mode(mode);
    }

    /// The address of the next instruction, or of the one that trapped.
    pub fn pc(&self) -> u32 {
        self.machine.context.pc
    }

    /// The memory: bytes, each a packed ByteSil.
    pub fn memory(&self) -> &[u8] {
        self.machine.memory()
    }

    /// The memory, to be changed.
    pub fn memory_mut(&mut self) -> &mut [u8] {
        self.machine.memory_mut()
    }

    /// The cells on the data stack, the oldest first.
    pub fn data_stack(&self) -> impl ExactSizeIterator<Item = Cell> + '_ {
        self.machine.stack().iter().map(|&bits| Cell::from_bits(bits))
    }

    /// Pushes a cell on the data stack.
    ///
    /// # Errors
    /// `DataStackOverflow` if it is full.
    pub fn push(&mut self, cell: Cell) -> Result<(), TrapKind> {
        self.machine.push_cell(cell.to_bits()).ok_or(TrapKind::DataStackOverflow)
    }

    /// Pops a cell off the data stack, if there is one.
    pub fn pop(&mut self) -> Option<Cell> {
        self.machine.pop_cell().map(Cell::from_bits)
    }

    /// The return addresses on the call stack, the oldest first.
    pub fn call_stack(&self) -> &[u32] {
        self.machine.calls()
    }

    /// The gradient, once GRAD has set it.
    pub fn gradient(&self) -> Option<&[f32; 16]> {
        self.machine.gradient.as_ref()
    }
}
