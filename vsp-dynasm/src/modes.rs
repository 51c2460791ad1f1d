//! Changing the mode.

use crate::assembler::{Alu, Assembler, Place, Register, Type};
use crate::cache::Arrival;
use crate::compile::Templates;
use vsp_isa::abi::offset;
use vsp_isa::flow::BlockVersion;
use vsp_isa::visit::Modes;
use vsp_isa::{Flags, Mode, TrapKind};

impl<P: Assembler> Modes for Templates<'_, P> {
    fn setmode(&mut self, mode: u8) {
        if let Some(mode) = self.mode_of(mode) {
            self.enter_mode(mode);
        }
    }

    fn promote(&mut self, mode: u8) {
        let Some(mode) = self.mode_of(mode) else { return };
        if mode > self.mode {
            self.enter_mode(mode);
            let status = Place::Context(offset::FLAGS as u8);
            self.asm.load(Register::A, Type::U8, status);
            self.asm.alu_number(Alu::Or, Register::A, Flags::MODE_CHANGED.bits().into());
            self.asm.store(Register::A, Type::U8, status);
        }
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
        self.settle_flags();
        self.asm.execute_and_leave(self.pc);
        self.ended = true;
        if (self.next as usize) < self.image.code.len() {
            let widest = self.mode;
            for mode in Mode::ALL.into_iter().filter(|mode| *mode <= widest) {
                self.want(BlockVersion { address: self.next, mode }, Arrival::MEMORY);
            }
        }
    }
}

impl<P: Assembler> Templates<'_, P> {
    /// The mode of a code, or a trap.
    fn mode_of(&mut self, code: u8) -> Option<Mode> {
        let mode = Mode::from_code(code.into());
        if mode.is_none() {
            self.trap(TrapKind::InvalidMode);
        }
        mode
    }

    fn enter_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.asm.store_number(mode.code().into(), Type::U8, offset::MODE as u8);
    }

    /// DEMOTE and its kin, whose work on the registers is the runtime's.
    pub(super) fn narrow(&mut self, code: u8) {
        let Some(mode) = self.mode_of(code) else { return };
        if mode < self.mode {
            self.execute();
            self.mode = mode;
        }
    }
}
