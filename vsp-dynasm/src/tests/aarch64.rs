//! The encodings of the operations on 64-bit ARM.

use crate::aarch64::Aarch64;
use crate::assembler::Argument::{Context, Field, Number};
use crate::assembler::Register::{A, B, C, Word};
use crate::assembler::{
    Alu, Assembler, BranchAssembler, Condition, Division, Emit, Flag, Float, FloatAlu, FloatAssembler,
    FloatType, IntegerAssembler, Place, RunAssembler, Shift, Type,
};
use crate::buffer::Buffer;
use crate::label::Label;
use crate::tables;
use vsp_isa::abi::Helper;

/// What an operation emits, a word an instruction.
fn emitted(operation: impl FnOnce(&mut Aarch64)) -> Vec<u32> {
    let mut aarch64 = Aarch64::begin(Buffer::new());
    aarch64.buffer().make_room();
    let start = aarch64.buffer().position() as usize;
    operation(&mut aarch64);
    let code = aarch64.into_buffer();
    code.as_ref()[start..].as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

#[test]
fn loads_and_stores() {
    // ldurb w0, [x19, #6]
    assert_eq!(emitted(|asm| asm.load(A, Type::U8, Place::Context(6))), [0x3840_6260]);
    // ldursh x1, [x19, #4]
    assert_eq!(emitted(|asm| asm.load(B, Type::I16, Place::Context(4))), [0x7880_4261]);
    // ldur x0, [x19, #8]
    assert_eq!(emitted(|asm| asm.load(A, Type::U64, Place::Context(8))), [0xf840_8260]);
    // mov x9, #0x1234; movk x9, #0x12, lsl #16; ldrb w0, [x20, x9]
    let at_fixed = emitted(|asm| asm.load(A, Type::U8, Place::Memory(0x12_1234)));
    assert_eq!(at_fixed, [0xd282_4689, 0xf2a0_0249, 0x3869_6a80]);
    // ldr x0, [x20, x1]
    assert_eq!(emitted(|asm| asm.load(A, Type::U64, Place::MemoryAt(B))), [0xf861_6a80]);
    // add x9, x22, #1, lsl #12; ldrh w0, [x9, x0, lsl #1]
    let sum = emitted(|asm| asm.load(A, Type::U16, Place::Table(tables::SUMS, A)));
    assert_eq!(sum, [0x9140_06c9, 0x7860_7920]);
    // add x9, x22, #33, lsl #12; ldrb w0, [x9, x0]
    let packed = emitted(|asm| asm.load(A, Type::U8, Place::Table(tables::PACKED, A)));
    assert_eq!(packed, [0x9140_86c9, 0x3860_6920]);
    // add x9, x22, #0x440; ldrh w0, [x9, x0, lsl #1]
    let item = emitted(|asm| asm.load(A, Type::U16, Place::Table(0x440, A)));
    assert_eq!(item, [0x9111_02c9, 0x7860_7920]);
    // add x9, x1, x0, lsl #1; then sturh w2, [x9, #-6], or ldur d5, [x9, #24]
    assert_eq!(emitted(|asm| asm.store(C, Type::U16, Place::Stacked(-6))), [0x8b00_0429, 0x781f_a122]);
    let stacked = emitted(|asm| asm.load_float(Float::Word(1), FloatType::F64, Place::Stacked(24)));
    assert_eq!(stacked, [0x8b00_0429, 0xfc41_8125]);
    // sturh w2, [x19, #10]
    assert_eq!(emitted(|asm| asm.store(C, Type::U16, Place::Context(10))), [0x7800_a262]);
    // mov x9, #0xf8; sturh w9, [x19]
    assert_eq!(emitted(|asm| asm.store_number(0xf8, Type::U16, 0)), [0xd280_1f09, 0x7800_0269]);
}

#[test]
fn integers() {
    // mov x1, #-3
    assert_eq!(emitted(|asm| asm.number(B, -3)), [0x9280_0041]);
    // add x0, x0, #5; sub x0, x0, #1; and x2, x2, #15
    assert_eq!(emitted(|asm| asm.alu_number(Alu::Add, A, 5)), [0x9100_1400]);
    assert_eq!(emitted(|asm| asm.alu_number(Alu::Add, A, -1)), [0xd100_0400]);
    assert_eq!(emitted(|asm| asm.alu_number(Alu::And, C, 15)), [0x9240_0c42]);
    // mul x0, x0, x1; asr x1, x1, #63; lsl x0, x0, x1
    assert_eq!(emitted(|asm| asm.multiply(A, B)), [0x9b01_7c00]);
    assert_eq!(emitted(|asm| asm.shift(Shift::SignedRight, B, 63)), [0x937f_fc21]);
    assert_eq!(emitted(|asm| asm.shift_by(Shift::Left, A, B)), [0x9ac1_2000]);
    // asr w4, w4, #31
    assert_eq!(emitted(|asm| asm.shift_right_32(Word(0), 31)), [0x131f_7c84]);
    // tst w5, #32; a jump; asr w4, w4, w5
    let shifted = emitted(|asm| asm.shift_right_32_by(Word(0), Word(1), Label::SlowPath(0)));
    assert_eq!((shifted[0], shifted[2]), (0x721b_00bf, 0x1ac5_2884));
    // sdiv x0, x0, x1
    assert_eq!(emitted(|asm| asm.divide(Type::U64, Division::Quotient)), [0x9ac1_0c00]);
    // sdiv x2, x0, x1; msub x2, x2, x1, x0
    let remainder = emitted(|asm| asm.divide(Type::U64, Division::Remainder));
    assert_eq!(remainder, [0x9ac1_0c02, 0x9b01_8042]);
    // sxtb x0, w0
    assert_eq!(emitted(|asm| asm.extend(A, A, Type::I8)), [0x9340_1c00]);
}

#[test]
fn comparisons_and_flags() {
    // cmn x0, #8; cmp x1, #0
    assert_eq!(emitted(|asm| asm.compare_number(Type::U64, A, -8)), [0xb100_201f]);
    assert_eq!(emitted(|asm| asm.compare_number(Type::U64, B, 0)), [0xf100_003f]);
    // sxth w9, w4; cmp w9, w5, sxth; cmp w6, w7; tst w4, w8
    assert_eq!(emitted(|asm| asm.compare(Type::I16, Word(0), Word(1))), [0x1300_3c89, 0x6b25_a13f]);
    assert_eq!(emitted(|asm| asm.compare(Type::I32, Word(2), Word(3))), [0x6b07_00df]);
    assert_eq!(emitted(|asm| asm.test(Type::I32, Word(0), Word(4))), [0x6a08_009f]);
    // sub x9, x21, #7; cmp x1, x9, and a jump
    let outside = emitted(|asm| asm.jump_if_outside(B, 8, Label::SlowPath(0)));
    assert_eq!(outside[..2], [0xd100_1ea9, 0xeb09_003f]);
    // cset w9, lt; strb w9, [sp, #81]
    let less = emitted(|asm| asm.set_flag(Flag::Negative, Condition::Less));
    assert_eq!(less, [0x1a9f_a7e9, 0x3901_47e9]);
    // cset w2, lt
    assert_eq!(emitted(|asm| asm.condition(C, Condition::Less)), [0x1a9f_a7e2]);
    // mov w9, #0x100; strh w9, [sp, #80]
    let less = emitted(|asm| asm.set_zero_and_negative(false, true));
    assert_eq!(less, [0x5280_2009, 0x7900_a3e9]);
    // str w2, [sp, #80]
    assert_eq!(emitted(|asm| asm.store_flags(C)), [0xb900_53e2]);
    // subs x23, x23, #7, and a jump
    assert_eq!(emitted(|asm| asm.take_fuel(7, Label::SlowPath(0)))[0], 0xf100_1ef7);
    // ldr x0, [x19, #112]; ldr x0, [x0]; cmp x0, #0, and a jump
    let interrupt = emitted(|asm| asm.jump_if_interrupted(Label::SlowPath(0)));
    assert_eq!(interrupt[..3], [0xf940_3a60, 0xf940_0000, 0xf100_001f]);
    // ldr x0, [x19, #112]; ldr x0, [x0]; cmp x23, x0; a jump; sub x23, x23, #7
    let enough = emitted(|asm| asm.take_fuel_if_enough(7, Label::SlowPath(0)));
    assert_eq!(enough[..3], [0xf940_3a60, 0xf940_0000, 0xeb00_02ff]);
    assert_eq!(enough[4..], [0xd100_1ef7]);
    // dmb ish
    assert_eq!(emitted(Aarch64::fence), [0xd503_3bbf]);
}

#[test]
fn floats() {
    // ldur d0, [x19, #8]
    assert_eq!(emitted(|asm| asm.load_float(Float::X, FloatType::F64, Place::Context(8))), [0xfc40_8260]);
    // ldur s1, [x19, #2]; fcvt d1, s1
    let single = emitted(|asm| asm.load_float(Float::Y, FloatType::F32, Place::Context(2)));
    assert_eq!(single, [0xbc40_2261]);
    assert_eq!(emitted(|asm| asm.widen(Float::Y, FloatType::F32, Float::Y)), [0x1e22_c021]);
    // str s16, [x20, x1]
    let stored = emitted(|asm| asm.store_float(Float::Word(4), FloatType::F32, Place::MemoryAt(B)));
    assert_eq!(stored, [0xbc21_6a90]);
    // fmul d0, d0, d1; fsub s4, s4, s5; fcvtzs x0, d0; scvtf d0, x0
    let product = emitted(|asm| asm.float_alu(FloatAlu::Mul, FloatType::F64, Float::X, Float::Y));
    assert_eq!(product, [0x1e61_0800]);
    let difference =
        emitted(|asm| asm.float_alu(FloatAlu::Sub, FloatType::F32, Float::Word(0), Float::Word(1)));
    assert_eq!(difference, [0x1e25_3884]);
    assert_eq!(emitted(|asm| asm.float_to_integer(Float::X)), [0x9e78_0000]);
    assert_eq!(emitted(|asm| asm.integer_to_float(Float::X, FloatType::F64, A)), [0x9e62_0000]);
    // fmov s4, w4; fmov x5, d5
    assert_eq!(emitted(|asm| asm.float_from_bits(Float::Word(0), FloatType::F32, Word(0))), [0x1e27_0084]);
    assert_eq!(emitted(|asm| asm.bits_of_float(Word(1), FloatType::F64, Float::Word(1))), [0x9e66_00a5]);
    // fcmp d4, d4, and a jump
    let compared = emitted(|asm| asm.jump_if_nan(Float::Word(0), FloatType::F64, Label::SlowPath(0)));
    assert_eq!(compared[0], 0x1e64_2080);
}

#[test]
fn the_call_stack() {
    // ldr w9, [x19, #60]; cmp w26, w9; a jump; mov x10, #5; ldr x9, [x19, #80]; str w10, [x9, x26, lsl #2]; add w26, w26, #1
    let push = emitted(|asm| asm.push_call(5, Label::SlowPath(0)));
    assert_eq!(push[..2], [0xb940_3e69, 0x6b09_035f]);
    assert_eq!(push[3..], [0xd280_00aa, 0xf940_2a69, 0xb83a_792a, 0x1100_075a]);
    // cmp w26, w27; a jump; sub w26, w26, #1; ldr x9, [x19, #80]; ldr w0, [x9, x26, lsl #2]
    let pop = emitted(|asm| asm.pop_call(Label::SlowPath(0)));
    assert_eq!(pop[..1], [0x6b1b_035f]);
    assert_eq!(pop[2..], [0x5100_075a, 0xf940_2a69, 0xb87a_7920]);
    // bl; then mov x9, #0; ldr w2, [x9, x0, lsl #2]; add x2, x25, w2, uxtw; ret x2
    let code = emitted(|asm| {
        asm.call_code(Label::At(0));
        asm.return_by(0);
    });
    assert_eq!(code[0] >> 26, 0x25);
    assert_eq!(code[1..], [0xd280_0009, 0xb860_7922, 0x8b22_4322, 0xd65f_0040]);
}

#[test]
fn calls() {
    let call = |arguments: &[_]| emitted(|asm| asm.call(Helper::act, arguments));
    // mov x0, x19; mov x1, #5; ldurh w2, [x19, #10]; ldr x9, [x19, #104]; ldr x9, [x9, #16]; blr x9
    let act = call(&[Context, Number(5), Field(Type::U16, 10)]);
    assert_eq!(act, [0xaa13_03e0, 0xd280_00a1, 0x7840_a262, 0xf940_3669, 0xf940_0929, 0xd63f_0120]);
}
