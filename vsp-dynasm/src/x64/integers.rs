//! Loads, stores, and calculations with integers.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use super::X64;
use crate::assembler::{Alu, Division, IntegerAssembler, Place, Register, Shift, Type};
use crate::label::Label;
use dynasmrt::dynasm;

/// Loads an integer from an address, which is given for items of 1, 2, 4 and 8 bytes.
macro_rules! load {
    ($code:expr, $to:expr, $kind:expr, [$($b:tt)*] [$($h:tt)*] [$($w:tt)*] [$($q:tt)*]) => {
        match $kind {
            Type::U8 => dynasm!($code ; .arch x64 ; movzx Rd($to), BYTE [$($b)*]),
            Type::I8 => dynasm!($code ; .arch x64 ; movsx Rq($to), BYTE [$($b)*]),
            Type::U16 => dynasm!($code ; .arch x64 ; movzx Rd($to), WORD [$($h)*]),
            Type::I16 => dynasm!($code ; .arch x64 ; movsx Rq($to), WORD [$($h)*]),
            Type::U32 => dynasm!($code ; .arch x64 ; mov Rd($to), [$($w)*]),
            Type::I32 => dynasm!($code ; .arch x64 ; movsxd Rq($to), DWORD [$($w)*]),
            Type::U64 => dynasm!($code ; .arch x64 ; mov Rq($to), [$($q)*]),
        }
    };
}

/// Stores an integer to an address.
macro_rules! store {
    ($code:expr, $from:expr, $kind:expr, [$($b:tt)*] [$($h:tt)*] [$($w:tt)*] [$($q:tt)*]) => {
        match $kind {
            Type::U8 | Type::I8 => dynasm!($code ; .arch x64 ; mov [$($b)*], Rb($from)),
            Type::U16 | Type::I16 => dynasm!($code ; .arch x64 ; mov [$($h)*], Rw($from)),
            Type::U32 | Type::I32 => dynasm!($code ; .arch x64 ; mov [$($w)*], Rd($from)),
            Type::U64 => dynasm!($code ; .arch x64 ; mov [$($q)*], Rq($from)),
        }
    };
}

/// Loads or stores an integer at a place.
macro_rules! at_place {
    ($operation:ident, $code:expr, $register:expr, $kind:expr, $place:expr) => {
        match $place {
            Place::Context(field) => {
                let field = field as i8;
                $operation!($code, $register, $kind,
                    [BYTE rbx + field] [BYTE rbx + field] [BYTE rbx + field] [BYTE rbx + field])
            }
            Place::Memory(address) => {
                let address = address as i32;
                $operation!($code, $register, $kind,
                    [DWORD r12 + address] [DWORD r12 + address] [DWORD r12 + address] [DWORD r12 + address])
            }
            Place::MemoryAt(index) => {
                let index = index.x64();
                $operation!($code, $register, $kind,
                    [r12 + Rq(index)] [r12 + Rq(index)] [r12 + Rq(index)] [r12 + Rq(index)])
            }
            Place::Table(table, index) => {
                let (table, index) = (table as i32, index.x64());
                $operation!($code, $register, $kind,
                    [DWORD r14 + Rq(index) + table] [DWORD r14 + Rq(index) * 2 + table]
                    [DWORD r14 + Rq(index) * 4 + table] [DWORD r14 + Rq(index) * 8 + table])
            }
            Place::Stacked(distance) => {
                $operation!($code, $register, $kind,
                    [BYTE rcx + rax * 2 + distance] [BYTE rcx + rax * 2 + distance]
                    [BYTE rcx + rax * 2 + distance] [BYTE rcx + rax * 2 + distance])
            }
        }
    };
}

pub(super) use {at_place, load};

impl IntegerAssembler for X64 {
    #[inline(always)]
    fn load(&mut self, to: Register, kind: Type, from: Place) {
        let to = to.x64();
        at_place!(load, self.code, to, kind, from);
    }

    #[inline(always)]
    fn store(&mut self, from: Register, kind: Type, to: Place) {
        let from = from.x64();
        at_place!(store, self.code, from, kind, to);
    }

    fn add_to_field(&mut self, number: i32, field: u8) {
        dynasm!(self.code ; .arch x64 ; add DWORD [BYTE rbx + field as i8], number);
    }

