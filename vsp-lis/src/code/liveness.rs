//! Which values are still wanted, and blocks that nothing leads to.

use super::flow::{self, Rows};
use super::ir::{BlockId, Body, Inst, Term, V, WORDS};

/// Values that are wanted at some place, in no order: putting one in and taking one out take the same time whatever there is.
pub(super) struct Live {
    all: Vec<V>,
    /// For each value: where it would stand among all.
    at: Vec<u32>,
}

impl Live {
    pub fn new(values: usize) -> Live {
        Live { all: Vec::new(), at: vec![0; values] }
    }

    pub fn contains(&self, v: V) -> bool {
        self.all.get(self.at[v as usize] as usize) == Some(&v)
    }

    pub fn insert(&mut self, v: V) {
        if !self.contains(v) {
            self.at[v as usize] = self.all.len() as u32;
            self.all.push(v);
        }
    }

    pub fn remove(&mut self, v: V) {
        if self.contains(v) {
            let at = self.at[v as usize];
            self.all.swap_remove(at as usize);
            if let Some(&moved) = self.all.get(at as usize) {
                self.at[moved as usize] = at;
            }
        }
    }

    pub fn retain(&mut self, wanted: impl Fn(V) -> bool) {
        self.all.retain(|&v| wanted(v));
        for (at, &v) in self.all.iter().enumerate() {
            self.at[v as usize] = at as u32;
        }
    }

    pub fn all(&self) -> &[V] {
        &self.all
    }

    /// Goes back over an instruction: what was live after it becomes what is live before.
    pub fn before(&mut self, inst: &Inst) {
        inst.defs(|v| self.remove(v));
        let changes = inst.changes();
        if changes != 0 {
            (0..WORDS).filter(|word| changes & 1 << word != 0).for_each(|word| self.remove(word));
        }
        inst.uses(|v| self.insert(v));
    }
}

const LOCAL: u32 = u32::MAX;

/// What is live where blocks begin. Only values that any block takes from those before it have a number there: most live in one
/// block alone.
pub(super) struct Liveness {
    numbered: Vec<V>,
    ins: Rows,
}

impl Liveness {
    pub fn new(body: &Body) -> Liveness {
        let mut numbers = vec![LOCAL; body.classes.len()];
        let mut numbered = Vec::new();
        // The block that wrote a value last.
        let mut written = vec![LOCAL; body.classes.len()];
        let mut wanted: Vec<(BlockId, u32)> = Vec::new();
        for &block in &body.order {
            let it = &body.blocks[block];
            let mut want = |written: &[u32], v: V| {
                if written[v as usize] != block as u32 {
                    let number = &mut numbers[v as usize];
                    if *number == LOCAL {
                        *number = numbered.len() as u32;
                        numbered.push(v);
                    }
                    wanted.push((block, *number));
                }
            };
            for inst in &it.insts {
                inst.uses(|v| want(&written, v));
                writes(inst, |v| written[v as usize] = block as u32);
            }
            it.term.uses(|v| want(&written, v));
        }
        let mut wants = Rows::new(body.blocks.len(), numbered.len());
        wanted.into_iter().for_each(|(block, number)| wants.insert(block, number as usize));
        let mut makes = Rows::new(body.blocks.len(), numbered.len());
        for &block in &body.order {
            for inst in &body.blocks[block].insts {
                writes(inst, |v| {
                    let number = numbers[v as usize];
                    if number != LOCAL {
                        makes.insert(block, number as usize);
                    }
                });
            }
        }
        Liveness { ins: flow::back(body, wants, &makes), numbered }
    }

    /// Makes a set what is live behind the instructions of a block, before it goes on.
    pub fn at_end(&self, body: &Body, block: BlockId, live: &mut Live) {
        live.all.clear();
        let term = &body.blocks[block].term;
        term.targets(|to| self.ins.of(to).for_each(|number| live.insert(self.numbered[number])));
        term.uses(|v| live.insert(v));
    }
}

/// Every value that an instruction writes, machine words included.
fn writes(inst: &Inst, mut f: impl FnMut(V)) {
    inst.defs(&mut f);
    let changes = inst.changes();
    if changes != 0 {
        (0..WORDS).filter(|word| changes & 1 << word != 0).for_each(f);
    }
}

/// Leaves out instructions whose results nobody wants.
pub(super) fn drop_dead(body: &mut Body) {
    let liveness = Liveness::new(body);
    let mut live = Live::new(body.classes.len());
    for at in 0..body.order.len() {
        let block = body.order[at];
        liveness.at_end(body, block, &mut live);
        let insts = &mut body.blocks[block].insts;
        insts.reverse();
        insts.retain(|inst| {
            let mut wanted = !inst.is_pure();
            inst.defs(|v| wanted |= live.contains(v));
            if wanted {
                live.before(inst);
            }
            wanted
        });
        insts.reverse();
    }
}

/// For each block where a jump to it comes to in the end: blocks that do nothing are passed over.
fn final_targets(body: &Body) -> Vec<BlockId> {
    let next = |block: BlockId| match body.blocks[block].term {
        Term::Jump(next) if body.blocks[block].insts.iter().all(|inst| matches!(inst, Inst::Line(..))) => {
            Some(next)
        }
        _ => None,
    };
    let mut targets: Vec<Option<BlockId>> = vec![None; body.blocks.len()];
    let mut path = Vec::new();
    for from in 0..body.blocks.len() {
        let mut at = from;
        let end = loop {
            if let Some(known) = targets[at] {
                break known;
            }
            // Until more is known, and for good in a loop that does nothing, a block leads to itself.
            targets[at] = Some(at);
            path.push(at);
            match next(at) {
                Some(next) => at = next,
                None => break at,
            }
        };
        path.drain(..).for_each(|block| targets[block] = Some(end));
    }
    targets.into_iter().enumerate().map(|(block, target)| target.unwrap_or(block)).collect()
}

/// Jumps go where they lead in the end, and blocks that nothing leads to are left out.
pub(super) fn tidy(body: &mut Body) {
    let targets = final_targets(body);
    for block in &mut body.blocks {
        block.term.redirect(|to| targets[to]);
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
