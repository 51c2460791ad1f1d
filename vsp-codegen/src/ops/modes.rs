//! Changing the mode.

use crate::emitter::Emitter;
use vsp_isa::visit::Modes;
use vsp_isa::{Flags, Mode, TrapKind};

impl Modes for Emitter<'_> {
    fn setmode(&mut self, mode: u8) {
        self.with_mode(mode, |e, mode| e.mode = mode);
    }

    fn promote(&mut self, mode: u8) {
        self.with_mode(mode, |e, mode| {
            if mode > e.mode {
                e.set_rare_flag(Flags::MODE_CHANGED);
                e.mode = mode;
            }
        });
    }

    fn demote(&mut self, mode: u8) {
        self.narrow(mode);
    }

    fn truncate(&mut self, mode: u8) {
        self.narrow(mode);
    }

    fn xordem(&mut self, mode: u8) {
        self.narrow(mode);
    }

    fn avgdem(&mut self, mode: u8) {
        self.narrow(mode);
    }

    fn maxdem(&mut self, mode: u8) {
        self.narrow(mode);
    }

    fn compat(&mut self, _address: u16) {
        self.execute();
        self.goto_next_in_any_mode();
    }
}

impl Emitter<'_> {
    /// Has `body` emit what the instruction does with the mode of `code`, or traps if there is none.
    fn with_mode(&mut self, code: u8, body: impl FnOnce(&mut Self, Mode)) {
        match Mode::from_code(code.into()) {
            Some(mode) => body(self, mode),
            None => self.trap(TrapKind::InvalidMode),
        }
    }

    /// DEMOTE and its kin: the runtime folds the registers, where there is something to fold.
    pub(super) fn narrow(&mut self, code: u8) {
        self.with_mode(code, |e, mode| {
            if mode < e.mode {
                e.execute();
                e.mode = mode;
            }
        });
    }
}
