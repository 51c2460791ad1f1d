//! The operations of templates on x86-64.
//!
//! | register | holds |
//! |---|---|
//! | rbx | the context |
//! | r12 | the machine's memory |
//! | r14 | the tables |
//! | r15 | the fuel that is left |
//! | rax, rcx, rdx | A, B, C |
//! | r13 | where the next return address goes |
//! | rsi, rdi, r8, r9, r10, r11, rbp | integers of words |
//! | xmm0, xmm1 | X, Y |
//! | xmm2, xmm3 | used within one operation |
//! | xmm4 to xmm11 | floats of words; on Windows, where the others must be saved, xmm4 and xmm5 |
//!
//! The stack pointer is a multiple of 16. Above it are 32 bytes that helpers may write to, as Windows wants, then Z, N and O, a
//! byte each, then how the bounds of memory are and where the call stack begins and ends, then what was saved.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use crate::assembler::{
    Alu, Argument, Assembler, Condition, Flag, Float, FloatAlu, FloatType, Place, Register, Shift, Type,
};
use crate::buffer::{Buffer, Reference};
use crate::compile::ALIGNMENT;
use crate::label::{Label, Relocate};
use crate::tables::{self, TABLES};
use dynasmrt::dynasm;
use vsp_isa::Mode;
use vsp_isa::abi::{Exit, Helper, offset};

pub(super) struct X64 {
    code: Buffer,
    /// Where the shared exits and helpers' calls are.
    exit: u32,
    execute: u32,
    execute_until_stop: u32,
    execute_and_leave: u32,
}

/// Which registers take arguments.
#[cfg(not(windows))]
const ARGUMENTS: [u8; 4] = [7, 6, 2, 1];
#[cfg(windows)]
const ARGUMENTS: [u8; 4] = [1, 2, 8, 9];

/// The registers of words.
const WORDS: [u8; 7] = [6, 7, 8, 9, 10, 11, 5];

/// Where the flags are, from the stack pointer.
const FRAME_FLAGS: i8 = 32;

/// Where the last addresses are that 1, 2, 4 and 8 bytes may have in the machine's memory, from the stack pointer.
const FRAME_LAST: i8 = 40;

/// Where the addresses are at which the call stack begins and ends, from the stack pointer.
const FRAME_CALLS: i8 = 72;
const FRAME_CALLS_END: i8 = 80;

/// How large the frame is, without what was saved.
const FRAME: i8 = 88;

/// An instruction without effect of each length.
const NOPS: [&[u8]; 9] = [
    &[0x90],
    &[0x66, 0x90],
    &[0x0f, 0x1f, 0x00],
    &[0x0f, 0x1f, 0x40, 0],
    &[0x0f, 0x1f, 0x44, 0, 0],
    &[0x66, 0x0f, 0x1f, 0x44, 0, 0],
    &[0x0f, 0x1f, 0x80, 0, 0, 0, 0],
    &[0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
    &[0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
];

/// Where the fields of the context are, as bytes.
const FLAGS: i8 = offset::FLAGS as i8;
const FUEL: i8 = offset::FUEL as i8;
const CALL_DEPTH: i8 = offset::CALL_DEPTH as i8;
const HELPERS: i8 = offset::HELPERS as i8;
const INTERRUPT: i8 = offset::INTERRUPT as i8;
const MODE: i8 = offset::MODE as i8;
const PC: i8 = offset::PC as i8;

impl Register {
    #[inline(always)]
    fn x64(self) -> u8 {
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
    fn x64(self) -> u8 {
        match self {
            Float::X => 0,
            Float::Y => 1,
            Float::Word(word) => 4 + word,
        }
    }
}

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
            Place::Near(base, distance) => {
                let base = base.x64();
                $operation!($code, $register, $kind,
                    [BYTE Rq(base) + distance] [BYTE Rq(base) + distance]
                    [BYTE Rq(base) + distance] [BYTE Rq(base) + distance])
            }
        }
    };
}

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
            Place::Near(base, distance) => {
                let base = base.x64();
                $operation!($code, $register, $kind, [BYTE Rq(base) + distance] [BYTE Rq(base) + distance])
            }
        }
    };
}

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

