//! What can go wrong with native code.

use std::ffi::OsString;
use std::fmt;
use vsp_isa::limits::TooLarge;

/// There is no native code.
#[derive(Debug)]
pub(crate) enum Error {
    /// There is none for the target, and this is why.
    NoTarget(String),
    /// A version of Apple's system that is none.
    BadVersion { variable: &'static str, value: OsString },
    /// The code generator refused, or failed.
    Codegen(vsp_codegen::Error),
    /// The static library could not be made: a bug in this crate.
    Archive(String),
}

impl Error {
    /// Why the target has the interpreter, if that is all: what follows on a colon, with no full stop.
    pub fn interpreter_because(&self) -> Option<&str> {
        match self {
            Error::NoTarget(reason) => Some(reason),
            Error::Codegen(error) => error.unsupported_because(),
            Error::BadVersion { .. } | Error::Archive(_) => None,
        }
    }

    /// Which limit the program passes, if that is all.
    pub fn too_large(&self) -> Option<TooLarge> {
        match self {
            Error::Codegen(error) => error.too_large(),
            Error::NoTarget(_) | Error::BadVersion { .. } | Error::Archive(_) => None,
        }
    }

    /// Whether something is wrong with this crate or the code generator.
    pub fn is_bug(&self) -> bool {
        match self {
            Error::Codegen(error) => error.is_bug(),
            Error::Archive(_) => true,
            Error::NoTarget(_) | Error::BadVersion { .. } => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoTarget(reason) => write!(f, "no native code: {reason}"),
            Error::BadVersion { variable, value } => write!(
                f,
                "the environment variable {variable} is {value:?}, which is no version of a system: write up to three \
                 numbers, such as 11.0 or 13.4.1"
            ),
            Error::Codegen(error) => error.fmt(f),
            Error::Archive(problem) => {
                write!(f, "bug in vsp-build: no static library can be made: {problem}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Codegen(error) => Some(error),
            Error::NoTarget(_) | Error::BadVersion { .. } | Error::Archive(_) => None,
        }
    }
}
