//! The back end that optimises: the code generator of the build scripts, for the processor at hand.

use super::JitError;
use super::back_end::{self, Output};
use crate::machine_code;
use crate::program::Program;
use std::boxed::Box;
use std::string::ToString;
use std::sync::OnceLock;
use std::vec::Vec;
use vsp_codegen::{Code, Error, Options, Target};
use vsp_isa::abi::{EntryPoint, PartFunction};

/// Where the code can be entered.
pub(crate) struct Entries {
    parts: Vec<u32>,
    points: Vec<EntryPoint>,
}

impl Entries {
    /// See [`back_end::Entries::find`].
    ///
    /// # Safety
    /// As there.
    #[inline]
    pub unsafe fn find(&self, base: *const u8, address: u32, mode: u8) -> Option<(PartFunction, u32)> {
        // SAFETY: the code generator gave these tables with the code, which is at the base, for the processor at hand; it and
        // this crate share one version of the ABI.
        unsafe { machine_code::entry(base, &self.parts, &self.points, address, mode) }
    }

    /// See [`back_end::Entries::in_order`]: for each function, the first place where it can be entered. The code itself says
    /// nothing more.
    pub fn in_order(&self) -> Vec<(u32, u32)> {
        let mut first: Vec<Option<u32>> = std::vec![None; self.parts.len()];
        for point in &self.points {
            let address = &mut first[point.part as usize];
            *address = Some(address.map_or(point.address, |least| least.min(point.address)));
        }
        let parts = self.parts.iter().copied().zip(first);
        parts.filter_map(|(offset, address)| Some((offset, address?))).collect()
    }
}

/// Compiles a program.
pub(super) fn compile(program: &Program, metering: bool) -> Result<Output, JitError> {
    static HOST: OnceLock<Result<Target, Error>> = OnceLock::new();
    let target = HOST.get_or_init(Target::host).as_ref().map_err(refusal)?;
    let options = Options { metering, ..Options::default() };
    let code =
        vsp_codegen::compile(program.container(), target, &options).map_err(|error| refusal(&error))?;
    let Code { bytes, alignment, parts, entries, .. } = code;
    let (functions, alignment) = (parts.len(), alignment as usize);
    let entries = back_end::Entries::Cranelift(Entries { parts, points: entries });
    Ok(Output { bytes: Box::new(bytes), alignment, entries, functions })
}

fn refusal(error: &Error) -> JitError {
    match error.unsupported_because() {
        Some(reason) => JitError::UnsupportedTarget { reason: reason.into() },
        None => JitError::CodeGenerator(error.to_string()),
    }
}
