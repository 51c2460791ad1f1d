//! The operations of templates on 64-bit ARM.
//!
//! | register | holds |
//! |---|---|
//! | x19 | the context |
//! | x20, x21 | the machine's memory, and how many bytes it has |
//! | x22 | the tables |
//! | x23 | the fuel that is left |
//! | x24 | where `execute` returns to |
//! | x25 | where the code begins |
//! | x26 | how many return addresses are on the call stack |
//! | x0 to x2 | A, B, C |
//! | x4 to x8, x11 to x13 | integers of words |
//! | x9, x10 | used within one operation |
//! | d0, d1 | X, Y |
//! | d2, d3 | used within one operation |
//! | d4 to d7, d16 to d19 | floats of words |
//!
//! x18 belongs to the system. From the stack pointer on there are the frame record, what was saved, and, at offset
//! [`FRAME_FLAGS`], a byte each for Z, N and O.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use crate::assembler::{
    Alu, Argument, Assembler, Condition, Flag, Float, FloatAlu, FloatType, Place, Register, Shift, Type,
};
use crate::buffer::{Buffer, Reference};
use crate::label::{Label, Relocate};
use crate::tables::{self, TABLES};
use dynasmrt::aarch64::Aarch64Relocation;
use dynasmrt::dynasm;
use dynasmrt::relocations::Relocation;
use vsp_isa::Mode;
use vsp_isa::abi::{Exit, Helper, offset};

pub(super) struct Aarch64 {
    code: Buffer,
    /// Where the shared exits and helpers' calls are.
    exit: u32,
    execute: u32,
    execute_until_stop: u32,
    execute_and_leave: u32,
}

/// Where the flags are, from the stack pointer.
const FRAME_FLAGS: u32 = 80;

/// How many bytes most processors fetch at once.
const FETCHED: u32 = 16;

/// How far a conditional jump reaches, less than it really does.
const CONDITIONAL_REACH: u32 = 1 << 19;

/// Where the fields of the context are.
const FLAGS: u32 = offset::FLAGS as u32;
const FUEL: u32 = offset::FUEL as u32;
const CALL_DEPTH: u32 = offset::CALL_DEPTH as u32;
const HELPERS: u32 = offset::HELPERS as u32;
const INTERRUPT: u32 = offset::INTERRUPT as u32;
const MODE: u32 = offset::MODE as u32;
const PC: u32 = offset::PC as u32;

/// The registers of words.
const WORDS: [u8; 8] = [4, 5, 6, 7, 8, 11, 12, 13];
const FLOAT_WORDS: [u8; 8] = [4, 5, 6, 7, 16, 17, 18, 19];

/// The register for addresses and numbers within one operation.
const TEMPORARY: u8 = 9;

impl Register {
    #[inline(always)]
    fn aarch64(self) -> u8 {
        match self {
            Register::A => 0,
            Register::B => 1,
            Register::C => 2,
            Register::Word(word) => WORDS[usize::from(word)],
        }
    }
}

impl Float {
    #[inline(always)]
    fn aarch64(self) -> u8 {
        match self {
            Float::X => 0,
            Float::Y => 1,
            Float::Word(word) => FLOAT_WORDS[usize::from(word)],
        }
    }
}

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
            Place::Near(base, distance) => {
                $near!($self.code, $register, $kind, XSP(base.aarch64()), i32::from(distance))
            }
        }
    };
}

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

impl Aarch64 {
    /// The prologue: x0 is the context, w1 where in the code to go.
    fn emit_entry(&mut self) {
        let tables = (&raw const TABLES).addr() as u64;
        dynasm!(self.code
            ; .arch aarch64
            ; adr x9, =>Label::At(0)
            ; stp x29, x30, [sp, -96]!
            ; mov x29, sp
            ; stp x19, x20, [sp, 16]
            ; stp x21, x22, [sp, 32]
            ; stp x23, x24, [sp, 48]
            ; stp x25, x26, [sp, 64]
            ; mov x25, x9
            ; mov x19, x0
            ; ldr x20, [x19, offset::MEMORY as u32]
            ; ldr x21, [x19, offset::MEMORY_SIZE as u32]
            ; ldr x23, [x19, FUEL]
            ; ldr w26, [x19, CALL_DEPTH]
        );
        self.set_number(22, tables);
        self.split_flags();
        // The sign is `LOADS`.
        dynasm!(self.code
            ; .arch aarch64
            ; and w2, w1, 0x7fff_ffff
            ; tbz w1, 31, =>Label::Near
        );
        let everything_is_there = self.code.near();
        dynasm!(self.code ; .arch aarch64 ; ldrb w0, [x19, MODE]);
        for mode in Mode::ALL.map(Mode::code) {
            dynasm!(self.code ; .arch aarch64 ; cmp w0, u32::from(mode) ; b.ne =>Label::Near);
            let another = self.code.near();
            dynasm!(self.code ; .arch aarch64 ; b =>Label::Loading(mode));
            self.land(another);
        }
        self.land(everything_is_there);
        self.jump_to_c();
    }

