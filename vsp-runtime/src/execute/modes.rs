//! Changing the mode.

use super::{Done, Next, Step};
use vsp_isa::semantics::folding;
use vsp_isa::{Flags, Mode, Registers, TrapKind};

impl Step<'_> {
    pub(super) fn set_mode(&mut self, code: u8) -> Done {
        self.machine.set_mode(mode_of(code)?);
        Ok(Next::On)
    }

    pub(super) fn promote_to(&mut self, code: u8) -> Done {
        let to = mode_of(code)?;
        if to > self.machine.mode() {
            self.machine.set_mode(to);
            self.set_flag(Flags::MODE_CHANGED, true);
        }
        Ok(Next::On)
    }

    /// DEMOTE and its kin: `narrow` does to the registers what the mode loses.
    pub(super) fn demote_to(&mut self, code: u8, narrow: impl FnOnce(&mut Registers, Mode, Mode)) -> Done {
        let (from, to) = (self.machine.mode(), mode_of(code)?);
        if to < from {
            narrow(&mut self.machine.context.registers, from, to);
            self.machine.set_mode(to);
            self.set_flag(Flags::MODE_CHANGED, true);
        }
        Ok(Next::On)
    }

    pub(super) fn truncate_to(&mut self, code: u8) -> Done {
        self.demote_to(code, |registers, _, to| folding::truncate(registers, to))
    }

    pub(super) fn limit_mode(&mut self, address: u16) -> Done {
        let [code] = self.bytes(address.into())?;
        let mode = mode_of(code)?.min(self.machine.mode());
        self.machine.set_mode(mode);
        Ok(Next::On)
    }
}

fn mode_of(code: u8) -> Result<Mode, TrapKind> {
    Mode::from_code(code.into()).ok_or(TrapKind::InvalidMode)
}
