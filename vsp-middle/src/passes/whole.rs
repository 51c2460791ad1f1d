//! Handing words whole from block to block.
//!
//! A program that takes some registers as cells in one place has them as parts everywhere, also where they hold numbers. Where the ways
//! to a block give it parts of one word each, or constants, it takes the word instead.

use crate::{Binary, Block, Edge, Function, Graph, Op, Part, Terminator, Type, Unary, Value};
use std::collections::HashMap;

/// How often it is looked whether groups are still possible without others that are not.
const MOST_ROUNDS: usize = 8;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let mut groups = Groups::find(function, &graph);
    if groups.keep_possible(function, &graph) {
        groups.apply(function, &graph);
        super::fold::run(function);
    }
}

/// Parameters that stand one after the other, and that are parts of one word.
struct Group {
    block: Block,
    params: Vec<Value>,
    /// The first cell and the number of cells of each.
    parts: Vec<(u8, u8)>,
    kind: Type,
    /// The parameter that they are parts of, once it is there.
    word: Option<Value>,
    is_possible: bool,
}

/// What a way gives for a group.
enum Given {
    /// The parts of a word.
    Word(Value),
    /// Constants: the word that they make.
    Constant(i64),
    /// The parameters of another group, by its number.
    Group(usize),
    /// What has to be put together, where it seldom is.
    Parts,
}

/// The groups of all blocks.
#[derive(Default)]
struct Groups {
    list: Vec<Group>,
    /// The number of the group that each parameter is of.
    of_param: HashMap<Value, usize>,
}

impl Groups {
    fn find(function: &Function, graph: &Graph) -> Groups {
        let mut groups = Groups::default();
        for (_, edge) in edges(function, graph) {
            if function.blocks[edge.to.index()].is_called {
                continue;
            }
            let args = function.values(edge.args);
            let mut place = 0;
            while place < args.len() {
                let (parts, word) = leading_parts(function, &args[place..]);
                let length = parts.len().max(1);
                let params = &function.blocks[edge.to.index()].params[place..place + length];
                if let Some(word) = word.filter(|_| length > 1)
                    && !params.iter().any(|param| groups.of_param.contains_key(param))
                {
                    groups.of_param.extend(params.iter().map(|&param| (param, groups.list.len())));
                    groups.list.push(Group {
                        block: edge.to,
                        params: params.to_vec(),
                        parts,
                        kind: function.kind(word),
                        word: None,
                        is_possible: true,
                    });
                }
                place += length;
            }
        }
        groups
    }

    /// The possible groups of a block, with their places among its parameters.
    fn of_block(&self, function: &Function, block: Block) -> impl Iterator<Item = (usize, usize)> {
        let params = function.blocks[block.index()].params.iter().enumerate();
        params.filter_map(|(place, param)| {
            let number = *self.of_param.get(param)?;
            let group = &self.list[number];
            (group.is_possible && group.params[0] == *param).then_some((number, place))
        })
    }

    /// Finds out which groups all ways give something for. Gives whether there are any.
    fn keep_possible(&mut self, function: &Function, graph: &Graph) -> bool {
        for _ in 0..MOST_ROUNDS {
            let mut impossible = Vec::new();
            for (from, edge) in edges(function, graph) {
                let groups = self.of_block(function, edge.to);
                let lacking = groups.filter(|&group| self.given(function, from, &edge, group).is_none());
                impossible.extend(lacking.map(|(number, _)| number));
            }
            if impossible.is_empty() {
                return self.list.iter().any(|group| group.is_possible);
            }
            for number in impossible {
                self.list[number].is_possible = false;
            }
        }
        false
    }

    fn given(
        &self,
        function: &Function,
        from: Block,
        edge: &Edge,
        (number, place): (usize, usize),
    ) -> Option<Given> {
        let group = &self.list[number];
        let args = &function.values(edge.args)[place..][..group.params.len()];
        if let Some(&number) = self.of_param.get(&args[0]) {
            let other = &self.list[number];
            if other.is_possible
                && other.kind == group.kind
                && other.params == args
                && other.parts == group.parts
            {
                return Some(Given::Group(number));
            }
        }
        if let Some(bits) = constant(function, args, &group.parts) {
            return Some(Given::Constant(group.kind.normal(bits)));
        }
        match leading_parts(function, args) {
            (parts, Some(word)) if parts == group.parts && function.kind(word) == group.kind => {
                Some(Given::Word(word))
            }
            (_, Some(_) | None) => function.blocks[from.index()].is_cold.then_some(Given::Parts),
        }
    }

    fn apply(&mut self, function: &mut Function, graph: &Graph) {
        for group in self.list.iter_mut().filter(|group| group.is_possible) {
            group.word = Some(function.make(Op::Param, group.kind));
        }
        for &from in graph.order() {
            let mut end = core::mem::replace(&mut function.blocks[from.index()].end, Terminator::Absent);
            for edge in end.edges_mut() {
                self.give(function, from, edge);
            }
            function.blocks[from.index()].end = end;
        }
        for group in self.list.iter().filter(|group| group.is_possible) {
            group.take(function);
        }
    }

