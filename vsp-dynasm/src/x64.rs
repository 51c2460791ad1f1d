//! The operations of templates on x86-64.
//!
//! | register | holds |
//! |---|---|
//! | rbx | the context |
//! | rbp | the frame's room for Z, N and O, a byte each |
//! | r12, r13 | the machine's memory, and how many bytes it has |
//! | r14 | the tables |
//! | r15 | the fuel that is left |
//! | rax, rcx, rdx, r8 | A, B, C, D |
//! | r9, r11 | used within one operation |
//! | xmm0, xmm1 | X, Y |
//! | xmm2, xmm3 | used within one operation |
//!
//! The stack pointer is a multiple of 16. Above it are 32 bytes that helpers may write to, as Windows wants, then the flags,
//! then what was saved.

#![allow(clippy::useless_conversion, reason = "`dynasm!` converts the numbers of registers")]

use crate::assembler::{
    Alu, Argument, Assembler, Condition, Flag, Float, FloatAlu, FloatType, Place, Scratch, Shift, Type,
};
use crate::buffer::{Buffer, Reference};
use crate::label::{Label, Relocate};
use crate::tables::{self, TABLES};
use dynasmrt::dynasm;
use vsp_isa::abi::{Exit, Helper, offset};

pub(super) struct X64 {
    code: Buffer,
    /// Where the shared ways out and helpers' calls are.
    exit: u32,
    execute: u32,
    execute_and_leave: u32,
}

/// Which registers take arguments.
#[cfg(not(windows))]
const ARGUMENTS: [u8; 4] = [7, 6, 2, 1];
#[cfg(windows)]
const ARGUMENTS: [u8; 4] = [1, 2, 8, 9];

/// Where the fields of the context are, as bytes.
const FLAGS: i8 = offset::FLAGS as i8;
const FUEL: i8 = offset::FUEL as i8;
const HELPERS: i8 = offset::HELPERS as i8;
const INTERRUPT: i8 = offset::INTERRUPT as i8;
const PC: i8 = offset::PC as i8;

impl Scratch {
    #[inline(always)]
    fn x64(self) -> u8 {
        match self {
            Scratch::A => 0,
            Scratch::B => 1,
            Scratch::C => 2,
            Scratch::D => 8,
        }
    }
}

impl Float {
    #[inline(always)]
    fn x64(self) -> u8 {
        match self {
            Float::X => 0,
            Float::Y => 1,
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
            Place::Item(base, index) => {
                let (base, index) = (base.x64(), index.x64());
                $operation!($code, $register, $kind,
                    [Rq(base) + Rq(index)] [Rq(base) + Rq(index) * 2]
                    [Rq(base) + Rq(index) * 4] [Rq(base) + Rq(index) * 8])
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
            Condition::AboveOrEqual => dynasm!($code ; .arch x64 ; jae $($label)*),
        }
    };
}

impl X64 {
    /// The way in: `rdi` (or `rcx`) is the context, `esi` (or `edx`) where in the code to go.
    fn emit_entry(&mut self) {
        let [context, place, ..] = ARGUMENTS;
        let tables = (&raw const TABLES).addr() as i64;
        dynasm!(self.code
            ; .arch x64
            ; push rbx ; push rbp ; push r12 ; push r13 ; push r14 ; push r15
            ; sub rsp, 40
            ; lea rbp, [rsp + 32]
            ; mov rbx, Rq(context)
            ; mov r12, [BYTE rbx + offset::MEMORY as i8]
            ; mov r13, [BYTE rbx + offset::MEMORY_SIZE as i8]
            ; mov r15, [BYTE rbx + FUEL]
            ; mov r14, QWORD tables
            ; mov r8d, Rd(place)
        );
        self.split_flags();
        dynasm!(self.code
            ; .arch x64
            ; lea rax, [=>Label::At(0)]
            ; add rax, r8
            ; jmp rax
        );
    }