    /// The epilogue: w0 is the exit's code, w2 the address to leave in pc.
    fn emit_exit(&mut self) {
        self.exit = self.code.position();
        dynasm!(self.code ; .arch aarch64 ; str w2, [x19, PC] ; str w26, [x19, CALL_DEPTH]);
        self.join_flags();
        self.emit_return();
    }

    /// The epilogue when all but the fuel is in the context.
    fn emit_return(&mut self) {
        dynasm!(self.code
            ; .arch aarch64
            ; str x23, [x19, FUEL]
            ; ldp x19, x20, [sp, 16]
            ; ldp x21, x22, [sp, 32]
            ; ldp x23, x24, [sp, 48]
            ; ldp x25, x26, [sp, 64]
            ; ldp x29, x30, [sp], 96
            ; ret
        );
    }

    /// Executes the instruction at the address in w2; called.
    fn emit_execute(&mut self) {
        self.execute = self.code.position();
        dynasm!(self.code ; .arch aarch64 ; mov x24, x30);
        self.call_execute();
        dynasm!(self.code ; .arch aarch64 ; cmp w0, Exit::Dispatch.code() ; b.ne =>Label::Near);
        let stopped = self.code.near();
        self.split_flags();
        dynasm!(self.code ; .arch aarch64 ; ret x24);
        self.land(stopped);
        self.emit_return();
    }

    /// Executes one instruction after the other from the address in w2 on; jumped to.
    fn emit_execute_until_stop(&mut self) {
        self.execute_until_stop = self.code.position();
        dynasm!(self.code
            ; .arch aarch64
            ; bl =>Label::At(self.execute)
            ; ldr w2, [x19, PC]
            ; b =>Label::At(self.execute_until_stop)
        );
    }

    /// Executes the instruction at the address in w2; jumped to.
    fn emit_execute_and_leave(&mut self) {
        self.execute_and_leave = self.code.position();
        self.call_execute();
        self.emit_return();
    }

    fn call_execute(&mut self) {
        self.join_flags();
        dynasm!(self.code ; .arch aarch64 ; str w26, [x19, CALL_DEPTH] ; mov x0, x19 ; mov w1, w2);
        self.call_pointer(Helper::execute);
    }

