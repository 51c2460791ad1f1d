//! Changing the mode.

use super::Builder;
use crate::{Edge, Flag, Op, Terminator, Type};
use vsp_isa::visit::Modes;
use vsp_isa::{Mode, TrapKind};

impl Modes for Builder<'_> {
    fn setmode(&mut self, mode: u8) {
        self.with_mode(mode, |builder, mode| builder.mode = mode);
    }

    fn promote(&mut self, mode: u8) {
        self.with_mode(mode, |builder, mode| {
            if mode > builder.mode {
                let changed = builder.constant(Type::Bool, 1);
                builder.set_flag(Flag::ModeChanged, changed);
                builder.mode = mode;
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
        let mode = self.function.append(self.block, Op::ContextMode, Type::I32);
        let mut cases = Vec::new();
        let current = self.mode;
        for narrower in Mode::ALL.into_iter().filter(|&narrower| narrower < current) {
            cases.push((u32::from(narrower.code()), Edge::to(self.way_to(self.next, narrower))));
        }
        let same = Edge::to(self.way_to(self.next, self.mode));
        self.end(Terminator::Switch(mode, cases, same));
    }
}

impl Builder<'_> {
    /// Has `body` do what the instruction does with the mode of `code`, or traps if there is none.
    fn with_mode(&mut self, code: u8, body: impl FnOnce(&mut Self, Mode)) {
        match Mode::from_code(code.into()) {
            Some(mode) => body(self, mode),
            None => self.trap(TrapKind::InvalidMode),
        }
    }

    /// DEMOTE and its kin: the runtime folds the registers, where there is something to fold.
    fn narrow(&mut self, code: u8) {
        self.with_mode(code, |builder, mode| {
            if mode < builder.mode {
                builder.execute();
                builder.mode = mode;
            }
        });
    }
}
