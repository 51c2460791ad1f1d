//! Floats.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::{FRAME_FLAGS, X64};
use crate::assembler::{BranchAssembler, Flag, Float, FloatAlu, FloatAssembler, FloatType, Place, Register};
use crate::label::Label;
use crate::tables;
use dynasmrt::dynasm;

/// Loads a float from an address, which is given for items of 4 and 8 bytes.
macro_rules! load_float {
    ($code:expr, $to:expr, $kind:expr, [$($w:tt)*] [$($q:tt)*]) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch x64 ; movss Rx($to), [$($w)*]),
            FloatType::F64 => dynasm!($code ; .arch x64 ; movsd Rx($to), [$($q)*]),
        }
    };
}

/// Stores a float to an address.
macro_rules! store_float {
    ($code:expr, $from:expr, $kind:expr, [$($w:tt)*] [$($q:tt)*]) => {
        match $kind {
            FloatType::F32 => dynasm!($code ; .arch x64 ; movss [$($w)*], Rx($from)),
            FloatType::F64 => dynasm!($code ; .arch x64 ; movsd [$($q)*], Rx($from)),
        }
    };
}

/// Loads or stores a float at a place.
macro_rules! float_at_place {
    ($operation:ident, $code:expr, $register:expr, $kind:expr, $place:expr) => {
        match $place {
            Place::Context(field) => {
                let field = field as i8;
                $operation!($code, $register, $kind, [BYTE rbx + field] [BYTE rbx + field])
            }
            Place::Memory(address) => {
                let address = address as i32;
                $operation!($code, $register, $kind, [DWORD r12 + address] [DWORD r12 + address])
            }
            Place::MemoryAt(index) => {
                let index = index.x64();
                $operation!($code, $register, $kind, [r12 + Rq(index)] [r12 + Rq(index)])
            }
            Place::Table(table, index) => {
                let (table, index) = (table as i32, index.x64());
                $operation!($code, $register, $kind,
                    [DWORD r14 + Rq(index) * 4 + table] [DWORD r14 + Rq(index) * 8 + table])
            }
            Place::Stacked(distance) => {
                $operation!($code, $register, $kind,
                    [BYTE rcx + rax * 2 + distance] [BYTE rcx + rax * 2 + distance])
            }
        }
    };
}

impl FloatAssembler for X64 {
    #[inline(always)]
    fn load_float(&mut self, to: Float, kind: FloatType, from: Place) {
        let to = to.x64();
        float_at_place!(load_float, self.code, to, kind, from);
    }

    #[inline(always)]
    fn store_float(&mut self, from: Float, kind: FloatType, to: Place) {
        let from = from.x64();
        float_at_place!(store_float, self.code, from, kind, to);
    }

    #[inline(always)]
    fn copy_float(&mut self, to: Float, from: Float) {
        dynasm!(self.code ; .arch x64 ; movaps Rx(to.x64()), Rx(from.x64()));
    }

