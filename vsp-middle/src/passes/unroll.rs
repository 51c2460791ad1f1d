//! Unrolling short loops.
//!
//! Several turns stand one after the other: fewer jumps, and what one turn stores or checks the next need not. Where fuel or interrupts count,
//! the first turn alone looks at them: there the fuel must be enough for all turns up to the next look. It need not look at its head: a loop
//! that is entered at its test looks where its body begins. Each turn takes its own fuel as
//! before. A turn that does not look for an interrupt is over in a few nanoseconds: whoever asks for one, on another thread or in a signal
//! handler, cannot tell that from having asked a little later. Where the loop itself may have the host ask, every turn looks.

use super::copies::{Copier, Copy, Loop};
use super::live::live;
use crate::{Block, Function, Graph, Op, Value, demand};

/// How much fuel several turns may need: the runtime executes that where a run's fuel ends.
const MOST_FUEL: u32 = 200;

/// How many numbers a longer loop may hand on to itself: each takes a register, and two turns want more than one does.
const MOST_CARRIED: usize = 6;

pub(super) fn run(function: &mut Function) {
    let graph = Graph::of(function);
    let is_wanted = demand(function, &graph);
    let loops = Loop::innermost(function, &graph).into_iter();
    let short: Vec<Short> =
        loops.filter_map(|found| Short::of(function, &graph, &is_wanted, found)).collect();
    if short.is_empty() {
        return;
    }
    // What is wanted behind a loop alone would come there from each turn.
    super::sink::run(function);
    let is_live = live(function, &graph);
    short.iter().for_each(|short| short.unroll(function, &graph, &is_live));
    // What a turn checks and stores, those after it need not check and load.
    super::dead::run(function);
    super::memory::run(function);
}

/// How many operations are done in a turn: those that exits alone look at are not, and looks are left out of all turns but one.
fn length(function: &Function, found: &Loop, is_wanted: &[bool]) -> usize {
    let bodies = found.blocks.iter().flat_map(|&block| &function.blocks[block.index()].body);
    let is_done = |&&value: &&Value| match function.op(value) {
        Op::Const(_) | Op::Checkpoint(_) | Op::Charge(..) => false,
        op => !op.is_pure() || is_wanted[value.index()],
    };
    bodies.filter(is_done).count()
}

/// How many numbers a loop hands on to itself, its fuel and floats left out: these have registers of their own.
fn carried(function: &Function, found: &Loop) -> usize {
    let charged = found.ops(function).find_map(|op| match op {
        Op::Charge(fuel, ..) => Some(fuel),
        _ => None,
    });
    let params = function.blocks[found.head.index()].params.iter();
    params.filter(|&&param| !function.kind(param).is_float() && Some(param) != charged).count()
}

/// A loop that is short enough.
struct Short {
    found: Loop,
    /// How many turns shall be made of one.
    turns: u32,
    /// What looks for interrupts.
    checkpoint: Option<Value>,
    /// The block that looks for interrupts or fuel, which every turn passes.
    look: Block,
    /// How much fuel it looks for, if it does: what a turn takes at most, and what follows the loop up to the next look.
    needed: u32,
}

impl Short {
    fn of(function: &Function, graph: &Graph, is_wanted: &[bool], found: Loop) -> Option<Short> {
        let length = length(function, &found, is_wanted);
        let wanted = match length {
            0..=16 => 4,
            17..=32 if carried(function, &found) <= MOST_CARRIED => 2,
            _ => return None,
        };
        let looks = |&block: &Block| {
            let mut ops = function.blocks[block.index()].body.iter().map(|&value| function.op(value));
            ops.any(|op| matches!(op, Op::Checkpoint(_) | Op::Charge(..)))
        };
        let look = found.blocks.iter().copied().find(looks).unwrap_or(found.head);
        if !graph.ways_back(found.head).all(|from| graph.dominates(look, from)) {
            return None;
        }
        let mut short = Short { turns: wanted, checkpoint: None, look, needed: 0, found };
        for &block in &short.found.blocks {
            let data = &function.blocks[block.index()];
            if data.is_called {
                return None;
            }
            let may_look = block == look;
            for &value in &data.body {
                match function.op(value) {
                    Op::Checkpoint(_) if may_look && short.checkpoint.is_none() => {
                        short.checkpoint = Some(value);
                    }
                    Op::Charge(_, cost, ahead, _) if may_look && short.needed == 0 => {
                        short.needed = cost + u32::from(ahead);
                    }
                    // Another look, or what may have the host ask for an interrupt.
                    Op::Checkpoint(_)
                    | Op::Charge(..)
                    | Op::Execute(_)
                    | Op::Host(..)
                    | Op::Sync(_)
                    | Op::Fence => return None,
                    Op::Param
                    | Op::Const(_)
                    | Op::Unary(..)
                    | Op::Binary(..)
                    | Op::Select(..)
                    | Op::Mix(..)
                    | Op::Fixed(_)
                    | Op::Context(_)
                    | Op::ContextMode
                    | Op::Load(_)
                    | Op::Store(..)
                    | Op::Check(..)
                    | Op::LoadCall(_)
                    | Op::StoreCall(..)
                    | Op::LoadStack(_)
                    | Op::StoreStack(..)
                    | Op::Guard(..) => {}
                }
            }
        }
        if let Some(most) = MOST_FUEL.checked_div(short.needed) {
            short.turns = most.min(wanted);
        }
        (short.turns > 1).then_some(short)
    }

    fn unroll(&self, function: &mut Function, graph: &Graph, is_live: &[bool]) {
        let mut copier = Copier::new(function, graph, &self.found);
        for _ in 1..self.turns {
            copier.copy();
        }
        copier.each(|function, copy| self.take_look_out(function, copy));
        copier.chain();
        copier.finish(is_live);
        if self.needed > 0 {
            super::ahead::charge(function, self.look, Some(self.needed * self.turns));
        }
    }

    /// Has a copy take its fuel without a look.
    fn take_look_out(&self, function: &mut Function, copy: &Copy) {
        let look = copy.block(self.look);
        let checkpoint = self.checkpoint.map(|value| copy.value(value));
        function.blocks[look.index()].body.retain(|&value| Some(value) != checkpoint);
        super::ahead::charge(function, look, None);
    }
}
