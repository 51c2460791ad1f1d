//! Which units there is code for, and where it begins.

use crate::buffer::append;
use vsp_isa::Mode;
use vsp_isa::flow::Unit;

/// Stands for code that is still to be made. No code is at offset 0, where the function itself begins.
const WANTED: u32 = u32::MAX;
const NOWHERE: u32 = 0;

/// The units of a program: those that are wanted, and those that there is code for.
pub(super) struct Units {
    /// How many addresses the program's code has.
    addresses: usize,
    /// For each mode and address where in the machine code its unit begins; nothing for a mode that was never wanted.
    places: [Vec<u32>; Mode::ALL.len()],
    work: Vec<Unit>,
}

impl Units {
    pub fn new(addresses: usize) -> Units {
        Units { addresses, places: Default::default(), work: Vec::new() }
    }

    /// The places of a mode.
    #[inline]
    fn places_in(&mut self, mode: Mode) -> &mut [u32] {
        let places = &mut self.places[mode.code() as usize];
        if places.is_empty() {
            *places = vec![NOWHERE; self.addresses];
        }
        places
    }

    /// Asks for code of a unit, which begins within the program's code.
    #[inline]
    pub fn want(&mut self, unit: Unit) {
        let place = &mut self.places_in(unit.mode)[unit.address as usize];
        if *place == NOWHERE {
            *place = WANTED;
            append(&mut self.work, unit);
        }
    }

    /// A unit that is wanted and has no code yet.
    pub fn next(&mut self) -> Option<Unit> {
        while let Some(unit) = self.work.pop() {
            if self.is_missing(unit) {
                return Some(unit);
            }
        }
        None
    }

    /// Whether there is no code of a unit yet.
    #[inline]
    pub fn is_missing(&mut self, unit: Unit) -> bool {
        matches!(self.places_in(unit.mode)[unit.address as usize], NOWHERE | WANTED)
    }

    /// Notes that the code of a unit begins at a place.
    #[inline]
    pub fn begin(&mut self, unit: Unit, place: u32) {
        self.places_in(unit.mode)[unit.address as usize] = place;
    }

    /// Where the code of a unit begins that has some.
    #[inline]
    pub fn place(&self, unit: Unit) -> u32 {
        self.places[unit.mode.code() as usize][unit.address as usize]
    }

    /// The places of a mode, by address; none if no unit is in that mode.
    pub fn places(&self, mode: Mode) -> &[u32] {
        &self.places[mode.code() as usize]
    }

    /// The places of all modes, where they are.
    pub fn into_places(self) -> [Vec<u32>; Mode::ALL.len()] {
        self.places
    }
}
