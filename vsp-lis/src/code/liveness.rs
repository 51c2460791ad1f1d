//! Which values are still wanted, and blocks that nothing leads to.

use super::ir::{BlockId, Body, Inst, Term, V, WORDS};

/// A set of values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Set(Vec<u64>);

impl Set {
    pub fn new(values: usize) -> Set {
        Set(vec![0; values.div_ceil(64)])
    }

    pub fn insert(&mut self, v: V) {
        self.0[v as usize / 64] |= 1 << (v % 64);
    }

    pub fn remove(&mut self, v: V) {
        self.0[v as usize / 64] &= !(1 << (v % 64));
    }

    pub fn contains(&self, v: V) -> bool {
        self.0[v as usize / 64] & 1 << (v % 64) != 0
    }

    pub fn iter(&self) -> impl Iterator<Item = V> + '_ {
        self.0.iter().enumerate().flat_map(|(at, &bits)| {
            let mut bits = bits;
            std::iter::from_fn(move || {
                let bit = (bits != 0).then(|| bits.trailing_zeros())?;
                bits &= bits - 1;
                Some(at as V * 64 + bit)
            })
        })
    }

    fn add(&mut self, other: &Set) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }
}

/// Goes back over an instruction: what was live after it becomes what is live before.
pub(super) fn before(inst: &Inst, live: &mut Set) {
    inst.defs(|v| live.remove(v));
    let changes = inst.changes();
    (0..WORDS).filter(|word| changes & 1 << word != 0).for_each(|word| live.remove(word));
    inst.uses(|v| live.insert(v));
}

/// For each block, what is live at its end.
pub(super) fn outs(body: &Body) -> Vec<Set> {
    let count = body.classes.len();
    let mut ins: Vec<Set> = body.blocks.iter().map(|_| Set::new(count)).collect();
    let mut outs = ins.clone();
    let mut changed = true;
    while changed {
        changed = false;
        for &block in body.order.iter().rev() {
            let mut live = Set::new(count);
            body.blocks[block].term.targets(|to| live.add(&ins[to]));
            outs[block].clone_from(&live);
            body.blocks[block].term.uses(|v| live.insert(v));
            for inst in body.blocks[block].insts.iter().rev() {
                before(inst, &mut live);
            }
            if live != ins[block] {
                ins[block] = live;
                changed = true;
            }
        }
    }
    outs
}

/// Leaves out instructions whose results nobody wants.
pub(super) fn drop_dead(body: &mut Body) {
    let outs = outs(body);
    for &block in &body.order {
        let mut live = outs[block].clone();
        let it = &mut body.blocks[block];
        it.term.uses(|v| live.insert(v));
        let mut kept = Vec::with_capacity(it.insts.len());
        for inst in it.insts.drain(..).rev() {
            let mut wanted = !inst.is_pure();
            inst.defs(|v| wanted |= live.contains(v));
            if wanted {
                before(&inst, &mut live);
                kept.push(inst);
            }
        }
        kept.reverse();
        it.insts = kept;
    }
}

/// Where a jump to a block comes to: blocks that do nothing are passed over.
fn final_target(body: &Body, mut block: BlockId) -> BlockId {
    for _ in 0..body.blocks.len() {
        let it = &body.blocks[block];
        match it.term {
            Term::Jump(next)
                if next != block && it.insts.iter().all(|inst| matches!(inst, Inst::Line(..))) =>
            {
                block = next
            }
            _ => break,
        }
    }
    block
}

/// Jumps go where they lead in the end, and blocks that nothing leads to are left out.
pub(super) fn tidy(body: &mut Body) {
    for at in 0..body.blocks.len() {
        let mut term = body.blocks[at].term.clone();
        match &mut term {
            Term::Jump(to) => *to = final_target(body, *to),
            Term::Compare { less, zero, other, .. } => {
                for to in less.iter_mut().chain(zero).chain([other]) {
                    *to = final_target(body, *to);
                }
            }
            Term::Flag { zero, other } => {
                *zero = final_target(body, *zero);
                *other = final_target(body, *other);
            }
            Term::Return(_) | Term::Overflow => {}
        }
        body.blocks[at].term = term;
    }
    let mut reached = vec![false; body.blocks.len()];
    let mut open: Vec<BlockId> = body.order.first().copied().into_iter().collect();
    while let Some(block) = open.pop() {
        if !std::mem::replace(&mut reached[block], true) {
            body.blocks[block].term.targets(|to| open.push(to));
        }
    }
    body.order.retain(|&block| reached[block]);
}
