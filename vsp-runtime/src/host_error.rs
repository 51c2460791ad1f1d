//! Errors of a host.

#[cfg(feature = "alloc")]
use alloc::{borrow::Cow, string::String};
use core::fmt;

/// What a host says of a failure. A text that is put together while running needs an allocator.
#[cfg(feature = "alloc")]
pub(crate) type Message = Cow<'static, str>;
/// What a host says of a failure.
#[cfg(not(feature = "alloc"))]
pub(crate) type Message = &'static str;

/// A host could not do what it was asked: the instruction traps.
///
/// Its message reaches the text of the [`Outcome`](crate::Outcome).
///
/// ```
/// use vsp_runtime::{HostError, HostErrorKind};
/// let error = HostError::failed("the port is closed");
/// assert_eq!((error.kind(), error.to_string()), (HostErrorKind::Failed, "the port is closed".to_string()));
///
/// // With the feature `alloc`, whatever says itself as a text will do.
/// fn read(path: &str) -> Result<String, HostError> {
///     std::fs::read_to_string(path).map_err(|error| HostError::failed(format!("{path}: {error}")))
/// }
/// assert!(read("no/such/file").unwrap_err().message().starts_with("no/such/file: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostError {
    kind: HostErrorKind,
    message: Message,
}

/// In what way a host could not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostErrorKind {
    /// There is no such thing: an unknown syscall traps `UnsupportedSyscall`, an unknown transform `UnknownTransform`, and
    /// anything else `HostError`.
    Unsupported,
    /// It went wrong: traps `HostError`.
    Failed,
}

impl HostError {
    /// Something went wrong, and this is what: one sentence, or a part of one, without a full stop.
    pub fn failed(message: impl Into<Message>) -> HostError {
        HostError { kind: HostErrorKind::Failed, message: message.into() }
    }

    /// The host has no such thing.
    pub const fn unsupported() -> HostError {
        let message = "the host does not have this";
        #[cfg(feature = "alloc")]
        let message = Cow::Borrowed(message);
        HostError { kind: HostErrorKind::Unsupported, message }
    }

    /// In what way it could not be done.
    pub const fn kind(&self) -> HostErrorKind {
        self.kind
    }

    /// Why it could not be done.
    pub fn message(&self) -> &str {
        let message: &Message = &self.message;
        message
    }

    pub(crate) fn into_message(self) -> Message {
        self.message
    }
}

/// Something went wrong, and this is what.
impl From<&'static str> for HostError {
    fn from(message: &'static str) -> HostError {
        HostError::failed(message)
    }
}

/// Something went wrong, and this is what.
#[cfg(feature = "alloc")]
impl From<String> for HostError {
    fn from(message: String) -> HostError {
        HostError::failed(message)
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for HostError {}