impl X64 {
    /// The prologue: `rdi` (or `rcx`) is the context, `esi` (or `edx`) where in the code to go.
    fn emit_entry(&mut self) {
        let [context, place, ..] = ARGUMENTS;
        let tables = (&raw const TABLES).addr() as i64;
        dynasm!(self.code
            ; .arch x64
            ; push rbx ; push rbp ; push r12 ; push r13 ; push r14 ; push r15
        );
        #[cfg(windows)]
        dynasm!(self.code ; .arch x64 ; push rsi ; push rdi);
        dynasm!(self.code
            ; .arch x64
            ; sub rsp, BYTE FRAME
            ; mov rbx, Rq(context)
            ; mov edx, Rd(place)
            ; mov rax, [BYTE rbx + offset::CALLS as i8]
            ; mov [BYTE rsp + FRAME_CALLS], rax
            ; mov ecx, [BYTE rbx + CALL_DEPTH]
            ; lea r13, [rax + rcx * 4]
            ; mov ecx, [BYTE rbx + offset::CALL_LIMIT as i8]
            ; lea rax, [rax + rcx * 4]
            ; mov [BYTE rsp + FRAME_CALLS_END], rax
            ; mov r12, [BYTE rbx + offset::MEMORY as i8]
            ; mov r15, [BYTE rbx + FUEL]
            ; mov r14, QWORD tables
            ; mov rax, [BYTE rbx + offset::MEMORY_SIZE as i8]
            ; dec rax ; mov [BYTE rsp + FRAME_LAST], rax
            ; dec rax ; mov [BYTE rsp + FRAME_LAST + 8], rax
            ; sub rax, 2 ; mov [BYTE rsp + FRAME_LAST + 16], rax
            ; sub rax, 4 ; mov [BYTE rsp + FRAME_LAST + 24], rax
        );
        self.split_flags(FRAME_FLAGS);
        // The sign is `LOADS`.
        dynasm!(self.code ; .arch x64 ; btr edx, 31 ; jnc BYTE =>Label::Near);
        let everything_is_there = self.code.near();
        dynasm!(self.code ; .arch x64 ; movzx eax, BYTE [BYTE rbx + MODE]);
        for mode in Mode::ALL.map(Mode::code) {
            dynasm!(self.code ; .arch x64 ; cmp al, mode as i8 ; je =>Label::Loading(mode));
        }
        self.land(everything_is_there);
        self.jump_to_c();
    }

    /// The epilogue: `eax` is the exit's code, `edx` the address to leave in pc.
    fn emit_exit(&mut self) {
        self.exit = self.code.position();
        dynasm!(self.code ; .arch x64 ; mov [BYTE rbx + PC], edx);
        self.store_call_depth(FRAME_CALLS);
        self.join_flags(FRAME_FLAGS);
        self.emit_return();
    }

    /// The epilogue when all but the fuel is in the context.
    fn emit_return(&mut self) {
        dynasm!(self.code
            ; .arch x64
            ; mov [BYTE rbx + FUEL], r15
            ; add rsp, BYTE FRAME
        );
        #[cfg(windows)]
        dynasm!(self.code ; .arch x64 ; pop rdi ; pop rsi);
        dynasm!(self.code
            ; .arch x64
            ; pop r15 ; pop r14 ; pop r13 ; pop r12 ; pop rbp ; pop rbx
            ; ret
        );
    }

    /// Executes the instruction at the address in `edx`; called.
    fn emit_execute(&mut self) {
        // Room for helpers, and the return address.
        const CALLED: i8 = 48;
        self.execute = self.code.position();
        dynasm!(self.code ; .arch x64 ; sub rsp, BYTE CALLED - 8);
        self.call_execute(CALLED);
        dynasm!(self.code ; .arch x64 ; cmp eax, Exit::Dispatch.code() as i32 ; jne BYTE =>Label::Near);
        let stopped = self.code.near();
        self.split_flags(FRAME_FLAGS + CALLED);
        dynasm!(self.code ; .arch x64 ; add rsp, BYTE CALLED - 8 ; ret);
        self.land(stopped);
        dynasm!(self.code ; .arch x64 ; add rsp, BYTE CALLED);
        self.emit_return();
    }