    #[inline(always)]
    fn store_number(&mut self, number: u32, kind: Type, field: u8) {
        let field = field as i8;
        match kind {
            Type::U8 | Type::I8 => dynasm!(self.code ; .arch x64 ; mov BYTE [BYTE rbx + field], number as i8),
            Type::U16 | Type::I16 => {
                dynasm!(self.code ; .arch x64 ; mov WORD [BYTE rbx + field], number as i16)
            }
            Type::U32 | Type::I32 => {
                dynasm!(self.code ; .arch x64 ; mov DWORD [BYTE rbx + field], number as i32)
            }
            // The processor extends the sign.
            Type::U64 => dynasm!(self.code ; .arch x64 ; mov QWORD [BYTE rbx + field], number as i32),
        }
    }

    #[inline(always)]
    fn number(&mut self, to: Register, number: i64) {
        let to = to.x64();
        if let Ok(number) = u32::try_from(number) {
            dynasm!(self.code ; .arch x64 ; mov Rd(to), number as i32)
        } else if let Ok(number) = i32::try_from(number) {
            dynasm!(self.code ; .arch x64 ; mov Rq(to), DWORD number)
        } else {
            dynasm!(self.code ; .arch x64 ; mov Rq(to), QWORD number)
        }
    }

    #[inline(always)]
    fn copy(&mut self, to: Register, from: Register) {
        dynasm!(self.code ; .arch x64 ; mov Rq(to.x64()), Rq(from.x64()));
    }

    #[inline(always)]
    fn alu(&mut self, op: Alu, to: Register, other: Register) {
        let (to, other) = (to.x64(), other.x64());
        match op {
            Alu::Add => dynasm!(self.code ; .arch x64 ; add Rq(to), Rq(other)),
            Alu::Sub => dynasm!(self.code ; .arch x64 ; sub Rq(to), Rq(other)),
            Alu::And => dynasm!(self.code ; .arch x64 ; and Rq(to), Rq(other)),
            Alu::Or => dynasm!(self.code ; .arch x64 ; or Rq(to), Rq(other)),
            Alu::Xor => dynasm!(self.code ; .arch x64 ; xor Rq(to), Rq(other)),
        }
    }

    #[inline(always)]
    fn alu_number(&mut self, op: Alu, to: Register, number: i32) {
        let to = to.x64();
        if let Ok(number) = i8::try_from(number) {
            return match op {
                Alu::Add => dynasm!(self.code ; .arch x64 ; add Rq(to), BYTE number),
                Alu::Sub => dynasm!(self.code ; .arch x64 ; sub Rq(to), BYTE number),
                Alu::And => dynasm!(self.code ; .arch x64 ; and Rq(to), BYTE number),
                Alu::Or => dynasm!(self.code ; .arch x64 ; or Rq(to), BYTE number),
                Alu::Xor => dynasm!(self.code ; .arch x64 ; xor Rq(to), BYTE number),
            };
        }
        match op {
            Alu::Add => dynasm!(self.code ; .arch x64 ; add Rq(to), DWORD number),
            Alu::Sub => dynasm!(self.code ; .arch x64 ; sub Rq(to), DWORD number),
            Alu::And => dynasm!(self.code ; .arch x64 ; and Rq(to), DWORD number),
            Alu::Or => dynasm!(self.code ; .arch x64 ; or Rq(to), DWORD number),
            Alu::Xor => dynasm!(self.code ; .arch x64 ; xor Rq(to), DWORD number),
        }
    }

    #[inline(always)]
    fn multiply(&mut self, to: Register, other: Register) {
        dynasm!(self.code ; .arch x64 ; imul Rq(to.x64()), Rq(other.x64()));
    }

    #[inline(always)]
    fn negate(&mut self, to: Register) {
        dynasm!(self.code ; .arch x64 ; neg Rq(to.x64()));
    }

    #[inline(always)]
    fn not(&mut self, to: Register) {
        dynasm!(self.code ; .arch x64 ; not Rq(to.x64()));
    }

