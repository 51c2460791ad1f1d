//! Which parameters shall have a form.

use super::Form;
use crate::passes::entries::is_entry;
use crate::passes::ranges::Facts;
use crate::{Binary, Block, Function, Graph, Op, Type, Unary, Value};

/// The votes on a form for parameters of a type.
pub(super) struct Votes {
    /// For each value that may have it, one of those that it is handed on as.
    group: Vec<Option<Value>>,
    /// For each group, by that value, the votes.
    votes: Vec<i64>,
    /// Whether the group cannot have the form.
    is_barred: Vec<bool>,
    /// Whether words as they are, from memory or the context, come into the group.
    is_raw: Vec<bool>,
    /// Whether floats or canonical cells that have been computed do.
    is_computed: Vec<bool>,
}

impl Votes {
    pub fn count(function: &Function, graph: &Graph, form: Form, kind: Type) -> Votes {
        let count = function.value_count();
        let mut votes = Votes {
            group: vec![None; count],
            votes: vec![0; count],
            is_barred: vec![false; count],
            is_raw: vec![false; count],
            is_computed: vec![false; count],
        };
        if !form.suits(kind) {
            return votes;
        }
        for &block in graph.order() {
            let data = &function.blocks[block.index()];
            for &param in &data.params {
                // Functions take what they are called with as it is, and look into it by themselves.
                if function.kind(param) == kind && !data.is_called {
                    votes.group[param.index()] = Some(param);
                }
            }
        }
        for &block in graph.order() {
            for (param, arg) in handed_on(function, block) {
                votes.unite(param, arg);
            }
        }
        let mut facts = (form == Form::Wide).then(|| Facts::of(function, graph));
        for &block in graph.order() {
            let weight = weight(function, graph, block);
            for &value in &function.blocks[block.index()].body {
                let op = function.op(value);
                op.for_each_operand(|operand| votes.add(operand, weight * vote_of_use(form, op, operand)));
            }
            if let Some(facts) = &mut facts {
                facts.go_through(function, graph, block);
            }
            for (param, arg) in handed_on(function, block) {
                if votes.root(arg).is_some() {
                    continue;
                }
                let vote = match &facts {
                    Some(facts) => Some(vote_of_number(function, facts, arg)),
                    None => vote_of_arg(function, form, kind, arg),
                };
                match vote {
                    Some(vote) => {
                        votes.add(param, weight * vote);
                        if form == Form::Float && vote > 0 {
                            votes.mark(param, |votes| &mut votes.is_computed);
                        }
                    }
                    None if is_entry(function, graph, block) => {}
                    None if matches!(function.op(arg), Op::Load(_) | Op::Context(_) | Op::Param) => {
                        votes.mark(param, |votes| &mut votes.is_raw);
                    }
                    None => votes.mark(param, |votes| &mut votes.is_barred),
                }
            }
            if let Some(facts) = &mut facts {
                facts.leave();
            }
        }
        if form == Form::Packed && votes.is_in_favour() {
            votes.bar_raw_cells(function, graph);
        }
        votes
    }

    /// Bars what is ever given a cell that may not be canonical. Those from outside do not count, since ways in can refuse; but what
    /// comes from there alone would be refused for good.
    fn bar_raw_cells(&mut self, function: &Function, graph: &Graph) {
        let facts = Facts::of(function, graph);
        for &block in graph.order().iter().filter(|&&block| !is_entry(function, graph, block)) {
            for (param, arg) in handed_on(function, block) {
                if self.root(arg).is_none() {
                    let is_canonical = facts.is_canonical(arg);
                    self.mark(param, |votes| {
                        if is_canonical { &mut votes.is_computed } else { &mut votes.is_barred }
                    });
                }
            }
        }
        for (is_barred, is_computed) in self.is_barred.iter_mut().zip(&self.is_computed) {
            *is_barred |= !is_computed;
        }
    }

    /// Whether any parameter shall have the form.
    pub fn is_in_favour(&self) -> bool {
        (0..self.group.len() as u32).any(|index| self.has(Value(index)))
    }

    /// Whether a parameter shall have the form.
    pub fn has(&self, param: Value) -> bool {
        self.is_wanted(param) && !self.is_mixed(param)
    }

    /// Whether a parameter is to be a float, but comes both as it is in memory and computed.
    pub fn is_mixed(&self, param: Value) -> bool {
        self.is_wanted(param)
            && self
                .root(param)
                .is_some_and(|root| self.is_raw[root.index()] && self.is_computed[root.index()])
    }

    /// Whether any parameter is mixed.
    pub fn has_mixed(&self) -> bool {
        (0..self.group.len() as u32).any(|index| self.is_mixed(Value(index)))
    }

