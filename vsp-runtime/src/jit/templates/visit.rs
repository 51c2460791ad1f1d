//! Which template each instruction has. Where there is none, the runtime executes the instruction.

use super::Templates;
use super::assembler::{Alu, Assembler, Condition, Flag, FloatAlu, Scratch, Shift};
use Scratch::{A, B, C};
use vsp_isa::abi::Helper;
use vsp_isa::{Branch, Cell, Reg, Visitor};

impl<P: Assembler> Visitor for Templates<'_, P> {
    type Output = ();

    // Control.
    fn nop(&mut self) {}
    fn hlt(&mut self) {
        self.halt();
    }
    fn ret(&mut self) {
        self.return_to_caller();
    }
    fn yield_(&mut self) {
        self.execute();
    }
    fn jmp(&mut self, target: u32) {
        self.goto(target);
    }
    fn jz(&mut self, branch: Branch) {
        self.branch(branch, Flag::Zero, Condition::Equal);
    }
    fn jn(&mut self, branch: Branch) {
        self.branch(branch, Flag::Negative, Condition::Less);
    }
    fn jc(&mut self, target: u32) {
        self.jump_if_collapsed(target);
    }
    fn jo(&mut self, target: u32) {
        self.jump_if_overflow(target);
    }
    fn call(&mut self, target: u32) {
        self.call_subroutine(target);
    }
    fn loop_(&mut self, target: u32) {
        self.count_down(target);
    }

    // Data and words in memory.
    fn mov(&mut self, a: Reg, b: Reg) {
        self.move_cell(a, b);
    }
    fn movi(&mut self, a: Reg, imm: i8) {
        self.set_cell(a, Cell::clamped(imm.into(), 0));
    }
    fn load(&mut self, a: Reg, address: u16) {
        self.load_cell(a, address);
    }
    fn store(&mut self, a: Reg, address: u16) {
        self.store_cell(a, address);
    }
    fn push(&mut self, a: Reg) {
        self.push(a);
    }
    fn pop(&mut self, a: Reg) {
        self.pop(a);
    }
    fn xchg(&mut self, a: Reg, b: Reg) {
        self.exchange(a, b);
    }
    fn lstate(&mut self, _address: u32) {
        self.execute();
    }
    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
    fn loadw(&mut self, a: Reg, address: u16) {
        self.load_word(a, address);
    }
    fn storew(&mut self, a: Reg, address: u16) {
        self.store_word(a, address);
    }
    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.load_cell_at(a, b, offset);
    }
    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        self.store_cell_at(a, b, offset);
    }
    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.load_word_at(a, b, offset);
    }
    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.store_word_at(a, b, offset);
    }
    fn li(&mut self, a: Reg, imm: i16) {
        self.set_integer(a, imm);
    }

    // ByteSil arithmetic, integer and float words, layers.
    fn mul(&mut self, a: Reg, b: Reg) {
        self.combine(Alu::Add, a, b);
    }
    fn div(&mut self, a: Reg, b: Reg) {
        self.combine(Alu::Sub, a, b);
    }
    fn pow(&mut self, a: Reg, n: u8) {
        self.power(a, n);
    }
    fn root(&mut self, a: Reg, n: u8) {
        self.root(a, n);
    }
    fn inv(&mut self, a: Reg) {
        self.inverse(a);
    }
    fn conj(&mut self, a: Reg) {
        self.conjugate(a);
    }
    fn add(&mut self, a: Reg, b: Reg) {
        self.add(a, b, false);
    }
    fn sub(&mut self, a: Reg, b: Reg) {
        self.add(a, b, true);
    }
    fn mag(&mut self, a: Reg) {
        self.zero_phase(a);
    }
    fn phase(&mut self, a: Reg) {
        self.zero_magnitude(a);
    }
    fn scale(&mut self, a: Reg, imm: i8) {
        self.scale(a, imm);
    }
    fn rotate(&mut self, a: Reg, imm: u8) {
        self.rotate(a, imm);
    }
    fn addint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.alu(Alu::Add, A, B));
    }
    fn subint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.alu(Alu::Sub, A, B));
    }
    fn mulint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.multiply(A, B));
    }
    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, P::divide_a_by_b);
    }
    fn addfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Add, a, b);
    }
    fn subfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Sub, a, b);
    }
    fn mulfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Mul, a, b);
    }
    fn divfloat(&mut self, a: Reg, b: Reg) {
        self.combine_floats(FloatAlu::Div, a, b);
    }
    fn powint(&mut self, a: Reg, b: Reg) {
        self.integer_power(a, b);
    }
    fn powfloat(&mut self, a: Reg, b: Reg) {
        self.float_power(a, b);
    }
    fn sqrtfloat(&mut self, a: Reg) {
        self.map_float(a, P::square_root_of_x);
    }
    fn modint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, P::remainder_a_by_b);
    }
    fn cmpint(&mut self, a: Reg, b: Reg) {
        self.compare_integers(a, b);
    }
    fn cmpfloat(&mut self, a: Reg, b: Reg) {
        self.compare_floats(a, b);
    }
    fn testint(&mut self, a: Reg, b: Reg) {
        self.test_integers(a, b);
    }
    fn andint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.alu(Alu::And, A, B));
    }
    fn orint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.alu(Alu::Or, A, B));
    }
    fn xorint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.alu(Alu::Xor, A, B));
    }
    fn notint(&mut self, a: Reg) {
        self.map_integer(a, |asm| asm.invert(A));
    }
    fn shlint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.shift_a_by_b(Shift::Left));
    }
    fn xorl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::Xor, a, b);
    }
    fn andl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::And, a, b);
    }
    fn orl(&mut self, a: Reg, b: Reg) {
        self.combine_packed(Alu::Or, a, b);
    }
    fn notl(&mut self, a: Reg) {
        self.invert_packed(a);
    }
    fn shiftl(&mut self) {
        self.move_registers_up(true);
    }
    fn rotatl(&mut self) {
        self.move_registers_up(false);
    }
    fn fold(&mut self) {
        self.fold_registers();
    }
    fn spread(&mut self, a: Reg) {
        self.spread_register(a);
    }
    fn gather(&mut self, _a: Reg) {
        self.execute();
    }
    fn shrint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |asm| asm.shift_a_by_b(Shift::SignedRight));
    }
    fn negint(&mut self, a: Reg) {
        self.map_integer(a, |asm| asm.negate(A));
    }
    fn absint(&mut self, a: Reg) {
        self.absolute_integer(a);
    }
    fn negfloat(&mut self, a: Reg) {
        self.map_float(a, P::negate_x);
    }
    fn absfloat(&mut self, a: Reg) {
        self.map_float(a, P::absolute_x);
    }
    fn floorfloat(&mut self, a: Reg) {
        self.map_float(a, |asm| asm.call(Helper::floor, &[]));
    }
    fn ceilfloat(&mut self, a: Reg) {
        self.map_float(a, |asm| asm.call(Helper::ceil, &[]));
    }
    fn cvti2f(&mut self, a: Reg) {
        self.integer_to_float(a);
    }
    fn cvtf2i(&mut self, a: Reg) {
        self.float_to_integer(a);
    }
    fn cvti2b(&mut self, a: Reg) {
        self.integer_to_cell(a);
    }
    fn cvtb2i(&mut self, a: Reg) {
        self.cell_to_integer(a);
    }
    fn cvtf2b(&mut self, a: Reg) {
        self.float_to_cell(a);
    }
    fn cvtb2f(&mut self, a: Reg) {
        self.cell_to_float(a);
    }

    // Transformations.
    fn trans(&mut self, _address: u32) {
        self.execute();
    }
    fn pipe(&mut self, _address: u32) {
        self.execute();
    }
    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::lerp, a, b, imm);
    }
    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.interpolate(Helper::slerp, a, b, imm);
    }
    fn grad(&mut self, _a: Reg) {
        self.execute();
    }
    fn descent(&mut self, _a: Reg, _imm: u8) {
        self.execute();
    }
    fn emerge(&mut self, _a: Reg) {
        self.emerge_registers();
    }
    fn collapse(&mut self, a: Reg) {
        self.collapse_into_last(a);
    }

    // Modes.
    fn setmode(&mut self, mode: u8) {
        self.set_mode(mode);
    }
    fn promote(&mut self, mode: u8) {
        self.promote(mode);
    }
    fn demote(&mut self, mode: u8) {
        self.demote(mode);
    }
    fn truncate(&mut self, mode: u8) {
        self.demote(mode);
    }
    fn xordem(&mut self, mode: u8) {
        self.demote(mode);
    }
    fn avgdem(&mut self, mode: u8) {
        self.demote(mode);
    }
    fn maxdem(&mut self, mode: u8) {
        self.demote(mode);
    }
    fn compat(&mut self, _address: u16) {
        self.limit_mode();
    }

    // Quantum gates.
    fn bit_h(&mut self, a: Reg) {
        self.reflect(a, 4);
    }
    fn bit_x(&mut self, a: Reg) {
        self.reflect(a, 8);
    }
    fn bit_y(&mut self, a: Reg) {
        self.gate(a, |asm| asm.alu_number(Alu::Add, C, 8));
    }
    fn bit_z(&mut self, a: Reg) {
        self.reflect(a, 0);
    }
    fn bit_collapse(&mut self, _a: Reg) {
        self.execute();
    }
    fn bit_measure(&mut self, a: Reg) {
        self.measure(a);
    }
    fn bit_rotq(&mut self, a: Reg) {
        self.turn_by_register(a);
    }
    fn bit_norm(&mut self, a: Reg) {
        self.normalize(a);
    }

    // Input, output, messages.
    fn in_(&mut self, a: Reg, port: u8) {
        self.read_port(a, port);
    }
    fn out(&mut self, a: Reg, port: u8) {
        self.write_port(a, port);
    }
    fn sense(&mut self, a: Reg) {
        self.read_sensor(a);
    }
    fn act(&mut self, a: Reg) {
        self.drive_actuator(a);
    }
    fn sync(&mut self, _node: u8) {
        self.execute();
    }
    fn broadcast(&mut self, _channel: u32) {
        self.execute();
    }
    fn receive(&mut self, _channel: u32) {
        self.execute();
    }
    fn entangle(&mut self, _a: Reg, _node: u8) {
        self.execute();
    }

    // Hints.
    fn hint_cpu(&mut self) {}
    fn hint_gpu(&mut self) {}
    fn hint_npu(&mut self) {}
    fn hint_any(&mut self) {}
    fn batch(&mut self, _count: u32) {}
    fn unbatch(&mut self) {}
    fn prefetch(&mut self, _address: u32) {}
    fn fence(&mut self) {
        self.asm.fence();
    }
    fn hint_fpga(&mut self) {}
    fn hint_dsp(&mut self) {}

    // Intrinsics.
    fn syscall(&mut self, _id: u8, _arg: u16) {
        self.execute();
    }
}