    #[inline(always)]
    fn shift(&mut self, op: Shift, to: Register, by: u8) {
        let (to, by) = (to.x64(), by as i8);
        match op {
            Shift::Left => dynasm!(self.code ; .arch x64 ; shl Rq(to), by),
            Shift::Right => dynasm!(self.code ; .arch x64 ; shr Rq(to), by),
            Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sar Rq(to), by),
        }
    }

    fn shift_right_32(&mut self, to: Register, by: u8) {
        dynasm!(self.code ; .arch x64 ; sar Rd(to.x64()), by as i8);
    }

    fn shift_right_32_by(&mut self, to: Register, by: Register, otherwise: Label) {
        let (to, by) = (to.x64(), by.x64());
        dynasm!(self.code ; .arch x64 ; test Rd(by), DWORD 32 ; jnz =>otherwise);
        if self.has_bmi2 {
            return dynasm!(self.code ; .arch x64 ; sarx Rd(to), Rd(to), Rd(by));
        }
        if by != Register::B.x64() {
            dynasm!(self.code ; .arch x64 ; mov rcx, Rq(by));
        }
        dynasm!(self.code ; .arch x64 ; sar Rd(to), cl);
    }

    #[inline(always)]
    fn shift_by(&mut self, op: Shift, to: Register, by: Register) {
        let (to, by) = (to.x64(), by.x64());
        if self.has_bmi2 {
            return match op {
                Shift::Left => dynasm!(self.code ; .arch x64 ; shlx Rq(to), Rq(to), Rq(by)),
                Shift::Right => dynasm!(self.code ; .arch x64 ; shrx Rq(to), Rq(to), Rq(by)),
                Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sarx Rq(to), Rq(to), Rq(by)),
            };
        }
        if by != Register::B.x64() {
            dynasm!(self.code ; .arch x64 ; mov rcx, Rq(by));
        }
        match op {
            Shift::Left => dynasm!(self.code ; .arch x64 ; shl Rq(to), cl),
            Shift::Right => dynasm!(self.code ; .arch x64 ; shr Rq(to), cl),
            Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sar Rq(to), cl),
        }
    }

    fn jump_if_special(&mut self, kind: Type, label: Label) {
        match kind {
            Type::U64 => dynasm!(self.code ; .arch x64 ; lea rdx, [rcx + 1] ; cmp rdx, 1),
            Type::U8 | Type::I8 | Type::U16 | Type::I16 | Type::U32 | Type::I32 => {
                dynasm!(self.code ; .arch x64 ; lea edx, [rcx + 1] ; cmp edx, 1)
            }
        }
        dynasm!(self.code ; .arch x64 ; jbe =>label);
    }

    fn divide(&mut self, kind: Type, _: Division) {
        // The processor gives both.
        match kind {
            Type::U64 => dynasm!(self.code ; .arch x64 ; cqo ; idiv rcx),
            Type::U8 | Type::I8 | Type::U16 | Type::I16 | Type::U32 | Type::I32 => {
                dynasm!(self.code ; .arch x64 ; cdq ; idiv ecx)
            }
        }
    }

    #[inline(always)]
    fn extend(&mut self, to: Register, from: Register, kind: Type) {
        let (to, from) = (to.x64(), from.x64());
        match kind {
            Type::U8 => dynasm!(self.code ; .arch x64 ; movzx Rd(to), Rb(from)),
            Type::I8 => dynasm!(self.code ; .arch x64 ; movsx Rq(to), Rb(from)),
            Type::U16 => dynasm!(self.code ; .arch x64 ; movzx Rd(to), Rw(from)),
            Type::I16 => dynasm!(self.code ; .arch x64 ; movsx Rq(to), Rw(from)),
            Type::U32 => dynasm!(self.code ; .arch x64 ; mov Rd(to), Rd(from)),
            Type::I32 => dynasm!(self.code ; .arch x64 ; movsxd Rq(to), Rd(from)),
            Type::U64 if to == from => {}
            Type::U64 => dynasm!(self.code ; .arch x64 ; mov Rq(to), Rq(from)),
        }
    }

    fn clamp(&mut self, to: Register) {
        let to = to.x64();
        dynasm!(self.code
            ; .arch x64
            ; mov rdx, DWORD -8
            ; cmp Rq(to), rdx
            ; cmovl Rq(to), rdx
            ; mov edx, 7
            ; cmp Rq(to), rdx
            ; cmovg Rq(to), rdx
        );
    }
}
