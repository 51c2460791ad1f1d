//! Comparisons, jumps and flags.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::{FRAME_FLAGS, FRAME_LAST, X64};
use crate::assembler::{BranchAssembler, Condition, Flag, Register, Type};
use crate::buffer::Reference;
use crate::label::Label;
use dynasmrt::dynasm;

/// Emits one of the jumps to a label, under a condition.
macro_rules! jump_if {
    ($code:expr, $condition:expr, $($label:tt)*) => {
        match $condition {
            Condition::Equal => dynasm!($code ; .arch x64 ; je $($label)*),
            Condition::NotEqual => dynasm!($code ; .arch x64 ; jne $($label)*),
            Condition::Less => dynasm!($code ; .arch x64 ; jl $($label)*),
            Condition::LessOrEqual => dynasm!($code ; .arch x64 ; jle $($label)*),
            Condition::FloatLess => dynasm!($code ; .arch x64 ; ja $($label)*),
        }
    };
}

impl BranchAssembler for X64 {
    #[inline(always)]
    fn compare(&mut self, kind: Type, one: Register, other: Register) {
        let (one, other) = (one.x64(), other.x64());
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code ; .arch x64 ; cmp Rb(one), Rb(other)),
            Type::U16 | Type::I16 => dynasm!(self.code ; .arch x64 ; cmp Rw(one), Rw(other)),
            Type::U32 | Type::I32 => dynasm!(self.code ; .arch x64 ; cmp Rd(one), Rd(other)),
            Type::U64 => dynasm!(self.code ; .arch x64 ; cmp Rq(one), Rq(other)),
        }
    }

    #[inline(always)]
    fn compare_number(&mut self, kind: Type, one: Register, number: i16) {
        if number == 0 {
            return self.test(kind, one, one);
        }
        let one = one.x64();
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code ; .arch x64 ; cmp Rb(one), BYTE number as i8),
            Type::U16 | Type::I16 => dynasm!(self.code ; .arch x64 ; cmp Rw(one), WORD number),
            Type::U32 | Type::I32 => dynasm!(self.code ; .arch x64 ; cmp Rd(one), DWORD number.into()),
            Type::U64 => dynasm!(self.code ; .arch x64 ; cmp Rq(one), DWORD number.into()),
        }
    }

    #[inline(always)]
    fn test(&mut self, kind: Type, one: Register, other: Register) {
        let (one, other) = (one.x64(), other.x64());
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code ; .arch x64 ; test Rb(one), Rb(other)),
            Type::U16 | Type::I16 => dynasm!(self.code ; .arch x64 ; test Rw(one), Rw(other)),
            Type::U32 | Type::I32 => dynasm!(self.code ; .arch x64 ; test Rd(one), Rd(other)),
            Type::U64 => dynasm!(self.code ; .arch x64 ; test Rq(one), Rq(other)),
        }
    }

    #[inline(always)]
    fn jump_if_outside(&mut self, address: Register, bytes: usize, label: Label) {
        let last = FRAME_LAST + 8 * bytes.trailing_zeros() as i8;
        dynasm!(self.code ; .arch x64 ; cmp Rq(address.x64()), [BYTE rsp + last] ; ja =>label);
    }

    fn jump_if_over(&mut self, number: u8, field: u8, label: Label) {
        dynasm!(self.code
            ; .arch x64
            ; mov ecx, [BYTE rbx + field as i8]
            ; sub rcx, rax
            ; cmp rcx, DWORD i32::from(number)
            ; jl =>label
        );
    }

    #[inline(always)]
    fn jump(&mut self, label: Label) {
        dynasm!(self.code ; .arch x64 ; jmp =>label);
    }

    #[inline(always)]
    fn jump_if(&mut self, condition: Condition, label: Label) {
        jump_if!(self.code, condition, =>label);
    }

    #[inline(always)]
    fn skip(&mut self) -> Reference {
        dynasm!(self.code ; .arch x64 ; jmp BYTE =>Label::Near);
        self.code.near()
    }

    #[inline(always)]
    fn skip_if(&mut self, condition: Condition) -> Reference {
        jump_if!(self.code, condition, BYTE =>Label::Near);
        self.code.near()
    }

    fn copy_if(&mut self, condition: Condition, to: Register, from: Register) {
        let (to, from) = (to.x64(), from.x64());
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch x64 ; cmove Rq(to), Rq(from)),
            Condition::NotEqual => dynasm!(self.code ; .arch x64 ; cmovne Rq(to), Rq(from)),
            Condition::Less => dynasm!(self.code ; .arch x64 ; cmovl Rq(to), Rq(from)),
            Condition::LessOrEqual => dynasm!(self.code ; .arch x64 ; cmovle Rq(to), Rq(from)),
            Condition::FloatLess => dynasm!(self.code ; .arch x64 ; cmova Rq(to), Rq(from)),
        }
    }

    #[inline(always)]
    fn set_flag(&mut self, flag: Flag, condition: Condition) {
        let flag = FRAME_FLAGS + flag as i8;
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch x64 ; sete [BYTE rsp + flag]),
            Condition::NotEqual => dynasm!(self.code ; .arch x64 ; setne [BYTE rsp + flag]),
            Condition::Less => dynasm!(self.code ; .arch x64 ; setl [BYTE rsp + flag]),
            Condition::LessOrEqual => dynasm!(self.code ; .arch x64 ; setle [BYTE rsp + flag]),
            Condition::FloatLess => dynasm!(self.code ; .arch x64 ; seta [BYTE rsp + flag]),
        }
    }

    fn condition(&mut self, to: Register, condition: Condition) {
        let to = to.x64();
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch x64 ; sete Rb(to)),
            Condition::NotEqual => dynasm!(self.code ; .arch x64 ; setne Rb(to)),
            Condition::Less => dynasm!(self.code ; .arch x64 ; setl Rb(to)),
            Condition::LessOrEqual => dynasm!(self.code ; .arch x64 ; setle Rb(to)),
            Condition::FloatLess => dynasm!(self.code ; .arch x64 ; seta Rb(to)),
        }
        dynasm!(self.code ; .arch x64 ; movzx Rd(to), Rb(to));
    }

    fn set_flag_number(&mut self, flag: Flag, on: bool) {
        dynasm!(self.code ; .arch x64 ; mov BYTE [BYTE rsp + FRAME_FLAGS + flag as i8], on as i8);
    }

    fn set_zero_and_negative(&mut self, zero: bool, negative: bool) {
        // Processors are slow to decode numbers of 16 bits.
        self.set_flag_number(Flag::Zero, zero);
        self.set_flag_number(Flag::Negative, negative);
    }

    fn store_flag(&mut self, flag: Flag, from: Register) {
        dynasm!(self.code ; .arch x64 ; mov [BYTE rsp + FRAME_FLAGS + flag as i8], Rb(from.x64()));
    }

    #[inline(always)]
    fn store_flags(&mut self, from: Register) {
        dynasm!(self.code ; .arch x64 ; mov [BYTE rsp + FRAME_FLAGS], Rd(from.x64()));
    }

    #[inline(always)]
    fn test_flag(&mut self, flag: Flag) {
        dynasm!(self.code ; .arch x64 ; cmp BYTE [BYTE rsp + FRAME_FLAGS + flag as i8], 0);
    }
}
