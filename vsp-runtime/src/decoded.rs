//! A program decoded once, for the interpreter.

use alloc::vec::Vec;
use vsp_isa::container::Container;
use vsp_isa::flow::Flow;
use vsp_isa::{Instruction, TrapKind};

/// What stands at an address of the code.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    /// The instruction, or the trap that fetching it means.
    pub instruction: Result<Instruction, TrapKind>,
    /// The fuel to charge before it: that of the block which starts here, or nothing.
    pub cost: u32,
}

/// All reachable instructions of a program, by address, and what is needed of its control flow.
pub(crate) struct Decoded {
    slots: Vec<Slot>,
    return_sites: Vec<u32>,
    /// The addresses where an instruction is reachable.
    reachable: Vec<bool>,
}

impl Decoded {
    pub fn new(container: &Container) -> Decoded {
        let flow = Flow::analyse(container);
        let addresses = 0..container.code.len() as u32;
        let reachable: Vec<bool> = addresses.clone().map(|address| flow.is_reachable(address)).collect();
        let decode = |address: u32| {
            if reachable[address as usize] {
                Instruction::decode(&container.code, address, container.version)
            } else {
                // Nothing gets here.
                Err(TrapKind::InvalidOpcode)
            }
        };
        let mut slots: Vec<Slot> =
            addresses.map(|address| Slot { instruction: decode(address), cost: 0 }).collect();
        for block in flow.blocks() {
            if let Some(slot) = slots.get_mut(block.start as usize) {
                slot.cost = block.cost;
            }
        }
        Decoded { slots, return_sites: flow.return_sites().to_vec(), reachable }
    }

    /// What stands at an address.
    #[inline]
    pub fn slot(&self, pc: u32) -> Slot {
        let past = Slot { instruction: Err(TrapKind::PcOutOfBounds), cost: 0 };
        self.slots.get(pc as usize).copied().unwrap_or(past)
    }

    /// Whether RET can go to an address.
    pub fn is_return_site(&self, address: u32) -> bool {
        self.return_sites.binary_search(&address).is_ok()
    }

    /// Whether a run can stand at an address. Past the end of the code it can, and traps.
    pub fn is_reachable(&self, address: u32) -> bool {
        self.reachable.get(address as usize).is_none_or(|&reachable| reachable)
    }
}
