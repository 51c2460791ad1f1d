//! Machine code that vsp-codegen made, and what any machine code checks while it runs.

use core::mem;
use vsp_isa::abi::{EntryPoint, Helpers, RegionFunction};
#[cfg(any(feature = "jit", feature = "cranelift"))]
use vsp_isa::options::Options;
use vsp_isa::tables::Sums;

/// What machine code does besides running the program, or what a machine needs of it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checks {
    /// It counts fuel.
    pub fuel: bool,
    /// It looks whether the run shall be interrupted.
    pub interrupts: bool,
}

impl Checks {
    /// Those of code that was compiled with these options.
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    pub(crate) fn of(options: &Options) -> Checks {
        Checks { fuel: options.metering, interrupts: options.interrupts }
    }

    /// Whether this is all that is needed.
    pub(crate) fn cover(self, needed: Checks) -> bool {
        (self.fuel || !needed.fuel) && (self.interrupts || !needed.interrupts)
    }
}

/// The machine code of a program, as [`vsp_isa::abi`] describes it.
#[doc(hidden)]
pub struct NativeCode {
    base: unsafe extern "C" fn(),
    alignment: usize,
    regions: &'static [u32],
    entries: &'static [EntryPoint],
    checks: Checks,
    sums: Option<&'static Sums>,
    helpers: &'static Helpers,
}

impl NativeCode {
    /// Code that begins at the first multiple of `alignment` (a power of two) from `base` on.
    ///
    /// # Safety
    /// There must be code that vsp-codegen made, for this version of the ABI and this target, of the program that it is put
    /// together with, and `regions` (in bytes from its beginning), `entries` (sorted) and `checks` must be what it said of it. If it
    /// said that the code looks up sums, there must be `sums`, which are [`SUMS`](vsp_isa::tables::SUMS); every run hands them to the
    /// code. All helpers that it said the code calls must be among `helpers`.
    pub const unsafe fn new(
        base: unsafe extern "C" fn(),
        alignment: usize,
        regions: &'static [u32],
        entries: &'static [EntryPoint],
        checks: Checks,
        sums: Option<&'static Sums>,
        helpers: &'static Helpers,
    ) -> NativeCode {
        NativeCode { base, alignment, regions, entries, checks, sums, helpers }
    }

    /// What the code does besides running the program.
    pub(crate) fn checks(&self) -> Checks {
        self.checks
    }

    /// The table of sums, if the code looks it up.
    pub(crate) fn sums(&self) -> Option<&'static Sums> {
        self.sums
    }

    /// The helpers that the code calls.
    pub(crate) fn helpers(&self) -> &'static Helpers {
        self.helpers
    }

    /// Where a place can be entered: the region's function and the number to call it with.
    pub(crate) fn entry(&self, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
        let base = (self.base as *const u8).map_addr(|address| address.next_multiple_of(self.alignment));
        // SAFETY: by the contract of `new` there is such code from there on.
        unsafe { entry(base, self.regions, self.entries, address, mode) }
    }
}

/// Where a place can be entered in code that vsp-codegen made.
///
/// # Safety
/// There must be such code at `base`, for this version of the ABI and this processor, and `regions` and `entries` must be what
/// it said of it.
#[inline]
pub(crate) unsafe fn entry(
    base: *const u8,
    regions: &[u32],
    entries: &[EntryPoint],
    address: u32,
    mode: u8,
) -> Option<(RegionFunction, u32)> {
    let found = entries.binary_search_by_key(&(address, mode), |entry| (entry.address, entry.mode));
    let entry = &entries[found.ok()?];
    // SAFETY: by this function's contract, a region begins so many bytes from the base, within the same code.
    let start = unsafe { base.add(regions[entry.region as usize] as usize) };
    // SAFETY: by the same contract there is a function of this type.
    let function = unsafe { mem::transmute::<*const u8, RegionFunction>(start) };
    Some((function, entry.entry))
}
