//! The operations of templates on x86-64.
//!
//! | register | holds |
//! |---|---|
//! | rbx | the context |
//! | r12 | the machine's memory |
//! | r14 | the tables |
//! | r15 | the fuel that is left |
//! | rax, rcx, rdx | A, B, C |
//! | rsi, rdi, r8, r9, r10, r11, rbp, r13 | integers of words |
//! | xmm0, xmm1 | X, Y |
//! | xmm2, xmm3 | used within one operation |
//! | xmm4 to xmm11 | floats of words; on Windows, where the others must be saved, xmm4 and xmm5 |
//!
//! The stack pointer is a multiple of 16. Above it are 32 bytes that helpers may write to, as Windows wants, then Z, N and O, a
//! byte each, then the bounds of memory, what there is to know of the call stack, the address of the code, and what was saved.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

mod branches;
mod floats;
mod integers;
mod running;

use crate::assembler::{Assembler, BranchAssembler, Emit, Float, Register, RunAssembler};
use crate::buffer::Buffer;
use crate::label::{Label, Relocate};
use crate::tables::TABLES;
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
    /// Whether the processor shifts by any register.
    pub(super) has_bmi2: bool,
    /// Whether the processor returns to nothing but where calls were, each once.
    pub(super) has_shadow_stack: bool,
}

/// Which registers take arguments.
#[cfg(not(windows))]
const ARGUMENTS: [u8; 4] = [7, 6, 2, 1];
#[cfg(windows)]
const ARGUMENTS: [u8; 4] = [1, 2, 8, 9];

/// The registers of words.
const WORDS: [u8; 8] = [6, 7, 8, 9, 10, 11, 5, 13];

/// Where the flags are, from the stack pointer.
const FRAME_FLAGS: i8 = 32;

/// Where the last addresses are that 1, 2, 4 and 8 bytes may have in the machine's memory, from the stack pointer.
const FRAME_LAST: i8 = 40;

/// Where the addresses are at which the call stack begins and ends, where its next return address goes, and where those end that were
/// there before this code was entered, from the stack pointer.
const FRAME_CALLS: i8 = 72;
const FRAME_CALLS_END: i8 = 80;
const FRAME_CALLS_TOP: i8 = 88;
const FRAME_CALLS_OWN: i8 = 96;

/// Where the address of the code is, from the stack pointer.
const FRAME_CODE: i8 = 104;

/// How large the frame is, without what was saved.
const FRAME: i8 = 120;

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
            ; lea rcx, [rax + rcx * 4]
            ; mov [BYTE rsp + FRAME_CALLS_TOP], rcx
            ; mov [BYTE rsp + FRAME_CALLS_OWN], rcx
            ; mov ecx, [BYTE rbx + offset::CALL_LIMIT as i8]
            ; lea rax, [rax + rcx * 4]
            ; mov [BYTE rsp + FRAME_CALLS_END], rax
            ; lea rax, [=>Label::At(0)]
            ; mov [BYTE rsp + FRAME_CODE], rax
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
        self.store_call_depth(0);
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
        self.store_call_depth(frame);
        dynasm!(self.code
            ; .arch x64
            ; mov Rd(pc), edx
            ; mov Rq(context), rbx
            ; mov rax, [BYTE rbx + HELPERS]
            ; call QWORD [rax + 8 * Helper::execute as i32]
        );
    }

    /// Has the context say how many return addresses there are; `eax` and `edx` stay. The frame is so many bytes above the stack pointer.
    fn store_call_depth(&mut self, frame: i8) {
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, [DWORD rsp + i32::from(FRAME_CALLS_TOP) + i32::from(frame)]
            ; sub rcx, [BYTE rsp + FRAME_CALLS + frame]
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
}

#[cfg(target_arch = "x86_64")]
fn has_bmi2() -> bool {
    std::is_x86_feature_detected!("bmi2")
}

#[cfg(all(target_arch = "x86_64", not(miri)))]
fn has_shadow_stack() -> bool {
    let mut pointer = 0u64;
    // SAFETY: this reads where the shadow stack is, and does nothing if there is none.
    unsafe {
        core::arch::asm!("rdsspq {}", inout(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer != 0
}

#[cfg(not(target_arch = "x86_64"))]
fn has_bmi2() -> bool {
    false
}

#[cfg(not(all(target_arch = "x86_64", not(miri))))]
fn has_shadow_stack() -> bool {
    false
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

impl Emit for X64 {
    #[inline(always)]
    fn buffer(&mut self) -> &mut Buffer {
        &mut self.code
    }

    fn into_buffer(self) -> Buffer {
        self.code
    }
}

impl Assembler for X64 {
    // Conditional jumps reach everything.
    const SLOW_PATH_REACH: u32 = u32::MAX;
    const INTEGERS: usize = WORDS.len();
    const FLOATS: usize = if cfg!(windows) { 2 } else { 8 };
    const MOST_BYTES: u32 = 1 << 30;

    fn begin(code: Buffer) -> X64 {
        let mut x64 = X64 {
            code,
            exit: 0,
            execute: 0,
            execute_until_stop: 0,
            execute_and_leave: 0,
            has_bmi2: has_bmi2(),
            has_shadow_stack: has_shadow_stack(),
        };
        x64.emit_entry();
        x64.emit_exit();
        x64.emit_execute();
        x64.emit_execute_until_stop();
        x64.emit_execute_and_leave();
        x64
    }
}