    fn call_pointer(&mut self, helper: Helper) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldr x9, [x19, HELPERS]
            ; ldr x9, [x9, 8 * helper as u32]
            ; blr x9
        );
    }

    /// From the context's status byte to the frame's bytes.
    fn split_flags(&mut self) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldrb w9, [x19, FLAGS]
            ; ubfx w10, w9, 0, 1 ; strb w10, [sp, FRAME_FLAGS]
            ; ubfx w10, w9, 1, 1 ; strb w10, [sp, FRAME_FLAGS + 1]
            ; ubfx w10, w9, 2, 1 ; strb w10, [sp, FRAME_FLAGS + 2]
        );
    }

    /// From the frame's bytes to the context's status byte.
    fn join_flags(&mut self) {
        dynasm!(self.code
            ; .arch aarch64
            ; ldrb w9, [x19, FLAGS]
            ; ldrb w10, [sp, FRAME_FLAGS] ; bfi w9, w10, 0, 1
            ; ldrb w10, [sp, FRAME_FLAGS + 1] ; bfi w9, w10, 1, 1
            ; ldrb w10, [sp, FRAME_FLAGS + 2] ; bfi w9, w10, 2, 1
            ; strb w9, [x19, FLAGS]
        );
    }

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

    /// Sets a register to a number, in as many instructions as it has sixteenths that are neither all zeros nor, if it is
    /// negative, all ones.
    #[inline(always)]
    fn set_number(&mut self, to: u8, number: u64) {
        let [low, second, third, high] = [0, 16, 32, 48].map(|shift| u32::from((number >> shift) as u16));
        if number as i64 >= -0x1_0000 && (number as i64) < 0 {
            return dynasm!(self.code ; .arch aarch64 ; movn X(to), low ^ 0xffff);
        }
        dynasm!(self.code ; .arch aarch64 ; movz X(to), low);
        if second != 0 {
            dynasm!(self.code ; .arch aarch64 ; movk X(to), second, lsl 16);
        }
        if third != 0 {
            dynasm!(self.code ; .arch aarch64 ; movk X(to), third, lsl 32);
        }
        if high != 0 {
            dynasm!(self.code ; .arch aarch64 ; movk X(to), high, lsl 48);
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

    /// The address of a table, in the temporary register.
    #[inline(always)]
    fn table(&mut self, table: u32) {
        match table {
            tables::SUMS => dynasm!(self.code ; .arch aarch64 ; add x9, x22, 1, lsl 12),
            tables::PACKED => dynasm!(self.code ; .arch aarch64 ; add x9, x22, 33, lsl 12),
            table => dynasm!(self.code ; .arch aarch64 ; add x9, x22, table),
        }
    }
}

impl Relocate for Aarch64 {
    fn fill(field: &mut [u8], encoding: u8, distance: i32) -> Option<()> {
        let relocation = Aarch64Relocation::from_encoding(encoding);
        relocation.write_value(field.get_mut(..4)?, distance as isize).ok()
    }
}

impl Assembler for Aarch64 {
    const SLOW_PATH_REACH: u32 = CONDITIONAL_REACH / 2;
    const MOST_BYTES: u32 = 100 << 20;
    const INTEGERS: usize = WORDS.len();
    const FLOATS: usize = FLOAT_WORDS.len();

    fn begin(code: Buffer) -> Aarch64 {
        let mut aarch64 = Aarch64 { code, exit: 0, execute: 0, execute_until_stop: 0, execute_and_leave: 0 };
        aarch64.emit_entry();
        aarch64.emit_exit();
        aarch64.emit_execute();
        aarch64.emit_execute_until_stop();
        aarch64.emit_execute_and_leave();
        aarch64
    }

    #[inline(always)]
    fn buffer(&mut self) -> &mut Buffer {
        &mut self.code
    }

    fn into_buffer(self) -> Buffer {
        self.code
    }

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

    #[inline(always)]
    fn shift_by_b(&mut self, op: Shift, to: Register) {
        let to = to.aarch64();
        match op {
            Shift::Left => dynasm!(self.code ; .arch aarch64 ; lsl X(to), X(to), x1),
            Shift::Right => dynasm!(self.code ; .arch aarch64 ; lsr X(to), X(to), x1),
            Shift::SignedRight => dynasm!(self.code ; .arch aarch64 ; asr X(to), X(to), x1),
        }
    }

    fn divide_a_by_b(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; sdiv x0, x0, x1);
    }

    fn remainder_a_by_b(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; sdiv x2, x0, x1 ; msub x0, x2, x1, x0);
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

    fn cell_address(&mut self, to: Register, array: Register, index: Register) {
        dynasm!(self.code
            ; .arch aarch64
            ; add X(to.aarch64()), X(array.aarch64()), X(index.aarch64()), lsl 1
        );
    }

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

    #[inline(always)]
    fn jump_if_interrupted(&mut self, label: Label) {
        // The sign tells.
        dynasm!(self.code ; .arch aarch64 ; ldr x0, [x19, INTERRUPT] ; ldr x0, [x0] ; cmp x0, 0);
        self.jump_if(Condition::Less, label);
    }

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

    fn pop_call(&mut self, empty: Label) {
        dynasm!(self.code ; .arch aarch64 ; cmp w26, 0);
        self.jump_if(Condition::Equal, empty);
        dynasm!(self.code
            ; .arch aarch64
            ; sub w26, w26, 1
            ; ldr x9, [x19, offset::CALLS as u32]
            ; ldr w0, [x9, x26, lsl 2]
        );
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

    fn dispatch(&mut self, places: usize, addresses: u32, mode: u8) {
        self.set_number(TEMPORARY, addresses.into());
        dynasm!(self.code ; .arch aarch64 ; cmp x0, x9 ; b.hs =>Label::Near);
        let outside = self.code.near();
        self.set_number(TEMPORARY, places as u64);
        dynasm!(self.code ; .arch aarch64 ; ldr w2, [x9, x0, lsl 2] ; cbz w2, =>Label::Near);
        let nowhere = self.code.near();
        // The sign is `LOADS`.
        dynasm!(self.code ; .arch aarch64 ; tbz w2, 31, =>Label::Near);
        let everything_is_there = self.code.near();
        dynasm!(self.code ; .arch aarch64 ; and w2, w2, 0x7fff_ffff ; b =>Label::Loading(mode));
        self.land(everything_is_there);
        self.jump_to_c();
        self.land(outside);
        self.land(nowhere);
        dynasm!(self.code
            ; .arch aarch64
            ; mov w2, w0
            ; movz w0, Exit::Dispatch.code()
            ; b =>Label::At(self.exit)
        );
    }

    fn dispatch_at_once(&mut self, places: usize, addresses: u32, mode: u8) {
        self.set_number(TEMPORARY, addresses.into());
        dynasm!(self.code ; .arch aarch64 ; cmp x0, x9 ; b.hs =>Label::Near);
        let outside = self.code.near();
        self.set_number(TEMPORARY, places as u64);
        dynasm!(self.code
            ; .arch aarch64
            ; ldr w2, [x9, x0, lsl 2]
            ; cmp w2, 0
            ; b.le =>Label::Near
        );
        let otherwise = self.code.near();
        self.jump_to_c();
        self.land(outside);
        self.land(otherwise);
        dynasm!(self.code ; .arch aarch64 ; b =>Label::Dispatch(mode));
    }

    fn fence(&mut self) {
        dynasm!(self.code ; .arch aarch64 ; dmb ish);
    }
}
