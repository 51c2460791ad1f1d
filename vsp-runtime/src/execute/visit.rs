//! What each instruction does.

use super::{Done, Next, Step};
use vsp_isa::semantics::folding::{self, Fold};
use vsp_isa::semantics::{cells, complex, float, gates, integer, layers};
use vsp_isa::{Branch, Cell, Flags, Reg, Visitor};

impl Visitor for Step<'_> {
    type Output = Done;

    // Control.
    fn nop(&mut self) -> Done {
        Ok(Next::On)
    }
    fn hlt(&mut self) -> Done {
        self.halt()
    }
    fn ret(&mut self) -> Done {
        self.return_to_caller()
    }
    fn yield_(&mut self) -> Done {
        self.pause()
    }
    fn jmp(&mut self, target: u32) -> Done {
        Ok(Next::To(target))
    }
    fn jz(&mut self, branch: Branch) -> Done {
        self.branch(branch, Flags::ZERO, |rho| rho == 0)
    }
    fn jn(&mut self, branch: Branch) -> Done {
        self.branch(branch, Flags::NEGATIVE, |rho| rho < 0)
    }
    fn jc(&mut self, target: u32) -> Done {
        self.jump_if_flag(Flags::COLLAPSE, target)
    }
    fn jo(&mut self, target: u32) -> Done {
        self.jump_if_flag(Flags::OVERFLOW, target)
    }
    fn call(&mut self, target: u32) -> Done {
        self.call_subroutine(target)
    }
    fn loop_(&mut self, target: u32) -> Done {
        self.count_down(target)
    }

    // Data and words in memory.
    fn mov(&mut self, a: Reg, b: Reg) -> Done {
        let cell = self.cell(b);
        self.set(a, cell)
    }
    fn movi(&mut self, a: Reg, imm: i8) -> Done {
        self.set(a, Cell::clamped(imm.into(), 0))
    }
    fn load(&mut self, a: Reg, address: u16) -> Done {
        self.load_cell(a, address.into())
    }
    fn store(&mut self, a: Reg, address: u16) -> Done {
        self.store_cell(a, address.into())
    }
    fn push(&mut self, a: Reg) -> Done {
        self.push_register(a)
    }
    fn pop(&mut self, a: Reg) -> Done {
        self.pop_register(a)
    }
    fn xchg(&mut self, a: Reg, b: Reg) -> Done {
        self.exchange(a, b)
    }
    fn lstate(&mut self, address: u32) -> Done {
        self.load_registers(address)
    }
    fn sstate(&mut self, address: u32) -> Done {
        self.store_registers(address)
    }
    fn loadw(&mut self, a: Reg, address: u16) -> Done {
        self.load_word(a, |_| Ok(address.into()))
    }
    fn storew(&mut self, a: Reg, address: u16) -> Done {
        self.store_word(a, |_| Ok(address.into()))
    }
    fn loadx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        let at = self.index(b, offset)?;
        self.load_cell(a, at)
    }
    fn storex(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        let at = self.index(b, offset)?;
        self.store_cell(a, at)
    }
    fn loadwx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        self.load_word(a, |step| step.index(b, offset))
    }
    fn storewx(&mut self, a: Reg, b: Reg, offset: u8) -> Done {
        self.store_word(a, |step| step.index(b, offset))
    }
    fn li(&mut self, a: Reg, imm: i16) -> Done {
        self.set_integer(a, imm.into())
    }

    // ByteSil arithmetic, integer and float words, layers.
    fn mul(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, cells::multiply)
    }
    fn div(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, cells::divide)
    }
    fn pow(&mut self, a: Reg, n: u8) -> Done {
        self.map_and_record(a, |cell| cells::power(cell, n.into()))
    }
    fn root(&mut self, a: Reg, n: u8) -> Done {
        self.map_and_record(a, |cell| cells::root(cell, n.into()))
    }
    fn inv(&mut self, a: Reg) -> Done {
        self.map_and_record(a, cells::invert)
    }
    fn conj(&mut self, a: Reg) -> Done {
        self.map(a, cells::conjugate)
    }
    fn add(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, complex::sum)
    }
    fn sub(&mut self, a: Reg, b: Reg) -> Done {
        self.combine_and_record(a, b, complex::difference)
    }
    fn mag(&mut self, a: Reg) -> Done {
        self.map(a, |cell| Cell { theta: 0, ..cell })
    }
    fn phase(&mut self, a: Reg) -> Done {
        self.map(a, |cell| Cell { rho: 0, ..cell })
    }
    fn scale(&mut self, a: Reg, imm: i8) -> Done {
        self.map_and_record(a, |cell| cells::scale(cell, imm.into()))
    }
    fn rotate(&mut self, a: Reg, imm: u8) -> Done {
        self.map(a, |cell| cells::rotate(cell, imm.into()))
    }
    fn addint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::add)
    }
    fn subint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::sub)
    }
    fn mulint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::mul)
    }
    fn divint(&mut self, a: Reg, b: Reg) -> Done {
        self.divide_integers(a, b, integer::quotient)
    }
    fn addfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.floats(a, b, float::add)
    }
    fn subfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.floats(a, b, float::sub)
    }
    fn mulfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.floats(a, b, float::mul)
    }
    fn divfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.floats(a, b, float::div)
    }
    fn powint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::power)
    }
    fn powfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.floats(a, b, float::power)
    }
    fn sqrtfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::square_root)
    }
    fn modint(&mut self, a: Reg, b: Reg) -> Done {
        self.divide_integers(a, b, integer::remainder)
    }
    fn cmpint(&mut self, a: Reg, b: Reg) -> Done {
        self.compare_integers(a, b)
    }
    fn cmpfloat(&mut self, a: Reg, b: Reg) -> Done {
        self.compare_floats(a, b)
    }
    fn testint(&mut self, a: Reg, b: Reg) -> Done {
        self.test_integers(a, b)
    }
    fn andint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::and)
    }
    fn orint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::or)
    }
    fn xorint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::xor)
    }
    fn notint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::not)
    }
    fn shlint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::shift_left)
    }
    fn xorl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::xor)
    }
    fn andl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::and)
    }
    fn orl(&mut self, a: Reg, b: Reg) -> Done {
        self.combine(a, b, cells::or)
    }
    fn notl(&mut self, a: Reg) -> Done {
        self.map(a, cells::not)
    }
    fn shiftl(&mut self) -> Done {
        self.shift_registers()
    }
    fn rotatl(&mut self) -> Done {
        self.transform_registers(layers::rotate_up)
    }
    fn fold(&mut self) -> Done {
        self.transform_registers(layers::fold)
    }
    fn spread(&mut self, a: Reg) -> Done {
        self.transform_registers(|registers| layers::spread(registers, a))
    }
    fn gather(&mut self, a: Reg) -> Done {
        self.transform_registers(|registers| layers::gather(registers, a))
    }
    fn shrint(&mut self, a: Reg, b: Reg) -> Done {
        self.integers(a, b, integer::shift_right)
    }
    fn negint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::negate)
    }
    fn absint(&mut self, a: Reg) -> Done {
        self.map_integer(a, integer::absolute)
    }
    fn negfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::negate)
    }
    fn absfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::absolute)
    }
    fn floorfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::floor)
    }
    fn ceilfloat(&mut self, a: Reg) -> Done {
        self.map_float(a, float::ceil)
    }
    fn cvti2f(&mut self, a: Reg) -> Done {
        self.integer_to_float(a)
    }
    fn cvtf2i(&mut self, a: Reg) -> Done {
        self.float_to_integer(a)
    }
    fn cvti2b(&mut self, a: Reg) -> Done {
        self.integer_to_cell(a)
    }
    fn cvtb2i(&mut self, a: Reg) -> Done {
        self.cell_to_integer(a)
    }
    fn cvtf2b(&mut self, a: Reg) -> Done {
        self.float_to_cell(a)
    }
    fn cvtb2f(&mut self, a: Reg) -> Done {
        self.cell_to_float(a)
    }

    // Transformations.
    fn trans(&mut self, address: u32) -> Done {
        self.apply_transform(address)
    }
    fn pipe(&mut self, address: u32) -> Done {
        self.apply_list_of_transforms(address)
    }
    fn lerp(&mut self, a: Reg, b: Reg, imm: u8) -> Done {
        self.combine(a, b, |from, to| complex::lerp(from, to, imm))
    }
    fn slerp(&mut self, a: Reg, b: Reg, imm: u8) -> Done {
        self.combine(a, b, |from, to| complex::slerp(from, to, imm))
    }
    fn grad(&mut self, _a: Reg) -> Done {
        self.set_gradient()
    }
    fn descent(&mut self, a: Reg, imm: u8) -> Done {
        self.descend(a, imm)
    }
    fn emerge(&mut self, _a: Reg) -> Done {
        self.transform_registers(layers::emerge)
    }
    fn collapse(&mut self, a: Reg) -> Done {
        self.collapse_into_last(a)
    }

    // Modes.
    fn setmode(&mut self, mode: u8) -> Done {
        self.set_mode(mode)
    }
    fn promote(&mut self, mode: u8) -> Done {
        self.promote_to(mode)
    }
    fn demote(&mut self, mode: u8) -> Done {
        self.demote_to(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Xor))
    }
    fn truncate(&mut self, mode: u8) -> Done {
        self.truncate_to(mode)
    }
    fn xordem(&mut self, mode: u8) -> Done {
        self.demote_to(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Xor))
    }
    fn avgdem(&mut self, mode: u8) -> Done {
        self.demote_to(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Mean))
    }
    fn maxdem(&mut self, mode: u8) -> Done {
        self.demote_to(mode, |registers, from, to| folding::demote(registers, from, to, Fold::Largest))
    }
    fn compat(&mut self, address: u16) -> Done {
        self.limit_mode(address)
    }

    // Quantum gates.
    fn bit_h(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::hadamard)
    }
    fn bit_x(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_x)
    }
    fn bit_y(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_y)
    }
    fn bit_z(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::pauli_z)
    }
    fn bit_collapse(&mut self, a: Reg) -> Done {
        self.collapse_qubit(a)
    }
    fn bit_measure(&mut self, a: Reg) -> Done {
        let cell = gates::measure(self.cell(a));
        self.set(Reg::R0, cell)
    }
    fn bit_rotq(&mut self, a: Reg) -> Done {
        let by = self.cell(Reg::R1).rho;
        self.map_and_record(a, |cell| gates::rotate(cell, by))
    }
    fn bit_norm(&mut self, a: Reg) -> Done {
        self.map_and_record(a, gates::normalize)
    }

    // Input, output, messages.
    fn in_(&mut self, a: Reg, port: u8) -> Done {
        self.read_port(a, port)
    }
    fn out(&mut self, a: Reg, port: u8) -> Done {
        self.write_port(a, port)
    }
    fn sense(&mut self, a: Reg) -> Done {
        self.read_sensor(a)
    }
    fn act(&mut self, a: Reg) -> Done {
        self.drive_actuator(a)
    }
    fn sync(&mut self, node: u8) -> Done {
        self.synchronise(node)
    }
    fn broadcast(&mut self, channel: u32) -> Done {
        self.send_registers(channel)
    }
    fn receive(&mut self, channel: u32) -> Done {
        self.receive_registers(channel)
    }
    fn entangle(&mut self, a: Reg, node: u8) -> Done {
        self.entangle_register(a, node)
    }

    // Hints.
    fn hint_cpu(&mut self) -> Done {
        Ok(Next::On)
    }
    fn hint_gpu(&mut self) -> Done {
        Ok(Next::On)
    }
    fn hint_npu(&mut self) -> Done {
        Ok(Next::On)
    }
    fn hint_any(&mut self) -> Done {
        Ok(Next::On)
    }
    fn batch(&mut self, _count: u32) -> Done {
        Ok(Next::On)
    }
    fn unbatch(&mut self) -> Done {
        Ok(Next::On)
    }
    fn prefetch(&mut self, _address: u32) -> Done {
        Ok(Next::On)
    }
    fn fence(&mut self) -> Done {
        core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst);
        Ok(Next::On)
    }
    fn hint_fpga(&mut self) -> Done {
        Ok(Next::On)
    }
    fn hint_dsp(&mut self) -> Done {
        Ok(Next::On)
    }

    // Intrinsics.
    fn syscall(&mut self, id: u8, arg: u16) -> Done {
        self.call_intrinsic(id, arg)
    }
}
