//! Floats.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::integers::at_place;
use super::{Aarch64, FRAME_FLAGS, TEMPORARY};
use crate::assembler::{Flag, Float, FloatAlu, FloatAssembler, FloatType, Place, Register};
use crate::label::Label;
use crate::tables;
use dynasmrt::dynasm;

/// Loads or stores a float at `[base, offset]` with any offset from -256 to 255.
macro_rules! load_float_near {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; ldur S($register), [$($address)*]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; ldur D($register), [$($address)*]),
        }
    };
}

macro_rules! store_float_near {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; stur S($register), [$($address)*]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; stur D($register), [$($address)*]),
        }
    };
}

/// Loads or stores a float at a register's distance, in bytes, from another.
macro_rules! load_float_at {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; ldr S($register), [$($address)*]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; ldr D($register), [$($address)*]),
        }
    };
}

macro_rules! store_float_at {
    ($code:expr, $register:expr, $kind:expr, $($address:tt)*) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; str S($register), [$($address)*]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; str D($register), [$($address)*]),
        }
    };
}

/// Loads or stores the float of an array whose index is in a register.
macro_rules! load_float_item {
    ($code:expr, $register:expr, $kind:expr, $base:expr, $index:expr) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; ldr S($register), [X($base), X($index), lsl 2]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; ldr D($register), [X($base), X($index), lsl 3]),
        }
    };
}

macro_rules! store_float_item {
    ($code:expr, $register:expr, $kind:expr, $base:expr, $index:expr) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; str S($register), [X($base), X($index), lsl 2]),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; str D($register), [X($base), X($index), lsl 3]),
        }
    };
}

/// Emits an operation on two floats of a type.
macro_rules! float_alu {
    ($code:expr, $op:ident, $kind:expr, $to:expr, $other:expr) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; $op S($to), S($to), S($other)),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; $op D($to), D($to), D($other)),
        }
    };
}

/// Emits an operation on one float of a type.
macro_rules! map_float {
    ($code:expr, $op:ident, $kind:expr, $to:expr) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch aarch64 ; $op S($to), S($to)),
            FloatType::F64 => dynasm!($code ; .arch aarch64 ; $op D($to), D($to)),
        }
    };
}

impl FloatAssembler for Aarch64 {
    #[inline(always)]
    fn load_float(&mut self, to: Float, kind: FloatType, from: Place) {
        let to = to.aarch64();
        at_place!(load_float_near, load_float_at, load_float_item, self, to, kind, from);
    }

    #[inline(always)]
    fn store_float(&mut self, from: Float, kind: FloatType, to: Place) {
        let from = from.aarch64();
        at_place!(store_float_near, store_float_at, store_float_item, self, from, kind, to);
    }

    #[inline(always)]
    fn copy_float(&mut self, to: Float, from: Float) {
        dynasm!(self.code ; .arch aarch64 ; fmov D(to.aarch64()), D(from.aarch64()));
    }

    #[inline(always)]
    fn float_from_bits(&mut self, to: Float, kind: FloatType, from: Register) {
        let (to, from) = (to.aarch64(), from.aarch64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch aarch64 ; fmov S(to), W(from)),
            FloatType::F64 => dynasm!(self.code ; .arch aarch64 ; fmov D(to), X(from)),
        }
    }

    #[inline(always)]
    fn bits_of_float(&mut self, to: Register, kind: FloatType, from: Float) {
        let (to, from) = (to.aarch64(), from.aarch64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch aarch64 ; fmov W(to), S(from)),
            FloatType::F64 => dynasm!(self.code ; .arch aarch64 ; fmov X(to), D(from)),
        }
    }

    fn zero_float(&mut self, to: Float) {
        dynasm!(self.code ; .arch aarch64 ; fmov D(to.aarch64()), xzr);
    }

    fn load_nan(&mut self, to: Float, kind: FloatType) {
        let to = to.aarch64();
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch aarch64 ; ldr S(to), [x22, tables::NAN_32]),
            FloatType::F64 => dynasm!(self.code ; .arch aarch64 ; ldr D(to), [x22, tables::NAN]),
        }
    }

    #[inline(always)]
    fn jump_if_nan(&mut self, float: Float, kind: FloatType, label: Label) {
        let float = float.aarch64();
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch aarch64 ; fcmp S(float), S(float)),
            FloatType::F64 => dynasm!(self.code ; .arch aarch64 ; fcmp D(float), D(float)),
        }
        dynasm!(self.code ; .arch aarch64 ; b.vs =>label);
    }

    #[inline(always)]
    fn widen(&mut self, to: Float, kind: FloatType, from: Float) {
        match kind {
            FloatType::F32 => {
                dynasm!(self.code ; .arch aarch64 ; fcvt D(to.aarch64()), S(from.aarch64()))
            }
            FloatType::F64 => self.copy_float(to, from),
        }
    }

    #[inline(always)]
    fn narrow(&mut self, to: Float, kind: FloatType, from: Float) {
        match kind {
            FloatType::F32 => {
                dynasm!(self.code ; .arch aarch64 ; fcvt S(to.aarch64()), D(from.aarch64()))
            }
            FloatType::F64 => self.copy_float(to, from),
        }
    }

    #[inline(always)]
    fn float_alu(&mut self, op: FloatAlu, kind: FloatType, to: Float, other: Float) {
        let (to, other) = (to.aarch64(), other.aarch64());
        match op {
            FloatAlu::Add => float_alu!(self.code, fadd, kind, to, other),
            FloatAlu::Sub => float_alu!(self.code, fsub, kind, to, other),
            FloatAlu::Mul => float_alu!(self.code, fmul, kind, to, other),
            FloatAlu::Div => float_alu!(self.code, fdiv, kind, to, other),
        }
    }

    fn square_root(&mut self, kind: FloatType, to: Float) {
        map_float!(self.code, fsqrt, kind, to.aarch64());
    }

    fn negate_float(&mut self, kind: FloatType, to: Float) {
        map_float!(self.code, fneg, kind, to.aarch64());
    }

    fn absolute(&mut self, kind: FloatType, to: Float) {
        map_float!(self.code, fabs, kind, to.aarch64());
    }

    fn compare_floats(&mut self, one: Float, other: Float) {
        let (one, other) = (one.aarch64(), other.aarch64());
        // "Minus" is false where either is a NaN.
        dynasm!(self.code
            ; .arch aarch64
            ; fsub d2, D(one), D(other)
            ; fabs d2, d2
            ; ldr d3, [x22, tables::EPSILON]
            ; fcmp d2, d3
            ; cset w9, mi
            ; strb w9, [sp, FRAME_FLAGS + Flag::Zero as u32]
            ; fcmp D(one), D(other)
            ; cset w9, mi
            ; strb w9, [sp, FRAME_FLAGS + Flag::Negative as u32]
        );
    }

    fn integer_to_float(&mut self, to: Float, kind: FloatType, from: Register) {
        let (to, from) = (to.aarch64(), from.aarch64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch aarch64 ; scvtf S(to), X(from)),
            FloatType::F64 => dynasm!(self.code ; .arch aarch64 ; scvtf D(to), X(from)),
        }
    }

    fn float_to_integer(&mut self, from: Float) {
        dynasm!(self.code ; .arch aarch64 ; fcvtzs x0, D(from.aarch64()));
    }
}
