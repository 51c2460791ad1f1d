//! Loads, stores, and calculations with integers.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::{Aarch64, TEMPORARY};
use crate::assembler::{
    Alu, BranchAssembler, Condition, Division, IntegerAssembler, Place, Register, Shift, Type,
};
use crate::label::Label;
use dynasmrt::dynasm;

/// Loads or stores an integer at `[base, offset]` with any offset from -256 to 255.
macro_rules! load_near {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            Type::U8 => dynasm!($code ; .arch aarch64 ; ldurb W($register), [$($address)*]),
            Type::I8 => dynasm!($code ; .arch aarch64 ; ldursb X($register), [$($address)*]),
            Type::U16 => dynasm!($code ; .arch aarch64 ; ldurh W($register), [$($address)*]),
            Type::I16 => dynasm!($code ; .arch aarch64 ; ldursh X($register), [$($address)*]),
            Type::U32 => dynasm!($code ; .arch aarch64 ; ldur W($register), [$($address)*]),
            Type::I32 => dynasm!($code ; .arch aarch64 ; ldursw X($register), [$($address)*]),
            Type::U64 => dynasm!($code ; .arch aarch64 ; ldur X($register), [$($address)*]),
        }
    };
}

macro_rules! store_near {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            Type::U8 | Type::I8 => dynasm!($code ; .arch aarch64 ; sturb W($register), [$($address)*]),
            Type::U16 | Type::I16 => dynasm!($code ; .arch aarch64 ; sturh W($register), [$($address)*]),
            Type::U32 | Type::I32 => dynasm!($code ; .arch aarch64 ; stur W($register), [$($address)*]),
            Type::U64 => dynasm!($code ; .arch aarch64 ; stur X($register), [$($address)*]),
        }
    };
}

/// Loads or stores an integer at a register's distance, in bytes, from another.
macro_rules! load_at {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            Type::U8 => dynasm!($code ; .arch aarch64 ; ldrb W($register), [$($address)*]),
            Type::I8 => dynasm!($code ; .arch aarch64 ; ldrsb X($register), [$($address)*]),
            Type::U16 => dynasm!($code ; .arch aarch64 ; ldrh W($register), [$($address)*]),
            Type::I16 => dynasm!($code ; .arch aarch64 ; ldrsh X($register), [$($address)*]),
            Type::U32 => dynasm!($code ; .arch aarch64 ; ldr W($register), [$($address)*]),
            Type::I32 => dynasm!($code ; .arch aarch64 ; ldrsw X($register), [$($address)*]),
            Type::U64 => dynasm!($code ; .arch aarch64 ; ldr X($register), [$($address)*]),
        }
    };
}

macro_rules! store_at {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            Type::U8 | Type::I8 => dynasm!($code ; .arch aarch64 ; strb W($register), [$($address)*]),
            Type::U16 | Type::I16 => dynasm!($code ; .arch aarch64 ; strh W($register), [$($address)*]),
            Type::U32 | Type::I32 => dynasm!($code ; .arch aarch64 ; str W($register), [$($address)*]),
            Type::U64 => dynasm!($code ; .arch aarch64 ; str X($register), [$($address)*]),
        }
    };
}

/// Loads or stores the item of an array whose index is in a register.
macro_rules! load_item {
    ($code:expr, $register:expr, $kind:expr, $base:expr, $index:expr) => {
        match $kind {
            Type::U8 => dynasm!($code ; .arch aarch64 ; ldrb W($register), [X($base), X($index)]),
            Type::I8 => dynasm!($code ; .arch aarch64 ; ldrsb X($register), [X($base), X($index)]),
            Type::U16 => dynasm!($code ; .arch aarch64 ; ldrh W($register), [X($base), X($index), lsl 1]),
            Type::I16 => dynasm!($code ; .arch aarch64 ; ldrsh X($register), [X($base), X($index), lsl 1]),
            Type::U32 => dynasm!($code ; .arch aarch64 ; ldr W($register), [X($base), X($index), lsl 2]),
            Type::I32 => dynasm!($code ; .arch aarch64 ; ldrsw X($register), [X($base), X($index), lsl 2]),
            Type::U64 => dynasm!($code ; .arch aarch64 ; ldr X($register), [X($base), X($index), lsl 3]),
        }
    };
}

