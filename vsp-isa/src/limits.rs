//! Sizes that engines and tools agree on.

use core::fmt;

/// How many return addresses the call stack of a machine holds, unless somebody says otherwise.
pub const DEFAULT_CALLS: u32 = 1024;
/// How many cells the data stack of a machine holds, unless somebody says otherwise.
pub const DEFAULT_STACK: u32 = 16_384;
/// How many transforms PIPE applies at most, so that a unit of fuel buys bounded work. A longer list is none that is known.
pub const MAX_TRANSFORMS: u32 = 1024;

/// How much may be compiled of one program. What has more is refused, and the interpreter can still run it.
///
/// Compiling takes time in proportion to the instructions, and memory in proportion to the machine code. Both can be far more
/// than a program's file suggests, since code that several modes reach is compiled for each.
///
/// ```
/// use vsp_isa::limits::CompileLimits;
/// let limits = CompileLimits { instructions: 100_000, ..CompileLimits::default() };
/// assert!(limits.check_instructions(100_000).is_ok());
/// let error = limits.check_instructions(100_001).unwrap_err();
/// assert_eq!((error.amount, error.most), (100_001, 100_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CompileLimits {
    /// How many instructions, each counted once for every mode that can reach it: 4,194,304 unless set.
    pub instructions: u64,
    /// How many bytes of machine code: 268,435,456 (256 MiB) unless set.
    pub code_bytes: u64,
}

impl CompileLimits {
    /// No more than an engine makes by itself.
    pub const NONE: CompileLimits = CompileLimits { instructions: u64::MAX, code_bytes: u64::MAX };

    /// Checks a number of instructions.
    ///
    /// # Errors
    /// If there are too many.
    pub const fn check_instructions(&self, amount: u64) -> Result<(), TooLarge> {
        TooLarge::unless_within(CompileLimit::Instructions, self.instructions, amount)
    }

    /// Checks a number of bytes of machine code.
    ///
    /// # Errors
    /// If there are too many.
    pub const fn check_code_bytes(&self, amount: u64) -> Result<(), TooLarge> {
        TooLarge::unless_within(CompileLimit::CodeBytes, self.code_bytes, amount)
    }
}

impl Default for CompileLimits {
    fn default() -> CompileLimits {
        CompileLimits { instructions: 1 << 22, code_bytes: 256 << 20 }
    }
}

/// One of the [`CompileLimits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CompileLimit {
    /// [`CompileLimits::instructions`].
    Instructions,
    /// [`CompileLimits::code_bytes`].
    CodeBytes,
}

/// A program is too large to be compiled. [`Display`](fmt::Display) says what is too much, and which limit to raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TooLarge {
    /// The limit that it passes.
    pub limit: CompileLimit,
    /// How much is allowed.
    pub most: u64,
    /// How much it is; for bytes of code what there was when compiling stopped.
    pub amount: u64,
}

impl TooLarge {
    const fn unless_within(limit: CompileLimit, most: u64, amount: u64) -> Result<(), TooLarge> {
        if amount <= most { Ok(()) } else { Err(TooLarge { limit, most, amount }) }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { limit, most, amount } = self;
        match limit {
            CompileLimit::Instructions => write!(
                f,
                "the program has {amount} instructions to compile, counted for each mode that can reach them, and the limit \
                 `instructions` allows {most}"
            ),
            CompileLimit::CodeBytes => write!(
                f,
                "the program's machine code has {amount} bytes or more, and the limit `code_bytes` allows {most}"
            ),
        }
    }
}

impl core::error::Error for TooLarge {}
