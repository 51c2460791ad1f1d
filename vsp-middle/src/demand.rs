//! Which values something else than an exit looks at.

use crate::{Function, Op, Terminator, Unary, Value};

/// For each value whether an operation with an effect, an edge or a choice of ways looks at it, directly or not. Other values are best
/// computed where an exit is taken.
///
/// The bits of a canonical float want the float, and not its canonical form: they are made canonical as bits.
pub fn demand(function: &Function) -> Vec<bool> {
    let mut is_wanted = vec![false; function.value_count()];
    let mut work: Vec<Value> = Vec::new();
    for block in &function.blocks {
        if block.end == Terminator::Absent {
            continue;
        }
        for &value in &block.body {
            let op = function.op(value);
            if !op.is_pure() {
                op.for_each_operand(|operand| work.push(operand));
            }
        }
        work.extend(block.end.condition());
        for edge in block.end.edges() {
            work.extend(function.values(edge.args));
        }
    }
    while let Some(value) = work.pop() {
        if core::mem::replace(&mut is_wanted[value.index()], true) {
            continue;
        }
        match function.op(value) {
            // Made canonical as bits: see above.
            Op::Unary(Unary::Bits, float) => work.push(match function.op(float) {
                Op::Unary(Unary::Canon, inner) => inner,
                _ => float,
            }),
            op => op.for_each_operand(|operand| work.push(operand)),
        }
    }
    is_wanted
}
