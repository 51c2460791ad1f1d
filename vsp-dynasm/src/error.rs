//! Why there is no code.

use std::error;
use std::fmt;
use vsp_isa::limits::TooLarge;

/// No code was made of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// There are no templates for the processor that this crate is compiled for.
    UnsupportedProcessor,
    /// The program passes a limit of the options.
    OverLimit(TooLarge),
    /// The code would be longer than jumps of the processor reach.
    TooLarge {
        /// How many bytes of machine code are possible.
        most: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnsupportedProcessor => {
                write!(f, "there are no templates for the processor {}", std::env::consts::ARCH)
            }
            Error::OverLimit(error) => error.fmt(f),
            Error::TooLarge { most } => write!(f, "the machine code would be longer than {most} bytes"),
        }
    }
}

impl error::Error for Error {}
