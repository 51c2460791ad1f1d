//! A function: blocks of operations, and where they lead.

use crate::{Location, Op, Type};
use core::fmt;
use vsp_isa::Mode;
use vsp_isa::abi::Exit as Reason;
use vsp_isa::flow::BlockVersion;

macro_rules! entity {
    ($(#[$doc:meta])* $name:ident $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Its number.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

entity! {
    /// A value, or an operation that has only an effect.
    Value "v"
}
entity! {
    /// A block.
    Block "b"
}
entity! {
    /// An exit, in the middle of a block or at its end.
    Exit "x"
}

/// A list of values that a function keeps: the arguments of an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct List {
    start: u32,
    length: u32,
}

impl List {
    /// How many values it has.
    #[must_use]
    pub const fn len(self) -> usize {
        self.length as usize
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// A list of locations with their values that a function keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct States {
    start: u32,
    length: u32,
}

/// A way to a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it leads.
    pub to: Block,
    /// What the block's parameters are on this way.
    pub args: List,
}

impl Edge {
    /// A way without arguments.
    pub fn to(to: Block) -> Edge {
        Edge { to, args: List::default() }
    }
}

/// How a block ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Terminator {
    /// The block is not there any more, or not finished.
    #[default]
    Absent,
    /// The function begins here: goes to the edge of the number that the caller asks for.
    Enter(Vec<Edge>),
    /// Goes on.
    Jump(Edge),
    /// Goes to the first if the value is 1, else to the second.
    Branch(Value, Edge, Edge),
    /// Goes to the edge with this number, or to the last.
    Switch(Value, Vec<(u32, Edge)>, Edge),
    /// Leaves.
    Leave(Exit),
    /// Has the runtime execute the instruction where the exit stands, with the state that this names, and leaves as the runtime
    /// says.
    Interpret(Exit),
}

impl Terminator {
    /// Its edges, in order.
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        let (list, one, other): (&[Edge], Option<&Edge>, Option<&Edge>) = match self {
            Terminator::Absent | Terminator::Leave(_) | Terminator::Interpret(_) => (&[], None, None),
            Terminator::Enter(edges) => (edges, None, None),
            Terminator::Jump(edge) => (&[], Some(edge), None),
            Terminator::Branch(_, then, other) => (&[], Some(then), Some(other)),
            Terminator::Switch(_, _, default) => (&[], None, Some(default)),
        };
        let cases: &[(u32, Edge)] = if let Terminator::Switch(_, cases, _) = self { cases } else { &[] };
        list.iter().chain(cases.iter().map(|(_, edge)| edge)).chain(one).chain(other)
    }

    /// Its edges, to be changed.
    pub fn edges_mut(&mut self) -> impl Iterator<Item = &mut Edge> {
        let mut edges: Vec<&mut Edge> = Vec::new();
        match self {
            Terminator::Absent | Terminator::Leave(_) | Terminator::Interpret(_) => {}
            Terminator::Enter(list) => edges.extend(list),
            Terminator::Jump(edge) => edges.push(edge),
            Terminator::Branch(_, then, other) => edges.extend([then, other]),
            Terminator::Switch(_, cases, default) => {
                edges.extend(cases.iter_mut().map(|(_, edge)| edge));
                edges.push(default);
            }
        }
        edges.into_iter()
    }

    /// The exit that it leaves by.
    pub fn exit(&self) -> Option<Exit> {
        match *self {
            Terminator::Leave(exit) | Terminator::Interpret(exit) => Some(exit),
            Terminator::Absent
            | Terminator::Enter(_)
            | Terminator::Jump(_)
            | Terminator::Branch(..)
            | Terminator::Switch(..) => None,
        }
    }

    /// The value that decides where it goes.
    pub fn condition(&self) -> Option<Value> {
        match self {
            Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => Some(*value),
            Terminator::Absent
            | Terminator::Enter(_)
            | Terminator::Jump(_)
            | Terminator::Leave(_)
            | Terminator::Interpret(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn condition_mut(&mut self) -> Option<&mut Value> {
        match self {
            Terminator::Branch(value, ..) | Terminator::Switch(value, ..) => Some(value),
            Terminator::Absent
            | Terminator::Enter(_)
            | Terminator::Jump(_)
            | Terminator::Leave(_)
            | Terminator::Interpret(_) => None,
        }
    }
}

/// A run of operations that is entered at its beginning only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockData {
    /// What each way to it gives.
    pub params: Vec<Value>,
    /// The operations, in order.
    pub body: Vec<Value>,
    /// How it ends.
    pub end: Terminator,
    /// Whether it is seldom run: it has no vote in what is done for the others.
    pub is_cold: bool,
    /// Whether a CALL or a RET of the program leads here with values. Then runs come from outside with anything, too, and often.
    pub is_called: bool,
    /// The place of the program that it begins at, if it begins at one.
    pub place: Option<BlockVersion>,
}

/// The pc of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pc {
    /// Always this.
    At(u32),
    /// An i32.
    Is(Value),
}

/// An exit of the function: the state that it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitData {
    /// Why it leaves.
    pub reason: Reason,
    /// Where the machine stands then.
    pub pc: Pc,
    /// In which mode.
    pub mode: Mode,
    /// What the context does not have yet.
    pub states: States,
}

