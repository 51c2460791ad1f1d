//! A program as operations.

use super::kind::{Kind, Then};
use super::map::{LinkedMap, Map};
use super::operation::Operation;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;
use vsp_isa::Mode;

/// A word that is not handed on.
pub(super) const NO_WORD: u8 = 15;

/// Where an operation comes from, and which words are handed on to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// An address of [`Place::ADDRESS_BITS`] bits, and above it whether control goes on to the next operation alone.
    address: [u8; 3],
    /// The first register of the integer, and above it that of the float.
    words: u8,
}

impl Place {
    /// How many bits addresses have, at most.
    pub const ADDRESS_BITS: u32 = 23;

    pub fn new(address: u32) -> Place {
        let [low, middle, high, _] = address.to_le_bytes();
        Place { address: [low, middle, high], words: NO_WORD | NO_WORD << 4 }
    }

    /// The address of its first instruction.
    pub fn address(self) -> u32 {
        let [low, middle, high] = self.address;
        u32::from_le_bytes([low, middle, high & 0x7f, 0])
    }

    /// Whether control goes on to the next operation, and nowhere else.
    pub fn goes_on(self) -> bool {
        self.address[2] & 0x80 != 0
    }

    /// Says whether it does.
    #[inline]
    pub fn set_goes_on(&mut self, goes_on: bool) {
        self.address[2] = self.address[2] & 0x7f | u8::from(goes_on) << 7;
    }

    /// The first registers of the integer and the float that are handed on, or [`NO_WORD`].
    #[inline]
    pub fn words(self) -> (u8, u8) {
        (self.words & 15, self.words >> 4)
    }

    #[inline]
    pub fn set_words(&mut self, (integer, float): (u8, u8)) {
        self.words = integer & 15 | float << 4;
    }
}

/// A program as operations, for all modes that reach a part of it.
pub(crate) struct Translation {
    /// From a box; they point to each other, and to maps.
    operations: *mut [Operation],
    /// One for each operation.
    places: Box<[Place]>,
    /// From boxes, by the mode's code; null for modes that reach nothing.
    maps: [*mut LinkedMap; 5],
    metered: bool,
}

// SAFETY: what the pointers lead to is the translation's own, and does not change.
unsafe impl Send for Translation {}
// SAFETY: the same.
unsafe impl Sync for Translation {}

impl Translation {
    /// Links operations: kinds become what `code` gives for them, numbers of operations become pointers to them, and RET's mode its
    /// map. Each target must be the number of an operation, and for RET the code of a mode with a map; `super::verify` says what else.
    pub fn link(
        operations: Vec<Operation>,
        places: Vec<Place>,
        maps: [Option<Map>; 5],
        metered: bool,
        code: impl Fn(Kind, bool) -> *const (),
    ) -> Translation {
        let operations = Box::into_raw(operations.into_boxed_slice());
        let base = operations.cast::<Operation>();
        let maps = maps.map(|map| {
            map.map_or(ptr::null_mut(), |map| Box::into_raw(Box::new(LinkedMap::new(&map, base))))
        });
        // SAFETY: the box is nobody else's yet, and this reference ends before its content is reached in another way.
        for operation in unsafe { (&mut *operations).iter_mut() } {
            let kind = Kind::of_number(operation.code.addr());
            operation.code = code(kind, metered);
            operation.target = match kind.effect().then {
                Then::Return => maps[operation.target.addr()].cast_const().cast(),
                Then::Jump | Then::Branch | Then::Either | Then::Call => {
                    base.wrapping_add(operation.target.addr()).cast_const().cast()
                }
                Then::On | Then::Leave => ptr::null(),
            };
        }
        Translation { operations, places: places.into_boxed_slice(), maps, metered }
    }

    /// Whether it counts fuel and looks for interrupts.
    pub fn is_metered(&self) -> bool {
        self.metered
    }

    /// Where an operation comes from. It must be one of these.
    pub fn place(&self, operation: *const Operation) -> Place {
        self.places[self.index(operation)]
    }

    /// The operation at which a block version begins, with its place.
    pub fn entry(&self, address: u32, mode: Mode) -> Option<(*const Operation, Place)> {
        let map = self.maps[usize::from(mode.code())];
        // SAFETY: it came from a box, or is null.
        let operation = unsafe { map.as_ref()? }.at(address)?;
        Some((operation, self.place(operation)))
    }

    /// The operation after one of these, with its place, if control goes on to it and nowhere else.
    pub fn next(&self, operation: *const Operation) -> Option<(*const Operation, Place)> {
        let index = self.index(operation);
        let place = self.places.get(index + 1).filter(|_| self.places[index].goes_on())?;
        Some((operation.wrapping_add(1), *place))
    }

    fn index(&self, operation: *const Operation) -> usize {
        (operation.addr() - self.operations.cast::<Operation>().addr()) / size_of::<Operation>()
    }

    /// The first operation, with its place.
    #[cfg(test)]
    pub fn first(&self) -> (*const Operation, Place) {
        (self.operations.cast::<Operation>().cast_const(), self.places[0])
    }

    /// How many bytes it takes.
    #[cfg(test)]
    pub fn size(&self) -> usize {
        // SAFETY: they came from boxes, or are null.
        let maps =
            self.maps.iter().filter_map(|map| unsafe { map.as_ref() }).map(LinkedMap::size).sum::<usize>();
        self.operations.len() * size_of::<Operation>() + size_of_val(&*self.places) + maps
    }
}

impl Drop for Translation {
    fn drop(&mut self) {
        // SAFETY: they came from a box, and are given back once.
        drop(unsafe { Box::from_raw(self.operations) });
        for map in self.maps.into_iter().filter(|map| !map.is_null()) {
            // SAFETY: the same.
            drop(unsafe { Box::from_raw(map) });
        }
    }
}
