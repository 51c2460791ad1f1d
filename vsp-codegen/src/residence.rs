//! Which registers and flags stand in variables where a piece begins; the others stand in the context.
//!
//! Wherever control comes from outside of what Cranelift sees as a way, everything stands in the context: at entries of the
//! part, after a return, and at the beginning of what is called. From there a register is in a variable as soon as code has
//! touched it. So what a function of the program does not touch costs nothing there, and calls are edges that no value
//! crosses, without which the allocation of registers is several times as fast.

use crate::effects::{self, Effects, Set};
use crate::part::{Part, Piece};
use vsp_isa::flow::{End, Leaving, leaving, mode_after};

/// Where a piece finds registers and flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Residence {
    /// What stands in variables.
    pub in_variables: Set,
    /// Of that, what the context may not have.
    pub newer: Set,
}

/// The residences at the beginning of each piece of a part, where only those of `candidates` may stand in variables.
pub(crate) fn find(part: &Part, candidates: Set) -> Vec<Residence> {
    let mut found = vec![Residence::default(); part.pieces.len()];
    let effects: Vec<Effects> = part.pieces.iter().map(effects_of).collect();
    let mut waiting: Vec<usize> = (0..part.pieces.len()).rev().collect();
    while let Some(index) = waiting.pop() {
        let Effects { touched, changed, executed } = effects[index];
        let mut after = Residence { in_variables: touched & candidates, newer: changed & candidates };
        if !executed {
            after.in_variables |= found[index].in_variables;
            after.newer |= found[index].newer;
        }
        for next in successors(part, &part.pieces[index]) {
            let before = found[next];
            let joined = Residence {
                in_variables: before.in_variables | after.in_variables,
                newer: before.newer | after.newer,
            };
            if joined != before {
                found[next] = joined;
                waiting.push(next);
            }
        }
    }
    found
}

/// The pieces of the part that control can go on to with what it has in variables.
fn successors(part: &Part, piece: &Piece) -> impl Iterator<Item = usize> {
    let calls = piece.code.end == End::Leaves
        && piece
            .code
            .instructions
            .last()
            .is_some_and(|&(_, instruction)| matches!(leaving(instruction), Leaving::Call(_)));
    let successors = if calls { Vec::new() } else { piece.code.successors() };
    successors.into_iter().filter_map(|place| part.index_of(place))
}

/// What the instructions of a piece do together; after one that the runtime executes, only what follows it.
fn effects_of(piece: &Piece) -> Effects {
    let (mut all, mut mode) = (Effects::default(), piece.place.mode);
    for &(_, instruction) in &piece.code.instructions {
        let one = effects::of(instruction, mode);
        if one.executed {
            all = one;
        }
        all.touched |= one.touched;
        all.changed |= one.changed;
        mode = mode_after(instruction, mode);
    }
    all
}
