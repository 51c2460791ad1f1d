//! Numbers that become bytes, and sums of bytes.

use super::Lowering;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, types};
use std::ops::RangeInclusive;
use vsp_isa::abi::Helper;
use vsp_middle::{Binary, Op, Type, Unary, Value};

/// How many operations back it is looked what a number may be.
const DEPTH: u8 = 4;

/// All numbers of 32 bits.
const ALL: RangeInclusive<i64> = i32::MIN as i64..=i32::MAX as i64;

impl Lowering<'_, '_> {
    /// The lowest eight bits of a number. They are masked unless it is plain to see that there are no others: sums rely on it.
    pub(super) fn byte(&mut self, number: Value, x: ir::Value) -> ir::Value {
        let range = self.range(number, DEPTH);
        if *range.start() >= 0 && *range.end() <= 0xff { x } else { self.b.ins().band_imm_u(x, 0xff) }
    }

    /// Between which bounds a number of 32 bits lies, by the few operations before it alone.
    fn range(&self, number: Value, depth: u8) -> RangeInclusive<i64> {
        let Some(depth) = depth.checked_sub(1) else { return ALL };
        let range = match self.function.op(number) {
            Op::Const(bits) => bits..=bits,
            Op::Unary(Unary::Zext, a) if self.function.kind(a) == Type::Byte => 0..=0xff,
            Op::Binary(op, a, b) => {
                let (a, b) = (self.range(a, depth), self.range(b, depth));
                let are_positive = *a.start() >= 0 && *b.start() >= 0;
                match op {
                    Binary::Add => a.start() + b.start()..=a.end() + b.end(),
                    Binary::Min => *a.start().min(b.start())..=*a.end().min(b.end()),
                    Binary::Max => *a.start().max(b.start())..=*a.end().max(b.end()),
                    Binary::And if *a.start() >= 0 => 0..=*a.end(),
                    Binary::And if *b.start() >= 0 => 0..=*b.end(),
                    // No bit above the highest of both.
                    Binary::Or if are_positive => 0..=(1 << (64 - (a.end() | b.end()).leading_zeros())) - 1,
                    _ => ALL,
                }
            }
            _ => ALL,
        };
        if ALL.start() <= range.start() && range.end() <= ALL.end() { range } else { ALL }
    }

    /// The packed sum of two packed cells: by the table, if the context has it.
    pub(super) fn sum(&mut self, a: ir::Value, b: ir::Value) -> ir::Value {
        let Some(table) = self.fixed.sums else { return self.call(Helper::sum, &[a, b]) };
        // Bytes have zeros above, so that this is below 65,536.
        let high = self.b.ins().ishl_imm_u(a, 8);
        let index = self.b.ins().bor(high, b);
        let index = self.b.ins().uextend(types::I64, index);
        let place = self.b.ins().iadd(table, index);
        self.b.ins().uload8(types::I32, MemFlagsData::trusted().with_readonly().with_can_move(), place, 0)
    }
}
