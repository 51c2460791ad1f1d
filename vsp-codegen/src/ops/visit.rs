//! Which code each instruction gets.
//!
//! Simple operations are emitted inline. What is rare, long or the host's business is executed by the runtime, with the
//! functions that the interpreter uses.

use crate::emitter::Emitter;
use crate::flags::Flag;
use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::condcodes::IntCC;
use vsp_isa::abi::Helper;
use vsp_isa::{Branch, Reg, Visitor};

impl Visitor for Emitter<'_> {
    type Output = ();

    // Control.
    fn nop(&mut self) {}
    fn hlt(&mut self) {
        self.halt();
    }
    fn ret(&mut self) {
        self.return_from_subroutine();
    }
    fn yield_(&mut self) {
        self.execute();
    }
    fn jmp(&mut self, target: u32) {
        self.goto(target);
    }
    fn jz(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Zero, IntCC::Equal);
    }
    fn jn(&mut self, branch: Branch) {
        self.test_and_branch(branch, Flag::Negative, IntCC::SignedLessThan);
    }
    fn jc(&mut self, target: u32) {
        self.branch_on_flag(Flag::Collapse, target);
    }
    fn jo(&mut self, target: u32) {
        self.branch_on_flag(Flag::Overflow, target);
    }
    fn call(&mut self, target: u32) {
        self.call_subroutine(target);
    }
    fn loop_(&mut self, target: u32) {
        self.count_down(target);
    }

    // Data and words in memory.
    fn mov(&mut self, a: Reg, b: Reg) {
        self.regs.copy(&mut self.b, a, b);
    }
    fn movi(&mut self, a: Reg, imm: i8) {
        self.set_constant(a, imm);
    }
    fn load(&mut self, a: Reg, address: u16) {
        self.load_cell_at(a, address);
    }
    fn store(&mut self, a: Reg, address: u16) {
        self.store_cell_at(a, address);
    }
    fn push(&mut self, a: Reg) {
        self.push_cell(a);
    }
    fn pop(&mut self, a: Reg) {
        self.pop_cell(a);
    }
    fn xchg(&mut self, a: Reg, b: Reg) {
        self.regs.swap(&mut self.b, a, b);
    }
    fn lstate(&mut self, _address: u32) {
        self.execute();
    }
    fn sstate(&mut self, _address: u32) {
        self.execute();
    }
    fn loadw(&mut self, a: Reg, address: u16) {
        self.load_word_at(a, address);
    }
    fn storew(&mut self, a: Reg, address: u16) {
        self.store_word_at(a, address);
    }
    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.load_cell_indexed(a, b, offset);
    }
    fn storex(&mut self, a: Reg, b: Reg, offset: u8) {
        self.store_cell_indexed(a, b, offset);
    }
    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.load_word_indexed(a, b, offset);
    }
    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) {
        self.store_word_indexed(a, b, offset);
    }
    fn li(&mut self, a: Reg, imm: i16) {
        self.integer_constant(a, imm);
    }

    // ByteSil arithmetic, integer and float words, layers.
    fn mul(&mut self, a: Reg, b: Reg) {
        self.multiply(a, b);
    }
    fn div(&mut self, a: Reg, b: Reg) {
        self.divide(a, b);
    }
    fn pow(&mut self, a: Reg, n: u8) {
        self.power(a, n);
    }
    fn root(&mut self, a: Reg, n: u8) {
        self.root(a, n);
    }
    fn inv(&mut self, a: Reg) {
        self.invert(a);
    }
    fn conj(&mut self, a: Reg) {
        self.conjugate(a);
    }
    fn add(&mut self, a: Reg, b: Reg) {
        self.sum(Helper::add, a, b);
    }
    fn sub(&mut self, a: Reg, b: Reg) {
        self.sum(Helper::sub, a, b);
    }
    fn mag(&mut self, a: Reg) {
        self.drop_phase(a);
    }
    fn phase(&mut self, a: Reg) {
        self.drop_magnitude(a);
    }
    fn scale(&mut self, a: Reg, imm: i8) {
        self.scale(a, imm);
    }
    fn rotate(&mut self, a: Reg, imm: u8) {
        self.rotate(a, imm);
    }
    fn addint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().iadd(x, y));
    }
    fn subint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().isub(x, y));
    }
    fn mulint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().imul(x, y));
    }
    fn divint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, false);
    }
    fn addfloat(&mut self, a: Reg, b: Reg) {
        self.floats(a, b, |e, x, y| e.b.ins().fadd(x, y));
    }
    fn subfloat(&mut self, a: Reg, b: Reg) {
        self.floats(a, b, |e, x, y| e.b.ins().fsub(x, y));
    }
    fn mulfloat(&mut self, a: Reg, b: Reg) {
        self.floats(a, b, |e, x, y| e.b.ins().fmul(x, y));
    }
    fn divfloat(&mut self, a: Reg, b: Reg) {
        self.floats(a, b, |e, x, y| e.b.ins().fdiv(x, y));
    }
    fn powint(&mut self, a: Reg, b: Reg) {
        self.power_of_integer(a, b);
    }
    fn powfloat(&mut self, a: Reg, b: Reg) {
        self.floats(a, b, |e, x, y| e.call(Helper::pow_float, &[x, y]));
    }
    fn sqrtfloat(&mut self, a: Reg) {
        self.float_in_place(a, |e, x| e.b.ins().sqrt(x));
    }
    fn modint(&mut self, a: Reg, b: Reg) {
        self.divide_integers(a, b, true);
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
        self.integers(a, b, |e, x, y| e.b.ins().band(x, y));
    }
    fn orint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().bor(x, y));
    }
    fn xorint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().bxor(x, y));
    }
    fn notint(&mut self, a: Reg) {
        self.integer_in_place(a, |e, x| e.b.ins().bnot(x));
    }
    fn shlint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().ishl(x, y));
    }
    fn xorl(&mut self, a: Reg, b: Reg) {
        self.combine(a, b, |e, x, y| e.b.ins().bxor(x, y));
    }
    fn andl(&mut self, a: Reg, b: Reg) {
        self.combine(a, b, |e, x, y| e.b.ins().band(x, y));
    }
    fn orl(&mut self, a: Reg, b: Reg) {
        self.combine(a, b, |e, x, y| e.b.ins().bor(x, y));
    }
    fn notl(&mut self, a: Reg) {
        self.complement(a);
    }
    fn shiftl(&mut self) {
        self.execute();
    }
    fn rotatl(&mut self) {
        self.execute();
    }
    fn fold(&mut self) {
        self.execute();
    }
    fn spread(&mut self, a: Reg) {
        self.spread(a);
    }
    fn gather(&mut self, a: Reg) {
        self.gather(a);
    }
    fn shrint(&mut self, a: Reg, b: Reg) {
        self.integers(a, b, |e, x, y| e.b.ins().sshr(x, y));
    }
    fn negint(&mut self, a: Reg) {
        self.integer_in_place(a, |e, x| e.b.ins().ineg(x));
    }
    fn absint(&mut self, a: Reg) {
        self.integer_in_place(a, |e, x| e.b.ins().iabs(x));
    }
    fn negfloat(&mut self, a: Reg) {
        self.float_in_place(a, |e, x| e.b.ins().fneg(x));
    }
    fn absfloat(&mut self, a: Reg) {
        self.float_in_place(a, |e, x| e.b.ins().fabs(x));
    }
    fn floorfloat(&mut self, a: Reg) {
        self.float_in_place(a, Self::floor);
    }
    fn ceilfloat(&mut self, a: Reg) {
        self.float_in_place(a, Self::ceil);
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
        self.blend(Helper::lerp, a, b, imm);
    }
    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) {
        self.blend(Helper::slerp, a, b, imm);
    }
    fn grad(&mut self, _a: Reg) {
        self.execute();
    }
    fn descent(&mut self, _a: Reg, _imm: u8) {
        self.execute();
    }
    fn emerge(&mut self, _a: Reg) {
        self.emerge();
    }
    fn collapse(&mut self, a: Reg) {
        self.collapse_to(a);
    }

    // Modes.
    fn setmode(&mut self, mode: u8) {
        self.set_mode(mode);
    }
    fn promote(&mut self, mode: u8) {
        self.promote_to(mode);
    }
    fn demote(&mut self, mode: u8) {
        self.demote_to(mode);
    }
    fn truncate(&mut self, mode: u8) {
        self.demote_to(mode);
    }
    fn xordem(&mut self, mode: u8) {
        self.demote_to(mode);
    }
    fn avgdem(&mut self, mode: u8) {
        self.demote_to(mode);
    }
    fn maxdem(&mut self, mode: u8) {
        self.demote_to(mode);
    }
    fn compat(&mut self, _address: u16) {
        self.compatible();
    }

    // Quantum gates.
    fn bit_h(&mut self, a: Reg) {
        self.reflect(a, 4);
    }
    fn bit_x(&mut self, a: Reg) {
        self.reflect(a, 8);
    }
    fn bit_y(&mut self, a: Reg) {
        self.pauli_y(a);
    }
    fn bit_z(&mut self, a: Reg) {
        self.reflect(a, 16);
    }
    fn bit_collapse(&mut self, a: Reg) {
        self.collapse_qubit(a);
    }
    fn bit_measure(&mut self, a: Reg) {
        self.measure(a);
    }
    fn bit_rotq(&mut self, a: Reg) {
        self.rotate_qubit(a);
    }
    fn bit_norm(&mut self, a: Reg) {
        self.normalize_qubit(a);
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
        self.b.ins().fence();
    }
    fn hint_fpga(&mut self) {}
    fn hint_dsp(&mut self) {}

    // Intrinsics.
    fn syscall(&mut self, _id: u8, _arg: u16) {
        self.execute();
    }
}
