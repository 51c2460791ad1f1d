//! A program decoded once, which makes the interpreter fast.

use crate::code::{Code, Slot, instruction};
use alloc::vec::Vec;
use vsp_isa::TrapKind;
use vsp_isa::container::Image;
use vsp_isa::flow::{Marks, ends_block};

/// All reachable instructions of a program, by address.
pub(crate) struct Decoded {
    slots: Vec<Slot>,
}

impl Decoded {
    pub fn new(image: &Image<'_>, marks: Marks<'_>) -> Decoded {
        let addresses = 0..image.code.len() as u32;
        let decode = |address| Slot { instruction: instruction(image, marks, address), cost: 0 };
        let mut slots: Vec<Slot> = addresses.clone().map(decode).collect();
        // From the last address to the first, what the rest of a block costs is known when it is needed, so that blocks
        // which share instructions are not walked through again and again.
        for address in addresses.rev() {
            let Ok(instruction) = slots[address as usize].instruction else { continue };
            let next = address + instruction.length();
            let goes_on = !ends_block(instruction) && !marks.is_start(next);
            let rest = slots.get(next as usize).filter(|_| goes_on).map_or(0, |slot| slot.cost);
            slots[address as usize].cost = 1 + rest;
        }
        for (slot, address) in slots.iter_mut().zip(0..) {
            // Only entering a block costs something.
            slot.cost *= u32::from(marks.is_start(address));
        }
        Decoded { slots }
    }
}

impl Code for Decoded {
    #[inline]
    fn slot<const METERED: bool>(&self, pc: u32, _fuel: u64) -> Slot {
        let past = Slot { instruction: Err(TrapKind::PcOutOfBounds), cost: 0 };
        self.slots.get(pc as usize).copied().unwrap_or(past)
    }
}
