//! Comparisons, jumps and flags.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::{Aarch64, CONDITIONAL_REACH, FRAME_FLAGS, TEMPORARY};
use crate::assembler::{BranchAssembler, Condition, Flag, Register, Type};
use crate::buffer::Reference;
use crate::label::Label;
use dynasmrt::dynasm;

/// Emits one of the jumps to a label, under a condition.
macro_rules! jump_if {
    ($code:expr, $condition:expr, $label:expr) => {
        match $condition {
            Condition::Equal => dynasm!($code ; .arch aarch64 ; b.eq =>$label),
            Condition::NotEqual => dynasm!($code ; .arch aarch64 ; b.ne =>$label),
            Condition::Less => dynasm!($code ; .arch aarch64 ; b.lt =>$label),
            Condition::LessOrEqual => dynasm!($code ; .arch aarch64 ; b.le =>$label),
            Condition::FloatLess => dynasm!($code ; .arch aarch64 ; b.mi =>$label),
        }
    };
}

impl Aarch64 {
    /// Sets a register to 1 if a condition holds, else to 0.
    #[inline(always)]
    fn set_condition(&mut self, to: u8, condition: Condition) {
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch aarch64 ; cset W(to), eq),
            Condition::NotEqual => dynasm!(self.code ; .arch aarch64 ; cset W(to), ne),
            Condition::Less => dynasm!(self.code ; .arch aarch64 ; cset W(to), lt),
            Condition::LessOrEqual => dynasm!(self.code ; .arch aarch64 ; cset W(to), le),
            Condition::FloatLess => dynasm!(self.code ; .arch aarch64 ; cset W(to), mi),
        }
    }

    /// The low bits of a register as a signed number of 32 bits, in the temporary register.
    fn extend_low(&mut self, kind: Type, register: u8) {
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code ; .arch aarch64 ; sxtb w9, W(register)),
            Type::U16 | Type::I16 => dynasm!(self.code ; .arch aarch64 ; sxth w9, W(register)),
            Type::U32 | Type::I32 | Type::U64 => dynasm!(self.code ; .arch aarch64 ; mov w9, W(register)),
        }
    }
}

