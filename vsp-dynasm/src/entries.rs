//! Where the code can be entered.

use crate::versions::LOADS;
use vsp_isa::Mode;

/// Where the code, which is one function, can be entered. The code refers to this, and so must not be run without it.
#[derive(Debug)]
pub struct Entries {
    /// For each mode and address of the program the offset of its block version's code, 0 for none, and whether that expects words in
    /// registers, as a number other than 0; nothing for a mode without code.
    pub(crate) places: [(Vec<u32>, Vec<u8>); Mode::ALL.len()],
}

impl Entries {
    /// The number to call the function with for a place of the program, by its mode's code; `None` if it cannot be entered there.
    #[inline]
    pub fn find(&self, address: u32, mode: u8) -> Option<u32> {
        let (places, arrivals) = self.places.get(usize::from(mode))?;
        let arrival = *arrivals.get(address as usize)?;
        let place = *places.get(address as usize)?;
        let loads = if arrival == 0 { 0 } else { LOADS };
        (place != 0).then_some(place | loads)
    }

    /// What code is where: offsets in it, ascending, with the addresses of the program that it is from.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        // Where the arrivals end, so does the program.
        let places = self
            .places
            .iter()
            .flat_map(|(places, arrivals)| places[..arrivals.len()].iter().copied().zip(0..));
        let mut places: Vec<(u32, u32)> = places.filter(|(place, _)| *place != 0).collect();
        places.sort_unstable();
        places
    }
}
