//! The middle's form: blocks of instructions over values, each a machine word wide. Values 0 to 3 are the machine's own words.

use crate::types::tree::FnId;
use std::rc::Rc;
use vsp_isa::{Instruction, Opcode};

/// A value's number.
pub(crate) type V = u32;
/// How many words the machine has.
pub(crate) const WORDS: V = 4;
/// A set of the machine's words.
pub(crate) type Words = u8;
pub(crate) const ALL: Words = 0b1111;
pub(crate) type BlockId = usize;
pub(crate) type ObjectId = usize;

/// A place in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mem {
    pub object: ObjectId,
    pub offset: u32,
}

impl Mem {
    pub fn plus(self, offset: u32) -> Mem {
        Mem { offset: self.offset + offset, ..self }
    }
}

/// How much of a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// All 64 bits.
    Word,
    /// The first cell, canonical.
    Cell,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Inst {
    /// What follows comes from this line of this file.
    Line(u32, u32),
    Const(V, i64),
    /// The address of a place.
    Address(V, Mem),
    Copy(V, V),
    /// a = op a
    Op1(Opcode, V),
    /// a = a op b
    Op2(Opcode, V, V),
    /// A word or a packed byte at a fixed place.
    Load(V, Mem, Class),
    Store(Mem, V, Class),
    /// At the address in a value, plus an offset.
    LoadAt(V, V, u8, Class),
    StoreAt(V, u8, V, Class),
    /// Register = the first cell of a value, and the other way.
    SetCell(u8, V),
    GetCell(V, u8),
    Syscall {
        id: u8,
        arg: Option<Mem>,
        uses: Words,
        changes: Words,
    },
    /// An instruction with fixed operands.
    Fixed {
        instruction: Instruction,
        uses: Words,
        changes: Words,
    },
    /// LSTATE or SSTATE: all registers from a State at a fixed place, or there.
    States {
        op: Opcode,
        mem: Mem,
        uses: Words,
        changes: Words,
    },
    Call {
        function: FnId,
        uses: Words,
        changes: Words,
    },
    /// Here everything that lives over a recursive call goes to the stack at the address in a value, and comes back.
    Save(usize, V),
    Restore(usize, V),
    /// How much that takes.
    SaveSize(usize, V),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Term {
    Jump(BlockId),
    Compare {
        op: Opcode,
        a: V,
        b: V,
        less: Option<BlockId>,
        zero: Option<BlockId>,
        other: BlockId,
    },
    /// By the flag Z that the last instruction has set.
    Flag {
        zero: BlockId,
        other: BlockId,
    },
    Return(Words),
    /// Traps CallStackOverflow.
    Overflow,
}

#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub insts: Vec<Inst>,
    pub term: Term,
    /// How many loops there are around it.
    pub depth: u32,
}

/// A scalar's place when a function is called or returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passed {
    Word(u8),
    Memory(Mem),
}

/// A function's code while it is made.
pub(crate) struct Body {
    pub blocks: Vec<Block>,
    /// The order in which blocks stand.
    pub order: Vec<BlockId>,
    pub classes: Vec<Class>,
    pub names: Vec<Option<Rc<str>>>,
    pub function: FnId,
    /// Whether it, or what it calls, needs the stack or the heap to be set up.
    pub needs_memory: bool,
    /// How many recursive calls there are.
    pub saves: usize,
}

/// A function's code, all of whose values are machine words.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub blocks: Vec<Block>,
    /// The order in which blocks stand.
    pub order: Vec<BlockId>,
    pub needs_memory: bool,
}

impl From<Body> for Finished {
    fn from(body: Body) -> Finished {
        Finished { blocks: body.blocks, order: body.order, needs_memory: body.needs_memory }
    }
}

impl Finished {
    /// The instructions of the blocks that anything leads to.
    pub fn insts(&self) -> impl Iterator<Item = &Inst> {
        self.order.iter().flat_map(|&block| &self.blocks[block].insts)
    }

    pub fn calls(&self) -> impl Iterator<Item = FnId> + '_ {
        self.insts().filter_map(|inst| match inst {
            Inst::Call { function, .. } => Some(*function),
            _ => None,
        })
    }

    /// The machine words that running it changes.
    pub fn changes(&self) -> Words {
        let mut words = 0;
        for inst in self.insts() {
            inst.defs(|v| words |= 1 << v.min(7));
            words |= inst.changes();
        }
        words & ALL
    }

    /// Whether it may trap CallStackOverflow by its own doing.
    pub fn overflows(&self) -> bool {
        self.order.iter().any(|&block| self.blocks[block].term == Term::Overflow)
    }
}

impl Inst {
    /// The machine words that it changes besides its value.
    pub fn changes(&self) -> Words {
        match self {
            Inst::Syscall { changes, .. }
            | Inst::Fixed { changes, .. }
            | Inst::States { changes, .. }
            | Inst::Call { changes, .. } => *changes,
            Inst::SetCell(cell, _) => 1 << (cell / 4),
            _ => 0,
        }
    }

