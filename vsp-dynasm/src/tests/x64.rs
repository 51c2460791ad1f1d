//! The encodings of the operations on x86-64.
//!
//! Where a register is chosen while running, `dynasm!` writes the prefix 40 (REX) even if no bit of it is set, which means
//! nothing; and a base that is chosen then has a distance, be it 0.

use crate::assembler::Register::{A, B, C, Word};
use crate::assembler::{
    Alu, Assembler, BranchAssembler, Condition, Division, Emit, Flag, Float, FloatAlu, FloatAssembler,
    FloatType, IntegerAssembler, Place, RunAssembler, Shift, Type,
};
use crate::buffer::Buffer;
use crate::label::Label;
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
    assert_eq!(emitted(|asm| asm.load(Word(2), Type::I32, Place::Context(8))), [0x4c, 0x63, 0x43, 0x08]);
    // mov rdx, [rbx+8]
    assert_eq!(emitted(|asm| asm.load(C, Type::U64, Place::Context(8))), [0x48, 0x8b, 0x53, 0x08]);
    // movzx eax, byte ptr [r12+rax]
    assert_eq!(emitted(|asm| asm.load(A, Type::U8, Place::MemoryAt(A))), [0x41, 0x0f, 0xb6, 0x04, 0x04]);
    // mov r8, [r12+rcx]
    assert_eq!(emitted(|asm| asm.load(Word(2), Type::U64, Place::MemoryAt(B))), [0x4d, 0x8b, 0x04, 0x0c]);
    // mov [rcx+rax*2-6], dx
    let stacked = emitted(|asm| asm.store(C, Type::U16, Place::Stacked(-6)));
    assert_eq!(stacked, [0x66, 0x40, 0x89, 0x54, 0x41, 0xfa]);
    // movsd xmm5, [rcx+rax*2+24]
    let stacked = emitted(|asm| asm.load_float(Float::Word(1), FloatType::F64, Place::Stacked(24)));
    assert_eq!(stacked, [0xf2, 0x40, 0x0f, 0x10, 0x6c, 0x41, 0x18]);
    // mov word ptr [rbx+10], 0x7f8
    assert_eq!(emitted(|asm| asm.store_number(0x7f8, Type::U16, 10)), [0x66, 0xc7, 0x43, 0x0a, 0xf8, 0x07]);
}

#[test]
fn integers() {
    // mov r8d, 5
    assert_eq!(emitted(|asm| asm.number(Word(2), 5)), [0x41, 0xb8, 5, 0, 0, 0]);
    // mov rcx, -3
    assert_eq!(emitted(|asm| asm.number(B, -3)), [0x48, 0xc7, 0xc1, 0xfd, 0xff, 0xff, 0xff]);
    // movabs rcx, 0x1000100010001
    let wide = emitted(|asm| asm.number(B, 0x0001_0001_0001_0001));
    assert_eq!(wide, [0x48, 0xb9, 1, 0, 1, 0, 1, 0, 1, 0]);
    // add r8, rcx
    assert_eq!(emitted(|asm| asm.alu(Alu::Add, Word(2), B)), [0x49, 0x01, 0xc8]);
    // and rdx, 15
    assert_eq!(emitted(|asm| asm.alu_number(Alu::And, C, 15)), [0x48, 0x83, 0xe2, 0x0f]);
    // imul rcx, r8
    assert_eq!(emitted(|asm| asm.multiply(B, Word(2))), [0x49, 0x0f, 0xaf, 0xc8]);
    // neg rax; not rdx
    assert_eq!(emitted(|asm| asm.negate(A)), [0x48, 0xf7, 0xd8]);
    assert_eq!(emitted(|asm| asm.not(C)), [0x48, 0xf7, 0xd2]);
    // sar rcx, 63
    assert_eq!(emitted(|asm| asm.shift(Shift::SignedRight, B, 63)), [0x48, 0xc1, 0xf9, 0x3f]);
    // sar esi, 31
    assert_eq!(emitted(|asm| asm.shift_right_32(Word(0), 31)), [0x40, 0xc1, 0xfe, 0x1f]);
    // movsx rax, al; movzx r8d, r8w
    assert_eq!(emitted(|asm| asm.extend(A, A, Type::I8)), [0x48, 0x0f, 0xbe, 0xc0]);
    assert_eq!(emitted(|asm| asm.extend(Word(2), Word(2), Type::U16)), [0x45, 0x0f, 0xb7, 0xc0]);
}

