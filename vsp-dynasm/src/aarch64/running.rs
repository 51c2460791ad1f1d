//! The call stack, fuel, and what leaves the code.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::integers::load_near;
use super::{Aarch64, FETCHED, FRAME_FLAGS, INTERRUPT, TEMPORARY};
use crate::assembler::{Argument, BranchAssembler, Condition, Flag, Register, RunAssembler, Type};
use crate::label::Label;
use dynasmrt::dynasm;
use vsp_isa::abi::{Exit, Helper, offset};

impl Aarch64 {
    /// Pops a return address that there is into `A`.
    fn pop_last_call(&mut self) {
        dynasm!(self.code
            ; .arch aarch64
            ; sub w26, w26, 1
            ; ldr x9, [x19, offset::CALLS as u32]
            ; ldr w0, [x9, x26, lsl 2]
        );
    }
}

impl RunAssembler for Aarch64 {
    fn push_call(&mut self, address: u32, full: Label) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldr w9, [x19, offset::CALL_LIMIT as u32]
            ; cmp w26, w9
            ; b.hs =>full
        );
        self.set_number(10, address.into());
        dynasm!(self.code
            ; .arch aarch64
            ; ldr x9, [x19, offset::CALLS as u32]
            ; str w10, [x9, x26, lsl 2]
            ; add w26, w26, 1
        );
    }

    fn pop_call(&mut self, otherwise: Label) {
        dynasm!(self.code ; .arch aarch64 ; cmp w26, w27);
        self.jump_if(Condition::Equal, otherwise);
        self.pop_last_call();
    }

    fn pop_any_call(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; movz w0, Exit::Returned.code() ; cbz w26, =>Label::At(self.exit));
        self.pop_last_call();
        dynasm!(self.code ; .arch aarch64 ; mov w27, w26);
    }

    #[inline(always)]
    fn jump_if_interrupted(&mut self, label: Label) {
        // The sign tells.
        dynasm!(self.code ; .arch aarch64 ; ldr x0, [x19, INTERRUPT] ; ldr x0, [x0] ; cmp x0, 0);
        self.jump_if(Condition::Less, label);
    }

    #[inline(always)]
    fn take_fuel(&mut self, cost: u32, otherwise: Label) {
        match cost {
            0..4096 => dynasm!(self.code ; .arch aarch64 ; subs x23, x23, cost),
            4096.. => {
                self.set_number(TEMPORARY, cost.into());
                dynasm!(self.code ; .arch aarch64 ; subs x23, x23, x9);
            }
        }
        dynasm!(self.code ; .arch aarch64 ; b.lo =>otherwise);
    }

    fn take_fuel_if_enough(&mut self, cost: u32, otherwise: Label) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldr x0, [x19, INTERRUPT]
            ; ldr x0, [x0]
            ; cmp x23, x0
            ; b.lo =>otherwise
            ; sub x23, x23, cost
        );
    }

    fn take_one_unless(&mut self, flag: Flag, otherwise: Label) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldrb w9, [sp, FRAME_FLAGS + flag as u32]
            ; eor w9, w9, 1
            ; subs x23, x23, x9
            ; b.lo =>otherwise
        );
    }

    fn give_fuel_back(&mut self, cost: u32) {
        self.set_number(TEMPORARY, cost.into());
        dynasm!(self.code ; .arch aarch64 ; add x23, x23, x9);
    }

    fn call(&mut self, helper: Helper, arguments: &[Argument]) {
        for (register, &argument) in (0u8..).zip(arguments) {
            match argument {
                Argument::Context => dynasm!(self.code ; .arch aarch64 ; mov X(register), x19),
                Argument::Number(number) => self.set_number(register, number.into()),
                Argument::Field(kind, field) => {
                    load_near!(self.code, register, kind, x19, i32::from(field))
                }
            }
        }
        self.call_pointer(helper);
    }

    #[inline(always)]
    fn execute(&mut self, pc: u32) {
        self.set_number(Register::C.aarch64(), pc.into());
        dynasm!(self.code ; .arch aarch64 ; bl =>Label::At(self.execute));
    }

    fn execute_until_stop(&mut self, pc: u32) {
        self.set_number(Register::C.aarch64(), pc.into());
        dynasm!(self.code ; .arch aarch64 ; b =>Label::At(self.execute_until_stop));
    }

    fn execute_and_leave(&mut self, pc: u32) {
        self.set_number(Register::C.aarch64(), pc.into());
        dynasm!(self.code ; .arch aarch64 ; b =>Label::At(self.execute_and_leave));
    }

    #[inline(always)]
    fn prepare_exit(&mut self, code: u32, pc: u32) {
        self.set_number(Register::C.aarch64(), pc.into());
        self.set_number(Register::A.aarch64(), code.into());
    }

    #[inline(always)]
    fn jump_to_exit(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; b =>Label::At(self.exit));
    }

    fn align(&mut self) {
        while !self.code.position().is_multiple_of(FETCHED) {
            dynasm!(self.code ; .arch aarch64 ; nop);
        }
    }

    fn jump_to_c(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; add x2, x25, w2, uxtw ; br x2);
    }

    fn call_code(&mut self, label: Label) {
        dynasm!(self.code ; .arch aarch64 ; bl =>label);
    }

    fn return_by(&mut self, places: usize) {
        self.set_number(TEMPORARY, places as u64);
        dynasm!(self.code
            ; .arch aarch64
            ; ldr w2, [x9, x0, lsl 2]
            ; add x2, x25, w2, uxtw
            ; ret x2
        );
    }

    fn dispatch(&mut self, places: usize, addresses: u32, mode: u8) {
        self.set_number(TEMPORARY, addresses.into());
        dynasm!(self.code ; .arch aarch64 ; cmp x0, x9 ; b.hs =>Label::Near);
        let outside = self.code.near();
        self.set_number(TEMPORARY, places as u64);
        dynasm!(self.code ; .arch aarch64 ; ldr w2, [x9, x0, lsl 2] ; cbz w2, =>Label::Near);
        let nowhere = self.code.near();
        dynasm!(self.code ; .arch aarch64 ; b =>Label::Loading(mode));
        self.land(outside);
        self.land(nowhere);
        dynasm!(self.code
            ; .arch aarch64
            ; mov w2, w0
            ; movz w0, Exit::Dispatch.code()
            ; b =>Label::At(self.exit)
        );
    }

    fn fence(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; dmb ish);
    }
}
