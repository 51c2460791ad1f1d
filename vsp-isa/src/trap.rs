//! Why a program was stopped.

use core::fmt;

macro_rules! trap_kinds {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        /// Why an instruction could not be done.
        ///
        /// Before and after it the machine is the same, see [machine](crate::reference::machine#traps). The number of each
        /// kind is part of the native ABI and of snapshots, and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum TrapKind { $(#[doc = $text] $name = $code,)* }

        impl TrapKind {
            /// Every kind, in the order of their numbers.
            pub const ALL: &[TrapKind] = &[$(TrapKind::$name),*];

            /// Its name, as in `InvalidOpcode`.
            pub const fn name(self) -> &'static str {
                match self { $(TrapKind::$name => stringify!($name),)* }
            }

            /// What it means, in one sentence.
            pub const fn explanation(self) -> &'static str {
                match self { $(TrapKind::$name => $text,)* }
            }
        }
    };
}

trap_kinds! {
    InvalidOpcode = 0, "The byte at pc is no opcode of the file's version.";
    TruncatedInstruction = 1, "The instruction's operand bytes pass the end of the code.";
    PcOutOfBounds = 2, "pc is past the end of the code.";
    AddressOutOfBounds = 3, "The access passes the end of memory.";
    CallStackOverflow = 4, "The call stack is full.";
    DataStackOverflow = 5, "The data stack is full.";
    DataStackUnderflow = 6, "The data stack is empty.";
    InvalidMode = 7, "The number is no code of a mode.";
    RegisterGroup = 8, "The word would reach past RF.";
    UnknownTransform = 9, "The host has no transform of this id.";
    UnsupportedSyscall = 10, "Neither the machine nor the host has this intrinsic.";
    AssertionFailed = 11, "An assertion of the program does not hold.";
    HostError = 12, "The host could not do what was asked.";
}

impl TrapKind {
    /// The kind of this number, or `None`.
    pub fn from_code(code: u8) -> Option<TrapKind> {
        TrapKind::ALL.get(code as usize).copied()
    }

    /// Its number.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl core::error::Error for TrapKind {}
