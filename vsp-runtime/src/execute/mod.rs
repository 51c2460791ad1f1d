//! Executing one instruction on the machine's state: what the interpreter does, and what compiled code leaves to it.
//!
//! Each section of the table of instructions has a file.

mod bytesil;
mod control;
mod conversions;
mod data;
mod floats;
mod gates;
mod hints;
mod integers;
mod intrinsics;
mod io;
mod layers;
mod modes;
mod transforms;
mod words;

use crate::host::Host;
use crate::machine::Machine;
use vsp_isa::abi::Exit;
use vsp_isa::visit::Visitor;
use vsp_isa::{Cell, Flags, Reg, TrapKind, Version};

/// What happens after an instruction that could be done.
#[derive(Clone, Copy)]
pub(crate) enum Next {
    /// The next instruction.
    On,
    /// The instruction at an address.
    To(u32),
    /// The run stops, with pc at the next instruction.
    Stop(Exit),
}

/// How an instruction ends: what is next, or a trap with nothing changed.
pub(crate) type Done = Result<Next, TrapKind>;

/// One instruction that is being executed.
pub(crate) struct Step<'a> {
    pub machine: &'a mut Machine,
    pub host: &'a mut dyn Host,
    /// Of the program's file: which intrinsics there are depends on it.
    pub version: Version,
    /// The address of the instruction after it.
    pub next: u32,
}

impl Visitor for Step<'_> {
    type Output = Done;
}

impl Step<'_> {
    #[inline]
    fn cell(&self, reg: Reg) -> Cell {
        self.machine.context.registers.get(reg)
    }

    #[inline]
    fn set(&mut self, reg: Reg, cell: Cell) -> Done {
        self.machine.context.registers.set(reg, cell);
        Ok(Next::On)
    }

    fn set_flag(&mut self, which: Flags, on: bool) {
        let mut flags = self.machine.flags();
        flags.set(which, on);
        self.machine.set_flags(flags);
    }

    /// Changes the flags; the run stops if C has become 1.
    #[inline]
    fn change_flags(&mut self, change: impl FnOnce(&mut Flags)) -> Done {
        let before = self.machine.flags();
        let mut flags = before;
        change(&mut flags);
        self.machine.set_flags(flags);
        let collapsed = flags.contains(Flags::COLLAPSE) && !before.contains(Flags::COLLAPSE);
        Ok(if collapsed { Next::Stop(Exit::Collapsed) } else { Next::On })
    }

    /// Sets a register and the flags that its new content gives.
    #[inline]
    fn set_and_record(&mut self, reg: Reg, cell: Cell) -> Done {
        self.machine.context.registers.set(reg, cell);
        self.change_flags(|flags| flags.record(reg, cell))
    }
}