    /// The way out: `eax` is the exit's code, `edx` the address to leave in pc.
    fn emit_exit(&mut self) {
        self.exit = self.code.position();
        dynasm!(self.code ; .arch x64 ; mov [BYTE rbx + PC], edx);
        self.join_flags();
        self.emit_return();
    }

    /// The way out when all but the fuel is in the context.
    fn emit_return(&mut self) {
        dynasm!(self.code
            ; .arch x64
            ; mov [BYTE rbx + FUEL], r15
            ; add rsp, 40
            ; pop r15 ; pop r14 ; pop r13 ; pop r12 ; pop rbp ; pop rbx
            ; ret
        );
    }

    /// Executes the instruction at the address in `edx`; called.
    fn emit_execute(&mut self) {
        self.execute = self.code.position();
        dynasm!(self.code ; .arch x64 ; sub rsp, 40);
        self.call_execute();
        dynasm!(self.code ; .arch x64 ; cmp eax, Exit::Dispatch.code() as i32 ; jne BYTE =>Label::Near);
        let stopped = self.code.near();
        self.split_flags();
        dynasm!(self.code ; .arch x64 ; add rsp, 40 ; ret);
        self.land(stopped);
        // The return address goes, too.
        dynasm!(self.code ; .arch x64 ; add rsp, 48);
        self.emit_return();
    }

    /// Executes the instruction at the address in `edx`; jumped to.
    fn emit_execute_and_leave(&mut self) {
        self.execute_and_leave = self.code.position();
        self.call_execute();
        self.emit_return();
    }

    fn call_execute(&mut self) {
        let [context, pc, ..] = ARGUMENTS;
        self.join_flags();
        dynasm!(self.code
            ; .arch x64
            ; mov Rd(pc), edx
            ; mov Rq(context), rbx
            ; mov rax, [BYTE rbx + HELPERS]
            ; call QWORD [rax + 8 * Helper::execute as i32]
        );
    }

    /// From the context's status byte to the frame's bytes.
    fn split_flags(&mut self) {
        dynasm!(self.code
            ; .arch x64
            ; movzx eax, BYTE [BYTE rbx + FLAGS]
            ; mov ecx, eax ; and ecx, 1 ; mov [BYTE rbp + 0], cl
            ; mov ecx, eax ; shr ecx, 1 ; and ecx, 1 ; mov [BYTE rbp + 1], cl
            ; mov ecx, eax ; shr ecx, 2 ; and ecx, 1 ; mov [BYTE rbp + 2], cl
        );
    }

    /// From the frame's bytes to the context's status byte; `eax` and `edx` stay.
    fn join_flags(&mut self) {
        dynasm!(self.code
            ; .arch x64
            ; movzx ecx, BYTE [BYTE rbx + FLAGS]
            ; and ecx, BYTE 0xf8u8 as i8
            ; movzx r9d, BYTE [BYTE rbp + 0] ; or ecx, r9d
            ; movzx r9d, BYTE [BYTE rbp + 1] ; shl r9d, 1 ; or ecx, r9d
            ; movzx r9d, BYTE [BYTE rbp + 2] ; shl r9d, 2 ; or ecx, r9d
            ; mov [BYTE rbx + FLAGS], cl
        );
    }

