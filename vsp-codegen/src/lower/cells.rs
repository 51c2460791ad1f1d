//! Cells and their halves.

use super::Lowering;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use vsp_isa::Cell;
use vsp_isa::abi::{Helper, offset};
use vsp_isa::semantics::gates;
use vsp_middle::{Mix, Value};

/// What BIT.MEASURE gives for theta 0 to 7, lowest byte first; for theta 16-k it is that of k, for 8 it is 0.
const MEASURED: i64 = {
    let (mut table, mut theta) = (0, 0);
    while theta < 8 {
        table |= (gates::measure(Cell { rho: 0, theta }).rho as i64) << (8 * theta);
        theta += 1;
    }
    table
};

impl Lowering<'_, '_> {
    pub(super) fn rho(&mut self, cell: ir::Value) -> ir::Value {
        let low = self.b.ins().ireduce(types::I8, cell);
        self.b.ins().sextend(types::I32, low)
    }

    pub(super) fn theta(&mut self, cell: ir::Value) -> ir::Value {
        let high = self.b.ins().ushr_imm_u(cell, 8);
        self.b.ins().band_imm_u(high, 0xff)
    }

    /// A number clamped to [-8, 7].
    pub(super) fn clamp(&mut self, rho: ir::Value) -> ir::Value {
        let (least, greatest) = (self.number(Cell::LEAST_RHO.into()), self.number(Cell::GREATEST_RHO.into()));
        let raised = self.b.ins().smax(rho, least);
        self.b.ins().smin(raised, greatest)
    }

    /// rho of a canonical cell, from zero on.
    fn index(&mut self, cell: ir::Value) -> ir::Value {
        let rho = self.rho(cell);
        let rho = self.clamp(rho);
        self.b.ins().iadd_imm_s(rho, -i64::from(Cell::LEAST_RHO))
    }

    pub(super) fn pack(&mut self, cell: ir::Value) -> ir::Value {
        let index = self.index(cell);
        let high = self.b.ins().ishl_imm_u(index, 4);
        let theta = self.b.ins().ushr_imm_u(cell, 8);
        let low = self.b.ins().band_imm_u(theta, 15);
        self.b.ins().bor(high, low)
    }

    pub(super) fn unpack(&mut self, byte: ir::Value) -> ir::Value {
        let high = self.b.ins().ushr_imm_u(byte, 4);
        let rho = self.b.ins().iadd_imm_s(high, i64::from(Cell::LEAST_RHO));
        let rho = self.b.ins().band_imm_u(rho, 0xff);
        let theta = self.b.ins().band_imm_u(byte, 15);
        let theta = self.b.ins().ishl_imm_u(theta, 8);
        self.b.ins().bor(rho, theta)
    }

    pub(super) fn measure(&mut self, cell: ir::Value) -> ir::Value {
        let theta = self.b.ins().ushr_imm_u(cell, 8);
        let theta = self.b.ins().band_imm_u(theta, 15);
        let opposite = self.b.ins().ineg(theta);
        let opposite = self.b.ins().band_imm_u(opposite, 15);
        let folded = self.b.ins().umin(theta, opposite);
        let table = self.b.ins().iconst(types::I64, MEASURED);
        let bits = self.b.ins().ishl_imm_u(folded, 3);
        let entry = self.b.ins().ushr(table, bits);
        let entry = self.b.ins().ireduce(types::I32, entry);
        let entry = self.b.ins().band_imm_u(entry, 0xff);
        let zero = self.number(0);
        let is_eight = self.b.ins().icmp_imm_u(IntCC::Equal, folded, 8);
        self.b.ins().select(is_eight, zero, entry)
    }

    /// e^rho of a cell, made canonical.
    pub(super) fn magnitude(&mut self, cell: ir::Value) -> ir::Value {
        let index = self.index(cell);
        let wide = self.b.ins().uextend(types::I64, index);
        let bytes = self.b.ins().ishl_imm_u(wide, 3);
        let table = self.fixed_field(types::I64, offset::MAGNITUDES);
        let place = self.b.ins().iadd(table, bytes);
        self.b.ins().load(types::F64, MemFlagsData::trusted().with_readonly().with_can_move(), place, 0)
    }

    pub(super) fn mix(&mut self, mix: Mix, t: u8, a: Value, b: Value) -> ir::Value {
        let helper = match mix {
            Mix::Lerp => Helper::lerp,
            Mix::Slerp => Helper::slerp,
        };
        let (a, b, t) = (self.get(a), self.get(b), self.number(t.into()));
        self.call(helper, &[a, b, t])
    }
}