macro_rules! store_item {
    ($code:expr, $register:expr, $kind:expr, $base:expr, $index:expr) => {
        match $kind {
            Type::U8 | Type::I8 => {
                dynasm!($code ; .arch aarch64 ; strb W($register), [X($base), X($index)])
            }
            Type::U16 | Type::I16 => {
                dynasm!($code ; .arch aarch64 ; strh W($register), [X($base), X($index), lsl 1])
            }
            Type::U32 | Type::I32 => {
                dynasm!($code ; .arch aarch64 ; str W($register), [X($base), X($index), lsl 2])
            }
            Type::U64 => dynasm!($code ; .arch aarch64 ; str X($register), [X($base), X($index), lsl 3]),
        }
    };
}

/// Loads or stores an integer at a place, by the macros for the three forms of addresses.
macro_rules! at_place {
    ($near:ident, $at:ident, $item:ident, $self:ident, $register:expr, $kind:expr, $place:expr) => {
        match $place {
            Place::Context(field) => $near!($self.code, $register, $kind, x19, i32::from(field)),
            Place::Memory(address) => {
                $self.set_number(TEMPORARY, address.into());
                $at!($self.code, $register, $kind, x20, x9)
            }
            Place::MemoryAt(index) => $at!($self.code, $register, $kind, x20, X(index.aarch64())),
            Place::Table(table, index) => {
                $self.table(table);
                $item!($self.code, $register, $kind, TEMPORARY, index.aarch64())
            }
            Place::Stacked(distance) => {
                dynasm!($self.code ; .arch aarch64 ; add x9, x1, x0, lsl 1);
                $near!($self.code, $register, $kind, x9, i32::from(distance))
            }
        }
    };
}

/// Emits an operation on two registers whose name depends on `Alu`.
macro_rules! alu {
    ($code:expr, $op:expr, $to:expr, $other:expr) => {
        match $op {
            Alu::Add => dynasm!($code ; .arch aarch64 ; add X($to), X($to), X($other)),
            Alu::Sub => dynasm!($code ; .arch aarch64 ; sub X($to), X($to), X($other)),
            Alu::And => dynasm!($code ; .arch aarch64 ; and X($to), X($to), X($other)),
            Alu::Or => dynasm!($code ; .arch aarch64 ; orr X($to), X($to), X($other)),
            Alu::Xor => dynasm!($code ; .arch aarch64 ; eor X($to), X($to), X($other)),
        }
    };
}

pub(super) use {at_place, load_near};

impl IntegerAssembler for Aarch64 {
    #[inline(always)]
    fn load(&mut self, to: Register, kind: Type, from: Place) {
        let to = to.aarch64();
        at_place!(load_near, load_at, load_item, self, to, kind, from);
    }

    #[inline(always)]
    fn store(&mut self, from: Register, kind: Type, to: Place) {
        let from = from.aarch64();
        at_place!(store_near, store_at, store_item, self, from, kind, to);
    }

    fn add_to_field(&mut self, number: i32, field: u8) {
        let field = u32::from(field);
        self.set_number(10, i64::from(number) as u64);
        dynasm!(self.code
            ; .arch aarch64
            ; ldr w9, [x19, field]
            ; add w9, w9, w10
            ; str w9, [x19, field]
        );
    }

    #[inline(always)]
    fn store_number(&mut self, number: u32, kind: Type, field: u8) {
        self.set_number(TEMPORARY, i64::from(number.cast_signed()) as u64);
        store_near!(self.code, TEMPORARY, kind, x19, i32::from(field));
    }

    #[inline(always)]
    fn number(&mut self, to: Register, number: i64) {
        self.set_number(to.aarch64(), number as u64);
    }

    #[inline(always)]
    fn copy(&mut self, to: Register, from: Register) {
        dynasm!(self.code ; .arch aarch64 ; mov X(to.aarch64()), X(from.aarch64()));
    }

    #[inline(always)]
    fn alu(&mut self, op: Alu, to: Register, other: Register) {
        alu!(self.code, op, to.aarch64(), other.aarch64());
    }

    #[inline(always)]
    fn alu_number(&mut self, op: Alu, to: Register, number: i32) {
        let to = to.aarch64();
        match (op, number) {
            (Alu::Add, 0..4096) => dynasm!(self.code ; .arch aarch64 ; add XSP(to), XSP(to), number as u32),
            (Alu::Add, -4095..0) => {
                dynasm!(self.code ; .arch aarch64 ; sub XSP(to), XSP(to), number.unsigned_abs())
            }
            (Alu::And, 15) => dynasm!(self.code ; .arch aarch64 ; and XSP(to), X(to), 15),
            (Alu::Add | Alu::Sub | Alu::And | Alu::Or | Alu::Xor, _) => {
                self.set_number(TEMPORARY, i64::from(number) as u64);
                alu!(self.code, op, to, TEMPORARY);
            }
        }
    }

