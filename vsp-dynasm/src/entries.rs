//! Where the code can be entered.

use crate::versions::LOADS;
use vsp_isa::Mode;

/// Where the code, which is one function, can be entered. The code refers to this, and so must not be run without it.
#[derive(Debug)]
pub struct Entries {
    /// For each mode and address of the program the offset of its block version's code, with [`LOADS`], 0 for none; nothing for a mode
    /// without code.
    pub(crate) places: [Vec<u32>; Mode::ALL.len()],
    /// The same where a RET goes on, which finds some words in registers. Only the code reads it.
    #[allow(dead_code, reason = "the code has its address")]
    pub(crate) returns: [Vec<u32>; Mode::ALL.len()],
}

impl Entries {
    /// The number to call the function with for a place of the program, by its mode's code; `None` if it cannot be entered there.
    #[inline]
    pub fn find(&self, address: u32, mode: u8) -> Option<u32> {
        let place = *self.places.get(usize::from(mode))?.get(address as usize)?;
        (place != 0).then_some(place)
    }

    /// What code is where: offsets in it, ascending, with the addresses of the program that it is from.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        let places = self.places.iter().flat_map(|places| places.iter().copied().zip(0..));
        let mut places: Vec<(u32, u32)> = places.filter(|(place, _)| *place != 0).collect();
        places.iter_mut().for_each(|(place, _)| *place &= !LOADS);
        places.sort_unstable();
        places
    }
}
