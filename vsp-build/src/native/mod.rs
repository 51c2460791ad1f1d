//! Native code: all that vsp-build does with the code generator. `no_native.rs` stands for it where there is none, and has the
//! same items.

mod archive;
mod bindings;
mod error;
mod platform;

pub(crate) use bindings::Code;
pub(crate) use error::Error;
pub(crate) use vsp_codegen::Target;

use crate::directives::Directives;
use platform::Platform;
use std::ffi::OsString;
use std::path::Path;
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::options::Options;

/// Whether there is a code generator.
pub(crate) const IS_BUILT_IN: bool = true;

/// The settings, among those that Cargo gives a build script, on which native code depends.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// The target.
    platform: Platform,
    /// Whether libraries are those of Microsoft's tools.
    pub is_msvc: bool,
    /// The triple of this machine (`HOST`).
    pub host: String,
    /// The variables that choose an archiver, and their values.
    pub archiver: Vec<(String, Option<OsString>)>,
}

impl Facts {
    /// Reads them for a target, through a function that gives a variable's value.
    ///
    /// # Errors
    /// The variable that Cargo would have set.
    pub fn read(
        target: &str,
        is_msvc: bool,
        lookup: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Facts, &'static str> {
        let host = lookup("HOST").and_then(|value| value.into_string().ok()).ok_or("HOST")?;
        let variables = archive::variables(target, &host).into_iter();
        let archiver = variables.map(|variable| (variable.clone(), lookup(&variable))).collect();
        Ok(Facts { platform: Platform::read(target, lookup)?, is_msvc, host, archiver })
    }

    /// The target's triple, or the name of its specification.
    fn triple(&self) -> &str {
        &self.platform.triple
    }
}

/// What to make native code for.
///
/// # Errors
/// [`Error::interpreter_because`] if there is no native code for the target.
pub(crate) fn target(facts: &Facts) -> Result<Target, Error> {
    facts.platform.target()
}

/// Tells Cargo of the environment variables that native code depends on.
pub(crate) fn tell(facts: &Facts, directives: &mut Directives) {
    archive::tell(facts, directives);
    if let Some((variable, _)) = &facts.platform.deployment {
        directives.rerun_if_env_changed(variable);
    }
}

/// Makes a static library of a program: what the bindings say of it, and its bytes. `folder` is where temporary files go.
///
/// # Errors
/// [`Error::too_large`] if the program is.
pub(crate) fn compile(
    program: &AnalysedProgram<'_>,
    target: &Target,
    options: &Options,
    symbol: String,
    facts: &Facts,
    folder: &Path,
) -> Result<(Code, Vec<u8>), Error> {
    let code = vsp_codegen::compile(program, target, options).map_err(Error::Codegen)?;
    let object = vsp_codegen::object(&code, target, &symbol).map_err(Error::Codegen)?;
    // The code itself is in the object, and goes before that is copied again.
    let vsp_codegen::Code { bytes, regions, entries, uses_sums, helpers, .. } = code;
    drop(bytes);
    let library = archive::archive(&object, &symbol, facts, folder).map_err(Error::Archive)?;
    Ok((Code { symbol, regions, entries, uses_sums, helpers }, library))
}
