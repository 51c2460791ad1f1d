//! Between which bounds values lie.

use super::conditions::{self, Orders};
use super::range::Range;
use super::thresholds::Thresholds;
use crate::{Binary, Block, Fixed, Function, Graph, Mix, Op, Type, Unary, Value};
use vsp_isa::abi::LEAST_MEMORY;
use vsp_isa::container::MAX_MEMORY;

/// What is known of a value: of a number its range, of a cell those of rho and theta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub number: Range,
    pub theta: Range,
}

impl Known {
    const NOTHING_YET: Known = Known { number: Range::NONE, theta: Range::NONE };
    const CANONICAL: Known = Known { number: Range::new(-8, 7), theta: Range::new(0, 15) };

    fn is_nothing(self) -> bool {
        self.number.is_empty()
    }

    fn or(self, other: Known) -> Known {
        Known { number: self.number.or(other.number), theta: self.theta.or(other.theta) }
    }

    /// All that a value of a type may be.
    fn all(kind: Type) -> Known {
        Known { number: Range::of_type(kind), theta: Range::new(0, 0xff) }
    }
}

impl From<Range> for Known {
    fn from(number: Range) -> Known {
        Known { number, theta: Range::new(0, 0xff) }
    }
}

/// What is known of all values of a function, and more of some where a block has been entered.
pub(super) struct Facts {
    known: Vec<Known>,
    /// What was known of values that more is known of now.
    narrowed: Vec<(Value, Known)>,
    /// How numbers compare here.
    pub(super) compared: Vec<(Value, Value, Orders)>,
    /// The last checks of each block, the last first.
    pub(super) checks: Vec<Vec<Value>>,
}

/// How much was known at some point.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    narrowed: usize,
    compared: usize,
}

/// How often what is known of a parameter may grow as it comes, then to the next threshold, and then to what memory has.
const GROWTH: u8 = 3;
const GROWTH_BY_THRESHOLDS: u8 = 8;
const MOST_GROWTH: u8 = 10;

impl Facts {
    pub fn of(function: &Function, graph: &Graph) -> Facts {
        Facts::without(function, graph, |_| false)
    }

    /// What is known if runs never come by the edges of blocks that `is_left_out` says.
    pub fn without(function: &Function, graph: &Graph, is_left_out: impl Fn(Block) -> bool) -> Facts {
        let known = vec![Known::NOTHING_YET; function.value_count()];
        let mut facts = Facts {
            known,
            narrowed: Vec::new(),
            compared: Vec::new(),
            checks: conditions::last_checks(function),
        };
        let mut grown = vec![0; function.value_count()];
        let thresholds = Thresholds::of(function, graph);
        let mut handed_on = Vec::new();
        let mut changed = true;
        while changed {
            changed = false;
            for &block in graph.order() {
                let data = &function.blocks[block.index()];
                facts.enter(function, graph, block);
                for &value in &data.body {
                    let op = function.op(value);
                    facts.known[value.index()] = facts.find(function, op, function.kind(value));
                    facts.pass(function, op);
                }
                handed_on.clear();
                for (way, edge) in data.end.edges().enumerate().filter(|_| !is_left_out(block)) {
                    let here = facts.extent();
                    facts.take_way(function, &data.end, way);
                    let params = function.blocks[edge.to.index()].params.iter();
                    let args = function.values(edge.args).iter();
                    handed_on.extend(
                        params.zip(args).map(|(&param, &arg)| (edge.to, param, facts.here(function, arg))),
                    );
                    facts.restore(here);
                }
                facts.leave();
                for &(to, param, given) in &handed_on {
                    let (before, grown) = (facts.known[param.index()], &mut grown[param.index()]);
                    let after = before.or(given);
                    if after != before {
                        *grown += 1;
                        facts.known[param.index()] =
                            widen(before, after, *grown, function.kind(param), &thresholds);
                        // What comes after the block will see it.
                        changed |= graph.place(to) <= graph.place(block);
                    }
                }
            }
        }
        facts
    }

    /// What is known of a value by what is known here of what it is computed from.
    fn here(&self, function: &Function, value: Value) -> Known {
        let known = self.known[value.index()];
        match function.op(value) {
            op @ (Op::Unary(..) | Op::Binary(..)) if function.kind(value).is_integer() => {
                let found = self.find(function, op, function.kind(value));
                Known { number: known.number.and(found.number), ..known }
            }
            _ => known,
        }
    }

    /// The range of a number here, by what is known here of what it is computed from; `None` for what has been made since.
    pub fn number_here(&self, function: &Function, value: Value) -> Option<Range> {
        let is_known = value.index() < self.known.len();
        is_known.then(|| self.here(function, value).number).filter(|range| !range.is_empty())
    }

    /// Forgets what was known only where the block is that was entered.
    pub fn leave(&mut self) {
        self.restore(Extent { narrowed: 0, compared: 0 });
    }

    /// How much is known now.
    pub fn extent(&self) -> Extent {
        Extent { narrowed: self.narrowed.len(), compared: self.compared.len() }
    }