    /// Replaces a NaN in `X` by the canonical one.
    fn canonicalize_x(&mut self) {
        dynasm!(self.code ; .arch x64 ; ucomisd xmm0, xmm0 ; jnp BYTE =>Label::Near);
        let number = self.code.near();
        dynasm!(self.code ; .arch x64 ; movsd xmm0, [DWORD r14 + tables::NAN as i32]);
        self.land(number);
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
    const COLD_REACH: u32 = u32::MAX;
    const MOST_BYTES: u32 = 1 << 30;

    fn begin(code: Buffer) -> X64 {
        let mut x64 = X64 { code, exit: 0, execute: 0, execute_and_leave: 0 };
        x64.emit_entry();
        x64.emit_exit();
        x64.emit_execute();
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
    fn load(&mut self, to: Scratch, kind: Type, from: Place) {
        let to = to.x64();
        at_place!(load, self.code, to, kind, from);
    }

    #[inline(always)]
    fn store(&mut self, from: Scratch, kind: Type, to: Place) {
        let from = from.x64();
        at_place!(store, self.code, from, kind, to);
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
    fn number(&mut self, to: Scratch, number: i64) {
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
    fn copy(&mut self, to: Scratch, from: Scratch) {
        dynasm!(self.code ; .arch x64 ; mov Rq(to.x64()), Rq(from.x64()));
    }

    #[inline(always)]
    fn alu(&mut self, op: Alu, to: Scratch, other: Scratch) {
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
    fn alu_number(&mut self, op: Alu, to: Scratch, number: i32) {
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
    fn multiply(&mut self, to: Scratch, other: Scratch) {
        dynasm!(self.code ; .arch x64 ; imul Rq(to.x64()), Rq(other.x64()));
    }

    #[inline(always)]
    fn negate(&mut self, to: Scratch) {
        dynasm!(self.code ; .arch x64 ; neg Rq(to.x64()));
    }

    #[inline(always)]
    fn not(&mut self, to: Scratch) {
        dynasm!(self.code ; .arch x64 ; not Rq(to.x64()));
    }

    #[inline(always)]
    fn shift(&mut self, op: Shift, to: Scratch, by: u8) {
        let (to, by) = (to.x64(), by as i8);
        match op {
            Shift::Left => dynasm!(self.code ; .arch x64 ; shl Rq(to), by),
            Shift::Right => dynasm!(self.code ; .arch x64 ; shr Rq(to), by),
            Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sar Rq(to), by),
        }
    }

    #[inline(always)]
    fn shift_a_by_b(&mut self, op: Shift) {
        match op {
            Shift::Left => dynasm!(self.code ; .arch x64 ; shl rax, cl),
            Shift::Right => dynasm!(self.code ; .arch x64 ; shr rax, cl),
            Shift::SignedRight => dynasm!(self.code ; .arch x64 ; sar rax, cl),
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
    fn extend(&mut self, to: Scratch, kind: Type) {
        let to = to.x64();
        match kind {
            Type::U8 => dynasm!(self.code ; .arch x64 ; movzx Rd(to), Rb(to)),
            Type::I8 => dynasm!(self.code ; .arch x64 ; movsx Rq(to), Rb(to)),
            Type::U16 => dynasm!(self.code ; .arch x64 ; movzx Rd(to), Rw(to)),
            Type::I16 => dynasm!(self.code ; .arch x64 ; movsx Rq(to), Rw(to)),
            Type::U32 => dynasm!(self.code ; .arch x64 ; mov Rd(to), Rd(to)),
            Type::I32 => dynasm!(self.code ; .arch x64 ; movsxd Rq(to), Rd(to)),
            Type::U64 => {}
        }
    }

    fn clamp(&mut self, to: Scratch) {
        let to = to.x64();
        dynasm!(self.code
            ; .arch x64
            ; mov r9, DWORD -8
            ; cmp Rq(to), r9
            ; cmovl Rq(to), r9
            ; mov r9d, 7
            ; cmp Rq(to), r9
            ; cmovg Rq(to), r9
        );
    }

    #[inline(always)]
    fn compare(&mut self, one: Scratch, other: Scratch) {
        dynasm!(self.code ; .arch x64 ; cmp Rq(one.x64()), Rq(other.x64()));
    }

    #[inline(always)]
    fn compare_number(&mut self, one: Scratch, number: i32) {
        let one = one.x64();
        match number {
            0 => dynasm!(self.code ; .arch x64 ; test Rq(one), Rq(one)),
            _ => dynasm!(self.code ; .arch x64 ; cmp Rq(one), DWORD number),
        }
    }

    #[inline(always)]
    fn compare_with_end(&mut self, address: Scratch, bytes: u8) {
        let address = address.x64();
        match bytes {
            1 => dynasm!(self.code ; .arch x64 ; cmp Rq(address), r13),
            _ => dynasm!(self.code
                ; .arch x64
                ; lea r9, [BYTE r13 + 1 - bytes as i8]
                ; cmp Rq(address), r9
            ),
        }
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

    #[inline(always)]
    fn set_flag(&mut self, flag: Flag, condition: Condition) {
        let flag = flag as i8;
        match condition {
            Condition::Equal => dynasm!(self.code ; .arch x64 ; sete [BYTE rbp + flag]),
            Condition::NotEqual => dynasm!(self.code ; .arch x64 ; setne [BYTE rbp + flag]),
            Condition::Less => dynasm!(self.code ; .arch x64 ; setl [BYTE rbp + flag]),
            Condition::LessOrEqual => dynasm!(self.code ; .arch x64 ; setle [BYTE rbp + flag]),
            Condition::AboveOrEqual => dynasm!(self.code ; .arch x64 ; setae [BYTE rbp + flag]),
        }
    }

    fn set_flag_number(&mut self, flag: Flag, on: bool) {
        dynasm!(self.code ; .arch x64 ; mov BYTE [BYTE rbp + flag as i8], on as i8);
    }

    fn store_flag(&mut self, flag: Flag, from: Scratch) {
        dynasm!(self.code ; .arch x64 ; mov [BYTE rbp + flag as i8], Rb(from.x64()));
    }

    #[inline(always)]
    fn store_flags(&mut self, from: Scratch) {
        dynasm!(self.code ; .arch x64 ; mov [BYTE rbp + 0], Rd(from.x64()));
    }

    #[inline(always)]
    fn test_flag(&mut self, flag: Flag) {
        dynasm!(self.code ; .arch x64 ; cmp BYTE [BYTE rbp + flag as i8], 0);
    }

    #[inline(always)]
    fn load_float(&mut self, to: Float, kind: FloatType, field: u8) {
        let (to, field) = (to.x64(), field as i8);
        match kind {
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; movsd Rx(to), [BYTE rbx + field]),
            FloatType::F32 => dynasm!(self.code
                ; .arch x64
                ; movss Rx(to), [BYTE rbx + field]
                ; cvtss2sd Rx(to), Rx(to)
            ),
        }
    }

    #[inline(always)]
    fn store_x(&mut self, kind: FloatType, field: u8) {
        self.canonicalize_x();
        let field = field as i8;
        match kind {
            FloatType::F64 => dynasm!(self.code ; .arch x64 ; movsd [BYTE rbx + field], xmm0),
            FloatType::F32 => dynasm!(self.code
                ; .arch x64
                ; cvtsd2ss xmm0, xmm0
                ; movss [BYTE rbx + field], xmm0
            ),
        }
    }

    fn load_x_from_table(&mut self, table: u32, index: Scratch) {
        dynasm!(self.code ; .arch x64 ; movsd xmm0, [DWORD r14 + Rq(index.x64()) * 8 + table as i32]);
    }

    #[inline(always)]
    fn float_alu(&mut self, op: FloatAlu) {
        match op {
            FloatAlu::Add => dynasm!(self.code ; .arch x64 ; addsd xmm0, xmm1),
            FloatAlu::Sub => dynasm!(self.code ; .arch x64 ; subsd xmm0, xmm1),
            FloatAlu::Mul => dynasm!(self.code ; .arch x64 ; mulsd xmm0, xmm1),
            FloatAlu::Div => dynasm!(self.code ; .arch x64 ; divsd xmm0, xmm1),
        }
    }

    fn square_root_of_x(&mut self) {
        dynasm!(self.code ; .arch x64 ; sqrtsd xmm0, xmm0);
    }

    fn negate_x(&mut self) {
        dynasm!(self.code ; .arch x64 ; xorpd xmm0, [DWORD r14 + tables::SIGN_BITS as i32]);
    }

    fn absolute_x(&mut self) {
        dynasm!(self.code ; .arch x64 ; andpd xmm0, [DWORD r14 + tables::MAGNITUDE_BITS as i32]);
    }

    fn zero_y(&mut self) {
        dynasm!(self.code ; .arch x64 ; xorpd xmm1, xmm1);
    }

    fn compare_x_with_y(&mut self) {
        // "Above" is false where either is a NaN.
        dynasm!(self.code
            ; .arch x64
            ; movapd xmm2, xmm0
            ; subsd xmm2, xmm1
            ; andpd xmm2, [DWORD r14 + tables::MAGNITUDE_BITS as i32]
            ; movsd xmm3, [DWORD r14 + tables::EPSILON as i32]
            ; ucomisd xmm3, xmm2
            ; seta [BYTE rbp + Flag::Zero as i8]
            ; ucomisd xmm1, xmm0
            ; seta [BYTE rbp + Flag::Negative as i8]
        );
    }

    fn integer_to_float(&mut self) {
        dynasm!(self.code ; .arch x64 ; xorpd xmm0, xmm0 ; cvtsi2sd xmm0, rax);
    }

    fn float_to_integer(&mut self) {
        // The least integer stands for all that do not fit; only for it 1 cannot be subtracted.
        dynasm!(self.code ; .arch x64 ; cvttsd2si rax, xmm0 ; cmp rax, 1 ; jno BYTE =>Label::Near);
        let fits = self.code.near();
        dynasm!(self.code ; .arch x64 ; xorpd xmm2, xmm2 ; ucomisd xmm0, xmm2 ; jp BYTE =>Label::Near);
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
    fn load_interrupt(&mut self) {
        dynasm!(self.code ; .arch x64 ; mov rax, [BYTE rbx + INTERRUPT] ; mov rax, [rax] ; shr rax, 63);
    }

    #[inline(always)]
    fn take_fuel(&mut self, cost: u32, otherwise: Label) {
        match i8::try_from(cost) {
            Ok(cost) => dynasm!(self.code ; .arch x64 ; sub r15, BYTE cost),
            Err(_) => dynasm!(self.code ; .arch x64 ; sub r15, DWORD cost as i32),
        }
        dynasm!(self.code ; .arch x64 ; jb =>otherwise);
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

    fn execute_and_leave(&mut self, pc: u32) {
        dynasm!(self.code ; .arch x64 ; mov edx, pc as i32 ; jmp =>Label::At(self.execute_and_leave));
    }

    fn exit(&mut self, code: u32, pc: u32) {
        dynasm!(self.code
            ; .arch x64
            ; mov eax, code as i32
            ; mov edx, pc as i32
            ; jmp =>Label::At(self.exit)
        );
    }

    fn dispatch(&mut self, places: usize, addresses: u32) {
        dynasm!(self.code ; .arch x64 ; cmp eax, DWORD addresses as i32 ; jae BYTE =>Label::Near);
        let outside = self.code.near();
        dynasm!(self.code
            ; .arch x64
            ; mov rcx, QWORD places as i64
            ; mov ecx, [rcx + rax * 4]
            ; test ecx, ecx
            ; jz BYTE =>Label::Near
        );
        let nowhere = self.code.near();
        dynasm!(self.code ; .arch x64 ; lea rdx, [=>Label::At(0)] ; add rcx, rdx ; jmp rcx);
        self.land(outside);
        self.land(nowhere);
        dynasm!(self.code
            ; .arch x64
            ; mov edx, eax
            ; mov eax, Exit::Dispatch.code() as i32
            ; jmp =>Label::At(self.exit)
        );
    }

    fn fence(&mut self) {
        dynasm!(self.code ; .arch x64 ; mfence);
    }
}