    fn is_wanted(&self, param: Value) -> bool {
        self.root(param).is_some_and(|root| self.votes[root.index()] > 0 && !self.is_barred[root.index()])
    }

    /// Whether a parameter that shall be a float is never one that has been computed, so that its bits are those of a word, whatever
    /// NaN they are.
    pub fn is_raw(&self, param: Value) -> bool {
        self.root(param).is_some_and(|root| self.is_raw[root.index()])
    }

    fn root(&self, value: Value) -> Option<Value> {
        let mut at = (*self.group.get(value.index())?)?;
        while let Some(next) = self.group[at.index()].filter(|&next| next != at) {
            at = next;
        }
        Some(at)
    }

    fn unite(&mut self, one: Value, other: Value) {
        if let (Some(one), Some(other)) = (self.root(one), self.root(other)) {
            self.group[one.index().max(other.index())] = Some(one.min(other));
        }
    }

    fn add(&mut self, value: Value, vote: i64) {
        if let Some(root) = self.root(value) {
            self.votes[root.index()] += vote;
        }
    }

    fn mark(&mut self, value: Value, what: impl Fn(&mut Votes) -> &mut Vec<bool>) {
        if let Some(root) = self.root(value) {
            what(self)[root.index()] = true;
        }
    }
}

/// The parameters that a block gives values to, with these.
fn handed_on(function: &Function, block: Block) -> impl Iterator<Item = (Value, Value)> {
    function.blocks[block.index()].end.edges().flat_map(|edge| {
        let params = function.blocks[edge.to.index()].params.iter().copied();
        params.zip(function.values(edge.args).iter().copied())
    })
}

/// How much a block's votes count.
fn weight(function: &Function, graph: &Graph, block: Block) -> i64 {
    if function.blocks[block.index()].is_cold { 0 } else { 1 << (3 * graph.depth(block).min(8)) }
}

/// How an operation votes that takes the value.
fn vote_of_use(form: Form, op: Op, value: Value) -> i64 {
    // A float is stored as well as a word is, but cannot be an address.
    if form == Form::Float && matches!(op, Op::Store(address, _) if address != value) {
        return 0;
    }
    // The lower half of a number of 64 bits is at hand.
    if form == Form::Wide {
        return i64::from(matches!(op, Op::Unary(Unary::Sext, _)));
    }
    // So is the lower half of a word.
    if form == Form::Pair && matches!(op, Op::Unary(Unary::Low, _)) {
        return 0;
    }
    let takes_part = matches!(
        (form, op),
        (Form::Float, Op::Unary(Unary::OfBits, _))
            | (Form::Halves, Op::Unary(Unary::Rho | Unary::Theta, _))
            | (Form::Packed, Op::Unary(Unary::Pack, _))
            | (Form::Pair, Op::Unary(Unary::High, _))
    );
    if takes_part { 1 } else { -2 }
}

/// How a number of 32 bits votes on being handed on as one of 64.
fn vote_of_number(function: &Function, facts: &Facts, arg: Value) -> i64 {
    match function.op(arg) {
        Op::Const(_) | Op::Context(_) | Op::Param | Op::Load(_) | Op::Unary(Unary::Low, _) => 0,
        // Computed in 64 bits, it is the same if it does not wrap.
        Op::Binary(Binary::Add, a, b) if facts.is_exact_sum(a, b, Type::I32) => 0,
        _ => -1,
    }
}

/// How a value votes that is handed on as the parameter; `None` if the form would cost it something, or change it.
fn vote_of_arg(function: &Function, form: Form, kind: Type, arg: Value) -> Option<i64> {
    match (form, function.op(arg)) {
        (Form::Float, Op::Unary(Unary::Bits, _)) => Some(1),
        (Form::Float, Op::Const(bits)) => {
            let is_nan = match kind {
                Type::I32 => f32::from_bits(bits as u32).is_nan(),
                _ => f64::from_bits(bits as u64).is_nan(),
            };
            (!is_nan).then_some(0)
        }
        (Form::Float, _) => None,
        (Form::Halves, Op::Binary(Binary::Cell, ..)) | (Form::Pair, Op::Binary(Binary::Join, ..)) => Some(1),
        (Form::Halves, Op::Unary(Unary::Unpack, _)) => Some(1),
        // Of two numbers the byte takes no more to make than the cell.
        (Form::Packed, Op::Binary(Binary::Cell, ..)) => Some(0),
        (Form::Packed, Op::Unary(Unary::Unpack, _)) => Some(1),
        (
            Form::Halves | Form::Packed | Form::Pair | Form::Wide,
            Op::Const(_) | Op::Context(_) | Op::Param,
        ) => Some(0),
        (Form::Halves | Form::Packed | Form::Pair | Form::Wide, _) => Some(-1),
    }
}
