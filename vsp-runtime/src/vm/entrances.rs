//! Where calls from outside go straight into machine code.

use vsp_isa::Mode;
use vsp_isa::abi::RegionFunction;

/// How many functions a machine knows the way into at most: it forgets one for another beyond.
const ROOM: usize = 16;

/// The ways into functions that were called before.
///
/// Who finds one may take it and need look at nothing else. So whatever changes what runs (the machine code, the engine, whether
/// fuel is counted, who can interrupt) must [forget](Self::forget) them.
pub(super) struct Entrances([Option<Entrance>; ROOM]);

/// The way into a function.
#[derive(Clone, Copy)]
pub(super) struct Entrance {
    pub address: u32,
    /// The mode that it is entered in: the program's first.
    pub mode: Mode,
    /// The number to call the part with.
    pub entry: u32,
    pub part: RegionFunction,
}

impl Entrances {
    pub const fn new() -> Entrances {
        Entrances([None; ROOM])
    }

    /// The way into the function at an address, if it is known.
    #[inline]
    pub fn get(&self, address: u32) -> Option<&Entrance> {
        match &self.0[first(address)] {
            Some(known) if known.address == address => Some(known),
            Some(_) => self.get_further(address),
            None => None,
        }
    }

    /// The same where another function has the first place: not part of every call's code.
    #[inline(never)]
    fn get_further(&self, address: u32) -> Option<&Entrance> {
        let mut known = places(address).map_while(|place| self.0[place].as_ref());
        known.find(|known| known.address == address)
    }

    /// Learns a way that is not known.
    pub fn learn(&mut self, entrance: Entrance) {
        let free = places(entrance.address).find(|&place| self.0[place].is_none());
        self.0[free.unwrap_or(first(entrance.address))] = Some(entrance);
    }

    /// Forgets all of them.
    pub fn forget(&mut self) {
        *self = Entrances::new();
    }
}

/// Where the way into a function is looked for first.
#[inline]
fn first(address: u32) -> usize {
    address as usize % ROOM
}

/// Where it is looked for, up to the first free place.
fn places(address: u32) -> impl Iterator<Item = usize> {
    (0..ROOM).map(move |step| (first(address) + step) % ROOM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsp_isa::abi::Context;

    unsafe extern "C" fn part(_: *mut Context, _: u32) -> u32 {
        0
    }

    fn entry(entrances: &Entrances, address: u32) -> Option<u32> {
        entrances.get(address).map(|entrance| entrance.entry)
    }

    fn entrance(address: u32) -> Entrance {
        Entrance { address, mode: Mode::Sil64, entry: address + 1, part }
    }

    #[test]
    fn as_many_as_there_is_room_for_are_known_wherever_they_are() {
        // All of them want the same place first.
        let addresses = || (1..=ROOM as u32).map(|number| number * ROOM as u32);
        let mut entrances = Entrances::new();
        for address in addresses() {
            assert_eq!(entry(&entrances, address), None);
            entrances.learn(entrance(address));
        }
        for address in addresses() {
            assert_eq!(entry(&entrances, address), Some(address + 1));
        }
        assert_eq!(entry(&entrances, 0), None);
        entrances.learn(entrance(0));
        assert_eq!(entry(&entrances, 0), Some(1));
        let known = addresses().filter(|&address| entry(&entrances, address).is_some());
        assert_eq!(known.count(), ROOM - 1);
        entrances.forget();
        assert_eq!(entry(&entrances, 0), None);
    }
}