    /// Gives the words on a way instead of their parts.
    fn give(&self, function: &mut Function, from: Block, edge: &mut Edge) {
        let groups: Vec<(usize, usize)> = self.of_block(function, edge.to).collect();
        if groups.is_empty() {
            return;
        }
        let before = function.values(edge.args).to_vec();
        let mut args: Vec<Option<Value>> = before.iter().copied().map(Some).collect();
        for (number, place) in groups {
            let group = &self.list[number];
            let given = self.given(function, from, edge, (number, place)).expect("the group is possible");
            let count = group.params.len();
            args[place..][..count].fill(None);
            args[place] = Some(match given {
                Given::Word(word) => word,
                Given::Constant(bits) => function.append(from, Op::Const(bits), group.kind),
                Given::Group(other) => self.list[other].word.expect("a possible group has its word"),
                Given::Parts => group.assemble(function, from, &before[place..][..count]),
            });
        }
        edge.args = function.list(args.into_iter().flatten());
    }
}

impl Group {
    /// Puts the word together at the end of a block; cells that nobody gives are 0.
    fn assemble(&self, function: &mut Function, from: Block, parts: &[Value]) -> Value {
        let mut put = |op, kind| function.append(from, op, kind);
        let zero = put(Op::Const(0), Type::Cell);
        let mut cells = [zero; 4];
        for (&part, &(first, length)) in parts.iter().zip(&self.parts) {
            let first = usize::from(first);
            if length == 1 {
                cells[first] = part;
            } else {
                cells[first] = put(Op::Unary(Unary::Low, part), Type::Cell);
                cells[first + 1] = put(Op::Unary(Unary::High, part), Type::Cell);
            }
        }
        let [low, high] = [0, 2].map(|at| put(Op::Binary(Binary::Join, cells[at], cells[at + 1]), Type::I32));
        if self.kind == Type::I32 { low } else { put(Op::Binary(Binary::Join, low, high), Type::I64) }
    }

    /// Has the block take the word, and its parts from it.
    fn take(&self, function: &mut Function) {
        let word = self.word.expect("a possible group has its word");
        let mut taker = Taker { function, taken: Vec::new(), parts: HashMap::from([((0, self.kind), word)]) };
        for (&param, &(first, cells)) in self.params.iter().zip(&self.parts) {
            taker.take_as(param, first, cells, self.kind);
        }
        let taken = taker.taken;
        let data = &mut function.blocks[self.block.index()];
        let at = data.params.iter().position(|&param| param == self.params[0]).expect("it is there");
        data.params.splice(at..at + self.params.len(), [word]);
        data.body.splice(0..0, taken);
    }
}

/// Takes parts of a word.
struct Taker<'a> {
    function: &'a mut Function,
    /// The operations, in order.
    taken: Vec<Value>,
    /// What has been taken, by the first cell and the type.
    parts: HashMap<(u8, Type), Value>,
}

impl Taker<'_> {
    /// Has a parameter become a part of the word.
    fn take_as(&mut self, param: Value, first: u8, cells: u8, word: Type) {
        let kind = Type::of_cells(cells.into());
        let op = if cells == 2 && first == 1 {
            let (low, high) = (self.half(1, Type::Cell, word), self.half(2, Type::Cell, word));
            Op::Binary(Binary::Join, low, high)
        } else {
            self.op(first, kind, word)
        };
        self.function.set_op(param, op);
        self.taken.push(param);
        self.parts.insert((first, kind), param);
    }

    /// A half of a word, or a half of that.
    fn half(&mut self, first: u8, kind: Type, word: Type) -> Value {
        if let Some(&taken) = self.parts.get(&(first, kind)) {
            return taken;
        }
        let op = self.op(first, kind, word);
        let value = self.function.make(op, kind);
        self.taken.push(value);
        self.parts.insert((first, kind), value);
        value
    }

    fn op(&mut self, first: u8, kind: Type, word: Type) -> Op {
        let whole = if kind == Type::Cell { Type::I32 } else { Type::I64 };
        let cells = whole.bits() as u8 / 16;
        let start = first / cells * cells;
        let from = self.half(start, whole, word);
        Op::Unary(if first == start { Unary::Low } else { Unary::High }, from)
    }
}

/// All ways between blocks.
fn edges(function: &Function, graph: &Graph) -> impl Iterator<Item = (Block, Edge)> {
    let blocks = graph.order().iter();
    blocks.flat_map(|&from| function.blocks[from.index()].end.edges().map(move |&edge| (from, edge)))
}

/// The first arguments, as far as they are parts of one word, one after the other, but not the word itself: the first cell and the number
/// of cells of each; and the word.
fn leading_parts(function: &Function, args: &[Value]) -> (Vec<(u8, u8)>, Option<Value>) {
    let mut parts: Vec<(u8, u8)> = Vec::new();
    let mut all: Option<Part> = None;
    for &arg in args {
        let Some(part) = function.part(arg).filter(|part| part.cells < 4) else { break };
        let with = all.map_or(Some(part), |before| before.with(function, part));
        let Some(with) = with else { break };
        parts.push((part.first, part.cells));
        all = Some(with);
    }
    (parts, all.map(|all| all.word))
}

/// The word that constants make; cells that nobody gives are 0.
fn constant(function: &Function, args: &[Value], parts: &[(u8, u8)]) -> Option<i64> {
    let mut bits = 0;
    for (&arg, &(first, cells)) in args.iter().zip(parts) {
        let mask = (1_u64 << (16 * u32::from(cells))) - 1;
        bits |= (function.constant(arg)? as u64 & mask) << (16 * u32::from(first));
    }
    Some(bits as i64)
}
