//! What can go wrong in the code generator.

use std::fmt;

/// A program could not be compiled, or a target is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub(crate) Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// There is no native back end for this target.
    UnsupportedTarget { triple: String, reason: String },
    /// The code generator itself failed: a bug in it.
    #[cfg(feature = "native")]
    Internal { address: Option<u32>, reason: String },
    /// What was emitted would need a linker's help.
    #[cfg(feature = "native")]
    Impure { what: String },
}

impl Error {
    pub(crate) fn unsupported(triple: &str, reason: impl fmt::Display) -> Error {
        Error(Kind::UnsupportedTarget { triple: triple.into(), reason: reason.to_string() })
    }

    #[cfg(feature = "native")]
    pub(crate) fn internal(address: Option<u32>, reason: impl fmt::Display) -> Error {
        Error(Kind::Internal { address, reason: reason.to_string() })
    }

    #[cfg(feature = "native")]
    pub(crate) fn impure(what: impl fmt::Display) -> Error {
        Error(Kind::Impure { what: what.to_string() })
    }

    /// Whether there is simply no native back end for the target, so that the interpreter should be used. Anything else
    /// is a bug in the code generator.
    pub fn is_unsupported_target(&self) -> bool {
        self.unsupported_because().is_some()
    }

    /// Why there is no native back end for the target, if that is the error: what follows on a colon, with no full stop.
    pub fn unsupported_because(&self) -> Option<&str> {
        match &self.0 {
            Kind::UnsupportedTarget { reason, .. } => Some(reason),
            #[cfg(feature = "native")]
            Kind::Internal { .. } | Kind::Impure { .. } => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::UnsupportedTarget { triple, reason } => {
                write!(f, "no native code for target `{triple}`: {reason}")
            }
            #[cfg(feature = "native")]
            Kind::Internal { address: Some(address), reason } => {
                write!(f, "bug in the code generator, in the code at {address:#06x}: {reason}")
            }
            #[cfg(feature = "native")]
            Kind::Internal { address: None, reason } => write!(f, "bug in the code generator: {reason}"),
            #[cfg(feature = "native")]
            Kind::Impure { what } => write!(f, "bug in the code generator: the object has {what}"),
        }
    }
}

impl std::error::Error for Error {}
