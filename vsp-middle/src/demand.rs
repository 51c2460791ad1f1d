//! Which values have uses other than exits.

use crate::{Function, Graph, Op, Unary, Value};

/// How many operations in a row an exit computes for itself at most. Exits are many, and each does it anew.
const MOST: u32 = 8;

/// For each value whether it is best computed where it stands: where an operation with an effect, an edge or a choice of ways looks at it,
/// directly or not, or where it takes long. Others are best computed where an exit is taken. `graph` is that of the function.
///
/// The bits of a canonical float want the float, and not its canonical form: they are made canonical as bits.
pub fn demand(function: &Function, graph: &Graph) -> Vec<bool> {
    let mut demand = Demand { function, is_wanted: vec![false; function.value_count()], work: Vec::new() };
    for &block in graph.order() {
        let data = &function.blocks[block.index()];
        for &value in &data.body {
            let op = function.op(value);
            if let Op::Store(address, stored) = op
                && let Some(float) = function.stored_float(stored)
            {
                demand.work.extend([address, float]);
            } else if !op.is_pure() {
                op.for_each_operand(|operand| demand.work.push(operand));
            }
        }
        demand.work.extend(data.end.condition());
        for edge in data.end.edges() {
            demand.work.extend(function.values(edge.args));
        }
    }
    demand.spread();
    demand.bound(graph);
    demand.is_wanted
}

impl Function {
    /// The float that a value which is stored is the bits of, as words hold it. It is to be stored as it comes, and mended if it is a NaN: so
    /// [`demand`] has it wanted, and not its bits.
    pub fn stored_float(&self, stored: Value) -> Option<Value> {
        let Op::Unary(Unary::Bits, canonical) = self.op(stored) else { return None };
        let Op::Unary(Unary::Canon, float) = self.op(canonical) else { return None };
        Some(float)
    }
}

struct Demand<'a> {
    function: &'a Function,
    is_wanted: Vec<bool>,
    work: Vec<Value>,
}

impl Demand<'_> {
    /// What is wanted wants what it is computed from.
    fn spread(&mut self) {
        while let Some(value) = self.work.pop() {
            if !core::mem::replace(&mut self.is_wanted[value.index()], true) {
                operands(self.function, value, |operand| self.work.push(operand));
            }
        }
    }

    /// Wants what exits would compute in too many steps.
    fn bound(&mut self, graph: &Graph) {
        let mut steps = vec![0; self.function.value_count()];
        for &block in graph.order() {
            for &value in &self.function.blocks[block.index()].body {
                if self.is_wanted[value.index()] || !self.function.op(value).is_pure() {
                    continue;
                }
                let mut most = 0;
                operands(self.function, value, |operand| {
                    if !self.is_wanted[operand.index()] {
                        most = most.max(steps[operand.index()]);
                    }
                });
                steps[value.index()] = most + 1;
                if most >= MOST {
                    self.work.push(value);
                    self.spread();
                }
            }
        }
    }
}

/// Calls `visit` with what a value is computed from.
fn operands(function: &Function, value: Value, mut visit: impl FnMut(Value)) {
    match function.op(value) {
        Op::Unary(Unary::Bits, float) => visit(match function.op(float) {
            Op::Unary(Unary::Canon, inner) => inner,
            _ => float,
        }),
        op => op.for_each_operand(visit),
    }
}
