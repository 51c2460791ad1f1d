//! What can go wrong in the code generator.

use std::{fmt, io};
use vsp_isa::limits::TooLarge;

/// A program could not be compiled, or a target is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub(crate) Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// There is no native back end for this target.
    UnsupportedTarget { triple: String, reason: String },
    /// The program passes a limit.
    TooLarge(TooLarge),
    /// No thread could be started.
    NoThread { kind: io::ErrorKind, os_error: Option<i32> },
    /// The code generator itself failed: a bug in it.
    Internal { address: Option<u32>, reason: String },
    /// What was emitted would need a linker's help.
    Impure { what: String },
}

impl Error {
    pub(crate) fn unsupported(triple: &str, reason: impl fmt::Display) -> Error {
        Error(Kind::UnsupportedTarget { triple: triple.into(), reason: reason.to_string() })
    }

    pub(crate) fn over_limit(error: TooLarge) -> Error {
        Error(Kind::TooLarge(error))
    }

    pub(crate) fn no_thread(error: &io::Error) -> Error {
        Error(Kind::NoThread { kind: error.kind(), os_error: error.raw_os_error() })
    }

    pub(crate) fn internal(address: Option<u32>, reason: impl fmt::Display) -> Error {
        Error(Kind::Internal { address, reason: reason.to_string() })
    }

    pub(crate) fn impure(what: impl fmt::Display) -> Error {
        Error(Kind::Impure { what: what.to_string() })
    }

    /// Whether there is simply no native back end for the target, so that the interpreter should be used.
    pub fn is_unsupported_target(&self) -> bool {
        self.unsupported_because().is_some()
    }

    /// Why there is no native back end for the target, if that is the error: what follows on a colon, with no full stop.
    pub fn unsupported_because(&self) -> Option<&str> {
        match &self.0 {
            Kind::UnsupportedTarget { reason, .. } => Some(reason),
            Kind::TooLarge(_) | Kind::NoThread { .. } | Kind::Internal { .. } | Kind::Impure { .. } => None,
        }
    }

    /// Which limit the program passes, if that is the error: see [`Options::limits`](crate::Options::limits).
    pub fn too_large(&self) -> Option<TooLarge> {
        match &self.0 {
            Kind::TooLarge(error) => Some(*error),
            Kind::NoThread { .. } | Kind::Internal { .. } | Kind::Impure { .. } => None,
            Kind::UnsupportedTarget { .. } => None,
        }
    }

    /// The system's error, if it gave no thread to compile on: its kind and its number. The same may succeed later.
    pub fn no_thread_because(&self) -> Option<(io::ErrorKind, Option<i32>)> {
        match self.0 {
            Kind::NoThread { kind, os_error } => Some((kind, os_error)),
            Kind::TooLarge(_) | Kind::Internal { .. } | Kind::Impure { .. } => None,
            Kind::UnsupportedTarget { .. } => None,
        }
    }

    /// Whether it is a bug in the code generator.
    pub fn is_bug(&self) -> bool {
        match &self.0 {
            Kind::Internal { .. } | Kind::Impure { .. } => true,
            Kind::TooLarge(_) | Kind::NoThread { .. } => false,
            Kind::UnsupportedTarget { .. } => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::UnsupportedTarget { triple, reason } => {
                write!(f, "no native code for target `{triple}`: {reason}")
            }
            Kind::TooLarge(error) => error.fmt(f),
            Kind::NoThread { os_error: Some(number), .. } => {
                let error = io::Error::from_raw_os_error(*number);
                write!(f, "the system gives no thread to compile on: {error}")
            }
            Kind::NoThread { kind, os_error: None } => {
                write!(f, "the system gives no thread to compile on: {kind}")
            }
            Kind::Internal { address: Some(address), reason } => {
                write!(f, "bug in the code generator, in the code at {address:#06x}: {reason}")
            }
            Kind::Internal { address: None, reason } => write!(f, "bug in the code generator: {reason}"),
            Kind::Impure { what } => write!(f, "bug in the code generator: the object has {what}"),
        }
    }
}

impl std::error::Error for Error {}
