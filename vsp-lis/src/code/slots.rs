//! Places in the frame that hold spilled values: what is stored there and never fetched need not be stored.

use super::flow::{self, Rows};
use super::ir::{Body, Inst, ObjectId};
use std::ops::Range;

/// What an instruction does with one of the slots.
enum Access {
    Fetch(usize),
    Store(usize),
}

fn access(inst: &Inst, slots: &Range<ObjectId>) -> Option<Access> {
    // Nothing takes a slot's address.
    match inst {
        Inst::Load(_, mem, _) if slots.contains(&mem.object) => Some(Access::Fetch(mem.object - slots.start)),
        Inst::Store(mem, ..) if slots.contains(&mem.object) => Some(Access::Store(mem.object - slots.start)),
        _ => None,
    }
}

/// Leaves out stores in slots that nothing fetches before the next.
pub(super) fn drop_dead(body: &mut Body, slots: Range<ObjectId>) {
    if slots.is_empty() {
        return;
    }
    let rows = || Rows::new(body.blocks.len(), slots.len());
    let (mut wants, mut makes) = (rows(), rows());
    for &block in &body.order {
        for access in body.blocks[block].insts.iter().filter_map(|inst| access(inst, &slots)) {
            match access {
                Access::Fetch(slot) if !makes.contains(block, slot) => wants.insert(block, slot),
                Access::Fetch(_) => {}
                Access::Store(slot) => makes.insert(block, slot),
            }
        }
    }
    let ins = flow::back(body, wants, &makes);
    let mut wanted = vec![false; slots.len()];
    let mut touched = Vec::new();
    for at in 0..body.order.len() {
        let block = body.order[at];
        let term = body.blocks[block].term;
        term.targets(|to| touched.extend(ins.of(to)));
        touched.iter().for_each(|&slot| wanted[slot] = true);
        let insts = &mut body.blocks[block].insts;
        insts.reverse();
        insts.retain(|inst| match access(inst, &slots) {
            Some(Access::Fetch(slot)) => {
                wanted[slot] = true;
                touched.push(slot);
                true
            }
            Some(Access::Store(slot)) => std::mem::take(&mut wanted[slot]),
            None => true,
        });
        insts.reverse();
        touched.drain(..).for_each(|slot| wanted[slot] = false);
    }
}
