//! What a back end takes and gives.

use super::JitError;
#[cfg(feature = "cranelift")]
use super::cranelift;
#[cfg(feature = "jit")]
use super::{dynasm, templates};
use crate::guard::{self, Panic};
use crate::machine_code::Checks;
use crate::program::{Engine, Program};
use std::boxed::Box;
use std::format;
use std::string::String;
use std::vec::Vec;
use vsp_isa::abi::PartFunction;
use vsp_isa::limits::CompileLimits;

/// What a back end heeds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub checks: Checks,
    /// How much may be compiled.
    pub limits: CompileLimits,
}

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
}

/// How to find an entry in what a back end has made.
pub(crate) enum Entries {
    #[cfg(feature = "jit")]
    #[cfg_attr(
        not(any(target_arch = "x86_64", target_arch = "aarch64")),
        allow(dead_code, reason = "there are templates for these processors only")
    )]
    Templates(templates::Entries),
    #[cfg(feature = "cranelift")]
    Cranelift(cranelift::Entries),
}

impl Entries {
    /// Where a place can be entered: the part's function and the number to call it with.
    ///
    /// # Safety
    /// The machine code that these entries came with must be at `base`, executable, and visible to this processor.
    #[inline]
    pub unsafe fn find(&self, base: *const u8, address: u32, mode: u8) -> Option<(PartFunction, u32)> {
        match *self {
            #[cfg(feature = "jit")]
            // SAFETY: the contract is the same.
            Entries::Templates(ref entries) => unsafe { entries.find(base, address, mode) },
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

/// Has an engine compile a program.
pub(crate) fn compile(engine: Engine, settings: Settings, program: &Program) -> Result<Output, JitError> {
    let compile = || match engine {
        #[cfg(feature = "cranelift")]
        Engine::Cranelift => can_run_code().and_then(|()| cranelift::compile(program, settings)),
        #[cfg(not(feature = "cranelift"))]
        Engine::Cranelift => Err(JitError::EngineNotBuilt { engine }),
        #[cfg(feature = "jit")]
        Engine::Dynasm => can_run_code().and_then(|()| dynasm::compile(program, settings)),
        #[cfg(not(feature = "jit"))]
        Engine::Dynasm => Err(JitError::EngineNotBuilt { engine }),
        Engine::Native | Engine::Interpreter => Err(JitError::EngineNotBuilt { engine }),
    };
    guard::catch(compile).unwrap_or_else(|panic| Err(JitError::CodeGenerator(message_of(&panic))))
}

/// Refuses where nothing could run what a back end makes.
fn can_run_code() -> Result<(), JitError> {
    if cfg!(miri) {
        return Err(JitError::UnsupportedTarget { reason: "Miri runs no machine code".into() });
    }
    Ok(())
}

fn message_of(panic: &Panic) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("bug in the code generator: {}", text.unwrap_or("it panicked without a message"))
}