/// Shifts by a register are right with BMI2 and without.
#[test]
fn shifts() {
    let shifted = |has_bmi2, by| {
        emitted(|asm| {
            asm.has_bmi2 = has_bmi2;
            asm.shift_by(Shift::Left, Word(2), by);
        })
    };
    // shl r8, cl, if need be after mov rcx, rdi
    assert_eq!(shifted(false, B), [0x49, 0xd3, 0xe0]);
    assert_eq!(shifted(false, Word(1)), [0x48, 0x89, 0xf9, 0x49, 0xd3, 0xe0]);
    // test edi, 32; a jump; sarx r8d, r8d, edi
    let shifted_right = emitted(|asm| {
        asm.has_bmi2 = true;
        asm.shift_right_32_by(Word(2), Word(1), Label::SlowPath(0));
    });
    assert_eq!(shifted_right[..7], [0x40, 0xf7, 0xc7, 0x20, 0x00, 0x00, 0x00]);
    assert_eq!(shifted_right[13..], [0xc4, 0x42, 0x42, 0xf7, 0xc0]);
    // The same without BMI2, at the end: mov rcx, rdi; sar r8d, cl
    let shifted_right = emitted(|asm| {
        asm.has_bmi2 = false;
        asm.shift_right_32_by(Word(2), Word(1), Label::SlowPath(0));
    });
    assert_eq!(shifted_right[13..], [0x48, 0x89, 0xf9, 0x41, 0xd3, 0xf8]);
    // shlx r8, r8, rdi
    assert_eq!(shifted(true, Word(1)), [0xc4, 0x42, 0xc1, 0xf7, 0xc0]);
}

#[test]
fn divisions() {
    // cqo; idiv rcx
    let wide = emitted(|asm| asm.divide(Type::U64, Division::Quotient));
    assert_eq!(wide, [0x48, 0x99, 0x48, 0xf7, 0xf9]);
    // cdq; idiv ecx
    assert_eq!(emitted(|asm| asm.divide(Type::I32, Division::Remainder)), [0x99, 0xf7, 0xf9]);
    // lea edx, [rcx+1]; cmp edx, 1; a jump if it is 1 or 0
    let special = emitted(|asm| asm.jump_if_special(Type::I32, Label::SlowPath(0)));
    assert_eq!(special[..11], [0x8d, 0x51, 0x01, 0x81, 0xfa, 0x01, 0x00, 0x00, 0x00, 0x0f, 0x86]);
    // The same of 64 bits.
    let special = emitted(|asm| asm.jump_if_special(Type::U64, Label::SlowPath(0)));
    let expected = [0x48, 0x8d, 0x51, 0x01, 0x48, 0x81, 0xfa, 0x01, 0x00, 0x00, 0x00, 0x0f, 0x86];
    assert_eq!(special[..13], expected);
}