    #[inline(always)]
    fn float_from_bits(&mut self, to: Float, kind: FloatType, from: Register) {
        let (to, from) = (to.x64(), from.x64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; movd Rx(to), Rd(from)),
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; movq Rx(to), Rq(from)),
        }
    }

    #[inline(always)]
    fn bits_of_float(&mut self, to: Register, kind: FloatType, from: Float) {
        let (to, from) = (to.x64(), from.x64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; movd Rd(to), Rx(from)),
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; movq Rq(to), Rx(from)),
        }
    }

    fn zero_float(&mut self, to: Float) {
        let to = to.x64();
        dynasm!(self.code ; .arch x64 ; xorps Rx(to), Rx(to));
    }

    fn load_nan(&mut self, to: Float, kind: FloatType) {
        let to = to.x64();
        match kind {
            FloatType::F32 => {
                dynasm!(self.code ; .arch x64 ; movss Rx(to), [DWORD r14 + tables::NAN_32 as i32])
            }
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; movsd Rx(to), [DWORD r14 + tables::NAN as i32]),
        }
    }

    #[inline(always)]
    fn jump_if_nan(&mut self, float: Float, kind: FloatType, label: Label) {
        let float = float.x64();
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; ucomiss Rx(float), Rx(float)),
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; ucomisd Rx(float), Rx(float)),
        }
        dynasm!(self.code ; .arch x64 ; jp =>label);
    }

    #[inline(always)]
    fn widen(&mut self, to: Float, kind: FloatType, from: Float) {
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; cvtss2sd Rx(to.x64()), Rx(from.x64())),
            FloatType::F64 => self.copy_float(to, from),
        }
    }

    #[inline(always)]
    fn narrow(&mut self, to: Float, kind: FloatType, from: Float) {
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; cvtsd2ss Rx(to.x64()), Rx(from.x64())),
            FloatType::F64 => self.copy_float(to, from),
        }
    }

    #[inline(always)]
    fn float_alu(&mut self, op: FloatAlu, kind: FloatType, to: Float, other: Float) {
        let (to, other) = (to.x64(), other.x64());
        match (op, kind) {
            (FloatAlu::Add, FloatType::F32) => dynasm!(self.code ; .arch x64 ; addss Rx(to), Rx(other)),
            (FloatAlu::Sub, FloatType::F32) => dynasm!(self.code ; .arch x64 ; subss Rx(to), Rx(other)),
            (FloatAlu::Mul, FloatType::F32) => dynasm!(self.code ; .arch x64 ; mulss Rx(to), Rx(other)),
            (FloatAlu::Div, FloatType::F32) => dynasm!(self.code ; .arch x64 ; divss Rx(to), Rx(other)),
            (FloatAlu::Add, FloatType::F64) => dynasm!(self.code ; .arch x64 ; addsd Rx(to), Rx(other)),
            (FloatAlu::Sub, FloatType::F64) => dynasm!(self.code ; .arch x64 ; subsd Rx(to), Rx(other)),
            (FloatAlu::Mul, FloatType::F64) => dynasm!(self.code ; .arch x64 ; mulsd Rx(to), Rx(other)),
            (FloatAlu::Div, FloatType::F64) => dynasm!(self.code ; .arch x64 ; divsd Rx(to), Rx(other)),
        }
    }

    fn square_root(&mut self, kind: FloatType, to: Float) {
        let to = to.x64();
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; sqrtss Rx(to), Rx(to)),
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; sqrtsd Rx(to), Rx(to)),
        }
    }

    fn negate_float(&mut self, kind: FloatType, to: Float) {
        let signs = match kind {
            FloatType::F32 => tables::SIGN_BITS_32,
            FloatType::F64 => tables::SIGN_BITS,
        };
        dynasm!(self.code ; .arch x64 ; xorps Rx(to.x64()), [DWORD r14 + signs as i32]);
    }

    fn absolute(&mut self, kind: FloatType, to: Float) {
        let magnitudes = match kind {
            FloatType::F32 => tables::MAGNITUDE_BITS_32,
            FloatType::F64 => tables::MAGNITUDE_BITS,
        };
        dynasm!(self.code ; .arch x64 ; andps Rx(to.x64()), [DWORD r14 + magnitudes as i32]);
    }

    fn compare_floats(&mut self, one: Float, other: Float) {
        let (one, other) = (one.x64(), other.x64());
        // "Above" is false where either is a NaN.
        dynasm!(self.code
            ; .arch x64
            ; movaps xmm2, Rx(one)
            ; subsd xmm2, Rx(other)
            ; andps xmm2, [DWORD r14 + tables::MAGNITUDE_BITS as i32]
            ; movsd xmm3, [DWORD r14 + tables::EPSILON as i32]
            ; ucomisd xmm3, xmm2
            ; seta [BYTE rsp + FRAME_FLAGS + Flag::Zero as i8]
            ; ucomisd Rx(other), Rx(one)
            ; seta [BYTE rsp + FRAME_FLAGS + Flag::Negative as i8]
        );
    }

    fn integer_to_float(&mut self, to: Float, kind: FloatType, from: Register) {
        // Without it, the processor would wait for what was there.
        self.zero_float(to);
        let (to, from) = (to.x64(), from.x64());
        match kind {
            FloatType::F32 => dynasm!(self.code ; .arch x64 ; cvtsi2ss Rx(to), Rq(from)),
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; cvtsi2sd Rx(to), Rq(from)),
        }
    }

    fn float_to_integer(&mut self, from: Float) {
        let from = from.x64();
        // The least integer stands for all that do not fit; only for it 1 cannot be subtracted.
        dynasm!(self.code ; .arch x64 ; cvttsd2si rax, Rx(from) ; cmp rax, 1 ; jno BYTE =>Label::Near);
        let fits = self.code.near();
        dynasm!(self.code ; .arch x64 ; xorps xmm2, xmm2 ; ucomisd Rx(from), xmm2 ; jp BYTE =>Label::Near);
        let no_number = self.code.near();
        dynasm!(self.code ; .arch x64 ; jb BYTE =>Label::Near);
        let negative = self.code.near();
        dynasm!(self.code ; .arch x64 ; not rax);
        let positive = self.skip();
        self.land(no_number);
        dynasm!(self.code ; .arch x64 ; xor eax, eax);
        for done in [fits, negative, positive] {
            self.land(done);
        }
    }
}