    #[inline(always)]
    fn multiply(&mut self, to: Register, other: Register) {
        dynasm!(self.code ; .arch aarch64 ; mul X(to.aarch64()), X(to.aarch64()), X(other.aarch64()));
    }

    #[inline(always)]
    fn negate(&mut self, to: Register) {
        dynasm!(self.code ; .arch aarch64 ; neg X(to.aarch64()), X(to.aarch64()));
    }

    #[inline(always)]
    fn not(&mut self, to: Register) {
        dynasm!(self.code ; .arch aarch64 ; mvn X(to.aarch64()), X(to.aarch64()));
    }

    #[inline(always)]
    fn shift(&mut self, op: Shift, to: Register, by: u8) {
        let (to, by) = (to.aarch64(), u32::from(by));
        match op {
            Shift::Left => dynasm!(self.code ; .arch aarch64 ; lsl X(to), X(to), by),
            Shift::Right => dynasm!(self.code ; .arch aarch64 ; lsr X(to), X(to), by),
            Shift::SignedRight => dynasm!(self.code ; .arch aarch64 ; asr X(to), X(to), by),
        }
    }

    fn shift_right_32(&mut self, to: Register, by: u8) {
        dynasm!(self.code ; .arch aarch64 ; asr W(to.aarch64()), W(to.aarch64()), u32::from(by));
    }

    fn shift_right_32_by(&mut self, to: Register, by: Register, otherwise: Label) {
        let (to, by) = (to.aarch64(), by.aarch64());
        dynasm!(self.code ; .arch aarch64 ; tst W(by), 32 ; b.ne =>otherwise ; asr W(to), W(to), W(by));
    }

    #[inline(always)]
    fn shift_by(&mut self, op: Shift, to: Register, by: Register) {
        let (to, by) = (to.aarch64(), by.aarch64());
        match op {
            Shift::Left => dynasm!(self.code ; .arch aarch64 ; lsl X(to), X(to), X(by)),
            Shift::Right => dynasm!(self.code ; .arch aarch64 ; lsr X(to), X(to), X(by)),
            Shift::SignedRight => dynasm!(self.code ; .arch aarch64 ; asr X(to), X(to), X(by)),
        }
    }

    fn jump_if_special(&mut self, kind: Type, label: Label) {
        // By -1 the processor wraps.
        self.compare_number(kind, Register::B, 0);
        self.jump_if(Condition::Equal, label);
    }

    fn divide(&mut self, kind: Type, division: Division) {
        match (kind, division) {
            (Type::U64, Division::Quotient) => dynasm!(self.code ; .arch aarch64 ; sdiv x0, x0, x1),
            (Type::U64, Division::Remainder) => {
                dynasm!(self.code ; .arch aarch64 ; sdiv x2, x0, x1 ; msub x2, x2, x1, x0)
            }
            (_, Division::Quotient) => dynasm!(self.code ; .arch aarch64 ; sdiv w0, w0, w1),
            (_, Division::Remainder) => {
                dynasm!(self.code ; .arch aarch64 ; sdiv w2, w0, w1 ; msub w2, w2, w1, w0)
            }
        }
    }

    #[inline(always)]
    fn extend(&mut self, to: Register, from: Register, kind: Type) {
        let (to, from) = (to.aarch64(), from.aarch64());
        match kind {
            Type::U8 => dynasm!(self.code ; .arch aarch64 ; uxtb W(to), W(from)),
            Type::I8 => dynasm!(self.code ; .arch aarch64 ; sxtb X(to), W(from)),
            Type::U16 => dynasm!(self.code ; .arch aarch64 ; uxth W(to), W(from)),
            Type::I16 => dynasm!(self.code ; .arch aarch64 ; sxth X(to), W(from)),
            Type::U32 => dynasm!(self.code ; .arch aarch64 ; mov W(to), W(from)),
            Type::I32 => dynasm!(self.code ; .arch aarch64 ; sxtw X(to), W(from)),
            Type::U64 if to == from => {}
            Type::U64 => dynasm!(self.code ; .arch aarch64 ; mov X(to), X(from)),
        }
    }

    fn clamp(&mut self, to: Register) {
        let to = to.aarch64();
        dynasm!(self.code
            ; .arch aarch64
            ; movn x9, 7
            ; cmp X(to), x9
            ; csel X(to), x9, X(to), lt
            ; movz x9, 7
            ; cmp X(to), x9
            ; csel X(to), x9, X(to), gt
        );
    }
}
