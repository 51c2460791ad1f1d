//! Choosing the forms of parameters: a cell becomes a packed byte, or rho and theta, a word its halves or a float, a number of 32 bits
//! one of 64, where that is what a loop works with.
//!
//! Parameters that are handed on as one another have one form. What looks at parts, and what hands parts together, votes for it;
//! what needs the whole votes against it. Cold blocks and exits have no vote: they convert.

mod guards;
mod twins;
mod votes;

use crate::{Block, Function, Graph, Op, Terminator, Type, Unary, Value};
use votes::Votes;

/// How a parameter may be handed on in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A word as a float. It is no other NaN than the one that words hold, unless it is never computed.
    Float,
    /// A cell as rho and theta.
    Halves,
    /// A cell that is canonical, as the byte that packs it.
    Packed,
    /// A word as its lower and its upper half.
    Pair,
    /// A word of 32 bits as the number of 64 bits that addresses are computed from.
    Wide,
}

impl Form {
    /// Whether parameters of a type can have it.
    fn suits(self, kind: Type) -> bool {
        match self {
            Form::Float | Form::Pair => kind.is_integer(),
            Form::Wide => kind == Type::I32,
            Form::Halves | Form::Packed => kind == Type::Cell,
        }
    }

    /// The operations that take the parts of a value of a type, and the types of these.
    fn parts(self, kind: Type) -> &'static [(Unary, Type)] {
        match (self, kind) {
            (Form::Float, Type::I64) => &[(Unary::OfBits, Type::F64)],
            (Form::Float, _) => &[(Unary::OfBits, Type::F32)],
            (Form::Halves, _) => &[(Unary::Rho, Type::I32), (Unary::Theta, Type::I32)],
            (Form::Packed, _) => &[(Unary::Pack, Type::Byte)],
            (Form::Pair, Type::I64) => &[(Unary::Low, Type::I32), (Unary::High, Type::I32)],
            (Form::Pair, _) => &[(Unary::Low, Type::Cell), (Unary::High, Type::Cell)],
            (Form::Wide, _) => &[(Unary::Sext, Type::I64)],
        }
    }
}

pub(super) fn run(function: &mut Function) {
    let mut graph = Graph::of(function);
    // Words of four cells fall into halves first, and these into cells, and cells into rho and theta, unless they are packed.
    for (form, kind) in [
        (Form::Float, Type::I64),
        (Form::Float, Type::I32),
        (Form::Pair, Type::I64),
        (Form::Pair, Type::I32),
        (Form::Packed, Type::Cell),
        (Form::Halves, Type::Cell),
        (Form::Wide, Type::I32),
    ] {
        let blocks = function.blocks.len();
        let mut params = function.blocks.iter().flat_map(|block| &block.params);
        if !params.any(|&param| function.kind(param) == kind) {
            continue;
        }
        let votes = Votes::count(function, &graph, form, kind);
        if votes.is_in_favour() {
            apply(function, &graph, form, kind, &votes);
            super::fold::run(function);
            if function.blocks.len() != blocks {
                graph = Graph::of(function);
            }
        }
        if votes.has_mixed() {
            twins::run(function, &votes);
            super::fold::run(function);
        }
    }
}

/// Gives the form to the parameters that have been voted for.
fn apply(function: &mut Function, graph: &Graph, form: Form, kind: Type, votes: &Votes) {
    if matches!(form, Form::Float | Form::Packed) {
        guards::guard_entries(function, graph, form, votes);
    }
    for block in function.block_ids() {
        let mut end = core::mem::replace(&mut function.blocks[block.index()].end, Terminator::Absent);
        for edge in end.edges_mut() {
            let params = function.blocks[edge.to.index()].params.clone();
            if !params.iter().any(|&param| votes.has(param)) {
                continue;
            }
            let given = function.values(edge.args).to_vec();
            let mut args = Vec::new();
            for (&param, &arg) in params.iter().zip(&given) {
                if votes.has(param) {
                    let parts = form.parts(kind).iter();
                    args.extend(parts.map(|&(op, part)| function.append(block, Op::Unary(op, arg), part)));
                } else {
                    args.push(arg);
                }
            }
            edge.args = function.list(args);
        }
        function.blocks[block.index()].end = end;
    }
    for block in function.block_ids() {
        take_parts(function, block, form, kind, votes);
    }
}

/// Has a block take the parts of parameters, and put the whole together.
fn take_parts(function: &mut Function, block: Block, form: Form, kind: Type, votes: &Votes) {
    let before = core::mem::take(&mut function.blocks[block.index()].params);
    let mut wholes = Vec::new();
    for param in before {
        if !votes.has(param) {
            function.blocks[block.index()].params.push(param);
            continue;
        }
        let parts: Vec<Value> =
            form.parts(kind).iter().map(|&(_, part)| function.add_param(block, part)).collect();
        let whole = match (form, &*parts) {
            (Form::Float, &[float]) if votes.is_raw(param) => Op::Unary(Unary::Bits, float),
            (Form::Float, &[float]) => {
                let canonical = function.make(Op::Unary(Unary::Canon, float), function.kind(float));
                wholes.push(canonical);
                Op::Unary(Unary::Bits, canonical)
            }
            (Form::Packed, &[byte]) => Op::Unary(Unary::Unpack, byte),
            (Form::Wide, &[number]) => Op::Unary(Unary::Low, number),
            (Form::Halves, &[rho, theta]) => Op::Binary(crate::Binary::Cell, rho, theta),
            (Form::Pair, &[low, high]) => Op::Binary(crate::Binary::Join, low, high),
            _ => unreachable!("each form has so many parts"),
        };
        function.set_op(param, whole);
        wholes.push(param);
    }
    function.blocks[block.index()].body.splice(0..0, wholes);
}
