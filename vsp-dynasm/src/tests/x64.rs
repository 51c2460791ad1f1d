//! What the operations are on x86-64.
//!
//! Where a register is chosen while running, `dynasm!` writes the prefix 40 (REX) even if no bit of it is set, which means
//! nothing; and a base that is chosen then has a distance, be it 0.

use crate::assembler::Scratch::{A, B, C, D};
use crate::assembler::{Alu, Assembler, Condition, Flag, Float, FloatAlu, FloatType, Place, Shift, Type};
use crate::buffer::Buffer;
use crate::x64::X64;

/// What an operation emits.
fn emitted(operation: impl FnOnce(&mut X64)) -> Vec<u8> {
    let mut x64 = X64::begin(Buffer::new());
    x64.buffer().make_room();
    let start = x64.buffer().position() as usize;
    operation(&mut x64);
    x64.into_buffer().as_ref()[start..].to_vec()
}

#[test]
fn loads_and_stores() {
    // movzx eax, byte ptr [rbx+6]
    assert_eq!(emitted(|asm| asm.load(A, Type::U8, Place::Context(6))), [0x40, 0x0f, 0xb6, 0x43, 0x06]);
    // movsx rcx, word ptr [rbx+4]
    assert_eq!(emitted(|asm| asm.load(B, Type::I16, Place::Context(4))), [0x48, 0x0f, 0xbf, 0x4b, 0x04]);
    // movsxd r8, dword ptr [rbx+8]
    assert_eq!(emitted(|asm| asm.load(D, Type::I32, Place::Context(8))), [0x4c, 0x63, 0x43, 0x08]);
    // mov rdx, [rbx+8]
    assert_eq!(emitted(|asm| asm.load(C, Type::U64, Place::Context(8))), [0x48, 0x8b, 0x53, 0x08]);
    // movzx eax, byte ptr [r12+rax]
    assert_eq!(emitted(|asm| asm.load(A, Type::U8, Place::MemoryAt(A))), [0x41, 0x0f, 0xb6, 0x04, 0x04]);
    // mov r8, [r12+rcx]
    assert_eq!(emitted(|asm| asm.load(D, Type::U64, Place::MemoryAt(B))), [0x4d, 0x8b, 0x04, 0x0c]);
    // mov [rcx+rax*2+0], dx
    assert_eq!(
        emitted(|asm| asm.store(C, Type::U16, Place::Item(B, A))),
        [0x66, 0x40, 0x89, 0x54, 0x41, 0x00]
    );
    // mov word ptr [rbx+10], 0x7f8
    assert_eq!(emitted(|asm| asm.store_number(0x7f8, Type::U16, 10)), [0x66, 0xc7, 0x43, 0x0a, 0xf8, 0x07]);
}

#[test]
fn integers() {
    // mov r8d, 5
    assert_eq!(emitted(|asm| asm.number(D, 5)), [0x41, 0xb8, 5, 0, 0, 0]);
    // mov rcx, -3
    assert_eq!(emitted(|asm| asm.number(B, -3)), [0x48, 0xc7, 0xc1, 0xfd, 0xff, 0xff, 0xff]);
    // movabs rcx, 0x1000100010001
    let wide = emitted(|asm| asm.number(B, 0x0001_0001_0001_0001));
    assert_eq!(wide, [0x48, 0xb9, 1, 0, 1, 0, 1, 0, 1, 0]);
    // add r8, rcx
    assert_eq!(emitted(|asm| asm.alu(Alu::Add, D, B)), [0x49, 0x01, 0xc8]);
    // and rdx, 15
    assert_eq!(emitted(|asm| asm.alu_number(Alu::And, C, 15)), [0x48, 0x83, 0xe2, 0x0f]);
    // imul rcx, r8
    assert_eq!(emitted(|asm| asm.multiply(B, D)), [0x49, 0x0f, 0xaf, 0xc8]);
    // neg rax; not rdx
    assert_eq!(emitted(|asm| asm.negate(A)), [0x48, 0xf7, 0xd8]);
    assert_eq!(emitted(|asm| asm.not(C)), [0x48, 0xf7, 0xd2]);
    // sar rcx, 63; shl rax, cl
    assert_eq!(emitted(|asm| asm.shift(Shift::SignedRight, B, 63)), [0x48, 0xc1, 0xf9, 0x3f]);
    assert_eq!(emitted(|asm| asm.shift_a_by_b(Shift::Left)), [0x48, 0xd3, 0xe0]);
    // movsx rax, al; movzx r8d, r8w
    assert_eq!(emitted(|asm| asm.extend(A, Type::I8)), [0x48, 0x0f, 0xbe, 0xc0]);
    assert_eq!(emitted(|asm| asm.extend(D, Type::U16)), [0x45, 0x0f, 0xb7, 0xc0]);
}

#[test]
fn comparisons_and_flags() {
    // test rcx, rcx
    assert_eq!(emitted(|asm| asm.compare_number(B, 0)), [0x48, 0x85, 0xc9]);
    // setl byte ptr [rbp+1]
    let less = emitted(|asm| asm.set_flag(Flag::Negative, Condition::Less));
    assert_eq!(less, [0x0f, 0x9c, 0x45, 0x01]);
    // mov byte ptr [rbp+2], 1
    assert_eq!(emitted(|asm| asm.set_flag_number(Flag::Overflow, true)), [0xc6, 0x45, 0x02, 0x01]);
    // mov [rbp+0], r8d
    assert_eq!(emitted(|asm| asm.store_flags(D)), [0x44, 0x89, 0x45, 0x00]);
    // cmp byte ptr [rbp+0], 0
    assert_eq!(emitted(|asm| asm.test_flag(Flag::Zero)), [0x80, 0x7d, 0x00, 0x00]);
    // sub r15, 7, and a jump
    let fuel = emitted(|asm| asm.take_fuel(7, crate::label::Label::Cold(0)));
    assert_eq!(fuel[..4], [0x49, 0x83, 0xef, 0x07]);
    // mov rax, [rbx+112]; mov eax, [rax]
    assert_eq!(emitted(X64::load_interrupt), [0x48, 0x8b, 0x43, 0x70, 0x8b, 0x00]);
    // mfence
    assert_eq!(emitted(X64::fence), [0x0f, 0xae, 0xf0]);
}

#[test]
fn floats() {
    // movsd xmm1, [rbx+8]
    let double = emitted(|asm| asm.load_float(Float::Y, FloatType::F64, 8));
    assert_eq!(double, [0xf2, 0x40, 0x0f, 0x10, 0x4b, 0x08]);
    // movss xmm0, [rbx+2]; cvtss2sd xmm0, xmm0
    let single = emitted(|asm| asm.load_float(Float::X, FloatType::F32, 2));
    assert_eq!(single, [0xf3, 0x40, 0x0f, 0x10, 0x43, 0x02, 0xf3, 0x40, 0x0f, 0x5a, 0xc0]);
    // divsd xmm0, xmm1; sqrtsd xmm0, xmm0
    assert_eq!(emitted(|asm| asm.float_alu(FloatAlu::Div)), [0xf2, 0x0f, 0x5e, 0xc1]);
    assert_eq!(emitted(X64::square_root_of_x), [0xf2, 0x0f, 0x51, 0xc0]);
    // xorpd xmm0, xmm0 (66 0f 57 c0); cvtsi2sd xmm0, rax
    let converted = emitted(X64::integer_to_float);
    assert_eq!(converted, [0x66, 0x0f, 0x57, 0xc0, 0xf2, 0x48, 0x0f, 0x2a, 0xc0]);
}
