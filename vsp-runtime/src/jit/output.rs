//! What a back end gives.

#[cfg(feature = "cranelift")]
use super::regions;
#[cfg(feature = "jit")]
use core::mem;
use std::boxed::Box;
use std::vec::Vec;
use vsp_isa::abi::RegionFunction;
use vsp_isa::tables::Sums;

/// What a back end has made of a program.
pub(crate) struct Output {
    /// The machine code, which may lie at any address that is a multiple of `alignment`.
    pub bytes: Box<dyn AsRef<[u8]>>,
    /// A power of two, at most the size of a page.
    pub alignment: usize,
    /// Where it can be entered.
    pub entries: Entries,
    /// How many functions it has.
    pub functions: usize,
    /// The table of sums, if the code looks it up in the context.
    pub sums: Option<&'static Sums>,
}

/// How to find an entry in what a back end has made.
pub(crate) enum Entries {
    #[cfg(feature = "jit")]
    Templates(vsp_dynasm::Entries),
    #[cfg(feature = "cranelift")]
    #[cfg_attr(target_family = "wasm", allow(dead_code, reason = "there is no such code"))]
    Cranelift(regions::Entries),
}

impl Entries {
    /// Where a place can be entered: the region's function and the number to call it with.
    ///
    /// # Safety
    /// The machine code that these entries came with must be at `base`, executable, and visible to this processor.
    #[inline]
    pub unsafe fn find(&self, base: *const u8, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
        match *self {
            #[cfg(feature = "jit")]
            Entries::Templates(ref entries) => {
                // SAFETY: the code begins with a function of this type.
                let function = unsafe { mem::transmute::<*const u8, RegionFunction>(base) };
                Some((function, entries.find(address, mode)?))
            }
            #[cfg(feature = "cranelift")]
            // SAFETY: the contract is the same.
            Entries::Cranelift(ref entries) => unsafe { entries.find(base, address, mode) },
        }
    }

    /// Which code is where, for profilers: offsets in the code, ascending, each with the address in the program that the code
    /// from there on was made of.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        match self {
            #[cfg(feature = "jit")]
            Entries::Templates(entries) => entries.in_order(),
            #[cfg(feature = "cranelift")]
            Entries::Cranelift(entries) => entries.in_order(),
        }
    }
}
