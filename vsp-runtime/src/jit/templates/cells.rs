//! Templates of ByteSil arithmetic, layers and gates.

use super::Templates;
use super::assembler::{Alu, Assembler, Condition, Place, Scratch, Shift, Type};
use super::flags::{rho, theta};
use super::tables;
use Scratch::{A, B, C, D};
use vsp_isa::{Cell, Reg};

/// A register's cell in the context.
fn cell(reg: Reg) -> Place {
    Place::Context(rho(reg))
}

impl<P: Assembler> Templates<'_, P> {
    /// Stores a cell, whose rho is in `A` as a byte extended with zeros, and whose theta's low four bits are in `C`, and records its
    /// flags.
    #[inline(always)]
    fn store_and_record(&mut self, a: Reg) {
        self.asm.alu_number(Alu::And, C, 15);
        self.asm.shift(Shift::Left, C, 8);
        self.asm.alu(Alu::Or, C, A);
        self.asm.store(C, Type::U16, cell(a));
        self.record(a);
    }

    /// `A`, from -512 to 511, clamped, as a byte extended with zeros.
    #[inline(always)]
    fn clamp_small(&mut self) {
        self.asm.load(A, Type::U8, Place::Table(tables::CLAMPED, A));
    }

    /// MUL and DIV: rho and theta added, or subtracted.
    pub(super) fn combine(&mut self, op: Alu, a: Reg, b: Reg) {
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.load(B, Type::I8, Place::Context(rho(b)));
        self.asm.alu(op, A, B);
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.load(B, Type::U8, Place::Context(theta(b)));
        self.asm.alu(op, C, B);
        self.store_and_record(a);
    }

    pub(super) fn power(&mut self, a: Reg, n: u8) {
        self.asm.number(B, n.into());
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.multiply(A, B);
        self.asm.clamp(A);
        self.asm.extend(A, Type::U8);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.multiply(C, B);
        self.store_and_record(a);
    }

    pub(super) fn root(&mut self, a: Reg, n: u8) {
        if n == 0 {
            self.asm.number(A, 0);
            self.asm.number(C, 0);
            return self.store_and_record(a);
        }
        self.asm.number(B, n.into());
        self.asm.load(A, Type::U8, Place::Context(theta(a)));
        self.asm.divide_a_by_b();
        self.asm.store(A, Type::U8, Place::Context(theta(a)));
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.divide_a_by_b();
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.store_and_record(a);
    }

    pub(super) fn inverse(&mut self, a: Reg) {
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.negate(A);
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.negate(C);
        self.store_and_record(a);
    }

    pub(super) fn conjugate(&mut self, a: Reg) {
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.negate(C);
        self.asm.alu_number(Alu::And, C, 15);
        self.asm.store(C, Type::U8, Place::Context(theta(a)));
    }

    pub(super) fn scale(&mut self, a: Reg, by: i8) {
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.asm.alu_number(Alu::Add, A, by.into());
        self.clamp_small();
        self.asm.store(A, Type::U8, Place::Context(rho(a)));
        self.record(a);
    }

    pub(super) fn rotate(&mut self, a: Reg, by: u8) {
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::Add, C, by.into());
        self.asm.alu_number(Alu::And, C, 15);
        self.asm.store(C, Type::U8, Place::Context(theta(a)));
    }

    pub(super) fn zero_phase(&mut self, a: Reg) {
        self.asm.store_number(0, Type::U8, theta(a));
    }

    pub(super) fn zero_magnitude(&mut self, a: Reg) {
        self.before_writing(a, 1);
        self.asm.store_number(0, Type::U8, rho(a));
    }

    /// The packed byte of a register. Changes `D`.
    #[inline(always)]
    pub(super) fn pack(&mut self, to: Scratch, reg: Reg) {
        self.asm.load(to, Type::U8, Place::Context(rho(reg)));
        self.asm.load(to, Type::U8, Place::Table(tables::PACKED_RHO, to));
        self.asm.load(D, Type::U8, Place::Context(theta(reg)));
        self.asm.alu_number(Alu::And, D, 15);
        self.asm.alu(Alu::Or, to, D);
    }

    /// ADD and SUB: a sum looked up by the packed bytes; the negative of a cell is the cell turned by half a turn.
    pub(super) fn add(&mut self, a: Reg, b: Reg, negative: bool) {
        self.pack(A, a);
        self.pack(B, b);
        if negative {
            self.asm.alu_number(Alu::Xor, B, 8);
        }
        self.asm.shift(Shift::Left, A, 8);
        self.asm.alu(Alu::Or, A, B);
        self.asm.load(A, Type::U8, Place::Table(tables::SUMS, A));
        self.asm.load(A, Type::U16, Place::Table(tables::UNPACKED, A));
        self.asm.store(A, Type::U16, cell(a));
        if a == Reg::RF {
            self.asm.extend(A, Type::U8);
        }
        self.record(a);
    }

    /// XORL, ANDL and ORL.
    pub(super) fn combine_packed(&mut self, op: Alu, a: Reg, b: Reg) {
        self.before_writing(a, 1);
        self.pack(A, a);
        self.pack(B, b);
        self.asm.alu(op, A, B);
        self.unpack(a);
    }

    pub(super) fn invert_packed(&mut self, a: Reg) {
        self.before_writing(a, 1);
        self.pack(A, a);
        self.asm.alu_number(Alu::Xor, A, 0xff);
        self.unpack(a);
    }

    /// Sets a register to the cell of the packed byte in `A`.
    pub(super) fn unpack(&mut self, a: Reg) {
        self.asm.load(A, Type::U16, Place::Table(tables::UNPACKED, A));
        self.asm.store(A, Type::U16, cell(a));
    }

    pub(super) fn move_cell(&mut self, a: Reg, b: Reg) {
        self.before_writing(a, 1);
        self.asm.load(A, Type::U16, cell(b));
        self.asm.store(A, Type::U16, cell(a));
    }

    pub(super) fn set_cell(&mut self, a: Reg, content: Cell) {
        self.before_writing(a, 1);
        self.asm.store_number(content.to_bits().into(), Type::U16, rho(a));
    }

    pub(super) fn exchange(&mut self, a: Reg, b: Reg) {
        self.before_writing(a, 1);
        self.before_writing(b, 1);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.load(B, Type::U16, cell(b));
        self.asm.store(B, Type::U16, cell(a));
        self.asm.store(A, Type::U16, cell(b));
    }

    /// COLLAPSE: RF = a, and the run stops if that is null.
    pub(super) fn collapse_into_last(&mut self, a: Reg) {
        self.move_cell(Reg::RF, a);
        self.asm.extend(A, Type::I8);
        self.asm.compare_number(A, Cell::NULL.rho.into());
        self.collapse_if_equal();
    }

    /// The registers' image from `from` on, as 64 bits.
    fn image(from: u8) -> Place {
        Place::Context(rho(Reg::R0) + from)
    }

    /// SHIFTL and ROTATL: every register moves one up; R0 becomes null, or the old RF.
    pub(super) fn move_registers_up(&mut self, lose_last: bool) {
        self.settle_flags();
        self.asm.load(B, Type::U16, cell(Reg::RF));
        // From the last to the first: what overlaps has moved already.
        for from in [22, 16, 8, 0] {
            self.asm.load(A, Type::U64, Self::image(from));
            self.asm.store(A, Type::U64, Self::image(from + 2));
        }
        if lose_last {
            self.asm.store_number(Cell::NULL.to_bits().into(), Type::U16, rho(Reg::R0));
            self.asm.extend(B, Type::I8);
            self.asm.compare_number(B, Cell::NULL.rho.into());
            let was_null = self.asm.skip_if(Condition::Equal);
            self.asm.set_flag_number(super::assembler::Flag::Overflow, true);
            self.asm.land(was_null);
        } else {
            self.asm.store(B, Type::U16, cell(Reg::R0));
        }
    }

    pub(super) fn fold_registers(&mut self) {
        self.before_writing(Reg::R0, 8);
        for half in [0, 8] {
            self.asm.load(A, Type::U64, Self::image(half));
            self.asm.load(B, Type::U64, Self::image(half + 16));
            self.asm.alu(Alu::Xor, A, B);
            self.asm.store(A, Type::U64, Self::image(half));
        }
    }

    pub(super) fn spread_register(&mut self, a: Reg) {
        let group = Reg::from_nibble(a.index() as u8 & 12);
        self.before_writing(group, 4);
        self.asm.load(A, Type::U16, cell(a));
        self.asm.number(B, 0x0001_0001_0001_0001);
        self.asm.multiply(A, B);
        self.asm.store(A, Type::U64, cell(group));
    }

    pub(super) fn emerge_registers(&mut self) {
        self.before_writing(Reg::RB, 1);
        self.asm.load(A, Type::U16, cell(Reg::RB));
        self.asm.load(B, Type::U16, cell(Reg::RC));
        self.asm.alu(Alu::Xor, A, B);
        self.asm.store(A, Type::U16, cell(Reg::RB));
    }

    /// A gate: the canonical rho, with a theta that `turn` makes in `C` of the raw one there.
    pub(super) fn gate(&mut self, a: Reg, turn: impl FnOnce(&mut P)) {
        self.asm.load(A, Type::I8, Place::Context(rho(a)));
        self.clamp_small();
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        turn(&mut self.asm);
        self.store_and_record(a);
    }

    /// A gate that reflects theta.
    pub(super) fn reflect(&mut self, a: Reg, at: i32) {
        self.gate(a, |asm| {
            asm.negate(C);
            asm.alu_number(Alu::Add, C, at);
        });
    }

    /// BIT.ROTQ: turns by R1's rho.
    pub(super) fn turn_by_register(&mut self, a: Reg) {
        self.gate(a, |asm| {
            asm.load(B, Type::I8, Place::Context(rho(Reg::R1)));
            asm.alu(Alu::Add, C, B);
        });
    }

    pub(super) fn normalize(&mut self, a: Reg) {
        self.asm.number(A, 0);
        self.asm.load(C, Type::U8, Place::Context(theta(a)));
        self.store_and_record(a);
    }

    pub(super) fn measure(&mut self, a: Reg) {
        self.before_writing(Reg::R0, 1);
        self.asm.load(A, Type::U8, Place::Context(theta(a)));
        self.asm.alu_number(Alu::And, A, 15);
        self.asm.load(A, Type::U8, Place::Table(tables::LIKELIHOODS, A));
        self.asm.store(A, Type::U16, cell(Reg::R0));
    }
}
