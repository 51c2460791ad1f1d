//! A stand-in for native code in builds without the code generator: no target has native code. It has the same items as `native`.

use crate::directives::Directives;
use crate::settings::Settings;
use std::ffi::OsString;
use std::fmt::{self, Formatter};
use std::path::Path;
use vsp_isa::flow::AnalysedProgram;
use vsp_isa::limits::TooLarge;
use vsp_isa::options::Options;

/// Whether there is a code generator.
pub(crate) const IS_BUILT_IN: bool = false;

/// What native code depends on: nothing.
#[derive(Clone, Debug)]
pub(crate) struct Facts;

impl Facts {
    /// Reads nothing.
    pub fn read(_: &str, _: bool, _: &dyn Fn(&str) -> Option<OsString>) -> Result<Facts, &'static str> {
        Ok(Facts)
    }
}

/// A target that native code can be made for: there is none.
#[derive(Clone, Debug)]
pub(crate) enum Target {}

/// Finds that there is no native code.
pub(crate) fn target(_: &Facts) -> Result<Target, Error> {
    Err(Error)
}

/// Tells Cargo nothing.
pub(crate) fn tell(_: &Facts, _: &mut Directives) {}

/// Compiles nothing, as there is no target.
pub(crate) fn compile(
    _: &AnalysedProgram<'_>,
    target: &Target,
    _: &Options,
    _: String,
    _: &Facts,
    _: &Path,
) -> Result<(Code, Vec<u8>), Error> {
    match *target {}
}

/// Native code of a program: there is none.
#[derive(Clone, Debug)]
pub(crate) enum Code {}

impl Code {
    /// Writes nothing.
    pub fn write(&self, _: &Settings, _: &mut Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

/// There is no native code.
#[derive(Debug)]
pub(crate) struct Error;

impl Error {
    /// Why the target has the interpreter.
    pub fn interpreter_because(&self) -> Option<&str> {
        Some("built without the native back end")
    }

    /// No limit is passed.
    pub fn too_large(&self) -> Option<TooLarge> {
        None
    }

    /// It was left out on purpose.
    pub fn is_bug(&self) -> bool {
        false
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no native code: {}", self.interpreter_because().unwrap_or_default())
    }
}

impl std::error::Error for Error {}
