//! What is known where a block is run: which ways the branches before it went, and which checks it has passed.

use super::range::Range;
use super::ranges::Facts;
use crate::{Binary, Block, Function, Graph, Op, Terminator, Type, Unary, Value};
use vsp_isa::container::MAX_MEMORY;

/// How far back branches and checks are looked for.
const MOST_DOMINATORS: usize = 8;

/// How many checks of a block count for those after it.
const MOST_CHECKS: usize = 8;

/// How many operations a range is followed back through.
const MOST_STEPS: usize = 4;

/// The last checks of each block, the last first: finding them whenever a block is entered would take as long as all else.
pub(super) fn last_checks(function: &Function) -> Vec<Vec<Value>> {
    let is_check = |value: &Value| matches!(function.op(*value), Op::Check(..));
    let last = |body: &[Value]| body.iter().rev().copied().filter(is_check).take(MOST_CHECKS).collect();
    function.blocks.iter().map(|data| last(&data.body)).collect()
}

impl Facts {
    /// Notes what is known where a block begins. It holds until [`Facts::leave`].
    pub fn enter(&mut self, function: &Function, graph: &Graph, block: Block) {
        let mut at = block;
        for _ in 0..MOST_DOMINATORS {
            let from = graph.dominator(at);
            if from == at {
                break;
            }
            if graph.predecessors(at) == [from] {
                let end = &function.blocks[from.index()].end;
                if let Some(way) = end.edges().position(|edge| edge.to == at) {
                    self.take_way(function, end, way);
                }
            }
            for place in 0..self.checks[from.index()].len() {
                self.pass(function, function.op(self.checks[from.index()][place]));
            }
            at = from;
        }
    }

    /// Notes what is known where a block ends. It holds until [`Facts::leave`].
    pub fn go_through(&mut self, function: &Function, graph: &Graph, block: Block) {
        self.enter(function, graph, block);
        for &value in &function.blocks[block.index()].body {
            self.pass(function, function.op(value));
        }
    }

    /// Notes what is known on one of the ways from the end of a block.
    pub fn take_way(&mut self, function: &Function, end: &Terminator, way: usize) {
        if let Terminator::Branch(condition, ..) = *end {
            self.assume(function, condition, way == 0);
        }
    }

    /// Notes what is known after an operation.
    pub fn pass(&mut self, function: &Function, op: Op) {
        match op {
            Op::Check(address, length, _) => {
                self.lies_in(function, address, Range::new(0, MAX_MEMORY as i64 - i64::from(length)));
            }
            Op::Guard(condition, _) => self.assume(function, condition, false),
            _ => {}
        }
    }

    /// Notes that a truth value is what it is.
    fn assume(&mut self, function: &Function, condition: Value, is_true: bool) {
        let truth = i64::from(is_true);
        self.narrow(condition, Range::new(truth, truth));
        match function.op(condition) {
            Op::Unary(Unary::Not, opposite) => self.assume(function, opposite, !is_true),
            // Where neither holds, each does not.
            Op::Binary(Binary::Or, one, other) if !is_true => {
                self.assume(function, one, false);
                self.assume(function, other, false);
            }
            Op::Binary(Binary::And, one, other) if is_true => {
                self.assume(function, one, true);
                self.assume(function, other, true);
            }
            Op::Binary(op, a, b) if function.kind(a).is_integer() => {
                if let Some(orders) = Orders::of(op) {
                    let orders = if is_true { orders } else { orders.opposite() };
                    self.compared.push((a, b, orders));
                }
                self.compare(function, op, a, b, is_true);
                self.test_upper_bits(function, op, (a, b), is_true);
            }
            _ => {}
        }
    }

    /// Whether a comparison is sure to hold, or sure not to, by what has been compared on the way here.
    pub fn is_decided(&self, op: Binary, a: Value, b: Value) -> Option<bool> {
        let asked = Orders::of(op)?;
        let mut possible = Orders::ALL;
        for &(one, other, orders) in &self.compared {
            if (one, other) == (a, b) {
                possible = possible.and(orders);
            } else if (other, one) == (a, b) {
                possible = possible.and(orders.turned());
            }
        }
        let both = possible.and(asked);
        if both == possible && possible != Orders::ALL {
            Some(true)
        } else {
            (both == Orders::NONE).then_some(false)
        }
    }