#[test]
fn comparisons_and_flags() {
    // test rcx, rcx
    assert_eq!(emitted(|asm| asm.compare_number(Type::U64, B, 0)), [0x48, 0x85, 0xc9]);
    // cmp r8d, esi, in the other of its two forms
    assert_eq!(emitted(|asm| asm.compare(Type::I32, Word(2), Word(0))), [0x44, 0x3b, 0xc6]);
    // cmp si, 300
    assert_eq!(
        emitted(|asm| asm.compare_number(Type::I16, Word(0), 300)),
        [0x66, 0x40, 0x81, 0xfe, 0x2c, 0x01]
    );
    // test ebp, r11d
    assert_eq!(emitted(|asm| asm.test(Type::I32, Word(6), Word(5))), [0x44, 0x85, 0xdd]);
    // cmp rcx, [rsp+64], and a jump
    let outside = emitted(|asm| asm.jump_if_outside(B, 8, Label::SlowPath(0)));
    assert_eq!(outside[..5], [0x48, 0x3b, 0x4c, 0x24, 0x40]);
    // setl byte ptr [rsp+33]
    let less = emitted(|asm| asm.set_flag(Flag::Negative, Condition::Less));
    assert_eq!(less, [0x0f, 0x9c, 0x44, 0x24, 0x21]);
    // mov byte ptr [rsp+34], 1
    assert_eq!(emitted(|asm| asm.set_flag_number(Flag::Overflow, true)), [0xc6, 0x44, 0x24, 0x22, 0x01]);
    // setl dl; movzx edx, dl
    let less = emitted(|asm| asm.condition(C, Condition::Less));
    assert_eq!(less, [0x40, 0x0f, 0x9c, 0xc2, 0x40, 0x0f, 0xb6, 0xd2]);
    // mov byte ptr [rsp+32], 0; mov byte ptr [rsp+33], 1
    let less = emitted(|asm| asm.set_zero_and_negative(false, true));
    assert_eq!(less, [0xc6, 0x44, 0x24, 0x20, 0x00, 0xc6, 0x44, 0x24, 0x21, 0x01]);
    // mov [rsp+32], r8d
    assert_eq!(emitted(|asm| asm.store_flags(Word(2))), [0x44, 0x89, 0x44, 0x24, 0x20]);
    // cmp byte ptr [rsp+32], 0
    assert_eq!(emitted(|asm| asm.test_flag(Flag::Zero)), [0x80, 0x7c, 0x24, 0x20, 0x00]);
    // sub r15, 7, and a jump
    let fuel = emitted(|asm| asm.take_fuel(7, Label::SlowPath(0)));
    assert_eq!(fuel[..4], [0x49, 0x83, 0xef, 0x07]);
    // mov rax, [rbx+112]; mov rax, [rax]; test rax, rax; a jump if less
    let interrupt = emitted(|asm| asm.jump_if_interrupted(Label::SlowPath(0)));
    assert_eq!(interrupt[..10], [0x48, 0x8b, 0x43, 0x70, 0x48, 0x8b, 0x00, 0x48, 0x85, 0xc0]);
    // mov rax, [rbx+112]; cmp r15, [rax]; a jump; sub r15, 7
    let enough = emitted(|asm| asm.take_fuel_if_enough(7, Label::SlowPath(0)));
    assert_eq!(enough[..7], [0x48, 0x8b, 0x43, 0x70, 0x4c, 0x3b, 0x38]);
    assert_eq!(enough[13..], [0x49, 0x83, 0xef, 0x07]);
    // mfence
    assert_eq!(emitted(X64::fence), [0x0f, 0xae, 0xf0]);
}

