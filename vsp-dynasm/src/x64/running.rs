//! The call stack, fuel, and what leaves the code.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::integers::{at_place, load};
use super::{
    ARGUMENTS, FRAME_CALLS, FRAME_CALLS_END, FRAME_CALLS_OWN, FRAME_CALLS_TOP, FRAME_CODE, FRAME_FLAGS,
    HELPERS, INTERRUPT, NOPS, X64,
};
use crate::assembler::{Argument, BranchAssembler, Flag, Place, RunAssembler, Type};
use crate::compile::ALIGNMENT;
use crate::label::Label;
use dynasmrt::dynasm;
use vsp_isa::abi::{Exit, Helper};

impl RunAssembler for X64 {
    fn push_call(&mut self, address: u32, full: Label) {
        dynasm!(self.code
            ; .arch x64
            ; mov rax, [BYTE rsp + FRAME_CALLS_TOP]
            ; cmp rax, [BYTE rsp + FRAME_CALLS_END]
            ; jae =>full
            ; mov DWORD [rax], address as i32
            ; add rax, BYTE 4
            ; mov [BYTE rsp + FRAME_CALLS_TOP], rax
        );
    }

    fn pop_call(&mut self, otherwise: Label) {
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, [BYTE rsp + FRAME_CALLS_TOP]
            ; cmp rcx, [BYTE rsp + FRAME_CALLS_OWN]
            ; je =>otherwise
            ; mov eax, [BYTE rcx - 4]
            ; sub rcx, BYTE 4
            ; mov [BYTE rsp + FRAME_CALLS_TOP], rcx
        );
    }

    fn pop_any_call(&mut self) {
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, [BYTE rsp + FRAME_CALLS_TOP]
            ; mov eax, Exit::Returned.code() as i32
            ; cmp rcx, [BYTE rsp + FRAME_CALLS]
            ; je =>Label::At(self.exit)
            ; mov eax, [BYTE rcx - 4]
            ; sub rcx, BYTE 4
            ; mov [BYTE rsp + FRAME_CALLS_TOP], rcx
            ; mov [BYTE rsp + FRAME_CALLS_OWN], rcx
        );
    }

    #[inline(always)]
    fn jump_if_interrupted(&mut self, label: Label) {
        // The sign tells.
        dynasm!(self.code
            ; .arch x64
            ; mov rax, [BYTE rbx + INTERRUPT]
            ; mov rax, [rax]
            ; test rax, rax
            ; jl =>label
        );
    }

    #[inline(always)]
    fn take_fuel(&mut self, cost: u32, otherwise: Label) {
        match i8::try_from(cost) {
            Ok(cost) => dynasm!(self.code ; .arch x64 ; sub r15, BYTE cost),
            Err(_) => dynasm!(self.code ; .arch x64 ; sub r15, DWORD cost as i32),
        }
        dynasm!(self.code ; .arch x64 ; jb =>otherwise);
    }

    #[inline(always)]
    fn take_fuel_if_enough(&mut self, cost: u32, otherwise: Label) {
        dynasm!(self.code
            ; .arch x64
            ; mov rax, [BYTE rbx + INTERRUPT]
            ; cmp r15, [rax]
            ; jb =>otherwise
        );
        match i8::try_from(cost) {
            Ok(cost) => dynasm!(self.code ; .arch x64 ; sub r15, BYTE cost),
            Err(_) => dynasm!(self.code ; .arch x64 ; sub r15, DWORD cost as i32),
        }
    }

    fn take_one_unless(&mut self, flag: Flag, otherwise: Label) {
        dynasm!(self.code
            ; .arch x64
            ; movzx ecx, BYTE [BYTE rsp + FRAME_FLAGS + flag as i8]
            ; xor ecx, 1
            ; sub r15, rcx
            ; jb =>otherwise
        );
    }

    fn give_fuel_back(&mut self, cost: u32) {
        dynasm!(self.code ; .arch x64 ; add r15, DWORD cost as i32);
    }

    fn call(&mut self, helper: Helper, arguments: &[Argument]) {
        for (&register, &argument) in ARGUMENTS.iter().zip(arguments) {
            match argument {
                Argument::Context => dynasm!(self.code ; .arch x64 ; mov Rq(register), rbx),
                Argument::Number(number) => {
                    dynasm!(self.code ; .arch x64 ; mov Rd(register), number as i32)
                }
                Argument::Field(kind, field) => {
                    at_place!(load, self.code, register, kind, Place::Context(field))
                }
            }
        }
        dynasm!(self.code
            ; .arch x64
            ; mov rax, [BYTE rbx + HELPERS]
            ; call QWORD [DWORD rax + 8 * helper as i32]
        );
    }

    #[inline(always)]
    fn execute(&mut self, pc: u32) {
        dynasm!(self.code ; .arch x64 ; mov edx, pc as i32 ; call =>Label::At(self.execute));
    }

    fn execute_until_stop(&mut self, pc: u32) {
        dynasm!(self.code ; .arch x64 ; mov edx, pc as i32 ; jmp =>Label::At(self.execute_until_stop));
    }

    fn execute_and_leave(&mut self, pc: u32) {
        dynasm!(self.code ; .arch x64 ; mov edx, pc as i32 ; jmp =>Label::At(self.execute_and_leave));
    }

    #[inline(always)]
    fn prepare_exit(&mut self, code: u32, pc: u32) {
        dynasm!(self.code ; .arch x64 ; mov eax, code as i32 ; mov edx, pc as i32);
    }

    #[inline(always)]
    fn jump_to_exit(&mut self) {
        dynasm!(self.code ; .arch x64 ; jmp =>Label::At(self.exit));
    }

    fn align(&mut self) {
        let mut missing = self.code.position().wrapping_neg() as usize % ALIGNMENT;
        while missing > 0 {
            let length = missing.min(NOPS.len());
            NOPS[length - 1].iter().for_each(|byte| self.code.push(*byte));
            missing -= length;
        }
    }

    fn jump_to_c(&mut self) {
        dynasm!(self.code ; .arch x64 ; lea rax, [=>Label::At(0)] ; add rdx, rax ; jmp rdx);
    }

    fn call_code(&mut self, label: Label) {
        if self.has_shadow_stack {
            self.jump(label);
        } else {
            // The frame stays where it is: what is pushed overwrites bytes that only helpers use.
            dynasm!(self.code ; .arch x64 ; lea rsp, [rsp + 8] ; call =>label);
        }
    }

    fn return_by(&mut self, places: usize) {
        dynasm!(self.code
            ; .arch x64
            ; mov rdx, QWORD places as i64
            ; mov eax, [rdx + rax * 4]
            ; add rax, [BYTE rsp + FRAME_CODE]
        );
        if self.has_shadow_stack {
            dynasm!(self.code ; .arch x64 ; jmp rax);
        } else {
            dynasm!(self.code ; .arch x64 ; push rax ; ret);
        }
    }

    fn dispatch(&mut self, places: usize, addresses: u32, mode: u8) {
        dynasm!(self.code ; .arch x64 ; cmp eax, DWORD addresses as i32 ; jae BYTE =>Label::Near);
        let outside = self.code.near();
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, QWORD places as i64
            ; mov edx, [rcx + rax * 4]
            ; test edx, edx
            ; jnz =>Label::Loading(mode)
        );
        self.land(outside);
        dynasm!(self.code
            ; .arch x64
            ; mov edx, eax
            ; mov eax, Exit::Dispatch.code() as i32
            ; jmp =>Label::At(self.exit)
        );
    }

    fn fence(&mut self) {
        dynasm!(self.code ; .arch x64 ; mfence);
    }
}