/// A function of the program in SSA form: [the README](crate) says what that is.
#[derive(Clone, Debug, Default)]
pub struct Function {
    pub(crate) ops: Vec<Op>,
    types: Vec<Type>,
    /// The blocks; the first is the one that begins.
    pub blocks: Vec<BlockData>,
    /// The exits.
    pub exits: Vec<ExitData>,
    pub(crate) lists: Vec<Value>,
    pub(crate) states: Vec<(Location, Value)>,
}

impl Function {
    /// A function without blocks.
    pub fn new() -> Function {
        Function::default()
    }

    /// How many values there have been.
    pub fn value_count(&self) -> usize {
        self.ops.len()
    }

    /// All numbers of blocks, those that are not there any more included.
    pub fn block_ids(&self) -> impl DoubleEndedIterator<Item = Block> + use<> {
        (0..self.blocks.len() as u32).map(Block)
    }

    /// A new block without operations or end.
    pub fn add_block(&mut self, place: Option<BlockVersion>) -> Block {
        let block = BlockData { place, ..BlockData::default() };
        self.blocks.push(block);
        Block(self.blocks.len() as u32 - 1)
    }

    /// A new value that stands in no block yet.
    #[inline]
    pub fn make(&mut self, op: Op, kind: Type) -> Value {
        self.ops.push(op);
        self.types.push(kind);
        Value(self.ops.len() as u32 - 1)
    }

    /// A new value at the end of a block.
    #[inline]
    pub fn append(&mut self, block: Block, op: Op, kind: Type) -> Value {
        let value = self.make(op, kind);
        self.blocks[block.index()].body.push(value);
        value
    }

    /// A new parameter of a block.
    pub fn add_param(&mut self, block: Block, kind: Type) -> Value {
        let value = self.make(Op::Param, kind);
        self.blocks[block.index()].params.push(value);
        value
    }

    /// What computes a value.
    #[inline]
    pub fn op(&self, value: Value) -> Op {
        self.ops[value.index()]
    }

    /// Changes what computes a value. Its type stays.
    #[inline]
    pub fn set_op(&mut self, value: Value, op: Op) {
        self.ops[value.index()] = op;
    }

    /// A value's type.
    #[inline]
    pub fn kind(&self, value: Value) -> Type {
        self.types[value.index()]
    }

    /// The bits of a constant, if a value is one.
    #[inline]
    pub fn constant(&self, value: Value) -> Option<i64> {
        if let Op::Const(bits) = self.op(value) { Some(bits) } else { None }
    }

    /// A new exit.
    pub fn add_exit(&mut self, exit: ExitData) -> Exit {
        self.exits.push(exit);
        Exit(self.exits.len() as u32 - 1)
    }

    /// Keeps a list of values.
    pub fn list(&mut self, values: impl IntoIterator<Item = Value>) -> List {
        let start = self.lists.len();
        self.lists.extend(values);
        List { start: start as u32, length: (self.lists.len() - start) as u32 }
    }

    /// The values of a list.
    #[inline]
    pub fn values(&self, list: List) -> &[Value] {
        &self.lists[list.start as usize..][..list.length as usize]
    }

    /// Keeps only those values of a list whose places `keep` says yes to.
    pub fn retain(&mut self, list: List, mut keep: impl FnMut(usize) -> bool) -> List {
        let (start, mut kept) = (list.start as usize, 0);
        for place in 0..list.length as usize {
            if keep(place) {
                self.lists[start + kept] = self.lists[start + place];
                kept += 1;
            }
        }
        List { length: kept as u32, ..list }
    }

    /// Keeps a list of locations with their values.
    pub fn states(&mut self, states: impl IntoIterator<Item = (Location, Value)>) -> States {
        let start = self.states.len();
        self.states.extend(states);
        States { start: start as u32, length: (self.states.len() - start) as u32 }
    }

    /// The locations of a list, with their values.
    #[inline]
    pub fn named(&self, states: States) -> &[(Location, Value)] {
        &self.states[states.start as usize..][..states.length as usize]
    }

    /// The locations that an operation stores to the context, or its exit would.
    pub fn states_of(&self, op: Op) -> Option<States> {
        match (op, op.exit()) {
            (Op::Sync(states), _) => Some(states),
            (_, exit) => exit.map(|exit| self.exits[exit.index()].states),
        }
    }
}