    /// Executes one instruction after the other from the address in `edx` on; jumped to.
    fn emit_execute_until_stop(&mut self) {
        self.execute_until_stop = self.code.position();
        dynasm!(self.code
            ; .arch x64
            ; call =>Label::At(self.execute)
            ; mov edx, [BYTE rbx + PC]
            ; jmp =>Label::At(self.execute_until_stop)
        );
    }

    /// Executes the instruction at the address in `edx`; jumped to.
    fn emit_execute_and_leave(&mut self) {
        self.execute_and_leave = self.code.position();
        self.call_execute(0);
        self.emit_return();
    }

    /// The frame is so many bytes above the stack pointer.
    fn call_execute(&mut self, frame: i8) {
        let [context, pc, ..] = ARGUMENTS;
        self.join_flags(FRAME_FLAGS + frame);
        self.store_call_depth(FRAME_CALLS + frame);
        dynasm!(self.code
            ; .arch x64
            ; mov Rd(pc), edx
            ; mov Rq(context), rbx
            ; mov rax, [BYTE rbx + HELPERS]
            ; call QWORD [rax + 8 * Helper::execute as i32]
        );
    }

    /// Has the context say how many return addresses there are; `eax` and `edx` stay.
    fn store_call_depth(&mut self, calls: i8) {
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, r13
            ; sub rcx, [BYTE rsp + calls]
            ; shr rcx, 2
            ; mov [BYTE rbx + CALL_DEPTH], ecx
        );
    }

    /// From the context's status byte to the frame's bytes; `edx` stays.
    fn split_flags(&mut self, flags: i8) {
        dynasm!(self.code
            ; .arch x64
            ; movzx eax, BYTE [BYTE rbx + FLAGS]
            ; mov ecx, eax ; and ecx, 1 ; mov [BYTE rsp + flags], cl
            ; mov ecx, eax ; shr ecx, 1 ; and ecx, 1 ; mov [BYTE rsp + flags + 1], cl
            ; mov ecx, eax ; shr ecx, 2 ; and ecx, 1 ; mov [BYTE rsp + flags + 2], cl
        );
    }

    /// From the frame's bytes to the context's status byte; `eax` and `edx` stay.
    fn join_flags(&mut self, flags: i8) {
        // The product has the three bytes one bit apart, from bit 14 on.
        dynasm!(self.code
            ; .arch x64
            ; imul ecx, [BYTE rsp + flags], (1 << 14) + (1 << 7) + 1
            ; shr ecx, 14
            ; and ecx, 7
            ; and BYTE [BYTE rbx + FLAGS], BYTE 0xf8u8 as i8
            ; or [BYTE rbx + FLAGS], cl
        );
    }

    /// `A` = `A` divided by `B`: the quotient, or the remainder. The processor traps where the quotient overflows.
    fn divide(&mut self, by_minus_one: impl FnOnce(&mut Buffer), result: impl FnOnce(&mut Buffer)) {
        dynasm!(self.code ; .arch x64 ; cmp rcx, -1 ; jne BYTE =>Label::Near);
        let ordinary = self.code.near();
        by_minus_one(&mut self.code);
        let done = self.skip();
        self.land(ordinary);
        dynasm!(self.code ; .arch x64 ; cqo ; idiv rcx);
        result(&mut self.code);
        self.land(done);
    }
}

impl Relocate for X64 {
    /// Of all distances that there are here, those that `dynasm!` numbers 0 have a byte, and the others four.
    #[inline(always)]
    fn fill(field: &mut [u8], encoding: u8, distance: i32) -> Option<()> {
        match encoding {
            0 => field[0] = i8::try_from(distance).ok()? as u8,
            _ => *field.first_chunk_mut()? = distance.to_le_bytes(),
        }
        Some(())
    }
}

