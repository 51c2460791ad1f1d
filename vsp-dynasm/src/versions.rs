//! The block versions of a program: those that have code, and the work list of those that need it.

use crate::buffer::append;
use crate::cache::Arrival;
use vsp_isa::Mode;
use vsp_isa::flow::BlockVersion;

/// Stands for code that is still to be made. No block version is where the function itself begins.
const WANTED: u32 = 1;
const NOWHERE: u32 = 0;

/// Is added to the places of block versions that expect words in registers, for a run that comes from elsewhere: it must load them first.
pub(crate) const LOADS: u32 = 1 << 31;

/// The block versions of a program: those that are wanted, and those that there is code for.
pub(super) struct Versions {
    /// How many addresses the program's code has.
    addresses: usize,
    modes: [Places; Mode::ALL.len()],
    work: Vec<BlockVersion>,
    /// The arrivals that block versions have, which are few. The first stays [`Arrival::MEMORY`].
    arrivals: [Arrival; 256],
}

/// What there is to know of the block versions of a mode, by their addresses; nothing for a mode that was never wanted.
#[derive(Default)]
struct Places {
    /// Where the code begins. The last is where RET finds that it goes to the end of the program's code.
    begins: Vec<u32>,
    /// What registers hold where it begins, as an index. It is decided for block versions that are wanted.
    arrivals: Vec<u8>,
}

impl Versions {
    pub fn new(addresses: usize) -> Versions {
        Versions { addresses, modes: Default::default(), work: Vec::new(), arrivals: [Arrival::MEMORY; 256] }
    }

    /// What there is to know of a mode.
    #[inline]
    fn places_in(&mut self, mode: Mode) -> &mut Places {
        let places = &mut self.modes[mode.code() as usize];
        if places.begins.is_empty() {
            *places = Places { begins: vec![NOWHERE; self.addresses + 1], arrivals: vec![0; self.addresses] };
        }
        places
    }

    /// Asks for code of a block version, which begins within the program's code, and that may begin with what registers hold now. Gives
    /// what it does begin with.
    #[inline]
    pub fn want(&mut self, version: BlockVersion, arrival: Arrival) -> Arrival {
        if self.is_new(version) {
            append(&mut self.work, version);
        }
        self.fall_into(version, arrival)
    }

    /// The same where the block version's code comes next, if there is none yet.
    #[inline]
    pub fn fall_into(&mut self, version: BlockVersion, arrival: Arrival) -> Arrival {
        let address = version.address as usize;
        if self.is_new(version) {
            let index = self.index_of(arrival);
            let places = self.places_in(version.mode);
            places.begins[address] = WANTED;
            places.arrivals[address] = index;
        }
        self.arrival(version)
    }

    /// The arrival that a block version gets which may begin with one.
    pub fn agreed(&mut self, arrival: Arrival) -> Arrival {
        let index = self.index_of(arrival);
        self.arrivals[usize::from(index)]
    }

    /// The index of an arrival; where another one has that place, of [`Arrival::MEMORY`].
    #[inline]
    fn index_of(&mut self, arrival: Arrival) -> u8 {
        let index = arrival.hash();
        if index == 0 {
            return 0;
        }
        let place = &mut self.arrivals[usize::from(index)];
        if *place == Arrival::MEMORY {
            *place = arrival;
        }
        if *place == arrival { index } else { 0 }
    }

    /// A block version that is wanted and has no code yet.
    pub fn next(&mut self) -> Option<BlockVersion> {
        while let Some(version) = self.work.pop() {
            if self.is_missing(version) {
                return Some(version);
            }
        }
        None
    }

    /// Whether it is still open what a block version begins with.
    #[inline]
    pub fn is_new(&mut self, version: BlockVersion) -> bool {
        self.places_in(version.mode).begins[version.address as usize] == NOWHERE
    }

    /// Whether there is no code of a block version yet.
    #[inline]
    pub fn is_missing(&mut self, version: BlockVersion) -> bool {
        matches!(self.places_in(version.mode).begins[version.address as usize], NOWHERE | WANTED)
    }

    /// Notes that the code of a block version begins at a place.
    #[inline]
    pub fn begin(&mut self, version: BlockVersion, place: u32) {
        self.places_in(version.mode).begins[version.address as usize] = place;
    }

    /// Notes where RET goes on in a mode whose return address is the end of the program's code.
    pub fn end(&mut self, mode: Mode, place: u32) {
        let end = self.addresses;
        self.places_in(mode).begins[end] = place;
    }

    /// Where the code of a block version begins that has some.
    #[inline]
    pub fn place(&self, version: BlockVersion) -> u32 {
        self.modes[version.mode.code() as usize].begins[version.address as usize]
    }

    /// What registers hold where a block version begins that was wanted.
    #[inline]
    pub fn arrival(&self, version: BlockVersion) -> Arrival {
        let index = self.modes[version.mode.code() as usize].arrivals[version.address as usize];
        self.arrivals[usize::from(index)]
    }

    /// Where in memory the places are where the block versions of a mode begin, by address. They stay there.
    pub fn begins(&mut self, mode: Mode) -> usize {
        self.places_in(mode).begins.as_ptr().expose_provenance()
    }

    /// Where those of all modes begin, and what registers hold there, as numbers of which 0 means nothing.
    pub fn into_places(self) -> [(Vec<u32>, Vec<u8>); Mode::ALL.len()] {
        self.modes.map(|places| (places.begins, places.arrivals))
    }
}
