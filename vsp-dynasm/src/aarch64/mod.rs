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
//! | x27 | how many of these were there when the code was entered |
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

mod branches;
mod floats;
mod integers;
mod running;

use crate::assembler::{Assembler, BranchAssembler, Emit, Float, Register, RunAssembler};
use crate::buffer::Buffer;
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

impl Aarch64 {
    /// The prologue: x0 is the context, w1 where in the code to go.
    fn emit_entry(&mut self) {
        let tables = (&raw const TABLES).addr() as u64;
        dynasm!(self.code
            ; .arch aarch64
            ; adr x9, =>Label::At(0)
            ; stp x29, x30, [sp, -112]!
            ; mov x29, sp
            ; stp x19, x20, [sp, 16]
            ; stp x21, x22, [sp, 32]
            ; stp x23, x24, [sp, 48]
            ; stp x25, x26, [sp, 64]
            ; str x27, [sp, 96]
            ; mov x25, x9
            ; mov x19, x0
            ; ldr x20, [x19, offset::MEMORY as u32]
            ; ldr x21, [x19, offset::MEMORY_SIZE as u32]
            ; ldr x23, [x19, FUEL]
            ; ldr w26, [x19, CALL_DEPTH]
            ; mov w27, w26
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
            ; ldr x27, [sp, 96]
            ; ldp x29, x30, [sp], 112
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

impl Emit for Aarch64 {
    #[inline(always)]
    fn buffer(&mut self) -> &mut Buffer {
        &mut self.code
    }

    fn into_buffer(self) -> Buffer {
        self.code
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
}
