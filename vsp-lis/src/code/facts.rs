//! What a comparison has told need not be asked again: checks of an index that has been checked already are left out.
//!
//! Blocks that only the one before them leads to go on with what is known there. Values have numbers: the same operation on the
//! same numbers gives the same number.

use super::ir::{BlockId, Body, Class, Inst, Mem, Term, V, WORDS};
use crate::hash::HashMap;
use vsp_isa::Opcode;

type Number = u32;

#[derive(PartialEq, Eq, Hash)]
enum Made {
    Const(i64),
    Address(Mem),
    By(Opcode, Number, Number),
}

/// What is known of a comparison: whether it sets N, and whether Z.
#[derive(Clone, Copy, Default)]
struct Outcome {
    less: Option<bool>,
    zero: Option<bool>,
}

#[derive(Default)]
struct Facts {
    /// For each value its number, and the run of blocks in which it has that.
    numbers: Vec<(u32, Number)>,
    run: u32,
    next: Number,
    made: HashMap<Made, Number>,
    outcomes: HashMap<(Opcode, Number, Number), Outcome>,
}

impl Facts {
    /// Forgets everything.
    fn reset(&mut self) {
        self.run += 1;
        // Clearing a map takes as long as it ever was.
        self.made = HashMap::default();
        self.outcomes = HashMap::default();
    }

    fn fresh(&mut self, v: V) -> Number {
        self.next += 1;
        self.numbers[v as usize] = (self.run, self.next);
        self.next
    }

    fn number(&mut self, v: V) -> Number {
        let (run, number) = self.numbers[v as usize];
        if run == self.run { number } else { self.fresh(v) }
    }

    fn make(&mut self, v: V, made: Made) {
        self.next += 1;
        let number = *self.made.entry(made).or_insert(self.next);
        self.numbers[v as usize] = (self.run, number);
    }

    fn inst(&mut self, inst: &Inst, classes: &[Class]) {
        let is_word = |v: V| classes[v as usize] == Class::Word;
        match *inst {
            Inst::Const(v, bits) if is_word(v) => self.make(v, Made::Const(bits)),
            Inst::Address(v, mem) => self.make(v, Made::Address(mem)),
            Inst::Copy(a, b) if is_word(a) && is_word(b) => {
                let number = self.number(b);
                self.numbers[a as usize] = (self.run, number);
            }
            Inst::Op1(op, a) if is_word(a) => {
                let number = self.number(a);
                self.make(a, Made::By(op, number, 0));
            }
            Inst::Op2(op, a, b) if is_word(a) && is_word(b) => {
                let (of, with) = (self.number(a), self.number(b));
                self.make(a, Made::By(op, of, with));
            }
            _ => inst.defs(|v| {
                self.fresh(v);
            }),
        }
        let changes = inst.changes();
        for word in (0..WORDS).filter(|word| changes & 1 << word != 0) {
            self.fresh(word);
        }
    }

    /// What a branch leads to, if that is known.
    fn answer(&mut self, term: &Term) -> Option<BlockId> {
        let Term::Compare { op, a, b, less, zero, other } = *term else { return None };
        let key = (op, self.number(a), self.number(b));
        let known = self.outcomes.get(&key).copied().unwrap_or_default();
        let asked = [(less, known.less), (zero, known.zero)];
        for (target, known) in asked.into_iter().filter_map(|(target, known)| Some((target?, known))) {
            if known? {
                return Some(target);
            }
        }
        Some(other)
    }

    /// Control has gone from a branch to one of its targets.
    fn learn(&mut self, term: &Term, to: BlockId) {
        let Term::Compare { op, a, b, less, zero, other } = *term else { return };
        let key = (op, self.number(a), self.number(b));
        let known = self.outcomes.entry(key).or_default();
        // A target leads here for one reason alone: the block has one way in.
        if less == Some(to) {
            known.less = Some(true);
            return;
        }
        known.less = known.less.or(less.map(|_| false));
        if zero == Some(to) {
            known.zero = Some(true);
        } else if to == other {
            known.zero = known.zero.or(zero.map(|_| false));
        }
    }
}

/// Leaves out branches of which is known where they lead.
pub(super) fn answer(body: &mut Body) {
    let mut ways_in = vec![0u32; body.blocks.len()];
    for &block in &body.order {
        body.blocks[block].term.targets(|to| ways_in[to] += 1);
    }
    let mut facts = Facts { numbers: vec![(0, 0); body.classes.len()], ..Facts::default() };
    // Where the present run of blocks begins in the order, what of it has been read, and whether it has branched. Most runs
    // branch once, which nothing can answer: blocks are read when a second branch asks.
    let (mut start, mut read, mut has_branched) = (0, 0, false);
    for place in 0..body.order.len() {
        let block = body.order[place];
        if !(place > 0 && ways_in[block] == 1 && leads_to(body, place - 1, block)) {
            facts.reset();
            (start, read, has_branched) = (place, place, false);
        }
        if !matches!(body.blocks[block].term, Term::Compare { .. }) {
            continue;
        }
        if !std::mem::replace(&mut has_branched, true) {
            continue;
        }
        for place in read..=place {
            let block = body.order[place];
            if place > start {
                facts.learn(&body.blocks[body.order[place - 1]].term, block);
            }
            for inst in &body.blocks[block].insts {
                facts.inst(inst, &body.classes);
            }
        }
        read = place + 1;
        let it = &mut body.blocks[block];
        if let Some(to) = facts.answer(&it.term) {
            it.term.targets(|target| ways_in[target] -= 1);
            ways_in[to] += 1;
            it.term = Term::Jump(to);
        }
    }
}

/// Whether the block at a place of the order may be followed by another.
fn leads_to(body: &Body, place: usize, block: BlockId) -> bool {
    let mut leads = false;
    body.blocks[body.order[place]].term.targets(|to| leads |= to == block);
    leads
}
