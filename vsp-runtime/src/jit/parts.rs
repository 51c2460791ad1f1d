//! Where code that vsp-codegen made while running can be entered.

use crate::native_code;
use std::vec::Vec;
use vsp_isa::abi::{EntryPoint, RegionFunction};

/// Where the code can be entered.
pub(crate) struct Entries {
    pub regions: Vec<u32>,
    pub points: Vec<EntryPoint>,
}

impl Entries {
    /// See [`super::output::Entries::find`].
    ///
    /// # Safety
    /// As there.
    #[inline]
    pub unsafe fn find(&self, base: *const u8, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
        // SAFETY: the code generator gave these tables with the code, which is at the base, for the processor at hand; it and
        // this crate share one version of the ABI.
        unsafe { native_code::entry(base, &self.regions, &self.points, address, mode) }
    }

    /// See [`super::output::Entries::in_order`]: for each function, the first place where it can be entered. The code itself says
    /// nothing more.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        let mut first: Vec<Option<u32>> = std::vec![None; self.regions.len()];
        for point in &self.points {
            let address = &mut first[point.region as usize];
            *address = Some(address.map_or(point.address, |least| least.min(point.address)));
        }
        let regions = self.regions.iter().copied().zip(first);
        regions.filter_map(|(offset, address)| Some((offset, address?))).collect()
    }
}