#[test]
fn the_call_stack() {
    // mov rax, [rsp+88]; cmp rax, [rsp+80]; a jump; mov dword ptr [rax], 5; add rax, 4; mov [rsp+88], rax
    let push = emitted(|asm| asm.push_call(5, Label::SlowPath(0)));
    assert_eq!(push[..10], [0x48, 0x8b, 0x44, 0x24, 0x58, 0x48, 0x3b, 0x44, 0x24, 0x50]);
    let pushed = [0xc7, 0x00, 5, 0, 0, 0, 0x48, 0x83, 0xc0, 0x04, 0x48, 0x89, 0x44, 0x24, 0x58];
    assert_eq!(push[16..], pushed);
    // mov rcx, [rsp+88]; cmp rcx, [rsp+96]; a jump; mov eax, [rcx-4]; sub rcx, 4; mov [rsp+88], rcx
    let pop = emitted(|asm| asm.pop_call(Label::SlowPath(0)));
    assert_eq!(pop[..10], [0x48, 0x8b, 0x4c, 0x24, 0x58, 0x48, 0x3b, 0x4c, 0x24, 0x60]);
    let popped = [0x8b, 0x41, 0xfc, 0x48, 0x83, 0xe9, 0x04, 0x48, 0x89, 0x4c, 0x24, 0x58];
    assert_eq!(pop[16..], popped);
    // lea rsp, [rsp+8]; call; then push rax; ret
    let calling = |has_shadow_stack| {
        emitted(|asm| {
            asm.has_shadow_stack = has_shadow_stack;
            asm.call_code(Label::At(0));
            asm.return_by(0);
        })
    };
    let code = calling(false);
    assert_eq!(code[..6], [0x48, 0x8d, 0x64, 0x24, 0x08, 0xe8]);
    assert!(code.ends_with(&[0x50, 0xc3]), "{code:02x?}");
    // The same by jumps: jmp; jmp rax.
    let code = calling(true);
    assert_eq!(code[0], 0xe9);
    assert!(code.ends_with(&[0xff, 0xe0]), "{code:02x?}");
}

#[test]
fn floats() {
    // movsd xmm1, [rbx+8]
    let double = emitted(|asm| asm.load_float(Float::Y, FloatType::F64, Place::Context(8)));
    assert_eq!(double, [0xf2, 0x40, 0x0f, 0x10, 0x4b, 0x08]);
    // movss [r12+rcx], xmm4
    let stored = emitted(|asm| asm.store_float(Float::Word(0), FloatType::F32, Place::MemoryAt(B)));
    assert_eq!(stored, [0xf3, 0x41, 0x0f, 0x11, 0x24, 0x0c]);
    // cvtss2sd xmm0, xmm5
    let widened = emitted(|asm| asm.widen(Float::X, FloatType::F32, Float::Word(1)));
    assert_eq!(widened, [0xf3, 0x40, 0x0f, 0x5a, 0xc5]);
    // divsd xmm0, xmm1; addss xmm8, xmm4; sqrtsd xmm0, xmm0
    let divided = emitted(|asm| asm.float_alu(FloatAlu::Div, FloatType::F64, Float::X, Float::Y));
    assert_eq!(divided, [0xf2, 0x40, 0x0f, 0x5e, 0xc1]);
    let added = emitted(|asm| asm.float_alu(FloatAlu::Add, FloatType::F32, Float::Word(4), Float::Word(0)));
    assert_eq!(added, [0xf3, 0x44, 0x0f, 0x58, 0xc4]);
    let root = emitted(|asm| asm.square_root(FloatType::F64, Float::X));
    assert_eq!(root, [0xf2, 0x40, 0x0f, 0x51, 0xc0]);
    // movq xmm6, r8; movd esi, xmm4
    let moved = emitted(|asm| asm.float_from_bits(Float::Word(2), FloatType::F64, Word(2)));
    assert_eq!(moved, [0x66, 0x49, 0x0f, 0x6e, 0xf0]);
    let moved = emitted(|asm| asm.bits_of_float(Word(0), FloatType::F32, Float::Word(0)));
    assert_eq!(moved, [0x66, 0x40, 0x0f, 0x7e, 0xe6]);
    // ucomiss xmm4, xmm4, and a jump
    let compared = emitted(|asm| asm.jump_if_nan(Float::Word(0), FloatType::F32, Label::SlowPath(0)));
    assert_eq!(compared[..4], [0x40, 0x0f, 0x2e, 0xe4]);
    // xorps xmm0, xmm0 (40 0f 57 c0); cvtsi2sd xmm0, rax
    let converted = emitted(|asm| asm.integer_to_float(Float::X, FloatType::F64, A));
    assert_eq!(converted, [0x40, 0x0f, 0x57, 0xc0, 0xf2, 0x48, 0x0f, 0x2a, 0xc0]);
}