    /// Forgets what is known since only so much was.
    pub fn restore(&mut self, extent: Extent) {
        for (value, before) in self.narrowed.drain(extent.narrowed..).rev() {
            self.known[value.index()] = before;
        }
        self.compared.truncate(extent.compared);
    }

    /// Notes that a value lies in a range here.
    pub(super) fn narrow(&mut self, value: Value, range: Range) -> bool {
        let before = self.known[value.index()];
        let number = before.number.and(range);
        let is_narrower = number != before.number;
        if is_narrower {
            self.narrowed.push((value, before));
            self.known[value.index()].number = number;
        }
        is_narrower
    }

    pub fn number(&self, value: Value) -> Range {
        self.known[value.index()].number
    }

    pub fn theta(&self, value: Value) -> Range {
        self.known[value.index()].theta
    }

    /// Whether the sum of two numbers of a type never wraps.
    pub fn is_exact_sum(&self, a: Value, b: Value, kind: Type) -> bool {
        let (a, b, all) = (self.number(a), self.number(b), Range::of_type(kind));
        !a.is_empty() && !b.is_empty() && a.plus(b).is_within(all.low, all.high)
    }

    /// Whether a cell is sure to be canonical.
    pub fn is_canonical(&self, cell: Value) -> bool {
        self.number(cell).is_within(-8, 7) && self.theta(cell).is_within(0, 15)
    }

    /// Notes what is known of a value that has been made, or changed, since.
    pub fn note(&mut self, function: &Function, value: Value) {
        self.known.resize(function.value_count(), Known::NOTHING_YET);
        self.known[value.index()] = self.find(function, function.op(value), function.kind(value));
    }

    /// What is known of the value of an operation.
    fn find(&self, function: &Function, op: Op, kind: Type) -> Known {
        let all = Known::all(kind);
        let known = |value: Value| self.known[value.index()];
        let mut is_nothing = false;
        op.for_each_operand(|operand| is_nothing |= known(operand).is_nothing());
        if is_nothing {
            return Known::NOTHING_YET;
        }
        match op {
            Op::Const(bits) if kind == Type::Cell => {
                let (rho, theta) = (i64::from(bits as i8), bits >> 8);
                Known { number: Range::new(rho, rho), theta: Range::new(theta, theta) }
            }
            Op::Const(bits) => Range::new(bits, bits).into(),
            Op::Unary(op, a) => of_unary(op, function.kind(a), known(a), all),
            Op::Binary(Binary::Sub, a, b) if let Some(least) = counted_down_to(function, a, b) => {
                let Range { low, high } = known(a).number;
                let less = |number| if number > least { number - 1 } else { number };
                Range::new(less(low), less(high)).into()
            }
            Op::Binary(op, a, b) => of_binary(op, known(a), known(b), all),
            Op::Select(_, a, b) => known(a).or(known(b)),
            Op::Mix(Mix::Lerp | Mix::Slerp, ..) => Known::CANONICAL,
            Op::Fixed(Fixed::MemorySize) => Range::new(LEAST_MEMORY as i64, MAX_MEMORY as i64).into(),
            Op::Param
            | Op::Fixed(Fixed::CallLimit | Fixed::StackLimit)
            | Op::Context(_)
            | Op::ContextMode
            | Op::Load(_)
            | Op::Store(..)
            | Op::Check(..)
            | Op::LoadCall(_)
            | Op::StoreCall(..)
            | Op::LoadStack(_)
            | Op::StoreStack(..)
            | Op::Guard(..)
            | Op::Charge(..)
            | Op::Checkpoint(_)
            | Op::Sync(_)
            | Op::Execute(_)
            | Op::Host(..)
            | Op::Fence => all,
        }
    }
}

/// What is taken to be known of a parameter that has grown so often: the more often, the less, so that it ends.
fn widen(before: Known, after: Known, grown: u8, kind: Type, thresholds: &Thresholds) -> Known {
    if grown <= GROWTH {
        return after;
    }
    let all = Known::all(kind);
    let number = if grown <= GROWTH_BY_THRESHOLDS {
        thresholds.widen(before.number, after.number, all.number)
    } else if grown <= MOST_GROWTH {
        Thresholds::of_memory().widen(before.number, after.number, all.number)
    } else {
        all.number
    };
    Known { number, theta: if after.theta == before.theta { before.theta } else { all.theta } }
}

/// How far a number is counted down by LOOP: `b` is 1 if it is above that, else 0.
fn counted_down_to(function: &Function, a: Value, b: Value) -> Option<i64> {
    let Op::Unary(Unary::Zext, above) = function.op(b) else { return None };
    match function.op(above) {
        Op::Binary(Binary::Lt, least, counted) if counted == a => function.constant(least),
        _ => None,
    }
}