    /// Notes how two numbers compare.
    fn compare(&mut self, function: &Function, op: Binary, a: Value, b: Value, is_true: bool) {
        let (left, right) = (self.number(a), self.number(b));
        if left.is_empty() || right.is_empty() {
            return;
        }
        let up_to = |high: i64| Range::new(i64::MIN, high);
        let from = |low: i64| Range::new(low, i64::MAX);
        let (left, right) = match (op, is_true) {
            (Binary::Lt, true) => (up_to(right.high.saturating_sub(1)), from(left.low.saturating_add(1))),
            (Binary::Lt, false) => (from(right.low), up_to(left.high)),
            (Binary::Le, true) => (up_to(right.high), from(left.low)),
            (Binary::Le, false) => (from(right.low.saturating_add(1)), up_to(left.high.saturating_sub(1))),
            (Binary::Ult, true) if right.low >= 0 => (Range::new(0, right.high.saturating_sub(1)), from(1)),
            (Binary::Eq, true) | (Binary::Ne, false) => (right, left),
            (Binary::Eq, false) | (Binary::Ne, true) => (beside(left, right), beside(right, left)),
            _ => return,
        };
        self.lies_in(function, a, left);
        self.lies_in(function, b, right);
    }

    /// Notes how large a number is if all its bits from some bit on are compared with 0.
    fn test_upper_bits(
        &mut self,
        function: &Function,
        op: Binary,
        (bits, zero): (Value, Value),
        is_true: bool,
    ) {
        let is_zero = matches!((op, is_true), (Binary::Eq, true) | (Binary::Ne, false));
        if let Op::Binary(Binary::And, number, mask) = function.op(bits)
            && let (Some(mask), Some(0)) = (function.constant(mask), function.constant(zero))
            && is_zero
            && function.kind(number) == Type::I64
            && mask < 0
            && mask.unsigned_abs().is_power_of_two()
        {
            self.lies_in(function, number, Range::new(0, !mask));
        }
    }

    /// Notes that a number lies in a range, and what follows for what it has been computed from.
    fn lies_in(&mut self, function: &Function, mut value: Value, mut range: Range) {
        for _ in 0..MOST_STEPS {
            if !self.narrow(value, range) {
                return;
            }
            (value, range) = match function.op(value) {
                Op::Unary(Unary::Sext, inner) if function.kind(inner) == Type::I32 => (inner, range),
                Op::Unary(Unary::Low, word)
                    if function.kind(word) == Type::I64 && self.fits(word, Range::of_type(Type::I32)) =>
                {
                    (word, range)
                }
                Op::Binary(Binary::Add, base, offset) => {
                    let Some(offset) = function.constant(offset) else { return };
                    let all = Range::of_type(function.kind(base));
                    let (Some(low), Some(high)) =
                        (all.low.checked_sub(offset.min(0)), all.high.checked_sub(offset.max(0)))
                    else {
                        return;
                    };
                    // Where the sum may have wrapped it says nothing.
                    if !self.fits(base, Range::new(low, high)) {
                        return;
                    }
                    (base, Range::new(range.low.saturating_sub(offset), range.high.saturating_sub(offset)))
                }
                _ => return,
            };
        }
    }

    fn fits(&self, value: Value, range: Range) -> bool {
        self.number(value).is_within(range.low, range.high)
    }
}

/// How two numbers may compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orders {
    is_less: bool,
    is_equal: bool,
    is_greater: bool,
}

impl Orders {
    const ALL: Orders = Orders { is_less: true, is_equal: true, is_greater: true };
    const NONE: Orders = Orders { is_less: false, is_equal: false, is_greater: false };

    /// What there is where a comparison holds.
    fn of(op: Binary) -> Option<Orders> {
        match op {
            Binary::Eq => Some(Orders { is_equal: true, ..Orders::NONE }),
            Binary::Ne => Some(Orders { is_equal: false, ..Orders::ALL }),
            Binary::Lt => Some(Orders { is_less: true, ..Orders::NONE }),
            Binary::Le => Some(Orders { is_greater: false, ..Orders::ALL }),
            _ => None,
        }
    }

    fn opposite(self) -> Orders {
        Orders { is_less: !self.is_less, is_equal: !self.is_equal, is_greater: !self.is_greater }
    }

    /// The same of the second and the first.
    fn turned(self) -> Orders {
        Orders { is_less: self.is_greater, is_greater: self.is_less, ..self }
    }

    fn and(self, other: Orders) -> Orders {
        Orders {
            is_less: self.is_less && other.is_less,
            is_equal: self.is_equal && other.is_equal,
            is_greater: self.is_greater && other.is_greater,
        }
    }
}

/// The numbers of a range but for one at its end, if the other range is that one.
fn beside(range: Range, other: Range) -> Range {
    if other.low != other.high {
        return range;
    }
    let low = if range.low == other.low { range.low.saturating_add(1) } else { range.low };
    let high = if range.high == other.high { range.high.saturating_sub(1) } else { range.high };
    Range::new(low, high)
}
