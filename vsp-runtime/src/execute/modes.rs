//! Changing the mode.

use super::{Done, Next, Step};
use vsp_isa::semantics::folding::{self, Fold};
use vsp_isa::visit::Modes;
use vsp_isa::{Flags, Mode, Registers, TrapKind};

impl Modes for Step<'_> {
    fn setmode(&mut self, mode: u8) -> Done {
        self.machine.set_mode(mode_of(mode)?);
        Ok(Next::On)
    }

    fn promote(&mut self, mode: u8) -> Done {
        let to = mode_of(mode)?;
        if to > self.machine.mode() {
            self.machine.set_mode(to);
            self.set_flag(Flags::MODE_CHANGED, true);
        }
        Ok(Next::On)
    }

    fn demote(&mut self, mode: u8) -> Done {
        self.narrow(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Xor))
    }

    fn truncate(&mut self, mode: u8) -> Done {
        self.narrow(mode, |registers, _, to| folding::truncate(registers, to))
    }

    fn xordem(&mut self, mode: u8) -> Done {
        self.narrow(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Xor))
    }

    fn avgdem(&mut self, mode: u8) -> Done {
        self.narrow(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Mean))
    }

    fn maxdem(&mut self, mode: u8) -> Done {
        self.narrow(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Largest))
    }

    fn compat(&mut self, address: u16) -> Done {
        let [code] = self.bytes(address.into())?;
        let mode = mode_of(code)?.min(self.machine.mode());
        self.machine.set_mode(mode);
        Ok(Next::On)
    }
}

impl Step<'_> {
    /// Narrows the mode, if the coded one is narrower. `fold` does to the registers what the mode loses.
    fn narrow(&mut self, code: u8, fold: impl FnOnce(&mut Registers, Mode, Mode)) -> Done {
        let (from, to) = (self.machine.mode(), mode_of(code)?);
        if to < from {
            fold(&mut self.machine.context.registers, from, to);
            self.machine.set_mode(to);
            self.set_flag(Flags::MODE_CHANGED, true);
        }
        Ok(Next::On)
    }
}

fn mode_of(code: u8) -> Result<Mode, TrapKind> {
    Mode::from_code(code.into()).ok_or(TrapKind::InvalidMode)
}