    fn fixed_uses(&self) -> Words {
        match self {
            Inst::Syscall { uses, .. }
            | Inst::Fixed { uses, .. }
            | Inst::States { uses, .. }
            | Inst::Call { uses, .. } => *uses,
            Inst::SetCell(cell, _) | Inst::GetCell(_, cell) => 1 << (cell / 4),
            _ => 0,
        }
    }

    /// Every value that it writes (machine words that it changes are asked for by `changes`).
    pub fn defs(&self, mut f: impl FnMut(V)) {
        match self {
            Inst::Const(a, _)
            | Inst::Address(a, _)
            | Inst::Copy(a, _)
            | Inst::Op1(_, a)
            | Inst::Op2(_, a, _)
            | Inst::Load(a, ..)
            | Inst::LoadAt(a, ..)
            | Inst::GetCell(a, _)
            | Inst::SaveSize(_, a) => f(*a),
            Inst::Line(..)
            | Inst::Store(..)
            | Inst::StoreAt(..)
            | Inst::SetCell(..)
            | Inst::Syscall { .. }
            | Inst::Fixed { .. }
            | Inst::States { .. }
            | Inst::Call { .. }
            | Inst::Save(..)
            | Inst::Restore(..) => {}
        }
    }

    /// Every value that it reads, machine words included.
    pub fn uses(&self, mut f: impl FnMut(V)) {
        match self {
            Inst::Copy(_, b)
            | Inst::Op1(_, b)
            | Inst::Store(_, b, _)
            | Inst::LoadAt(_, b, ..)
            | Inst::SetCell(_, b) => f(*b),
            Inst::Op2(_, a, b) => {
                f(*a);
                f(*b);
            }
            Inst::StoreAt(base, _, from, _) => {
                f(*base);
                f(*from);
            }
            Inst::Save(_, a) | Inst::Restore(_, a) => f(*a),
            Inst::Line(..)
            | Inst::Const(..)
            | Inst::Address(..)
            | Inst::Load(..)
            | Inst::GetCell(..)
            | Inst::Syscall { .. }
            | Inst::Fixed { .. }
            | Inst::States { .. }
            | Inst::Call { .. }
            | Inst::SaveSize(..) => {}
        }
        let fixed = self.fixed_uses();
        if fixed == 0 {
            return;
        }
        (0..WORDS).filter(|word| fixed & 1 << word != 0).for_each(f);
    }

    /// Replaces the values that it reads and writes.
    pub fn map(&mut self, mut f: impl FnMut(V) -> V) {
        match self {
            Inst::Const(a, _)
            | Inst::Address(a, _)
            | Inst::Op1(_, a)
            | Inst::Load(a, ..)
            | Inst::GetCell(a, _)
            | Inst::SaveSize(_, a)
            | Inst::Store(_, a, _)
            | Inst::SetCell(_, a)
            | Inst::Save(_, a)
            | Inst::Restore(_, a) => *a = f(*a),
            Inst::Copy(a, b) | Inst::Op2(_, a, b) | Inst::LoadAt(a, b, ..) | Inst::StoreAt(a, _, b, _) => {
                *a = f(*a);
                *b = f(*b);
            }
            Inst::Line(..)
            | Inst::Syscall { .. }
            | Inst::Fixed { .. }
            | Inst::States { .. }
            | Inst::Call { .. } => {}
        }
    }

    /// Whether it can be left out if nobody reads what it writes.
    pub fn is_pure(&self) -> bool {
        matches!(
            self,
            Inst::Const(..)
                | Inst::Address(..)
                | Inst::Copy(..)
                | Inst::Op1(..)
                | Inst::Op2(..)
                | Inst::Load(..)
                | Inst::LoadAt(..)
                | Inst::GetCell(..)
        )
    }
}

impl Term {
    pub fn targets(&self, mut f: impl FnMut(BlockId)) {
        match self {
            Term::Jump(to) => f(*to),
            Term::Compare { less, zero, other, .. } => {
                less.iter().for_each(|&to| f(to));
                zero.iter().for_each(|&to| f(to));
                f(*other);
            }
            Term::Flag { zero, other } => {
                f(*zero);
                f(*other);
            }
            Term::Return(_) | Term::Overflow => {}
        }
    }

    /// Replaces the blocks that it leads to.
    pub fn redirect(&mut self, f: impl Fn(BlockId) -> BlockId) {
        match self {
            Term::Jump(to) => *to = f(*to),
            Term::Compare { less, zero, other, .. } => {
                for to in less.iter_mut().chain(zero).chain([other]) {
                    *to = f(*to);
                }
            }
            Term::Flag { zero, other } => {
                *zero = f(*zero);
                *other = f(*other);
            }
            Term::Return(_) | Term::Overflow => {}
        }
    }

    pub fn uses(&self, mut f: impl FnMut(V)) {
        match self {
            Term::Compare { a, b, .. } => {
                f(*a);
                f(*b);
            }
            Term::Return(words) => (0..WORDS).filter(|word| words & 1 << word != 0).for_each(f),
            Term::Jump(_) | Term::Flag { .. } | Term::Overflow => {}
        }
    }
}