impl Assembler for X64 {
    // Conditional jumps reach everything.
    const SLOW_PATH_REACH: u32 = u32::MAX;
    const INTEGERS: usize = WORDS.len();
    const FLOATS: usize = if cfg!(windows) { 2 } else { 8 };
    const MOST_BYTES: u32 = 1 << 30;

    fn begin(code: Buffer) -> X64 {
        let mut x64 = X64 { code, exit: 0, execute: 0, execute_until_stop: 0, execute_and_leave: 0 };
        x64.emit_entry();
        x64.emit_exit();
        x64.emit_execute();
        x64.emit_execute_until_stop();
        x64.emit_execute_and_leave();
        x64
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

    #[inline(always)]
    fn shift_by_b(&mut self, op: Shift, to: Register) {
        let to = to.x64();
        match op {
            Shift::Left => dynasm!(self.code ; .arch x64 ; shl Rq(to), cl),
            Shift::Right => dynasm!(self.code ; .arch x64 ; shr Rq(to), cl),
            Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sar Rq(to), cl),
        }
    }

    fn divide_a_by_b(&mut self) {
        self.divide(|code| dynasm!(code ; .arch x64 ; neg rax), |_| {});
    }

    fn remainder_a_by_b(&mut self) {
        self.divide(
            |code| dynasm!(code ; .arch x64 ; xor eax, eax),
            |code| dynasm!(code ; .arch x64 ; mov rax, rdx),
        );
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

    fn cell_address(&mut self, to: Register, array: Register, index: Register) {
        dynasm!(self.code ; .arch x64 ; lea Rq(to.x64()), [Rq(array.x64()) + Rq(index.x64()) * 2]);
    }

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

    fn push_call(&mut self, address: u32, full: Label) {
        dynasm!(self.code
            ; .arch x64
            ; cmp r13, [BYTE rsp + FRAME_CALLS_END]
            ; jae =>full
            ; mov DWORD [r13], address as i32
            ; add r13, BYTE 4
        );
    }

    fn pop_call(&mut self, empty: Label) {
        dynasm!(self.code
            ; .arch x64
            ; cmp r13, [BYTE rsp + FRAME_CALLS]
            ; je =>empty
            ; sub r13, BYTE 4
            ; mov eax, [r13]
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

    fn dispatch(&mut self, places: usize, addresses: u32, mode: u8) {
        dynasm!(self.code ; .arch x64 ; cmp eax, DWORD addresses as i32 ; jae BYTE =>Label::Near);
        let outside = self.code.near();
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, QWORD places as i64
            ; mov edx, [rcx + rax * 4]
            ; test edx, edx
            ; jz BYTE =>Label::Near
        );
        let nowhere = self.code.near();
        // The sign is `LOADS`.
        dynasm!(self.code ; .arch x64 ; btr edx, 31 ; jc =>Label::Loading(mode));
        self.jump_to_c();
        self.land(outside);
        self.land(nowhere);
        dynasm!(self.code
            ; .arch x64
            ; mov edx, eax
            ; mov eax, Exit::Dispatch.code() as i32
            ; jmp =>Label::At(self.exit)
        );
    }

    fn dispatch_at_once(&mut self, places: usize, addresses: u32, mode: u8) {
        dynasm!(self.code
            ; .arch x64
            ; cmp eax, DWORD addresses as i32
            ; jae =>Label::Dispatch(mode)
            ; mov rcx, QWORD places as i64
            ; mov ecx, [rcx + rax * 4]
            ; lea rdx, [=>Label::At(0)]
            ; test ecx, ecx
            ; jle =>Label::Dispatch(mode)
            ; add rdx, rcx
            ; jmp rdx
        );
    }

    fn fence(&mut self) {
        dynasm!(self.code ; .arch x64 ; mfence);
    }
}