impl BranchAssembler for Aarch64 {
    #[inline(always)]
    fn compare(&mut self, kind: Type, one: Register, other: Register) {
        let (first, second) = (one.aarch64(), other.aarch64());
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code
                ; .arch aarch64
                ; sxtb w9, W(first)
                ; cmp w9, W(second), sxtb
            ),
            Type::U16 | Type::I16 => dynasm!(self.code
                ; .arch aarch64
                ; sxth w9, W(first)
                ; cmp w9, W(second), sxth
            ),
            Type::U32 | Type::I32 => dynasm!(self.code ; .arch aarch64 ; cmp W(first), W(second)),
            Type::U64 => dynasm!(self.code ; .arch aarch64 ; cmp X(first), X(second)),
        }
    }

    #[inline(always)]
    fn compare_number(&mut self, kind: Type, one: Register, number: i16) {
        let register = one.aarch64();
        if number.unsigned_abs() >= 1 << 12 {
            self.set_number(10, i64::from(number) as u64);
            return match kind {
                Type::U8 | Type::I8 | Type::U16 | Type::I16 => {
                    self.extend_low(kind, register);
                    dynasm!(self.code ; .arch aarch64 ; cmp w9, w10)
                }
                Type::U32 | Type::I32 => dynasm!(self.code ; .arch aarch64 ; cmp W(register), w10),
                Type::U64 => dynasm!(self.code ; .arch aarch64 ; cmp X(register), x10),
            };
        }
        let size = u32::from(number.unsigned_abs());
        match (kind, number < 0) {
            (Type::U8 | Type::I8 | Type::U16 | Type::I16, negative) => {
                self.extend_low(kind, register);
                match negative {
                    true => dynasm!(self.code ; .arch aarch64 ; cmn w9, size),
                    false => dynasm!(self.code ; .arch aarch64 ; cmp w9, size),
                }
            }
            (Type::U32 | Type::I32, true) => dynasm!(self.code ; .arch aarch64 ; cmn WSP(register), size),
            (Type::U32 | Type::I32, false) => dynasm!(self.code ; .arch aarch64 ; cmp WSP(register), size),
            (Type::U64, true) => dynasm!(self.code ; .arch aarch64 ; cmn XSP(register), size),
            (Type::U64, false) => dynasm!(self.code ; .arch aarch64 ; cmp XSP(register), size),
        }
    }

    #[inline(always)]
    fn test(&mut self, kind: Type, one: Register, other: Register) {
        let (first, second) = (one.aarch64(), other.aarch64());
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code
                ; .arch aarch64
                ; and w9, W(first), W(second)
                ; sxtb w9, w9
                ; cmp w9, 0
            ),
            Type::U16 | Type::I16 => dynasm!(self.code
                ; .arch aarch64
                ; and w9, W(first), W(second)
                ; sxth w9, w9
                ; cmp w9, 0
            ),
            Type::U32 | Type::I32 => dynasm!(self.code ; .arch aarch64 ; tst W(first), W(second)),
            Type::U64 => dynasm!(self.code ; .arch aarch64 ; tst X(first), X(second)),
        }
    }

    #[inline(always)]
    fn jump_if_outside(&mut self, address: Register, bytes: usize, label: Label) {
        let address = address.aarch64();
        match bytes {
            1 => dynasm!(self.code ; .arch aarch64 ; cmp X(address), x21),
            _ => dynasm!(self.code
                ; .arch aarch64
                ; sub x9, x21, bytes as u32 - 1
                ; cmp X(address), x9
            ),
        }
        dynasm!(self.code ; .arch aarch64 ; b.hs =>label);
    }

    fn jump_if_over(&mut self, number: u8, field: u8, label: Label) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldr w1, [x19, u32::from(field)]
            ; sub x1, x1, x0
            ; cmp x1, u32::from(number)
            ; b.lt =>label
        );
    }

    #[inline(always)]
    fn jump(&mut self, label: Label) {
        dynasm!(self.code ; .arch aarch64 ; b =>label);
    }

    #[inline(always)]
    fn jump_if(&mut self, condition: Condition, label: Label) {
        let reaches = match label {
            Label::SlowPath(_) | Label::Near => true,
            Label::At(place) => self.code.position() - place < CONDITIONAL_REACH,
            Label::Version(_) | Label::Loading(_) | Label::Dispatch(_) => false,
        };
        if reaches {
            return jump_if!(self.code, condition, label);
        }
        let take = self.skip_if(condition);
        let skip = self.skip();
        self.land(take);
        self.jump(label);
        self.land(skip);
    }

    #[inline(always)]
    fn skip(&mut self) -> Reference {
        dynasm!(self.code ; .arch aarch64 ; b =>Label::Near);
        self.code.near()
    }

    #[inline(always)]
    fn skip_if(&mut self, condition: Condition) -> Reference {
        jump_if!(self.code, condition, Label::Near);
        self.code.near()
    }

    fn copy_if(&mut self, condition: Condition, to: Register, from: Register) {
        let (to, from) = (to.aarch64(), from.aarch64());
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch aarch64 ; csel X(to), X(from), X(to), eq),
            Condition::NotEqual => dynasm!(self.code ; .arch aarch64 ; csel X(to), X(from), X(to), ne),
            Condition::Less => dynasm!(self.code ; .arch aarch64 ; csel X(to), X(from), X(to), lt),
            Condition::LessOrEqual => dynasm!(self.code ; .arch aarch64 ; csel X(to), X(from), X(to), le),
            Condition::FloatLess => dynasm!(self.code ; .arch aarch64 ; csel X(to), X(from), X(to), mi),
        }
    }

    #[inline(always)]
    fn set_flag(&mut self, flag: Flag, condition: Condition) {
        self.set_condition(TEMPORARY, condition);
        dynasm!(self.code ; .arch aarch64 ; strb w9, [sp, FRAME_FLAGS + flag as u32]);
    }

    fn condition(&mut self, to: Register, condition: Condition) {
        self.set_condition(to.aarch64(), condition);
    }

    fn set_flag_number(&mut self, flag: Flag, on: bool) {
        dynasm!(self.code ; .arch aarch64 ; movz w9, u32::from(on) ; strb w9, [sp, FRAME_FLAGS + flag as u32]);
    }

    fn set_zero_and_negative(&mut self, zero: bool, negative: bool) {
        let both = u32::from(zero) | u32::from(negative) << 8;
        dynasm!(self.code ; .arch aarch64 ; movz w9, both ; strh w9, [sp, FRAME_FLAGS]);
    }

    fn store_flag(&mut self, flag: Flag, from: Register) {
        dynasm!(self.code ; .arch aarch64 ; strb W(from.aarch64()), [sp, FRAME_FLAGS + flag as u32]);
    }

    #[inline(always)]
    fn store_flags(&mut self, from: Register) {
        dynasm!(self.code ; .arch aarch64 ; str W(from.aarch64()), [sp, FRAME_FLAGS]);
    }

    #[inline(always)]
    fn test_flag(&mut self, flag: Flag) {
        dynasm!(self.code ; .arch aarch64 ; ldrb w9, [sp, FRAME_FLAGS + flag as u32] ; cmp w9, 0);
    }
}
