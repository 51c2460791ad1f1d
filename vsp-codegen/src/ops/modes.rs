//! Changing the mode.

use crate::emitter::Emitter;
use vsp_isa::{Flags, Mode, TrapKind};

impl Emitter<'_> {
    /// Has `body` emit what the instruction does with the mode of `code`, or traps if there is none.
    fn with_mode(&mut self, code: u8, body: impl FnOnce(&mut Self, Mode)) {
        match Mode::from_code(code.into()) {
            Some(mode) => body(self, mode),
            None => self.trap(TrapKind::InvalidMode),
        }
    }

    pub(super) fn set_mode(&mut self, code: u8) {
        self.with_mode(code, |e, mode| e.mode = mode);
    }

    pub(super) fn promote_to(&mut self, code: u8) {
        self.with_mode(code, |e, mode| {
            if mode > e.mode {
                e.set_rare_flag(Flags::MODE_CHANGED);
                e.mode = mode;
            }
        });
    }

    /// DEMOTE and its kin: the runtime folds the registers, where there is something to fold.
    pub(super) fn demote_to(&mut self, code: u8) {
        self.with_mode(code, |e, mode| {
            if mode < e.mode {
                e.execute();
                e.mode = mode;
            }
        });
    }

    pub(super) fn compatible(&mut self) {
        self.execute();
        self.goto_next_in_any_mode();
    }
}