fn of_unary(op: Unary, from: Type, a: Known, all: Known) -> Known {
    let number = a.number;
    match op {
        Unary::Low if from == Type::I64 => number.unless_beyond(all.number).into(),
        Unary::Sext if from == Type::I32 => number.into(),
        Unary::Sext => Range::new(i16::MIN.into(), i16::MAX.into()).into(),
        Unary::Zext if from == Type::Cell => Range::new(0, 0xffff).into(),
        Unary::Zext | Unary::Byte if number.is_within(0, all.number.high) => number.into(),
        Unary::Zext => Range::new(0, u32::MAX.into()).into(),
        Unary::Neg => number.corners(number, |a, _| -a).unless_beyond(all.number).into(),
        Unary::Clamp => Range::new(number.low.clamp(-8, 7), number.high.clamp(-8, 7)).into(),
        Unary::Rho => number.into(),
        Unary::Theta => a.theta.into(),
        Unary::Unpack | Unary::CellOfInt | Unary::CellOfFloat => Known::CANONICAL,
        Unary::Measure => Known { number: Range::new(0, 127), theta: Range::new(0, 0) },
        Unary::Low
        | Unary::High
        | Unary::Not
        | Unary::Abs
        | Unary::Byte
        | Unary::Pack
        | Unary::Magnitude
        | Unary::ToFloat
        | Unary::ToInt
        | Unary::Bits
        | Unary::OfBits
        | Unary::Canon
        | Unary::Promote
        | Unary::Demote
        | Unary::Widen
        | Unary::Narrow
        | Unary::FNeg
        | Unary::FAbs
        | Unary::Sqrt
        | Unary::Floor
        | Unary::Ceil
        | Unary::Sin
        | Unary::Cos
        | Unary::Tan
        | Unary::Asin
        | Unary::Acos
        | Unary::Atan
        | Unary::Exp
        | Unary::Ln
        | Unary::Log10
        | Unary::Log2 => all,
    }
}

/// What a remainder may be: it lies between 0 and what is divided, which it is itself for a division by 0.
fn remainder(a: Range, b: Range) -> Range {
    let between = a.or(Range::new(0, 0));
    if b.low <= 0 && b.high >= 0 {
        return between;
    }
    let most = (b.low.unsigned_abs().max(b.high.unsigned_abs()) - 1) as i64;
    between.and(Range::new(-most, most))
}

fn of_binary(op: Binary, left: Known, right: Known, all: Known) -> Known {
    let (a, b) = (left.number, right.number);
    let amount = (b.low == b.high && (0..32).contains(&b.low)).then_some(b.low as u32);
    let number = match (op, amount) {
        (Binary::Add, _) => a.plus(b),
        (Binary::Sub, _) => a.minus(b),
        (Binary::Mul, _) => a.corners(b, |a, b| a * b),
        // What is divided by 0 stays, and what is divided by -1 changes its sign.
        (Binary::Quotient, _) => a.or(a.corners(a, |a, _| -a)),
        (Binary::Remainder, _) => remainder(a, b),
        (Binary::And, _) if a.low >= 0 || b.low >= 0 => {
            let high = |range: Range| if range.low >= 0 { range.high } else { i64::MAX };
            Range::new(0, high(a).min(high(b)))
        }
        (Binary::Or | Binary::Xor, _) if a.low >= 0 && b.low >= 0 => {
            let bits = 64 - (a.high | b.high).leading_zeros();
            Range::new(0, if bits >= 63 { i64::MAX } else { (1 << bits) - 1 })
        }
        (Binary::Sshr, Some(amount)) => Range::new(a.low >> amount, a.high >> amount),
        (Binary::Ushr, Some(amount)) if a.low >= 0 => Range::new(a.low >> amount, a.high >> amount),
        (Binary::Shl, Some(amount)) => a.corners(b, |a, _| a << amount),
        (Binary::Min, _) => Range::new(a.low.min(b.low), a.high.min(b.high)),
        (Binary::Max, _) => Range::new(a.low.max(b.low), a.high.max(b.high)),
        (Binary::CellOfComplex, _) => return Known::CANONICAL,
        (Binary::Cell, _) => {
            let (rho, theta) = (Range::new(-128, 127), Range::new(0, 0xff));
            return Known { number: a.unless_beyond(rho), theta: b.unless_beyond(theta) };
        }
        (
            Binary::Power
            | Binary::And
            | Binary::Or
            | Binary::Xor
            | Binary::Shl
            | Binary::Sshr
            | Binary::Ushr
            | Binary::Eq
            | Binary::Ne
            | Binary::Lt
            | Binary::Le
            | Binary::Ult
            | Binary::Join
            | Binary::Sum
            | Binary::FAdd
            | Binary::FSub
            | Binary::FMul
            | Binary::FDiv
            | Binary::FPower
            | Binary::FMin
            | Binary::FMax
            | Binary::Atan2
            | Binary::FLt
            | Binary::FNear,
            _,
        ) => all.number,
    };
    // A word of cells is no number: `and` and its like take them as bits.
    if all.number == Range::new(-128, 127) { all } else { number.unless_beyond(all.number).into() }
}
