//! The machine code of programs, whatever made it and wherever it is.

#[cfg(any(feature = "jit", feature = "cranelift"))]
use crate::jit::Compiled;
use crate::native_code::{Checks, NativeCode};
use vsp_isa::abi::{Helpers, RegionFunction};
use vsp_isa::tables::Sums;

/// The machine code of a program that runs.
#[derive(Clone, Copy)]
pub(crate) enum MachineCode<'a> {
    /// It was made when the crate was built.
    Native(&'a NativeCode),
    /// It was made while running.
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    Compiled(&'a Compiled),
}

impl MachineCode<'_> {
    /// What the code does besides running the program.
    pub fn checks(self) -> Checks {
        match self {
            MachineCode::Native(code) => code.checks(),
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            MachineCode::Compiled(code) => code.checks(),
        }
    }

    /// The table of sums, which the context must have while the code runs, if the code looks it up.
    pub fn sums(self) -> Option<&'static Sums> {
        match self {
            MachineCode::Native(code) => code.sums(),
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            MachineCode::Compiled(code) => code.sums(),
        }
    }

    /// The helpers that the code calls.
    pub fn helpers(self) -> &'static Helpers {
        match self {
            MachineCode::Native(code) => code.helpers(),
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            MachineCode::Compiled(_) => &crate::native::HELPERS,
        }
    }

    /// Where a place can be entered: the region's function and the number to call it with.
    #[inline]
    pub fn entry(self, address: u32, mode: u8) -> Option<(RegionFunction, u32)> {
        match self {
            MachineCode::Native(code) => code.entry(address, mode),
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            MachineCode::Compiled(code) => code.entry(address, mode),
        }
    }

    /// Must be done on a thread before it enters the code.
    #[inline]
    pub fn prepare(self) {
        match self {
            MachineCode::Native(_) => {}
            #[cfg(any(feature = "jit", feature = "cranelift"))]
            MachineCode::Compiled(_) => prepare(),
        }
    }
}

/// What [`MachineCode::prepare`] does for code that was made while running.
#[inline]
pub(crate) fn prepare() {
    #[cfg(any(feature = "jit", feature = "cranelift"))]
    crate::jit::synchronize();
}
